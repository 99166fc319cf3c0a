//! The application plan: one stack-neutral description that every pack renders, so that any frontend fits any backend.
//! It is resolved once from requirements and decisions; templates take names and rules from here and derive none.

use std::collections::BTreeMap;

use protocol::requirements::{FeatureName, FieldKind, RecordConstraintKind, RelationKind};
use serde::{Deserialize, Serialize};

/// Everything a pack may know. Same requirements and decisions, same plan, same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppPlan {
    pub product: ProductPlan,
    pub parts: Parts,
    pub choices: Choices,
    pub roles: Vec<RolePlan>,
    pub account: AccountPlan,
    /// In dependency order: an entity comes after those it belongs to. Accounts are not among them.
    pub entities: Vec<EntityPlan>,
    pub search: bool,
    pub admin_dashboard: bool,
    /// What has a folder of its own in `features/`, in the order of its registry.
    pub features: Vec<FeatureName>,
    /// Codes of the languages it speaks, the default first; none where it speaks English alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    pub endpoints: Vec<Endpoint>,
    pub scenarios: Vec<Scenario>,
    /// One line each, for the decision record in the generated repository.
    pub decisions: Vec<DecisionNote>,
    pub assumptions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductPlan {
    /// `blog-platform`
    pub slug: String,
    /// `blog_platform`
    pub snake: String,
    /// `Blog Platform`
    pub title: String,
    pub summary: String,
    /// The person's own sentence.
    pub request: String,
}

/// Which halves are generated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    pub backend: bool,
    pub frontend: bool,
}

