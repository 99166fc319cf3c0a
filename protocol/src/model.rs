//! What a language model is asked and what became of it: the words that the log keeps. The texts themselves are blobs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{CallId, ContentHash, TaskId};
use crate::usage::ReservationId;

/// A question to whichever model the session has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub messages: Vec<Message>,
    pub format: Format,
    pub output_tokens_max: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub speaker: Speaker,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The instructions.
    System,
    User,
    /// The model itself, earlier.
    Assistant,
}

/// The form of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Format {
    #[default]
    Text,
    /// JSON by a schema. Providers enforce it to different degrees: what comes back is still to be parsed and checked.
    Json { name: String, schema: Value },
}

impl Message {
    pub fn system(text: impl Into<String>) -> Self {
        Self { speaker: Speaker::System, text: text.into() }
    }

    pub fn user(text: impl Into<String>) -> Self {
        Self { speaker: Speaker::User, text: text.into() }
    }

    pub fn assistant(text: impl Into<String>) -> Self {
        Self { speaker: Speaker::Assistant, text: text.into() }
    }
}

/// Tokens of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// All of the input, cached or not.
    pub input_tokens: u64,
    /// The share of the input that came from the provider's cache.
    pub cached_input_tokens: u64,
    /// The share of the input that was put into the provider's cache, which some charge more for.
    pub cache_write_tokens: u64,
    /// All of the output, reasoning included.
    pub output_tokens: u64,
    /// The share of the output that was reasoning.
    pub reasoning_tokens: u64,
}

impl Usage {
    pub fn total_tokens(&self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}

/// Why an answer ended. An answer withheld by a filter is an error, not an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Finish {
    /// The model had said everything.
    Stop,
    /// The limit of output tokens cut it; even JSON by a schema can be broken then.
    Length,
    /// A reason of this provider's own.
    Other(String),
}

/// How an attempt at a call went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    Unavailable,
    RateLimited,
    OutOfCredit,
    Unauthorized,
    BadRequest,
    ContextTooLong,
    Refused,
    TimedOut,
    CutStream,
    Malformed,
    Excessive,
    Cancelled,
}

/// A call is one question, whatever number of attempts it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ModelEvent {
    /// An attempt is about to be made; what it may cost is reserved.
    Requested {
        call: CallId,
        task: TaskId,
        /// The blob that holds the whole request.
        ask: ContentHash,
        model: String,
        attempt: u32,
        reservation: ReservationId,
    },
    Answered {
        call: CallId,
        /// The blob that holds the answer's text.
        answer: ContentHash,
        finish: Finish,
        /// None where the provider did not count.
        usage: Option<Usage>,
    },
    /// This attempt failed; whether another follows is decided anew.
    Failed { call: CallId, failure: FailureKind, why: String, retry_after_ms: Option<u64> },
}
