//! What specialists know, as data: positions with the conditions under which they are taken, and what each cares about.

mod ballot;
mod merits;
mod stance;

use std::collections::BTreeMap;

use plan::consensus::facts;
use protocol::claim::Fact;
use protocol::requirements::Requirements;
use serde::Deserialize;

pub(crate) use ballot::votes;
pub(crate) use merits::Merits;
pub(crate) use stance::claims;

/// Something an option can be good at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Merit {
    /// Holds against attackers and mistakes.
    Safety,
    /// Pleasant for the people who use the product.
    Usability,
    /// Little to write, explain and keep.
    Simplicity,
    Speed,
    /// Close to what runs in production.
    Fidelity,
    /// Needs nothing else to be there.
    Independence,
}

impl Merit {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Usability => "usability",
            Self::Simplicity => "simplicity",
            Self::Speed => "speed",
            Self::Fidelity => "fidelity to production",
            Self::Independence => "independence",
        }
    }
}

/// One specialist's knowledge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Knowledge {
    /// From 0 (does not matter) to 5 (is what the role is there for).
    pub concerns: BTreeMap<Merit, i64>,
    #[serde(rename = "position")]
    pub positions: Vec<Position>,
}

/// A value for a key, wanted under conditions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    pub key: String,
    pub value: String,
    /// Facts that must all hold.
    #[serde(default)]
    pub when: Vec<Fact>,
    /// Facts none of which may hold.
    #[serde(default)]
    pub unless: Vec<Fact>,
    #[serde(default)]
    pub evidence: Backing,
    /// From 0 (a preference) to 10 (not to be given up lightly).
    pub conviction: i64,
    /// A sentence without its full stop.
    pub reason: String,
}

impl Position {
    pub(crate) fn is_taken(&self, requirements: &Requirements) -> bool {
        hold(&self.when, requirements) && !self.unless.iter().any(|fact| facts::holds(fact, requirements))
    }
}

pub(crate) fn hold(all: &[Fact], requirements: &Requirements) -> bool {
    all.iter().all(|fact| facts::holds(fact, requirements))
}

/// What stands behind a position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Backing {
    #[default]
    Judgement,
    Fact(Fact),
    /// The words with which the request names this part of the stack; a fact where they are not its own.
    Stack(String),
}
