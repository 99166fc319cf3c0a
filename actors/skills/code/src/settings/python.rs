//! Fields of pydantic's settings: each is a variable by its name in capitals, with the prefix of the class.

use super::{Setting, setting};

pub fn settings(text: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    if !text.contains("BaseSettings") {
        return found;
    }
    let lines: Vec<&str> = text.lines().collect();
    // Also those that derive from one of these.
    let mut bases = vec!["BaseSettings"];
    for (row, line) in lines.iter().enumerate() {
        let head = line.trim_start();
        let Some((name, derived)) = head.strip_prefix("class ").and_then(|head| head.split_once('(')) else {
            continue;
        };
        let mut parts = derived.split(|c: char| !c.is_alphanumeric() && c != '_');
        if !parts.any(|part| bases.contains(&part)) {
            continue;
        }
        bases.push(name.trim());
        let outer = line.len() - head.len();
        let body: Vec<(usize, &str)> = lines
            .iter()
            .enumerate()
            .skip(row + 1)
            .take_while(|(_, line)| line.trim().is_empty() || indent(line) > outer)
            .map(|(row, line)| (row, *line))
            .collect();
        let prefix = body.iter().find_map(|(_, line)| text_behind(line, "env_prefix")).unwrap_or_default();
        let Some(inner) = body.iter().find(|(_, line)| !line.trim().is_empty()).map(|(_, line)| indent(line))
        else {
            continue;
        };
        for (row, line) in body.iter().filter(|(_, line)| indent(line) == inner) {
            let Some((name, kind)) = line.trim().split_once(':') else { continue };
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !plain
                || name == "model_config"
                || name.starts_with('_')
                || kind.contains("ClassVar")
                || kind.trim().is_empty()
            {
                continue;
            }
            let alias = text_behind(kind, "validation_alias").or_else(|| text_behind(kind, "alias"));
            let name = alias.map_or_else(|| format!("{prefix}{name}").to_uppercase(), str::to_owned);
            found.push(setting(&name, *row));
        }
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The text that a word is set to: `env_prefix = "SHOP_"`.
fn text_behind<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(word)?;
    let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(['=', ':'])?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}
