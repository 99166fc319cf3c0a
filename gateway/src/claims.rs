//! No two sessions of a data folder make the same folder: it belongs to the one whose plan was approved first.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use protocol::command::{Command, Place};
use protocol::event::Outcome;
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::{Stage, View};
use runtime::archive::{self, Reader};
use runtime::ring::Posted;
use runtime::{Attachment, Node, session_of};

use crate::sessions::Sessions;

/// A node that refuses what would take another session's folder.
pub struct Claims {
    node: Arc<Node>,
    home: PathBuf,
}

impl Claims {
    pub fn new(node: Arc<Node>, home: &Path) -> Self {
        Self { node, home: home.to_owned() }
    }

    fn allow(&self, id: &CommandId, command: &Command) -> Result<(), Problem> {
        match command {
            Command::Submit { options, .. } => self.is_free(&session_of(id), &options.out, None),
            Command::Fork { out, .. } => self.is_free(&session_of(id), out, None),
            Command::Rewind { session, out: Some(out), .. } => self.is_free(session, out, None),
            Command::Approve { session, .. }
            | Command::Resume { session, .. }
            | Command::Answer { session, .. } => self.goes_on(session),
            Command::Revise { .. }
            | Command::Reject { .. }
            | Command::Pause { .. }
            | Command::Cancel { .. }
            | Command::Rewind { .. }
            | Command::Ask { .. }
            | Command::Look { .. }
            | Command::Note { .. }
            | Command::Attach { .. } => Ok(()),
        }
    }

    fn goes_on(&self, session: &SessionId) -> Result<(), Problem> {
        // What cannot be read is for the node to say.
        let Ok(view) = Reader::open(&self.home, session).and_then(|record| record.view()) else {
            return Ok(());
        };
        let done = view.outcome.is_some() || view.delivery.as_ref().is_some_and(|delivery| delivery.done);
        match &view.options {
            Some(options) if !done => self.is_free(session, &options.out, Some(&view)),
            Some(_) | None => Ok(()),
        }
    }

    /// `view` is what the session itself has come to.
    fn is_free(&self, session: &SessionId, out: &str, view: Option<&View>) -> Result<(), Problem> {
        for other in archive::list(&self.home)? {
            if other.id == *session || other.path != out || other.damage.is_some() {
                continue;
            }
            let theirs = Reader::open(&self.home, &other.id)?.view()?;
            if is_about_to_make(&theirs) {
                let message = format!("session {} is to make {out} as well, and is not done", other.id);
                let hint = format!(
                    "go on with it with `samriddh resume {}`, or choose another folder with --out DIR",
                    other.id
                );
                return Err(Problem::new(Code::NotNow, message, hint));
            }
            if view.is_some_and(|view| has_been_made(&theirs, view, out)) {
                let message = format!("session {} has put its files into {out} meanwhile", other.id);
                let hint = format!("give this one a folder of its own: samriddh fork {session} --out DIR");
                return Err(Problem::new(Code::NotNow, message, hint));
            }
        }
        Ok(())
    }
}

fn is_about_to_make(view: &View) -> bool {
    let approved = match view.stage {
        Stage::Building | Stage::Checking | Stage::Finished => true,
        Stage::Planning | Stage::Approval => view.options.as_ref().is_some_and(|options| options.approve),
    };
    let delivered = view.delivery.as_ref().is_some_and(|delivery| delivery.done);
    view.outcome.is_none() && approved && !delivered
}

/// What was there before a session's last step was there for it to see; what came later is not its own.
fn has_been_made(theirs: &View, view: &View, out: &str) -> bool {
    let later = theirs.timing.delivered_ms.is_some_and(|at| at >= view.timing.last_ms);
    let filled = std::fs::read_dir(out).is_ok_and(|mut names| names.next().is_some());
    later && filled && theirs.outcome != Some(Outcome::Cancelled)
}

#[async_trait]
impl Sessions for Claims {
    async fn command(&self, id: CommandId, command: Command) -> Result<SessionId, Problem> {
        self.allow(&id, &command)?;
        self.node.command(id, command).await
    }

    async fn attach(&self, session: &SessionId, from: Place) -> Result<Attachment, Problem> {
        self.node.attach(session, from).await
    }

    async fn page(&self, session: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        self.node.page(session, after).await
    }

    async fn halted(&self, session: &SessionId) -> Option<Problem> {
        self.node.halted(session).await
    }

    async fn live(&self) -> Vec<SessionId> {
        self.node.live().await
    }

    async fn alive(&self) -> Result<(), Problem> {
        Sessions::alive(self.node.as_ref()).await
    }
}
