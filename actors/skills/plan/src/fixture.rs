//! Small values that tests share.

use protocol::requirements::{
    Entity, EntityKind, Field, FieldConstraint, FieldKind, Product, Requirements, StackChoice, Visibility,
};

/// A product with public notes and accounts that have a nickname.
pub(crate) fn notes() -> Requirements {
    let note = entity("Note", EntityKind::Record, Visibility::Public, field("text"));
    let user = entity("User", EntityKind::Account, Visibility::Members, field("nickname"));
    Requirements {
        product: Product {
            name: "notes".to_owned(),
            title: "Notes".to_owned(),
            summary: "Notes".to_owned(),
            words: "public notes".to_owned(),
        },
        entities: vec![note, user],
        roles: Vec::new(),
        permissions: Vec::new(),
        features: Vec::new(),
        stack: Vec::new(),
        constraints: Vec::new(),
        decisions: Vec::new(),
        assumptions: Vec::new(),
        not_understood: Vec::new(),
        unsupported: Vec::new(),
    }
}

pub(crate) fn stack(name: &str, words: &str) -> StackChoice {
    StackChoice { name: name.to_owned(), words: words.to_owned() }
}

fn entity(name: &str, kind: EntityKind, visibility: Visibility, field: Field) -> Entity {
    Entity {
        name: name.to_owned(),
        kind,
        fields: vec![field],
        relations: Vec::new(),
        visibility,
        workflow: None,
        constraints: Vec::new(),
        words: name.to_lowercase(),
    }
}

fn field(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        kind: FieldKind::String,
        constraints: vec![FieldConstraint::Unique],
        values: Vec::new(),
        words: String::new(),
    }
}
