//! What can go wrong with a call, by what the caller can do about it. Plain data: it is recorded and read back in a replay.

use protocol::model::FailureKind;
use serde::{Deserialize, Serialize};

/// `detail` is what the provider or the network said, shortened and without the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelError {
    #[error("the model is not available at the moment: {detail}")]
    Unavailable { detail: String, retry_after_ms: Option<u64> },
    #[error("the model's provider asks for fewer requests: {detail}")]
    RateLimited { detail: String, retry_after_ms: Option<u64> },
    #[error("the account with the model's provider has no credit left: {detail}")]
    OutOfCredit { detail: String },
    #[error("the model's provider does not accept the key: {detail}; check SAMRIDDH_MODEL_KEY")]
    Unauthorized { detail: String },
    #[error("the request cannot be sent as it is: {detail}")]
    BadRequest { detail: String },
    #[error("the request is longer than the model can read: {detail}")]
    ContextTooLong { detail: String },
    #[error("the model declined to answer: {detail}")]
    Refused { detail: String },
    #[error("the model took too long: {phase}")]
    TimedOut { phase: Phase },
    #[error("the answer broke off: {detail}")]
    CutStream { detail: String },
    #[error("what came back is not an answer: {detail}")]
    Malformed { detail: String },
    #[error("the answer was given up: more than {limit} {what}")]
    Excessive { what: String, limit: u64 },
    #[error("cancelled")]
    Cancelled,
}

/// Where the time went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    #[error("no connection")]
    Connecting,
    #[error("connected, but no answer began")]
    Waiting,
    #[error("silence in the middle of the answer")]
    Silence,
    #[error("the deadline of the whole call passed")]
    Whole,
}

impl ModelError {
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Unavailable { .. } => FailureKind::Unavailable,
            Self::RateLimited { .. } => FailureKind::RateLimited,
            Self::OutOfCredit { .. } => FailureKind::OutOfCredit,
            Self::Unauthorized { .. } => FailureKind::Unauthorized,
            Self::BadRequest { .. } => FailureKind::BadRequest,
            Self::ContextTooLong { .. } => FailureKind::ContextTooLong,
            Self::Refused { .. } => FailureKind::Refused,
            Self::TimedOut { .. } => FailureKind::TimedOut,
            Self::CutStream { .. } => FailureKind::CutStream,
            Self::Malformed { .. } => FailureKind::Malformed,
            Self::Excessive { .. } => FailureKind::Excessive,
            Self::Cancelled => FailureKind::Cancelled,
        }
    }

    /// The error that was recorded with this kind and text: it says the same and leads to the same.
    pub fn recorded(kind: FailureKind, said: &str, retry_after_ms: Option<u64>) -> Self {
        let detail = detail(kind, said);
        match kind {
            FailureKind::Unavailable => Self::Unavailable { detail, retry_after_ms },
            FailureKind::RateLimited => Self::RateLimited { detail, retry_after_ms },
            FailureKind::OutOfCredit => Self::OutOfCredit { detail },
            FailureKind::Unauthorized => Self::Unauthorized { detail },
            FailureKind::BadRequest => Self::BadRequest { detail },
            FailureKind::ContextTooLong => Self::ContextTooLong { detail },
            FailureKind::Refused => Self::Refused { detail },
            FailureKind::TimedOut => {
                let all = [Phase::Connecting, Phase::Waiting, Phase::Silence];
                let phase = all.into_iter().find(|phase| phase.to_string() == detail);
                Self::TimedOut { phase: phase.unwrap_or(Phase::Whole) }
            }
            FailureKind::CutStream => Self::CutStream { detail },
            FailureKind::Malformed => Self::Malformed { detail },
            FailureKind::Excessive => {
                let (limit, what) = detail.split_once(' ').unwrap_or(("", &detail));
                Self::Excessive { what: what.to_owned(), limit: limit.parse().unwrap_or(0) }
            }
            FailureKind::Cancelled => Self::Cancelled,
        }
    }

    /// Whether the same request may do better later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable { .. }
            | Self::RateLimited { .. }
            | Self::CutStream { .. }
            | Self::Malformed { .. } => true,
            Self::TimedOut { phase } => match phase {
                Phase::Connecting | Phase::Waiting | Phase::Silence => true,
                // The caller's time is over, whatever else could be tried.
                Phase::Whole => false,
            },
            Self::OutOfCredit { .. }
            | Self::Unauthorized { .. }
            | Self::BadRequest { .. }
            | Self::ContextTooLong { .. }
            | Self::Refused { .. }
            | Self::Excessive { .. }
            | Self::Cancelled => false,
        }
    }

    /// How long the provider asked to be left alone.
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Unavailable { retry_after_ms, .. } | Self::RateLimited { retry_after_ms, .. } => {
                *retry_after_ms
            }
            Self::OutOfCredit { .. }
            | Self::Unauthorized { .. }
            | Self::BadRequest { .. }
            | Self::ContextTooLong { .. }
            | Self::Refused { .. }
            | Self::TimedOut { .. }
            | Self::CutStream { .. }
            | Self::Malformed { .. }
            | Self::Excessive { .. }
            | Self::Cancelled => None,
        }
    }
}

