//! How long and how much one server may go on.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The providers' own clients wait as long.
    pub connect_ms: u64,
    /// From the connection to the head of the answer. Local servers read a long prompt first, which takes minutes.
    pub waiting_ms: u64,
    /// Without a byte in the middle of an answer. Models that reason are silent until they have made up their mind.
    pub silence_ms: u64,
    /// For the count of tokens, once the model has said why it ended.
    pub after_finish_ms: u64,
    /// For the words of an error whose status is known already.
    pub error_ms: u64,
    /// One line of the stream holds one piece of an answer; a megabyte is no piece.
    pub line_bytes_max: usize,
    /// Each token travels in some 250 bytes of JSON: room for over 200,000.
    pub response_bytes_max: u64,
    /// Enough for an error's words; the rest of a page is not read.
    pub error_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_ms: 5_000,
            waiting_ms: 300_000,
            silence_ms: 180_000,
            after_finish_ms: 5_000,
            error_ms: 2_000,
            line_bytes_max: 1024 * 1024,
            response_bytes_max: 64 * 1024 * 1024,
            error_bytes_max: 64 * 1024,
        }
    }
}
