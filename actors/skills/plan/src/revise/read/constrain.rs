//! `no double booking of a room`, `one review per customer per product`, `bookings may overlap`: what records are held to.

use std::collections::BTreeSet;

use protocol::requirements::{Action, Entity, EntityKind, RecordConstraintKind};

use super::{Changes, Command, Read};
use crate::revise::NotUnderstood;
use crate::understand::between::{Known, Shape};
use crate::understand::fact::{Fact, Noun};
use crate::understand::morph;
use crate::understand::token::Span;

impl Changes<'_> {
    /// Reads a sentence as what must hold between records; false when it is nothing of the kind, or holds more.
    pub(super) fn constraint(&mut self, sentence: Span, out: &mut Vec<Read>) -> bool {
        let before = self.reader.facts.len();
        let end = self.reader.clause(sentence.from, sentence.to);
        let facts = self.reader.facts.split_off(before);
        if (end..sentence.to).any(|at| self.source.is_word(at)) {
            return false;
        }
        let read = facts.iter().find_map(|fact| match fact {
            Fact::Constrains { .. } => Some(self.held(fact)),
            Fact::Overlap { span } => Some(self.may_overlap(*span)),
            _ => None,
        });
        let found = read.is_some();
        out.extend(read);
        found
    }

    fn held(&self, fact: &Fact) -> Read {
        let words = self.source.slice(fact.span()).to_owned();
        let records = self.requirements.entities.iter().filter(|it| it.kind == EntityKind::Record);
        let shapes: Vec<Shape> = records
            .map(|it| Shape::new(&it.name, &it.fields, it.relations.clone(), self.makers(&it.name)))
            .collect();
        let default = self.requirements.roles.iter().find(|it| it.default).map_or("", |it| it.name.as_str());
        let record = |noun: &Noun| self.entity(&noun.words).unwrap_or_else(|| morph::pascal(&noun.words));
        let known = Known { shapes: &shapes, record: &record, default_role: default };
        match known.held(fact, &words) {
            Some(held) => {
                let entity = shapes[held.at].entity.name.clone();
                Ok(Command::Constrain { held, entity, words })
            }
            None => Err(NotUnderstood::Impossible {
                words,
                why: "no record of the plan has all that it names; add the fields or relations first"
                    .to_owned(),
            }),
        }
    }

    /// Roles that make such records.
    fn makers(&self, entity: &str) -> BTreeSet<String> {
        let makes = self.requirements.permissions.iter();
        makes
            .filter(|it| it.entity == entity && it.action == Action::Create)
            .map(|it| it.role.clone())
            .collect()
    }

    /// `bookings may overlap`, `allow double booking`.
    fn may_overlap(&self, span: Span) -> Read {
        let words = self.source.slice(span).to_owned();
        let held =
            |it: &&Entity| it.constraints.iter().any(|held| held.kind == RecordConstraintKind::NoOverlap);
        let apart = || self.requirements.entities.iter().filter(held);
        let said = |it: &&Entity| {
            (span.from..span.to).any(|at| morph::pascal(&[morph::singular(self.source.low(at))]) == it.name)
        };
        match apart().find(said).or_else(|| apart().next()) {
            Some(entity) => Ok(Command::LetOverlap { entity: entity.name.clone(), words }),
            None => Err(NotUnderstood::Impossible {
                words,
                why: "nothing in the plan keeps records apart".to_owned(),
            }),
        }
    }
}
