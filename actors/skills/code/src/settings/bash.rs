//! Variables of a shell script: those that it uses before it sets them come from outside.

use std::collections::{BTreeMap, BTreeSet};

use super::{NAME_BYTES_MAX, Setting, setting};

/// What the shell itself sets.
const OWN: &[&str] = &[
    "BASHPID",
    "COLUMNS",
    "DIRSTACK",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "IFS",
    "LINENO",
    "LINES",
    "OLDPWD",
    "OPTARG",
    "OPTIND",
    "PIPESTATUS",
    "PPID",
    "PWD",
    "RANDOM",
    "REPLY",
    "SECONDS",
    "SHLVL",
    "UID",
];

pub fn settings(text: &str) -> Vec<Setting> {
    let mut set: BTreeSet<&str> = BTreeSet::new();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices('$') {
            let quoted = line[..at].ends_with('\\')
                || line[..at].matches('\'').count() % 2 == 1 && !line[..at].contains('"');
            let rest = line[at + 1..].trim_start_matches(['{', '!', '#']);
            let name = word(rest);
            let own = OWN.contains(&name) || name.starts_with("BASH_");
            if !quoted
                && name.len() > 1
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && !own
                && !set.contains(name)
            {
                first.entry(name).or_insert(row);
            }
        }
        set.extend(assigned(line));
    }
    first.into_iter().map(|(name, row)| setting(name, row)).collect()
}

/// The names that a line sets.
fn assigned(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in line.split([';', '&', '|', '(']) {
        let mut words = part.split_whitespace().peekable();
        while let Some(one) = words.next() {
            let name = word(one);
            let behind = &one[name.len()..];
            match one {
                "local" | "export" | "declare" | "readonly" | "typeset" => {}
                "for" | "read" | "select" => {
                    found.extend(words.by_ref().filter(|word| !word.starts_with('-')).map(word))
                }
                _ if behind.starts_with('=') || behind.starts_with("+=") => found.push(name),
                _ if name.len() == one.len() => {}
                _ => break,
            }
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end.min(NAME_BYTES_MAX)]
}