/// What the team settled. Each value comes from a ruling; the keys are the claim keys (`api.pagination`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// `id.type`
    pub id_type: IdType,
    /// `auth.login`
    pub login: Login,
    /// `auth.refresh_storage`
    pub refresh_storage: RefreshStorage,
    /// `auth.access_minutes`
    pub access_minutes: u32,
    /// `auth.refresh_days`
    pub refresh_days: u32,
    /// `auth.password_length_min`
    pub password_length_min: u32,
    /// `auth.login_attempts_per_minute`
    pub login_attempts_per_minute: u32,
    /// `api.pagination`
    pub pagination: Pagination,
    /// `api.page_size`
    pub page_size: u32,
    /// `api.page_size_max`
    pub page_size_max: u32,
    /// `ports.backend`
    pub backend_port: u16,
    /// `ports.frontend`
    pub frontend_port: u16,
    /// `database.engine`
    pub database: Database,
    /// `tests.database`
    pub test_database: TestDatabase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdType {
    /// Random version 4, a string on the wire.
    Uuid,
    /// 1 to 2^31-1, a number on the wire.
    Integer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    Email,
    /// Accounts have a user name beside the e-mail address.
    Username,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshStorage {
    /// HttpOnly, SameSite=Strict cookie on the auth path.
    Cookie,
    /// In the response body; the browser keeps it in local storage.
    LocalStorage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pagination {
    /// `?page=1&size=20`
    Page,
    /// `?offset=0&limit=20`
    Offset,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Database {
    Postgresql,
    Sqlite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestDatabase {
    /// Tests run on the product's own engine, named by `TEST_DATABASE_URL`; a fresh schema for each run.
    SameEngine,
    /// Tests run on SQLite in memory and need no server.
    Sqlite,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolePlan {
    /// Snake case: `librarian`. `admin` is always there and may do everything.
    pub name: String,
    pub title: String,
    /// Given on registration. Exactly one role has it.
    pub default: bool,
    pub admin: bool,
}

/// The account entity beyond the built-in fields (`email`, `username` with [`Login::Username`], `display_name`, `role`, `is_active`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountPlan {
    pub names: Names,
    pub fields: Vec<FieldPlan>,
}

/// A name in every case a target needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// `blog_post`
    pub snake: String,
    /// `blog_posts`: table, path segment with `-`
    pub snake_plural: String,
    /// `blog_posts`: Python module, for which names that the product's own modules have are taken (`account_records`)
    pub module: String,
    /// `BlogPost`
    pub pascal: String,
    /// `BlogPosts`
    pub pascal_plural: String,
    /// `blogPost`
    pub camel: String,
    /// `blogPosts`
    pub camel_plural: String,
    /// `blog-post`
    pub kebab: String,
    /// `blog-posts`
    pub kebab_plural: String,
    /// `Blog post`
    pub title: String,
    /// `Blog posts`
    pub title_plural: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityPlan {
    pub names: Names,
    pub table: String,
    pub fields: Vec<FieldPlan>,
    pub relations: Vec<RelationPlan>,
    /// The `owned_by` relation's name, if the entity has an owner.
    pub owner: Option<String>,
    /// The field that stands for a record in lists and links; `id` when no field fits.
    pub label: String,
    /// Text fields that `?q=` looks in; empty when there is none.
    pub search_fields: Vec<String>,
    pub workflow: Option<WorkflowPlan>,
    /// What must hold between its columns, or between one record and the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<ConstraintPlan>,
    /// By action (`list`, `read`, `create`, `update`, `delete`, and each transition's name): who may.
    pub rules: BTreeMap<String, Rule>,
    /// The required belongs-to relation (not the owner) under which records are shown, as comments under their post.
    pub parent: Option<String>,
    /// Belongs-to relations of other entities whose `parent` is this one: (entity pascal name, relation name).
    pub children: Vec<ChildPlan>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConstraintPlan {
    pub kind: RecordConstraintKind,
    /// Names of fields, and keys of relations: `room_id`; the beginning and the end of what is ordered or takes time.
    pub columns: Vec<String>,
    /// Keys and fields that two records must share to be in each other's way.
    pub within: Vec<String>,
    /// States in which a record is in nobody's way: `cancelled`.
    pub free: Vec<String>,
    /// Whole days, the last one among them; otherwise one can begin when another ends, as with moments and nights.
    pub days: bool,
}

impl ConstraintPlan {
    /// The beginning and the end, where the constraint is about such.
    pub fn pair(&self) -> Option<(&str, &str)> {
        match (self.kind, self.columns.as_slice()) {
            (RecordConstraintKind::NoOverlap | RecordConstraintKind::InOrder, [first, second]) => {
                Some((first, second))
            }
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChildPlan {
    pub entity: String,
    pub relation: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldPlan {
    /// Snake case; also the name on the wire.
    pub name: String,
    pub camel: String,
    /// Sentence case, shown to people: `Published at`.
    pub title: String,
    pub kind: FieldKind,
    pub required: bool,
    pub unique: bool,
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// Characters; set for every textual kind.
    pub max_length: Option<u32>,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationPlan {
    /// `author`, `tags`
    pub name: String,
    pub title: String,
    pub kind: RelationKind,
    /// Pascal name of the entity pointed at; `User` for accounts.
    pub to: String,
    pub to_table: String,
    /// `author_id`; for many-to-many `tag_ids`.
    pub key: String,
    pub required: bool,
    /// The attribute on the other side: `posts`; unique among the other side's names.
    pub inverse: String,
    /// `ON DELETE` of a belongs-to.
    pub on_delete: OnDelete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    Cascade,
    SetNull,
    Restrict,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowPlan {
    pub field: String,
    pub title: String,
    pub initial: String,
    pub states: Vec<String>,
    /// Of these those in which only some find a record, where the product has drafts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    pub transitions: Vec<TransitionPlan>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransitionPlan {
    pub name: String,
    pub title: String,
    pub from: Vec<String>,
    pub to: String,
}

/// Who may do an action. `admin` always may and is not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub anonymous: bool,
    /// Roles that may do it to any record.
    pub roles: Vec<String>,
    /// Roles that may do it to records they own.
    pub own_roles: Vec<String>,
    /// Roles that may do it to records that name them, besides those they own.
    #[serde(default)]
    pub named_roles: Vec<String>,
    /// Who else may read it: whoever may read the record that it is written under.
    #[serde(default)]
    pub through: Option<Through>,
}

/// Reading a record because of its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Through {
    /// The relation to the parent: [`EntityPlan::parent`].
    pub relation: String,
    /// Roles that may read some parents and not all; those that read them all are among [`Rule::roles`].
    pub roles: Vec<String>,
}

impl Rule {
    /// Whether somebody with the role may do it to some records that are not theirs, but not to all.
    pub fn covers_through(&self, role: &str) -> bool {
        self.through.as_ref().is_some_and(|it| it.roles.iter().any(|known| known == role))
    }
}

/// One operation of the HTTP contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// `list_posts`, `approve_loan`: the OpenAPI operation id and, in camel case, the client's function.
    pub operation: String,
    pub method: String,
    /// `/api/v1/posts/{post_id}`
    pub path: String,
    pub entity: Option<String>,
    /// The feature that brings it; the operations of entities and accounts have none.
    pub feature: Option<FeatureName>,
    pub action: String,
    pub summary: String,
    pub rule: Rule,
    pub status: u16,
    /// Error statuses this operation can answer with.
    pub errors: Vec<u16>,
}

/// A test as data: this actor does this action to this entity and gets this status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// `anonymous_cannot_create_post`
    pub name: String,
    pub entity: String,
    pub action: String,
    pub actor: Actor,
    pub status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Actor {
    Anonymous,
    /// Somebody of this role; `owns` tells whether the record is theirs.
    Role {
        role: String,
        owns: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionNote {
    pub key: String,
    pub value: String,
    pub options: Vec<String>,
    pub reason: String,
}
