//! Sentences that are no question about code, or one that nothing here answers. They are told apart so that they are not taken for others.

use super::super::question::{Word, after};
use super::super::subject::{Subject, looks_like_code};
use super::Intent;

/// What is not answered, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// `who calls?`
    Nameless(String),
    /// `delete all files`
    Order(String),
    /// `why`, `when`, `how often`: what no file says.
    Reason(String),
    /// `what happens when a request comes in?`
    Event,
    /// A verb that is no relation which is known here, with the name it is said of.
    Verb(String, String),
    /// `is X thread safe?`
    YesOrNo(String),
    /// `which features are there?`: things of which no list is kept.
    Unlisted(String),
    /// Values that settings have without being set.
    Defaults,
}

const ORDERS: &[&str] = &[
    "write",
    "create",
    "add",
    "make",
    "generate",
    "implement",
    "fix",
    "delete",
    "remove",
    "drop",
    "rename",
    "change",
    "refactor",
    "rewrite",
    "replace",
    "move",
    "update",
    "upgrade",
    "optimise",
    "optimize",
    "convert",
    "clean",
    "improve",
    "edit",
    "commit",
    "push",
    "merge",
    "revert",
    "undo",
];

const MEANT: &[&str] = &[
    "a",
    "an",
    "the",
    "all",
    "every",
    "each",
    "some",
    "any",
    "this",
    "that",
    "these",
    "those",
    "my",
    "our",
    "your",
    "it",
    "them",
    "everything",
    "me",
    "us",
    "new",
];

/// `delete all files`, `rename a to b`: a verb with something definite behind it. Two plain words may be searched for.
pub(super) fn order(words: &[Word]) -> Option<Intent> {
    let (verb, rest) = words.split_first().filter(|(verb, _)| verb.is(ORDERS))?;
    let is_definite =
        rest.first()?.is(MEANT) || rest[1..].iter().any(|word| word.is(&["to", "into", "for", "from"]));
    let is_named = rest.iter().any(|word| word.marked || looks_like_code(&word.text));
    (is_definite || is_named).then(|| Intent::Beyond(Beyond::Order(verb.lower.clone())))
}

/// Questions that begin with what no file says.
pub(super) fn reason(words: &[Word]) -> Option<Intent> {
    let beginnings = ["why", "when", "how often|long|fast|slow|big|old|much|good|well"];
    // A function may be called so.
    let begins = |beginning: &&&str| after(words, beginning).is_some_and(|rest| !rest.is_empty());
    let beginning = beginnings.iter().find(begins)?;
    let count = beginning.split(' ').count();
    let said: Vec<&str> = words.iter().take(count).map(|word| word.lower.as_str()).collect();
    Some(Intent::Beyond(Beyond::Reason(said.join(" "))))
}

/// Defaults of settings.
pub(super) fn defaults(words: &[Word]) -> Option<Intent> {
    let has = |some: &[&str]| words.iter().any(|word| word.is(some));
    let asks =
        has(&["what", "which", "list", "show"]) && has(&["settings", "setting", "configuration", "config"]);
    (asks && has(&["default", "defaults"])).then_some(Intent::Beyond(Beyond::Defaults))
}

/// Sentences that no reading fits: one that says something of a name is not answered with what else is known of it.
pub(super) fn other(words: &[Word]) -> Option<Intent> {
    let (first, rest) = words.split_first()?;
    let names: Vec<&Word> = rest.iter().filter(|word| word.marked || looks_like_code(&word.text)).collect();
    let name = || names.first().map(|word| word.text.clone());
    if first.is(&["who", "what", "which"]) {
        let verb = rest.first().filter(|word| !word.marked && !looks_like_code(&word.text))?;
        // `what frobnicates send?`: one word behind a verb.
        let only = || (rest.len() == 2 && first.is(&["who"])).then(|| rest[1].text.clone());
        return Some(Intent::Beyond(Beyond::Verb(verb.lower.clone(), name().or_else(only)?)));
    }
    let asks = [
        "does", "do", "did", "is", "are", "was", "were", "can", "could", "should", "will", "would", "has",
        "have",
    ];
    first.is(&asks).then(name).flatten().map(|name| Intent::Beyond(Beyond::YesOrNo(name)))
}

/// What stands behind `what happens when`: a change of something, its call, or an event that no file tells of.
pub(super) fn occasion(words: &[Word], changes: impl Fn(Subject) -> Intent) -> Intent {
    let subject = Subject::exactly(words);
    let ends = |ends: &[&str]| words.len() > 1 && words.last().is_some_and(|word| word.is(ends));
    if ends(&["called", "invoked", "runs", "executed", "used"]) {
        return Intent::How(Subject::of(without_verb(words)));
    }
    let is_change = ends(&[
        "changes",
        "changed",
        "removed",
        "renamed",
        "deleted",
        "gone",
        "breaks",
        "broken",
        "fails",
        "moved",
        "dropped",
        "disappears",
    ]);
    if is_change || subject.is_name() { changes(subject) } else { Intent::Beyond(Beyond::Event) }
}

/// `f is called`: without what is said of it.
fn without_verb(words: &[Word]) -> &[Word] {
    let inner = words.split_last().map_or(words, |(_, inner)| inner);
    match inner.split_last() {
        Some((last, before)) if last.is(&["is", "are", "gets", "get"]) && !before.is_empty() => before,
        _ => inner,
    }
}
