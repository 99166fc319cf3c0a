//! One file a role. A specialist is its knowledge and its packs; what it does with them all share.

mod backend;
mod consensus;
mod database;
mod devops;
mod docs;
mod frontend;
mod index;
mod orchestrator;
mod security;
mod tester;

use forge::PackRole;

pub(crate) use consensus::Consensus;
pub(crate) use index::Index;
pub(crate) use orchestrator::Orchestrator;

/// What makes a specialist.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Specialty {
    pub role: &'static str,
    /// Its positions and concerns, as TOML.
    pub knowledge: &'static str,
    pub packs: PackRole,
}

pub(crate) const SPECIALTIES: [Specialty; 7] = [
    backend::SPECIALTY,
    database::SPECIALTY,
    devops::SPECIALTY,
    docs::SPECIALTY,
    frontend::SPECIALTY,
    security::SPECIALTY,
    tester::SPECIALTY,
];
