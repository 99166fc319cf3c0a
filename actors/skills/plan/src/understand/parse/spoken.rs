//! What the part that words play in their sentence says about names: which words can be in one, and where one ends.

use super::Reader;
use super::object::OF_LEAVE;
use crate::understand::lexicon::{fields, function, people};
use crate::understand::morph;
use crate::understand::speech::Part;

/// Words behind which one thing stands, never several.
const ONE: &[&str] = &["a", "an", "each", "every", "one", "another", "this", "that", "same"];

/// What people do, by words that look like parts of a name behind them.
const DEEDS: &[&str] = &[
    "scan", "print", "pick", "pack", "ship", "clean", "load", "unload", "serve", "seat", "wash", "cook",
    "weigh", "measure", "count", "stamp", "label", "verify", "process", "collect", "deliver", "inspect",
    "approve", "check",
];

impl Reader<'_> {
    /// `closing date`, `away score`: what the first word does alone says nothing beside a last word that names a field.
    pub(super) fn is_compound(&self, from: usize, to: usize) -> bool {
        if to < from + 2 {
            return false;
        }
        let (first, last) = (self.source.low(from), self.source.low(to - 1));
        let formed =
            first.ends_with("ing") || first.ends_with("ed") || self.parts.get(from) == Some(&Part::Adverb);
        fields::is_known(last) && !morph::is_plural(last) || formed && self.is_listed(last)
    }

    /// A word that no list knows and that does something else in its sentence than name a thing: `we treat pets`.
    pub(super) fn is_no_noun(&self, at: usize, start: usize) -> bool {
        let word = self.source.low(at);
        if self.source.glued(at) || self.source.glued(at + 1) || self.source.raw(at) == "IT" {
            return false;
        }
        if self.is_needs(at, start) {
            return false;
        }
        // `leave requests` are no order to leave them.
        if word == "leave" && OF_LEAVE.contains(&morph::singular(self.source.low(at + 1)).as_str()) {
            return false;
        }
        // `they scan barcodes`: behind who does it stands what they do.
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let deed = at == start
            && matches!(before, "they" | "we" | "i" | "you" | "who" | "even")
            && self.starts_noun(at + 1);
        if deed && self.parts.get(at) != Some(&Part::Adjective) && !morph::is_plural(word) {
            return true;
        }
        // `staff scan tickets at the door`.
        let staff = at == start + 1
            && matches!(before, "staff" | "people" | "crew")
            && DEEDS.contains(&word)
            && morph::is_plural(self.source.low(at + 1));
        if staff {
            return true;
        }
        // `the host picks a date`.
        let does = at == start + 1
            && people::is_person(before)
            && !morph::is_plural(before)
            && word.ends_with('s')
            && matches!(self.source.low(at + 1), "a" | "an" | "the" | "which" | "who" | "what" | "how");
        if does {
            return true;
        }
        // `if a part falls`: one part does what looks like several falls.
        let one = at > 1 && ONE.contains(&self.source.low(at - 2));
        let agrees = at == start && one && self.source.is_word(at - 1) && !function::is_function(before);
        let behind = self.source.low(at + 1);
        let goes_on = function::is_function(behind)
            && !self.is_listed(word)
            && self.any_verb(at.saturating_sub(1)).is_none();
        let said = (self.parts.get(at) == Some(&Part::Verb) || goes_on) && behind != "with";
        if agrees
            && said
            && morph::is_plural(word)
            && !fields::is_plural_field(word)
            && !is_possessive(before)
        {
            return true;
        }
        let other = match self.parts.get(at) {
            Some(Part::Verb | Part::Adverb | Part::Grammar | Part::Number) => true,
            // `final`, `accessible`: of something, and of nothing here.
            Some(Part::Adjective) => at == start && !self.in_name(at + 1, start) && !self.is_listed_there(at),
            _ => false,
        };
        // Before `can` stands who can, whatever the word may be elsewhere.
        let subject = self.starts.contains(&at)
            && matches!(
                self.source.low(at + 1),
                "can"
                    | "may"
                    | "must"
                    | "should"
                    | "will"
                    | "cannot"
                    | "can't"
                    | "are"
                    | "have"
                    | "has"
                    | "is"
            );
        // `tenants read notices`: behind a verb that ends there, it is what is read.
        let object = at > 0
            && self.any_verb(at - 1).is_some()
            && morph::is_plural(word)
            && self.any_verb(at).is_none()
            && (!self.source.is_word(at + 1)
                || matches!(
                    self.source.low(at + 1),
                    "with" | "for" | "and" | "or" | "per" | "by" | "they" | "that" | "which"
                ));
        // `see all calls`.
        let object = object
            || morph::is_plural(word) && matches!(before, "all" | "the" | "their" | "my" | "our" | "any");
        let started = self.is_item_start(at) && self.source.is_mark(at + 1, '(');
        let noun = subject || object || started || self.is_listed(word);
        other && !noun
    }

    /// `agents reply`: a verb that no list knows, behind people.
    pub(super) fn is_said_verb(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let people = morph::is_plural(before) && people::is_person(&morph::singular(before));
        people && self.parts.get(at) == Some(&Part::Verb)
    }

    /// Whether a word stands alone between commas: `title, medium and year`.
    fn is_listed_there(&self, at: usize) -> bool {
        self.is_item_start(at) || matches!(self.source.low(at + 1), "," | "and" | "or" | ")")
    }

    /// Whether a word alone is the name of a record that a line defines.
    pub(super) fn is_outlined_word(&self, at: usize) -> bool {
        let word = morph::singular(self.source.low(at));
        word.len() > 2 && self.outlined.iter().any(|name| matches!(name.as_slice(), [only] if *only == word))
    }

    fn is_item_start(&self, at: usize) -> bool {
        at > 0 && matches!(self.source.low(at - 1), "," | "and" | "or" | "with" | "(" | ":")
    }

    /// Words that name things by themselves, whatever a sentence makes them look like.
    pub(super) fn is_listed(&self, word: &str) -> bool {
        let singular = morph::singular(word);
        people::is_person(&singular)
            || people::is_group(&singular)
            || fields::is_known(word)
            || fields::is_known(&singular)
            || crate::domains::is_record(&singular)
            || self.outlined.iter().any(|name| name.last() == Some(&singular))
    }

    /// `each employee types in steps`: behind `each` stands one employee, so that `types` is what they do.
    pub(super) fn agreeing_end(&self, at: usize, start: usize, end: usize) -> usize {
        // `a performer stars in many films`.
        let many = end > 0 && self.many_behind(end - 1).is_some();
        let one = (at.saturating_sub(1)..start).any(|i| ONE.contains(&self.source.low(i)));
        let last = self.source.low(end.saturating_sub(1));
        let several = morph::is_plural(last) && (many || !fields::is_plural_field(last));
        // `after the session students leave a review`: when, and who.
        let when = (at.saturating_sub(2)..start)
            .any(|i| matches!(self.source.low(i), "after" | "before" | "during" | "upon"))
            && at > 0
            && people::is_person(&morph::singular(last))
            && morph::is_plural(last);
        let apart = one && several || when;
        if apart && end > start + 1 && !self.source.glued(end - 1) { end - 1 } else { end }
    }

    /// `the room's history` is a history; `public messages` are messages, where those are defined.
    pub(super) fn described_start(&self, start: usize, end: usize) -> usize {
        let owner = (start..end.saturating_sub(1)).rev().find(|i| is_possessive(self.source.low(*i)));
        let mut from = owner.map_or(start, |i| i + 1);
        let is_outlined = |from: usize| {
            let mut words: Vec<String> = (from..end).map(|i| self.source.low(i).to_owned()).collect();
            if let Some(last) = words.last_mut() {
                *last = morph::singular(last);
            }
            self.outlined.contains(&words)
        };
        let says = |at: usize| matches!(self.parts.get(at), Some(Part::Adjective | Part::Verb));
        while from + 1 < end && says(from) && is_outlined(from + 1) && !is_outlined(from) {
            from += 1;
        }
        from
    }
}

fn is_possessive(word: &str) -> bool {
    word.ends_with("'s") || word.ends_with("s'")
}
