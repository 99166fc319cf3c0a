//! What a person asked for, as types: each item carries the words it came from, or says that it is an assumption.

use serde::{Deserialize, Serialize};

use crate::id::ClaimKey;

/// The words of the request an item was read from; empty when the item is an assumption (see [`Assumption`]).
pub type Words = String;

/// A whole request, understood. What was not understood is named, never dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirements {
    pub product: Product,
    pub entities: Vec<Entity>,
    pub roles: Vec<Role>,
    pub permissions: Vec<Permission>,
    pub features: Vec<Feature>,
    pub stack: Vec<StackChoice>,
    pub constraints: Vec<ProductConstraint>,
    /// What the person settles themselves of what the team would rule on; at most one a key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    pub assumptions: Vec<Assumption>,
    /// Parts of the request, in the person's words, that nothing was made of.
    pub not_understood: Vec<String>,
    /// Names that were understood but that no pack can build, lower case (`angular`, `mongodb`).
    pub unsupported: Vec<String>,
}

/// The thing to build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Kebab case, the repository's name: `blog-platform`.
    pub name: String,
    /// Title case, shown to people: `Blog Platform`.
    pub title: String,
    pub summary: String,
    pub words: Words,
}

/// A claim key with the value that the person wants for it; what it may be is the generator's to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub key: ClaimKey,
    pub value: String,
    pub words: Words,
}

/// A kind of record the product keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Pascal case, singular: `Post`.
    pub name: String,
    pub kind: EntityKind,
    pub fields: Vec<Field>,
    pub relations: Vec<Relation>,
    pub visibility: Visibility,
    pub workflow: Option<Workflow>,
    /// What must hold between its fields, or between one record and the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<RecordConstraint>,
    pub words: Words,
}

/// What must hold beyond the limits of single fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordConstraint {
    pub kind: RecordConstraintKind,
    /// Names of fields and of relations to one record: two or more for [`RecordConstraintKind::UniqueTogether`] (one,
    /// if it is a relation), the beginning and the end for the other kinds.
    pub of: Vec<String>,
    /// What two records must share to be in each other's way: `room`; empty where any two are. For
    /// [`RecordConstraintKind::NoOverlap`] alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    pub words: Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordConstraintKind {
    /// No two records have the same in all of them: one bid per translator and job.
    UniqueTogether,
    /// No two records are at the same time: a room is not booked twice. What begins when another ends is not.
    NoOverlap,
    /// The second is not before the first.
    InOrder,
}

impl RecordConstraintKind {
    pub const ALL: [RecordConstraintKind; 3] = [
        RecordConstraintKind::UniqueTogether,
        RecordConstraintKind::NoOverlap,
        RecordConstraintKind::InOrder,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// People who sign in. At most one entity; its name is `User`.
    Account,
    /// Anything else.
    Record,
}

/// Who may read an entity when no permission says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Anyone, signed in or not.
    Public,
    /// Anyone who is signed in.
    Members,
    /// Its owner and the roles that manage it.
    Owner,
    /// Whoever may read the record that it is written under, as comments on a ticket; its owner and the roles that manage it, too.
    Parent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Snake case: `published_at`.
    pub name: String,
    #[serde(rename = "type")]
    pub kind: FieldKind,
    pub constraints: Vec<FieldConstraint>,
    /// The allowed values of an [`FieldKind::Enum`], snake case; empty otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    pub words: Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line, at most 255 characters unless `max_length` says otherwise.
    String,
    /// Many lines, at most 50,000 characters unless `max_length` says otherwise.
    Text,
    /// 32-bit signed.
    Integer,
    /// Exact, 12 digits of which 2 after the point; a string on the wire.
    Decimal,
    Boolean,
    /// ISO 8601 calendar date.
    Date,
    /// ISO 8601 with offset.
    DateTime,
    Email,
    /// `http` or `https`.
    Url,
    /// One of a closed list of values.
    Enum,
}

impl FieldKind {
    pub const ALL: [FieldKind; 10] = [
        FieldKind::String,
        FieldKind::Text,
        FieldKind::Integer,
        FieldKind::Decimal,
        FieldKind::Boolean,
        FieldKind::Date,
        FieldKind::DateTime,
        FieldKind::Email,
        FieldKind::Url,
        FieldKind::Enum,
    ];
}

/// What a field's value must satisfy. A field is required unless it is `Optional`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldConstraint {
    Optional,
    Unique,
    /// Least value, inclusive; for numbers.
    Min(i64),
    /// Greatest value, inclusive; for numbers.
    Max(i64),
    /// Characters; for text.
    MaxLength(u32),
}

/// How one entity points at another. Only the pointing side is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Snake case, singular for `BelongsTo`, plural for `ManyToMany`: `author`, `tags`.
    pub name: String,
    pub kind: RelationKind,
    /// The entity pointed at, Pascal case.
    pub to: String,
    pub required: bool,
    pub words: Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Many of this entity to one of the other.
    BelongsTo,
    /// As `BelongsTo` an account, and that account owns the record: set by the server from who is signed in.
    OwnedBy,
    ManyToMany,
}

