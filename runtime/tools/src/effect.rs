//! What it means to do an effect again of which nobody knows whether it happened: the program may have ended in the middle.

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::error::ToolError;

/// How an effect bears being done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It changes nothing.
    Read,
    /// It changes only what is its own (a copy, a scratch database, an account of what was spent): again is as good as once.
    Repeatable,
    /// It changes what is the person's. Before it is done again it is looked up; where that cannot tell, they are asked.
    Write,
}

/// What a session does to the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    LookUp,
    Check,
    Repair,
    Clean,
    AskModel,
    Deliver,
    Amend,
}

impl Effect {
    pub const fn class(self) -> Class {
        match self {
            Self::LookUp => Class::Read,
            Self::Check | Self::Repair | Self::Clean | Self::AskModel => Class::Repeatable,
            Self::Deliver | Self::Amend => Class::Write,
        }
    }
}

/// What a look at the outside tells of a write that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<R> {
    Done(R),
    NotDone,
    /// Something is there, and it is neither what was there before nor what was to come.
    Unknown {
        why: String,
    },
}

/// An effect of the class [`Class::Write`], with the look that tells whether it happened. [`once`] is the way to do it.
#[async_trait]
pub trait Write: Send + Sync {
    type Receipt: Send;

    async fn look_up(&self) -> Result<Found<Self::Receipt>, ToolError>;
    async fn act(&self, cancel: CancellationToken) -> Result<Self::Receipt, ToolError>;
}

/// Whether an effect's beginning was on record before this process came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    Now,
    Before,
}

/// Why a write was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Only the person can tell; nothing was touched.
    Unknown {
        why: String,
    },
    Failed(ToolError),
}

/// Does a write that must not happen twice.
pub async fn once<W: Write + ?Sized>(
    write: &W,
    begun: Begun,
    cancel: CancellationToken,
) -> Result<W::Receipt, Undone> {
    if begun == Begun::Before {
        match write.look_up().await.map_err(Undone::Failed)? {
            Found::Done(receipt) => return Ok(receipt),
            Found::Unknown { why } => return Err(Undone::Unknown { why }),
            Found::NotDone => {}
        }
    }
    write.act(cancel).await.map_err(Undone::Failed)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    struct Counted {
        there: Found<u32>,
        acts: AtomicU32,
    }

    #[async_trait]
    impl Write for Counted {
        type Receipt = u32;

        async fn look_up(&self) -> Result<Found<u32>, ToolError> {
            Ok(self.there.clone())
        }

        async fn act(&self, _: CancellationToken) -> Result<u32, ToolError> {
            Ok(self.acts.fetch_add(1, Ordering::Relaxed) + 100)
        }
    }

    #[tokio::test]
    async fn a_write_that_was_begun_before_is_looked_up_and_done_at_most_once() {
        let unknown = Found::Unknown { why: "it is another".to_owned() };
        let asked = Err(Undone::Unknown { why: "it is another".to_owned() });
        let cases = [
            (Begun::Now, unknown.clone(), Ok(100), 1),
            (Begun::Before, Found::NotDone, Ok(100), 1),
            (Begun::Before, Found::Done(7), Ok(7), 0),
            (Begun::Before, unknown, asked, 0),
        ];
        for (begun, there, expected, acts) in cases {
            let counted = Counted { there, acts: AtomicU32::new(0) };
            assert_eq!(once(&counted, begun, CancellationToken::new()).await, expected);
            assert_eq!(counted.acts.into_inner(), acts);
        }
    }
}
