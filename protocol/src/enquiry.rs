//! A question about a repository on its way through the team: who took it up, what they asked the index, what they answered.

use serde::{Deserialize, Serialize};

use crate::id::{Role, TaskId};
use crate::workspace::{Cited, WorkspaceEvent};

/// Questions that are open at once; more have to wait.
pub const OPEN_MAX: usize = 4;
/// Queries that are made for one question.
pub const QUERIES_MAX: usize = 12;

/// What an agent asks the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Query {
    /// Read what has changed, and nothing else.
    Changes,
    /// A question by its words.
    Question { text: String },
    /// Models and tables, with who queries them.
    Models { about: Vec<String> },
    /// Endpoints, with who requests them.
    Endpoints { about: Vec<String> },
    /// Requests that the code makes, with the endpoints that they reach.
    Requests { about: Vec<String> },
    /// Environment variables, with where they are read.
    Settings { about: Vec<String> },
    /// What no test reaches.
    Untested,
    /// What breaks where something is changed.
    Impact { of: String },
    /// Where the value of a variable or call goes.
    Flow { from: String },
    /// Languages, frameworks and versions, by what manifests and locks say.
    Stack,
}

/// What the index answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// False where nothing that answers was found.
    pub known: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Cited>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub based_on: Vec<String>,
}

impl Finding {
    pub fn unknown(why: impl Into<String>) -> Self {
        let line = Cited { text: why.into(), file: None, line: None, level: 0 };
        Self { known: false, lines: vec![line], based_on: Vec::new() }
    }
}

/// What came of one query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// That files were read: all of them the first time, later those that have changed. None where nothing had.
    pub read: Option<WorkspaceEvent>,
    pub finding: Finding,
}

/// Questions are numbered from 1 in the order in which they were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EnquiryEvent {
    /// A client heard that files may have changed.
    LookAsked,
    Asked {
        number: u32,
        question: String,
    },
    /// Whose field it is, and by which words.
    Routed {
        number: u32,
        to: Role,
        why: String,
    },
    /// The agent asks the index.
    Queried {
        number: u32,
        queries: Vec<Query>,
    },
    Found {
        number: u32,
        task: TaskId,
        query: Query,
        finding: Finding,
    },
    Answered {
        number: u32,
        question: String,
        finding: Finding,
    },
}

impl EnquiryEvent {
    /// The question it belongs to.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::LookAsked => None,
            Self::Asked { number, .. }
            | Self::Routed { number, .. }
            | Self::Queried { number, .. }
            | Self::Found { number, .. }
            | Self::Answered { number, .. } => Some(*number),
        }
    }
}
