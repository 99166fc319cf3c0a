//! What a model may add to the reading of a request: what it is asked, and which part of its answer holds. Pure.
//!
//! A model proposes edits, each anchored in the request's own words. It may speak of what was not understood or only
//! assumed; it drops nothing, shows nothing to more people, and never changes what the person said.

mod apply;
mod ask;
mod command;
mod edit;
mod keep;
mod read;

pub use apply::{Refined, apply};
pub use ask::{ask, is_wanted};
pub use edit::{Edit, FieldSpec, Proposal, Unusable};
pub use keep::check;
pub use read::read;

#[cfg(test)]
mod tests;
