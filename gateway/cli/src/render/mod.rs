//! Views and events as text. Every function is pure; colours are taken out again where no terminal is.

pub mod agents;
pub mod change;
pub mod check;
pub mod decision;
mod enquiry;
pub mod eta;
pub mod narrate;
pub mod plan;
pub mod points;
pub mod quick_start;
pub mod repair;
pub mod report;
pub mod session;
pub mod style;

#[cfg(test)]
pub(crate) mod fixture;
