//! What must hold between fields, or between records: `no double booking`, `one bid per translator per job`, `the end date
//! must not be before the start date`.

use protocol::requirements::RecordConstraintKind::{InOrder, NoOverlap, UniqueTogether};
use protocol::requirements::{FieldKind, RecordConstraintKind};

use super::Reader;
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::verbs::{self, Form, Seen};
use crate::understand::lexicon::{fields, people};
use crate::understand::token::Span;

/// Words before `double booking`: `make sure there are never any`.
const LEAD_MAX: usize = 8;
/// Names behind one such rule.
const NAMES_MAX: usize = 4;
/// Words between a verb and `at the same time`: `by two people`.
const BESIDE_MAX: usize = 6;

/// A rule, as far as its words say.
struct Found {
    kind: RecordConstraintKind,
    record: Option<Noun>,
    of: Vec<Noun>,
    within: Vec<Noun>,
    end: usize,
}

impl Found {
    fn times(record: Option<Noun>, within: Vec<Noun>, end: usize) -> Self {
        Self { kind: NoOverlap, record, of: Vec::new(), within, end }
    }

    fn alike(record: Option<Noun>, of: Vec<Noun>, end: usize) -> Self {
        Self { kind: UniqueTogether, record, of, within: Vec::new(), end }
    }
}

