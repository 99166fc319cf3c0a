//! Words to arguments, as a POSIX shell does it: variables, the home folder, names that match. Pure.

use std::collections::BTreeMap;

use super::line::{Part, Word};
use super::model::{Follow, Model, Place};

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

/// The arguments a word becomes. An error says what of it is only known when it runs.
pub(super) fn expand(word: &Word, variables: &Variables, model: &Model) -> Result<Vec<Vec<u8>>, String> {
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
                if text.contains('{') && text.contains('}') && (text.contains(',') || text.contains("..")) {
                    return Err(format!("{text} means different things to different shells"));
                }
                if ["[:", "[=", "[."].iter().any(|class| text.contains(class)) {
                    return Err(format!("what {text} matches is only known when it runs"));
                }
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
            Part::Unknown(text) => return Err(format!("{text} is only known when it runs")),
        }
    }
    if !some {
        return Ok(Vec::new());
    }
    Ok(fields.into_iter().flat_map(|field| matched(&field, model)).collect())
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
fn matched(field: &[Run], model: &Model) -> Vec<Vec<u8>> {
    let plain: Vec<u8> = field.iter().flat_map(|(text, _)| text.bytes()).collect();
    if !field.iter().any(|(text, live)| *live && text.contains(['*', '?', '['])) {
        return vec![plain];
    }
    let parts = components(field);
    let mut found: Vec<Vec<u8>> = vec![if plain.starts_with(b"/") { b"/".to_vec() } else { Vec::new() }];
    for pattern in &parts {
        let mut next = Vec::new();
        for prefix in &found {
            next.extend(step(prefix, pattern, model));
        }
        found = next;
    }
    if plain.ends_with(b"/") {
        found.retain(|path| model.is_folder(&model.resolve(path, Follow::Yes)));
        found.iter_mut().for_each(|path| path.push(b'/'));
    }
    if found.is_empty() { vec![plain] } else { found }
}

/// One name of a pattern: each character, and whether it may match.
type Pattern = Vec<(u8, bool)>;

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

fn step(prefix: &[u8], pattern: &Pattern, model: &Model) -> Vec<Vec<u8>> {
    let join = |name: &[u8]| {
        let between: &[u8] = if prefix.is_empty() || prefix.ends_with(b"/") { b"" } else { b"/" };
        [prefix, between, name].concat()
    };
    if !pattern.iter().any(|(byte, live)| *live && b"*?[".contains(byte)) {
        let name: Vec<u8> = pattern.iter().map(|(byte, _)| *byte).collect();
        return vec![join(&name)];
    }
    let place = model.resolve(if prefix.is_empty() { b"." } else { prefix }, Follow::Yes);
    let names: Vec<Vec<u8>> = match &place {
        Place::Root => model.names_in(None),
        Place::Inside(path) => model.names_in(Some(path)),
        // Not looked into: whatever is named there lies outside.
        Place::Outside(_) => return vec![join(&pattern.iter().map(|(byte, _)| *byte).collect::<Vec<u8>>())],
    };
    let dotted = pattern.first() == Some(&(b'.', true)) || pattern.first() == Some(&(b'.', false));
    let shown = names.into_iter().filter(|name| dotted || !name.starts_with(b"."));
    shown.filter(|name| matches(pattern, name)).map(|name| join(&name)).collect()
}

/// Does a text match a pattern, all of it live?
pub(super) fn matches_text(pattern: &str, name: &[u8]) -> bool {
    let pattern: Pattern = pattern.bytes().map(|byte| (byte, true)).collect();
    matches(&pattern, name)
}

fn matches(pattern: &[(u8, bool)], name: &[u8]) -> bool {
    let Some((&(byte, live), rest)) = pattern.split_first() else { return name.is_empty() };
    match (byte, live) {
        (b'*', true) => (0..=name.len()).any(|taken| matches(rest, &name[taken..])),
        (b'?', true) => !name.is_empty() && matches(rest, &name[1..]),
        (b'[', true) => match class(rest) {
            Some((is_in, rest)) => {
                name.first().is_some_and(|first| is_in(*first)) && matches(rest, &name[1..])
            }
            None => name.first() == Some(&b'[') && matches(rest, &name[1..]),
        },
        _ => name.first() == Some(&byte) && matches(rest, &name[1..]),
    }
}

type Class<'p> = (Box<dyn Fn(u8) -> bool>, &'p [(u8, bool)]);

/// `[a-z]`, `[!x]`: what is in it, and what follows.
fn class(pattern: &[(u8, bool)]) -> Option<Class<'_>> {
    let negated = matches!(pattern.first(), Some((b'!' | b'^', _)));
    let body = &pattern[usize::from(negated)..];
    let end = 1 + body.iter().skip(1).position(|(byte, _)| *byte == b']')?;
    let bytes: Vec<u8> = body[..end].iter().map(|(byte, _)| *byte).collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if at + 2 < bytes.len() && bytes[at + 1] == b'-' {
            ranges.push((bytes[at], bytes[at + 2]));
            at += 3;
        } else {
            ranges.push((bytes[at], bytes[at]));
            at += 1;
        }
    }
    let is_in = move |byte: u8| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte)) != negated;
    Some((Box::new(is_in), &body[end + 1..]))
}
