//! What happens in a session on its way to those who watch it: one ring for all of them, each with a place of its own in it.
//!
//! A watcher that is slow holds nothing back and costs nothing: what has left the ring it reads from the log, by number.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use protocol::event::Event;
use protocol::frame::{self, Draft, ServerFrame};
use protocol::id::ContentHash;
use tokio::sync::watch;

/// Items a watcher may be behind before it has to read from the log.
const ITEMS_MAX: usize = 4_096;
/// Bytes of items, as they are recorded; a ring belongs to a session, and there can be many.
const BYTES_MAX: usize = 1024 * 1024;

/// An event as it goes to watchers; it becomes text once, when the first of them needs that.
#[derive(Debug)]
pub struct Posted {
    pub event: Event,
    /// The hash of its record.
    pub mark: ContentHash,
    bytes: usize,
    text: OnceLock<Bytes>,
}

impl Posted {
    /// `bytes` says what it weighs in the ring.
    pub fn new(event: Event, mark: ContentHash, bytes: usize) -> Arc<Self> {
        Arc::new(Self { event, mark, bytes, text: OnceLock::new() })
    }

    /// The event's frame as JSON.
    pub fn text(&self) -> &Bytes {
        self.text.get_or_init(|| {
            // Events are plain data that was JSON in the log.
            Bytes::from(frame::event_text(&self.event, &self.mark).unwrap_or_default())
        })
    }
}

/// What watchers are told.
#[derive(Clone, Debug)]
pub enum Item {
    Event(Arc<Posted>),
    /// Already as text, like an event's.
    Draft(Arc<Draft>, Bytes),
}

impl Item {
    fn bytes(&self) -> usize {
        match self {
            Item::Event(posted) => posted.bytes,
            Item::Draft(_, text) => text.len(),
        }
    }
}

/// One session's ring.
#[derive(Debug)]
pub struct Ring {
    kept: Mutex<Kept>,
    /// The place after the last item; watchers sleep on it.
    news: watch::Sender<u64>,
}

#[derive(Debug)]
struct Kept {
    items: VecDeque<Item>,
    bytes: usize,
    /// Items that have been here and left.
    gone: u64,
    /// The last event that was posted, kept or not.
    seq: u64,
    closed: bool,
}

/// What a watcher finds at its place.
#[derive(Debug)]
pub enum Taken {
    /// In order; none when there is nothing new.
    Items(Vec<Item>),
    /// The next event is in the log only.
    Behind,
    /// Nothing more will come from this ring.
    Ended,
}

impl Ring {
    /// A ring for events after `seq`.
    pub fn after(seq: u64) -> Arc<Self> {
        let kept = Kept { items: VecDeque::new(), bytes: 0, gone: 0, seq, closed: false };
        Arc::new(Self { kept: Mutex::new(kept), news: watch::Sender::new(0) })
    }

    /// Shows events to whoever watches; they follow the last ones without a gap.
    pub fn post(&self, events: Vec<Arc<Posted>>) {
        let last = events.last().map(|posted| posted.event.seq);
        self.put(events.into_iter().map(Item::Event), last);
    }

    /// Shows a part of an answer. Without watchers it is gone.
    pub fn draft(&self, draft: Draft) {
        if self.is_watched()
            && let Ok(text) = serde_json::to_string(&ServerFrame::Draft(draft.clone()))
        {
            self.put(std::iter::once(Item::Draft(Arc::new(draft), text.into())), None);
        }
    }

    pub fn is_watched(&self) -> bool {
        self.news.receiver_count() > 0
    }

    /// The session has ended here; watchers see that when they have taken what is left.
    pub fn close(&self) {
        self.kept().closed = true;
        self.news.send_modify(|_| {});
    }

    /// A watcher that has everything up to `seq`.
    pub fn watch(self: &Arc<Self>, seq: u64) -> Feed {
        let news = self.news.subscribe();
        let place = self.kept().place_after(seq);
        Feed { news, ring: Arc::clone(self), seq, place }
    }

    fn put(&self, items: impl Iterator<Item = Item>, last: Option<u64>) {
        let watched = self.is_watched();
        let mut kept = self.kept();
        kept.seq = last.unwrap_or(kept.seq);
        for item in items {
            kept.bytes += item.bytes();
            kept.items.push_back(item);
        }
        // Whoever comes later reads from the log.
        while kept.items.len() > ITEMS_MAX || kept.bytes > BYTES_MAX || (!watched && !kept.items.is_empty()) {
            let Some(oldest) = kept.items.pop_front() else { break };
            kept.bytes -= oldest.bytes();
            kept.gone += 1;
        }
        let end = kept.gone + kept.items.len() as u64;
        drop(kept);
        self.news.send_replace(end);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that holds the lock can panic in the middle of a change.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Where the event after `seq` is or will be; none when it has left.
    fn place_after(&self, seq: u64) -> Option<u64> {
        if seq >= self.seq {
            return Some(self.gone + self.items.len() as u64);
        }
        let next = |item: &Item| matches!(item, Item::Event(posted) if posted.event.seq == seq + 1);
        self.items.iter().position(next).map(|index| self.gone + index as u64)
    }
}

/// One watcher's place in the ring.
#[derive(Debug)]
pub struct Feed {
    ring: Arc<Ring>,
    news: watch::Receiver<u64>,
    seq: u64,
    /// None until the place of the event after `seq` is known.
    place: Option<u64>,
}

impl Feed {
    /// The last event that was taken.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// How many events this watcher is behind.
    pub fn behind(&self) -> u64 {
        self.ring.kept().seq.saturating_sub(self.seq)
    }

