//! One attempt at a request: its identity, how long it may take, and the token that ends it.

use tokio_util::sync::CancellationToken;

#[derive(Clone, Debug)]
pub struct Call {
    /// The same for every attempt at one request, so that logs on both sides meet and a provider may know a repetition.
    /// Visible ASCII.
    pub id: String,
    /// Milliseconds since the Unix epoch when the attempt starts; servers name points in time when they ask for patience.
    pub now_ms: u64,
    /// When there must be an end, on the same scale.
    pub deadline_ms: u64,
    pub cancel: CancellationToken,
}

impl Call {
    pub fn new(id: impl Into<String>, now_ms: u64, deadline_ms: u64) -> Self {
        Self { id: id.into(), now_ms, deadline_ms, cancel: CancellationToken::new() }
    }

    pub fn cancelled_by(self, cancel: CancellationToken) -> Self {
        Self { cancel, ..self }
    }

    pub fn remaining_ms(&self) -> u64 {
        self.deadline_ms.saturating_sub(self.now_ms)
    }
}
