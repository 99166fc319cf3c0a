//! Who uses one definition: calls, decorators, requests, queries, and where it is handed on.

use std::collections::BTreeSet;

use super::effects::DECORATED;
use super::links::Why;
use super::{Answer, Found, Knowledge, LINES_MAX, is_test, is_value};
use crate::facts::MentionKind;
use crate::graph::ir::DefKind;

/// A place that uses something: those of tests come last.
type Use<'k> = (bool, &'k str, u32, String);

impl<'k> Knowledge<'k> {
    /// Calls, then requests and queries, then calls that may be of it; else where the name stands.
    pub(super) fn used_by(&self, one: Found<'_>, answer: &mut Answer) {
        let own = self.callables(&[one]);
        let decorated = self.decorated(one, &own);
        let mut count = self.callers_of(one, &decorated, answer);
        count += uses(&decorated, answer);
        let felt = self.felt();
        let mut told: BTreeSet<usize> = own.iter().copied().collect();
        let callers = own.iter().flat_map(|place| &self.callers[*place]);
        told.extend(callers.map(|call| self.program.calls[*call].from));
        let is_use = |why: Why| matches!(why, Why::Http | Why::Query);
        let others = own.iter().flat_map(|place| felt.back(*place)).filter(|edge| is_use(edge.why));
        let others: Vec<_> = others.filter(|edge| told.insert(edge.other)).collect();
        count += others.len();
        for edge in others.iter().take(LINES_MAX) {
            let from = &self.program.places[edge.other];
            answer.cite(1, format!("{}{}", from.name, edge.why.told()), &from.path, edge.line);
        }
        if others.len() > LINES_MAX {
            answer.say(1, format!("and {} more", others.len() - LINES_MAX));
        }
        count += uses(&self.named_at(one, &own, &told), answer);
        if count + self.possible(&[one], &own, answer) == 0 {
            if !is_value(one.symbol.kind) {
                answer.say(1, "no call of it was found");
            }
            self.mentions_of(one, answer);
        }
    }

    /// Each definition that it decorates: a class may have many in one place.
    fn decorated(&self, one: Found<'_>, own: &[usize]) -> Vec<Use<'k>> {
        let calls =
            || own.iter().flat_map(|place| &self.callers[*place]).map(|call| &self.program.calls[*call]);
        let felt = self.felt();
        let named: BTreeSet<usize> = own
            .iter()
            .flat_map(|place| felt.back(*place))
            .filter(|edge| matches!(edge.why, Why::Value { .. }))
            .map(|edge| edge.other)
            .collect();
        let mut found = BTreeSet::new();
        for (facts, mention) in self.standing(&one.symbol.name) {
            let whose = self.whose(facts, mention);
            if !whose.ends_with(DECORATED) {
                continue;
            }
            let Some((around, _)) = self.around(facts, mention) else { continue };
            // What stands over a member of a class runs with the class, or with its module.
            let is_around = |from: usize| {
                let place = &self.program.places[from];
                from == around || place.path == facts.path && place.kind == DefKind::Module
            };
            let call = calls().find(|call| is_around(call.from));
            let told = call.map_or("", |call| Why::Call(call.confidence).told());
            if call.is_some() || named.iter().any(|from| is_around(*from)) {
                found.insert((
                    is_test(&facts.path),
                    facts.path.as_str(),
                    mention.line,
                    format!("{whose}{told}"),
                ));
            }
        }
        found.into_iter().collect()
    }

    fn callers_of(&self, one: Found<'_>, decorated: &[Use<'_>], answer: &mut Answer) -> usize {
        let own: BTreeSet<usize> = self.callables(&[one]).into_iter().collect();
        let mut calls: Vec<_> = own
            .iter()
            .flat_map(|place| &self.callers[*place])
            .map(|call| &self.program.calls[*call])
            .collect();
        calls.extend(self.program.makes.iter().filter(|make| own.contains(&make.to)));
        calls.retain(|call| !own.contains(&call.from) || own.len() == 1);
        // They are told by what they stand over.
        calls.retain(|call| {
            let path = &self.program.places[call.from].path;
            !decorated.iter().any(|(_, file, line, _)| file == path && *line == call.line)
        });
        calls.sort_by_key(|call| {
            (self.is_test_place(call.from), std::cmp::Reverse(call.confidence), call.from)
        });
        calls.dedup_by_key(|call| call.from);
        for call in calls.iter().take(LINES_MAX) {
            let from = &self.program.places[call.from];
            answer.cite(
                1,
                format!("{}{}", from.name, Why::Call(call.confidence).told()),
                &from.path,
                call.line,
            );
        }
        if calls.len() > LINES_MAX {
            answer.say(1, format!("and {} more", calls.len() - LINES_MAX));
        }
        calls.len()
    }

    /// Each place where it is handed on without being called, but for those that are told already.
    fn named_at(&self, one: Found<'_>, own: &[usize], told: &BTreeSet<usize>) -> Vec<Use<'k>> {
        let felt = self.felt();
        let imported = Why::Value { imported: true };
        let by: BTreeSet<usize> = own
            .iter()
            .flat_map(|place| felt.back(*place))
            .filter(|edge| edge.why == imported && !told.contains(&edge.other))
            .map(|edge| edge.other)
            .collect();
        let mut found = BTreeSet::new();
        for (facts, mention) in self.standing(&one.symbol.name).filter(|_| !by.is_empty()) {
            let Some((around, _)) = self.around(facts, mention) else { continue };
            let is_decorator = || self.whose(facts, mention).ends_with(DECORATED);
            if mention.kind == MentionKind::Use && by.contains(&around) && !is_decorator() {
                let text = format!("{}{}", self.program.places[around].name, imported.told());
                found.insert((is_test(&facts.path), facts.path.as_str(), mention.line, text));
            }
        }
        found.into_iter().collect()
    }
}

/// Lists places up to the length of a list, and counts the rest.
fn uses(places: &[Use<'_>], answer: &mut Answer) -> usize {
    for (_, path, line, text) in places.iter().take(LINES_MAX) {
        answer.cite(1, text.clone(), path, *line);
    }
    if places.len() > LINES_MAX {
        answer.say(1, format!("and {} more", places.len() - LINES_MAX));
    }
    places.len()
}
