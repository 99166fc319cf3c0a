//! What an agent gives back for a task, and what the session does next: the words between pure rules and their shell.

use protocol::check::CheckResult;
use protocol::claim::{Claim, Conflict, Ruling, Vote};
use protocol::enquiry::{Finding, Look, Query};
use protocol::event::{Body, Question, TaskSpec};
use protocol::id::{ClaimKey, ContentHash, Role, TaskId};
use protocol::plan::{Change, Plan};
use protocol::repair::RepairResult;
use protocol::requirements::Requirements;

/// An agent's answer to a task. Which variant fits which task is for [`crate::accept`] to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Understood {
        requirements: Box<Requirements>,
        refusal: Option<String>,
    },
    Revised {
        requirements: Box<Requirements>,
        changes: Vec<Change>,
        not_understood: Vec<String>,
    },
    /// Nothing of a revision was understood.
    NotRevised {
        message: String,
    },
    Refined {
        requirements: Box<Requirements>,
        changes: Vec<Change>,
        left_out: Vec<String>,
    },
    /// Nothing was taken from a model, or none could be asked; the offline reading stays.
    NotRefined {
        why: String,
    },
    Claims(Vec<Claim>),
    Conflicts(Vec<Conflict>),
    Votes(Vec<Vote>),
    /// `questions` are for keys that only the person can settle; those keys have no ruling.
    Rulings {
        rulings: Vec<Ruling>,
        questions: Vec<Question>,
    },
    Plan(Box<Plan>),
    Files(Vec<FileDraft>),
    Check(CheckResult),
    /// What was done about a failed check, and the files it changed.
    Repair {
        result: RepairResult,
        files: Vec<FileDraft>,
    },
    /// Whose field a question is, and by which words.
    Routed {
        to: Role,
        why: String,
    },
    /// What an agent wants to know of the index before it answers.
    Queries(Vec<Query>),
    /// Its answer to a question.
    Reply(Finding),
    /// What the index found, and what had changed in the files since it was last asked.
    Looked(Look),
    /// The agent cannot do it, and why.
    Declined {
        why: String,
    },
}

/// A file as an agent rendered it; it is not on any disk yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDraft {
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

/// What comes next. The list is complete each time: what is listed and not yet going on is begun.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Record(Body),
    /// The task should be running.
    Start(TaskSpec),
    /// The staged files should be put in place, with this history.
    Deliver {
        target: String,
        tree_hash: ContentHash,
        commits: Vec<CommitSpec>,
    },
    /// The files of pending repairs should be put on top of what was delivered, which makes it this tree.
    Amend {
        tree_hash: ContentHash,
        message: String,
    },
}

/// One commit of the generated repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitSpec {
    pub message: String,
    pub paths: Vec<String>,
}

/// The team as the rules see it: who is there and who answers for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamShape {
    /// Reads the request and drafts the plan.
    pub orchestrator: Role,
    /// Finds and settles conflicts.
    pub consensus: Role,
    /// Those who make claims and vote, in order of name.
    pub members: Vec<Role>,
    /// Keeps the index of a repository that a session reads; it is there in such sessions alone.
    pub index: Option<Role>,
}

/// An answer that does not fit its task; the agent that gave it is restarted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer to {task} is unusable: {why}")]
pub struct Nonsense {
    pub task: TaskId,
    pub why: String,
}

/// An answer that fits: what is recorded of it, and the files to keep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accepted {
    pub events: Vec<Body>,
    pub files: Vec<FileDraft>,
    /// Said with the task's end.
    pub note: String,
}

/// What a team's answers may contain, as far as only the team knows it.
pub trait Bounds: Send + Sync {
    /// Whether a claim on this key may take this value.
    fn allows(&self, key: &ClaimKey, value: &str) -> bool;
    /// How many times a role's votes count.
    fn counts(&self, _: &Role) -> u32 {
        1
    }
    /// Whether this pack may write this path.
    fn owns(&self, pack: &str, path: &str) -> bool;
}
