//! What the gateway needs of whoever owns the sessions.

use std::sync::Arc;

use async_trait::async_trait;
use protocol::command::{Command, Place};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use runtime::ring::Posted;
use runtime::{Attachment, Node};

#[async_trait]
pub trait Sessions: Send + Sync {
    /// Obeys a command; it is on disk when this returns. The same id again is not done twice.
    async fn command(&self, id: CommandId, command: Command) -> Result<SessionId, Problem>;
    /// Where a watcher begins that comes from `from`, and all that follows.
    async fn attach(&self, session: &SessionId, from: Place) -> Result<Attachment, Problem>;
    /// Recorded events that follow `after`, a few at a time.
    async fn page(&self, session: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem>;
    /// Why a session stopped without an outcome, if it did.
    async fn halted(&self, session: &SessionId) -> Option<Problem>;
    /// The sessions that are at work here.
    async fn live(&self) -> Vec<SessionId>;
    /// Whether there is an answer at all.
    async fn alive(&self) -> Result<(), Problem>;
}

#[async_trait]
impl Sessions for Node {
    async fn command(&self, id: CommandId, command: Command) -> Result<SessionId, Problem> {
        Node::command(self, id, command).await
    }

    async fn attach(&self, session: &SessionId, from: Place) -> Result<Attachment, Problem> {
        Node::attach(self, session, from).await
    }

    async fn page(&self, session: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        Node::page(self, session, after).await
    }

    async fn halted(&self, session: &SessionId) -> Option<Problem> {
        Node::halted(self, session).await
    }

    async fn live(&self) -> Vec<SessionId> {
        Node::live(self).await
    }

    async fn alive(&self) -> Result<(), Problem> {
        // No session has this name; that the node says so is the proof of life.
        match Node::attach(self, &SessionId::new("nobody"), Place::default()).await {
            Ok(_) => Ok(()),
            Err(problem) if problem.code == Code::NotFound => Ok(()),
            Err(problem) => Err(problem),
        }
    }
}

/// So that a shared owner is one too.
#[async_trait]
impl<S: Sessions + ?Sized> Sessions for Arc<S> {
    async fn command(&self, id: CommandId, command: Command) -> Result<SessionId, Problem> {
        S::command(self, id, command).await
    }

    async fn attach(&self, session: &SessionId, from: Place) -> Result<Attachment, Problem> {
        S::attach(self, session, from).await
    }

    async fn page(&self, session: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        S::page(self, session, after).await
    }

    async fn halted(&self, session: &SessionId) -> Option<Problem> {
        S::halted(self, session).await
    }

    async fn live(&self) -> Vec<SessionId> {
        S::live(self).await
    }

    async fn alive(&self) -> Result<(), Problem> {
        S::alive(self).await
    }
}
