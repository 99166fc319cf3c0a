//! What a feature adds to files that packs write: all of it data, so that packs lay it out and features never meet.

use protocol::requirements::FieldKind;
use serde::Serialize;

use crate::app::{AppPlan, Endpoint, RelationPlan};
use crate::fragments::{EnvVar, Service};

/// The text of a migration with this number.
pub type WriteMigration = fn(&AppPlan, usize) -> String;

/// The contribution of one feature.
#[derive(Clone, Debug, Default)]
pub struct Addition {
    pub endpoints: Vec<Endpoint>,
    /// Modules of `app/api/` with a router each; included before those of the records.
    pub routers: Vec<&'static str>,
    /// A migration that it writes itself, for what no model describes.
    pub migration: Option<WriteMigration>,
    /// Tables of its own; their models are among its templates.
    pub tables: Vec<Table>,
    /// Columns on tables that are there without it.
    pub columns: Vec<AddedColumn>,
    /// Columns of its own tables that point at records, one for each kind; in every row one of them is set.
    pub record_links: Vec<RecordLink>,
    /// Relations of kinds of records to its tables; shown with the record, and set by operations of the feature alone.
    pub relations: Vec<AddedRelation>,
    pub filters: Vec<AddedFilter>,
    /// Indexes over several columns of kinds of records.
    pub indexes: Vec<AddedIndex>,
    /// What values of records are held to, beside the limits of their fields.
    pub checks: Vec<AddedCheck>,
    /// Classes that the models of kinds of records are made from.
    pub bases: Vec<AddedBase>,
    /// What is shown with a kind of record, beside its own fields.
    pub shown: Vec<AddedField>,
    /// Classes of `app/models/` that the package exports.
    pub models: Vec<Class>,
    pub settings: Vec<Setting>,
    /// What the server keeps beside the database.
    pub folders: Vec<Folder>,
    pub large_bodies: Vec<LargeBody>,
    /// Where pages show pictures from, beside their own address: `blob:`.
    pub picture_sources: Vec<&'static str>,
    /// Modules of `app/services/` whose `install(app)` runs when the application is built.
    pub installs: Vec<&'static str>,
    /// Modules of `app/services/` whose context `serving(app)` is open as long as the application serves.
    pub serving: Vec<&'static str>,
    /// Kinds of background jobs; they wait for nobody, and are left out of a product that has no such jobs.
    pub jobs: Vec<Job>,
    /// Containers beside those that every product has.
    pub services: Vec<Service>,
    /// Of its own tables and their columns: what is unique in each organisation alone, where a product has those.
    pub unique_within: Vec<(&'static str, &'static str)>,
    /// Tables of its own with rows that may be of the whole product, where it has organisations.
    pub of_the_product: Vec<&'static str>,
    /// Tables of its own whose rows are no business of anybody's, so that nobody notes their changes.
    pub quiet: Vec<&'static str>,
    /// Whether it serves all kinds of records alike, from `app/services/resources.py`.
    pub all_records: bool,
    /// Whether it has to know on whose behalf a session of the database works.
    pub actor: bool,
    /// Whether it keeps records from people who find them later, by the sessions of the database.
    pub holds_back: bool,
    /// Whether it sends e-mail, by the port and under the settings that all features share.
    pub mail: bool,
    pub guards: Vec<Guard>,
    /// What it adds to pages that every product has.
    pub places: Vec<Place>,
    /// Of its templates what the product has no use for, by the beginning of the path that they would be written to.
    pub leaves_out: Vec<&'static str>,
    /// Lines of the changelog.
    pub changes: Vec<String>,
    /// Markdown without a heading, ending with a newline.
    pub readme: String,
    /// Why the product cannot have it, after its title: `has nothing to moderate here`.
    pub refuses: Option<String>,
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

/// A column of a feature's table that points at a kind of record, with an index; the row goes with the record.
#[derive(Clone, Debug)]
pub struct RecordLink {
    /// The feature's table.
    pub table: &'static str,
    /// `post_id`
    pub column: String,
    /// `posts`
    pub to: String,
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

/// An index of a kind of record's table, beside those that each column has.
#[derive(Clone, Debug)]
pub struct AddedIndex {
    /// `posts`
    pub table: String,
    pub columns: &'static [&'static str],
}

impl AddedIndex {
    /// `ix_posts_created_at_id`
    pub fn name(&self) -> String {
        format!("ix_{}_{}", self.table, self.columns.join("_"))
    }
}

/// A function that every value of a kind of field goes through before it is taken; it raises `ValueError`.
#[derive(Clone, Debug)]
pub struct AddedCheck {
    pub kind: FieldKind,
    /// `readable`, `app.schemas.rich_text`
    pub function: &'static str,
    pub module: &'static str,
}

/// A class that the model of a kind of record is made from, in place of the plain one.
#[derive(Clone, Debug)]
pub struct AddedBase {
    /// Pascal name of the kind.
    pub entity: String,
    /// `Deletable`, `app.models.deletable`
    pub class: &'static str,
    pub module: &'static str,
}

/// An attribute of a kind of record that is shown and never set by requests.
#[derive(Clone, Debug)]
pub struct AddedField {
    /// Pascal name of the kind.
    pub entity: String,
    /// `moderation`
    pub name: &'static str,
    /// Its type, from this module, if it is from one: `ModerationState`, `app.models.moderated`.
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
    /// `smtp_host: str = ""`; empty for one that a class of its own reads.
    pub field: String,
}

/// A kind of background job, and what does it.
#[derive(Clone, Debug)]
pub struct Job {
    /// What it is kept under: `webhooks.deliver`.
    pub kind: &'static str,
    /// Below `app/services/`, and the function there that is given the job.
    pub module: &'static str,
    pub function: &'static str,
    /// For one that recurs by itself, how often, as Python counts time: `hours=1`.
    pub every: Option<&'static str>,
}

impl Job {
    pub const fn of(kind: &'static str, module: &'static str, function: &'static str) -> Self {
        Self { kind, module, function, every: None }
    }

    pub const fn every(self, interval: &'static str) -> Self {
        Self { every: Some(interval), ..self }
    }
}

/// A folder that the server writes to: below the repository where people develop, a volume of its own in containers.
#[derive(Clone, Copy, Debug)]
pub struct Folder {
    /// The setting that says where it is: `FILES_FOLDER`.
    pub setting: &'static str,
    /// Its name below the repository, and that of the volume: `uploads`.
    pub name: &'static str,
}

/// Requests that may send more than others.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LargeBody {
    /// The last step of their paths: `files`.
    pub path_end: &'static str,
    /// The setting that says how many megabytes, which the web server reads too: `FILE_SIZE_MAX_MB`.
    pub setting: &'static str,
    pub megabytes: u32,
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
