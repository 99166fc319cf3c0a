//! Records, fields, relations and features that a change adds.

use protocol::payable;
use protocol::plan::ChangeKind;
use protocol::requirements::{
    Action, Entity, EntityKind, Feature, FeatureName, Field, FieldConstraint, Permission, Relation,
    RelationKind, Requirements, Scope, Visibility,
};

use super::{Done, assume, change, feature_words, find, impossible};
use crate::domains;
use crate::understand::lexicon::fields;
use crate::understand::limits::{ENTITIES_MAX, FIELDS_MAX};
use crate::understand::model::payments::{NOTHING_TO_PAY, said};
use crate::understand::model::records::{default_fields, from_known};
use crate::understand::model::tenancy::keep_apart;
use crate::understand::morph;

pub(super) fn add_entity(
    requirements: &mut Requirements,
    name: &str,
    fields: Vec<Field>,
    points: &[(String, bool)],
    words: &str,
) -> Done {
    let records = requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record).count();
    if records >= ENTITIES_MAX {
        return impossible(words, format!("a plan has at most {ENTITIES_MAX} records"));
    }
    if requirements.entities.iter().any(|entity| entity.name == name) {
        return impossible(words, format!("there is a {name} already"));
    }
    if name == "Tag" && requirements.features.iter().any(|feature| feature.name == FeatureName::Tags) {
        return impossible(words, "the plan has tags already, on every record; drop tags first");
    }
    let listed = !fields.is_empty();
    let known = domains::record(name, None);
    let fields = if listed { unique(fields) } else { known.map_or_else(default_fields, from_known) };
    if !listed {
        let names: Vec<String> = fields.iter().map(|field| field.name.replace('_', " ")).collect();
        assume(
            requirements,
            name,
            format!(
                "Each {} has {}, because the change lists no fields for it.",
                morph::spoken(name),
                names.join(" and ")
            ),
        );
    }
    let relations = points.iter().map(|(target, many)| pointing(target, *many, words)).collect();
    let visibility = requirements
        .entities
        .iter()
        .find(|entity| entity.kind == EntityKind::Record)
        .map_or(Visibility::Members, |entity| entity.visibility);
    let visibility = if visibility == Visibility::Owner { Visibility::Members } else { visibility };
    requirements.entities.push(Entity {
        name: name.to_owned(),
        kind: EntityKind::Record,
        fields,
        relations,
        visibility,
        workflow: None,
        constraints: Vec::new(),
        words: words.to_owned(),
    });
    give_rights(requirements, name);
    Ok(vec![change(ChangeKind::Added, format!("entity {name}"), words)])
}

fn unique(fields: Vec<Field>) -> Vec<Field> {
    let mut out: Vec<Field> = Vec::new();
    for field in fields {
        if !out.iter().any(|known| known.name == field.name) {
            out.push(field);
        }
    }
    out
}

fn pointing(target: &str, many: bool, words: &str) -> Relation {
    let name = morph::snake(&morph::name_words(target));
    let many_name = morph::spoken_plural(target).replace(' ', "_");
    match many {
        true => Relation {
            name: many_name,
            kind: RelationKind::ManyToMany,
            to: target.to_owned(),
            required: false,
            words: words.to_owned(),
        },
        false => Relation {
            name,
            kind: RelationKind::BelongsTo,
            to: target.to_owned(),
            required: true,
            words: words.to_owned(),
        },
    }
}

