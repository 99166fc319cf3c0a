//! A bounded mailbox for actors whose own is not: a message carries a permit and a deadline.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// A message that holds its place in the receiver's mailbox until it has been handled.
#[derive(Debug)]
pub struct Envelope<T> {
    pub message: T,
    /// After this it is a dead letter; milliseconds since the Unix epoch.
    pub expires_ms: u64,
    _place: OwnedSemaphorePermit,
}

/// The sender's side of a bounded mailbox.
#[derive(Clone, Debug)]
pub struct Slots {
    permits: Arc<Semaphore>,
    capacity: usize,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mailbox is full ({capacity} messages wait)")]
pub struct Full {
    pub capacity: usize,
}

impl Slots {
    pub fn new(capacity: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(capacity)), capacity }
    }

    /// Takes a place for a message, or says that there is none.
    pub fn seal<T>(&self, message: T, expires_ms: u64) -> Result<Envelope<T>, Full> {
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(place) => Ok(Envelope { message, expires_ms, _place: place }),
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => {
                Err(Full { capacity: self.capacity })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_message_was_handled() {
        let slots = Slots::new(2);
        let first = slots.seal("a", 10).unwrap();
        let _second = slots.seal("b", 10).unwrap();
        assert_eq!(slots.seal("c", 10).unwrap_err(), Full { capacity: 2 });
        drop(first);
        assert!(slots.seal("c", 10).is_ok());
    }
}
