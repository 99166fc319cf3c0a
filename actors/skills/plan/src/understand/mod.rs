//! From plain English words to requirements. Pure, offline, and honest: every word of the request ends in an item, in a
//! list of words that ask for nothing, or among what was not understood.

pub(crate) mod between;
pub(crate) mod everyone;
pub(crate) mod fact;
mod language;
pub(crate) mod layout;
pub(crate) mod lexicon;
pub mod limits;
mod listed;
pub(crate) mod model;
pub(crate) mod morph;
pub(crate) mod parse;
mod refusal;
mod same;
mod speech;
pub(crate) mod token;

use protocol::requirements::{EntityKind, Product, Requirements};

pub use model::Reading;
pub use refusal::Refusal;

use model::Built;
use token::Source;

/// A request, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understanding {
    pub requirements: Requirements,
    pub verdict: Verdict,
    /// What became of each word, by bytes of the request; empty when it was refused unread.
    pub readings: Vec<Reading>,
}

/// Whether the team can start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is something to build. What was not understood is in the requirements, for the person to see.
    Buildable,
    Refused {
        why: Refusal,
    },
}

/// So many words that were not understood beside each one that was leave nothing to build on.
const UNKNOWN_MAX: usize = 2;
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Reads a request. Never fails: what cannot be built is refused with its reason.
pub fn understand(request: &str) -> Understanding {
    if let Some(why) = unreadable(request) {
        return Understanding {
            requirements: nothing(),
            verdict: Verdict::Refused { why },
            readings: Vec::new(),
        };
    }
    // A byte order mark is an editor's, not the person's; readings count bytes, so it becomes spaces of the same length.
    let unmarked = request.replace(BYTE_ORDER_MARK, "   ");
    let mut source = Source::new(&unmarked);
    layout::flatten(&mut source);
    let facts = same::merged(&source, listed::tags(&source, parse::read(&source)));
    let (facts, everyone) = everyone::spread(facts);
    let built = model::build(&source, &facts, &everyone);
    let verdict = judge(&built);
    let mut requirements = built.requirements;
    if !requirements.entities.iter().any(|entity| entity.kind == EntityKind::Record) {
        said_only(&mut requirements);
    }
    Understanding { requirements, verdict, readings: built.readings }
}

/// What is refused without reading. Length comes first: a megabyte is answered at once.
fn unreadable(request: &str) -> Option<Refusal> {
    // No character takes more than four bytes, so most lengths need no counting.
    if request.len() > limits::REQUEST_CHARACTERS_MAX {
        let chars = request.chars().count();
        if chars > limits::REQUEST_CHARACTERS_MAX {
            return Some(Refusal::TooLong { chars });
        }
    }
    if request.trim().is_empty() {
        return Some(Refusal::Empty);
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') || c == '\u{FFFD}';
    if request.contains(control) {
        return Some(Refusal::Binary);
    }
    language::other_than_english(request).map(|guess| Refusal::OtherLanguage { guess })
}

/// Of what was not read at all.
pub(crate) fn nothing() -> Requirements {
    Requirements {
        product: Product {
            name: String::new(),
            title: String::new(),
            summary: String::new(),
            words: String::new(),
        },
        entities: Vec::new(),
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

/// Where there is nothing to build, nothing is completed either.
fn said_only(requirements: &mut Requirements) {
    requirements.roles.retain(|role| !role.words.is_empty());
    requirements.permissions.clear();
    requirements.features.retain(|feature| !feature.words.is_empty());
    requirements.stack.retain(|choice| !choice.words.is_empty());
    requirements.entities.retain(|entity| !entity.words.is_empty());
    requirements.assumptions.clear();
    if requirements.product.words.is_empty() {
        requirements.product = nothing().product;
    }
}

/// The first reason that stands in the way, from what the person must change to what is missing.
fn judge(built: &Built) -> Verdict {
    let requirements = &built.requirements;
    let records = requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record).count();
    let refused = |why| Verdict::Refused { why };
    if let Some((what, words)) = built.contradictions.first() {
        return refused(Refusal::Contradiction { what: what.clone(), words: words.clone() });
    }
    if let Some(what) = built.out_of_range.first() {
        return refused(Refusal::OutOfRange { what: what.clone() });
    }
    if !built.refused.is_empty() {
        return refused(Refusal::Unsupported { names: built.refused.clone() });
    }
    if let Some(name) = built.unknown_tools.first().filter(|_| records > 0) {
        return refused(Refusal::UnknownTool { name: name.clone() });
    }
    if !built.unmet.is_empty() && records > 0 {
        return refused(Refusal::Restriction { words: built.unmet.clone() });
    }
    if let Some(why) = too_many(requirements, records) {
        return refused(why);
    }
    if records == 0 {
        return refused(Refusal::NothingToBuild {
            what: "no record to keep was found in the request".into(),
        });
    }
    let (known, unknown) = weigh(&built.readings);
    let most = if says_something(requirements) { UNKNOWN_MAX } else { 1 };
    if unknown > most * known {
        return refused(Refusal::NothingToBuild { what: "most of the request was not understood".into() });
    }
    Verdict::Buildable
}

/// Whether the request itself names the product, a field or a right: more than a word that happens to be a record's.
fn says_something(requirements: &Requirements) -> bool {
    let field = |field: &protocol::requirements::Field| !field.words.is_empty();
    !requirements.product.words.is_empty()
        || requirements.permissions.iter().any(|it| !it.words.is_empty())
        || requirements.entities.iter().any(|it| it.kind == EntityKind::Record && it.fields.iter().any(field))
}

fn too_many(requirements: &Requirements, records: usize) -> Option<Refusal> {
    if records > limits::ENTITIES_MAX {
        return Some(Refusal::TooMany {
            what: "records".into(),
            count: records,
            limit: limits::ENTITIES_MAX,
        });
    }
    if requirements.roles.len() > limits::ROLES_MAX {
        return Some(Refusal::TooMany {
            what: "roles".into(),
            count: requirements.roles.len(),
            limit: limits::ROLES_MAX,
        });
    }
    let wide = requirements.entities.iter().find(|entity| entity.fields.len() > limits::FIELDS_MAX)?;
    Some(Refusal::TooMany {
        what: format!("fields of {}", wide.name),
        count: wide.fields.len(),
        limit: limits::FIELDS_MAX,
    })
}

/// Words understood and words not.
fn weigh(readings: &[Reading]) -> (usize, usize) {
    let known = readings.iter().filter(|reading| matches!(reading, Reading::Understood { .. })).count();
    let unknown = readings.iter().filter(|reading| matches!(reading, Reading::NotUnderstood { .. })).count();
    (known, unknown)
}
