//! What everybody may do, signed in or not: `anyone can view posts`, `all users can upload files`.

use protocol::requirements::Visibility;

use super::Reader;
use crate::understand::everyone::everyone;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::{function, people};
use crate::understand::morph;
use crate::understand::token::Span;

impl Reader<'_> {
    /// `anyone can view posts`, `visible to everyone`.
    pub(super) fn anybody(&mut self, at: usize, hi: usize) -> Option<usize> {
        let start = at + usize::from(self.source.low(at) == "the");
        if !people::is_anybody(&morph::singular(self.source.low(start))) {
            return None;
        }
        let mut i = start + 1;
        while i < hi
            && matches!(
                self.source.low(i),
                "can" | "may" | "should" | "be" | "able" | "to" | "will" | "freely"
            )
        {
            i += 1;
        }
        let mut reads = false;
        while let Some(verb) = self.any_verb(i).filter(|verb| {
            verb.does
                == crate::understand::lexicon::verbs::Does::Acts(&[
                    crate::understand::lexicon::verbs::Act::Read,
                ])
        }) {
            reads = true;
            i += verb.len;
            i = self.separator(i, hi);
        }
        // `guests see only their own` keeps them from all else.
        let limited = matches!(self.source.low(i), "only" | "just")
            && function::is(function::DETERMINERS, self.source.low(i + 1));
        if !reads || limited {
            return None;
        }
        let mut end = None;
        let ends = i >= hi || !self.source.is_word(i) || self.clause_starts(i, hi);
        if ends {
            self.facts.push(Fact::Sees {
                noun: None,
                visibility: Visibility::Public,
                span: Span::new(at, i),
            });
            return Some(i);
        }
        while let Some(noun) = self.noun(i, hi) {
            end = Some(noun.end());
            let span = Span::new(at, noun.end());
            i = self.separator(noun.end(), hi);
            let more = i > noun.end() && !self.clause_starts(i, hi);
            if noun.plural && !people::is_person(noun.head()) {
                self.facts.push(Fact::Entity { noun: noun.clone() });
            }
            self.facts.push(Fact::Sees { noun: Some(noun), visibility: Visibility::Public, span });
            if !more {
                break;
            }
        }
        end
    }

    /// `everybody comments on tickets`, `all users can upload files`, `anyone signed in can vote`, `both may reply`.
    pub(super) fn everybody(&mut self, at: usize, hi: usize) -> Option<usize> {
        let end = self.all_who_sign_in(at)?;
        let everyone = everyone(Noun { span: Span::new(at, end), ..Noun::unnamed(at) });
        let acted = self.acts(&[everyone], Only::Nothing, at, end, hi);
        (acted > end).then_some(acted)
    }

    /// Where the words for all who sign in end. Of `anyone` alone it is not known that they do.
    pub(super) fn all_who_sign_in(&self, at: usize) -> Option<usize> {
        let behind = match (self.source.low(at), self.source.low(at + 1), self.source.low(at + 2)) {
            ("everyone" | "everybody" | "both", _, _) => at + 1,
            ("all", "of", "them" | "these") => at + 3,
            ("all" | "every" | "any", "user" | "users" | "people" | "person" | "roles" | "role", _) => at + 2,
            ("all" | "every" | "any" | "each", _, _) => return self.signed_in(at + 1),
            ("anyone" | "anybody", _, _) => return self.signed_in(at + 1),
            _ => return None,
        };
        Some(self.signed_in(behind).unwrap_or(behind))
    }

    /// `who is logged in`, `with an account`, `registered users`: where it ends.
    pub(super) fn signed_in(&self, at: usize) -> Option<usize> {
        let i = at + usize::from(matches!(self.source.low(at), "who" | "that"));
        let i = i + usize::from(matches!(self.source.low(i), "is" | "are" | "has" | "have"));
        let end = match (self.source.low(i), self.source.low(i + 1), self.source.low(i + 2)) {
            ("signed" | "logged", "in", _) => i + 2,
            ("signed", "-", "in") | ("logged", "-", "in") => i + 3,
            ("signed-in" | "logged-in" | "registered" | "authenticated", _, _) => i + 1,
            ("with", "an" | "a", "account" | "login") => i + 3,
            ("an", "account", _) => i + 2,
            _ => return None,
        };
        Some(end + usize::from(matches!(self.source.low(end), "user" | "users" | "people" | "person")))
    }
}
