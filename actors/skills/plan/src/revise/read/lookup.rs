//! Finding what a change is about among the records of the plan.

use protocol::requirements::{Entity, EntityKind, Requirements};

use super::Changes;
use crate::understand::fact::Noun;
use crate::understand::morph;

impl Changes<'_> {
    /// The record at the end of a command, after a preposition, and where the preposition stands.
    pub(super) fn target(&self, at: usize, hi: usize, prepositions: &[&str]) -> Option<(String, usize)> {
        let last = (at + 1..hi).rev().find(|i| prepositions.contains(&self.source.low(*i)))?;
        let (name, end) = self.entity_at(last + 1, hi)?;
        let rest = |i: usize| {
            !self.source.is_word(i)
                || matches!(
                    self.source.low(i),
                    "entity"
                        | "record"
                        | "records"
                        | "table"
                        | "too"
                        | "please"
                        | "instead"
                        | "and"
                        | "then"
                        | "also"
                        | "but"
                )
        };
        (end..hi).all(rest).then_some((name, last))
    }

    /// A record's name, also where its word could be a verb: `to Book`.
    pub(super) fn entity_at(&self, at: usize, hi: usize) -> Option<(String, usize)> {
        let start =
            at + usize::from(matches!(self.source.low(at), "the" | "a" | "an" | "each" | "every" | "all"));
        (1..=3).rev().filter(|len| start + len <= hi).find_map(|len| {
            let mut words: Vec<String> =
                (start..start + len).flat_map(|i| morph::name_words(self.source.raw(i))).collect();
            if let Some(last) = words.last_mut() {
                *last = morph::singular(last);
            }
            self.entity(&words).map(|name| (name, start + len))
        })
    }

    /// `Book.isbn`.
    pub(super) fn dotted(&self, at: usize) -> Option<(String, String, usize)> {
        if !self.source.is_mark(at + 1, '.') {
            return None;
        }
        let entity = self.entity(&[morph::singular(self.source.low(at))])?;
        let name = morph::snake(&morph::name_words(self.source.raw(at + 2)));
        let name = self.member(&entity, &name)?;
        Some((entity, name, at + 3))
    }

    /// A field's name without the word `field`.
    pub(super) fn field_name(&self, noun: &Noun) -> (String, usize) {
        let end = noun.end();
        let mut words = noun.words.clone();
        if words.len() > 1 && matches!(noun.last.as_str(), "field" | "column" | "attribute" | "property") {
            words.pop();
        // `ends_at` is one token of two words.
        } else if let Some(last) = words.last_mut().filter(|_| !noun.last.contains(['_', '-'])) {
            noun.last.clone_into(last);
        }
        (morph::snake(&words), end)
    }

    /// A field or relation of a record by the name a person gives it.
    pub(super) fn member(&self, entity: &str, name: &str) -> Option<String> {
        let entity = self.requirements.entities.iter().find(|known| known.name == entity)?;
        let singular = morph::singular(name);
        let names = entity
            .fields
            .iter()
            .map(|field| &field.name)
            .chain(entity.relations.iter().map(|relation| &relation.name));
        names
            .into_iter()
            .find(|known| *known == name || **known == singular || morph::singular(known) == singular)
            .cloned()
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &Entity> {
        self.requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record)
    }

    /// A record by the words a person uses for it; roles stand for accounts.
    pub(super) fn entity(&self, words: &[String]) -> Option<String> {
        let name = morph::pascal(words);
        let known = self
            .requirements
            .entities
            .iter()
            .map(|entity| &entity.name)
            .chain(&self.made)
            .find(|known| known.eq_ignore_ascii_case(&name));
        let role = morph::snake(words);
        let account = matches!(role.as_str(), "account" | "user")
            || self.requirements.roles.iter().any(|known| known.name == role);
        known.cloned().or_else(|| account.then(|| "User".to_owned()))
    }
}

pub(super) fn first_name(requirements: &Requirements) -> &str {
    requirements
        .entities
        .iter()
        .find(|entity| entity.kind == EntityKind::Record)
        .map_or("Book", |entity| entity.name.as_str())
}
