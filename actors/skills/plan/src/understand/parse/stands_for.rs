//! Nouns that stand for another: `their own calendar` for the appointments in it, `a spot` for the class, `the status` for the
//! ticket that has it.

use protocol::requirements::Visibility;

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::people;
use crate::understand::morph;
use crate::understand::token::Span;

/// What stands in a calendar.
const TIMED: &[&str] = &[
    "appointment",
    "booking",
    "lesson",
    "shift",
    "session",
    "meeting",
    "event",
    "class",
    "visit",
    "reservation",
    "viewing",
    "slot",
    "training",
    "course",
    "job",
    "consultation",
];

/// What records have, and that is no record itself.
const FIELDS_OF: &[&str] = &[
    "status",
    "state",
    "price",
    "title",
    "name",
    "description",
    "date",
    "stock",
    "quantity",
    "priority",
    "deadline",
    "content",
    "address",
    "progress",
];

impl Reader<'_> {
    /// `stylists see their own calendar`: what they have appointments, shifts or lessons of.
    pub(super) fn own_calendar(&self, noun: Noun) -> Noun {
        let topic = self.topic.as_ref().filter(|_| self.is_own_calendar(&noun));
        match topic {
            Some(topic) => {
                Noun { own: true, others: false, span: noun.span, lead: noun.lead, ..topic.clone() }
            }
            None => noun,
        }
    }

    pub(super) fn is_own_calendar(&self, noun: &Noun) -> bool {
        let shows = matches!(noun.head(), "calendar" | "schedule" | "agenda" | "timetable" | "day");
        let timed = self.topic.as_ref().is_some_and(|topic| TIMED.contains(&topic.head()));
        shows && noun.words.len() == 1 && noun.own && timed
    }

    /// `trainers create classes and members book a spot`: in a class.
    pub(super) fn spot_of(&self, noun: Noun) -> Noun {
        let one = noun.determined && !noun.plural && noun.words.len() == 1 && !noun.own;
        let spot = one && matches!(noun.head(), "spot" | "place" | "seat");
        let before = noun.lead.min(noun.span.from).saturating_sub(2);
        let booked = (before..noun.span.from)
            .any(|i| matches!(self.source.low(i), "book" | "books" | "reserve" | "reserves"));
        let plural = morph::plural(noun.head());
        let kept = (0..self.source.tokens.len()).any(|i| self.source.low(i) == plural);
        match self.topic.as_ref().filter(|topic| spot && booked && !kept && !people::is_person(topic.head()))
        {
            Some(topic) => {
                Noun { own: false, others: false, span: noun.span, lead: noun.lead, ..topic.clone() }
            }
            None => noun,
        }
    }

    /// `agents can change the status`: of what was spoken of last.
    pub(super) fn status_of_topic(&self, noun: Noun) -> Noun {
        let bare = noun.words.len() == 1
            && matches!(noun.head(), "status" | "state")
            && !noun.plural
            && noun.determined;
        match self.topic.as_ref().filter(|topic| bare && topic.head() != noun.head()) {
            Some(topic) => {
                Noun { own: false, others: false, span: noun.span, lead: noun.lead, ..topic.clone() }
            }
            None => noun,
        }
    }

    /// `update the status of their tasks`: it is the tasks that are updated.
    pub(super) fn whole_of_a_field(&mut self, noun: Noun, hi: usize) -> Noun {
        let field = !noun.plural && noun.words.len() == 1 && FIELDS_OF.contains(&noun.head());
        if !field || self.source.low(noun.end()) != "of" {
            return noun;
        }
        match self.noun(noun.end() + 1, hi).filter(|whole| whole.plural && !people::is_person(whole.head())) {
            Some(whole) => {
                self.facts.push(Fact::Beside { span: noun.span });
                self.listed_states(&noun, &whole, hi);
                whole
            }
            None => noun,
        }
    }

    /// `change the status of ideas: planned, in progress, done`.
    pub(super) fn listed_states(&mut self, field: &Noun, whole: &Noun, hi: usize) {
        let at = whole.end();
        if !matches!(field.head(), "status" | "state") || !self.source.is_mark(at, ':') {
            return;
        }
        let (states, end) = self.values(at + 1, hi);
        if states.len() > 1 {
            self.goes_through(whole, &states);
            let (noun, moves, span) = (whole.clone(), Vec::new(), Span::new(at, end));
            self.facts.push(Fact::States { noun, states, moves, span });
        }
    }

    /// `keep a private journal`: a journal, which is theirs alone.
    pub(super) fn kept_private(&mut self, mut noun: Noun) -> Noun {
        // `private lessons` are for one pupil, and no secret.
        let kept = matches!(noun.head(), "journal" | "diary" | "notebook" | "logbook");
        if !kept || noun.words.len() < 2 || self.source.low(noun.span.from) != "private" {
            return noun;
        }
        noun.words.remove(0);
        noun.span.from += 1;
        let span = Span::new(noun.span.from - 1, noun.span.to);
        self.facts.push(Fact::Sees { noun: Some(noun.clone()), visibility: Visibility::Owner, span });
        noun
    }

    /// Whether a right to a whole record was read of a right to one of its fields.
    pub(super) fn is_part_of(&self, at: usize, object: &Noun) -> bool {
        let field = self.noun(at, self.source.tokens.len());
        field.is_some_and(|field| {
            field.words != object.words
                && FIELDS_OF.contains(&field.head())
                && !matches!(field.head(), "status" | "state" | "progress")
                && self.source.low(field.end()) == "of"
        })
    }
}