impl Reader<'_> {
    pub(super) fn between_records(&mut self, at: usize, hi: usize) -> usize {
        let rules = [
            Self::no_double_booking,
            Self::must_not_overlap,
            Self::not_twice_at_once,
            Self::not_two_at_once,
            Self::has_one_for_each,
            Self::one_for_each,
            Self::only_once,
            Self::unique_within,
            Self::none_alike,
            Self::one_after_another,
            Self::beyond,
        ];
        if let Some(end) = self.for_themselves(at, hi) {
            self.facts.push(Fact::Beside { span: Span::new(at, end) });
            return end;
        }
        if let Some(end) = self.may_overlap(at, hi) {
            self.facts.push(Fact::Overlap { span: Span::new(at, end) });
            return end;
        }
        let heading = self.noun(at, hi).filter(|noun| self.source.is_mark(noun.end(), ':') && noun.plural);
        if let Some(noun) = heading
            && let Some(found) = self.one_for_each(noun.end() + 1, hi)
        {
            self.facts.push(Fact::Entity { noun });
            let Found { kind, record, of, within, end } = found;
            self.facts.push(Fact::Constrains { kind, record, of, within, span: Span::new(at, end) });
            return end;
        }
        for rule in rules {
            if let Some(Found { kind, record, of, within, end }) = rule(self, at, hi) {
                self.facts.push(Fact::Constrains { kind, record, of, within, span: Span::new(at, end) });
                return end;
            }
        }
        at
    }

    /// `users can only book for themselves`: nobody can do otherwise, as the server says whose a record is.
    fn for_themselves(&self, at: usize, hi: usize) -> Option<usize> {
        self.noun(at, hi).filter(|noun| self.starts.contains(&at) && people::is_person(noun.head()))?;
        let mut words = (at..hi).filter(|i| self.source.is_word(*i));
        let only = words.clone().any(|i| self.source.low(i) == "only");
        let last = words.next_back()?;
        let own = matches!(self.source.low(last), "themselves" | "himself" | "herself" | "themself");
        (only && own && self.source.low(last - 1) == "for").then_some(last + 1)
    }

    /// `bookings may overlap`, `rooms can be double-booked`, `overbooking is allowed`.
    fn may_overlap(&self, at: usize, hi: usize) -> Option<usize> {
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

    fn overbooking(&self, at: usize) -> Option<(Option<Noun>, usize)> {
        matches!(self.source.low(at), "overbooking" | "overbooked" | "double-booked")
            .then_some((None, at + 1))
    }

    /// `no double booking of a doctor or of a room`, `prevent overlapping reservations`.
    fn no_double_booking(&mut self, at: usize, hi: usize) -> Option<Found> {
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
    fn denial(&self, at: usize, hi: usize) -> (usize, bool) {
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
    fn double_booking(&self, at: usize, hi: usize) -> Option<(Option<Noun>, usize)> {
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
    fn names_behind(&self, at: usize, hi: usize) -> (Vec<Noun>, usize) {
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
    fn same_noun(&self, at: usize, hi: usize) -> Option<Noun> {
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
    fn must_not_overlap(&mut self, at: usize, hi: usize) -> Option<Found> {
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
    fn points_at(&mut self, record: &Noun, places: &[Noun]) {
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
    fn not_twice_at_once(&mut self, at: usize, hi: usize) -> Option<Found> {
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
    fn at_once(&self, at: usize) -> Option<usize> {
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
    fn not_two_at_once(&mut self, at: usize, hi: usize) -> Option<Found> {
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

    /// `only one bid per translator per job`, `at most one review for each customer and product`.
    fn one_for_each(&mut self, at: usize, hi: usize) -> Option<Found> {
        let low = |i: usize| self.source.low(i);
        let lead = match (low(at), low(at + 1), low(at + 2)) {
            ("only" | "just" | "exactly" | "max" | "maximum", "one" | "1" | "a", _) => 2,
            ("at", "most", "one" | "1") => 3,
            ("no" | "not", "more", "than") if low(at + 3) == "one" => 4,
            ("one", ..) => 1,
            _ => return None,
        };
        let record =
            self.noun(at + lead, hi).filter(|noun| !noun.plural && !people::is_person(noun.head()))?;
        let (mut of, mut end) = (Vec::new(), record.end());
        while of.len() < NAMES_MAX {
            let next = match (low(end), low(end + 1)) {
                ("per" | "/", _) => end + 1,
                ("for" | "in" | "on" | "from" | "by", "each" | "every" | "a" | "any") => end + 2,
                ("and", "per") if !of.is_empty() => end + 2,
                ("and" | ",", _) if !of.is_empty() && self.source.low(end + 1) != "each" => end + 1,
                _ => break,
            };
            let Some(noun) = self.same_noun(next, hi).filter(|noun| !self.predicate(noun.end(), hi)) else {
                break;
            };
            end = noun.end();
            of.push(noun);
        }
        // `members have only one review per book` says of each member what `only one review per book` says of all.
        let told = of.len() > 1 || lead > 1 && (self.starts.contains(&at) || !self.follows_a_word(at));
        if of.is_empty() || !told {
            return None;
        }
        self.points_at(&record, &of);
        for person in of.iter().filter(|noun| people::is_person(noun.head())) {
            self.made_by(&record, person, Span::new(at, end));
        }
        Some(Found::alike(Some(record), of, end))
    }

    fn made_by(&mut self, record: &Noun, person: &Noun, span: Span) {
        self.facts.push(Fact::Link {
            from: record.clone(),
            to: person.clone(),
            link: Link::MadeBy,
            optional: false,
            name: None,
            span,
        });
    }

    fn follows_a_word(&self, at: usize) -> bool {
        at > 0 && self.source.is_word(at - 1)
    }

    /// `a member has only one review per book`, `each member may write only one review per book`: one of each member's.
    fn has_one_for_each(&mut self, at: usize, hi: usize) -> Option<Found> {
        let each = usize::from(matches!(self.source.low(at), "each" | "every" | "a" | "an"));
        let person = self.noun(at + each, hi).filter(|noun| people::is_person(noun.head()))?;
        let mut i = person.end();
        let mut only = false;
        while matches!(self.source.low(i), "can" | "may" | "must" | "should" | "only" | "just") {
            only |= matches!(self.source.low(i), "only" | "just");
            i += 1;
        }
        let verb = self.any_verb(i).filter(|verb| matches!(verb.form, Form::Base | Form::Third));
        let has = matches!(
            self.source.low(i),
            "has" | "have" | "gets" | "get" | "leave" | "leaves" | "give" | "gives"
        );
        if verb.is_none() && !has {
            return None;
        }
        i += verb.map_or(1, |verb| verb.len);
        while matches!(self.source.low(i), "only" | "just" | "exactly" | "at" | "most") {
            only = true;
            i += 1;
        }
        if !matches!(self.source.low(i), "one" | "1" | "a" | "an") {
            return None;
        }
        let record = self.noun(i + 1, hi).filter(|noun| !noun.plural && !people::is_person(noun.head()))?;
        let mut end = record.end();
        let place = match (self.source.low(end), self.source.low(end + 1)) {
            ("per", _) => end + 1,
            ("for" | "on" | "in" | "of", "each" | "every") => end + 2,
            ("for" | "on" | "in" | "of", "a" | "the" | "any") if only => end + 2,
            _ => return None,
        };
        let place =
            self.same_noun(place, hi).filter(|noun| !is_time(noun.head()) && noun.head() != "month")?;
        end = place.end();
        if let Some(verb) = verb.filter(|_| !has) {
            self.facts.push(Fact::Acts {
                actors: vec![person.clone()],
                verb,
                object: Some(record.clone()),
                own: false,
                only: Only::Nothing,
                denied: false,
                span: Span::new(at, end),
            });
        } else {
            self.facts.push(Fact::Nominal { noun: record.clone(), acts: &[], span: record.span });
        }
        self.made_by(&record, &person, Span::new(at, end));
        self.points_at(&record, std::slice::from_ref(&place));
        Some(Found::alike(Some(record), vec![person, place], end))
    }

    /// `a seat can be sold only once per screening`, `the start date cannot be in the past`: a rule about records, and none about
    /// who may do what; nothing here holds records to it.
    fn beyond(&mut self, at: usize, hi: usize) -> Option<Found> {
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        if !self.starts.contains(&at) && !matches!(before, "," | "and" | "but" | ";") {
            return None;
        }
        // What stands behind a comma is another statement.
        let hi = (at..hi).find(|i| matches!(self.source.low(*i), "," | ";")).unwrap_or(hi);
        let low = |i: usize| self.source.low(i);
        let is = |i: usize, words: &[&str]| {
            words.iter().enumerate().all(|(offset, word)| low(i + offset) == *word)
        };
        let limits = |i: usize| {
            matches!(
                low(i),
                "no" | "nobody"
                    | "cannot"
                    | "can't"
                    | "not"
                    | "never"
                    | "only"
                    | "mustn't"
                    | "neither"
                    | "cant"
            )
        };
        let about = |i: usize| {
            matches!(low(i), "twice" | "once" | "simultaneously")
                || self.at_once(i).is_some()
                || is(i, &["more", "than", "once"])
                || is(i, &["in", "the", "past"])
                || is(i, &["in", "the", "future"])
                || is(i, &["longer", "than"])
                || is(i, &["shorter", "than"])
                || is(i, &["already", "taken"])
                || is(i, &["already", "booked"])
                || is(i, &["have", "the", "same"])
                || is(i, &["only", "after"])
        };
        let seen = |i: usize| {
            matches!(
                low(i),
                "see"
                    | "sees"
                    | "read"
                    | "view"
                    | "access"
                    | "visible"
                    | "edit"
                    | "change"
                    | "delete"
                    | "manage"
                    | "own"
            )
        };
        let any = |found: &dyn Fn(usize) -> bool| (at..hi).any(found);
        if !any(&limits) || !any(&about) || any(&seen) {
            return None;
        }
        Some(Found { kind: UniqueTogether, record: None, of: Vec::new(), within: Vec::new(), end: hi })
    }

    /// `members can rate a recipe only once`, `users vote once per poll`: the deed as well.
    fn only_once(&mut self, at: usize, hi: usize) -> Option<Found> {
        let each = usize::from(matches!(self.source.low(at), "each" | "every" | "a" | "an"));
        let person = self.noun(at + each, hi).filter(|noun| people::is_person(noun.head()))?;
        let (mut i, mut only) = (person.end(), false);
        while matches!(self.source.low(i), "can" | "may" | "must" | "should" | "only" | "just") {
            only |= self.source.low(i) == "only";
            i += 1;
        }
        let verb = self.deed_once(i)?;
        let mut behind = i + verb.len;
        while matches!(self.source.low(behind), "in" | "for" | "on" | "to") {
            behind += 1;
        }
        let object = self.noun(behind, hi).filter(|noun| noun.head() != "once");
        let mut end = object.as_ref().map_or(i + verb.len, Noun::end);
        if matches!(self.source.low(end), "only" | "just" | "exactly") {
            only = true;
            end += 1;
        }
        if self.source.low(end) != "once" {
            return None;
        }
        end += 1;
        let per = matches!(self.source.low(end), "per" | "for" | "in" | "on");
        let place = self.same_noun(end + 1, hi).filter(|_| per);
        if !only && place.is_none() {
            return None;
        }
        let about = place.clone().or_else(|| object.clone())?;
        end = place.as_ref().map_or(end, Noun::end);
        self.facts.push(Fact::Acts {
            actors: vec![person.clone()],
            verb,
            object: Some(object.unwrap_or_else(|| about.clone())),
            own: false,
            only: Only::Nothing,
            denied: false,
            span: Span::new(at, end),
        });
        Some(Found::alike(None, vec![person, about], end))
    }

    /// The verb of what is done once; to vote needs nothing behind it: `vote once per poll`.
    fn deed_once(&self, at: usize) -> Option<Seen> {
        // Its particle stands further on, or nowhere.
        let alone = || verbs::at(self.source.low(at), |_, _| true).map(|seen| Seen { len: 1, ..seen });
        let known = self.any_verb(at).or_else(alone);
        known.filter(|verb| verb.form != Form::Past && verb.form != Form::Ing)
    }

    /// `the number is unique within a building`, `names are unique per project`.
    fn unique_within(&mut self, at: usize, hi: usize) -> Option<Found> {
        let field = self.noun(at, hi)?;
        let (mut end, mut record) = (field.end(), None);
        if self.source.low(end) == "of" {
            let of = self.same_noun(end + 1, hi)?;
            end = of.end();
            record = Some(of);
        }
        while matches!(
            self.source.low(end),
            "is" | "are" | "must" | "should" | "be" | "has" | "have" | "to" | "need" | "needs"
        ) {
            end += 1;
        }
        if self.source.low(end) != "unique" {
            return None;
        }
        let within = matches!(self.source.low(end + 1), "within" | "per" | "in" | "inside" | "for" | "among");
        let place = self.same_noun(end + 2, hi).filter(|_| within)?;
        let end = place.end();
        // `room number`: the rooms are of hotels, if there are rooms at all.
        if let Some(of) = self.named_before(&field) {
            self.points_at(&of, std::slice::from_ref(&place));
        }
        Some(Found::alike(record, vec![field, place], end))
    }

    /// The record in a name such as `room number`, where rooms were spoken of.
    fn named_before(&self, field: &Noun) -> Option<Noun> {
        let (_, words) = field.words.split_last().filter(|(_, words)| !words.is_empty())?;
        let spoken = self.facts.iter().find_map(|fact| match fact {
            Fact::Entity { noun } | Fact::Record { noun } | Fact::Field { owner: noun, .. }
                if noun.words == words =>
            {
                Some(noun.clone())
            }
            Fact::Link { from, to, .. } => [from, to].into_iter().find(|noun| noun.words == words).cloned(),
            _ => None,
        });
        spoken
    }

    /// `number, unique per customer`, `label (unique in its room)`: among the fields of a record; where it ends.
    pub(super) fn unique_inside(&mut self, record: &Noun, field: &Noun, at: usize, hi: usize) -> usize {
        let open = self.source.is_mark(at, '(');
        let start = at + usize::from(open || self.source.is_mark(at, ','));
        let within = matches!(self.source.low(start + 1), "per" | "within" | "in" | "inside" | "among");
        if self.source.low(start) != "unique" || !within {
            return at;
        }
        let its = usize::from(matches!(self.source.low(start + 2), "its" | "their"));
        let Some(place) = self.same_noun(start + 2 + its, hi) else { return at };
        let end = place.end() + usize::from(open && self.source.is_mark(place.end(), ')'));
        self.points_at(record, std::slice::from_ref(&place));
        let of = vec![field.clone(), place];
        let span = Span::new(start, end);
        let (kind, record) = (UniqueTogether, Some(record.clone()));
        self.facts.push(Fact::Constrains { kind, record, of, within: Vec::new(), span });
        end
    }

    /// `no two rooms of a building have the same number`.
    fn none_alike(&mut self, at: usize, hi: usize) -> Option<Found> {
        if (self.source.low(at), self.source.low(at + 1)) != ("no", "two") {
            return None;
        }
        let record = self.noun(at + 2, hi).filter(|noun| noun.plural)?;
        let (mut of, mut end) = self.names_behind(record.end(), hi);
        while matches!(self.source.low(end), "can" | "may" | "must" | "should" | "ever") {
            end += 1;
        }
        if !matches!(self.source.low(end), "have" | "share" | "use") {
            return None;
        }
        end += 1;
        while matches!(self.source.low(end), "the" | "same" | "an" | "equal" | "identical") {
            end += 1;
        }
        let field = self.noun(end, hi)?;
        let end = field.end();
        self.points_at(&record, &of);
        of.push(field);
        Some(Found::alike(Some(record), of, end))
    }

    /// `the end date must not be before the start date`, `check-out is after check-in`, `low must be less than high`.
    fn one_after_another(&mut self, at: usize, hi: usize) -> Option<Found> {
        let first = self.noun(at, hi).filter(is_ordered)?;
        let mut i = first.end();
        let mut denied = false;
        while matches!(
            self.source.low(i),
            "is" | "are"
                | "must"
                | "should"
                | "has"
                | "have"
                | "to"
                | "be"
                | "can"
                | "may"
                | "not"
                | "never"
                | "cannot"
                | "can't"
                | "mustn't"
                | "always"
                | "only"
                | "comes"
                | "come"
                | "lies"
        ) {
            denied |= matches!(self.source.low(i), "not" | "never" | "cannot" | "can't" | "mustn't");
            i += 1;
        }
        let (len, later) = match (self.source.low(i), self.source.low(i + 1)) {
            ("after", _) => (1, true),
            ("later" | "greater" | "higher" | "larger" | "more" | "bigger", "than") => (2, true),
            ("at", "least") => (2, true),
            ("exceed" | "exceeds", _) => (1, true),
            ("before", _) => (1, false),
            ("earlier" | "less" | "lower" | "smaller" | "fewer", "than") => (2, false),
            (">" | "≥", _) => (1 + usize::from(self.source.is_mark(i + 1, '=')), true),
            ("<" | "≤", _) => (1 + usize::from(self.source.is_mark(i + 1, '=')), false),
            _ => return None,
        };
        let second = self.noun(i + len, hi).filter(is_ordered)?;
        let end = second.end();
        let of = if later == denied { vec![first, second] } else { vec![second, first] };
        Some(Found { kind: InOrder, record: None, of, within: Vec::new(), end })
    }
}

fn is_time(word: &str) -> bool {
    matches!(
        word,
        "time"
            | "times"
            | "slot"
            | "slots"
            | "period"
            | "date"
            | "dates"
            | "day"
            | "hour"
            | "hours"
            | "moment"
            | "night"
            | "interval"
            | "timeslot"
            | "weekend"
    )
}

/// What stands in an order: dates, times and numbers, and the ends of ranges.
fn is_ordered(noun: &Noun) -> bool {
    const ENDS: [&str; 26] = [
        "start",
        "end",
        "begin",
        "beginning",
        "finish",
        "from",
        "until",
        "arrival",
        "departure",
        "checkin",
        "checkout",
        "check-in",
        "check-out",
        "low",
        "high",
        "min",
        "max",
        "minimum",
        "maximum",
        "lower",
        "upper",
        "opening",
        "closing",
        "starts",
        "ends",
        "deadline",
    ];
    let kind = fields::infer(&noun.words).map(|it| it.kind);
    let known =
        matches!(kind, Some(FieldKind::Date | FieldKind::DateTime | FieldKind::Integer | FieldKind::Decimal));
    let last = noun.words.last().map_or("", String::as_str);
    known || noun.words.iter().any(|word| ENDS.contains(&word.as_str())) || is_time(last)
}
