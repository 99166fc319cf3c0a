//! What a client can ask a session to do.

use serde::{Deserialize, Serialize};

use crate::id::{ContentHash, QuestionId, SessionId};
use crate::usage::Budget;
use crate::workspace::{Restored, WorkspaceEvent};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// Start a session.
    Submit { request: String, options: RunOptions },
    /// Change the plan that is shown, in plain words.
    Revise { session: SessionId, text: String },
    /// Build the plan that is shown. `revision` is the one the person saw, so that nobody approves another.
    Approve { session: SessionId, revision: u32 },
    /// End the session at the plan; nothing is written.
    Reject { session: SessionId },
    /// Answer a question of the team with one of its options.
    Answer { session: SessionId, question: QuestionId, value: String },
    /// Start nothing new until resumed.
    Pause { session: SessionId },
    /// Go on: after a pause, or after the process ended. `approve` answers the plan and open questions with what the team recommends.
    Resume { session: SessionId, approve: bool },
    /// End the session; running work is stopped.
    Cancel { session: SessionId },
    /// Go back to event `to`: with the session's state (`conversation`), or only to note that a client put files back, or both.
    Rewind {
        session: SessionId,
        to: u64,
        conversation: bool,
        /// Absolute path of the folder for what is made from then on; without it, it stays the one of the request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files: Option<Restored>,
    },
    /// Ask the team about the repository that the session reads.
    Ask { session: SessionId, question: String },
    /// Files of the repository may have changed: look at them.
    Look { session: SessionId },
    /// Note what a client did to a folder's files; the session does nothing about it.
    Note { session: SessionId, event: WorkspaceEvent },
    /// Begin another session with this one's events up to `at`, and a folder of its own. Nothing of it goes on before it is resumed.
    Fork {
        session: SessionId,
        at: u64,
        /// Absolute path of the repository that the new session makes.
        out: String,
    },
    /// Receive the session's events with a sequence number above that of `from`, and those to come.
    Attach {
        session: SessionId,
        #[serde(flatten)]
        from: Place,
    },
}

/// How far a client has come in a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The last event it took in; 0 for none.
    pub after: u64,
    /// The mark that came with that event, so that the client hears when the record holds another one there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<ContentHash>,
    #[serde(default)]
    pub history: History,
}

/// How a client wants to be told what happened before it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// Event by event, or as a snapshot when there are thousands.
    #[default]
    Short,
    /// Every event, however many there are.
    Events,
    /// As a snapshot.
    State,
}

impl Place {
    pub fn after(after: u64) -> Self {
        Self { after, ..Self::default() }
    }
}

/// What a run was asked for, kept for its whole life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOptions {
    /// Absolute path of the repository to make.
    pub out: String,
    /// Approve the plan, and take the team's recommendation on questions, without asking.
    pub approve: bool,
    pub verify: Verify,
    /// The language model that may be asked, by its provider's name for it; none works without one. Keys are never in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What all calls of the model may cost together.
    #[serde(default, skip_serializing_if = "Budget::is_unlimited")]
    pub budget: Budget,
    /// Nothing is made: the session is about the repository that lies at `out` already.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reads: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl RunOptions {
    /// A run that asks no model.
    pub fn offline(out: impl Into<String>, approve: bool, verify: Verify) -> Self {
        Self { out: out.into(), approve, verify, model: None, budget: Budget::default(), reads: false }
    }

    /// A session about a repository that is there.
    pub fn reading(folder: impl Into<String>) -> Self {
        Self { reads: true, ..Self::offline(folder, false, Verify::None) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verify {
    None,
    /// Checks that need no network.
    Quick,
    Full,
}

impl Command {
    /// The session a command is for; none for one that starts a session without another.
    pub fn session(&self) -> Option<&SessionId> {
        match self {
            Command::Submit { .. } => None,
            Command::Revise { session, .. }
            | Command::Approve { session, .. }
            | Command::Reject { session }
            | Command::Answer { session, .. }
            | Command::Pause { session }
            | Command::Resume { session, .. }
            | Command::Cancel { session }
            | Command::Rewind { session, .. }
            | Command::Ask { session, .. }
            | Command::Look { session }
            | Command::Note { session, .. }
            | Command::Fork { session, .. }
            | Command::Attach { session, .. } => Some(session),
        }
    }

    /// The same command to another session.
    pub fn for_session(mut self, other: &SessionId) -> Self {
        match &mut self {
            Command::Submit { .. } => {}
            Command::Revise { session, .. }
            | Command::Approve { session, .. }
            | Command::Reject { session }
            | Command::Answer { session, .. }
            | Command::Pause { session }
            | Command::Resume { session, .. }
            | Command::Cancel { session }
            | Command::Rewind { session, .. }
            | Command::Ask { session, .. }
            | Command::Look { session }
            | Command::Note { session, .. }
            | Command::Fork { session, .. }
            | Command::Attach { session, .. } => *session = other.clone(),
        }
        self
    }
}
