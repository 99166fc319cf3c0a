//! Courses told by who takes their steps: `recruiters move them through applied, interview and hired`,
//! `managers set the status to planned, in progress or shipped`.

use super::Reader;
use super::action::Statement;
use super::course::seen;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::people;
use crate::understand::lexicon::steps;
use crate::understand::lexicon::verbs::{Does, Form};
use crate::understand::morph;
use crate::understand::token::Span;

const MOVES: &[&str] =
    &["move", "moves", "drag", "drags", "advance", "advances", "take", "takes", "push", "pushes"];
const SETS: &[&str] =
    &["set", "sets", "change", "changes", "update", "updates", "switch", "switches", "move", "moves"];
const STATUS: &[&str] = &["status", "state", "stage", "statuses", "states", "stages"];
/// States in which things are before anybody has looked at them.
const FIRST: &[&str] = &[
    "new",
    "open",
    "opened",
    "pending",
    "draft",
    "todo",
    "to_do",
    "backlog",
    "submitted",
    "requested",
    "received",
    "applied",
    "registered",
    "reported",
    "created",
    "placed",
    "waiting",
    "queued",
    "available",
    "free",
    "proposed",
    "idea",
    "lead",
    "prospect",
    "scheduled",
    "booked",
    "ordered",
    "unpaid",
    "inactive",
    "not_started",
    "unread",
];

/// What is left under a record and stays as it is.
const UNMOVED: &[&str] = &[
    "Comment",
    "Reply",
    "Vote",
    "Upvote",
    "Like",
    "Rating",
    "Review",
    "Bookmark",
    "Favourite",
    "Message",
    "Bid",
    "Signature",
    "Pledge",
    "Attendance",
];

impl Reader<'_> {
    /// The states that somebody moves a record through, and that they take every step of it.
    pub(super) fn moved_along(
        &mut self,
        actors: &[Noun],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let through = self.moved_through(at, hi);
        let in_line = through.is_some();
        let (noun, start) = through.or_else(|| self.status_set(at, hi))?;
        let (mut states, mut end) = self.course_of(start, hi);
        // `set a status (planned, done)`.
        let bracket = self.source.is_mark(start.wrapping_sub(1), '(') && self.source.is_mark(end, ')');
        end += usize::from(bracket);
        // `move deals through the stages`, where those are listed.
        let known: Vec<String> = self
            .states
            .iter()
            .filter(|(it, _)| it.words == noun.words)
            .map(|(_, state)| state.clone())
            .collect();
        if states.len() < 2 && known.len() > 1 && (start >= hi || !self.source.is_word(start)) {
            (states, end) = (known, start);
        }
        if states.len() < 2 || people::is_person(noun.head()) {
            return None;
        }
        if !FIRST.contains(&states[0].as_str())
            && !self.states.iter().any(|(known, _)| known.words == noun.words)
        {
            states.insert(0, "new".to_owned());
        }
        let span = Span::new(said.from, end);
        self.goes_through(&noun, &states);
        // `housekeepers change the status`: from any to any other, as none is said to come first.
        let free = !in_line && (start >= hi || !self.source.is_word(start));
        let moves = if free { each_to_each(&states) } else { Vec::new() };
        let taken: Vec<_> = states[usize::from(!free)..]
            .iter()
            .filter_map(|state| steps::into(state))
            .map(|step| seen(step, Form::Base, 1))
            .collect();
        self.facts.push(Fact::States { noun: noun.clone(), states, moves, span });
        self.push_acts(actors, &taken, &noun, said, span);
        Some(end)
    }

    /// `move them through`, `drag cards between`: what is moved, and where its states start.
    fn moved_through(&self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        if !MOVES.contains(&self.source.low(at)) {
            return None;
        }
        let (noun, end) = self.spoken_of(at + 1, hi)?;
        if !matches!(self.source.low(end), "through" | "between" | "from" | "along") {
            return None;
        }
        let named = (end + 1..hi.min(end + 4)).rfind(|i| STATUS.contains(&self.source.low(*i)));
        let start = named.map_or(end + 1, |i| i + 1);
        Some((noun, start + usize::from(self.source.is_mark(start, ':'))))
    }

    /// `set the status to`, `change the order status from`, `update the status of a ticket to`.
    fn status_set(&self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        if !SETS.contains(&self.source.low(at)) {
            return None;
        }
        let field = self.noun(at + 1, hi).filter(|noun| STATUS.contains(&noun.last.as_str()))?;
        let mut end = field.end();
        let topic = match field.words.as_slice() {
            [whose @ .., _] if !whose.is_empty() => {
                let (last, span) = (whose[whose.len() - 1].clone(), Span::new(field.span.from, end - 1));
                Noun { words: whose.to_vec(), last, span, ..Noun::unnamed(span.from) }
            }
            _ if self.source.low(end) == "of" => {
                let (noun, next) = self.spoken_of(end + 1, hi)?;
                end = next;
                noun
            }
            _ => self.topic.clone()?,
        };
        let leads = matches!(self.source.low(end), "to" | "as" | "from" | "between" | ":" | "(");
        // `agents can change the status`, where its states are listed.
        let ends = end >= hi || !self.source.is_word(end);
        (leads || ends).then_some((topic, end + usize::from(leads)))
    }

    /// `applicants apply to positions, recruiters move them through`: the applications.
    pub(super) fn left_behind(&self) -> Option<Noun> {
        let last = self.facts.iter().rev().find_map(|fact| match fact {
            Fact::Acts { verb, object, span, .. } => Some((verb.does, object.is_some(), *span)),
            _ => None,
        });
        let (Does::Makes(record), true, span) = last? else { return None };
        let passes = !UNMOVED.contains(&record);
        passes.then(|| Noun {
            words: morph::name_words(record),
            last: morph::plural(&record.to_lowercase()),
            plural: true,
            capital: true,
            span,
            ..Noun::unnamed(span.from)
        })
    }

    /// What `it`, `them` or a name stands for.
    fn spoken_of(&self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        if matches!(self.source.low(at), "it" | "them" | "each" | "these" | "those") {
            return Some((self.left_behind().or_else(|| self.topic.clone())?, at + 1));
        }
        let noun = self.noun(at, hi)?;
        let end = noun.end();
        Some((noun, end))
    }
}

fn each_to_each(states: &[String]) -> Vec<(String, String)> {
    let others = |to: &String| {
        let from = states.iter().filter(move |from| *from != to).cloned().collect::<Vec<_>>();
        from.into_iter().map(|from| (from, to.clone())).collect::<Vec<_>>()
    };
    states.iter().flat_map(others).collect()
}
