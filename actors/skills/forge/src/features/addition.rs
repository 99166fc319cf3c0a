//! What a feature adds to files that packs write: all of it data, so that packs lay it out and features never meet.

use serde::Serialize;

use crate::app::{Endpoint, RelationPlan};
use crate::fragments::EnvVar;

/// The contribution of one feature.
#[derive(Clone, Debug, Default)]
pub struct Addition {
    pub endpoints: Vec<Endpoint>,
    /// Modules of `app/api/` with a router each; included before those of the records.
    pub routers: Vec<&'static str>,
    /// Tables of its own; their models are among its templates.
    pub tables: Vec<Table>,
    /// Columns on tables that are there without it.
    pub columns: Vec<AddedColumn>,
    /// Relations of kinds of records to its tables; shown with the record, and set by operations of the feature alone.
    pub relations: Vec<AddedRelation>,
    pub filters: Vec<AddedFilter>,
    /// Classes of `app/models/` that the package exports.
    pub models: Vec<Class>,
    pub settings: Vec<Setting>,
    /// Modules of `app/services/` whose `install(app)` runs when the application is built.
    pub installs: Vec<&'static str>,
    /// Whether it serves all kinds of records alike, from `app/services/resources.py`.
    pub all_records: bool,
    /// Whether it has to know on whose behalf a session of the database works.
    pub actor: bool,
    pub guards: Vec<Guard>,
    /// What it adds to pages that every product has.
    pub places: Vec<Place>,
    /// Lines of the changelog.
    pub changes: Vec<String>,
    /// Markdown without a heading, ending with a newline.
    pub readme: String,
}

/// A table of a feature, beside the columns that every table has.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub links: Vec<Link>,
    /// Columns that are unique together; one alone is unique by itself.
    pub uniques: Vec<&'static str>,
    /// Columns with an index, beside `created_at`.
    pub indexes: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: &'static str,
    /// As a migration writes it: `sa.String(64)`; `id` for the type of ids.
    pub kind: &'static str,
    pub nullable: bool,
}

impl Column {
    pub const fn of(name: &'static str, kind: &'static str) -> Self {
        Self { name, kind, nullable: false }
    }

    pub const fn optional(name: &'static str, kind: &'static str) -> Self {
        Self { name, kind, nullable: true }
    }
}

/// A column that points at another table.
#[derive(Clone, Debug)]
pub struct Link {
    pub column: &'static str,
    pub to: &'static str,
    /// `CASCADE`
    pub on_delete: &'static str,
}

/// A column on a table that another pack's model describes; it may be empty, since the table may have rows.
#[derive(Clone, Debug)]
pub struct AddedColumn {
    pub table: String,
    pub column: Column,
    pub indexed: bool,
}

/// A many-to-many relation of a kind of record; the class is in the module that is called as its table.
#[derive(Clone, Debug)]
pub struct AddedRelation {
    /// Pascal name of the kind.
    pub entity: String,
    pub relation: RelationPlan,
}

/// What the list of a kind of record can be narrowed by, beside its own fields; the common code knows how.
#[derive(Clone, Debug)]
pub struct AddedFilter {
    /// Pascal name of the kind.
    pub entity: String,
    /// `tag`
    pub name: &'static str,
    /// The type of its values, from this module: `TagName`, `app.schemas.tagging`.
    pub kind: &'static str,
    pub module: &'static str,
}

#[derive(Clone, Debug)]
pub struct Class {
    /// Below `app/models/`.
    pub module: &'static str,
    pub name: &'static str,
}

/// A setting from the environment, with its line in `app/config.py`.
#[derive(Clone, Debug)]
pub struct Setting {
    pub variable: EnvVar,
    /// `smtp_host: str = ""`
    pub field: String,
}

/// A row of `SECURITY.md`.
#[derive(Clone, Debug, Serialize)]
pub struct Guard {
    pub concern: &'static str,
    pub what: String,
    pub place: &'static str,
}

/// A component of the client in a place that pages keep for features.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// `listActions`: the list in `src/app/places.ts` that it goes into.
    pub list: &'static str,
    /// `ExportButton`
    pub component: &'static str,
    /// Below `src/features/`: `csv_export/ExportButton`.
    pub module: &'static str,
    /// For pages: where they stand and what they are called.
    pub path: &'static str,
    pub title: &'static str,
}

impl Place {
    /// A part of a page.
    pub const fn part(list: &'static str, component: &'static str, module: &'static str) -> Self {
        Self { list, component, module, path: "", title: "" }
    }

    /// The same as a page of its own.
    pub const fn at(self, path: &'static str, title: &'static str) -> Self {
        Self { path, title, ..self }
    }
}
