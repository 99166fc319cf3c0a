//! What a member of the team is: something that folds what it knows from the log and answers tasks.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use memory::{Blobs, MemoryBlobs};
use plan::answer::Answer;
use protocol::check::{CheckResult, CheckSpec, Output};
use protocol::event::{Failure, TaskSpec};
use protocol::id::ContentHash;
use protocol::model::{Ask, Finish};
use protocol::view::View;
use ractor::ActorRef;
use ractor::rpc::CallResult;
use tokio_util::sync::CancellationToken;
use tools::reading::{Reader, Reading};
use tools::work::{CheckOrder, Checked, Checker, Ground, Mended};

use crate::session::SessionMessage;
use crate::worker::Origin;

/// Beyond the time that the session gives a model with all attempts.
const ASK_PATIENCE: Duration = Duration::from_secs(110);

/// One specialist. It is owned by one actor; a new incarnation is a new value.
#[async_trait]
pub trait Agent: Send + 'static {
    /// Called at the start of each incarnation and before each task: know what the log tells, and nothing else.
    fn recall(&mut self, view: &View);

    /// What it knows, in short: after recalling the same view, every incarnation says the same, the first and the last.
    fn digest(&self) -> ContentHash;

    /// Does one task. A panic, silence past the deadline, or an answer that does not fit ends this incarnation.
    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer;
}

/// A task with what the agent gets to see for it.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub task: TaskSpec,
    pub attempt: u32,
    /// The session as it stood when the task was given.
    pub view: Arc<View>,
}

/// Told how far a task is.
pub type OnProgress = Arc<dyn Fn(u32, u32, &str) + Send + Sync>;

/// What an agent may reach while it works; everything else is closed to it.
pub struct Desk {
    pub(crate) session: String,
    pub(crate) ground: Arc<Ground>,
    pub(crate) checker: Arc<dyn Checker>,
    pub(crate) reader: Option<Arc<dyn Reader>>,
    /// Where long outputs go.
    pub(crate) blobs: Arc<dyn Blobs>,
    pub(crate) cancel: CancellationToken,
    pub(crate) on_progress: OnProgress,
    /// The session that asks models, and for which task; none for a desk that stands alone.
    pub(crate) line: Option<(ActorRef<SessionMessage>, Origin)>,
}

/// A model's whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    pub finish: Finish,
}

/// Why there is no answer. The texts hold no figures: they are the same however often a session was interrupted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("no model is configured here")]
    NotConfigured,
    #[error("what is left of the budget does not cover another question to the model")]
    OverBudget,
    #[error("the model's price is unknown, so a budget of money cannot hold it; give a budget of tokens")]
    Unpriced,
    #[error("{why}")]
    Failed { why: String },
    #[error("nobody waits for the answer any more")]
    Unwanted,
}

impl Desk {
    /// Tells how far the task is, in its own units.
    pub fn progress(&self, done: u32, total: u32, note: &str) {
        (self.on_progress)(done, total, note);
    }

    /// Runs a check on a copy of the delivered repository, and keeps what it printed.
    pub async fn check(&self, spec: &CheckSpec) -> CheckResult {
        let Checked { mut result, output, written_bytes } =
            self.checker.run(self.order(spec), self.cancel.clone()).await;
        if !output.is_empty() {
            // On a disk that takes no output the verdict still stands; what cannot be recorded halts the session.
            let kept = self.blobs.put(output.as_bytes()).ok();
            result.output =
                kept.map(|blob| Output::new(ContentHash::new(blob.to_string()), &output, written_bytes));
        }
        result
    }

    /// The index of a folder, to be kept by the agent that asks for it; none where no repositories are read.
    pub fn open(&self, folder: &Path) -> Option<Box<dyn Reading>> {
        self.reader.as_ref().map(|reader| reader.open(folder))
    }

    /// Runs a check's repairs and then the check, on the same copy.
    pub async fn repair(&self, spec: &CheckSpec) -> Mended {
        self.checker.repair(self.order(spec), self.cancel.clone()).await
    }

    fn order(&self, spec: &CheckSpec) -> CheckOrder {
        CheckOrder { session: self.session.clone(), spec: spec.clone(), ground: Arc::clone(&self.ground) }
    }

    /// Asks the session's model, or gives what it has answered to the same question before.
    pub async fn ask(&self, ask: Ask) -> Result<Reply, NoAnswer> {
        let Some((session, origin)) = &self.line else { return Err(NoAnswer::NotConfigured) };
        let message = |reply| SessionMessage::Ask { origin: origin.clone(), ask: Box::new(ask), reply };
        match session.call(message, Some(ASK_PATIENCE)).await {
            Ok(CallResult::Success(answer)) => answer,
            Ok(CallResult::Timeout | CallResult::SenderError) | Err(_) => Err(NoAnswer::Unwanted),
        }
    }

    /// Tells the session that this attempt ends as a recorded one did.
    pub(crate) fn broke(&self, failure: Failure, why: String) {
        if let Some((session, origin)) = &self.line {
            // A session that has ended wants no more of it.
            let _ = session.cast(SessionMessage::Broke { origin: origin.clone(), failure, why });
        }
    }

    /// Cancelled when the task's result is no longer wanted.
    pub fn cancelled(&self) -> &CancellationToken {
        &self.cancel
    }

    /// A desk for trying an agent alone: progress goes nowhere.
    pub fn alone(checker: Arc<dyn Checker>) -> Self {
        Self {
            session: "alone".to_owned(),
            ground: Arc::default(),
            checker,
            reader: None,
            blobs: Arc::new(MemoryBlobs::new()),
            cancel: CancellationToken::new(),
            on_progress: Arc::new(|_, _, _| {}),
            line: None,
        }
    }
}
