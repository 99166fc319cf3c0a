//! The whole environment, taken apart or held under another name.

use super::{Setting, name, setting};

const WHOLES: &[&str] = &["process.env", "import.meta.env", "os.environ", "Bun.env"];

pub fn settings(text: &str, found: &mut Vec<Setting>) {
    for whole in WHOLES {
        for (at, _) in text.match_indices(whole) {
            let behind = &text[at + whole.len()..];
            if behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '[' | '_' | '(')) {
                continue;
            }
            let before = text[..at].trim_end();
            if let Some(before) = before.strip_suffix('=').map(str::trim_end) {
                match before.strip_suffix('}') {
                    Some(inner) => taken_apart(text, inner, found),
                    None => under_another_name(text, before, found),
                }
            }
        }
    }
    for (at, words) in text.match_indices("environ as ") {
        let rest = &text[at + words.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        under_another_name(text, &rest[..end], found);
    }
    asked(text, found);
}

fn row(text: &str, byte: usize) -> usize {
    text[..byte].bytes().filter(|byte| *byte == b'\n').count()
}

/// `const { A, B: b, C = "x" } = process.env`
fn taken_apart(text: &str, inner: &str, found: &mut Vec<Setting>) {
    let Some(open) = inner.rfind('{') else { return };
    let mut at = open + 1;
    for part in inner[open + 1..].split(',') {
        let word = part.trim_start();
        let start = at + part.len() - word.len();
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
        if let Some(name) = name(&word[..end]) {
            found.push(setting(name, row(text, start)));
        }
        at += part.len() + 1;
    }
}

/// `const env = process.env`, then `env.A`, `env["B"]`, `env.get("C")`.
fn under_another_name(text: &str, before: &str, found: &mut Vec<Setting>) {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let start = before.rfind(|c: char| !part(c)).map_or(0, |at| at + 1);
    let alias = &before[start..];
    if alias.is_empty() || before[..start].ends_with('.') {
        return;
    }
    for (at, _) in text.match_indices(alias) {
        if text[..at].ends_with(|c: char| part(c) || c == '.') {
            continue;
        }
        let behind = &text[at + alias.len()..];
        let line = behind.lines().next().unwrap_or_default();
        let rest = [".get(", ".pop(", ".", "["].iter().find_map(|mark| line.strip_prefix(mark));
        found.extend(rest.and_then(name).map(|name| setting(name, row(text, at))));
    }
}

/// Whether a Python file has `environ` of `os` under its own name.
pub fn imports_environ(text: &str) -> bool {
    text.match_indices("from os import").any(|(at, words)| {
        let rest = &text[at + words.len()..];
        let end = if rest.trim_start().starts_with('(') { ')' } else { '\n' };
        let names = &rest[..rest.find(end).unwrap_or(rest.len())];
        names.split(['(', ',', '\n']).any(|name| name.trim() == "environ")
    })
}

/// `"A" in os.environ`
fn asked(text: &str, found: &mut Vec<Setting>) {
    let imported = imports_environ(text);
    for (number, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("environ") {
            let qualified = line[..at].strip_suffix("os.");
            if qualified.is_none() && !imported {
                continue;
            }
            let before = qualified.unwrap_or(&line[..at]).trim_end();
            let Some(before) = before.strip_suffix(" in") else { continue };
            let before = before.trim_end_matches(" not").trim_end().trim_end_matches(['"', '\'']);
            let start = before.rfind(['"', '\'']).map_or(before.len(), |at| at + 1);
            found.extend(name(&before[start..]).map(|name| setting(name, number)));
        }
    }
}
