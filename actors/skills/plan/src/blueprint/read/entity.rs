//! Records: fields, relationships, workflow.

use protocol::requirements::{
    Entity, EntityKind, Field, FieldConstraint, FieldKind, RecordConstraint, RecordConstraintKind, Relation,
    RelationKind, Transition, Visibility, Workflow,
};

use super::item::{Item, texts};
use crate::blueprint::shape;
use crate::blueprint::yaml::{Entry, Node};
use crate::domains::ACCOUNT;

pub(super) fn entities(root: &Node) -> Vec<Entity> {
    named(root, "entities", entity)
}

fn named<T>(node: &Node, key: &str, of: impl Fn(&Entry) -> T) -> Vec<T> {
    node.get(key).map_or_else(Vec::new, |things| things.entries().iter().map(of).collect())
}

fn entity(entry: &Entry) -> Entity {
    let node = &entry.value;
    let item = Item::new(&entry.key, Some(node));
    let usual = if entry.key == ACCOUNT { "account" } else { "record" };
    Entity {
        name: entry.key.clone(),
        kind: match item.text("kind").unwrap_or(usual) {
            "account" => EntityKind::Account,
            _ => EntityKind::Record,
        },
        fields: named(node, "fields", field),
        relations: named(node, "relationships", relation),
        visibility: match item.text("visibility") {
            Some("public") => Visibility::Public,
            Some("owner") => Visibility::Owner,
            Some("parent") => Visibility::Parent,
            _ => Visibility::Members,
        },
        workflow: node.get("workflow").filter(|node| !node.is_null()).map(workflow),
        constraints: node
            .get("constraints")
            .map_or(&[] as &[Node], Node::items)
            .iter()
            .filter_map(between)
            .collect(),
        words: item.words(),
    }
}

fn field(entry: &Entry) -> Field {
    let (node, item) = (&entry.value, Item::new(&entry.key, Some(&entry.value)));
    let kind = node.text().or_else(|| item.text("type")).unwrap_or_default();
    let known = FieldKind::ALL.into_iter().zip(shape::TYPES).find(|(_, name)| *name == kind);
    Field {
        name: entry.key.clone(),
        kind: known.map_or(FieldKind::String, |(kind, _)| kind),
        constraints: node.entries().iter().filter_map(constraint).collect(),
        values: texts(node, "values"),
        words: item.words(),
    }
}

fn constraint(entry: &Entry) -> Option<FieldConstraint> {
    let node = &entry.value;
    match entry.key.as_str() {
        "required" => (node.flag() == Some(false)).then_some(FieldConstraint::Optional),
        "unique" => (node.flag() == Some(true)).then_some(FieldConstraint::Unique),
        "min" => node.number().map(FieldConstraint::Min),
        "max" => node.number().map(FieldConstraint::Max),
        "max_length" => u32::try_from(node.number()?).ok().map(FieldConstraint::MaxLength),
        _ => None,
    }
}

fn relation(entry: &Entry) -> Relation {
    let (node, item) = (&entry.value, Item::new(&entry.key, Some(&entry.value)));
    let kind = match item.text("kind") {
        Some("owned_by") => RelationKind::OwnedBy,
        Some("many_to_many") => RelationKind::ManyToMany,
        _ => RelationKind::BelongsTo,
    };
    Relation {
        name: entry.key.clone(),
        kind,
        to: node.text().or_else(|| item.text("to")).unwrap_or_default().to_owned(),
        required: item.flag("required").unwrap_or(kind != RelationKind::ManyToMany),
        words: item.words(),
    }
}

fn workflow(node: &Node) -> Workflow {
    let field = node.get("field").and_then(Node::text).unwrap_or("status");
    let states = texts(node, "states");
    let initial = node.get("initial").and_then(Node::text).or(states.first().map(String::as_str));
    let transition = |entry: &Entry| Transition {
        name: entry.key.clone(),
        from: texts(&entry.value, "from"),
        to: entry.value.get("to").and_then(Node::text).unwrap_or_default().to_owned(),
    };
    Workflow {
        field: field.to_owned(),
        initial: initial.unwrap_or_default().to_owned(),
        transitions: named(node, "transitions", transition),
        words: Item::new(field, Some(node)).words(),
        hidden: texts(node, "hidden"),
        states,
    }
}

fn between(node: &Node) -> Option<RecordConstraint> {
    let item = Item::short(node, "kind");
    let kinds = RecordConstraintKind::ALL.into_iter().zip(shape::CONSTRAINTS);
    let (kind, _) = kinds.into_iter().find(|(_, name)| *name == item.name())?;
    Some(RecordConstraint { kind, of: texts(node, "of"), within: texts(node, "within"), words: item.words() })
}