/// Kept by those who keep other records, or by each person for themselves.
fn give_rights(requirements: &mut Requirements, entity: &str) {
    let default = requirements
        .roles
        .iter()
        .find(|role| role.default)
        .map_or_else(|| "user".to_owned(), |role| role.name.clone());
    let strong = |permission: &Permission| {
        permission.scope == Scope::Any
            && matches!(permission.action, Action::Create | Action::Update | Action::Delete)
    };
    let staff: Vec<String> = requirements
        .roles
        .iter()
        .map(|role| role.name.clone())
        .filter(|role| {
            *role != default
                && role != "admin"
                && requirements
                    .permissions
                    .iter()
                    .any(|permission| permission.role == *role && strong(permission))
        })
        .collect();
    let plural = morph::spoken_plural(entity);
    let shared = fields::is_shared(morph::spoken(entity).as_str());
    let own = staff.is_empty() && !shared;
    let roles = if staff.is_empty() { vec![default.clone()] } else { staff };
    let actions: &[Action] = if shared && roles == [default.clone()] {
        &[Action::Create]
    } else {
        &[Action::Create, Action::Update, Action::Delete]
    };
    for role in &roles {
        for action in actions {
            let scope = if own && *action != Action::Create { Scope::Own } else { Scope::Any };
            requirements.permissions.push(Permission {
                role: role.clone(),
                action: action.clone(),
                entity: entity.to_owned(),
                scope,
                words: String::new(),
            });
        }
    }
    if own && let Some(entity) = requirements.entities.iter_mut().find(|known| known.name == entity) {
        let name = if default == "user" { "owner".to_owned() } else { default.clone() };
        entity.relations.push(Relation {
            name,
            kind: RelationKind::OwnedBy,
            to: "User".into(),
            required: true,
            words: String::new(),
        });
    }
    let people = morph::capital(&morph::plural(&roles[0].replace('_', " ")));
    let text = if own {
        format!("{people} add {plural} and change only their own.")
    } else if actions.len() == 1 {
        format!("{people} add {plural}; administrators change and remove them.")
    } else {
        format!("{people} manage {plural}.")
    };
    assume(requirements, format!("permissions.{entity}"), text);
}

pub(super) fn add_field(requirements: &mut Requirements, entity: &str, field: Field, words: &str) -> Done {
    let entity = find(requirements, entity, words)?;
    let about = format!("{}.{}", entity.name, field.name);
    let taken = entity.fields.iter().any(|known| known.name == field.name)
        || entity.relations.iter().any(|known| known.name == field.name)
        || entity.workflow.as_ref().is_some_and(|workflow| workflow.field == field.name);
    if taken || matches!(field.name.as_str(), "id" | "created_at" | "updated_at") {
        return impossible(words, format!("{} has {} already", entity.name, field.name.replace('_', " ")));
    }
    if entity.fields.len() >= FIELDS_MAX {
        return impossible(words, format!("{} has {FIELDS_MAX} fields, which is the limit", entity.name));
    }
    let mut field = field;
    if entity.kind == EntityKind::Account {
        field
            .constraints
            .retain(|constraint| !matches!(constraint, FieldConstraint::Unique | FieldConstraint::Optional));
        field.constraints.insert(0, FieldConstraint::Optional);
    }
    entity.fields.push(field);
    Ok(vec![change(ChangeKind::Added, about, words)])
}

/// Tags to posts: both ways. Anything else to a record: the one belongs to the other.
pub(super) fn share(requirements: &mut Requirements, entity: &str, with: &str, words: &str) -> Done {
    let shared = fields::is_shared(morph::spoken(with).as_str());
    let (from, to, many) = if shared { (entity, with, true) } else { (with, entity, false) };
    if from == to || to == "User" || from == "User" {
        return impossible(words, "accounts and records cannot be joined that way");
    }
    let relation = pointing(to, many, words);
    let draft = find(requirements, from, words)?;
    if draft.relations.iter().any(|known| known.name == relation.name || known.to == relation.to)
        || draft.fields.iter().any(|known| known.name == relation.name)
    {
        return impossible(words, format!("{from} is joined to {to} already"));
    }
    let about = format!("{from}.{}", relation.name);
    let back = requirements.entities.iter().any(|known| {
        known.name == to
            && known
                .relations
                .iter()
                .any(|link| link.to == from && link.kind == RelationKind::BelongsTo && link.required)
    });
    let draft = find(requirements, from, words)?;
    draft.relations.push(Relation { required: relation.required && !back, ..relation });
    Ok(vec![change(ChangeKind::Added, about, words)])
}

