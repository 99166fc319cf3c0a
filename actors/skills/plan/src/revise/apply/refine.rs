//! Fields made looser or stricter, and records shown to more or fewer people.

use protocol::plan::ChangeKind;
use protocol::requirements::{EntityKind, Field, FieldConstraint, RelationKind, Requirements, Visibility};

use super::{Done, change, find, impossible};
use crate::understand::fact::FieldWish;
use crate::understand::model::fields::make;

pub(super) fn refine(
    requirements: &mut Requirements,
    entity: &str,
    name: &str,
    wish: &FieldWish,
    words: &str,
) -> Done {
    let draft = find(requirements, entity, words)?;
    if let Some(relation) = draft
        .relations
        .iter_mut()
        .find(|relation| relation.name == name && relation.kind == RelationKind::BelongsTo)
    {
        relation.required = !wish.constraints.contains(&FieldConstraint::Optional);
        return Ok(vec![change(ChangeKind::Changed, format!("{entity}.{name}"), words)]);
    }
    let Some(field) = draft.fields.iter_mut().find(|field| field.name == name) else {
        return impossible(words, format!("{entity} has no {}", name.replace('_', " ")));
    };
    let before = field.clone();
    tell(field, wish);
    if *field == before {
        return impossible(words, format!("it changes nothing of {entity}.{name}"));
    }
    Ok(vec![change(ChangeKind::Changed, format!("{entity}.{name}"), words)])
}

/// What was said last holds; what a new type cannot have is dropped.
fn tell(field: &mut Field, wish: &FieldWish) {
    let kind = wish.kind.unwrap_or(field.kind);
    let told = FieldWish { kind: Some(kind), ..wish.clone() };
    let fresh = make(&told, String::new());
    let guessed = wish.kind.is_some() && wish.kind != Some(field.kind);
    field.constraints.retain(|constraint| match constraint {
        FieldConstraint::Optional => !wish.required,
        FieldConstraint::Unique => true,
        FieldConstraint::Min(_) | FieldConstraint::Max(_) | FieldConstraint::MaxLength(_) => !guessed,
    });
    for constraint in fresh.constraints.iter().filter(|constraint| wish.constraints.contains(constraint)) {
        field.constraints.retain(|known| std::mem::discriminant(known) != std::mem::discriminant(constraint));
        field.constraints.push(*constraint);
    }
    field.kind = kind;
    if wish.kind.is_some() {
        field.values.clone_from(&wish.values);
    }
}

pub(super) fn show(
    requirements: &mut Requirements,
    entity: &str,
    visibility: Visibility,
    words: &str,
) -> Done {
    let draft = find(requirements, entity, words)?;
    let owned = draft.relations.iter().any(|relation| relation.kind == RelationKind::OwnedBy);
    if draft.kind == EntityKind::Account || visibility == Visibility::Owner && !owned {
        return impossible(words, format!("{entity} has no owner to be private to"));
    }
    if draft.visibility == visibility {
        return impossible(words, format!("it changes nothing of {entity}"));
    }
    draft.visibility = visibility;
    requirements.assumptions.retain(|assumption| assumption.about != format!("{entity}.visibility"));
    Ok(vec![change(ChangeKind::Changed, format!("{entity}.visibility"), words)])
}
