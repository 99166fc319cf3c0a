//! From the tree to requirements, with a note for each thing that nothing is made of.

mod field;
mod notes;
mod option;
mod relation;

use std::collections::BTreeMap;

use protocol::requirements::{Assumption, Entity, EntityKind, Product, Relation, Requirements, Visibility};

use super::tree::{self, Enum, File, Name};
use crate::blueprint::fault::{Fault, Faults, Place};
use crate::blueprint::shape::Case;
use crate::blueprint::{Blueprint, complete};
use crate::domains::ACCOUNT;
use crate::understand::limits::{ENTITIES_MAX, FIELDS_MAX, NAME_CHARACTERS_MAX};
use crate::understand::morph;
use notes::Notes;

pub(super) fn map(file: &File, documented: &[Place], name: &str) -> Result<Blueprint, Faults> {
    bounded(file)?;
    let mut mapper = Mapper::new(file);
    mapper.others(documented);
    let settings = option::settings(file, &mut mapper.notes);
    option::options(file, &mut mapper.notes);
    let mut entities: Vec<Entity> = file.entities.iter().filter_map(|entity| mapper.entity(entity)).collect();
    for relationship in &file.relationships {
        if let Some((holder, relation)) = mapper.relation(relationship) {
            mapper.add(&mut entities, &holder, relation, relationship.from.entity.at);
        }
    }
    if entities.is_empty() {
        mapper.faults.push(
            Fault::at(Place { line: 1, column: 1 }, "the file has no entity")
                .hint("describe one: `entity Book { title String }`"),
        );
    }
    let has_features = !settings.features.is_empty();
    let mut requirements = Requirements {
        product: product(settings.name.as_ref(), name),
        entities,
        roles: Vec::new(),
        permissions: Vec::new(),
        features: settings.features,
        stack: settings.stack,
        constraints: settings.constraints,
        decisions: Vec::new(),
        assumptions: mapper.notes.assumptions(),
        not_understood: mapper.notes.not_taken(),
        unsupported: mapper.notes.unsupported(),
    };
    complete::complete(&mut requirements, |part| part == "features" && has_features);
    mapper.faults.or(Blueprint { requirements, request: None, refused: None })
}

/// Before anything is compared with anything.
fn bounded(file: &File) -> Result<(), Fault> {
    let too_many = |at, count: usize, what: &str, max: usize| {
        Err(Fault::at(at, format!("there are {count} {what}, and at most {max} are read"))
            .hint("leave out what can wait, or split it"))
    };
    if let Some(entity) = file.entities.get(ENTITIES_MAX) {
        return too_many(entity.name.at, file.entities.len(), "entities", ENTITIES_MAX);
    }
    match file.entities.iter().find(|entity| entity.fields.len() > FIELDS_MAX) {
        Some(entity) => too_many(entity.name.at, entity.fields.len(), "fields of one entity", FIELDS_MAX),
        None => Ok(()),
    }
}

fn product(named: Option<&(String, String)>, name: &str) -> Product {
    let (name, words) = match named {
        Some((name, words)) => (Case::Kebab.of(name), words.clone()),
        None => (name.to_owned(), String::new()),
    };
    let title: Vec<String> = morph::name_words(&name).iter().map(|word| morph::capital(word)).collect();
    let title = title.join(" ");
    Product { summary: format!("{title}."), name, title, words }
}

pub(super) struct Mapper<'f> {
    file: &'f File,
    enums: BTreeMap<&'f str, &'f Enum>,
    constants: BTreeMap<&'f str, &'f str>,
    pub notes: Notes,
    pub faults: Faults,
}

impl<'f> Mapper<'f> {
    fn new(file: &'f File) -> Self {
        let mut faults = Faults::default();
        let mut enums = BTreeMap::new();
        for known in &file.enums {
            if enums.insert(known.name.text.as_str(), known).is_some() {
                twice(&known.name, "an enum", &mut faults);
            }
        }
        let constants =
            file.constants.iter().map(|(name, value)| (name.text.as_str(), value.as_str())).collect();
        Self { file, enums, constants, notes: Notes::default(), faults }
    }

