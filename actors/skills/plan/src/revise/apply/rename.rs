//! Records and fields under another name, everywhere the plan speaks of them.

use protocol::plan::ChangeKind;
use protocol::requirements::{Entity, EntityKind, RecordConstraint, Requirements};

use super::{Done, change, find, impossible};
use crate::understand::morph;

pub(super) fn rename(
    requirements: &mut Requirements,
    entity: &str,
    field: Option<&str>,
    to: &str,
    words: &str,
) -> Done {
    match field {
        Some(field) => rename_field(requirements, entity, field, to, words),
        None => rename_entity(requirements, entity, to, words),
    }
}

fn rename_entity(requirements: &mut Requirements, from: &str, to: &str, words: &str) -> Done {
    if requirements.entities.iter().any(|entity| entity.name.eq_ignore_ascii_case(to)) {
        return impossible(words, format!("the plan has {to} already"));
    }
    let entity = find(requirements, from, words)?;
    if entity.kind == EntityKind::Account {
        return impossible(words, "accounts keep their name");
    }
    entity.name = to.to_owned();
    let (old, new) = (snake(from), snake(to));
    for entity in &mut requirements.entities {
        let Entity { relations, constraints, .. } = entity;
        for relation in relations.iter_mut().filter(|it| it.to == from) {
            relation.to = to.to_owned();
            if relation.name == old {
                relation.name.clone_from(&new);
                respell_constraints(constraints, &old, &new);
            } else if relation.name == morph::plural(&old) {
                relation.name = morph::plural(&new);
            }
        }
    }
    for permission in requirements.permissions.iter_mut().filter(|permission| permission.entity == from) {
        permission.entity = to.to_owned();
    }
    respell(requirements, from, to);
    Ok(vec![change(ChangeKind::Changed, format!("entity {to}"), words)])
}

/// What is assumed of a record is assumed of it under its new name.
fn respell(requirements: &mut Requirements, from: &str, to: &str) {
    for assumption in &mut requirements.assumptions {
        let parts: Vec<&str> =
            assumption.about.split('.').map(|part| if part == from { to } else { part }).collect();
        assumption.about = parts.join(".");
        if assumption.about.split('.').any(|part| part == to) && !assumption.text.starts_with("As asked") {
            let plural = (morph::spoken_plural(from), morph::spoken_plural(to));
            assumption.text = assumption
                .text
                .replace(&plural.0, &plural.1)
                .replace(
                    &format!("a {} ", morph::spoken(from)),
                    &format!("{} {} ", morph::article(to), morph::spoken(to)),
                )
                .replace(&format!(" new {} ", morph::spoken(from)), &format!(" new {} ", morph::spoken(to)))
                .replace(&format!("ach {} ", morph::spoken(from)), &format!("ach {} ", morph::spoken(to)));
        }
    }
}

fn rename_field(requirements: &mut Requirements, entity: &str, from: &str, to: &str, words: &str) -> Done {
    let draft = find(requirements, entity, words)?;
    let taken = draft.fields.iter().any(|field| field.name == to)
        || draft.relations.iter().any(|relation| relation.name == to)
        || draft.workflow.as_ref().is_some_and(|workflow| workflow.field == to);
    if taken {
        return impossible(words, format!("{entity} has {} already", to.replace('_', " ")));
    }
    if draft.kind == EntityKind::Account && matches!(from, "email" | "display_name") {
        return impossible(words, format!("every account needs {}", from.replace('_', " ")));
    }
    if let Some(field) = draft.fields.iter_mut().find(|field| field.name == from) {
        field.name = to.to_owned();
    } else if let Some(relation) = draft.relations.iter_mut().find(|relation| relation.name == from) {
        relation.name = to.to_owned();
    } else {
        return impossible(words, format!("{entity} has no {}", from.replace('_', " ")));
    }
    respell_constraints(&mut draft.constraints, from, to);
    let (old, new) = (format!("{entity}.{from}"), format!("{entity}.{to}"));
    requirements.assumptions.retain(|assumption| assumption.about != old);
    Ok(vec![change(ChangeKind::Changed, new, words)])
}

fn respell_constraints(constraints: &mut [RecordConstraint], from: &str, to: &str) {
    let names = constraints.iter_mut().flat_map(|it| it.of.iter_mut().chain(&mut it.within));
    for name in names.filter(|name| *name == from) {
        to.clone_into(name);
    }
}

fn snake(pascal: &str) -> String {
    morph::snake(&morph::name_words(pascal))
}
