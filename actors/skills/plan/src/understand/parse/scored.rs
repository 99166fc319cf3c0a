//! Deeds with a measure: `judges score entries from 1 to 10 on design and execution`, `guests RSVP with yes, no or maybe`.

use protocol::requirements::{FieldConstraint, FieldKind};

use super::Reader;
use super::action::Statement;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{self, Does, Form, Seen};
use crate::understand::token::Span;

/// What is said to an invitation.
const ANSWERS: &[&str] = &[
    "yes",
    "no",
    "maybe",
    "going",
    "not_going",
    "attending",
    "not_attending",
    "interested",
    "declined",
    "accepted",
    "unsure",
    "tentative",
];
/// Verbs that leave points behind.
const SCORES: &[&str] =
    &["score", "scores", "evaluate", "evaluates", "judge", "judges", "assess", "assesses", "rate", "rates"];
/// What one may be judged on.
const CRITERIA_MAX: usize = 8;

impl Reader<'_> {
    pub(super) fn scored(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
        if said.is_limit() || !actors.iter().all(|actor| people::is_person(actor.head())) {
            return None;
        }
        self.answers_with(actors, said, at, hi).or_else(|| self.scores(actors, said, at, hi))
    }

    fn answers_with(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
        if !matches!(self.source.low(at), "rsvp" | "rsvps" | "respond" | "responds" | "reply" | "replies") {
            return None;
        }
        let to = matches!(self.source.low(at + 1), "to" | "for");
        let object = if to { self.noun(at + 2, hi) } else { self.topic.clone() };
        let object = object.filter(|it| !people::is_person(it.head()))?;
        let with = if to { object.end() } else { at + 1 };
        if self.source.low(with) != "with" {
            return None;
        }
        let (values, end) = self.values(with + 1, hi);
        if values.len() < 2 || !values.iter().all(|it| ANSWERS.contains(&it.as_str())) {
            return None;
        }
        let verb = verbs::at("rsvp", |_, _| false)?;
        let object = Noun { own: false, others: false, ..object };
        self.push_acts(actors, &[verb], &object, said, Span::new(said.from, with));
        let span = Span::new(with + 1, end);
        let kind = Some(FieldKind::Enum);
        self.field_of_made("rsvp", FieldWish { kind, values, span, ..self.wish_named("response", with + 1) });
        Some(end)
    }

    fn scores(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
        if !SCORES.contains(&self.source.low(at)) {
            return None;
        }
        let (object, behind) = self.object(at + 1, hi).filter(|(it, _)| !people::is_person(it.head()))?;
        let mut range = self.wish_named("points", behind);
        let ranged = self.bounds(&mut range, behind, hi);
        let on = matches!(self.source.low(ranged), "on" | "for" | "by");
        let (criteria, end) = if on { self.criteria(ranged + 1, hi) } else { (Vec::new(), ranged) };
        let rates = matches!(self.source.low(at), "rate" | "rates");
        // Stars by themselves are what a review has anyway.
        if criteria.is_empty() && (rates || ranged == behind) {
            return None;
        }
        let (base, made) = if rates { ("review", "Review") } else { ("score", "Score") };
        let verb = Seen { base, form: Form::Base, len: 1, noun: true, does: Does::Makes(made) };
        let object = Noun { own: false, others: false, ..object };
        self.push_acts(actors, &[verb], &object, said, Span::new(said.from, behind));
        let limits: Vec<FieldConstraint> = range.constraints.clone();
        let fields = if criteria.is_empty() {
            vec![FieldWish { span: Span::new(behind, ranged), ..range }]
        } else {
            criteria.iter().map(|noun| self.wish(noun)).collect()
        };
        for wish in fields {
            let constraints = limits.clone();
            self.field_of_made(base, FieldWish { kind: Some(FieldKind::Integer), constraints, ..wish });
        }
        self.facts.push(Fact::Beside { span: Span::new(behind, end) });
        Some(end)
    }

    /// `innovation, design and execution`.
    fn criteria(&self, at: usize, hi: usize) -> (Vec<Noun>, usize) {
        let (mut out, mut i, mut end) = (Vec::new(), at, at);
        while let Some(noun) = self.noun(i, hi).filter(|noun| out.len() < CRITERIA_MAX && !noun.plural) {
            if self.clause_starts(i, hi) || people::is_person(noun.head()) {
                break;
            }
            end = noun.end();
            out.push(noun);
            i = self.separator(end, hi);
            if i == end {
                break;
            }
        }
        (out, end)
    }

    fn wish_named(&self, name: &str, at: usize) -> FieldWish {
        FieldWish { words: vec![name.to_owned()], last: name.to_owned(), ..self.wish_of(at) }
    }

    fn field_of_made(&mut self, record: &str, wish: FieldWish) {
        let (words, last) = (vec![record.to_owned()], record.to_owned());
        let owner = Noun { words, last, capital: true, span: wish.span, ..Noun::unnamed(wish.span.from) };
        self.facts.push(Fact::Field { owner, wish });
    }
}
