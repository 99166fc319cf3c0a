//! Words to arguments, as a POSIX shell does it: variables, the home folder, names that match. Pure.

use std::collections::BTreeMap;

use super::line::{Part, Word, shorten};
use super::model::{Follow, Model, Place};
use super::pattern::{Language, Matcher, Pattern};

/// What variables are known to hold; none for one whose value is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(pub BTreeMap<String, Option<String>>, pub Unset);

/// What a variable of which nothing is known holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unset {
    #[default]
    Empty,
    /// In loops, something may have set it.
    Unknown,
}

/// A piece of an argument, and whether `*?[` in it match.
type Run = (String, bool);

/// What words may name.
pub(super) struct Names<'m> {
    pub model: &'m Model,
    pub language: Language,
    pub dots: Dots,
}

/// Whether `.*` names `.` and `..`, as it does in some shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dots {
    Named,
    /// The program refuses them.
    Refused,
}

/// The arguments a word becomes. An error says what of it is only known when it runs.
pub(super) fn expand(word: &Word, variables: &Variables, names: &Names<'_>) -> Result<Vec<Vec<u8>>, String> {
    if let Some(text) = braces(word) {
        return Err(format!("{text} means different things to different shells"));
    }
    let mut fields: Vec<Vec<Run>> = vec![Vec::new()];
    let mut some = word.0.is_empty();
    for (at, part) in word.0.iter().enumerate() {
        match part {
            Part::Text(text) => {
                some = true;
                push(&mut fields, text, false);
            }
            Part::Bare(text) => {
                some = true;
                let text = if at == 0 { home(text, variables)? } else { text.clone() };
                push(&mut fields, &text, true);
            }
            Part::Variable { name, quoted } => {
                // A shell takes what is not set for nothing.
                let value = match variables.0.get(name) {
                    None if variables.1 == Unset::Unknown => {
                        return Err(format!("the value of ${name} is only known when it runs"));
                    }
                    Some(None) => return Err(format!("the value of ${name} is only known when it runs")),
                    Some(Some(value)) => value.as_str(),
                    None => "",
                };
                some |= *quoted || !value.is_empty();
                if *quoted {
                    push(&mut fields, value, false);
                } else {
                    split(&mut fields, value);
                }
            }
            Part::Unknown(text) => return Err(format!("{} is only known when it runs", shorten(text))),
        }
    }
    if !some {
        return Ok(Vec::new());
    }
    let words: Result<Vec<_>, String> = fields.iter().map(|field| matched(field, names)).collect();
    Ok(words?.concat())
}

/// `{a,b}` or `{1..9}` outside quotes, which some shells make several words of; the grammar may have it in pieces.
fn braces(word: &Word) -> Option<String> {
    let bare: String =
        word.0.iter().map(|part| if let Part::Bare(text) = part { text.as_str() } else { "_" }).collect();
    let inside =
        bare.split_once('{').and_then(|(_, rest)| rest.rsplit_once('}')).map(|(inside, _)| inside)?;
    (inside.contains(',') || inside.contains("..")).then_some(bare)
}

fn push(fields: &mut [Vec<Run>], text: &str, live: bool) {
    if let Some(last) = fields.last_mut() {
        last.push((text.to_owned(), live));
    }
}

fn split(fields: &mut Vec<Vec<Run>>, value: &str) {
    for (at, piece) in value.split([' ', '\t', '\n']).filter(|piece| !piece.is_empty()).enumerate() {
        if at > 0
            || (value.starts_with([' ', '\t', '\n']) && fields.last().is_some_and(|last| !last.is_empty()))
        {
            fields.push(Vec::new());
        }
        push(fields, piece, true);
    }
}

fn home(text: &str, variables: &Variables) -> Result<String, String> {
    let Some(rest) = text.strip_prefix('~') else { return Ok(text.to_owned()) };
    if !rest.is_empty() && !rest.starts_with('/') {
        return Err(format!("{text} is another person's folder"));
    }
    match variables.0.get("HOME") {
        Some(Some(home)) => Ok(format!("{home}{rest}")),
        _ => Err(format!("{text} is only known when it runs")),
    }
}

/// The names that match, in order; the word itself where none does.
fn matched(field: &[Run], setting: &Names<'_>) -> Result<Vec<Vec<u8>>, String> {
    let plain: Vec<u8> = field.iter().flat_map(|(text, _)| text.bytes()).collect();
    if !field.iter().any(|(text, live)| *live && text.contains(['*', '?', '['])) {
        return Ok(vec![plain]);
    }
    let mut found: Vec<Vec<u8>> = vec![if plain.starts_with(b"/") { b"/".to_vec() } else { Vec::new() }];
    for pattern in &components(field) {
        let mut next = Vec::new();
        for prefix in &found {
            next.extend(step(prefix, pattern, setting)?);
        }
        found = next;
    }
    if plain.ends_with(b"/") {
        found.retain(|path| setting.model.is_folder(&setting.model.resolve(path, Follow::Yes)));
        found.iter_mut().for_each(|path| path.push(b'/'));
    }
    Ok(if found.is_empty() { vec![plain] } else { found })
}

fn components(field: &[Run]) -> Vec<Pattern> {
    let bytes = field.iter().flat_map(|(text, live)| text.bytes().map(|byte| (byte, *live)));
    let mut parts: Vec<Pattern> = vec![Vec::new()];
    for (byte, live) in bytes {
        match byte {
            b'/' => parts.push(Vec::new()),
            _ => parts.last_mut().into_iter().for_each(|last| last.push((byte, live))),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn step(prefix: &[u8], pattern: &Pattern, setting: &Names<'_>) -> Result<Vec<Vec<u8>>, String> {
    let join = |name: &[u8]| {
        let between: &[u8] = if prefix.is_empty() || prefix.ends_with(b"/") { b"" } else { b"/" };
        [prefix, between, name].concat()
    };
    let plain: Vec<u8> = pattern.iter().map(|(byte, _)| *byte).collect();
    if !pattern.iter().any(|(byte, live)| *live && b"*?[".contains(byte)) {
        return Ok(vec![join(&plain)]);
    }
    let model = setting.model;
    let place = model.resolve(if prefix.is_empty() { b"." } else { prefix }, Follow::Yes);
    let mut names: Vec<Vec<u8>> = match &place {
        Place::Root => model.names_in(None),
        Place::Inside(path) => model.names_in(Some(path)),
        // Not looked into: whatever is named there lies outside.
        Place::Outside(_) => return Ok(vec![join(&plain)]),
    };
    let dotted = plain.starts_with(b".");
    if dotted && setting.dots == Dots::Named {
        names.extend([b".".to_vec(), b"..".to_vec()]);
    }
    let unclear =
        || format!("what {} matches depends on the shell and its language", String::from_utf8_lossy(&plain));
    let matcher = Matcher::of(pattern, setting.language).ok_or_else(unclear)?;
    let mut found = Vec::new();
    for name in names.iter().filter(|name| dotted || !name.starts_with(b".")) {
        if matcher.matches(name).ok_or_else(unclear)? {
            found.push(join(name));
        }
    }
    Ok(found)
}
