//! Whether a file has the form that [`super::shape`] describes. What it lets through can be read without looking twice.

use super::fault::{Fault, Faults, Place};
use super::limits::FORMAT;
use super::shape::{Case, Key, Kind, Need, Shape};
use super::yaml::{Node, Value, short};
use crate::understand::limits::NAME_CHARACTERS_MAX;
use crate::understand::morph;

/// Keys that people know from elsewhere and that nothing here builds.
const NOT_BUILT: [(&str, &str); 8] = [
    ("default", "default values of fields"),
    ("pattern", "patterns that text must match"),
    ("regex", "patterns that text must match"),
    ("min_length", "a least number of characters"),
    ("precision", "decimals with other than two digits"),
    ("index", "indexes by name"),
    ("computed", "computed values"),
    ("on_delete", "another rule for what is deleted together"),
];

pub(super) fn check(node: &Node, kind: &Kind, faults: &mut Faults) {
    match kind {
        Kind::Version => version(node, faults),
        Kind::Text(max) => text(node, *max, faults),
        Kind::Name(case) => match node.text() {
            Some(name) => spelled(node.at, name, *case, faults),
            None => expected(node, "a name", faults),
        },
        Kind::Word(words) => word(node, words, faults),
        Kind::Flag if node.flag().is_some() => {}
        Kind::Flag => expected(node, "true or false", faults),
        Kind::Number { min, max } => number(node, *min, *max, faults),
        Kind::List { of, max } => list(node, of, *max, faults),
        Kind::Named { name, of, max } => named(node, *name, of, *max, faults),
        Kind::Table(shape) => table(node, shape, faults),
        Kind::Short(short, shape) => match node.value {
            Value::Scalar { .. } => check(node, short, faults),
            Value::List(_) | Value::Map(_) => table(node, shape, faults),
        },
    }
}

fn expected(node: &Node, what: &str, faults: &mut Faults) {
    faults.push(Fault::at(node.at, format!("{what} is expected here, not {}", node.is())));
}

fn version(node: &Node, faults: &mut Faults) {
    match node.number() {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => faults.push(
            Fault::at(
                node.at,
                format!("the format's version is {newer}, and this program reads up to {FORMAT}"),
            )
            .hint("use a newer samriddh, or write the file in the older form"),
        ),
        Some(_) | None => expected(node, &format!("the format's version, {FORMAT},"), faults),
    }
}

fn text(node: &Node, max: usize, faults: &mut Faults) {
    match node.text() {
        Some(text) if text.chars().count() > max => {
            faults.push(
                Fault::at(node.at, format!("this text has more than {max} characters")).hint("shorten it"),
            );
        }
        Some(_) => {}
        None => expected(node, "text", faults),
    }
}

fn word(node: &Node, words: &[&str], faults: &mut Faults) {
    match node.text() {
        Some(word) if words.contains(&word) => {}
        Some(word) => {
            let near = morph::snake(&morph::name_words(word));
            let hint = match words.iter().find(|known| **known == near) {
                Some(known) => format!("write `{known}`"),
                None => format!("it is one of {}", words.join(", ")),
            };
            faults.push(Fault::at(node.at, format!("`{}` is not known here", short(word))).hint(hint));
        }
        None => expected(node, &format!("one of {}", words.join(", ")), faults),
    }
}

fn number(node: &Node, min: i64, max: i64, faults: &mut Faults) {
    match node.number() {
        Some(number) if (min..=max).contains(&number) => {}
        Some(number) => faults.push(Fault::at(node.at, format!("{number} is not from {min} to {max}"))),
        None => expected(node, "a whole number without quotes", faults),
    }
}

fn list(node: &Node, of: &Kind, max: usize, faults: &mut Faults) {
    match &node.value {
        Value::List(items) => {
            many(node.at, items.len(), max, faults);
            items.iter().take(max).for_each(|item| check(item, of, faults));
        }
        Value::Scalar { .. } if node.is_null() => {}
        Value::Scalar { .. } | Value::Map(_) => expected(node, "a list", faults),
    }
}

