//! The kernel: it owns sessions, supervises a team it is handed, records everything before it acts, and names no role.

pub mod agent;
pub mod archive;
pub mod envelope;
mod fork;
pub mod log;
mod node;
pub mod ports;
pub mod replay;
pub mod restart;
pub mod ring;
mod session;
pub mod shelf;
mod shortcuts;
pub mod team;
mod worker;

pub use log::{Attachment, Snapshot};
pub use node::{Follower, Node, NodeConfig, session_of};