/// A status that only moves along named transitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workflow {
    /// The name of the status field, which is not among the entity's fields: `status`.
    pub field: String,
    pub initial: String,
    pub states: Vec<String>,
    /// States in which only its owner and who may update or move on any of them find a record, as `draft`; never all of them.
    /// They hold where [`FeatureName::Drafts`] is built.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    pub transitions: Vec<Transition>,
    pub words: Words,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// A verb, snake case: `approve`.
    pub name: String,
    pub from: Vec<String>,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Snake case, singular: `librarian`.
    pub name: String,
    /// True for the one role that a person who registers is given.
    pub default: bool,
    pub words: Words,
}

/// A role may do an action to an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    pub role: String,
    pub action: Action,
    pub entity: String,
    pub scope: Scope,
    pub words: Words,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Create,
    Read,
    Update,
    Delete,
    /// A transition of the entity's workflow, by name.
    Transition(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Any,
    /// Only records the person owns.
    Own,
    /// Records the person owns, and those that name them in a relation: a patient's prescriptions. Never to create or delete.
    Named,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    pub name: FeatureName,
    pub words: Words,
}

/// Capabilities that packs can build. A feature no pack builds is in [`Requirements::unsupported`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureName {
    /// Registration, login, token refresh, log-out.
    Authentication,
    /// Counts, recent records, accounts and roles, for administrators.
    AdminDashboard,
    /// A search box over the text fields of each listed entity.
    Search,
    /// Comments on a record (the `Comment` entity).
    Comments,
    /// What a list shows, as a file for spreadsheets.
    CsvExport,
    /// Who changed what, for administrators.
    AuditLog,
    /// A trash from which deleted records come back.
    SoftDelete,
    /// Keys with which programs use the API.
    ApiKeys,
    /// Short names that people give to records, and lists narrowed by them.
    Tags,
    /// Passwords chosen anew and addresses confirmed by links that are sent by e-mail.
    AccountMail,
    /// Files and pictures kept with records.
    Attachments,
    /// Long texts written with headings, lists and links, and shown as such.
    RichText,
    /// Sign-in through Google and GitHub.
    SocialLogin,
    /// Work that is done later and again when it fails, with a page for administrators.
    BackgroundJobs,
    /// Signed messages to other systems about every change of a record.
    Webhooks,
    /// What concerns a person, in the product and by e-mail.
    Notifications,
    /// Comments that are shown once somebody has approved them.
    Moderation,
    /// How many records of each kind and state there are over time, drawn for administrators.
    Charts,
    /// How many requests an account or an address may send in a minute.
    RateLimits,
    /// What a password must be beside long enough.
    PasswordPolicy,
    /// Switching on and off, for everybody or for some, what people may do.
    FeatureFlags,
    /// The running product's figures and the state of its components, for monitors and administrators.
    Metrics,
    /// Paying for records on a page of a payment provider.
    Payments,
    /// Pages that change by themselves when somebody else changes what they show.
    LiveUpdates,
    /// One ranked search over all texts of everything that somebody may read.
    FullTextSearch,
    /// Lists that go on after the last record that was seen, in place of numbered pages.
    CursorPagination,
    /// Answers that many viewers get alike are kept in Redis until what they show changes.
    Caching,
    /// Each organisation has its own data and its own people, and sees nothing of the others.
    MultiTenancy,
    /// The interface, errors and e-mails in several languages, chosen by whoever uses it.
    I18n,
    /// Records that nobody but their owner and who may publish them finds until they are published.
    Drafts,
    /// How many votes, likes or bookmarks a record has, for whoever may read it; never whose they are.
    Tallies,
}

impl FeatureName {
    pub const ALL: [FeatureName; 31] = [
        FeatureName::Authentication,
        FeatureName::AdminDashboard,
        FeatureName::Search,
        FeatureName::Comments,
        FeatureName::CsvExport,
        FeatureName::AuditLog,
        FeatureName::SoftDelete,
        FeatureName::ApiKeys,
        FeatureName::Tags,
        FeatureName::AccountMail,
        FeatureName::Attachments,
        FeatureName::RichText,
        FeatureName::SocialLogin,
        FeatureName::BackgroundJobs,
        FeatureName::Webhooks,
        FeatureName::Notifications,
        FeatureName::Moderation,
        FeatureName::Charts,
        FeatureName::RateLimits,
        FeatureName::PasswordPolicy,
        FeatureName::FeatureFlags,
        FeatureName::Metrics,
        FeatureName::Payments,
        FeatureName::LiveUpdates,
        FeatureName::FullTextSearch,
        FeatureName::CursorPagination,
        FeatureName::Caching,
        FeatureName::MultiTenancy,
        FeatureName::I18n,
        FeatureName::Drafts,
        FeatureName::Tallies,
    ];
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackChoice {
    /// Lower-case canonical name: `react`, `typescript`, `fastapi`, `postgresql`.
    pub name: String,
    pub words: Words,
}

/// A limit on the whole product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductConstraint {
    pub kind: ProductConstraintKind,
    pub words: Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductConstraintKind {
    BackendOnly,
    FrontendOnly,
}

/// Something decided for the person because they left it open; shown in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// What it is about: `Post.title`, `roles.admin`, `stack.database`.
    pub about: String,
    pub text: String,
}
