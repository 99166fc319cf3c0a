//! Shallow grammar: a request, clause by clause, to facts. What no rule takes stays uncovered, and is named later.

mod action;
mod anyone;
mod aside;
mod asked;
mod beside;
mod between;
mod bracketed;
mod business;
mod clause;
mod constraint;
mod course;
mod credentials;
mod dated;
mod deeds;
mod define;
mod drafts;
mod elliptic;
mod field;
mod forbid;
mod given;
mod glossary;
mod joint;
mod kept;
mod kinds;
mod known;
mod languages;
mod limit;
mod lines;
pub(crate) mod list;
pub(crate) mod maker;
mod many;
mod mine;
mod moved;
mod noted;
mod noun;
mod object;
mod of_product;
mod of_record;
mod offered;
mod ours;
mod outline;
mod outside;
mod passive;
mod paying;
mod product;
mod purpose;
mod recurring;
mod related;
mod relation;
mod relative;
mod scored;
mod senses;
mod shown;
mod sized;
mod spare;
mod spoken;
mod spot;
mod stack;
mod stands_for;
mod statuses;
mod story;
mod subject;
mod tenancy;
mod trail;
mod unread;
mod values;
mod verbs;
mod when;
mod whole;
mod without;

use std::collections::BTreeSet;

use super::fact::{Fact, Noun};
use super::layout;
use super::lexicon::steps::Made;
use super::speech::{self, Part};
use super::token::{Source, Span};

pub struct Reader<'a> {
    pub source: &'a Source<'a>,
    pub facts: Vec<Fact>,
    /// The record spoken of last, for `it`, `them` and for fields refined later.
    topic: Option<Noun>,
    /// What the request asks to build.
    product: Option<Noun>,
    /// Names of the records that lines of notation define.
    outlined: Vec<Vec<String>>,
    /// What each token does in its sentence; unknown for lines that are no sentences.
    parts: Vec<Part>,
    /// States that the request names, with the verbs that lead to them, and whose they are.
    courses: Vec<(Noun, Made)>,
    /// All of them, with those that no verb leads to.
    states: Vec<(Noun, String)>,
    /// Starts of sentences, where a capital letter says nothing.
    starts: BTreeSet<usize>,
}

/// Every fact that the grammar finds in a request.
pub fn read(source: &Source<'_>) -> Vec<Fact> {
    let mut reader = Reader::new(source, BTreeSet::new());
    let taken = reader.outline();
    let sentences = apart(layout::sentences(source), &taken);
    reader.starts = sentences.iter().map(|span| span.from).collect();
    reader.parts = tagged(source, &sentences);
    for sentence in sentences.iter().copied() {
        let mut at = sentence.from;
        while at < sentence.to {
            let next = reader.clause(at, sentence.to);
            at = next.max(at + 1);
        }
        reader.spot(sentence);
    }
    reader.recurring(&sentences);
    reader.facts
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a Source<'a>, starts: BTreeSet<usize>) -> Reader<'a> {
        Reader {
            source,
            facts: Vec::new(),
            topic: None,
            product: None,
            outlined: Vec::new(),
            parts: Vec::new(),
            courses: Vec::new(),
            states: Vec::new(),
            starts,
        }
    }
}

/// What each token does in its sentence.
fn tagged(source: &Source<'_>, sentences: &[Span]) -> Vec<Part> {
    let mut out = vec![Part::Unknown; source.tokens.len()];
    for sentence in sentences {
        let words: Vec<String> = (sentence.from..sentence.to).map(|at| source.raw(at).to_owned()).collect();
        for (at, part) in speech::parts(&words).into_iter().enumerate() {
            out[sentence.from + at] = part;
        }
    }
    out
}

/// What is left of sentences beside runs that were read already.
fn apart(sentences: Vec<Span>, taken: &[Span]) -> Vec<Span> {
    let mut out = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let mut from = sentence.from;
        for run in taken.iter().filter(|run| run.from < sentence.to && sentence.from < run.to) {
            out.push(Span::new(from, run.from));
            from = from.max(run.to);
        }
        out.push(Span::new(from, sentence.to));
    }
    out.retain(|span| !span.is_empty());
    out
}
