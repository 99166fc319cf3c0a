//! Python from the plan: everything whose layout depends on the names and number of entities and fields.

pub mod api;
pub mod cases;
pub mod constraints;
pub mod context;
pub mod documents;
pub mod features;
pub mod imports;
pub mod layout;
pub mod migrations;
pub mod models;
pub mod rules;
pub mod schemas;
pub mod services;
pub mod tables;
pub mod types;
