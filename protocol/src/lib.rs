//! What travels between a client and a session, and the one fold that turns events into a view. Serde only: no I/O, no clock.

pub mod canonical;
pub mod check;
pub mod claim;
pub mod command;
pub mod enquiry;
pub mod event;
pub mod frame;
pub mod head;
pub mod id;
pub mod model;
pub mod payable;
pub mod plan;
pub mod problem;
pub mod repair;
pub mod requirements;
pub mod rewind;
pub mod tree;
pub mod usage;
pub mod view;
pub mod workspace;

/// Raised when a client written against the older number could misread a frame or an event.
pub const PROTOCOL_VERSION: u32 = 3;
