//! What may stand where, as data: the reader checks a file against it, and the published schema is made of it.

mod tables;

use protocol::requirements::{FeatureName, FieldKind, RecordConstraintKind};

pub(super) use tables::BLUEPRINT;

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// The format's version.
    Version,
    /// Any text, to so many characters.
    Text(usize),
    Name(Case),
    Word(&'static [&'static str]),
    Flag,
    Number {
        min: i64,
        max: i64,
    },
    List {
        of: &'static Kind,
        max: usize,
    },
    /// Things by name, in the order in which they stand.
    Named {
        name: Case,
        of: &'static Kind,
        max: usize,
    },
    Table(&'static Shape),
    /// A word that says it all, or a table that says more.
    Short(&'static Kind, &'static Shape),
}

/// How a name is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `blog-platform`
    Kebab,
    /// `BlogPost`
    Pascal,
    /// `published_at`
    Snake,
    /// As `Snake`, and may begin with a digit: `1920s`. Whether it can be built is the generator's to say.
    Value,
}

#[derive(Debug)]
pub(super) struct Shape {
    /// What messages and the schema call it.
    pub name: &'static str,
    pub keys: &'static [Key],
}

#[derive(Debug)]
pub(super) struct Key {
    pub key: &'static str,
    pub kind: Kind,
    pub need: Need,
    pub about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Must,
    May,
}

pub(super) const TYPES: [&str; FieldKind::ALL.len()] = {
    let mut names = [""; FieldKind::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = field_type(FieldKind::ALL[at]);
        at += 1;
    }
    names
};
pub(super) const FEATURES: [&str; FeatureName::ALL.len()] = {
    let mut names = [""; FeatureName::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = feature(FeatureName::ALL[at]);
        at += 1;
    }
    names
};
pub(super) const PARTS: [&str; 2] = ["backend_only", "frontend_only"];
pub(super) const KINDS: [&str; 2] = ["account", "record"];
pub(super) const VISIBILITIES: [&str; 4] = ["public", "members", "owner", "parent"];
pub(super) const RELATIONS: [&str; 3] = ["belongs_to", "owned_by", "many_to_many"];
pub(super) const CONSTRAINTS: [&str; RecordConstraintKind::ALL.len()] = {
    let mut names = [""; RecordConstraintKind::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = constraint(RecordConstraintKind::ALL[at]);
        at += 1;
    }
    names
};
pub(super) const SCOPES: [&str; 3] = ["any", "own", "named"];

/// What a feature is called in a blueprint.
pub(super) const fn feature(name: FeatureName) -> &'static str {
    match name {
        FeatureName::Authentication => "authentication",
        FeatureName::AdminDashboard => "admin_dashboard",
        FeatureName::Search => "search",
        FeatureName::Comments => "comments",
        FeatureName::CsvExport => "csv_export",
        FeatureName::AuditLog => "audit_log",
        FeatureName::SoftDelete => "soft_delete",
        FeatureName::ApiKeys => "api_keys",
        FeatureName::Tags => "tags",
        FeatureName::AccountMail => "account_mail",
        FeatureName::Attachments => "attachments",
        FeatureName::RichText => "rich_text",
        FeatureName::SocialLogin => "social_login",
        FeatureName::BackgroundJobs => "background_jobs",
        FeatureName::Webhooks => "webhooks",
        FeatureName::Notifications => "notifications",
        FeatureName::Moderation => "moderation",
        FeatureName::Charts => "charts",
        FeatureName::RateLimits => "rate_limits",
        FeatureName::PasswordPolicy => "password_policy",
        FeatureName::Metrics => "metrics",
        FeatureName::Payments => "payments",
        FeatureName::FullTextSearch => "full_text_search",
        FeatureName::CursorPagination => "cursor_pagination",
        FeatureName::Caching => "caching",
        FeatureName::MultiTenancy => "multi_tenancy",
        FeatureName::I18n => "i18n",
        FeatureName::Drafts => "drafts",
        FeatureName::Tallies => "tallies",
        FeatureName::FeatureFlags => "feature_flags",
        FeatureName::LiveUpdates => "live_updates",
    }
}

/// What a constraint is called in a blueprint.
pub(super) const fn constraint(kind: RecordConstraintKind) -> &'static str {
    match kind {
        RecordConstraintKind::UniqueTogether => "unique_together",
        RecordConstraintKind::NoOverlap => "no_overlap",
        RecordConstraintKind::InOrder => "in_order",
    }
}

/// What a field's type is called in a blueprint.
pub(super) const fn field_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "string",
        FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::DateTime => "date_time",
        FieldKind::Email => "email",
        FieldKind::Url => "url",
        FieldKind::Enum => "enum",
    }
}
