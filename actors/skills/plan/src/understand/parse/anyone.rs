//! What everybody may do, signed in or not: `anyone can view posts`, `all users can upload files`.

use protocol::requirements::Visibility;

use super::Reader;
use super::action::Statement;
use crate::understand::everyone::everyone;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
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
        // `guests can read but not write`: nobody writes without an account.
        if self.source.low(i) == "but"
            && matches!(self.source.low(i + 1), "not" | "cannot" | "can't" | "never")
            && let Some(verb) = self.any_verb(i + 2)
        {
            let behind = i + 2 + verb.len;
            let it = usize::from(matches!(
                self.source.low(behind),
                "anything" | "them" | "it" | "posts" | "content"
            ));
            let whole = behind + it >= hi || !self.source.is_word(behind + it);
            let writes = matches!(verb.does, Does::Acts(acts) if !acts.contains(&Act::Read));
            if whole && writes {
                let span = Span::new(at, behind + it);
                self.facts.push(Fact::Sees { noun: None, visibility: Visibility::Public, span });
                return Some(behind + it);
            }
        }
        let ends = i >= hi || !self.source.is_word(i) || self.clause_starts(i, hi);
        if ends {
            self.facts.push(Fact::Sees {
                noun: None,
                visibility: Visibility::Public,
                span: Span::new(at, i),
            });
            return Some(i);
        }
        if matches!(self.source.low(i), "them" | "it") && i < hi {
            for noun in self.made_last() {
                let span = Span::new(at, i + 1);
                self.facts.push(Fact::Sees { noun: Some(noun), visibility: Visibility::Public, span });
                end = Some(i + 1);
            }
            return end.map(|end| self.past_no_account(end, hi));
        }
        // `guests can view the menu`: all that is on it.
        if let Some(whole) = self.noun(i, hi).filter(is_whole) {
            let end = whole.end();
            let span = Span::new(at, end);
            self.facts.push(Fact::Sees { noun: None, visibility: Visibility::Public, span });
            return Some(self.past_no_account(end, hi));
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
        end.map(|end| self.past_no_account(end, hi))
    }

    /// Everything that the last statement was about: `editors write pages and news, visitors read them`.
    fn made_last(&self) -> Vec<Noun> {
        let of = |fact: &Fact| match fact {
            Fact::Acts { object: Some(object), span, .. } if !people::is_person(object.head()) => {
                Some((span.from, object.clone()))
            }
            _ => None,
        };
        let last = self.facts.iter().rev().find_map(of).map(|(from, _)| from);
        let mut out: Vec<Noun> = Vec::new();
        for (_, noun) in self.facts.iter().filter_map(of).filter(|(from, _)| Some(*from) == last) {
            if !out.iter().any(|known| known.words == noun.words) {
                out.push(Noun { own: false, others: false, ..noun });
            }
        }
        if out.is_empty() { self.topic.clone().into_iter().collect() } else { out }
    }

    /// `customers can browse without an account, but need one to order`: what is looked at is for everybody, and what they do
    /// with an account is theirs.
    pub(super) fn browse(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let looks = verbs.iter().all(|verb| verb.does == Does::Acts(&[Act::Read]));
        let thing = self.noun(at, hi).filter(|noun| looks && !noun.own && !people::is_person(noun.head()));
        let seen = thing.as_ref().map_or(at, Noun::end);
        if !looks || self.past_no_account(seen, hi) == seen {
            return None;
        }
        let end = self.past_no_account(seen, hi);
        let whole = thing.as_ref().is_some_and(is_whole);
        if let Some(noun) = thing.or_else(|| self.topic.clone()) {
            let noun = Some(Noun { own: false, others: false, ..noun }).filter(|_| !whole);
            self.facts.push(Fact::Sees {
                noun,
                visibility: Visibility::Public,
                span: Span::new(said.from, end),
            });
        } else {
            self.facts.push(Fact::Beside { span: Span::new(said.from, end) });
        }
        let needs = self.separator(end, hi);
        let needs = needs + usize::from(self.source.low(needs) == "but") + 1;
        let one = match (self.source.low(needs - 1), self.source.low(needs), self.source.low(needs + 1)) {
            ("need" | "needs", "one", "to") => needs + 2,
            ("need" | "needs", "an", "account") if self.source.low(needs + 2) == "to" => needs + 3,
            _ => return Some(end),
        };
        let deed = self.any_verb(one).filter(|verb| one < hi && verb.form == Form::Base);
        let topic = self.topic.clone().filter(|_| deed.is_some_and(|it| matches!(it.does, Does::Makes(_))));
        let (Some(verb), Some(topic)) = (deed, topic) else { return Some(end) };
        let behind = one + verb.len;
        if behind < hi && self.source.is_word(behind) {
            return Some(end);
        }
        let topic = Noun { own: false, others: false, ..topic };
        self.push_acts(actors, &[verb], &topic, said, Span::new(end, behind));
        Some(behind)
    }

    /// `without signing in`, `without an account`: what anybody who may read needs anyway.
    fn past_no_account(&mut self, at: usize, hi: usize) -> usize {
        let end = match (self.source.low(at), self.source.low(at + 1), self.source.low(at + 2)) {
            ("without", "signing" | "logging", "in" | "up")
            | ("without", "an" | "any", "account" | "login") => at + 3,
            ("without", "login" | "account" | "accounts" | "registering" | "registration", _) => at + 2,
            _ => return at,
        };
        if end > hi {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(at, end) });
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
            ("others", "can" | "may", _) => at + 1,
            ("others", _, _) if self.any_verb(at + 1).is_some_and(|verb| verb.form == Form::Base) => at + 1,
            ("all", "of", "them" | "these") => at + 3,
            ("all" | "every" | "any", "user" | "users" | "people" | "person" | "roles" | "role", _) => at + 2,
            ("all" | "every" | "any" | "each", _, _) => return self.signed_in(at + 1),
            ("anyone" | "anybody", "in" | "at" | "from", "the" | "our" | "my") => {
                at + 3 + usize::from(self.source.is_word(at + 3))
            }
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

/// `the menu`, `the site`: what everything is shown in.
fn is_whole(noun: &Noun) -> bool {
    noun.determined
        && !noun.plural
        && noun.words.len() == 1
        && matches!(
            noun.head(),
            "menu" | "site" | "website" | "catalogue" | "catalog" | "page" | "directory" | "calendar"
        )
}
