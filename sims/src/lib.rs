//! Whole sessions in virtual time: the real team and kernel on a machine that exists only in memory and can be stopped anywhere.

mod checks;
pub mod crowd;
pub mod faults;
pub mod forks;
pub mod invariants;
pub mod kill;
pub mod life;
pub mod long;
pub mod machine;
pub mod matrix;
pub mod model;
pub mod person;
pub mod replay;
pub mod requests;
pub mod rulings;
pub mod seeds;
pub mod shelf;
pub mod spending;
pub mod switch;
pub mod witness;
