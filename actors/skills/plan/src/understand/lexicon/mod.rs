//! What words mean, as tables. Reading a request is grammar (`parse`); knowing a word is data, here.

pub mod confidential;
mod data;
pub mod features;
pub mod fields;
pub mod function;
pub mod languages;
pub mod people;
pub mod products;
pub mod stack;
pub mod steps;
pub mod verbs;

use std::collections::HashMap;

use super::token::Source;

/// Phrases of one or more words, looked up by their first word, longest first.
pub struct Phrases<T: 'static> {
    by_first: HashMap<&'static str, Vec<(Vec<&'static str>, &'static T)>>,
}

impl<T> Phrases<T> {
    pub fn new(entries: impl Iterator<Item = (&'static str, &'static T)>) -> Phrases<T> {
        let mut by_first: HashMap<&'static str, Vec<(Vec<&'static str>, &'static T)>> = HashMap::new();
        for (phrase, value) in entries {
            let words: Vec<&'static str> = phrase.split(' ').collect();
            by_first.entry(words[0]).or_default().push((words, value));
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Phrases { by_first }
    }

    /// The longest phrase that starts at a token, and how many tokens it has.
    pub fn at(&self, source: &Source<'_>, at: usize) -> Option<(usize, &'static T)> {
        let list = self.by_first.get(source.low(at))?;
        list.iter()
            .find(|(words, _)| {
                words.iter().enumerate().all(|(offset, word)| source.low(at + offset) == *word)
            })
            .map(|(words, value)| (words.len(), *value))
    }
}
