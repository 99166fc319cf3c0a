//! Lines that relate records: `Loan -> Book, Member`, `Ticket n:1 Contact`, `order by customer, at restaurant`.

use super::Names;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{function, people};
use crate::understand::parse::Reader;
use crate::understand::token::Span;

/// Words of a party's name, with what stands before it.
const PARTY_WORDS_MAX: usize = 5;
/// People to whom a record belongs rather than being given to them.
const OWNERS: &[&str] =
    &["user", "member", "owner", "author", "customer", "client", "student", "learner", "buyer", "account"];

impl Reader<'_> {
    /// A record or people by name, articles before it passed over.
    pub(super) fn outlined_party(&self, at: usize, hi: usize, names: &Names) -> Option<Noun> {
        let mut start = at;
        let counts = |start: usize| {
            function::is(function::DETERMINERS, self.source.low(start)) || self.source.low(start) == "1"
        };
        while start < hi && start - at < 2 && counts(start) {
            start += 1;
        }
        let longest = (start + PARTY_WORDS_MAX).min(hi);
        let noun = |end: usize| self.outline_name(Span::new(start, end)).filter(|noun| names.is_party(noun));
        (start + 1..=longest)
            .rev()
            .filter(|end| {
                (start..*end).all(|i| self.is_name_part(i) || self.is_outlined_word(i))
                    && !self.source.glued(*end)
            })
            .find_map(noun)
    }

    /// `A -> B, C`, `A n:1 B, C 1:n D`, also many on one line.
    pub(super) fn arrows(&mut self, part: Span, names: &Names) -> usize {
        let mut at = part.from;
        let mut end = part.from;
        while let Some(from) =
            self.outlined_party(at, part.to, names).filter(|noun| names.record(noun).is_some())
        {
            let Some((link, mut next)) = self.tie(from.span.to, part.to) else { break };
            let mut any = false;
            while let Some(to) = self.outlined_party(next, part.to, names) {
                if any && self.tie(to.span.to, part.to).is_some() {
                    break;
                }
                any = true;
                end = self.tied(&from, &to, link, part.to, names);
                at = self.past_separators(end, part.to);
                next = at;
            }
            if !any {
                break;
            }
        }
        if end > part.from && end < part.to && !self.is_all_marks(end, part.to) {
            return part.from;
        }
        end
    }

    /// `->`, `<->`, `n:1`, `1-n`, `N-N`: a relation, and where its target starts.
    pub(super) fn tie(&self, at: usize, hi: usize) -> Option<(Link, usize)> {
        if self.source.is_mark(at, '<') {
            let end = self.arrow_end(at + 1, hi)?;
            return Some((Link::Shared, end));
        }
        if self.source.is_mark(at, '↔') {
            return Some((Link::Shared, at + 1));
        }
        if let Some(end) = self.arrow_end(at, hi) {
            return Some((Link::Belongs, end));
        }
        let glued = self.source.glued(at + 1);
        let joint = usize::from(!glued);
        let marked = glued || matches!(self.source.low(at + 1), ":" | "-" | "to");
        let (one, other) = (self.source.low(at), self.source.low(at + 1 + joint));
        let many = |word: &str| matches!(word, "n" | "m" | "many" | "*");
        let single = |word: &str| matches!(word, "1" | "one");
        let link = match (one, other) {
            _ if !marked => return None,
            (a, b) if many(a) && many(b) => Link::Shared,
            (a, b) if many(a) && single(b) || single(a) && single(b) => Link::Belongs,
            (a, b) if single(a) && many(b) => Link::HasMany,
            _ => return None,
        };
        let end = at + 2 + joint;
        (end < hi).then_some((link, end))
    }

    /// One relation, and what stands in brackets behind its target: `agent (assignee, may be empty)`.
    fn tied(&mut self, from: &Noun, to: &Noun, link: Link, hi: usize, names: &Names) -> usize {
        let mut end = to.span.to;
        let mut optional = self.source.is_mark(end, '?');
        end += usize::from(optional);
        if self.source.is_mark(end, '(')
            && let Some(close) = self.closing(end, hi)
        {
            optional |= (end..close).any(|i| matches!(self.source.low(i), "optional" | "empty" | "nullable"));
            self.facts.push(Fact::Beside { span: Span::new(end, close + 1) });
            end = close + 1;
        }
        let kept = names.record(to).is_some();
        let given =
            link == Link::Belongs && !kept && people::is_person(to.head()) && !OWNERS.contains(&to.head());
        let link = if kept && matches!(link, Link::MadeBy | Link::Assigned) { Link::Belongs } else { link };
        self.facts.push(Fact::Link {
            from: from.clone(),
            to: to.clone(),
            link: if given { Link::Assigned } else { link },
            optional,
            name: None,
            span: Span::new(from.span.from.min(to.span.from), to.span.to),
        });
        end
    }

    /// `Booking: of a session, one student`, `order by customer, at restaurant`, `Assignment = asset + employee`.
    pub(super) fn parties(&mut self, part: Span, names: &Names) -> usize {
        let Some(from) = self.outlined_party(part.from, part.to, names).and_then(|noun| names.record(&noun))
        else {
            return part.from;
        };
        let colon = matches!(self.source.low(from.span.to), ":" | "=");
        let mut at = from.span.to + usize::from(colon);
        let mut end = part.from;
        let mut first = true;
        while at < part.to {
            let led = self.led_by(at);
            if led.is_none() && !colon {
                break;
            }
            let (link, start) = led.unwrap_or((Link::Belongs, at));
            let Some(to) = self.outlined_party(start, part.to, names) else { break };
            // `Booking: seats` lists a field.
            let known = names.record(&to).is_some();
            if first && !known && !people::is_person(to.head()) {
                break;
            }
            first = false;
            end = self.tied(&from, &to, link, part.to, names);
            let next = self.past_commas(end, part.to);
            // `an answer is to a question in a submission`.
            if next == end && (end >= part.to || self.led_by(end).is_none()) {
                break;
            }
            at = next;
        }
        let whole =
            end >= part.to || self.is_all_marks(end, part.to) || matches!(self.source.low(end), "," | ";");
        if whole { end } else { part.from }
    }

    /// `Enrolment links a learner to a course`, `items are copies of a title`: a record that is there for others.
    pub(super) fn joined(&mut self, part: Span, names: &Names) -> usize {
        let from = self.outlined_party(part.from, part.to, names).and_then(|noun| names.record(&noun));
        let Some(from) = from else { return part.from };
        let Some((mut at, joins)) = self.tells_of(from.span.to, part.to) else { return part.from };
        let mut end = part.from;
        while let Some(to) = self.outlined_party(at, part.to, names) {
            let known = names.record(&to).is_some();
            if !known && !people::is_person(to.head()) {
                break;
            }
            // Whom it joins does something here, and need not have made it.
            let link = if known || to.head() == "user" { Link::Belongs } else { Link::Assigned };
            end = self.tied(&from, &to, link, part.to, names);
            let next = self.past_commas(end, part.to);
            let next = next + usize::from(joins && matches!(self.source.low(next), "to" | "with"));
            if next == end {
                break;
            }
            at = next;
        }
        end
    }

    /// Behind `links`, `joins`, `are copies of`: where the first record starts, and whether it joins several.
    fn tells_of(&self, at: usize, hi: usize) -> Option<(usize, bool)> {
        const JOINS: &[&str] = &[
            "links", "link", "joins", "join", "connects", "connect", "ties", "tie", "relates", "relate",
            "answers",
        ];
        if JOINS.contains(&self.source.low(at)) {
            return Some((at + 1, true));
        }
        let copies = matches!(
            self.source.low(at + 1),
            "copies" | "copy" | "parts" | "instances" | "entries" | "lines" | "versions" | "examples"
        );
        let is = function::is(function::BE, self.source.low(at)) && at + 3 < hi;
        if is && copies && self.source.low(at + 2) == "of" {
            return Some((at + 3, false));
        }
        // `holds are on a title, by a patron`; `an answer is to a question in a submission`.
        None
    }

    /// `carried by`, `at`, `of`: a relation by its preposition, and where its party starts.
    fn led_by(&self, at: usize) -> Option<(Link, usize)> {
        let at = at + usize::from(function::is(function::BE, self.source.low(at)));
        let participle =
            self.source.low(at).ends_with("ed") || matches!(self.source.low(at), "made" | "paid");
        let word = self.source.low(at + usize::from(participle));
        let link = match word {
            "by" => Link::MadeBy,
            "to" if self.source.low(at) == "assigned" => Link::Assigned,
            "in" | "of" | "at" | "on" | "for" | "from" | "to" | "with" | "per" => Link::Belongs,
            _ => return None,
        };
        Some((link, at + 1 + usize::from(participle)))
    }

    fn past_separators(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi && matches!(self.source.low(i), "," | ";" | "/" | "+" | "&" | "and" | "|") {
            i += 1;
        }
        i
    }

    /// Like [`Self::past_separators`], up to the end of a statement.
    fn past_commas(&self, at: usize, hi: usize) -> usize {
        let stop = (at..hi).find(|i| self.source.is_mark(*i, ';')).unwrap_or(hi);
        self.past_separators(at, stop)
    }

    fn is_all_marks(&self, from: usize, to: usize) -> bool {
        (from..to).all(|at| !self.source.is_word(at) && self.number(at).is_none())
    }
}
