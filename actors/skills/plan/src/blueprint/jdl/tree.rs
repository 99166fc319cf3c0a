//! A file of JDL as it stands, before anything is made of it.

use crate::blueprint::fault::Place;

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub text: String,
    pub at: Place,
}

#[derive(Debug, Default)]
pub(super) struct File {
    pub applications: Vec<Application>,
    pub entities: Vec<Entity>,
    pub enums: Vec<Enum>,
    pub relationships: Vec<Relationship>,
    pub options: Vec<Choice>,
    pub constants: Vec<(Name, String)>,
    /// Parts of which nothing is made, as they are called.
    pub others: Vec<Name>,
    pub annotations: Vec<Name>,
}

#[derive(Debug)]
pub(super) struct Application {
    /// Each key of its `config` with its value.
    pub config: Vec<(Name, String)>,
    /// What stands behind `entities`; one `*` for all.
    pub entities: Option<(Place, Vec<String>)>,
}

#[derive(Debug)]
pub(super) struct Entity {
    pub name: Name,
    /// The table's own name.
    pub table: Option<Name>,
    pub fields: Vec<Field>,
    pub source: String,
}

#[derive(Debug)]
pub(super) struct Field {
    pub name: Name,
    pub kind: Name,
    pub checks: Vec<Check>,
    pub source: String,
}

/// `required`, `min(1)`, `pattern(/a+/)`.
#[derive(Debug)]
pub(super) struct Check {
    pub name: Name,
    pub value: Option<String>,
}

#[derive(Debug)]
pub(super) struct Enum {
    pub name: Name,
    /// Each with what stands in brackets behind it.
    pub values: Vec<(Name, Option<String>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    OneToOne,
    OneToMany,
    ManyToOne,
    ManyToMany,
}

#[derive(Debug)]
pub(super) struct Relationship {
    pub shape: Shape,
    pub from: Side,
    pub to: Side,
    /// What stands behind `with`.
    pub with: Option<Name>,
    pub source: String,
}

#[derive(Debug)]
pub(super) struct Side {
    pub entity: Name,
    pub field: Option<Name>,
    /// The field by which the other is shown.
    pub display: Option<Name>,
    pub required: Option<Place>,
}

/// `paginate A, B with pager except C`.
#[derive(Debug)]
pub(super) struct Choice {
    pub name: Name,
    pub targets: Vec<String>,
    pub with: Option<String>,
    pub source: String,
}

impl Choice {
    pub fn is_for_all(&self) -> bool {
        self.targets.iter().any(|target| target == "*" || target == "all")
    }
}
