//! The closed list of what a model can propose, and why something of an answer is not taken.

use protocol::requirements::{FeatureName, FieldKind, Visibility};
use serde::{Deserialize, Serialize};

/// One proposal. `quote` is a literal part of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub quote: String,
    pub reason: String,
    pub change: Proposal,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Proposal {
    AddEntity {
        name: String,
        fields: Vec<FieldSpec>,
    },
    AddField {
        entity: String,
        field: FieldSpec,
    },
    /// `with` belongs to `entity`; tags and their like go both ways.
    Join {
        entity: String,
        with: String,
    },
    AddFeature {
        feature: FeatureName,
        #[serde(default)]
        on: Option<String>,
    },
    RefineField {
        entity: String,
        field: FieldSpec,
    },
    /// Fewer people see the records.
    Narrow {
        entity: String,
        visibility: Visibility,
    },
}

/// What is left out stays open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    pub name: String,
    #[serde(rename = "type", default)]
    pub kind: Option<FieldKind>,
    #[serde(default)]
    pub optional: Option<bool>,
    #[serde(default)]
    pub unique: Option<bool>,
    #[serde(default)]
    pub min: Option<i64>,
    #[serde(default)]
    pub max: Option<i64>,
    #[serde(default)]
    pub max_length: Option<u32>,
    #[serde(default)]
    pub values: Option<Vec<String>>,
}

/// Why an answer, or a part of it named by `what`, is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("the answer was cut before its end")]
    Cut,
    #[error("the answer is not JSON")]
    NotJson,
    #[error("a part of the answer does not have the shape that was asked for: {why}")]
    WrongShape { why: String },
    #[error("the answer has {count} edits, and more than {max} are not looked at")]
    TooMany { count: usize, max: usize },
    #[error("{what}: its quote is not a part of the request")]
    Unanchored { what: String },
    #[error("{what}: {why}")]
    AgainstThePerson { what: String, why: String },
    #[error("{what}: {why}")]
    Unsupported { what: String, why: String },
    #[error("{what}: with it the product could not be built: {why}")]
    Unbuildable { what: String, why: String },
}

/// Longest piece of a model's own words that is shown.
const SHOWN_CHARS_MAX: usize = 200;

/// One line without control characters: a model's words go into logs and terminals.
pub(super) fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

impl Edit {
    /// `add field Post.subtitle`, for people.
    pub(super) fn what(&self) -> String {
        plain(&match &self.change {
            Proposal::AddEntity { name, .. } => format!("add entity {name}"),
            Proposal::AddField { entity, field } => format!("add field {entity}.{}", field.name),
            Proposal::Join { entity, with } => format!("join {entity} with {with}"),
            Proposal::AddFeature { feature, .. } => {
                format!("add feature {}", crate::revise::feature_words(*feature))
            }
            Proposal::RefineField { entity, field } => format!("change field {entity}.{}", field.name),
            Proposal::Narrow { entity, .. } => format!("narrow who sees {entity}"),
        })
    }

    /// Whether it brings something that the requirements do not have.
    pub(super) fn adds(&self) -> bool {
        match self.change {
            Proposal::AddEntity { .. }
            | Proposal::AddField { .. }
            | Proposal::Join { .. }
            | Proposal::AddFeature { .. } => true,
            Proposal::RefineField { .. } | Proposal::Narrow { .. } => false,
        }
    }
}
