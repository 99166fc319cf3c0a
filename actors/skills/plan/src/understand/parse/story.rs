//! User stories: `As a nurse I want to record vital signs for a patient so that the doctor sees them`.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::features::CAPABILITIES;
use crate::understand::lexicon::{function, people};
use crate::understand::token::Span;

/// Words between the role and `I want`: `As treasurer of a football club, I want`.
const BEFORE_WISH_MAX: usize = 8;
/// Deeds of one story.
const DEEDS_MAX: usize = 4;

impl Reader<'_> {
    /// A story at the start of a sentence; answers where what was read of it ends.
    pub(super) fn story(&mut self, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "as" || !self.starts.contains(&at) {
            return at;
        }
        let Some(role) = self.noun(at + 1, hi).filter(|noun| !noun.plural) else { return at };
        let Some(wish) = self.wish_lead(role.end(), hi) else { return at };
        // Everybody is no role; what they want to see is not said to be public either.
        let anybody = people::is_anybody(role.head());
        if !anybody {
            self.facts.push(Fact::Role { noun: role.clone() });
        }
        self.facts.push(Fact::Beside { span: Span::new(at, wish) });
        let to = self.to_do(wish, hi);
        let end = if to > wish { self.deeds(&role, to, hi) } else { self.wanted(wish, hi) };
        self.reason(end, hi)
    }

    /// Behind `I want`, `I'd like`, `we need`.
    fn wish_lead(&self, at: usize, hi: usize) -> Option<usize> {
        let last = (at + BEFORE_WISH_MAX).min(hi);
        let me = (at..last).find(|i| matches!(self.source.low(*i), "i" | "we" | "i'd" | "we'd" | "i'll"))?;
        let mut i = me + 1;
        while i < hi
            && matches!(
                self.source.low(i),
                "would" | "really" | "also" | "just" | "can" | "should" | "must" | "may"
            )
        {
            i += 1;
        }
        if matches!(self.source.low(i), "want" | "need" | "like" | "wish" | "love" | "expect" | "prefer") {
            return Some(i + 1);
        }
        (i > me + 1).then_some(i)
    }

    /// Behind `to`, `to be able to`; where `I can` led, the verb follows at once.
    fn to_do(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        if matches!(self.source.low(i.wrapping_sub(1)), "can" | "should" | "must" | "may")
            && self.any_verb(i).is_some()
        {
            return i;
        }
        if self.source.low(i) == "to" {
            i += 1;
        }
        let able =
            self.source.low(i) == "be" && self.source.low(i + 1) == "able" && self.source.low(i + 2) == "to";
        if able && i + 3 < hi { i + 3 } else { i }
    }

    /// `record vital signs and export them`: each deed, or its words where the verb says nothing here.
    fn deeds(&mut self, role: &Noun, at: usize, hi: usize) -> usize {
        let mut i = at;
        let mut end = at;
        for _ in 0..DEEDS_MAX {
            let capability = CAPABILITIES.at(self.source, i);
            if let Some((len, capability)) = capability {
                self.capability(*capability, Span::new(i, i + len));
                end = i + len;
            } else if self.any_verb(i).is_some() {
                end = self.acts(std::slice::from_ref(role), Only::Nothing, i, i, hi);
                if end <= i {
                    end = self.unread_deed(i, hi);
                }
            } else {
                end = self.unread_deed(i, hi);
            }
            let next = self.separator(end, hi);
            let more = next > end
                && next < hi
                && (self.any_verb(next).is_some() || CAPABILITIES.at(self.source, next).is_some());
            if !more {
                break;
            }
            i = next;
        }
        end
    }

    /// Words of a deed that nothing is made of, up to where another begins.
    fn unread_deed(&mut self, at: usize, hi: usize) -> usize {
        let ends =
            |i: usize| self.source.is_mark(i, ',') || matches!(self.source.low(i), "and" | "so" | "because");
        let end = (at + 1..hi).find(|i| ends(*i)).unwrap_or(hi);
        self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        end
    }

    /// `I want a burndown chart`: a capability, or words that are named.
    fn wanted(&mut self, at: usize, hi: usize) -> usize {
        let mark = self.facts.len();
        let end = self.items(at, hi, &Owner::Product);
        let known = self.facts[mark..]
            .iter()
            .all(|fact| !matches!(fact, Fact::Entity { .. } | Fact::ProductField { .. }));
        if end > at && known {
            return end;
        }
        self.facts.truncate(mark);
        self.unread_deed(at, hi)
    }

    /// `so that the doctor sees them`: why, and nothing to build.
    fn reason(&mut self, at: usize, hi: usize) -> usize {
        let start = at + usize::from(self.source.is_mark(at, ','));
        let why = self.source.low(start) == "so"
            || self.source.low(start) == "because"
            || self.source.low(start) == "in" && self.source.low(start + 1) == "order";
        if !why || function::is(function::NEGATIONS, self.source.low(start + 1)) {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(start, hi) });
        hi
    }
}
