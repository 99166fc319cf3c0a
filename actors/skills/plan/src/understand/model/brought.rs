//! Records that the request does not list and that come with others it does: what a quiz is taken by, what budgets are by.

use super::draft::Builder;
use crate::domains::KnownRecord;
use crate::understand::fact::Fact;
use crate::understand::morph;
use crate::understand::token::Span;

impl Builder<'_> {
    /// What comes with a record that the request names: attempts with a quiz.
    pub(super) fn brought_records(&mut self) {
        for known in self.known_records() {
            for name in &known.brings {
                if self.is_spoken_of(name) || self.has_like(name) {
                    continue;
                }
                self.record(name, String::new());
                self.usual = true;
                let (these, those) = (morph::spoken_plural(name), morph::spoken_plural(&known.name));
                self.assume(name, format!("There are {these}, too, as they usually come with {those}."));
            }
        }
    }

    /// `a library with members, loans and fines`: a loan is of a book, where nothing else is told of loans.
    pub(super) fn needed_records(&mut self) {
        let Some(domain) = self.domain else { return };
        let told = |name: &str| {
            self.facts.iter().any(|fact| match fact {
                Fact::Field { owner: noun, .. } | Fact::Link { from: noun, .. } => {
                    self.record_name(noun) == name
                }
                _ => false,
            })
        };
        let needed: Vec<(String, String)> = self
            .records
            .iter()
            .filter(|record| !told(&record.name))
            .filter_map(|record| Some((record.name.clone(), domain.record(&record.name)?)))
            // What has something to say by itself may well stand alone.
            .filter(|(_, known)| known.fields.is_empty())
            .flat_map(|(name, known)| {
                let required = known.relations.iter().filter(|it| it.required && !it.many);
                required.map(move |it| (name.clone(), it.to.clone()))
            })
            .filter(|(_, to)| domain.records.contains(to) && !self.has_like(to) && !self.is_spoken_of(to))
            .collect();
        for (name, to) in needed {
            if self.has(&to) {
                continue;
            }
            self.record(&to, String::new());
            let (these, those) = (morph::spoken_plural(&name), morph::spoken_plural(&to));
            self.assume(&to, format!("There are {those}, too, because {these} usually are of one of them."));
        }
    }

    /// `budgets by category`: what such records usually point at.
    pub(super) fn grouped_records(&mut self) {
        let name_of = |at: usize| morph::pascal(&[morph::singular(self.source.low(at))]);
        let known = self.known_records();
        let by = |at: &usize| self.source.low(*at) == "by" && !self.source.is_word(at + 2);
        for at in (1..self.source.tokens.len()).filter(by) {
            let name = name_of(at + 1);
            let grouped = known.iter().find(|known| known.name == name_of(at - 1));
            let points = grouped.is_some_and(|it| it.relations.iter().any(|relation| relation.to == name));
            if points && !self.has_like(&name) {
                let words = self.take(Span::new(at + 1, at + 2));
                self.record(&name, words);
            }
        }
    }

    /// What the product's domain knows of the records that are there.
    fn known_records(&self) -> Vec<&'static KnownRecord> {
        let Some(domain) = self.domain else { return Vec::new() };
        self.records.iter().filter_map(|record| domain.record(&record.name)).collect()
    }

    /// Whether the last word of a record's name stands in the request, where it may well be unwanted.
    fn is_spoken_of(&self, name: &str) -> bool {
        let last = morph::name_words(name).pop().unwrap_or_default();
        (0..self.source.tokens.len()).any(|at| morph::singular(self.source.low(at)) == last)
    }
}