/// What an error's text says beside the words that all of its kind begin and end with.
fn detail(kind: FailureKind, said: &str) -> String {
    let (before, after) = match kind {
        FailureKind::Unavailable => ("the model is not available at the moment: ", ""),
        FailureKind::RateLimited => ("the model's provider asks for fewer requests: ", ""),
        FailureKind::OutOfCredit => ("the account with the model's provider has no credit left: ", ""),
        FailureKind::Unauthorized => {
            ("the model's provider does not accept the key: ", "; check SAMRIDDH_MODEL_KEY")
        }
        FailureKind::BadRequest => ("the request cannot be sent as it is: ", ""),
        FailureKind::ContextTooLong => ("the request is longer than the model can read: ", ""),
        FailureKind::Refused => ("the model declined to answer: ", ""),
        FailureKind::TimedOut => ("the model took too long: ", ""),
        FailureKind::CutStream => ("the answer broke off: ", ""),
        FailureKind::Malformed => ("what came back is not an answer: ", ""),
        FailureKind::Excessive => ("the answer was given up: more than ", ""),
        FailureKind::Cancelled => ("", ""),
    };
    let said = said.strip_prefix(before).unwrap_or(said);
    said.strip_suffix(after).unwrap_or(said).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_known_again_by_its_recorded_kind_and_text() {
        let detail = || "said so: twice".to_owned();
        let mut errors = vec![
            ModelError::Unavailable { detail: detail(), retry_after_ms: Some(7) },
            ModelError::RateLimited { detail: detail(), retry_after_ms: None },
            ModelError::OutOfCredit { detail: detail() },
            ModelError::Unauthorized { detail: detail() },
            ModelError::BadRequest { detail: detail() },
            ModelError::ContextTooLong { detail: detail() },
            ModelError::Refused { detail: detail() },
            ModelError::CutStream { detail: detail() },
            ModelError::Malformed { detail: detail() },
            ModelError::Excessive { what: "bytes of text".to_owned(), limit: 8 },
            ModelError::Cancelled,
        ];
        errors.extend(
            [Phase::Connecting, Phase::Waiting, Phase::Silence, Phase::Whole]
                .map(|phase| ModelError::TimedOut { phase }),
        );
        for error in errors {
            let again = ModelError::recorded(error.kind(), &error.to_string(), error.retry_after_ms());
            assert_eq!(again, error);
        }
    }

    #[test]
    fn errors_survive_a_recording() {
        let errors = [
            ModelError::RateLimited { detail: "slow down".to_owned(), retry_after_ms: Some(1_500) },
            ModelError::TimedOut { phase: Phase::Silence },
            ModelError::Cancelled,
        ];
        for error in errors {
            let text = serde_json::to_string(&error).expect("plain data");
            assert_eq!(serde_json::from_str::<ModelError>(&text).expect("the same data"), error);
        }
    }
}
