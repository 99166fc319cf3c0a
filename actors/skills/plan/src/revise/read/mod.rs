//! A change in plain words to commands on the requirements.

mod add;
mod constrain;
mod decide;
mod drop;
mod limit;
mod lookup;
mod make;
mod rename;

use std::collections::BTreeSet;

use protocol::id::ClaimKey;
use protocol::requirements::{FeatureName, Field, Requirements, Visibility};

use super::NotUnderstood;
use crate::understand::between::Held;
use crate::understand::fact::FieldWish;
use crate::understand::layout;
use crate::understand::lexicon::function;
use crate::understand::model::limits::Limit;
use crate::understand::parse::Reader;
use crate::understand::token::{Source, Span};

/// One change, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    AddEntity {
        name: String,
        fields: Vec<Field>,
        points: Vec<(String, bool)>,
        words: String,
    },
    AddField {
        entity: String,
        field: Field,
        words: String,
    },
    /// `tags to posts`: many of one to many of the other.
    Share {
        entity: String,
        with: String,
        words: String,
    },
    AddFeature {
        name: FeatureName,
        on: Option<String>,
        words: String,
    },
    DropEntity {
        name: String,
        words: String,
    },
    DropField {
        entity: String,
        name: String,
        words: String,
    },
    DropFeature {
        name: FeatureName,
        words: String,
    },
    Refine {
        entity: String,
        field: String,
        wish: FieldWish,
        words: String,
    },
    Restrict {
        limit: Limit,
        words: String,
    },
    /// Holds a record to something between its fields, or between it and others.
    Constrain {
        held: Held,
        entity: String,
        words: String,
    },
    /// Records may be at the same time, which they may not be.
    LetOverlap {
        entity: String,
        words: String,
    },
    Rename {
        entity: String,
        /// None: the record itself.
        field: Option<String>,
        to: String,
        words: String,
    },
    Show {
        entity: String,
        visibility: Visibility,
        words: String,
    },
    /// What the team would rule on; without a value, it does so again.
    Decide {
        key: ClaimKey,
        value: Option<String>,
        words: String,
    },
}

type Read = Result<Command, NotUnderstood>;

const ADD: &[&str] = &["add", "include", "introduce", "append", "insert", "create", "want", "need"];
const DROP: &[&str] = &["drop", "remove", "delete", "omit", "without", "no", "skip", "exclude"];
const MAKE: &[&str] = &["make", "set", "mark", "turn"];
/// Words before a command that ask politely or join it to the one before.
const BEFORE: &[&str] = &[
    "please", "and", "then", "also", "but", ",", "can", "could", "you", "i", "we", "would", "like", "to",
    "let's", "lets", "now", "instead", "just",
];

/// Each command of a text, or why it is none. `keys` are those that the team rules on.
pub(super) fn commands(requirements: &Requirements, keys: &[ClaimKey], text: &str) -> Vec<Read> {
    let mut source = Source::new(text);
    layout::flatten(&mut source);
    let mut out = Vec::new();
    for sentence in layout::sentences(&source) {
        let reader = Reader::new(&source, BTreeSet::new());
        Changes { requirements, keys, source: &source, reader, made: Vec::new() }
            .sentence(sentence, &mut out);
    }
    out
}

struct Changes<'a> {
    requirements: &'a Requirements,
    keys: &'a [ClaimKey],
    source: &'a Source<'a>,
    reader: Reader<'a>,
    /// Records that commands before this one add.
    made: Vec<String>,
}

impl Changes<'_> {
    pub(super) fn sentence(&mut self, sentence: Span, out: &mut Vec<Read>) {
        if self.constraint(sentence, out) || self.restriction(sentence, out) {
            return;
        }
        let mut at = sentence.from;
        while at < sentence.to {
            while at < sentence.to && BEFORE.contains(&self.source.low(at)) {
                at += 1;
            }
            if at >= sentence.to {
                break;
            }
            let hi = self.command_end(at + 1, sentence.to);
            let before = out.len();
            self.command(at, hi, out);
            if out.len() == before {
                out.push(Err(NotUnderstood::Words {
                    words: self.source.slice(Span::new(at, hi)).to_owned(),
                }));
            }
            at = hi;
        }
    }

    /// A command ends where the next verb of change stands after a comma or `and`.
    pub(super) fn command_end(&self, from: usize, hi: usize) -> usize {
        let verb = |at: usize| {
            let word = self.source.low(at);
            ADD[..6].contains(&word) || DROP.contains(&word) || MAKE.contains(&word)
        };
        let joined = |at: usize| matches!(self.source.low(at - 1), "and" | "," | "then" | "but" | "also");
        (from..hi).find(|at| verb(*at) && joined(*at)).unwrap_or(hi)
    }

    pub(super) fn command(&mut self, at: usize, hi: usize, out: &mut Vec<Read>) {
        let verb = self.source.low(at);
        let words = self.source.slice(Span::new(at, self.last_word(at, hi))).to_owned();
        if self.decided(&words, out) {
            return;
        }
        let rid = verb == "get" && self.source.low(at + 1) == "rid" && self.source.low(at + 2) == "of";
        if ADD.contains(&verb) {
            self.add(at + 1, hi, &words, out);
        } else if DROP.contains(&verb) || rid {
            self.drop(at + if rid { 3 } else { 1 }, hi, &words, out);
        } else if MAKE.contains(&verb) {
            self.make(at + 1, hi, &words, out);
        } else if matches!(verb, "rename" | "call") {
            self.rename(at + 1, hi, &words, out);
        }
    }

    /// Without marks and joining words at its end.
    pub(super) fn last_word(&self, at: usize, hi: usize) -> usize {
        let mut end = hi;
        while end > at + 1
            && (matches!(self.source.low(end - 1), "and" | "then" | "but" | "also")
                || !self.source.low(end - 1).ends_with(|c: char| c.is_alphanumeric() || c == ')'))
        {
            end -= 1;
        }
        end
    }

    /// Whatever of a command no rule took.
    pub(super) fn leftover(&self, at: usize, hi: usize, out: &mut Vec<Read>) {
        let content = (at..hi).any(|i| self.source.is_word(i) && !function::is_harmless(self.source.low(i)));
        if content {
            out.push(Err(NotUnderstood::Words {
                words: self.source.slice(Span::new(at, self.last_word(at, hi))).to_owned(),
            }));
        }
    }
}
