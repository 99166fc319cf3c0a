//! No two at the same time, and that they may be: `no double booking of a room`, `bookings may overlap`.

use super::{Found, NAMES_MAX, is_time};
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::Form;
use crate::understand::parse::Reader;
use crate::understand::token::Span;

/// Words before `double booking`: `make sure there are never any`.
const LEAD_MAX: usize = 8;
/// Words between a verb and `at the same time`: `by two people`.
const BESIDE_MAX: usize = 6;

impl Reader<'_> {
    /// `bookings may overlap`, `rooms can be double-booked`, `overbooking is allowed`.
    pub(super) fn may_overlap(&self, at: usize, hi: usize) -> Option<usize> {
        let allows = matches!(self.source.low(at), "allow" | "permit");
        let subject = at + usize::from(allows);
        if let Some((_, end)) = self.double_booking(subject, hi).or_else(|| self.overbooking(subject)) {
            let (after, denied) = self.denial(end, hi);
            let fine = matches!(
                self.source.low(after),
                "allowed" | "possible" | "permitted" | "fine" | "ok" | "okay"
            );
            return match (allows, fine && !denied) {
                (true, _) => Some(end),
                (false, true) => Some(after + 1),
                (false, false) => None,
            };
        }
        if matches!((self.source.low(at), self.source.low(at + 1)), ("we" | "they", "overbook")) {
            return Some(at + 2);
        }
        let noun = self.noun(at, hi)?;
        let (_, behind) = self.names_behind(noun.end(), hi);
        let (end, denied) = self.denial(behind, hi);
        let lets = (behind..end).any(|i| matches!(self.source.low(i), "may" | "can"));
        if denied || !lets {
            return None;
        }
        match self.source.low(end) {
            "overlap" => Some(end + 1),
            _ => self.double_booking(end, hi).or_else(|| self.overbooking(end)).map(|(_, end)| end),
        }
    }

    pub(super) fn overbooking(&self, at: usize) -> Option<(Option<Noun>, usize)> {
        matches!(self.source.low(at), "overbooking" | "overbooked" | "double-booked")
            .then_some((None, at + 1))
    }

    /// `no double booking of a doctor or of a room`, `prevent overlapping reservations`.
    pub(super) fn no_double_booking(&mut self, at: usize, hi: usize) -> Option<Found> {
        let (start, denied) = self.denial(at, hi);
        let (record, end) = self.double_booking(start, hi)?;
        let (within, end) = self.names_behind(end, hi);
        let (after, impossible) = self.denial(end, hi);
        let told = matches!(
            self.source.low(after),
            "allowed"
                | "possible"
                | "permitted"
                | "prevented"
                | "avoided"
                | "impossible"
                | "forbidden"
                | "blocked"
        );
        match (denied, told) {
            (true, _) => Some(Found::times(record, within, end)),
            (false, true)
                if impossible || !matches!(self.source.low(after), "allowed" | "possible" | "permitted") =>
            {
                Some(Found::times(record, within, after + 1))
            }
            _ => None,
        }
    }

    /// Words that deny something, and those that go with them; whether any did.
    pub(super) fn denial(&self, at: usize, hi: usize) -> (usize, bool) {
        let (mut i, mut denied) = (at, false);
        while i < hi.min(at + LEAD_MAX) {
            match self.source.low(i) {
                "no" | "not" | "never" | "without" | "prevent" | "prevents" | "preventing" | "avoid"
                | "avoids" | "avoiding" | "forbid" | "forbids" | "disallow" | "stop" | "against"
                | "don't" | "doesn't" | "can't" | "cannot" | "cant" | "mustn't" | "shouldn't" | "won't"
                | "aren't" | "isn't" => denied = true,
                "there" | "must" | "should" | "shall" | "may" | "can" | "will" | "be" | "is" | "are"
                | "to" | "any" | "make" | "sure" | "ensure" | "that" | "please" | "do" | "does" | "the"
                | "system" | "app" | "it" | "allow" | "have" | "has" | "ever" | "we" | "want" | "guard"
                | "protect" => {}
                _ => break,
            }
            i += 1;
        }
        (i, denied)
    }

    /// `double booking`, `overlapping appointments`: which records, and where the words end.
    pub(super) fn double_booking(&self, at: usize, hi: usize) -> Option<(Option<Noun>, usize)> {
        match self.source.low(at) {
            "double-booking" | "double-bookings" | "doublebooking" | "overlaps" | "clashes" => {
                Some((None, at + 1))
            }
            "double" if self.source.low(at + 1).starts_with("book") => Some((None, at + 2)),
            "double" if self.source.is_mark(at + 1, '-') && self.source.low(at + 2).starts_with("book") => {
                Some((None, at + 3))
            }
            "time" | "scheduling" | "booking"
                if matches!(self.source.low(at + 1), "conflicts" | "clashes" | "overlaps" | "collisions") =>
            {
                Some((None, at + 2))
            }
            "overlapping" | "clashing" | "conflicting" | "colliding" | "simultaneous" => {
                let record = self.noun(at + 1, hi)?;
                let end = record.end();
                Some((Some(record), end))
            }
            _ => None,
        }
    }

    /// `of a doctor or of a room`, `for the same table`.
    pub(super) fn names_behind(&self, at: usize, hi: usize) -> (Vec<Noun>, usize) {
        let (mut names, mut end) = (Vec::new(), at);
        let mut i = at;
        while i < hi && names.len() < NAMES_MAX {
            let joined = matches!(self.source.low(i), "of" | "for" | "on" | "in" | "by" | "within" | "per");
            if !joined && names.is_empty() {
                break;
            }
            let Some(noun) = self.same_noun(i + usize::from(joined), hi) else { break };
            // `overlapping bookings at the same time`: when, not what.
            if is_time(noun.head()) {
                end = if names.is_empty() { noun.end() } else { end };
                break;
            }
            end = noun.end();
            names.push(noun);
            if !matches!(self.source.low(end), "or" | "and") {
                break;
            }
            i = end + 1;
        }
        (names, end)
    }

    /// `the same room`, `one room`, `each room`.
    pub(super) fn same_noun(&self, at: usize, hi: usize) -> Option<Noun> {
        let mut i = at;
        while matches!(
            self.source.low(i),
            "the" | "same" | "one" | "a" | "an" | "any" | "each" | "every" | "single"
        ) {
            i += 1;
        }
        self.noun(i, hi)
    }

    /// `bookings of one room must not overlap`, `no two reservations of a table overlap`.
    pub(super) fn must_not_overlap(&mut self, at: usize, hi: usize) -> Option<Found> {
        let none = usize::from(self.source.low(at) == "no") + usize::from(self.source.low(at + 1) == "two");
        let none = if self.source.low(at) == "no" { none } else { 0 };
        let record = self.noun(at + none, hi).filter(|noun| !people::is_person(noun.head()))?;
        let (mut within, end) = self.names_behind(record.end(), hi);
        let (end, denied) = self.denial(end, hi);
        let overlaps = matches!(
            self.source.low(end),
            "overlap" | "overlaps" | "clash" | "clashes" | "collide" | "coincide" | "intersect" | "conflict"
        );
        if !overlaps || !(denied || none > 0) {
            return None;
        }
        let mut end = end + 1;
        let (more, behind) = self.names_behind(end, hi);
        end = behind;
        within.extend(more);
        if matches!((self.source.low(end), self.source.low(end + 1)), ("in", "time")) {
            end += 2;
        }
        if matches!((self.source.low(end), self.source.low(end + 1)), ("with", "each")) {
            end += 3;
        }
        self.points_at(&record, &within);
        Some(Found::times(Some(record), within, end))
    }

    /// `bookings of one room`: each is of a room.
    pub(super) fn points_at(&mut self, record: &Noun, places: &[Noun]) {
        for place in places.iter().filter(|place| !people::is_person(place.head())) {
            self.facts.push(Fact::Link {
                from: record.clone(),
                to: place.clone(),
                link: Link::Belongs,
                optional: false,
                name: None,
                span: Span::new(record.span.from, place.end()),
            });
        }
    }

    /// `a room cannot be booked twice at the same time`, `no doctor can be double-booked`.
    pub(super) fn not_twice_at_once(&mut self, at: usize, hi: usize) -> Option<Found> {
        let none = usize::from(self.source.low(at) == "no");
        let within = self.same_noun(at + none, hi)?;
        let (mut i, mut denied) = self.denial(within.end(), hi);
        denied |= none > 0;
        let limited = self.source.low(i) == "only";
        if limited {
            i += 1;
            i += usize::from(self.source.low(i) == "be");
        }
        if self.source.low(i).starts_with("double-book") && denied {
            return Some(Found::times(None, vec![within], i + 1));
        }
        if self.source.low(i) == "double" && denied {
            let (_, end) = self.double_booking(i, hi)?;
            return Some(Found::times(None, vec![within], end));
        }
        let verb = self.any_verb(i).filter(|verb| verb.form == Form::Past)?;
        let books = matches!(
            verb.base,
            "book"
                | "reserve"
                | "rent"
                | "hire"
                | "schedule"
                | "assign"
                | "lend"
                | "loan"
                | "borrow"
                | "take"
                | "use"
                | "check out"
                | "give"
                | "occupy"
                | "charter"
                | "lease"
        );
        if !books || !(denied || limited) {
            return None;
        }
        let behind = i + verb.len;
        let end = (behind..hi.min(behind + BESIDE_MAX)).find_map(|at| self.at_once(at))?;
        Some(Found::times(None, vec![within], end))
    }

    /// `at the same time`, `for the same slot`, `at a time`: where it ends.
    pub(super) fn at_once(&self, at: usize) -> Option<usize> {
        let low = |i: usize| self.source.low(at + i);
        match (low(0), low(1), low(2), low(3)) {
            ("at" | "for" | "on" | "in" | "during", "the", "same", time) if is_time(time) => Some(at + 4),
            ("at", "a", "time", _) => Some(at + 3),
            ("at", "once", ..) => Some(at + 2),
            ("simultaneously", ..) => Some(at + 1),
            ("for", "overlapping", time, _) if is_time(time) => Some(at + 3),
            _ => None,
        }
    }

    /// `no stage has two slots at the same time`, `a guide can only have one tour at a time`.
    pub(super) fn not_two_at_once(&mut self, at: usize, hi: usize) -> Option<Found> {
        let none = usize::from(self.source.low(at) == "no");
        let within = self.same_noun(at + none, hi)?;
        let (mut i, mut denied) = if none > 0 { (within.end(), true) } else { self.denial(within.end(), hi) };
        while matches!(self.source.low(i), "can" | "may" | "must" | "should" | "ever" | "only") {
            denied |= self.source.low(i) == "only";
            i += 1;
        }
        if !matches!(
            self.source.low(i),
            "has" | "have" | "host" | "hosts" | "take" | "takes" | "hold" | "give" | "gives"
        ) {
            // `denial` takes `have` with it.
            if !matches!(self.source.low(i.wrapping_sub(1)), "has" | "have") {
                return None;
            }
            i -= 1;
        }
        i += 1;
        let (count, number) = match (self.source.low(i), self.source.low(i + 1), self.source.low(i + 2)) {
            ("two", ..) => (1, 2),
            ("more", "than", "one") => (3, 2),
            ("one" | "a" | "an", ..) => (1, 1),
            ("only", "one", _) => (2, 1),
            _ => return None,
        };
        denied |= self.source.low(i) == "only";
        // `can have one tour at a time` denies a second one by itself.
        if number == 2 && !denied {
            return None;
        }
        let record = self.noun(i + count, hi).filter(|noun| !people::is_person(noun.head()))?;
        let end = self.at_once(record.end())?;
        self.points_at(&record, std::slice::from_ref(&within));
        Some(Found::times(Some(record), vec![within], end))
    }
}
