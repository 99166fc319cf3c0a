//! What a project keeps in databases: models with fields and relations, tables in SQL, and who queries them.

mod orm;
mod queries;
mod sql;

use super::names::Names;
pub use queries::Query;
pub use sql::{Prisma, tables};

/// A class or table whose rows are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub name: String,
    pub table: Option<String>,
    pub file: String,
    pub line: u32,
    pub framework: &'static str,
    pub fields: Vec<ModelField>,
    pub relations: Vec<Relation>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelField {
    pub name: String,
    pub kind: String,
}

/// A field that leads to another model, by its name or its table's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub field: String,
    pub to: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    pub models: Vec<Model>,
    pub queries: Vec<Query>,
}

/// `written`: models of files that are no program code, such as SQL and Prisma schemas.
pub fn find(names: &Names<'_>, written: Vec<Model>) -> Data {
    let mut models = orm::find(names);
    models.extend(written);
    models.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    let queries = queries::find(names, &models);
    Data { models, queries }
}

impl Data {
    /// The model that a relation or query means.
    pub fn model(&self, name: &str) -> Option<&Model> {
        let same = |model: &&Model| model.name == name || model.table.as_deref() == Some(name);
        self.models.iter().find(same)
    }
}
