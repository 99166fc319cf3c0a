//! Records, fields and features that a change drops, with all that hangs on them.

use protocol::plan::ChangeKind;
use protocol::requirements::{EntityKind, FeatureName, RelationKind, Requirements};

use super::{Done, change, feature_words, find, impossible};
use crate::understand::morph;

pub(super) fn drop_entity(requirements: &mut Requirements, name: &str, words: &str) -> Done {
    let Some(entity) = requirements.entities.iter().find(|entity| entity.name == name) else {
        return impossible(words, format!("the plan has no {name}"));
    };
    if entity.kind == EntityKind::Account {
        return impossible(words, "accounts are needed by everyone who signs in");
    }
    let records = requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record).count();
    if records == 1 {
        return impossible(
            words,
            format!("{name} is the only record, and without it there is nothing to build"),
        );
    }
    let empty = requirements.entities.iter().find(|entity| {
        let kept = entity
            .relations
            .iter()
            .filter(|relation| relation.kind != RelationKind::OwnedBy && relation.to != name)
            .count();
        entity.kind == EntityKind::Record && entity.name != name && entity.fields.len() + kept == 0
    });
    if let Some(empty) = empty {
        let other = empty.name.clone();
        return impossible(
            words,
            format!("{other} would have nothing left; to drop both, say first: drop {other}"),
        );
    }
    requirements.entities.retain(|entity| entity.name != name);
    let mut changes = vec![change(ChangeKind::Dropped, format!("entity {name}"), words)];
    for entity in &mut requirements.entities {
        let lost: Vec<String> = entity
            .relations
            .iter()
            .filter(|relation| relation.to == name)
            .map(|relation| relation.name.clone())
            .collect();
        entity.relations.retain(|relation| relation.to != name);
        changes.extend(
            lost.iter()
                .map(|relation| change(ChangeKind::Dropped, format!("{}.{relation}", entity.name), words)),
        );
    }
    requirements.permissions.retain(|permission| permission.entity != name);
    forget(requirements, name);
    if name == "Comment" && requirements.features.iter().any(|feature| feature.name == FeatureName::Comments)
    {
        requirements.features.retain(|feature| feature.name != FeatureName::Comments);
        changes.push(change(ChangeKind::Dropped, "feature comments", words));
    }
    Ok(changes)
}

pub(super) fn drop_field(requirements: &mut Requirements, entity: &str, name: &str, words: &str) -> Done {
    let draft = find(requirements, entity, words)?;
    let account = draft.kind == EntityKind::Account;
    if account && matches!(name, "email" | "display_name") {
        return impossible(words, format!("every account needs {}", name.replace('_', " ")));
    }
    if draft.relations.iter().any(|relation| relation.name == name && relation.kind == RelationKind::OwnedBy)
    {
        return impossible(
            words,
            format!("who may change a {} depends on its {}", morph::spoken(entity), name.replace('_', " ")),
        );
    }
    let left = draft.fields.len()
        + draft.relations.iter().filter(|relation| relation.kind != RelationKind::OwnedBy).count();
    if !account && left <= 1 {
        return impossible(
            words,
            format!("{entity} would have nothing left; to drop it altogether, say: drop {entity}"),
        );
    }
    let before = draft.fields.len() + draft.relations.len();
    draft.fields.retain(|field| field.name != name);
    draft.relations.retain(|relation| relation.name != name);
    if draft.fields.len() + draft.relations.len() == before {
        return impossible(words, format!("{entity} has no {}", name.replace('_', " ")));
    }
    let about = format!("{entity}.{name}");
    forget(requirements, &about);
    Ok(vec![change(ChangeKind::Dropped, about, words)])
}

pub(super) fn drop_feature(requirements: &mut Requirements, name: FeatureName, words: &str) -> Done {
    if name == FeatureName::Authentication {
        return impossible(words, "who does what depends on who they are, so people must be able to log in");
    }
    let has = requirements.features.iter().any(|feature| feature.name == name);
    if name == FeatureName::Comments && requirements.entities.iter().any(|entity| entity.name == "Comment") {
        return drop_entity(requirements, "Comment", words);
    }
    if !has {
        return impossible(words, format!("the plan has no {}", feature_words(name)));
    }
    requirements.features.retain(|feature| feature.name != name);
    if name == FeatureName::Drafts {
        // What hides nothing is said nowhere: a blueprint that names hidden states is held to it.
        let workflows = requirements.entities.iter_mut().filter_map(|entity| entity.workflow.as_mut());
        workflows.for_each(|workflow| workflow.hidden.clear());
    }
    Ok(vec![change(ChangeKind::Dropped, format!("feature {}", feature_words(name)), words)])
}

/// Assumptions about what is no longer there are no longer shown.
fn forget(requirements: &mut Requirements, about: &str) {
    let prefix = format!("{about}.");
    let permission = format!("permissions.{about}");
    requirements.assumptions.retain(|assumption| {
        assumption.about != about && !assumption.about.starts_with(&prefix) && assumption.about != permission
    });
}
