//! Connections that ask for nothing at the moment. They cost little and may be anybody's, so that there is a limit of
//! their own: the one that came first makes room for the newest, and who asks at once is always heard.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use tokio_util::sync::CancellationToken;

/// Those who came, oldest first.
pub struct Waiting {
    guests: VecDeque<Weak<Guest>>,
    max: usize,
}

/// One connection; dropped when it ends.
#[derive(Default)]
pub struct Guest {
    /// Requests that are here as a whole, and whose answer is not through yet.
    asked: AtomicUsize,
    /// It has asked for something before.
    is_known: AtomicBool,
    away: CancellationToken,
}

impl Waiting {
    pub fn of(max: usize) -> Self {
        Self { guests: VecDeque::new(), max }
    }

    /// Lets one more in, and sends the first away that asks for nothing when there are too many.
    pub fn enter(&mut self) -> Arc<Guest> {
        if self.guests.len() >= self.max {
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
        if let Some(oldest) = idle.first().filter(|_| idle.len() >= self.max) {
            oldest.away.cancel();
        }
    }
}

impl Guest {
    /// A request has arrived; its answer is on its way for as long as the value is kept.
    fn speaks(self: &Arc<Self>) -> Speaking {
        self.is_known.store(true, Ordering::Relaxed);
        self.asked.fetch_add(1, Ordering::Relaxed);
        Speaking(Arc::clone(self))
    }

    /// Whoever never asked for anything is told why it is sent away; another would take that for an answer.
    pub fn is_known(&self) -> bool {
        self.is_known.load(Ordering::Relaxed)
    }

    pub async fn sent_away(&self) {
        self.away.cancelled().await;
    }

    fn waits(&self) -> bool {
        self.asked.load(Ordering::Relaxed) == 0 && !self.away.is_cancelled()
    }
}

struct Speaking(Arc<Guest>);

impl Drop for Speaking {
    fn drop(&mut self) {
        self.0.asked.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that is on its way: while its body drips, its sender is one of those who wait.
#[derive(Clone)]
pub struct Asking {
    guest: Arc<Guest>,
    speaking: Arc<OnceLock<Speaking>>,
}

impl Asking {
    pub fn of(guest: &Arc<Guest>) -> Self {
        Self { guest: Arc::clone(guest), speaking: Arc::default() }
    }

    /// The request's body; when it is here as a whole, its sender is heard.
    pub fn heard(self, body: Incoming) -> Body {
        let heard = Heard { body, asking: self };
        heard.look();
        Body::new(heard)
    }

    /// A guest is not idle before the last of its answer was taken.
    pub fn answered(self, answer: Response) -> Response {
        self.speak();
        answer.map(|body| {
            Body::new(body.map_frame(move |frame| {
                let _kept = &self;
                frame
            }))
        })
    }

    fn speak(&self) {
        self.speaking.get_or_init(|| self.guest.speaks());
    }
}

struct Heard {
    body: Incoming,
    asking: Asking,
}

impl Heard {
    fn look(&self) {
        if self.body.is_end_stream() {
            self.asking.speak();
        }
    }
}

impl hyper::body::Body for Heard {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None)) {
            self.asking.speak();
        }
        self.look();
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_asks_for_nothing_makes_room() {
        let mut waiting = Waiting::of(64);
        let guests: Vec<_> = (0..64).map(|_| waiting.enter()).collect();
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
