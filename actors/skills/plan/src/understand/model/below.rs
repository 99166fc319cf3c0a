//! What is seen by whose record it is under: `vets write treatments for pets, owners see the treatments of their pets`.

use protocol::requirements::{Action, RelationKind, Visibility};

use super::draft::Builder;
use super::people::role_name;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::morph;
use crate::understand::token::Span;

/// A record, the one of theirs that it is under, the people, and where it is said.
pub(super) struct Below {
    record: usize,
    theirs: usize,
    roles: Vec<String>,
    span: Span,
}

impl Builder<'_> {
    /// The words of `the treatments of their pets` behind its first noun: where they end, and which record is theirs.
    fn of_theirs(&self, object: &Noun) -> Option<(usize, usize)> {
        let of = object.end();
        let said = matches!(self.source.low(of), "of" | "for" | "about" | "on")
            && matches!(self.source.low(of + 1), "their" | "his" | "her");
        let from = of + 2 + usize::from(self.source.low(of + 2) == "own");
        // The longest name first: `their test results`.
        let named = |words: usize| {
            let words: Vec<String> =
                (from..from + words).map(|at| morph::singular(self.source.low(at))).collect();
            self.find(&morph::pascal(&words))
        };
        let found = (1..=2).rev().find_map(|words| Some((named(words)?, from + words)));
        found.filter(|_| said)
    }

    pub(super) fn is_below_theirs(&self, fact: &Fact) -> Option<Below> {
        let Fact::Acts { actors, verb, object: Some(object), denied: false, span, .. } = fact else {
            return None;
        };
        if verb.does != Does::Acts(&[Act::Read]) {
            return None;
        }
        let (theirs, end) = self.of_theirs(object)?;
        let record = self.find(&self.record_name(object))?;
        let roles: Vec<String> = actors.iter().map(role_name).collect();
        let owner = &self.records[theirs];
        let owned = owner.relations.iter().any(|link| link.kind == RelationKind::OwnedBy)
            && roles.iter().all(|role| owner.creators.contains(role));
        let below = self.records[record].parent() == Some(owner.name.as_str());
        // Who registers and must choose among all of them would read what is under all of them.
        let default = self.default_name();
        let chooses = !roles.contains(&default)
            && self.records.iter().any(|other| {
                other.creators.contains(&default)
                    && other.relations.iter().any(|link| link.to == owner.name && link.required)
            });
        let span = Span::new(span.from, span.to.max(end));
        (owned && below && !chooses).then_some(Below { record, theirs, roles, span })
    }

    /// Whoever may read a pet reads its treatments, and of those who bring pets each reads their own.
    pub(super) fn seen_below(&mut self) {
        let found: Vec<Below> = self.facts.iter().filter_map(|fact| self.is_below_theirs(fact)).collect();
        for Below { record, theirs, roles, span } in found {
            self.take(span);
            self.records[record].visibility = Some(Visibility::Parent);
            self.records[theirs].visibility.get_or_insert(Visibility::Owner);
            let (name, whole) = (self.records[record].name.clone(), self.records[theirs].name.clone());
            self.rights.retain(|right| {
                right.entity != name || right.action != Action::Read || !roles.contains(&right.role)
            });
            let people: Vec<String> =
                roles.iter().map(|role| morph::plural(&role.replace('_', " "))).collect();
            let text = format!(
                "{} read their own {} and the {} of those; whoever manages them reads all.",
                morph::capital(&super::product::join(&people)),
                morph::spoken_plural(&whole),
                morph::spoken_plural(&name)
            );
            self.assume(format!("{whole}.visibility"), text);
        }
    }
}
