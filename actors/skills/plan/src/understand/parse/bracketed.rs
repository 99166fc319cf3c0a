//! Records that are described in brackets before anything is said of them: `passengers (name, age) and vehicles (plate) hang
//! off a booking`; and who goes on to do something: `an engineer, who accepts and closes it`.

use super::Reader;
use super::relation::Bond;
use crate::understand::fact::{Link, Noun, Only};
use crate::understand::lexicon::people;

/// Records of one such statement.
const RECORDS_MAX: usize = 6;
/// Words of a name before `who`.
const NAME_MAX: usize = 4;

impl Reader<'_> {
    /// What is said behind the last bracket is said of each of them.
    pub(super) fn in_brackets_first(&mut self, at: usize, hi: usize) -> usize {
        let before = self.topic.clone();
        let mut named: Vec<(Noun, usize)> = Vec::new();
        let mut i = at;
        while named.len() < RECORDS_MAX {
            let Some(noun) = self.noun(i, hi).filter(|noun| self.source.is_mark(noun.end(), '(')) else {
                break;
            };
            let Some(close) = self.closing(noun.end(), hi).filter(|close| *close + 1 < hi) else { break };
            named.push((noun, close + 1));
            i = self.separator(close + 1, hi);
        }
        let Some(said) = named.last().map(|(_, end)| *end) else { return at };
        let start = match (self.source.low(said), self.source.low(said + 1)) {
            ("belong" | "belongs", "to") | ("hang" | "hangs", "off" | "on") => said + 2,
            _ => return at,
        };
        if named.len() == 1 && self.source.low(said).starts_with("belong") {
            return at;
        }
        let mark = self.facts.len();
        for (noun, _) in &named {
            if self.definition(noun, noun.end(), hi) == noun.end() {
                self.facts.truncate(mark);
                return at;
            }
        }
        let mut end = at;
        for (noun, _) in &named {
            let bond = || Bond { link: Link::Belongs, optional: false, name: None };
            let it = matches!(self.source.low(start), "it" | "them");
            end = match &before {
                Some(whole) if it => {
                    self.bonded(noun, whole, said, start + 1, bond());
                    start + 1
                }
                _ => self.link_to(noun, said, start, hi, bond()),
            };
        }
        end.max(said)
    }

    /// `…, who accepts, travels and closes it`: the one who was named last does it.
    pub(super) fn who_goes_on(&mut self, at: usize, hi: usize) -> usize {
        // `writers who post spam` says which of them.
        if self.source.low(at) != "who" || at == 0 || !self.source.is_mark(at - 1, ',') {
            return at;
        }
        let behind = at - 1;
        let who = (behind.saturating_sub(NAME_MAX)..behind).find_map(|i| {
            self.noun(i, behind).filter(|noun| noun.end() == behind && people::is_person(noun.head()))
        });
        let marks = matches!(self.source.low(at + 1), "mark" | "marks");
        let Some(who) = who.filter(|_| self.any_verb(at + 1).is_some() || marks) else { return at };
        let end = self.acts(std::slice::from_ref(&who), Only::Nothing, at, at + 1, hi);
        if end > at + 1 { end } else { at }
    }
}
