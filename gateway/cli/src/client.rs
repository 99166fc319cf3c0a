//! The client's side of the protocol: hello, commands that are answered by their id, and what arrives in between.

use std::collections::VecDeque;

use protocol::PROTOCOL_VERSION;
use protocol::command::Command;
use protocol::event::Event;
use protocol::frame::{ClientFrame, ServerFrame};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::View;

use crate::wire::Wire;

/// One client on one connection.
#[derive(Debug)]
pub struct Client {
    wire: Wire,
    /// Makes this client's command ids unlike any other's.
    name: String,
    commands_sent: u32,
    /// Came while a command waited for its answer.
    early: VecDeque<Arrival>,
}

/// What a session tells.
#[derive(Debug)]
pub enum Arrival {
    Event(Box<Event>),
    /// State so far instead of very many events.
    Snapshot(Box<View>),
    /// What follows is live.
    CaughtUp,
    /// Something went wrong that belongs to no command.
    Trouble(Problem),
}

impl Client {
    /// Says hello. `name` is random, so that two clients never use the same command id.
    pub async fn open(mut wire: Wire, name: String) -> Result<Self, Problem> {
        let hello = ClientFrame::Hello { protocol: PROTOCOL_VERSION };
        wire.to.send(hello).await.map_err(|_| lost())?;
        match wire.from.recv().await.ok_or_else(lost)? {
            ServerFrame::Hello { .. } => Ok(Self { wire, name, commands_sent: 0, early: VecDeque::new() }),
            ServerFrame::Error { id: _, problem } => Err(problem),
            other => Err(unexpected(&other)),
        }
    }

    /// Sends a command and waits until it is accepted and on disk, or refused.
    pub async fn command(&mut self, command: Command) -> Result<SessionId, Problem> {
        self.commands_sent += 1;
        let id = CommandId::new(format!("{}-{}", self.name, self.commands_sent));
        let frame = ClientFrame::Command { id: id.clone(), command };
        self.wire.to.send(frame).await.map_err(|_| lost())?;
        loop {
            match self.wire.from.recv().await.ok_or_else(lost)? {
                ServerFrame::Ack { id: acked, session } if acked == id => return Ok(session),
                ServerFrame::Error { id: Some(refused), problem } if refused == id => return Err(problem),
                other => self.early.extend(arrival(other)?),
            }
        }
    }

    /// The next thing the session tells. Nothing is lost when this is dropped before it is done.
    pub async fn next(&mut self) -> Result<Arrival, Problem> {
        loop {
            if let Some(early) = self.early.pop_front() {
                return Ok(early);
            }
            let frame = self.wire.from.recv().await.ok_or_else(lost)?;
            self.early.extend(arrival(frame)?);
        }
    }
}

/// Answers to commands nobody waits for any more are nothing to tell.
fn arrival(frame: ServerFrame) -> Result<Option<Arrival>, Problem> {
    Ok(match frame {
        ServerFrame::Event { event } => Some(Arrival::Event(event)),
        ServerFrame::Snapshot { session: _, view } => Some(Arrival::Snapshot(view)),
        ServerFrame::CaughtUp { .. } => Some(Arrival::CaughtUp),
        ServerFrame::Error { id: None, problem } => Some(Arrival::Trouble(problem)),
        ServerFrame::Ack { .. } | ServerFrame::Error { id: Some(_), .. } => None,
        ServerFrame::Hello { .. } => return Err(unexpected(&frame)),
    })
}

fn lost() -> Problem {
    Problem::new(
        Code::Internal,
        "the connection to the session ended",
        "what was recorded is safe: see `samriddh sessions`, then `samriddh resume <ID>`",
    )
}

fn unexpected(frame: &ServerFrame) -> Problem {
    let text = format!("{frame:?}");
    let name = text.split([' ', '{']).next().unwrap_or_default();
    Problem::new(
        Code::Version,
        format!("the gateway sent {name} where that has no meaning"),
        "the other samriddh may be of another version; end it and use one version",
    )
}
