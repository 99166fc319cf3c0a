//! What somebody says to keep of a thing: `for each pet we keep its name and species`, `we record their height and weight`.

use protocol::requirements::FieldKind;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::token::Span;

const KEEPS: &[&str] =
    &["keep", "record", "store", "track", "note", "save", "need", "want", "hold", "have", "know"];
const WHOSE: &[&str] = &["its", "their", "his", "her"];
const LEADS: &[&str] = &["also", "would", "like", "to", "must", "should", "just", "do"];

impl Reader<'_> {
    pub(super) fn kept_of(&mut self, at: usize, hi: usize) -> usize {
        let led = matches!(self.source.low(at), "for" | "of" | "about");
        let named = if led { self.noun(at + 1, hi) } else { None };
        if led && named.is_none() {
            return at;
        }
        let start = named.as_ref().map_or(at, Noun::end);
        let start = start + usize::from(led && self.source.is_mark(start, ','));
        if !matches!(self.source.low(start), "we" | "i" | "they" | "you" | "i'd" | "we'd") {
            return at;
        }
        let mut keeps = start + 1;
        while LEADS.contains(&self.source.low(keeps)) {
            keeps += 1;
        }
        // `I'd like the address`.
        let likes = keeps > start + 1 && self.source.low(keeps - 1) == "like";
        keeps -= usize::from(likes && !KEEPS.contains(&self.source.low(keeps)));
        let listed = usize::from(self.source.is_mark(keeps + 1, ':'));
        if !likes && !KEEPS.contains(&self.source.low(keeps)) {
            return at;
        }
        let whose = WHOSE.contains(&self.source.low(keeps + 1));
        let owner = named.or_else(|| self.topic.clone().filter(|_| whose));
        let list = keeps + 1 + listed;
        let Some(owner) = owner.filter(|owner| self.is_kept(owner, list, hi)) else { return at };
        let end = self.items(list, hi, &Owner::Record(owner.clone()));
        if end == list {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(at, list) });
        self.named(&owner);
        end
    }

    /// `whether it is neutered`: answered with yes or no.
    pub(super) fn whether(&mut self, record: &Noun, at: usize, hi: usize) -> Option<usize> {
        let mut i = at + 1;
        let joined = matches!(self.source.low(i), "it's" | "they're" | "its");
        let said = matches!(self.source.low(i), "it" | "they" | "he" | "she")
            && matches!(self.source.low(i + 1), "is" | "are" | "was" | "were" | "has" | "have");
        if self.source.low(at) != "whether" || !(joined || said) {
            return None;
        }
        i += if joined { 1 } else { 2 };
        i += usize::from(matches!(self.source.low(i), "been" | "still" | "already"));
        let word = self.source.low(i);
        let whole =
            i + 1 >= hi || !self.source.is_word(i + 1) || matches!(self.source.low(i + 1), "and" | "or");
        if i >= hi || !self.source.is_word(i) || !whole || function::is_function(word) {
            return None;
        }
        let wish = FieldWish {
            words: vec![word.to_owned()],
            last: word.to_owned(),
            plural: false,
            kind: Some(FieldKind::Boolean),
            constraints: Vec::new(),
            required: false,
            values: Vec::new(),
            file: false,
            span: Span::new(at, i + 1),
        };
        self.facts.push(Fact::Field { owner: record.clone(), wish });
        Some(i + 1)
    }

    /// Whether a list of what fields may be called follows.
    fn is_kept(&self, owner: &Noun, at: usize, hi: usize) -> bool {
        let first = self.noun(at, hi);
        !people::is_anybody(owner.head()) && first.is_some_and(|field| fields::infer(&field.words).is_some())
    }
}
