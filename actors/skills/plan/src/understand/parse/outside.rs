//! People who are kept and do not sign in: `patients have no access`, `landlords never log in`.

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::people;
use crate::understand::morph;
use crate::understand::token::Span;

/// Words back to whom `they` are.
const THEY_MAX: usize = 24;

impl Reader<'_> {
    /// `patients have no access`: they are kept, and do not sign in.
    pub(super) fn without_access(&mut self, subjects: &[Noun], at: usize, hi: usize) -> Option<usize> {
        let none = matches!(self.source.low(at), "have" | "get" | "has") && self.source.low(at + 1) == "no"
            || matches!(
                (self.source.low(at), self.source.low(at + 1)),
                ("do" | "does", "not") | ("don't" | "doesn't", "have" | "get" | "need")
            );
        let what = (at + 2..hi.min(at + 4)).find(|i| {
            matches!(self.source.low(*i), "access" | "account" | "accounts" | "login" | "logins")
        })?;
        let whole = what + 1 >= hi || !self.source.is_word(what + 1);
        (none && whole && self.keeps_out(subjects, Span::new(at, what + 1))).then_some(what + 1)
    }

    /// `patients never log in`, `they don't sign in`.
    pub(super) fn never_signs_in(&mut self, at: usize, hi: usize) -> usize {
        let they = self.source.low(at) == "they";
        let who = if they { self.people_before(at) } else { self.noun(at, hi) };
        let Some(who) = who.filter(|who| who.plural && people::is_person(who.head())) else { return at };
        let start = if they { at + 1 } else { who.end() };
        let themselves = usize::from(self.source.low(start) == "themselves");
        let denied = start + themselves;
        let verb = match (self.source.low(denied), self.source.low(denied + 1)) {
            ("never" | "don't" | "dont" | "won't" | "needn't", "need" | "have")
                if self.source.low(denied + 2) == "to" =>
            {
                denied + 3
            }
            ("never" | "don't" | "dont" | "won't" | "needn't", _) => denied + 1,
            ("do" | "will" | "need", "not") => denied + 2,
            _ => return at,
        };
        let end = match (self.source.low(verb), self.source.low(verb + 1)) {
            ("log" | "sign", "in" | "on" | "up") => verb + 2,
            ("login" | "register", _) => verb + 1,
            _ => return at,
        };
        let whole = end >= hi || !self.source.is_word(end);
        let span = Span::new(start, end);
        if !whole {
            return at;
        }
        if !self.keeps_out(std::slice::from_ref(&who), span) {
            self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        }
        end
    }

    /// Those who do something sign in for it, whatever else is said.
    fn keeps_out(&mut self, subjects: &[Noun], span: Span) -> bool {
        let acts = |noun: &Noun| {
            self.facts.iter().any(|fact| matches!(fact, Fact::Acts { actors, .. } if actors.iter().any(|it| it.words == noun.words)))
        };
        if !subjects.iter().all(|noun| people::is_person(noun.head()) && noun.plural && !acts(noun)) {
            return false;
        }
        let kept = |noun: &Noun| {
            self.facts.iter().any(|fact| match fact {
                Fact::Role { noun: listed } => listed.words == noun.words && listed.plural,
                Fact::Acts { object: Some(object), .. } => object.words == noun.words,
                Fact::Link { to, .. } => to.words == noun.words,
                Fact::Field { owner, .. } => owner.words == noun.words,
                _ => false,
            })
        };
        let kept: Vec<Noun> = subjects.iter().filter(|noun| kept(noun)).cloned().collect();
        self.facts.extend(kept.into_iter().map(|noun| Fact::Record { noun }));
        self.facts.push(Fact::Beside { span });
        true
    }

    fn people_before(&self, at: usize) -> Option<Noun> {
        let person = |i: &usize| {
            let word = self.source.low(*i);
            morph::is_plural(word) && people::is_person(&morph::singular(word))
        };
        let last = (at.saturating_sub(THEY_MAX)..at).rev().find(person)?;
        (last.saturating_sub(2)..=last)
            .find_map(|i| self.noun(i, last + 1).filter(|noun| noun.end() == last + 1))
    }
}
