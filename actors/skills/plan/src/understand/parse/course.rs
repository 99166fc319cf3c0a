//! Verbs that the states of a request make: where invoices are `sent`, whoever sends them takes that step.

use super::Reader;
use crate::understand::fact::{Fact, FieldWish, Noun, Only};
use crate::understand::lexicon::steps::{self, Made, Step};
use crate::understand::lexicon::verbs::{Does, Form, Seen};
use crate::understand::token::{Kind, Span};

/// Names of fields that hold a state.
const STATE_FIELDS: &[&str] = &["status", "state", "stage"];
/// States that one statement marks: `attended/missed`.
const MARKED_MAX: usize = 4;

impl Reader<'_> {
    /// A course of states, for the verbs of later statements.
    pub(super) fn goes_through(&mut self, noun: &Noun, states: &[String]) {
        self.states.extend(states.iter().map(|state| (noun.clone(), state.clone())));
        let made = states.iter().enumerate().filter_map(|(at, state)| Made::of(state, at));
        self.courses.extend(made.map(|made| (noun.clone(), made)));
    }

    /// As [`Self::goes_through`], where a field says it.
    pub(super) fn goes_through_field(&mut self, noun: &Noun, wish: &FieldWish) {
        if STATE_FIELDS.contains(&wish.last.as_str()) && wish.words.len() == 1 {
            self.goes_through(noun, &wish.values);
        }
    }

    /// The verb at a token, if it leads to a state that the request names.
    pub(super) fn state_verb(&self, at: usize) -> Option<Seen> {
        if !self.source.is_word(at) || self.source.glued(at) {
            return None;
        }
        self.courses.iter().find_map(|(_, made)| {
            let (step, form) = made.named(self.source.low(at))?;
            let len = match &made.particle {
                Some(particle) if self.source.low(at + 1) == particle => 2,
                Some(_) => return None,
                None => 1,
            };
            Some(seen(step, form, len))
        })
    }

    /// Whose step it is, if the states of one record alone name it.
    pub(super) fn moved_by(&self, verb: &Seen) -> Option<Noun> {
        let Does::Moves(step) = verb.does else { return None };
        let mut nouns = self.courses.iter().filter(|(_, made)| made.state == step.to.as_str());
        let (noun, _) = nouns.next()?;
        nouns.all(|(other, _)| other.words == noun.words).then(|| noun.clone())
    }

    /// The record whose states end just before a statement in the same sentence: `order: placed, sent; the customer cancels`.
    pub(super) fn told_before(&self, at: usize) -> Option<Noun> {
        self.facts.iter().rev().find_map(|fact| match fact {
            Fact::States { noun, span, .. } if span.to <= at => {
                let apart = |i: usize| {
                    matches!(self.source.kind(i), Some(Kind::Break { .. })) || self.source.is_mark(i, '.')
                };
                (!(span.to..at).any(apart)).then(|| noun.clone())
            }
            _ => None,
        })
    }

    /// The steps that states behind `mark` stand for: `as ready`, `attended/missed`; and where they end.
    pub(super) fn marked_states(&self, at: usize, hi: usize) -> (Vec<Seen>, usize) {
        let (mut steps, mut i, mut end) = (Vec::new(), at, at);
        while i < hi && steps.len() < MARKED_MAX {
            let Some(step) = self.marked_state(i) else { break };
            i += step.len;
            end = i;
            steps.push(step);
            let next = self.separator(i, hi);
            if next == i {
                break;
            }
            i = next;
        }
        (steps, end)
    }

    fn marked_state(&self, at: usize) -> Option<Seen> {
        let verb = self.any_verb(at).filter(|verb| verb.form == Form::Past);
        if let Some(verb) = verb.filter(|verb| matches!(verb.does, Does::Moves(_))) {
            return Some(verb);
        }
        let word = self.source.low(at);
        let made =
            self.courses.iter().find(|(_, made)| made.state == word).and_then(|(_, made)| made.marked());
        // `mark rooms as clean`, where they are clean or dirty.
        let named =
            || self.states.iter().any(|(_, state)| state == word).then(|| steps::into(word)).flatten();
        made.or_else(|| steps::mark(word)).or_else(named).map(|step| seen(step, Form::Past, 1))
    }
}

