//! Why a change was not made, in words that say what can be asked instead.

use crate::understand::limits::REQUEST_CHARACTERS_MAX;

/// A change that was not made. The plan stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    #[error("the change is empty; say for example: add isbn to Book, drop comments, add search")]
    Empty,
    #[error("the change has {chars} characters and was not read; the limit is {}", REQUEST_CHARACTERS_MAX)]
    TooLong { chars: usize },
    #[error(
        "`{words}` was not understood; a plan can be changed by adding or dropping a record, a field or a feature, for example: add isbn to Book, add a Tag with name and colour, drop comments, make price optional, rename Book to Volume, only librarians may delete books, set api.page_size to 50"
    )]
    Words { words: String },
    #[error("`{words}` was understood as {name}, which nothing here can build yet; leave it out")]
    Unsupported { name: String, words: String },
    #[error(
        "`{words}`: there is nothing to take back, because the plan was not changed, or all of it was taken back"
    )]
    NothingToUndo { words: String },
    #[error("`{words}` cannot be done: {why}")]
    Impossible { words: String, why: String },
}

impl NotUnderstood {
    /// Without the words, for those who know them.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Impossible { words: _, why } => why.clone(),
            Self::Empty
            | Self::TooLong { .. }
            | Self::Words { .. }
            | Self::Unsupported { .. }
            | Self::NothingToUndo { .. } => self.to_string(),
        }
    }
}

/// One answer for a text of which nothing was done.
pub(super) fn together(reasons: Vec<NotUnderstood>, text: &str) -> NotUnderstood {
    let mut reasons = reasons;
    match reasons.len() {
        0 => NotUnderstood::Words { words: text.trim().to_owned() },
        1 => reasons.remove(0),
        _ if reasons.iter().all(|reason| matches!(reason, NotUnderstood::Words { .. })) => {
            NotUnderstood::Words { words: text.trim().to_owned() }
        }
        _ => {
            let first =
                reasons.iter().position(|reason| !matches!(reason, NotUnderstood::Words { .. })).unwrap_or(0);
            reasons.remove(first)
        }
    }
}
