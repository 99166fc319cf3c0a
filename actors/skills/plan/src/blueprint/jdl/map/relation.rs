//! Relationships: which record holds it, under which name, and what the other side says besides.

use protocol::requirements::{Relation, RelationKind};

use super::super::tree::{Name, Relationship, Shape, Side};
use super::{ACCOUNT, Mapper};
use crate::blueprint::fault::Fault;
use crate::blueprint::shape::Case;
use crate::understand::morph;

impl Mapper<'_> {
    /// The record that holds it, and what it holds.
    pub(super) fn relation(&mut self, relationship: &Relationship) -> Option<(String, Relation)> {
        let known = [&relationship.from, &relationship.to].map(|side| self.is_there(&side.entity));
        if known.contains(&false) {
            return None;
        }
        let (near, far) = match relationship.shape {
            Shape::OneToMany => (&relationship.to, &relationship.from),
            Shape::OneToOne | Shape::ManyToOne | Shape::ManyToMany => (&relationship.from, &relationship.to),
        };
        let many = relationship.shape == Shape::ManyToMany;
        let holder = self.spelled(&near.entity, Case::Pascal);
        let to = self.spelled(&far.entity, Case::Pascal);
        if holder == ACCOUNT || (many && to == ACCOUNT) {
            self.notes.cannot(near.entity.at, &format!("the relationship {}", relationship.source));
            return None;
        }
        let name = match &near.field {
            Some(field) => self.spelled(field, Case::Snake),
            None if many => Case::Snake.of(&morph::spoken_plural(&to)),
            None => Case::Snake.of(&to),
        };
        self.sides(relationship, near, far, &holder);
        let kind = if many { RelationKind::ManyToMany } else { RelationKind::BelongsTo };
        let required = near.required.is_some() && !many;
        Some((holder, Relation { name, kind, to, required, words: relationship.source.clone() }))
    }

    fn is_there(&mut self, name: &Name) -> bool {
        let is = |other: &Name| Case::Pascal.of(&other.text) == Case::Pascal.of(&name.text);
        let known = name.text == ACCOUNT || self.file.entities.iter().any(|entity| is(&entity.name));
        if !known {
            let names: Vec<&str> =
                self.file.entities.iter().map(|entity| entity.name.text.as_str()).collect();
            let message = format!("there is no entity `{}`", name.text);
            let hint = format!("add it, or use one of {}, {ACCOUNT}", names.join(", "));
            self.faults.push(Fault::at(name.at, message).hint(hint));
        }
        known
    }

    /// What is said of a relationship and is not kept with it.
    fn sides(&mut self, relationship: &Relationship, near: &Side, far: &Side, holder: &str) {
        for side in [&relationship.from, &relationship.to] {
            if let (Some(display), Some(field)) = (&side.display, &side.field) {
                let what = format!("{}.{}({})", side.entity.text, field.text, display.text);
                let why = "records are shown by the field that names them, such as a name or a title";
                self.notes.left_out(display.at, &what, why);
            }
        }
        if let Some(with) = &relationship.with {
            self.notes.left_out(with.at, &format!("with {}", with.text), "it is the other generator's own");
        }
        if let Some(at) = far.required {
            let what = format!("{} required", side(far));
            self.notes.left_out(at, &what, "records without any of the other can be made");
        }
        if let Some(at) = near.required.filter(|_| relationship.shape == Shape::ManyToMany) {
            self.notes.left_out(at, &format!("{} required", side(near)), "a set may always be empty");
        }
        if relationship.shape == Shape::OneToOne {
            let why = "it is kept, and nothing checks that no second one points at the same record";
            self.notes.left_out(near.entity.at, &format!("OneToOne of {}", relationship.source), why);
        }
        if let Some(field) = &far.field {
            let usual = Case::Snake.of(&morph::spoken_plural(holder));
            if Case::Snake.of(&field.text) != usual {
                let why = format!("the other side is called `{usual}`");
                self.notes.left_out(field.at, &format!("the name {}", side(far)), &why);
            }
        }
    }
}

/// `Book.author`
fn side(side: &Side) -> String {
    match &side.field {
        Some(field) => format!("{}.{}", side.entity.text, field.text),
        None => side.entity.text.clone(),
    }
}
