//! Connections that ask for nothing at the moment. They cost little and may be anybody's, so that there is a limit of
//! their own: the one that came first makes room for the newest, and who asks at once is always heard.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

use axum::body::Body;
use axum::response::Response;
use http_body_util::BodyExt;
use tokio_util::sync::CancellationToken;

/// A client of this machine sends its request within milliseconds; a browser keeps six connections for the next ones.
const WAITING_MAX: usize = 64;

/// Those who came, oldest first.
#[derive(Default)]
pub struct Waiting {
    guests: VecDeque<Weak<Guest>>,
}

/// One connection; dropped when it ends.
#[derive(Default)]
pub struct Guest {
    /// Requests whose answer is not through yet.
    asked: AtomicUsize,
    away: CancellationToken,
}

impl Waiting {
    /// Lets one more in, and sends the first away that asks for nothing when there are too many.
    pub fn enter(&mut self) -> Arc<Guest> {
        if self.guests.len() >= WAITING_MAX {
            self.make_room();
        }
        let guest = Arc::new(Guest::default());
        self.guests.push_back(Arc::downgrade(&guest));
        guest
    }

    fn make_room(&mut self) {
        self.guests.retain(|guest| guest.strong_count() > 0);
        let idle = self.guests.iter().filter_map(Weak::upgrade).filter(|guest| guest.waits());
        let idle: Vec<Arc<Guest>> = idle.collect();
        if let Some(oldest) = idle.first().filter(|_| idle.len() >= WAITING_MAX) {
            oldest.away.cancel();
        }
    }
}

impl Guest {
    /// A request has arrived; its answer is on its way for as long as the value is kept.
    pub fn speaks(self: &Arc<Self>) -> Speaking {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Speaking(Arc::clone(self))
    }

    pub async fn sent_away(&self) {
        self.away.cancelled().await;
    }

    fn waits(&self) -> bool {
        self.asked.load(Ordering::Relaxed) == 0 && !self.away.is_cancelled()
    }
}

pub struct Speaking(Arc<Guest>);

impl Drop for Speaking {
    fn drop(&mut self) {
        self.0.asked.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A guest is not idle before the last of its answer was taken.
pub fn speaks_until_the_end_of(answer: Response, speaking: Speaking) -> Response {
    answer.map(|body| {
        Body::new(body.map_frame(move |frame| {
            let _kept = &speaking;
            frame
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_asks_for_nothing_makes_room() {
        let mut waiting = Waiting::default();
        let guests: Vec<_> = (0..WAITING_MAX).map(|_| waiting.enter()).collect();
        let speaking = guests[0].speaks();
        let next = [waiting.enter(), waiting.enter()];
        let away = || -> Vec<usize> {
            let all = guests.iter().chain(&next).enumerate();
            all.filter(|(_, guest)| guest.away.is_cancelled()).map(|(number, _)| number).collect()
        };
        assert_eq!(away(), [1], "the very first one has asked for something");
        drop(speaking);
        let _last = waiting.enter();
        assert_eq!(away(), [0, 1], "it has its answer, and waits again");
    }
}
