//! Lines that say through which states a record goes: `Order: new -> paid -> sent, paid -> refunded`.

use protocol::requirements::FieldKind;

use super::Names;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::parse::Reader;
use crate::understand::token::{Kind, Span};

/// Words between a record's name and its states.
const ABOUT: &[&str] = &[
    "status",
    "statuses",
    "state",
    "states",
    "flow",
    "workflow",
    "lifecycle",
    "life",
    "cycle",
    "goes",
    "go",
    "stage",
    "stages",
    "from",
    "is",
];
const ABOUT_MAX: usize = 3;

/// States, and which follows which.
#[derive(Default)]
struct Course {
    states: Vec<String>,
    moves: Vec<(String, String)>,
}

impl Course {
    fn put(&mut self, state: &str) {
        if !self.states.iter().any(|known| known == state) {
            self.states.push(state.to_owned());
        }
    }

    fn step(&mut self, from: &str, to: &str) {
        self.put(from);
        self.put(to);
        if from != to && !self.moves.iter().any(|(a, b)| a == from && b == to) {
            self.moves.push((from.to_owned(), to.to_owned()));
        }
    }
}

impl Reader<'_> {
    /// Answers where the states end; the part's beginning where it names none.
    pub(super) fn course(&mut self, part: Span, names: &Names) -> usize {
        let Some((noun, mut at, named)) = self.whose_states(part, names) else { return part.from };
        let mut course = Course::default();
        let mut end = part.from;
        let mut arrows = false;
        while at < part.to {
            let sentence = at > 0 && self.source.is_mark(at - 1, '.');
            let mark = (course.states.len(), course.moves.len());
            let Some((next, arrow)) = self.path(at, part.to, names, &mut course) else { break };
            // Another sentence goes on with the course only if it has arrows too.
            if sentence && !arrow {
                course.states.truncate(mark.0);
                course.moves.truncate(mark.1);
                break;
            }
            arrows |= arrow;
            end = next;
            at = next + usize::from(next < part.to);
            let parts = matches!(self.source.low(next), "," | ";" | "|" | "/" | "." | "and" | "or" | "then");
            if next >= part.to || !parts {
                break;
            }
            while matches!(self.source.low(at), "and" | "or" | "then" | ",") {
                at += 1;
            }
        }
        // A list without arrows is of states only if something says so, and in their order.
        let listed = named || self.is_order(end, part.to) || self.source.low(end.saturating_sub(2)) == "|";
        if course.states.len() < 2 || !arrows && !listed {
            return part.from;
        }
        if !arrows {
            course.moves.clear();
        }
        if let Some(name) = self.called_in(part.from, end) {
            let wish = FieldWish {
                words: vec![name.to_owned()],
                last: name.to_owned(),
                kind: Some(FieldKind::Enum),
                values: course.states.clone(),
                span: Span::new(part.from, end),
                ..self.wish_of(part.from)
            };
            self.facts.push(Fact::Field { owner: noun.clone(), wish });
        }
        self.goes_through(&noun, &course.states);
        self.facts.push(Fact::States {
            noun,
            states: course.states,
            moves: course.moves,
            span: Span::new(part.from, end),
        });
        let order = self.order_end(end, part.to);
        if order > end {
            self.facts.push(Fact::Beside { span: Span::new(end, order) });
        }
        order
    }

    /// What the states are called, if not a status: `Asset states: …`.
    fn called_in(&self, from: usize, to: usize) -> Option<&'static str> {
        (from..to.min(from + ABOUT_MAX + 2)).find_map(|at| match self.source.low(at) {
            "state" | "states" => Some("state"),
            "stage" | "stages" => Some("stage"),
            _ => None,
        })
    }

    /// The record, where its states start, and whether a word such as `status` names them.
    fn whose_states(&self, part: Span, names: &Names) -> Option<(Noun, usize, bool)> {
        let lead = part.from + usize::from(self.is_label(part.from));
        let noun = self.outlined_party(lead, part.to, names)?;
        let noun = names.record(&noun)?;
        let mut at = noun.span.to;
        if self.source.is_mark(at, '.') {
            at += 1;
        }
        let start = at;
        while at < part.to && at - start < ABOUT_MAX && ABOUT.contains(&self.source.low(at)) {
            at += 1;
        }
        let named = (start..at).any(|i| !matches!(self.source.low(i), "is" | "goes" | "go" | "from"));
        let colon = self.source.is_mark(at, ':');
        (at > start || colon).then(|| (noun, at + usize::from(colon), named))
    }

    /// `R2 Appointment: …`: a number of the rule itself.
    fn is_label(&self, at: usize) -> bool {
        let raw = self.source.raw(at);
        raw.len() <= 4 && raw.starts_with(char::is_uppercase) && raw.ends_with(|c: char| c.is_ascii_digit())
    }

    /// `new -> open -> closed`, or one state of a list. States in one place, `accepted / refused`, are each reached.
    fn path(&self, at: usize, hi: usize, names: &Names, course: &mut Course) -> Option<(usize, bool)> {
        let (mut sources, mut i) = self.state(at, hi, names)?;
        for state in &sources {
            course.put(state);
        }
        let mut arrow = false;
        while let Some(next) = self.arrow_end(i, hi) {
            let (mut targets, mut end) = self.state(next, hi, names)?;
            while matches!(self.source.low(end), "/" | "|" | "or") {
                let Some((more, after)) = self.state(end + 1, hi, names) else { break };
                targets.extend(more);
                end = after;
            }
            for from in &sources {
                for to in &targets {
                    course.step(from, to);
                }
            }
            arrow = true;
            sources = targets;
            i = end;
        }
        Some((i, arrow))
    }

    /// One state; a record's name is none.
    fn state(&self, at: usize, hi: usize, names: &Names) -> Option<(Vec<String>, usize)> {
        let mut end = at;
        while end < hi
            && end - at < 3
            && self.source.is_word(end)
            && !matches!(self.source.low(end), "and" | "or" | "then" | "to")
        {
            end += 1;
        }
        // `in stock` is a state, `in this order` is none.
        let value = self.value(at, end);
        let record = self.outlined_party(at, end, names).is_some_and(|noun| names.record(&noun).is_some());
        let other = matches!(self.source.low(at), "the" | "a" | "an" | "this" | "each" | "one")
            || self.is_order(at, hi);
        (end > at && !value.is_empty() && !record && !other).then(|| (vec![value], end))
    }

    /// Behind an arrow: `->`, `=>`, `→`, `>`.
    pub(super) fn arrow_end(&self, at: usize, hi: usize) -> Option<usize> {
        let mark = |offset: usize| match self.source.kind(at + offset) {
            Some(Kind::Mark(mark)) => mark,
            _ => ' ',
        };
        let len = match (mark(0), mark(1), mark(2)) {
            ('-' | '=', '-' | '=', '>') => 3,
            ('-' | '=', '>', _) => 2,
            ('→' | '⇒' | '➔' | '⟶' | '>' | '›', _, _) => 1,
            _ => return None,
        };
        // `qty > 0` and `qty >= 1` compare.
        let compares = len == 1 && (mark(1) == '=' || self.number(at + 1).is_some());
        (at + len < hi && !compares).then_some(at + len)
    }

    /// `in this order`, `strictly one after the other`.
    fn is_order(&self, at: usize, hi: usize) -> bool {
        self.order_end(at, hi) > at
    }

    fn order_end(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while matches!(self.source.low(i), "," | "-" | "(" | "strictly" | "always" | "only") && i < hi {
            i += 1;
        }
        let low = |offset: usize| self.source.low(i + offset);
        let len = match (low(0), low(1), low(2), low(3), low(4)) {
            ("in", "this" | "that", "order", _, _) => 3,
            ("in", "order", _, _, _) => 2,
            ("one", "after", "the", "other", _) => 4,
            ("one", "after", "another", _, _) => 3,
            _ => return at,
        };
        i + len + usize::from(self.source.is_mark(i + len, ')'))
    }
}
