//! Source code written from the plan, where a template would need deep logic.

pub mod python;
pub mod typescript;
