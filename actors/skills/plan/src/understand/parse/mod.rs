//! Shallow grammar: a request, clause by clause, to facts. What no rule takes stays uncovered, and is named later.

mod action;
mod clause;
mod field;
mod limit;
pub(crate) mod list;
mod noun;
mod passive;
mod product;
mod relation;
mod spot;
mod stack;
mod values;
mod without;

use std::collections::BTreeSet;

use super::fact::{Fact, Noun};
use super::layout;
use super::token::Source;

pub struct Reader<'a> {
    pub source: &'a Source<'a>,
    pub facts: Vec<Fact>,
    /// The record spoken of last, for `it`, `them` and for fields refined later.
    topic: Option<Noun>,
    /// What the request asks to build.
    product: Option<Noun>,
    /// Starts of sentences, where a capital letter says nothing.
    starts: BTreeSet<usize>,
}

/// Every fact that the grammar finds in a request.
pub fn read(source: &Source<'_>) -> Vec<Fact> {
    let sentences = layout::sentences(source);
    let starts = sentences.iter().map(|span| span.from).collect();
    let mut reader = Reader::new(source, starts);
    for sentence in sentences {
        let mut at = sentence.from;
        while at < sentence.to {
            let next = reader.clause(at, sentence.to);
            at = next.max(at + 1);
        }
        reader.spot(sentence);
    }
    reader.facts
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a Source<'a>, starts: BTreeSet<usize>) -> Reader<'a> {
        Reader { source, facts: Vec::new(), topic: None, product: None, starts }
    }
}