    /// What belongs to no entity of the plan.
    fn others(&mut self, documented: &[Place]) {
        for other in &self.file.others {
            self.notes.left_out(other.at, &other.text, "where it runs is decided by the files that are made");
        }
        for annotation in &self.file.annotations {
            self.notes.left_out(annotation.at, &annotation.text, "annotations are the other generator's own");
        }
        for place in documented {
            self.notes.left_out(*place, "/** … */", "the code that is made has comments of its own");
        }
        for (name, value) in &self.file.constants {
            let names = |check: &tree::Check| check.value.as_ref() == Some(&name.text);
            let mut checks = self.file.entities.iter().flat_map(|it| &it.fields).flat_map(|it| &it.checks);
            if !checks.any(names) {
                self.notes.left_out(name.at, &format!("{} = {value}", name.text), "no validation names it");
            }
        }
        let fields = || self.file.entities.iter().flat_map(|entity| &entity.fields);
        for known in &self.file.enums {
            if !fields().any(|field| field.kind.text == known.name.text) {
                self.notes.left_out(known.name.at, &format!("enum {}", known.name.text), "no field has it");
            }
            for (value, stored) in &known.values {
                if let Some(stored) = stored {
                    let what = format!("{}.{}({stored})", known.name.text, value.text);
                    self.notes.left_out(value.at, &what, "a value is kept under its own name");
                }
            }
        }
    }

    fn entity(&mut self, entity: &tree::Entity) -> Option<Entity> {
        let first = self.file.entities.iter().find(|other| pascal(&other.name) == pascal(&entity.name))?;
        if !std::ptr::eq(first, entity) {
            twice(&entity.name, "an entity", &mut self.faults);
            return None;
        }
        let name = self.spelled(&entity.name, Case::Pascal);
        if let Some(table) = &entity.table {
            self.notes.left_out(
                table.at,
                &format!("{name}({})", table.text),
                "tables are named after their records",
            );
        }
        let account = name == ACCOUNT;
        let mut fields: Vec<protocol::requirements::Field> = Vec::new();
        for field in &entity.fields {
            let Some(mapped) = self.field(&name, field) else { continue };
            if fields.iter().any(|known| known.name == mapped.name) {
                twice(&field.name, &format!("a field of {name}"), &mut self.faults);
            } else {
                fields.push(mapped);
            }
        }
        Some(Entity {
            kind: if account { EntityKind::Account } else { EntityKind::Record },
            name,
            fields,
            relations: Vec::new(),
            visibility: Visibility::Members,
            workflow: None,
            constraints: Vec::new(),
            words: entity.source.clone(),
        })
    }

    /// Puts a relationship to the record that holds it.
    fn add(&mut self, entities: &mut [Entity], holder: &str, relation: Relation, at: Place) {
        let Some(entity) = entities.iter_mut().find(|entity| entity.name == holder) else { return };
        let taken = entity.fields.iter().any(|field| field.name == relation.name)
            || entity.relations.iter().any(|known| known.name == relation.name);
        if taken {
            let message = format!("{holder} has two things called `{}`", relation.name);
            self.faults.push(Fault::at(at, message).hint("name this relationship otherwise: `A{name} to B`"));
        } else {
            entity.relations.push(relation);
        }
    }

    /// A name as a blueprint spells it.
    pub fn spelled(&mut self, name: &Name, case: Case) -> String {
        let spelled = match case {
            Case::Pascal if case.fits(&name.text) => name.text.clone(),
            Case::Kebab | Case::Pascal | Case::Snake | Case::Value => case.of(&name.text),
        };
        if !case.fits(&spelled) || spelled.len() > NAME_CHARACTERS_MAX {
            let message = format!("`{}` cannot be a name here", name.text);
            let hint = format!(
                "use letters and digits, begin with a letter, at most {NAME_CHARACTERS_MAX} characters"
            );
            self.faults.push(Fault::at(name.at, message).hint(hint));
        }
        spelled
    }

    /// A number that is written or stands for one.
    pub fn resolved<'v>(&'v self, value: &'v str) -> &'v str {
        self.constants.get(value).copied().unwrap_or(value)
    }
}

fn pascal(name: &Name) -> String {
    Case::Pascal.of(&name.text)
}

fn twice(name: &Name, what: &str, faults: &mut Faults) {
    let message = format!("`{}` is the name of {what} already", name.text);
    faults.push(Fault::at(name.at, message).hint("rename or remove one of them"));
}

/// What was decided on the way, in the words of an assumption.
fn assumption(about: String, text: String) -> Assumption {
    Assumption { about, text }
}
