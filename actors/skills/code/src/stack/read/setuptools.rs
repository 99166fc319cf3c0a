//! What `setup.py` and `setup.cfg` ask for, as far as it is written out.

use super::{For, Found, Part, Place, requirement};

/// Longer lists are generated.
const LINES_MAX: usize = 200;

type List = (&'static str, fn() -> For);

/// Keys of lists, each with what it is for.
const LISTS: &[List] = &[
    ("install_requires", || For::Running),
    ("tests_require", || For::Group("test".to_owned())),
    ("setup_requires", || For::Building),
];

pub fn parts(name: &str, text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (key, purpose) in LISTS {
        let found = if name == "setup.py" { of_call(text, key) } else { of_table(text, "[options]", key) };
        parts.extend(found.map(|(head, found)| (Place::new(purpose(), &[&head]), found)));
    }
    if name == "setup.py" {
        parts.extend(extras_of_call(text));
    } else {
        parts.extend(extras_of_table(text));
    }
    parts
}

/// `install_requires=[…]`, or of a list that a name holds, with the word that the list stands behind.
fn of_call(text: &str, key: &str) -> Option<(String, Found)> {
    let value = behind(text, key)?;
    let (head, list) = match value.strip_prefix('[') {
        Some(list) => (key.to_owned(), list),
        None => {
            let end = value.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(value.len());
            let held = &value[..end];
            (held.to_owned(), behind(text, held)?.strip_prefix('[')?)
        }
    };
    Some((head, quoted(list.split("]\n").next().unwrap_or_default().split("],").next().unwrap_or_default())))
}

/// What stands behind `word =` at the beginning of a line.
fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.match_indices(word).find_map(|(at, _)| {
        let begins = text[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
        let rest =
            text[at + word.len()..].trim_start().strip_prefix('=').filter(|_| begins && !word.is_empty())?;
        (!rest.starts_with('=')).then(|| rest.trim_start())
    })
}

fn quoted(list: &str) -> Found {
    let lines = list.lines().filter(|line| !line.trim_start().starts_with('#')).take(LINES_MAX);
    lines.flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2)).filter_map(requirement).collect()
}

/// `extras_require={"name": ["package"]}`
fn extras_of_call(text: &str) -> Vec<Part> {
    let Some(record) = behind(text, "extras_require").and_then(|rest| rest.strip_prefix('{')) else {
        return Vec::new();
    };
    let record = record.split('}').next().unwrap_or_default();
    let mut parts = Vec::new();
    for item in record.split(']') {
        let Some((key, list)) = item.split_once('[') else { continue };
        let Some(name) = key.split(['"', '\'']).nth(1) else { continue };
        let place = Place::new(For::Optional(name.to_owned()), &["extras_require", name]);
        parts.push((place, quoted(list)));
    }
    parts
}

/// The indented lines below `key =` of a table, or what stands behind it.
fn of_table(text: &str, table: &str, key: &str) -> Option<(String, Found)> {
    let inside = text.lines().skip_while(|line| line.trim() != table).skip(1);
    let mut inside = inside
        .take_while(|line| !line.starts_with('['))
        .skip_while(|line| line.split('=').next().map(str::trim) != Some(key));
    let first = inside.next()?.split_once('=').map_or("", |(_, rest)| rest);
    let below = inside.take_while(|line| line.starts_with([' ', '\t']));
    let lines = std::iter::once(first).chain(below).take(LINES_MAX);
    Some((key.to_owned(), lines.filter_map(|line| requirement(line.trim())).collect()))
}

fn extras_of_table(text: &str) -> Vec<Part> {
    let table = "[options.extras_require]";
    let inside = text.lines().skip_while(|line| line.trim() != table).skip(1);
    let keys =
        inside.take_while(|line| !line.starts_with('[')).filter(|line| !line.starts_with([' ', '\t', '#']));
    let keys = keys.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim());
    keys.filter_map(|key| {
        let (_, found) = of_table(text, table, key)?;
        Some((Place::new(For::Optional(key.to_owned()), &[table, key]), found))
    })
    .collect()
}
