//! The state of a session: a fold of its events and nothing else. Server, terminal, replay and web page use the same rules.

mod fold;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError};
use crate::check::CheckResult;
use crate::claim::{Claim, Conflict, Ruling, Vote};
use crate::command::RunOptions;
use crate::enquiry::{Finding, Query};
use crate::event::{ATTEMPTS_MAX, Event, Failure, Outcome, Question, TaskEnd, TaskKind, TaskSpec};
use crate::id::{CallId, ClaimKey, CommandId, ContentHash, QuestionId, Role, SessionId, TaskId};
use crate::model::Finish;
use crate::plan::{Change, Plan};
use crate::repair::RepairResult;
use crate::requirements::Requirements;
use crate::usage::{ReservationId, Spending};

pub use fold::FoldError;

/// What is known of a session after some prefix of its log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub session: Option<SessionId>,
    /// The last event folded in.
    pub seq: u64,
    pub request: String,
    pub options: Option<RunOptions>,
    pub stage: Stage,
    pub paused: bool,
    pub outcome: Option<Outcome>,
    pub outcome_reason: String,
    pub requirements: Option<Requirements>,
    /// The requirements before each change of the plan that is not taken back, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Requirements>,
    pub refusal: Option<String>,
    /// Counted up by each accepted revision, from 1.
    pub round: u32,
    /// A revision that is being read.
    pub revision_text: Option<String>,
    /// What the last revision did; empty before the first.
    pub changes: Vec<Change>,
    /// Why the last revision did nothing, or which part of it was left out.
    pub revision_note: String,
    /// What a model made of the request beyond that, in this round.
    pub refinement: Option<Refinement>,
    pub plan: Option<Plan>,
    pub approved_revision: Option<u32>,
    pub tasks: BTreeMap<TaskId, TaskView>,
    pub claims: Vec<Claim>,
    pub conflicts: Vec<Conflict>,
    pub votes: Vec<Vote>,
    pub rulings: BTreeMap<ClaimKey, Ruling>,
    pub questions: BTreeMap<QuestionId, QuestionView>,
    pub files: BTreeMap<String, FileView>,
    pub delivery: Option<Delivery>,
    /// Of the tree that is delivered now: a repair that is delivered takes them all back.
    pub checks: BTreeMap<String, CheckResult>,
    /// What was done about failed checks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairView>,
    /// Files of repairs that helped and are not delivered yet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub restaged: BTreeMap<String, FileView>,
    /// The tree that a delivery of repairs which was begun leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amending: Option<ContentHash>,
    /// How often repairs were delivered.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub amendments: u32,
    pub milestones: Vec<String>,
    /// Questions about a repository that is read.
    #[serde(default, skip_serializing_if = "Enquiries::is_none")]
    pub enquiries: Enquiries,
    pub agents: BTreeMap<Role, AgentView>,
    pub messages_sent: u32,
    pub messages_dead: u32,
    pub commands: Vec<CommandId>,
    /// The sessions whose records it began with, each a fork of the one before; the last is its parent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lineage: Vec<Parent>,
    /// Questions to a model.
    pub calls: BTreeMap<CallId, CallView>,
    pub spending: Spending,
    pub timing: Timing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Planning,
    /// The plan is shown and waits for approval.
    Approval,
    Building,
    Checking,
    Finished,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskView {
    pub spec: TaskSpec,
    pub round: u32,
    pub attempt: u32,
    /// Attempts that failed through the agent's own doing.
    pub failures: u32,
    /// How the last attempt that did not succeed went wrong.
    pub failure: Option<Failure>,
    /// None while it runs.
    pub end: Option<TaskEnd>,
    pub why: String,
    pub done: u32,
    pub total: u32,
    pub note: String,
    pub started_ms: u64,
    pub ended_ms: Option<u64>,
}

/// Where a session was forked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    pub session: SessionId,
    /// The last event that both have.
    pub at: u64,
    /// BLAKE3 of the parent's record `at`.
    pub head: ContentHash,
    /// When it was forked.
    pub at_ms: u64,
}

/// Shown with the plan as read by the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refinement {
    pub changes: Vec<Change>,
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    pub task: TaskId,
    pub ask: ContentHash,
    pub model: String,
    pub attempts: u32,
    /// Of each attempt.
    pub reservations: Vec<ReservationId>,
    /// Why the last attempt failed; empty when none did.
    pub why: String,
    pub answer: Option<AnswerView>,
}

/// A whole answer; its text is a blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerView {
    pub text: ContentHash,
    pub finish: Finish,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    pub question: Question,
    pub answer: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub hash: ContentHash,
    pub bytes: u64,
    pub lines: u32,
    pub executable: bool,
    pub task: TaskId,
    pub bundle: ContentHash,
    pub offset: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub target: String,
    pub tree_hash: ContentHash,
    pub done: bool,
    /// Commit id of the generated repository; none where git is missing.
    pub head: Option<String>,
    pub note: String,
}

