//! From goals to plans, and what a session does next. Pure: same input, same answer; no I/O, no clock, no chance.

pub mod accept;
pub mod answer;
pub mod blueprint;
pub mod consensus;
mod constraint;
pub mod decide;
pub mod domains;
pub mod doubt;
mod ending;
pub mod handed;
pub mod obey;
pub mod refine;
pub mod revise;
pub mod understand;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod walks;

pub use accept::accept;
pub use decide::decide;
pub use obey::obey;
pub use revise::{NotUnderstood, Revision, revise, rework};
pub use understand::{Reading, Refusal, Understanding, Verdict, understand};
