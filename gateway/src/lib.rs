//! The gateway: sessions behind one protocol for terminals and browsers, and the program that wires everything together.

pub mod announce;
mod blueprints;
mod checkpoints;
mod claims;
pub mod codebase;
pub mod commands;
pub mod connection;
mod finding;
mod follow;
mod handing;
mod home;
pub mod link;
mod listing;
pub mod logs;
mod open_files;
mod reach;
mod reading;
mod redaction;
pub mod server;
pub mod sessions;
mod signals;
mod tell;
mod understanding;
mod uploads;
pub mod wiring;
