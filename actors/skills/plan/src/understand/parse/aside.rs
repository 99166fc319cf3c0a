//! What is said beside: `(as in taxonomy: ambience, foley)`, `we're sick of WordPress`.

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::token::Span;

impl Reader<'_> {
    /// A bracket that explains a word asks for nothing; its words are named.
    pub(super) fn explaining_bracket(&mut self, at: usize, hi: usize) -> usize {
        let open = at.wrapping_sub(1);
        let explains = matches!(
            (self.source.low(at), self.source.low(at + 1)),
            ("as", "in" | "with" | "for" | "they" | "you")
                | ("like" | "meaning" | "think" | "i.e" | "ie" | "that's" | "it's", _)
                | ("that", "is" | "means")
        );
        if at == 0 || !explains || !self.source.is_mark(open, '(') {
            return at;
        }
        let Some(close) = self.closing(open, hi) else { return at };
        self.facts.push(Fact::Unknown { span: Span::new(at, close) });
        close + 1
    }

    /// `low < high`, `end date ≥ start date`: one value against another, which nothing here holds to.
    pub(super) fn comparison(&mut self, at: usize, hi: usize) -> usize {
        let Some(noun) = self.noun(at, hi) else { return at };
        let mut end = noun.end();
        if !matches!(self.source.low(end), "<" | ">" | "≤" | "≥" | "=") || end + 1 >= hi {
            return at;
        }
        while end < hi && matches!(self.source.low(end), "<" | ">" | "≤" | "≥" | "=" | "-") {
            end += 1;
        }
        let end = self.noun(end, hi).map_or((end + 1).min(hi), |other| other.end());
        self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        end
    }

    /// What somebody is done with is not what they ask for.
    pub(super) fn had_enough(&mut self, at: usize, hi: usize) -> usize {
        let len = match (self.source.low(at), self.source.low(at + 1), self.source.low(at + 2)) {
            ("sick" | "tired", "of", _) => 2,
            ("fed", "up", "with" | "of") | ("had", "enough", "of") | ("get", "rid", "of") => 3,
            _ => return at,
        };
        let end = match self.stack_at(at + len) {
            Some((name, _)) => at + len + name,
            None => match self.noun(at + len, hi) {
                Some(noun) => noun.end(),
                None => return at,
            },
        };
        self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        end
    }

    /// `the persons in a room can't exceed its beds`: a limit that nothing here holds to, and no record of persons.
    pub(super) fn exceeds(&mut self, at: usize, hi: usize) -> usize {
        if !self.starts.contains(&at) || self.noun(at, hi).is_none() {
            return at;
        }
        let exceed = |i: &usize| matches!(self.source.low(*i), "exceed" | "exceeds");
        let denied = |i: usize| {
            matches!(
                self.source.low(i),
                "can't" | "cannot" | "not" | "never" | "mustn't" | "shouldn't" | "cant"
            )
        };
        match (at + 2..hi.min(at + EXCEEDS_MAX)).find(exceed).filter(|i| denied(i - 1)) {
            Some(_) => {
                self.facts.push(Fact::Unknown { span: Span::new(at, hi) });
                hi
            }
            None => at,
        }
    }
}

/// Words between the start of a sentence and what may not be exceeded.
const EXCEEDS_MAX: usize = 14;
