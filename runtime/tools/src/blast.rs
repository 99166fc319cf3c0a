//! What a command would destroy, before it runs: each file it removes, overwrites or moves, each commit nothing names
//! afterwards, and what cannot be known. Pure but for the questions it asks of git and rsync, which change nothing.
//!
//! A line is read by tree-sitter's grammar for shells and played on a model of the folder; the difference between the
//! model before and after is the forecast. What the model cannot follow (scripts, unknown programs, conditions) is named,
//! and whoever runs the command saves the whole folder first.

mod ask;
mod expand;
mod forecast;
mod line;
mod model;
mod pattern;
mod play;
mod programs;

pub use ask::{Answers, Asks};
pub use forecast::{Fate, Forecast, LostCommits, Outside};
pub use line::Script;
pub use play::{Command, Setting, foresee};
