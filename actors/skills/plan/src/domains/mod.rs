//! What is commonly known of products and records, as data. It completes what a request left open and overrides nothing.

mod blog;
mod general;

use protocol::requirements::{FieldConstraint, FieldKind, Visibility};

/// A field that records of a name usually have.
#[derive(Clone, Copy, Debug)]
pub struct KnownField {
    pub name: &'static str,
    pub kind: FieldKind,
    pub constraints: &'static [FieldConstraint],
    pub values: &'static [&'static str],
}

/// A record known by its name.
#[derive(Clone, Copy, Debug)]
pub struct KnownRecord {
    /// Pascal case, singular.
    pub name: &'static str,
    pub fields: &'static [KnownField],
    /// What the owner of such a record is usually called.
    pub owner: Option<&'static str>,
    /// Who usually reads it.
    pub visibility: Option<Visibility>,
}

/// A kind of product known by a word of its name.
#[derive(Clone, Copy, Debug)]
pub struct Domain {
    pub words: &'static [&'static str],
    /// Records that such a product has even if the request does not name them.
    pub records: &'static [&'static str],
    /// The record that comments are on.
    pub commented: &'static str,
    /// The role of a person who registers.
    pub role: &'static str,
    pub visibility: Visibility,
    pub fields: &'static [KnownRecord],
}

const DOMAINS: &[Domain] = &[blog::DOMAIN];

pub(crate) const fn field(
    name: &'static str,
    kind: FieldKind,
    constraints: &'static [FieldConstraint],
) -> KnownField {
    KnownField { name, kind, constraints, values: &[] }
}

pub(crate) const fn known(name: &'static str, fields: &'static [KnownField]) -> KnownRecord {
    KnownRecord { name, fields, owner: None, visibility: None }
}

/// The domain of a product by the words of its name.
pub fn domain(words: &[String]) -> Option<&'static Domain> {
    DOMAINS.iter().find(|domain| words.iter().any(|word| domain.words.contains(&word.as_str())))
}

/// What is known of a record's name, in a domain first, then in general.
pub fn record(name: &str, domain: Option<&'static Domain>) -> Option<&'static KnownRecord> {
    let own = domain.and_then(|domain| domain.fields.iter().find(|record| record.name == name));
    own.or_else(|| general::RECORDS.iter().find(|record| record.name == name))
}
