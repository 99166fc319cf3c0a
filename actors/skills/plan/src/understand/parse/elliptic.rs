//! Statements without a subject, about what was spoken of last: `…, belong to a project, assigned to members`.

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::people;
use crate::understand::token::Span;

impl Reader<'_> {
    /// A statement about what was spoken of last: `…, belong to a project, assigned to members`.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let word = self.source.low(at);
        let belongs = matches!(word, "belong" | "belongs" | "belonging") && self.source.low(at + 1) == "to";
        let part = word == "part" && self.source.low(at + 1) == "of";
        // `we have rooms` says nothing of what was spoken of last.
        let ours = matches!(self.source.low(at.wrapping_sub(1)), "we" | "i" | "you");
        let is = matches!(word, "is" | "are" | "can" | "may" | "must" | "has" | "have")
            && self.source.is_word(at + 1)
            && !ours
            && !self.has_done(at);
        belongs || part || is || self.reduced_passive(at)
    }

    /// `when they have left`, `and have the amounts recalculated`: what somebody did or lets be done, and nothing that a record has.
    pub(super) fn has_done(&self, at: usize) -> bool {
        let before = self.source.low(at.wrapping_sub(1));
        let pronoun = matches!(before, "they" | "he" | "she" | "it");
        let word = self.source.low(at + 1);
        let participle =
            word.ends_with("ed") || matches!(word, "left" | "gone" | "been" | "got" | "done" | "paid");
        let caused = matches!(before, "and" | "to" | "or")
            && self
                .noun(at + 1, self.source.tokens.len())
                .is_some_and(|noun| noun.determined && self.source.low(noun.end()).ends_with("ed"));
        matches!(self.source.low(at), "has" | "have") && (pronoun && participle || caused)
    }

    /// A clause without a subject is about the record spoken of last.
    pub(super) fn elliptic_clause(&mut self, at: usize, hi: usize) -> usize {
        if !self.goes_on(at) {
            return at;
        }
        // `members book machines, must have a training first`: said of members.
        let people = matches!(self.facts.last(), Some(Fact::Acts { actors, span, .. })
            if span.to + 2 >= at && !actors.is_empty() && actors.iter().all(|actor| people::is_person(actor.head())));
        let must = matches!(self.source.low(at), "must" | "can" | "may")
            && matches!(self.source.low(at + 1), "have" | "be" | "own");
        if people && must {
            let end =
                (at..hi).find(|i| self.source.is_mark(*i, ',') || self.source.low(*i) == "and").unwrap_or(hi);
            self.facts.push(Fact::Unknown { span: Span::new(at, end) });
            return end;
        }
        let Some(topic) = self.topic.clone() else { return at };
        self.about_record(&topic, at, hi)
    }
}
