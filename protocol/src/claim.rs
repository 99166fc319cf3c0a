//! Disagreement as types: claims, conflicts, votes and rulings.

use serde::{Deserialize, Serialize};

use crate::id::{ClaimKey, Role};

/// One agent's position on one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub key: ClaimKey,
    pub value: String,
    pub by: Role,
    /// Why, in a sentence that a person reads.
    pub reason: String,
    pub evidence: Evidence,
}

/// What stands behind a claim. Only the first two can settle a conflict by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Evidence {
    /// The person's own words ask for it.
    Words { words: String },
    /// A predicate over the requirements, evaluated again by whoever rules.
    Fact { fact: Fact },
    /// The agent's judgement.
    Judgement,
}

/// Predicates over requirements that anybody can evaluate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Fact {
    /// The entity has the field.
    HasField { entity: String, field: String },
    /// A part (`frontend`, `backend`) is asked for.
    HasPart { part: String },
    /// The stack names it.
    UsesStack { name: String },
    /// Some entity can be read without signing in.
    HasPublicRecords,
    /// Some entity can be read by its owner only.
    HasPrivateRecords,
}

/// Differing claims on one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub key: ClaimKey,
    /// Values in ascending order, each with the claims for it in order of role.
    pub options: Vec<ConflictOption>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictOption {
    pub value: String,
    pub claims: Vec<Claim>,
}

/// One agent's weight behind one option of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub key: ClaimKey,
    pub by: Role,
    pub value: String,
    /// 1 (no stake) to 10 (it is this agent's daily work).
    pub weight: u32,
    pub reason: String,
}

/// How a key was settled. Claims that nobody disputed are ruled as well, so that every value has a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    pub key: ClaimKey,
    pub value: String,
    pub basis: Basis,
    pub reason: String,
    /// Every option that was claimed, ascending; the losers are those that differ from `value`.
    pub options: Vec<String>,
    pub votes: Vec<Vote>,
}

/// What settled a key, strongest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Basis {
    /// Only one value was claimed.
    Undisputed,
    /// The person's words.
    Words,
    /// Executable evidence.
    Evidence,
    /// The role that answers for this kind of key.
    Authority { role: Role },
    /// Weighted votes: `for_winner` beside `for_next`.
    Vote { for_winner: u32, for_next: u32 },
    /// The person was asked.
    Person,
}

impl Ruling {
    /// True when more than one value was claimed.
    pub fn was_disputed(&self) -> bool {
        self.options.len() > 1
    }
}
