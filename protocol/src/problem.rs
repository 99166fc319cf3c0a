//! Coded errors with a hint, as every client shows them.

use serde::{Deserialize, Serialize};

/// What went wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    pub code: Code,
    pub message: String,
    /// The next thing to try; may be empty.
    pub hint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The frame or command could not be read.
    Malformed,
    /// Another protocol version.
    Version,
    Unauthorized,
    NotFound,
    /// Not possible in the session's present state.
    NotNow,
    /// The request itself cannot be built.
    Unbuildable,
    TooLarge,
    Overloaded,
    /// Another process owns the data folder.
    Locked,
    /// The disk, or permissions on it.
    Storage,
    Internal,
}

impl Problem {
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }
}
