//! All sessions of one data folder: the handle that clients hold, and the actor that opens and supervises the sessions.

mod actor;

pub use actor::session_of;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use memory::{DataFolder, LockError};
use protocol::command::{Command, History, Place};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use ractor::rpc::CallResult;
use ractor::{Actor, ActorRef, RpcReplyPort};
use tokio::task::JoinHandle;

use crate::log::Attachment;
use crate::ports::Ports;
use crate::ring::{Feed, Item, Posted, Taken};
use crate::shelf::{FolderShelf, Shelf};
use crate::team::Team;
use actor::{NodeActor, NodeMessage};

/// A command is answered when it is on disk; a disk slower than this is reported, not waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

pub struct NodeConfig {
    /// The data folder; it is created when it is not there.
    pub home: PathBuf,
    pub team: Team,
    pub ports: Ports,
}

/// The owner of a data folder.
pub struct Node {
    actor: ActorRef<NodeMessage>,
    ended: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

/// Everything that is recorded of a session, one event after the other, as it comes.
pub struct Follower<'a> {
    node: &'a Node,
    session: SessionId,
    feed: Feed,
    /// The last event when this began to follow.
    begun_at: u64,
    read: VecDeque<Arc<Posted>>,
}

impl Node {
    /// Becomes the one owner of the data folder.
    pub async fn open(config: NodeConfig) -> Result<Arc<Self>, Problem> {
        let folder = DataFolder::lock(&config.home).map_err(|error| lock_problem(&error))?;
        Self::over(Arc::new(FolderShelf::new(folder)), config.team, config.ports).await
    }

    /// A node over any shelf; whoever hands it over sees to it that nobody else writes there.
    pub async fn over(shelf: Arc<dyn Shelf>, team: Team, ports: Ports) -> Result<Arc<Self>, Problem> {
        let start = actor::Start { shelf, team, ports };
        let spawned = Actor::spawn(None, NodeActor, start).await;
        let (actor, ended) = spawned.map_err(|error| {
            Problem::new(Code::Storage, error.to_string(), "check the data folder with `samriddh doctor`")
        })?;
        Ok(Arc::new(Self { actor, ended: tokio::sync::Mutex::new(Some(ended)) }))
    }

    /// Obeys a command; when this returns without a problem, it is on disk. The same id again is not done twice.
    pub async fn command(&self, id: CommandId, command: Command) -> Result<SessionId, Problem> {
        self.ask(|reply| NodeMessage::Command { id, command: Box::new(command), reply }).await?
    }

    /// Watches a session from a place on.
    pub async fn attach(&self, session: &SessionId, from: Place) -> Result<Attachment, Problem> {
        let session = session.clone();
        self.ask(|reply| NodeMessage::Attach { session, from, reply }).await?
    }

    /// The recorded events that follow `after`, a few hundred at a time; none at the end.
    pub async fn page(&self, session: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        let session = session.clone();
        self.ask(|reply| NodeMessage::Page { session, after, reply }).await?
    }

    /// Follows a session from its first event on, within this process.
    pub async fn follow(&self, session: &SessionId) -> Result<Follower<'_>, Problem> {
        let from = Place { history: History::Events, ..Place::default() };
        let Attachment { feed, seq: begun_at, .. } = self.attach(session, from).await?;
        Ok(Follower { node: self, session: session.clone(), feed, begun_at, read: VecDeque::new() })
    }

    /// Why a session of this node stopped without an outcome, if it did.
    pub async fn halted(&self, session: &SessionId) -> Option<Problem> {
        let session = session.clone();
        self.ask(|reply| NodeMessage::Halted { session, reply }).await.ok().flatten()
    }

    /// The sessions that are at work here, not only open to be looked at.
    pub async fn live(&self) -> Vec<SessionId> {
        self.ask(|reply| NodeMessage::Live { reply }).await.unwrap_or_default()
    }

    /// Ends every session in order; all of them can be resumed.
    pub async fn shutdown(&self) {
        let _ = self.ask(|reply| NodeMessage::Shutdown { reply }).await;
        if let Some(ended) = self.ended.lock().await.take() {
            let _ = tokio::time::timeout(ANSWER_WITHIN, ended).await;
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        message: impl FnOnce(RpcReplyPort<T>) -> NodeMessage,
    ) -> Result<T, Problem> {
        answer(self.actor.call(message, Some(ANSWER_WITHIN)).await)
    }
}

impl Follower<'_> {
    /// What had happened when this began to follow.
    pub async fn past(&mut self) -> Result<Vec<Arc<Posted>>, Problem> {
        let mut past: Vec<Arc<Posted>> = Vec::new();
        while past.last().map_or(0, |posted| posted.event.seq) < self.begun_at {
            let Some(posted) = self.next().await? else { break };
            past.push(posted);
        }
        Ok(past)
    }

    /// The next event; none when the session has ended here.
    pub async fn next(&mut self) -> Result<Option<Arc<Posted>>, Problem> {
        loop {
            if let Some(posted) = self.read.pop_front() {
                return Ok(Some(posted));
            }
            match self.feed.take(usize::MAX, usize::MAX) {
                Taken::Ended => return Ok(None),
                Taken::Behind => {
                    self.read.extend(self.node.page(&self.session, self.feed.seq()).await?);
                    let last = self.read.back().map_or(self.feed.seq(), |posted| posted.event.seq);
                    self.feed.moved_to(last);
                }
                Taken::Items(items) if items.is_empty() => self.feed.changed().await,
                Taken::Items(items) => self.read.extend(items.into_iter().filter_map(|item| match item {
                    Item::Event(posted) => Some(posted),
                    Item::Draft(..) => None,
                })),
            }
        }
    }
}

/// The answer of an actor, or what its silence means.
pub(crate) fn answer<M, T>(result: Result<CallResult<T>, ractor::MessagingErr<M>>) -> Result<T, Problem> {
    match result {
        Ok(CallResult::Success(value)) => Ok(value),
        Ok(CallResult::Timeout) => Err(Problem::new(
            Code::Overloaded,
            "no answer within 30 s",
            "the disk may be stuck; try again with the same command id, it is not done twice",
        )),
        Ok(CallResult::SenderError) | Err(_) => {
            Err(Problem::new(Code::NotNow, "the session is being closed", "go on with `samriddh resume`"))
        }
    }
}

fn lock_problem(error: &LockError) -> Problem {
    let code = match error {
        LockError::InUse { .. } => Code::Locked,
        LockError::Disk(_) => Code::Storage,
        LockError::Format(_) => Code::Version,
    };
    Problem::new(code, error.to_string(), "set SAMRIDDH_HOME to a folder that you can write")
}
