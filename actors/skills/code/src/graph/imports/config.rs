//! What manifests say about imports: `package.json` names packages, `tsconfig.json` and `jsconfig.json` give aliases.

mod bundler;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{join, normal, parent};

/// How far `extends` is followed.
const EXTENDS_MAX: u32 = 5;

/// A package of the workspace.
pub struct Package {
    pub folder: String,
    pub entries: Vec<String>,
    pub exports: Vec<(String, String)>,
}

#[derive(Default)]
struct Aliases {
    /// Patterns, with the folder that they count from.
    paths: Vec<(String, Vec<String>, String)>,
    base: Option<String>,
}

#[derive(Default)]
pub struct Config {
    packages: BTreeMap<String, Package>,
    aliases: BTreeMap<String, Aliases>,
}

impl Config {
    pub fn read(texts: &BTreeMap<String, String>) -> Self {
        let mut config = Config::default();
        let parsed: BTreeMap<&str, Value> =
            texts.iter().filter_map(|(path, text)| Some((path.as_str(), lenient(text)?))).collect();
        for (path, text) in texts.iter().filter(|(path, _)| is_bundler(last(path))) {
            let paths = bundler::aliases(text, parent(path));
            config.aliases.entry(parent(path).to_owned()).or_default().paths.extend(paths);
        }
        for (path, value) in &parsed {
            let folder = parent(path).to_owned();
            let name = path.rsplit('/').next().unwrap_or(path);
            if name == "package.json" {
                config.read_package(folder, value);
            } else if name.starts_with("tsconfig") || name == "jsconfig.json" {
                let mut aliases = Aliases::default();
                read_aliases(&parsed, path, value, &mut aliases, 0);
                let known = config.aliases.entry(folder).or_default();
                known.paths.extend(aliases.paths);
                known.base = known.base.take().or(aliases.base);
            }
        }
        config
    }

    fn read_package(&mut self, folder: String, value: &Value) {
        for (pattern, target) in value["imports"].as_object().into_iter().flatten() {
            let alias = (pattern.clone(), all_texts(target, 0), folder.clone());
            self.aliases.entry(folder.clone()).or_default().paths.push(alias);
        }
        let Some(name) = value["name"].as_str() else { return };
        let mut entries: Vec<String> = Vec::new();
        let mut exports = Vec::new();
        for key in ["source", "svelte", "types", "typings", "module", "main"] {
            entries.extend(value[key].as_str().map(str::to_owned));
        }
        match &value["exports"] {
            Value::String(path) => entries.push(path.clone()),
            Value::Object(table) => {
                for (key, target) in table {
                    let paths = all_texts(target, 0);
                    if key == "." || !key.starts_with('.') {
                        entries.extend(paths)
                    } else {
                        exports.extend(paths.into_iter().map(|path| (key.clone(), path)))
                    }
                }
            }
            _ => {}
        }
        self.packages.insert(name.to_owned(), Package { folder, entries, exports });
    }

    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.get(name)
    }

    /// Paths that an alias of the nearest configuration may mean.
    pub fn aliased(&self, from: &str, specifier: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut folder = parent(from);
        loop {
            if let Some(aliases) = self.aliases.get(folder) {
                for (pattern, targets, base) in &aliases.paths {
                    let Some(star) = matches(pattern, specifier) else { continue };
                    found.extend(targets.iter().map(|target| join(base, &target.replace('*', star))));
                }
                found.extend(aliases.base.as_ref().map(|base| join(base, specifier)));
            }
            if folder.is_empty() {
                return found;
            }
            folder = parent(folder);
        }
    }
}

/// The texts of a value, whatever the conditions on them.
fn all_texts(value: &Value, depth: u32) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) if depth < 4 => {
            items.iter().flat_map(|inner| all_texts(inner, depth + 1)).collect()
        }
        Value::Object(table) if depth < 4 => {
            table.values().flat_map(|inner| all_texts(inner, depth + 1)).collect()
        }
        _ => Vec::new(),
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a file configures a bundler, whose aliases imports may use.
pub fn is_bundler(name: &str) -> bool {
    let (stem, end) = name.split_once(".config.").unwrap_or_default();
    matches!(stem, "vite" | "vitest" | "webpack")
        && matches!(end, "ts" | "js" | "mts" | "mjs" | "cts" | "cjs")
}

fn read_aliases(
    parsed: &BTreeMap<&str, Value>,
    path: &str,
    value: &Value,
    aliases: &mut Aliases,
    depth: u32,
) {
    let folder = parent(path);
    let options = &value["compilerOptions"];
    let base = options["baseUrl"].as_str().and_then(|base| normal(&join(folder, base)));
    let counts_from = base.clone().unwrap_or_else(|| folder.to_owned());
    for (pattern, targets) in options["paths"].as_object().into_iter().flatten() {
        let targets =
            targets.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        aliases.paths.push((pattern.clone(), targets, counts_from.clone()));
    }
    aliases.base = aliases.base.take().or(base);
    if depth >= EXTENDS_MAX {
        return;
    }
    for extends in all_texts(&value["extends"], 0) {
        let Some(outer) = normal(&join(folder, &extends)) else { continue };
        for candidate in [outer.clone(), format!("{outer}.json")] {
            if let Some(inner) = parsed.get(candidate.as_str()) {
                read_aliases(parsed, &candidate, inner, aliases, depth + 1);
            }
        }
    }
}

/// What stands for the star; the whole must match where there is none.
pub(super) fn matches<'s>(pattern: &str, specifier: &'s str) -> Option<&'s str> {
    match pattern.split_once('*') {
        Some((start, end)) => {
            let inner = specifier.strip_prefix(start)?.strip_suffix(end)?;
            Some(inner)
        }
        None => (pattern == specifier).then_some(""),
    }
}

/// JSON with comments and commas too many, as these files have them.
pub(crate) fn lenient(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', _) if quoted => {
                plain.push(c);
                plain.extend(chars.next());
            }
            ('"', _) => {
                quoted = !quoted;
                plain.push(c);
            }
            ('/', Some('/')) if !quoted => {
                chars.by_ref().take_while(|c| *c != '\n').for_each(drop);
                plain.push('\n');
            }
            ('/', Some('*')) if !quoted => {
                let mut last = ' ';
                for c in chars.by_ref().skip(1) {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            ('}' | ']', _) if !quoted => {
                let end = plain.trim_end().len();
                if plain[..end].ends_with(',') {
                    plain.truncate(end - 1);
                }
                plain.push(c);
            }
            _ => plain.push(c),
        }
    }
    serde_json::from_str(&plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_commas_too_many_do_not_hide_a_configuration() {
        let text = "{ // one\n \"a\": \"/* kept */ // kept\", /* two */ \"b\": [1, 2,], }";
        assert_eq!(lenient(text).unwrap()["b"][1], 2);
        assert_eq!(lenient(text).unwrap()["a"], "/* kept */ // kept");
        assert!(lenient("{").is_none());
    }
}
