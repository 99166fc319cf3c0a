//! One client's conversation, the same for a socket and for a terminal in this process.

pub(crate) mod watch;
mod watches;

use std::sync::Arc;
use std::time::Duration;

use protocol::PROTOCOL_VERSION;
use protocol::command::Command;
use protocol::frame::{ClientFrame, Close, ServerFrame};
use protocol::id::CommandId;
use protocol::problem::{Code, Problem};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::link::{Link, Outgoing, Received};
use crate::sessions::Sessions;
use watches::Watches;

/// A client says hello at once or is none of ours.
const HELLO_MAX: Duration = Duration::from_secs(10);
/// A client that reads nothing for so long is cut off; it can attach again from where it was.
pub const STALL_MAX: Duration = Duration::from_secs(30);
/// A client that sends this many unreadable frames does not speak our protocol.
const UNREADABLE_MAX: usize = 8;

/// What conversations are about.
#[derive(Clone)]
pub struct Host {
    pub sessions: Arc<dyn Sessions>,
    /// Another one after each start of the gateway.
    pub start: String,
    /// The gateway ends.
    pub stop: CancellationToken,
    /// How long a client may read nothing.
    pub stall_max: Duration,
}

impl Host {
    pub fn new(sessions: Arc<dyn Sessions>, start: String, stop: CancellationToken) -> Self {
        Self { sessions, start, stop, stall_max: STALL_MAX }
    }
}

/// Talks with the client until it leaves, falls silent, or breaks the rules, or the gateway ends.
pub async fn serve(mut link: impl Link, host: Host) {
    if let Err(close) = greet(&mut link, &host).await {
        if let Some(close) = close {
            link.close(close).await;
        }
        return;
    }
    let mut talk = Talk { sessions: host.sessions, watches: Watches::default(), unreadable: 0 };
    loop {
        let frames = tokio::select! {
            () = host.stop.cancelled() => return link.close(Close::Away).await,
            received = link.receive() => match talk.hear(received).await {
                Some(answer) => vec![answer.into()],
                None => return,
            },
            frames = talk.watches.next() => frames,
        };
        match timeout(host.stall_max, link.send(frames)).await {
            Ok(true) if talk.unreadable < UNREADABLE_MAX => {}
            Ok(true) => return link.close(Close::Policy).await,
            Ok(false) => return,
            Err(_) => {
                // What it watched is let go of at once; only the farewell waits for it.
                drop(talk);
                return link.close(Close::Slow).await;
            }
        }
    }
}

/// Exchanges hellos, or says how to leave a client that cannot be talked with.
async fn greet(link: &mut impl Link, host: &Host) -> Result<(), Option<Close>> {
    let hello = format!("{{\"frame\":\"hello\",\"protocol\":{PROTOCOL_VERSION}}}");
    let first = tokio::select! {
        () = host.stop.cancelled() => return Err(Some(Close::Away)),
        first = timeout(HELLO_MAX, link.receive()) => first,
    };
    let (close, problem) = match first {
        Ok(Received::Frame(ClientFrame::Hello { protocol: PROTOCOL_VERSION })) => {
            let (version, start) = (env!("CARGO_PKG_VERSION").to_owned(), host.start.clone());
            let hello = ServerFrame::Hello { protocol: PROTOCOL_VERSION, version, start };
            let sent = timeout(host.stall_max, link.send(vec![hello.into()])).await;
            return if sent == Ok(true) { Ok(()) } else { Err(None) };
        }
        Ok(Received::Frame(ClientFrame::Hello { protocol })) => (
            Close::Version,
            Problem::new(
                Code::Version,
                format!("this gateway speaks protocol {PROTOCOL_VERSION}, not {protocol}"),
                "use the samriddh of the same version",
            ),
        ),
        Ok(Received::Frame(ClientFrame::Command { .. })) => (
            Close::Policy,
            Problem::new(Code::Malformed, "the first frame must be a hello", format!("send {hello}")),
        ),
        Ok(Received::Unreadable(why)) => (Close::Policy, unreadable(&why)),
        Ok(Received::Ended) => return Err(None),
        Err(_) => (
            Close::Policy,
            Problem::new(Code::Malformed, "no hello came within 10 s", format!("send {hello} first")),
        ),
    };
    let error = ServerFrame::Error { id: None, problem };
    let _ = timeout(host.stall_max, link.send(vec![error.into()])).await;
    Err(Some(close))
}

struct Talk {
    sessions: Arc<dyn Sessions>,
    watches: Watches,
    unreadable: usize,
}

impl Talk {
    /// The answer to what came; none when the client left.
    async fn hear(&mut self, received: Received) -> Option<ServerFrame> {
        Some(match received {
            Received::Ended => return None,
            Received::Unreadable(why) => {
                self.unreadable += 1;
                ServerFrame::Error { id: None, problem: unreadable(&why) }
            }
            Received::Frame(ClientFrame::Hello { .. }) => {
                let problem = Problem::new(Code::Malformed, "hello was said already", "send commands now");
                ServerFrame::Error { id: None, problem }
            }
            Received::Frame(ClientFrame::Command { id, command }) => self.obey(id, command).await,
        })
    }

    async fn obey(&mut self, id: CommandId, command: Command) -> ServerFrame {
        let obeyed = match command {
            Command::Attach { session, from } => {
                let attached = self.watches.attach(Arc::clone(&self.sessions), session.clone(), from).await;
                attached.map(|()| session)
            }
            other => self.sessions.command(id.clone(), other).await,
        };
        match obeyed {
            Ok(session) => ServerFrame::Ack { id, session },
            Err(problem) => ServerFrame::Error { id: Some(id), problem },
        }
    }
}

impl From<ServerFrame> for Outgoing {
    fn from(frame: ServerFrame) -> Self {
        Outgoing::Frame(Box::new(frame))
    }
}

fn unreadable(why: &str) -> Problem {
    Problem::new(
        Code::Malformed,
        format!("the frame cannot be read: {why}"),
        "frames are JSON text as protocol::frame describes them",
    )
}
