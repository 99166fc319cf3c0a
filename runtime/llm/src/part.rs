//! What comes back: pieces of text, then perhaps what was used, then the end with its reason.

use protocol::model::{Finish, Usage};
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