/// A repair with the failure it was for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairView {
    pub check: String,
    /// The delivered tree on which the check failed.
    pub tree: Option<ContentHash>,
    /// What the check had said.
    pub before: CheckResult,
    pub result: RepairResult,
    pub state: RepairState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RepairState {
    /// It did not help, and nothing of it is kept.
    Useless,
    /// It helped on the copy and is to be delivered.
    Pending,
    Delivered {
        head: Option<String>,
    },
    /// It helped, and could not be delivered.
    Refused {
        why: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    pub incarnation: u32,
    pub state: AgentState,
    pub restarts: u32,
    /// When each restart was begun, for the restart policy.
    pub restarts_at_ms: Vec<u64>,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    Running,
    Restarting,
    GivenUp,
    Stopped,
}

/// What is asked of a session that reads a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enquiries {
    /// How often somebody said that files may have changed.
    pub looks: u32,
    /// Questions so far.
    pub asked: u32,
    /// Those that are not answered yet, by number.
    pub open: BTreeMap<u32, Enquiry>,
}

/// A question that is not answered yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enquiry {
    pub question: String,
    /// Who was found to answer it.
    pub to: Option<Role>,
    /// How often that agent has said what to ask the index.
    pub rounds: u32,
    pub queries: Vec<Query>,
    /// By the place of their query.
    pub findings: Vec<Finding>,
    /// The last event that belongs to it.
    pub seq: u64,
}

impl Enquiries {
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Enquiry {
    /// The query that is to be asked next.
    pub fn due(&self) -> Option<&Query> {
        self.queries.get(self.findings.len())
    }

    /// What was asked, with what came of it.
    pub fn answered(&self) -> impl Iterator<Item = (&Query, &Finding)> {
        self.queries.iter().zip(&self.findings)
    }
}

/// Milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    pub opened_ms: u64,
    pub drafted_ms: Option<u64>,
    pub approved_ms: Option<u64>,
    pub delivered_ms: Option<u64>,
    pub last_ms: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(crate) fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl View {
    /// Folds one event in.
    pub fn apply(&mut self, event: &Event) -> Result<(), FoldError> {
        fold::apply(self, event)
    }

    /// Folds a whole log.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, FoldError> {
        let mut view = View::default();
        events.into_iter().try_for_each(|event| view.apply(event))?;
        Ok(view)
    }

    /// BLAKE3 of the canonical JSON of the view.
    pub fn hash(&self) -> Result<ContentHash, CanonicalError> {
        canonical::hash(self)
    }

    /// Milliseconds of the team's own work up to the delivery, without waiting for the person and without checks.
    pub fn build_ms(&self) -> Option<u64> {
        let t = self.timing;
        let planning = t.drafted_ms?.saturating_sub(t.opened_ms);
        Some(planning + t.delivered_ms?.saturating_sub(t.approved_ms?))
    }

    /// The folder that it made, or is to make.
    pub fn place(&self) -> Option<&str> {
        let made = self.delivery.as_ref().filter(|delivery| delivery.done).map(|delivery| &delivery.target);
        made.or(self.options.as_ref().map(|options| &options.out)).map(String::as_str)
    }

    /// The first question nobody has answered.
    pub fn open_question(&self) -> Option<&Question> {
        self.questions.values().find(|q| q.answer.is_none()).map(|q| &q.question)
    }

    /// True when nothing goes on until the person says something.
    pub fn waits_for_person(&self) -> bool {
        let asked = self.stage == Stage::Approval && self.revision_text.is_none();
        self.outcome.is_none() && (self.paused || asked || self.open_question().is_some())
    }

    /// Tasks of this round that have not ended.
    pub fn running(&self) -> impl Iterator<Item = &TaskView> {
        self.tasks.values().filter(|task| task.end.is_none())
    }

    /// The delivered files as they will be when pending repairs are delivered too.
    pub fn repaired_files(&self) -> impl Iterator<Item = (&String, &FileView)> {
        self.files.iter().map(|(path, file)| (path, self.restaged.get(path).unwrap_or(file)))
    }

    /// Tasks that kept failing and were set aside so that the rest could go on.
    pub fn parked(&self) -> impl Iterator<Item = &TaskView> {
        self.tasks.values().filter(|task| task.is_parked())
    }

    /// Sum over staged files.
    pub fn lines(&self) -> u32 {
        self.files.values().map(|file| file.lines).sum()
    }
}

impl TaskView {
    pub fn is_done(&self) -> bool {
        self.end == Some(TaskEnd::Done)
    }

    /// The check this task runs, if it runs one.
    pub fn check(&self) -> Option<&str> {
        match &self.spec.kind {
            TaskKind::Check { name } => Some(name),
            TaskKind::Understand
            | TaskKind::Revise { .. }
            | TaskKind::Refine
            | TaskKind::Propose
            | TaskKind::Dispute
            | TaskKind::Vote
            | TaskKind::Rule
            | TaskKind::Plan
            | TaskKind::Render { .. }
            | TaskKind::Repair { .. }
            | TaskKind::Route { .. }
            | TaskKind::Consult { .. }
            | TaskKind::Look { .. } => None,
        }
    }

    /// True where every attempt failed through the agent's own doing and no other was made.
    pub fn is_parked(&self) -> bool {
        self.failures >= ATTEMPTS_MAX && matches!(self.end, Some(TaskEnd::Failed | TaskEnd::TimedOut))
    }
}
