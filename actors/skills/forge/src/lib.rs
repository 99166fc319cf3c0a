//! Generating projects: requirements and decisions become one application plan, and packs render it. Pure.

pub mod app;
