//! Connections that have not asked for anything yet. They cost little and may be anybody's, so that there is a limit of
//! their own: the oldest makes room for the newest, and who asks at once is always heard.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use tokio_util::sync::CancellationToken;

/// A client of this machine sends its request within milliseconds.
const WAITING_MAX: usize = 64;

/// Those who came, oldest first.
#[derive(Default)]
pub struct Waiting {
    guests: VecDeque<Weak<Guest>>,
}

/// One connection; dropped when it ends.
#[derive(Default)]
pub struct Guest {
    spoken: AtomicBool,
    away: CancellationToken,
}

impl Waiting {
    /// Lets one more in, and sends the oldest away that still says nothing when there are too many.
    pub fn enter(&mut self) -> Arc<Guest> {
        if self.guests.len() >= WAITING_MAX {
            self.guests.retain(|guest| guest.upgrade().is_some_and(|guest| guest.waits()));
        }
        if self.guests.len() >= WAITING_MAX
            && let Some(oldest) = self.guests.pop_front().and_then(|guest| guest.upgrade())
        {
            oldest.away.cancel();
        }
        let guest = Arc::new(Guest::default());
        self.guests.push_back(Arc::downgrade(&guest));
        guest
    }
}

impl Guest {
    /// Its request has arrived.
    pub fn has_spoken(&self) {
        self.spoken.store(true, Ordering::Relaxed);
    }

    pub async fn sent_away(&self) {
        self.away.cancelled().await;
    }

    fn waits(&self) -> bool {
        !self.spoken.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_that_says_nothing_makes_room() {
        let mut waiting = Waiting::default();
        let guests: Vec<_> = (0..WAITING_MAX).map(|_| waiting.enter()).collect();
        guests[0].has_spoken();
        let next = [waiting.enter(), waiting.enter()];
        let away: Vec<bool> = guests.iter().chain(&next).map(|guest| guest.away.is_cancelled()).collect();
        assert_eq!(away.iter().position(|away| *away), Some(1), "the first one has asked for something");
        assert_eq!(away.iter().filter(|away| **away).count(), 1);
    }
}
