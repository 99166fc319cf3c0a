//! What goes over a socket, one JSON text message each.

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::event::Event;
use crate::id::{CommandId, SessionId};
use crate::problem::Problem;
use crate::view::View;

/// Bytes of one frame; a larger one closes the connection.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "frame")]
pub enum ClientFrame {
    /// First on every connection.
    Hello { protocol: u32 },
    /// `id` is chosen by the client and comes back in the ack.
    Command { id: CommandId, command: Command },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "frame")]
pub enum ServerFrame {
    Hello {
        protocol: u32,
        version: String,
    },
    /// The command was accepted and is on disk. `session` names the one it started or concerns.
    Ack {
        id: CommandId,
        session: SessionId,
    },
    /// State so far, instead of very many events.
    Snapshot {
        session: SessionId,
        view: Box<View>,
    },
    Event {
        event: Box<Event>,
    },
    /// Everything recorded before the attachment has been sent; what follows is live.
    CaughtUp {
        session: SessionId,
        seq: u64,
    },
    /// `id` is set when a command was refused.
    Error {
        id: Option<CommandId>,
        problem: Problem,
    },
}
