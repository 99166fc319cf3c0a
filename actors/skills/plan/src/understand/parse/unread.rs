//! Deeds of which nothing is made: their words are named, and whoever does them signs in all the same.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::features::{CAPABILITIES, Capability, LIKES};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::morph;
use crate::understand::speech::Part;
use crate::understand::token::Span;

impl Reader<'_> {
    /// `users can like posts`: nothing is made of it, and all of it is named.
    pub(super) fn unknown_verb(
        &mut self,
        actors: &[Noun],
        aux: bool,
        from: usize,
        verb: usize,
        hi: usize,
    ) -> usize {
        let people = actors.iter().all(|actor| people::is_person(actor.head()));
        let word =
            verb < hi && self.source.is_word(verb) && !function::is(function::BE, self.source.low(verb));
        let acts = aux || people && (self.starts_noun(verb + 1) || self.is_said_verb(verb));
        if !(word && acts)
            || function::is_function(self.source.low(verb)) && !(aux && self.source.low(verb) == "like")
        {
            return verb;
        }
        if !aux && let Some(end) = self.looked_at(verb + 1, hi) {
            self.sign_in(actors, verb);
            return end;
        }
        let object = self.noun(self.behind_particle(verb + 1), hi);
        let end = object.as_ref().map_or(verb + 1, Noun::end);
        // `the buyer picks a size (A3, A2 or A1)`.
        let end = if self.source.is_mark(end, '(') {
            self.closing(end, hi).map_or(end, |close| close + 1)
        } else {
            end
        };
        if self.source.low(verb) == "like" {
            self.facts.push(Fact::Unbuilt { name: LIKES, span: Span::new(from, end) });
            return end;
        }
        self.sign_in(actors, verb);
        let deed = actors.iter().map(|actor| actor.span.to).filter(|to| *to <= verb).max().unwrap_or(from);
        let span = Span::new(deed.max(from), end);
        // `the host picks a date`: no date is kept.
        let thing =
            |object: &Noun| !(object.determined && !object.plural && fields::infer(&object.words).is_some());
        if let Some(object) = object.filter(|object| people && thing(object)) {
            self.facts.push(Fact::Works { actors: actors.to_vec(), object, span });
        }
        self.facts.push(Fact::Unknown { span });
        end
    }

    /// Whoever does something that is not understood, or that nobody builds, signs in all the same.
    pub(super) fn sign_in(&mut self, actors: &[Noun], before: usize) {
        let signs_in = |actor: &&Noun| {
            let head = actor.head();
            let condition = (actor.lead.saturating_sub(2)..actor.lead)
                .any(|i| matches!(self.source.low(i), "when" | "whenever" | "if" | "once"));
            people::is_person(head)
                && !people::is_anybody(head)
                && head != "user"
                && actor.span.to <= before
                // `when a pupil misses it` says nothing of who signs in.
                && !condition
        };
        for actor in actors.iter().filter(signs_in) {
            self.facts.push(Fact::Role { noun: Noun { plural: false, ..actor.clone() } });
        }
    }

    pub(super) fn works_on(&mut self, actors: &[Noun], object: &Noun, span: Span) {
        if actors.iter().all(|actor| people::is_person(actor.head())) {
            self.sign_in(actors, span.to);
            self.facts.push(Fact::Works { actors: actors.to_vec(), object: object.clone(), span });
        }
    }

    /// `carries out inspections`: where the object may start behind a verb that nobody knows.
    pub(super) fn behind_particle(&self, at: usize) -> usize {
        let particle = function::is(function::PREPOSITIONS, self.source.low(at));
        at + usize::from(particle && self.starts_noun(at + 1))
    }

    /// `accepts an order or shortens it, bakes, and marks it sent`: behind deeds that nobody knows, one of the same people's
    /// that is known.
    pub(super) fn behind_unread(&self, at: usize, hi: usize) -> Option<usize> {
        let object = matches!(self.source.low(at + 1), "it" | "them");
        let verb = object || self.parts.get(at) == Some(&Part::Verb);
        if !verb || !self.source.is_word(at) || self.any_verb(at).is_some() {
            return None;
        }
        let joined = |i: usize| matches!(self.source.low(i - 1), "and" | "or" | ",");
        let known = |i: usize| {
            matches!(self.source.low(i), "marks" | "mark")
                || self.any_verb(i).is_some_and(|it| {
                    matches!(it.form, Form::Base | Form::Third) && self.opens_object(i + it.len)
                })
        };
        let last = hi.min(at + UNREAD_MAX);
        let next = (at + 2..last).find(|i| joined(*i) && known(*i))?;
        (!(at + 1..next).any(|i| joined(i) && self.clause_starts(i, hi))).then_some(next)
    }

    /// `each order a doctor writes`: who makes what something else is done to.
    pub(super) fn made_by_whom(&mut self, object: &Noun, at: usize, hi: usize) -> usize {
        let article = matches!(self.source.low(at), "a" | "an" | "the" | "each" | "every" | "any");
        let maker = self.noun(at, hi).filter(|it| article && !it.plural && people::is_person(it.head()));
        let Some(maker) = maker else { return at };
        let verb = self.any_verb(maker.end()).filter(|it| {
            it.form == Form::Third && matches!(it.does, Does::Acts(acts) if acts == [Act::Create])
        });
        let Some(verb) = verb else { return at };
        let end = maker.end() + verb.len;
        if end < hi && self.source.is_word(end) && !function::is_function(self.source.low(end)) {
            return at;
        }
        self.facts.push(Fact::Acts {
            actors: vec![maker],
            verb,
            object: Some(Noun { own: false, ..object.clone() }),
            own: false,
            only: Only::Nothing,
            denied: false,
            span: Span::new(at, end),
        });
        end
    }

    /// `neighbours look on a map`: what is looked at is the capability, and no record of that name.
    pub(super) fn looked_at(&mut self, at: usize, hi: usize) -> Option<usize> {
        let behind = at + usize::from(matches!(self.source.low(at), "on" | "at" | "in"));
        // `stylists see their own calendar`, where appointments stand in it.
        if self.noun(at, hi).is_some_and(|noun| self.is_own_calendar(&noun)) {
            return None;
        }
        let start = self.after_article(behind, hi);
        let (len, capability) = CAPABILITIES.at(self.source, start)?;
        let whole = self.noun(start, hi).is_none_or(|noun| noun.end() <= start + len);
        let unbuilt = matches!(capability, Capability::Unbuilt(_));
        if !whole || !unbuilt || start + len > hi || self.defines(start + len, hi) {
            return None;
        }
        self.capability(*capability, Span::new(start, start + len));
        Some(start + len)
    }

    /// `admins see stats`: figures of the whole are on the page that administrators have.
    pub(super) fn sees_figures(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let admins = !actors.is_empty() && actors.iter().all(|actor| people::is_admin(actor.head()));
        let sees = !verbs.is_empty() && verbs.iter().all(|verb| verb.does == Does::Acts(&[Act::Read]));
        let noun = self.noun(at, hi).filter(|_| admins && sees)?;
        let figures = matches!(noun.head(), "stat" | "statistic" | "figure" | "overview" | "metric" | "kpi");
        if !figures || noun.words.len() > 1 || self.defines(noun.end(), hi) {
            return None;
        }
        let span = Span::new(at, noun.end());
        self.sign_in(actors, at);
        self.facts.push(Fact::Feature { name: FeatureName::AdminDashboard, span });
        Some(noun.end())
    }

    /// Whether a thing that somebody does something unknown to is one of those that the request is about.
    pub(super) fn recurs(&self, noun: &Noun) -> bool {
        let is_it = |at: &usize| morph::singular(self.source.low(*at)) == noun.head();
        let times = (0..self.source.tokens.len()).filter(is_it).count();
        let thing = !people::is_person(noun.head()) && noun.words.len() == 1;
        thing && (noun.determined || noun.plural) && (times > 1 || crate::domains::is_record(noun.head()))
    }
}

/// Words of deeds that are passed over.
const UNREAD_MAX: usize = 9;
