//! TypeScript from the plan: what depends on the names and number of entities and fields, laid out as Prettier would.

pub mod accounts;
pub mod api;
pub mod context;
pub mod fields;
pub mod layout;
pub mod model;
pub mod places;
pub mod registry;
#[cfg(test)]
mod tests;
pub mod types;
