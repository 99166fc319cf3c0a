//! The client's side of the protocol: hello, commands that are answered by their id, and what arrives in between.

use std::collections::VecDeque;

use protocol::PROTOCOL_VERSION;
use protocol::command::Command;
use protocol::event::Event;
use protocol::frame::{ClientFrame, ResetReason, ServerFrame};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::View;

use crate::wire::{FromGateway, Wire};

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
    /// What was known of the session counts no more; it is told anew.
    Reset(ResetReason),
    /// What follows is live.
    CaughtUp,
    /// The connection is lost and is being made again.
    Away(Problem),
    /// It is there again; `anew` when the gateway was started in between.
    Back {
        anew: bool,
    },
    /// Something went wrong that belongs to no command.
    Trouble(Problem),
}

impl Client {
    /// Says hello. `name` is random, so that two clients never use the same command id.
    pub async fn open(mut wire: Wire, name: String) -> Result<Self, Problem> {
        let hello = ClientFrame::Hello { protocol: PROTOCOL_VERSION };
        wire.to.send(hello).await.map_err(|_| lost())?;
        loop {
            match wire.from.recv().await.ok_or_else(lost)? {
                FromGateway::Frame(ServerFrame::Hello { .. }) => break,
                FromGateway::Frame(ServerFrame::Error { id: _, problem }) => return Err(problem),
                FromGateway::Frame(other) => return Err(unexpected(&other)),
                // The hello is said again by whoever connects again.
                FromGateway::Away(_) | FromGateway::Back { .. } => {}
            }
        }
        Ok(Self { wire, name, commands_sent: 0, early: VecDeque::new() })
    }

    /// Sends a command and waits until it is accepted and on disk, or refused.
    pub async fn command(&mut self, command: Command) -> Result<SessionId, Problem> {
        self.commands_sent += 1;
        let id = CommandId::new(format!("{}-{}", self.name, self.commands_sent));
        let frame = ClientFrame::Command { id: id.clone(), command };
        self.wire.to.send(frame).await.map_err(|_| lost())?;
        loop {
            match self.wire.from.recv().await.ok_or_else(lost)? {
                FromGateway::Frame(ServerFrame::Ack { id: acked, session }) if acked == id => {
                    return Ok(session);
                }
                FromGateway::Frame(ServerFrame::Error { id: Some(refused), problem }) if refused == id => {
                    return Err(problem);
                }
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
            let heard = self.wire.from.recv().await.ok_or_else(lost)?;
            self.early.extend(arrival(heard)?);
        }
    }
}

/// Answers to commands nobody waits for any more are nothing to tell, and drafts are nothing this client shows.
fn arrival(heard: FromGateway) -> Result<Option<Arrival>, Problem> {
    let frame = match heard {
        FromGateway::Frame(frame) => frame,
        FromGateway::Away(problem) => return Ok(Some(Arrival::Away(problem))),
        FromGateway::Back { anew } => return Ok(Some(Arrival::Back { anew })),
    };
    Ok(match frame {
        ServerFrame::Event { mark: _, event } => Some(Arrival::Event(event)),
        ServerFrame::Snapshot { session: _, mark: _, view } => Some(Arrival::Snapshot(view)),
        ServerFrame::Reset { session: _, reason } => Some(Arrival::Reset(reason)),
        ServerFrame::CaughtUp { .. } => Some(Arrival::CaughtUp),
        ServerFrame::Error { id: None, problem } => Some(Arrival::Trouble(problem)),
        ServerFrame::Ack { .. } | ServerFrame::Error { id: Some(_), .. } | ServerFrame::Draft(_) => None,
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