impl Reader<'_> {
    /// `from requested or confirmed it can be cancelled`: a step out of several states.
    pub(super) fn out_of_states(&mut self, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "from" {
            return at;
        }
        let mut from = Vec::new();
        let mut i = at + 1;
        while i < hi && from.len() < MARKED_MAX {
            let word = self.source.low(i);
            let Some((noun, _)) = self.states.iter().find(|(_, state)| state == word) else { break };
            from.push((noun.clone(), word.to_owned()));
            i = self.separator(i + 1, hi);
        }
        let Some((noun, _)) = from.first().cloned() else { return at };
        let subject = matches!(self.source.low(i), "it" | "they");
        let i = i + usize::from(subject);
        if !subject || self.source.low(i + 1) != "be" || !matches!(self.source.low(i), "can" | "may") {
            return at;
        }
        let states: Vec<String> = from.into_iter().map(|(_, state)| state).collect();
        self.moved_from(&noun, &states, i + 2, Span::new(at, hi)).unwrap_or(at)
    }

    /// `pending orders can be cancelled`: a step out of one state.
    pub(super) fn moved_when(&mut self, subject: &Noun, at: usize, hi: usize) -> Option<usize> {
        // Either may be taken for the first word of the name.
        let before = subject.span.from.checked_sub(1).map_or("", |i| self.source.low(i)).to_owned();
        let (state, name) = match subject.words.as_slice() {
            [state, name @ ..] if !name.is_empty() => (state, name),
            name => (&before, name),
        };
        let (noun, _) = self.states.iter().find(|(noun, known)| known == state && noun.words == name)?;
        let can =
            at + 2 < hi && matches!(self.source.low(at), "can" | "may") && self.source.low(at + 1) == "be";
        let noun = Noun { span: subject.span, lead: subject.lead, ..noun.clone() };
        let state = state.clone();
        if !can {
            return None;
        }
        let from = subject.span.from
            - usize::from(state == before && subject.span.from > 0 && subject.words.len() == 1);
        self.moved_from(&noun, &[state], at + 2, Span::new(from, hi))
    }

    fn moved_from(&mut self, noun: &Noun, from: &[String], verb: usize, span: Span) -> Option<usize> {
        let word = self.source.low(verb).to_owned();
        if self.any_verb(verb).is_none() && Made::of(&word, 0).is_some() {
            self.goes_through(noun, &[word]);
        }
        let seen = self.any_verb(verb).filter(|seen| seen.form == Form::Past)?;
        let Does::Moves(step) = seen.does else { return None };
        let end = verb + seen.len;
        if end < span.to && self.source.is_word(end) {
            return None;
        }
        let to = step.to.as_str().to_owned();
        let moves = from.iter().map(|state| (state.clone(), to.clone())).collect();
        self.goes_through(noun, std::slice::from_ref(&to));
        let states = from.iter().cloned().chain(std::iter::once(to)).collect();
        self.facts.push(Fact::States { noun: noun.clone(), states, moves, span: Span::new(span.from, end) });
        Some(end)
    }
}

impl Reader<'_> {
    /// `booked, attended, cancelled (by the student) or missed`: the states, and who takes which step.
    pub(super) fn state_values(
        &mut self,
        subject: &Noun,
        at: usize,
        start: usize,
        hi: usize,
    ) -> (Vec<String>, usize) {
        let (mut values, mut end) = self.values(start, hi);
        while self.source.is_mark(end, '(') && self.source.low(end + 1) == "by" {
            let (Some(close), Some(verb)) =
                (self.closing(end, hi), end.checked_sub(1).and_then(|i| self.any_verb(i)))
            else {
                break;
            };
            let Some(actor) = self.noun(end + 2, close).filter(|actor| actor.end() == close) else { break };
            self.facts.push(Fact::Acts {
                actors: vec![actor],
                verb,
                object: Some(subject.clone()),
                own: false,
                only: Only::Nothing,
                denied: false,
                span: Span::new(end - 1, close),
            });
            let next = self.separator(close + 1, hi);
            let (more, after) = self.values(next, hi);
            if more.is_empty() || next == close + 1 {
                end = close + 1;
                break;
            }
            values.extend(more);
            end = after;
        }
        if values.len() < 2 { (Vec::new(), at) } else { (values, end) }
    }
}

pub(super) fn seen(step: Step, form: Form, len: usize) -> Seen {
    Seen { base: "", form, len, noun: false, does: Does::Moves(step) }
}
