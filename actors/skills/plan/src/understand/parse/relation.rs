//! Statements about what a record has, belongs to, and passes through.

use super::Reader;
use protocol::requirements::FieldKind;

use super::list::Owner;
use crate::understand::fact::{Fact, FieldWish, Link, Noun};
use crate::understand::lexicon::{function, people, products};
use crate::understand::token::Span;

impl Reader<'_> {
    /// Everything that may be said of a record: what it has, where it belongs, how it moves.
    pub(super) fn about_record(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        let mut i = at;
        let optional = matches!(self.source.low(i), "can" | "may" | "could")
            || self.source.low(i + 1) == "optionally"
            || self.source.low(i) == "optionally";
        while i < hi
            && i - at < 4
            && matches!(
                self.source.low(i),
                "can"
                    | "may"
                    | "must"
                    | "should"
                    | "will"
                    | "could"
                    | "also"
                    | "always"
                    | "optionally"
                    | "each"
                    | "all"
            )
        {
            i += 1;
        }
        if let Some(end) = self.moved_when(subject, at, hi) {
            return end;
        }
        let denied = self.denied_passive(subject, at, i, hi);
        if denied > at {
            return denied;
        }
        let word = self.source.low(i);
        if self.needs(i) {
            return self.has(subject, at, i, hi);
        }
        if function::is(function::HAVE, word)
            && !(function::is(function::HAVE, word) && self.source.low(i + 1) == "to")
        {
            // `products have only a name and a price`: what is listed is all they have in any case.
            let only = matches!(self.source.low(i + 1), "only" | "just")
                && matches!(self.source.low(i + 2), "a" | "an" | "the");
            return self.has(subject, at, i + usize::from(only), hi);
        }
        if matches!(word, "belong" | "belongs" | "belonging") && self.source.low(i + 1) == "to" {
            return self.link_to(subject, at, i + 2, hi, Bond { link: Link::Belongs, optional, name: None });
        }
        // `each line points at one variant`, `an order optionally uses a coupon`.
        let references = matches!(word, "references" | "reference") && self.starts_noun(i + 1);
        // `each incident concerns one device`.
        let concerns = matches!(word, "concern" | "concerns" | "regard" | "regards")
            && !people::is_person(subject.head())
            && matches!(self.source.low(i + 1), "a" | "an" | "one" | "exactly");
        let refers = references
            || concerns
            || matches!(word, "points" | "point" | "refers" | "refer")
                && matches!(self.source.low(i + 1), "at" | "to");
        let uses = matches!(word, "uses" | "use")
            && !people::is_person(subject.head())
            && matches!(self.source.low(i + 1), "a" | "an" | "one");
        if refers || uses {
            let start = i + 1 + usize::from(refers && !references && !concerns);
            return self.link_to(subject, at, start, hi, Bond { link: Link::Belongs, optional, name: None });
        }
        // `matches are between two teams`.
        let between = function::is(function::BE, word) && self.source.low(i + 1) == "between";
        if between && !people::is_person(subject.head()) {
            let two = i + 2 + usize::from(matches!(self.source.low(i + 2), "two" | "the" | "2"));
            if let Some(to) = self.noun(two, hi).filter(|to| to.plural && !people::is_person(to.head())) {
                let span = Span::new(said_from(subject, at), to.end());
                self.named(subject);
                self.topic = Some(subject.clone());
                let (from, end) = (subject.clone(), to.end());
                self.facts.push(Fact::Link {
                    from,
                    to,
                    link: Link::Shared,
                    optional: false,
                    name: None,
                    span,
                });
                return end;
            }
        }
        if matches!(word, "fall" | "falls") && matches!(self.source.low(i + 1), "under" | "into") {
            let fallen = self.falls_under(subject, i + 2, at, hi);
            if fallen > at {
                return fallen;
            }
        }
        let stays = matches!(
            word,
            "live" | "lives" | "stay" | "stays" | "sit" | "sits" | "hang" | "hangs" | "fit" | "fits"
        );
        let hangs = matches!(word, "hang" | "hangs") && self.source.low(i + 1) == "off";
        if hangs || stays && matches!(self.source.low(i + 1), "in" | "on" | "at" | "into") {
            return self.link_to(subject, at, i + 2, hi, Bond { link: Link::Belongs, optional, name: None });
        }
        if matches!(
            word,
            "go" | "goes" | "move" | "moves" | "pass" | "progress" | "progresses" | "transition"
        ) && (matches!(self.source.low(i + 1), "from" | "through")
            || self.is_arrow(i + 2)
            || self.is_arrow(i + 3))
        {
            let start = i + 1 + usize::from(matches!(self.source.low(i + 1), "from" | "through"));
            let status = matches!(subject.words.as_slice(), [only] if only == "status" || only == "state");
            let whose = self.topic.clone().filter(|_| status).unwrap_or_else(|| subject.clone());
            return self.states(&whose, start, at, hi);
        }
        if function::is(function::BE, word) || self.reduced(i) {
            return self.is(subject, at, i, optional, hi);
        }
        let many = self.has_to_do_with_many(subject, i, hi);
        if many > i { many } else { at }
    }

    /// `->`, `→`.
    pub(super) fn is_arrow(&self, at: usize) -> bool {
        self.source.is_mark(at, '→') || self.source.is_mark(at, '-') && self.source.is_mark(at + 1, '>')
    }

    fn reduced(&self, at: usize) -> bool {
        let word = self.source.low(at);
        (word.ends_with("ed") || matches!(word, "written" | "made" | "owned"))
            && matches!(self.source.low(at + 1), "by" | "to" | "with" | "into" | "in")
    }

    fn has(&mut self, subject: &Noun, at: usize, verb: usize, hi: usize) -> usize {
        let start = verb + 1 + usize::from(self.source.low(verb + 1) == "of");
        let start = self.lead_words(start, hi);
        let product = self.product.as_ref().is_some_and(|product| product.words == subject.words)
            || products::APP_NOUNS.contains(&subject.head())
            || self.is_askers(subject);
        let owner = if product { Owner::Product } else { Owner::Record(subject.clone()) };
        // `my band needs a place for gigs`: what it is all for.
        let place = self.noun(start, hi).filter(|place| {
            let what = matches!(place.head(), "place" | "home" | "way" | "spot" | "solution" | "somewhere");
            what && self.needs(verb) && self.source.low(place.end()) == "for" && place.words.len() == 1
        });
        if let Some(place) = place {
            let list = place.end() + 1;
            let end = self.items(list, hi, &Owner::Product);
            if end > list {
                self.facts.push(Fact::Beside { span: Span::new(said_from(subject, at), list) });
                return end;
            }
        }
        let mark = self.facts.len();
        if !product {
            self.named(subject);
        }
        let end = self.items(start, hi, &owner);
        if end == start {
            self.facts.truncate(mark);
            return at;
        }
        end
    }

    /// `our bakery chain has nine shops`: what it is all for, and no record among others.
    fn is_askers(&self, subject: &Noun) -> bool {
        let before = subject.span.from.wrapping_sub(1);
        let ours = matches!(self.source.low(before), "our" | "my") && self.starts.contains(&before);
        ours && !subject.plural && products::BUSINESSES.contains(&subject.head())
    }

    /// `projects fall under housing, conversions or competitions`: of which kind each of them is.
    fn falls_under(&mut self, subject: &Noun, start: usize, at: usize, hi: usize) -> usize {
        if people::is_person(subject.head()) || function::is(function::DETERMINERS, self.source.low(start)) {
            return at;
        }
        let (values, end) = self.values(start, hi);
        if values.len() < 2 {
            return at;
        }
        let words = vec!["category".to_owned()];
        let span = Span::new(said_from(subject, at), end);
        let last = words[0].clone();
        let kind = Some(FieldKind::Enum);
        self.named(subject);
        let wish = FieldWish { words, last, kind, values, span, ..self.wish_of(start) };
        self.facts.push(Fact::Field { owner: subject.clone(), wish });
        end
    }

    /// A link to each noun of a list.
    pub(super) fn link_to(
        &mut self,
        subject: &Noun,
        at: usize,
        start: usize,
        hi: usize,
        bond: Bond,
    ) -> usize {
        let Bond { link, optional, name } = bond;
        let mut i = start + usize::from(self.source.low(start) == "exactly");
        let mut end = at;
        while let Some(to) = self.noun(i, hi) {
            end = to.end();
            let several = to.many || to.plural && matches!(link, Link::Belongs) && !subject.plural;
            let link = if several && link == Link::Belongs && !people::is_person(to.head()) {
                Link::Shared
            } else {
                link
            };
            self.bonded(subject, &to, at, end, Bond { link, optional, name });
            end = self.described(&to, end, hi);
            let next = self.separator(end, hi);
            if next == end || self.clause_starts(next, hi) || !self.starts_noun(next) {
                break;
            }
            i = next;
        }
        if end > at {
            self.named(subject);
        }
        end
    }

    /// `from pending to paid to shipped`, `through draft, review and published`.
    fn states(&mut self, subject: &Noun, start: usize, at: usize, hi: usize) -> usize {
        // `transfers go from one envelope to another`: things, and no states.
        if function::is(function::DETERMINERS, self.source.low(start)) {
            return at;
        }
        let (states, end) = self.course_of(start, hi);
        if states.len() < 2 {
            return at;
        }
        self.named(subject);
        self.goes_through(subject, &states);
        self.facts.push(Fact::States {
            noun: subject.clone(),
            states,
            moves: Vec::new(),
            span: Span::new(said_from(subject, at), end),
        });
        end
    }

    pub(super) fn bonded(&mut self, subject: &Noun, to: &Noun, at: usize, end: usize, bond: Bond) {
        let Bond { link, optional, name } = bond;
        let span = Span::new(said_from(subject, at), end);
        self.facts.push(Fact::Link {
            from: subject.clone(),
            to: to.clone(),
            link,
            optional,
            name: name.map(str::to_owned),
            span,
        });
    }

    /// `one device (pump, till or car wash) at one station`: of which kinds it is, and where.
    fn described(&mut self, to: &Noun, at: usize, hi: usize) -> usize {
        let mut end = at;
        if self.source.is_mark(at, '(') && !people::is_person(to.head()) {
            end = self.closing(at, hi).map_or(at, |close| self.kinds(to, at, close));
        }
        let one = matches!(self.source.low(end), "at" | "in" | "on") && self.source.low(end + 1) == "one";
        let place = self.noun(end + 1, hi).filter(|place| one && !people::is_person(place.head()));
        let Some(place) = place else { return end };
        let behind = place.end();
        self.named(&place);
        self.bonded(to, &place, end, behind, Bond { link: Link::Belongs, optional: false, name: None });
        behind
    }

    /// States one after the other, and where they end: `pending to paid to shipped`, `draft, review and published`.
    pub(super) fn course_of(&self, start: usize, hi: usize) -> (Vec<String>, usize) {
        let mut states: Vec<String> = Vec::new();
        let mut i = start;
        let mut end = start;
        while i < hi {
            let (values, next) = self.values(i, hi);
            if next == i {
                break;
            }
            states.extend(values);
            end = next;
            let mut after = self.separator(next, hi);
            if matches!(self.source.low(after), "to" | "into" | "through" | "until") {
                i = after + 1 + usize::from(self.source.low(after + 1) == "either");
                continue;
            }
            if self.source.is_mark(after, '-') || self.source.is_mark(after, '→') {
                after += 1 + usize::from(self.source.is_mark(after + 1, '>'));
            }
            if after == next || self.clause_starts(after, hi) {
                break;
            }
            i = after;
        }
        (states, end)
    }

    /// Whether a refinement of a field, such as `is optional`, is what follows.
    pub(super) fn refine_field(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        if subject.is_records() {
            return at;
        }
        // `a workout is a date and a duration` is about workouts; `when the pulse is above 120` says when something happens.
        let itself = self.topic.as_ref().is_some_and(|topic| topic.words == subject.words);
        let when = (subject.lead.saturating_sub(2)..subject.lead)
            .any(|i| matches!(self.source.low(i), "when" | "whenever" | "if" | "once"));
        if itself || when {
            return at;
        }
        let mut wish = self.wish(subject);
        let end = self.refine(&mut wish, at, hi);
        if end > at {
            self.facts.push(Fact::Refine { owner: self.topic.clone(), wish });
        }
        end
    }
}

/// How a statement ties its subject to what follows.
pub(super) struct Bond {
    pub link: Link,
    pub optional: bool,
    pub name: Option<&'static str>,
}

/// Where a statement starts: at its subject, unless that was named in another clause.
pub(super) fn said_from(subject: &Noun, at: usize) -> usize {
    let near = subject.end() <= at && at - subject.end() <= NEAR_TOKENS;
    if near { subject.span.from } else { at }
}

/// Words that may stand between a subject and what is said of it.
const NEAR_TOKENS: usize = 3;
