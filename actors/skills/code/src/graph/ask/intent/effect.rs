//! Questions for what is done to a thing, which the code says only where it is read closely: raised, caught, read, written.

use super::super::question::{Word, after, between, sentence};
use super::super::subject::{Subject, looks_like_code};
use super::Intent;
use super::beyond::Beyond;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Raised,
    Caught,
    Read,
    Written,
}

const VERBS: &[(&str, Effect)] = &[
    ("raises|raise|throws|throw|rejects", Effect::Raised),
    ("catches|catch|handles|rescues|rescue|swallows", Effect::Caught),
    ("reads|read|loads from?", Effect::Read),
    (
        "writes|write|sets|set|modifies|modify|mutates|mutate|assigns|assign|updates|update|overwrites to?",
        Effect::Written,
    ),
];

const DONE: &[(&[&str], Effect)] = &[
    (&["raised", "thrown"], Effect::Raised),
    (&["caught", "rescued"], Effect::Caught),
    (&["read", "accessed", "consulted"], Effect::Read),
    (&["written", "set", "modified", "mutated", "assigned", "overwritten"], Effect::Written),
];

/// Something exceptional, by its name: `ValueError`.
fn is_error(words: &[Word]) -> bool {
    let ends = |name: &str| ["Error", "Exception", "Warning"].iter().any(|end| name.ends_with(end));
    words.last().is_some_and(|word| ends(&word.text))
}

/// One name and no other words: what words describe is searched for.
fn is_name(words: &[Word]) -> bool {
    let is_constant =
        |text: &str| text.len() > 1 && text.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_');
    let is_name = |word: &Word| word.marked || looks_like_code(&word.text) || is_constant(&word.text);
    Subject::exactly(words).exact && words.iter().any(is_name)
}

pub(super) fn read(words: &[Word]) -> Option<Intent> {
    let is_alone = |(verbs, _): &(&str, Effect)| {
        after(words, &format!("who|what {verbs}")).is_some_and(<[Word]>::is_empty)
    };
    if VERBS.iter().any(is_alone) {
        return Some(Intent::Beyond(Beyond::Nameless(sentence(words))));
    }
    let of = |effect, words: &[Word]| Some(Intent::Done(effect, Subject::exactly(words)));
    for (verbs, effect) in VERBS {
        let beginnings = [
            format!("who|what {verbs}"),
            format!("which|what functions|function|methods|code|places|files|lines|classes {verbs}"),
        ];
        let rest = beginnings.iter().find_map(|beginning| after(words, beginning));
        let Some(rest) = rest.filter(|rest| !rest.is_empty()) else { continue };
        // `what handles redirects?` is searched for.
        let handled = || words.iter().any(|word| word.is(&["handles"]));
        if *effect == Effect::Caught && handled() && !is_error(rest) {
            continue;
        }
        let to_one = words[..words.len() - rest.len()].last().is_some_and(|word| word.is(&["to", "from"]));
        return match *effect {
            Effect::Read | Effect::Written if to_one && Subject::exactly(rest).exact => of(*effect, rest),
            Effect::Read | Effect::Written if !is_name(rest) => None,
            effect => of(effect, rest),
        };
    }
    for (ends, effect) in DONE {
        let Some(about) = between(words, "where|how|when is|are|gets|get", ends) else { continue };
        return match effect {
            Effect::Read | Effect::Written if !is_name(about) => None,
            effect => of(*effect, about),
        };
    }
    None
}