fn named(node: &Node, case: Case, of: &Kind, max: usize, faults: &mut Faults) {
    match &node.value {
        Value::Map(entries) => {
            many(node.at, entries.len(), max, faults);
            for entry in entries.iter().take(max) {
                spelled(entry.at, &entry.key, case, faults);
                check(&entry.value, of, faults);
            }
        }
        Value::Scalar { .. } if node.is_null() => {}
        Value::Scalar { .. } | Value::List(_) => {
            faults.push(
                Fault::at(node.at, format!("names are expected here, each with a colon, not {}", node.is()))
                    .hint("write `name:` and what belongs to it, without a dash"),
            );
        }
    }
}

fn many(at: Place, count: usize, max: usize, faults: &mut Faults) {
    if count > max {
        faults.push(
            Fault::at(at, format!("{count} stand here, and at most {max} are read"))
                .hint("leave out what can wait"),
        );
    }
}

fn table(node: &Node, shape: &Shape, faults: &mut Faults) {
    let is_map = matches!(node.value, Value::Map(_));
    if !is_map && !node.is_null() {
        return expected(node, &format!("a mapping ({})", keys(shape)), faults);
    }
    for entry in node.entries() {
        match shape.keys.iter().find(|known| known.key == entry.key) {
            Some(known) => check(&entry.value, &known.kind, faults),
            None => faults.push(unknown(entry.at, &entry.key, shape)),
        }
    }
    let missing = |known: &&Key| known.need == Need::Must && node.get(known.key).is_none();
    for known in shape.keys.iter().filter(missing) {
        faults.push(
            Fault::at(node.at, format!("`{}` is missing from this {}", known.key, shape.name))
                .hint(format!("it says: {}", known.about)),
        );
    }
}

fn unknown(at: Place, key: &str, shape: &Shape) -> Fault {
    if let Some((_, what)) = NOT_BUILT.iter().find(|(known, _)| *known == key) {
        return Fault::at(at, format!("`{key}`: nothing here builds {what} yet"))
            .hint("leave it out, and add it to the code that is made");
    }
    let near = morph::snake(&morph::name_words(key));
    let hint = match shape.keys.iter().find(|known| known.key == near) {
        Some(known) => format!("write `{}`", known.key),
        None => format!("its keys are {}", keys(shape)),
    };
    Fault::at(at, format!("`{}` is no key of {}", short(key), shape.name)).hint(hint)
}

fn keys(shape: &Shape) -> String {
    shape.keys.iter().map(|known| known.key).collect::<Vec<_>>().join(", ")
}

fn spelled(at: Place, name: &str, case: Case, faults: &mut Faults) {
    if name.chars().count() > NAME_CHARACTERS_MAX {
        let message =
            format!("`{}` is longer than the {NAME_CHARACTERS_MAX} characters of a name", short(name));
        return faults.push(Fault::at(at, message));
    }
    if case.fits(name) {
        return;
    }
    let other = case.of(name);
    let hint = if case.fits(&other) { format!("write `{other}`") } else { case.rule().to_owned() };
    faults.push(Fault::at(at, format!("`{}` cannot be a name here", short(name))).hint(hint));
}

impl Case {
    pub(super) fn fits(self, name: &str) -> bool {
        let rest = |c: char| match self {
            Case::Kebab => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
            Case::Pascal => c.is_ascii_alphanumeric(),
            Case::Snake | Case::Value => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
        };
        let first = |c: char| match self {
            Case::Kebab | Case::Snake => c.is_ascii_lowercase(),
            Case::Pascal => c.is_ascii_uppercase(),
            Case::Value => c.is_ascii_lowercase() || c.is_ascii_digit(),
        };
        name.starts_with(first) && name.chars().all(rest)
    }

    /// The same name in this spelling.
    pub(super) fn of(self, name: &str) -> String {
        let words = morph::name_words(name);
        match self {
            Case::Kebab => words.join("-"),
            Case::Pascal => morph::pascal(&words),
            Case::Snake | Case::Value => morph::snake(&words),
        }
    }

    /// For the schema.
    pub(super) fn pattern(self) -> &'static str {
        match self {
            Case::Kebab => "^[a-z][a-z0-9-]*$",
            Case::Pascal => "^[A-Z][A-Za-z0-9]*$",
            Case::Snake => "^[a-z][a-z0-9_]*$",
            Case::Value => "^[a-z0-9][a-z0-9_]*$",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Case::Kebab => "use small letters, digits and `-`, and begin with a letter",
            Case::Pascal => "use letters and digits, and begin with a capital",
            Case::Snake => "use small letters, digits and `_`, and begin with a letter",
            Case::Value => "use small letters, digits and `_`",
        }
    }
}
