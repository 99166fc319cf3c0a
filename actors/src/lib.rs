//! The team: specialists who make claims, vote, render and check; an orchestrator who plans; one who settles conflicts.

mod bounds;
mod briefing;
mod draft;
mod enquiry;
mod knowledge;
mod roles;
mod roster;
mod worker;

use forge::Templates;
use runtime::team::Team;

pub use roster::{Roster, TeamError};

/// The whole team. Templates are the caller's, so that a person's own can be among them.
pub fn team(templates: Templates) -> Result<Team, TeamError> {
    Ok(Roster::embedded()?.team(templates))
}
