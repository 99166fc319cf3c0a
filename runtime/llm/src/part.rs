//! What comes back: pieces of text, then perhaps what was used, then the end with its reason.

use serde::{Deserialize, Serialize};

/// A whole answer is any number of `Text`, at most one `Usage`, and one `Done`, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Part {
    Text(String),
    /// As the provider reports it. A provider that reports none leaves it out: it is unknown, not zero.
    Usage(Usage),
    Done(Finish),
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

impl Usage {
    pub fn total_tokens(&self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}
