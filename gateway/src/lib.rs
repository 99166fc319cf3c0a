//! The gateway: sessions behind one protocol for terminals and browsers, and the program that wires everything together.

pub mod announce;
mod blueprints;
mod checkpoints;
mod claims;
pub mod codebase;
pub mod commands;
pub mod connection;
mod follow;
mod home;
pub mod link;
mod reach;
mod reading;
pub mod server;
pub mod sessions;
mod signals;
mod tell;
mod understanding;
pub mod wiring;
