//! One client's conversation, the same for a socket and for a terminal in this process.

mod watch;

use std::sync::Arc;
use std::time::Duration;

use protocol::PROTOCOL_VERSION;
use protocol::command::Command;
use protocol::frame::{ClientFrame, ServerFrame};
use protocol::id::CommandId;
use protocol::problem::{Code, Problem};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::link::{Close, Link, Received};
use crate::sessions::Sessions;

/// A client says hello at once or is none of ours.
const HELLO_MAX: Duration = Duration::from_secs(10);
/// A client that reads nothing for so long is cut off; it can attach again from where it was.
const STALL_MAX: Duration = Duration::from_secs(30);
/// Frames between a session and the client; behind them the session's own ring waits.
const FRAMES_WAITING_MAX: usize = 256;
/// Frames that go out with one flush.
const BATCH: usize = 64;
/// Sessions one client may watch; a page shows one, a list of pages a few.
const WATCHED_MAX: usize = 16;
/// A client that sends this many unreadable frames does not speak our protocol.
const UNREADABLE_MAX: usize = 8;

/// Talks with the client until it leaves, falls silent, or breaks the rules.
pub async fn serve(mut link: impl Link, sessions: Arc<dyn Sessions>) {
    if !greet(&mut link).await {
        link.close(Close::Policy).await;
        return;
    }
    let (to_client, mut waiting) = mpsc::channel(FRAMES_WAITING_MAX);
    let mut talk = Talk { sessions, to_client, watches: JoinSet::new(), unreadable: 0 };
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let answers = tokio::select! {
            received = link.receive() => match talk.hear(received).await {
                Some(answers) => answers,
                None => return,
            },
            // The talk keeps a sender, so there is always one to come.
            _ = waiting.recv_many(&mut batch, BATCH) => std::mem::take(&mut batch),
        };
        match timeout(STALL_MAX, link.send(answers)).await {
            Ok(true) if talk.unreadable < UNREADABLE_MAX => {}
            Ok(true) => return link.close(Close::Policy).await,
            Ok(false) => return,
            Err(_) => return link.close(Close::Slow).await,
        }
    }
}

/// Exchanges hellos; false when the client cannot be talked with.
async fn greet(link: &mut impl Link) -> bool {
    let problem = match timeout(HELLO_MAX, link.receive()).await {
        Ok(Received::Frame(ClientFrame::Hello { protocol: PROTOCOL_VERSION })) => {
            let version = env!("CARGO_PKG_VERSION").to_owned();
            return link.send(vec![ServerFrame::Hello { protocol: PROTOCOL_VERSION, version }]).await;
        }
        Ok(Received::Frame(ClientFrame::Hello { protocol })) => Problem::new(
            Code::Version,
            format!("this gateway speaks protocol {PROTOCOL_VERSION}, not {protocol}"),
            "use the samriddh of the same version",
        ),
        Ok(Received::Frame(ClientFrame::Command { .. })) => Problem::new(
            Code::Malformed,
            "the first frame must be a hello",
            "send {\"frame\":\"hello\",\"protocol\":1}",
        ),
        Ok(Received::Unreadable(why)) => unreadable(&why),
        Ok(Received::Ended) => return false,
        Err(_) => Problem::new(Code::Malformed, "no hello came within 10 s", "say hello first"),
    };
    let _ = timeout(STALL_MAX, link.send(vec![ServerFrame::Error { id: None, problem }])).await;
    false
}

struct Talk {
    sessions: Arc<dyn Sessions>,
    to_client: mpsc::Sender<ServerFrame>,
    /// Ended with the connection.
    watches: JoinSet<()>,
    unreadable: usize,
}

impl Talk {
    /// The answers to what came; none when the client left.
    async fn hear(&mut self, received: Received) -> Option<Vec<ServerFrame>> {
        let answer = match received {
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
        };
        Some(vec![answer])
    }

    async fn obey(&mut self, id: CommandId, command: Command) -> ServerFrame {
        let obeyed = match command {
            Command::Attach { session, after } => self.attach(&session, after).await.map(|()| session),
            other => self.sessions.command(id.clone(), other).await,
        };
        match obeyed {
            Ok(session) => ServerFrame::Ack { id, session },
            Err(problem) => ServerFrame::Error { id: Some(id), problem },
        }
    }

    async fn attach(&mut self, session: &protocol::id::SessionId, after: u64) -> Result<(), Problem> {
        // Watches that ended make room.
        while self.watches.try_join_next().is_some() {}
        if self.watches.len() >= WATCHED_MAX {
            let message = format!("this connection watches {WATCHED_MAX} sessions already");
            return Err(Problem::new(Code::Overloaded, message, "open another connection"));
        }
        let attachment = self.sessions.attach(session, after).await?;
        let (sessions, to_client) = (Arc::clone(&self.sessions), self.to_client.clone());
        let watch = watch::Watch { sessions, to_client, session: session.clone(), seq: after };
        self.watches.spawn(watch.run(attachment));
        Ok(())
    }
}

fn unreadable(why: &str) -> Problem {
    Problem::new(
        Code::Malformed,
        format!("the frame cannot be read: {why}"),
        "frames are JSON text as protocol::frame describes them",
    )
}
