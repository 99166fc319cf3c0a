//! Journeys across all crates: what a person does, on the real program and the real machine.

pub mod journeys;
