//! What no model's answer may touch, as a comparison of the requirements before and after.

use protocol::requirements::{Entity, FeatureName, Field, Relation, Requirements, Visibility};

/// Whether `after` keeps all that was said and drops nothing. The error says what it would change.
pub fn check(before: &Requirements, after: &Requirements) -> Result<(), String> {
    let same = before.product == after.product
        && before.constraints == after.constraints
        && before.stack == after.stack
        && before.decisions == after.decisions
        && before.roles == after.roles
        && before.unsupported == after.unsupported;
    if !same {
        return Err("it changes what the product is, its parts or its roles".to_owned());
    }
    if !all_in(&before.features, &after.features) || !all_in(&after.not_understood, &before.not_understood) {
        return Err("it drops a feature, or names words as not understood".to_owned());
    }
    before.entities.iter().try_for_each(|entity| {
        let kept = after.entities.iter().find(|other| other.name == entity.name);
        check_entity(before, entity, kept.ok_or_else(|| format!("it drops {}", entity.name))?)
    })?;
    check_rights(before, after)
}

fn all_in<T: PartialEq>(some: &[T], others: &[T]) -> bool {
    some.iter().all(|it| others.contains(it))
}

fn check_entity(before: &Requirements, entity: &Entity, kept: &Entity) -> Result<(), String> {
    let name = &entity.name;
    if entity.kind != kept.kind
        || entity.words != kept.words
        || entity.workflow != kept.workflow
        || entity.constraints != kept.constraints
    {
        return Err(format!("it changes what {name} is"));
    }
    if entity.visibility != kept.visibility {
        let about = format!("{name}.visibility");
        let assumed = before.assumptions.iter().any(|it| it.about == about);
        if !assumed || reach(kept.visibility) > reach(entity.visibility) {
            return Err(format!("who sees {name} was said, or would become more"));
        }
    }
    for field in &entity.fields {
        let found = kept.fields.iter().find(|it| it.name == field.name);
        if !found.is_some_and(|found| keeps_field(field, found)) {
            return Err(format!("the request itself says {name}.{}", field.name));
        }
    }
    for relation in &entity.relations {
        let found = kept.relations.iter().find(|it| it.name == relation.name);
        if !found.is_some_and(|found| keeps_relation(relation, found)) {
            return Err(format!("the request itself says {name}.{}", relation.name));
        }
    }
    Ok(())
}

fn keeps_field(field: &Field, kept: &Field) -> bool {
    field == kept || (field.words.is_empty() && kept.words.is_empty())
}

fn keeps_relation(relation: &Relation, kept: &Relation) -> bool {
    let assumed = Relation { required: kept.required, ..relation.clone() };
    relation == kept || (relation.words.is_empty() && assumed == *kept)
}

/// Rights come only with what is new, and what is new is not open to the world where people sign in.
fn check_rights(before: &Requirements, after: &Requirements) -> Result<(), String> {
    let is_new = |name: &str| before.entities.iter().all(|entity| entity.name != name);
    let wider = after.permissions.iter().any(|it| !before.permissions.contains(it) && !is_new(&it.entity));
    if wider || !all_in(&before.permissions, &after.permissions) {
        return Err("it changes who may do what".to_owned());
    }
    let open = |entity: &&Entity| is_new(&entity.name) && entity.visibility == Visibility::Public;
    match after.entities.iter().find(open) {
        Some(entity) if has_accounts(after) => Err(format!("it shows {} to everybody", entity.name)),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn has_accounts(requirements: &Requirements) -> bool {
    requirements.features.iter().any(|feature| feature.name == FeatureName::Authentication)
}

/// How many people: the owner, members, anyone.
fn reach(visibility: Visibility) -> u8 {
    match visibility {
        Visibility::Owner | Visibility::Parent => 0,
        Visibility::Members => 1,
        Visibility::Public => 2,
    }
}
