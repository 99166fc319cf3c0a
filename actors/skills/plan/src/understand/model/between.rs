//! What records are held to: as was said, and as what is booked usually is.

use std::collections::BTreeSet;

use protocol::requirements::{RecordConstraint, RecordConstraintKind, Relation};

use super::draft::{Builder, Draft};
use crate::constraint;
use crate::understand::between::{self, Held, Known, Shape};
use crate::understand::fact::{Fact, Noun};
use crate::understand::morph;

impl Builder<'_> {
    pub(super) fn between_records(&mut self) {
        let (facts, mut overlap) = (self.facts, false);
        for fact in facts {
            let words = match fact {
                Fact::Constrains { span, .. } => self.take(*span),
                Fact::Overlap { span } => {
                    self.take(*span);
                    overlap = true;
                    continue;
                }
                _ => continue,
            };
            let default =
                self.roles.iter().find(|it| it.default).map_or_else(String::new, |it| it.name.clone());
            let shapes: Vec<Shape> = self.records.iter().map(shape).collect();
            let record = |noun: &Noun| self.record_name(noun);
            let known = Known { shapes: &shapes, record: &record, default_role: &default };
            match known.held(fact, &words) {
                Some(held) => self.hold(held),
                None => self.unsupported.push(format!("a rule between records (“{words}”)")),
            }
        }
        if !overlap {
            self.usually_apart();
        }
    }

    fn hold(&mut self, held: Held) {
        let name = self.records[held.at].name.clone();
        let draft = &mut self.records[held.at];
        draft.fields.retain(|it| !held.dropped.contains(&it.name));
        draft.fields.extend(held.added);
        constraint::loosen(&mut draft.fields, &held.constraints);
        for constraint in held.constraints {
            if !draft.constraints.iter().any(|known| constraint::is_same(known, &constraint)) {
                draft.constraints.push(constraint);
            }
        }
        self.assumptions.retain(|it| !held.dropped.iter().any(|field| it.about == format!("{name}.{field}")));
        for (field, text) in held.notes {
            self.assume(format!("{name}.{field}"), text);
        }
    }

    /// What nobody says and everybody expects: a room is not booked twice.
    fn usually_apart(&mut self) {
        let shapes: Vec<Shape> = self.records.iter().map(shape).collect();
        let target = |name: &str| shapes.iter().find(|it| it.entity.name == name).map(|it| it.entity.clone());
        let usual: Vec<_> = shapes.iter().map(|it| between::usual(it, target)).collect();
        for (at, constraints) in usual.into_iter().enumerate() {
            let apart = |it: &RecordConstraint| it.kind == RecordConstraintKind::NoOverlap;
            if self.records[at].constraints.iter().any(apart) {
                continue;
            }
            for constraint in constraints {
                let name = self.records[at].name.clone();
                let shared = constraint.within.join(" and ").replace('_', " ");
                self.assume(
                    format!("{name}.constraints"),
                    format!(
                        "No two {} of the same {shared} are at the same time.",
                        morph::spoken_plural(&name)
                    ),
                );
                self.records[at].constraints.push(constraint);
            }
        }
    }
}

fn shape(draft: &Draft) -> Shape {
    let relations = draft.relations.iter().map(|link| Relation {
        name: link.name.clone(),
        kind: link.kind,
        to: link.to.clone(),
        required: link.required,
        words: link.words.clone(),
    });
    let makers: BTreeSet<String> = draft.creators.clone();
    Shape::new(&draft.name, &draft.fields, relations.collect(), makers)
}