    /// What was read from the log instead.
    pub fn moved_to(&mut self, seq: u64) {
        self.seq = seq;
        self.place = self.ring.kept().place_after(seq);
    }

    /// What has come, up to a number of items and about so many bytes.
    pub fn take(&mut self, items_max: usize, bytes_max: usize) -> Taken {
        // Seen before looking, so that what comes in between wakes again.
        self.news.borrow_and_update();
        let kept = self.ring.kept();
        let still_there = self.place.filter(|place| *place >= kept.gone);
        let Some(place) = still_there.or_else(|| kept.place_after(self.seq)) else { return Taken::Behind };
        let from = usize::try_from(place - kept.gone).unwrap_or(usize::MAX);
        let mut bytes = 0;
        let within = |item: &&Item| {
            let fits = bytes < bytes_max;
            bytes += item.bytes();
            fits
        };
        let items: Vec<Item> =
            kept.items.iter().skip(from).take(items_max).take_while(within).cloned().collect();
        if items.is_empty() && kept.closed {
            return Taken::Ended;
        }
        self.place = Some(place + items.len() as u64);
        let last = items.iter().rev().find_map(|item| match item {
            Item::Event(posted) => Some(posted.event.seq),
            Item::Draft(..) => None,
        });
        self.seq = last.unwrap_or(self.seq);
        Taken::Items(items)
    }

    /// Waits for something to take. Nothing is lost when this is dropped.
    pub async fn changed(&mut self) {
        // The ring owns the sender and lives as long as this.
        let _ = self.news.changed().await;
    }
}

#[cfg(test)]
mod tests {
    use protocol::event::{Body, Fact, SessionEvent};
    use protocol::id::Role;

    use super::*;

    fn posted(seq: u64, bytes: usize) -> Arc<Posted> {
        let body = Body::Session(SessionEvent::Paused);
        let (agent, correlation) = (Role::session(), String::new());
        let fact = Fact { agent, incarnation: 1, cause: None, correlation, body };
        Posted::new(Event { seq, at_ms: 1, session: "s".into(), fact }, ContentHash::new("00"), bytes)
    }

    fn draft(at: u64) -> Draft {
        Draft { session: "s".into(), call: "c".into(), attempt: 1, at, text: "x".into() }
    }

    fn seqs(taken: Taken) -> Vec<u64> {
        let Taken::Items(items) = taken else { panic!("{taken:?}") };
        let seq = |item: &Item| match item {
            Item::Event(posted) => posted.event.seq,
            Item::Draft(..) => 0,
        };
        items.iter().map(seq).collect()
    }

    #[test]
    fn each_watcher_has_its_own_place_and_one_that_fell_behind_is_told_so() {
        let ring = Ring::after(10);
        let (mut quick, mut slow) = (ring.watch(10), ring.watch(10));
        ring.post(vec![posted(11, 1), posted(12, 1)]);
        ring.draft(draft(0));
        ring.post(vec![posted(13, 1)]);
        assert_eq!(seqs(quick.take(3, 100)), [11, 12, 0]);
        assert_eq!(seqs(quick.take(3, 100)), [13]);
        assert!(seqs(quick.take(3, 100)).is_empty());
        // Two large events push all but themselves out.
        ring.post(vec![posted(14, BYTES_MAX / 2), posted(15, BYTES_MAX / 2)]);
        assert_eq!(seqs(quick.take(9, usize::MAX)), [14, 15]);
        assert!(matches!(slow.take(9, usize::MAX), Taken::Behind));
        assert_eq!(slow.behind(), 5);
        slow.moved_to(14);
        assert_eq!(seqs(slow.take(9, usize::MAX)), [15]);
        let mut late = ring.watch(15);
        ring.close();
        assert!(matches!(late.take(9, 9), Taken::Ended));
    }

    #[test]
    fn without_watchers_nothing_is_kept() {
        let ring = Ring::after(0);
        ring.post(vec![posted(1, 1)]);
        assert!(ring.kept().items.is_empty());
        let mut late = ring.watch(0);
        assert!(matches!(late.take(9, 9), Taken::Behind));
        late.moved_to(1);
        ring.post(vec![posted(2, 1)]);
        assert_eq!(seqs(late.take(9, 9)), [2]);
    }

    #[tokio::test]
    async fn a_watcher_sleeps_until_there_is_something_and_hears_the_end() {
        let ring = Ring::after(0);
        let mut feed = ring.watch(0);
        assert!(seqs(feed.take(9, 9)).is_empty());
        ring.post(vec![posted(1, 1)]);
        feed.changed().await;
        assert_eq!(seqs(feed.take(9, 9)), [1]);
        ring.close();
        feed.changed().await;
        assert!(matches!(feed.take(9, 9), Taken::Ended));
    }

    #[test]
    fn an_event_becomes_text_once() {
        let posted = posted(1, 1);
        assert_eq!(posted.text().as_ptr(), posted.text().as_ptr());
    }
}