pub(super) fn add_feature(
    requirements: &mut Requirements,
    name: FeatureName,
    on: Option<String>,
    words: &str,
) -> Done {
    let has = requirements.features.iter().any(|feature| feature.name == name);
    let mut changes = Vec::new();
    if name == FeatureName::Comments {
        changes.extend(add_comments(requirements, on, words)?);
    } else if name == FeatureName::Tags && requirements.entities.iter().any(|entity| entity.name == "Tag") {
        return impossible(words, "the plan has tags already, as records of their own");
    } else if name == FeatureName::Payments && payable::of(requirements).is_empty() {
        return impossible(words, NOTHING_TO_PAY);
    } else if has {
        return impossible(words, format!("the plan has {} already", feature_words(name)));
    }
    if !has {
        if name == FeatureName::Payments {
            let paid = payable::of(requirements);
            requirements.assumptions.extend(said(&paid, payable::currency_in(words)));
        } else if name == FeatureName::MultiTenancy {
            keep_apart(requirements);
        }
        requirements.features.push(Feature { name, words: words.to_owned() });
        requirements.features.sort_by_key(|feature| feature.name);
        changes.insert(0, change(ChangeKind::Added, format!("feature {}", feature_words(name)), words));
    }
    Ok(changes)
}

fn add_comments(requirements: &mut Requirements, on: Option<String>, words: &str) -> Done {
    let first = requirements
        .entities
        .iter()
        .find(|entity| entity.kind == EntityKind::Record && entity.name != "Comment")
        .map(|entity| entity.name.clone());
    let Some(target) = on.or(first).filter(|target| target != "User" && target != "Comment") else {
        return impossible(words, "there is no record that comments could be on");
    };
    let mut changes = Vec::new();
    if !requirements.entities.iter().any(|entity| entity.name == "Comment") {
        changes.extend(add_entity(requirements, "Comment", Vec::new(), &[], words)?);
        let visibility = requirements
            .entities
            .iter()
            .find(|entity| entity.name == target)
            .map_or(Visibility::Members, |entity| entity.visibility);
        let visibility = match visibility {
            Visibility::Owner => Visibility::Parent,
            other => other,
        };
        find(requirements, "Comment", words)?.visibility = visibility;
        own_comments(requirements);
    }
    let relation = pointing(&target, false, words);
    let comment = find(requirements, "Comment", words)?;
    if comment.relations.iter().any(|known| known.to == target) {
        return impossible(words, format!("comments are on {} already", morph::spoken_plural(&target)));
    }
    let others = comment.relations.iter().any(|known| known.kind == RelationKind::BelongsTo);
    for known in comment.relations.iter_mut().filter(|known| known.kind == RelationKind::BelongsTo) {
        known.required = false;
    }
    comment.relations.push(Relation { required: !others, ..relation });
    changes.push(change(
        ChangeKind::Added,
        format!("Comment.{}", morph::snake(&morph::name_words(&target))),
        words,
    ));
    Ok(changes)
}

/// Whoever signs in comments, also where staff keep all other records.
fn own_comments(requirements: &mut Requirements) {
    let roles: Vec<String> =
        requirements.roles.iter().filter(|role| role.name != "admin").map(|role| role.name.clone()).collect();
    requirements.permissions.retain(|permission| permission.entity != "Comment");
    requirements.assumptions.retain(|assumption| assumption.about != "permissions.Comment");
    for role in roles {
        for (action, scope) in
            [(Action::Create, Scope::Any), (Action::Update, Scope::Own), (Action::Delete, Scope::Own)]
        {
            requirements.permissions.push(Permission {
                role: role.clone(),
                action,
                entity: "Comment".into(),
                scope,
                words: String::new(),
            });
        }
    }
    if let Some(comment) = requirements.entities.iter_mut().find(|entity| entity.name == "Comment") {
        comment.relations.retain(|relation| relation.kind != RelationKind::OwnedBy);
        comment.relations.push(Relation {
            name: "author".into(),
            kind: RelationKind::OwnedBy,
            to: "User".into(),
            required: true,
            words: String::new(),
        });
    }
    assume(
        requirements,
        "permissions.Comment",
        "Everyone who is signed in may comment, and change only their own comments.".into(),
    );
}
