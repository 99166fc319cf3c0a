//! Requirements as a file: a blueprint is printed from what was understood, changed by a person, and read again, exactly.

mod asked;
mod complete;
mod fault;
mod form;
pub mod jdl;
pub mod limits;
mod read;
mod schema;
mod shape;
mod write;
mod yaml;

use protocol::requirements::Requirements;

pub use asked::{Asked, asked, spoken};
pub use fault::{Fault, Faults, Place};
pub use read::{document, is_blueprint, read};
pub use schema::schema;
pub use write::write;

use crate::understand::{Understanding, Verdict};

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blueprint {
    pub requirements: Requirements,
    /// The request that it was read from, if it was.
    pub request: Option<String>,
    /// Why nothing is made of it as it stands.
    pub refused: Option<String>,
}

impl Blueprint {
    /// What was understood of a request, with the reason where nothing is made of it.
    pub fn of(understanding: Understanding, request: &str) -> Self {
        let refused = match understanding.verdict {
            Verdict::Buildable => None,
            Verdict::Refused { why } => Some(why.to_string()),
        };
        Self { requirements: understanding.requirements, request: Some(request.to_owned()), refused }
    }
}

impl Blueprint {
    /// Why nothing is made of it.
    pub fn refusal(&self) -> Option<String> {
        self.refused.clone()
    }
}
