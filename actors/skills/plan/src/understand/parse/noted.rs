//! Deeds whose object is a clause: `my team logs what they did each day (date, project, hours, notes)`.

use super::Reader;
use super::action::Statement;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::token::Span;

/// Words between `what` and the list of what is noted of it.
const CLAUSE_MAX: usize = 10;

impl Reader<'_> {
    /// What is noted so is an entry, which has what the brackets list.
    pub(super) fn noted(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
        let verb = self
            .any_verb(at)
            .filter(|verb| matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create)))?;
        let what = at + verb.len;
        let told = self.source.low(what) == "what"
            && matches!(
                self.source.low(what + 1),
                "they" | "we" | "i" | "he" | "she" | "it" | "you" | "happened" | "was"
            );
        let opens = |i: &usize| self.source.is_mark(*i, '(') || self.source.is_mark(*i, ':');
        let open = (what + 2..hi.min(what + CLAUSE_MAX)).find(opens).filter(|_| told)?;
        let noun = Noun {
            words: vec!["entry".to_owned()],
            last: "entries".to_owned(),
            plural: true,
            span: Span::new(what, open),
            ..Noun::unnamed(what)
        };
        let mark = self.facts.len();
        self.named(&noun);
        self.facts.push(Fact::Acts {
            actors: actors.to_vec(),
            verb,
            object: Some(noun.clone()),
            own: false,
            only: said.only,
            denied: said.denied,
            span: Span::new(said.from, open),
        });
        let end = self.definition(&noun, open, hi);
        if end <= open + 1 {
            self.facts.truncate(mark);
            return None;
        }
        self.topic = Some(noun);
        Some(end)
    }

    /// `managers see a chart of calls per rep`, `schedule publication`: what is no record, whatever is done to it.
    pub(super) fn no_record(&mut self, does: Does, at: usize, hi: usize) -> Option<usize> {
        let start = self.after_article(at, hi);
        let reads = does == Does::Acts(&[Act::Read]);
        if let Some((len, capability @ Capability::Built(_))) =
            CAPABILITIES.at(self.source, start).filter(|_| reads && CHARTS.contains(&self.source.low(start)))
        {
            let end = start + len;
            self.capability(*capability, Span::new(start, end));
            return Some(self.charted(end, hi));
        }
        let made = matches!(does, Does::Acts(acts) if acts.contains(&Act::Create));
        let when = matches!(self.source.low(start), "publication" | "publishing") && made;
        if !when || self.source.is_word(start + 1) {
            return None;
        }
        self.facts.push(Fact::Unknown { span: Span::new(start, start + 1) });
        Some(start + 1)
    }
}

impl Reader<'_> {
    /// `a chart of calls per rep`: what it shows, of what is kept anyway.
    fn charted(&mut self, at: usize, hi: usize) -> usize {
        let of = at + usize::from(self.source.low(at) == "of");
        let led = of > at || self.source.low(at.wrapping_sub(1)) == "of";
        let Some(what) = self.noun(of, hi).filter(|_| led) else { return at };
        let by = what.end();
        let over = matches!(self.source.low(by), "per" | "by" | "over" | "for");
        let end = match self.noun(by + 1, hi).filter(|_| over) {
            Some(noun) => noun.end(),
            None => by,
        };
        self.facts.push(Fact::Beside { span: Span::new(of, end) });
        end
    }
}

const CHARTS: &[&str] =
    &["chart", "charts", "graph", "graphs", "diagram", "diagrams", "statistics", "analytics", "stats"];
