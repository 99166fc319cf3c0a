//! Parts of a model's answer on their way to watchers, merged: a model sends a few letters at a time, many times a second.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use llm::{Answer, Broken, Parts};
use protocol::frame::Draft;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::ring::Ring;

/// What has come is shown after so long: an eye sees no difference.
const MERGED_FOR: Duration = Duration::from_millis(100);
/// So much is shown at once.
const MERGED_BYTES: usize = 1024;

/// The draft of one attempt's answer.
pub(super) struct Drafts {
    ring: Arc<Ring>,
    /// The part that has not been shown. Nothing is awaited under the lock.
    next: Mutex<Draft>,
    begun: Notify,
}

impl Drafts {
    pub fn new(ring: Arc<Ring>, first: Draft) -> Self {
        Self { ring, next: Mutex::new(first), begun: Notify::new() }
    }

    /// Reads an answer to its end, and shows it while it comes.
    pub async fn show(&self, parts: Parts) -> Result<Answer, Broken> {
        let collected = parts.collect(|piece| self.take(piece));
        tokio::pin!(collected);
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut collected => break ended,
                () = self.due() => self.flush(),
            }
        };
        self.flush();
        ended
    }

    /// A while after a part has begun. A part that is shown for its size before that is followed by a shorter one.
    async fn due(&self) {
        self.begun.notified().await;
        sleep(MERGED_FOR).await;
    }

    fn take(&self, piece: &str) {
        let bytes = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            if next.text.is_empty() {
                self.begun.notify_one();
            }
            next.text.push_str(piece);
            next.text.len()
        };
        if bytes >= MERGED_BYTES {
            self.flush();
        }
    }

    fn flush(&self) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if !next.text.is_empty() {
            self.ring.draft(next.clone());
            next.at += next.text.len() as u64;
            next.text.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use llm::{Bounds, Call, ModelError, Part, Source};
    use protocol::model::Finish;

    use super::*;
    use crate::ring::{Item, Taken};

    /// Two letters every ten milliseconds.
    struct Slow(u32);

    #[async_trait]
    impl Source for Slow {
        async fn next(&mut self) -> Result<Option<Part>, ModelError> {
            sleep(Duration::from_millis(10)).await;
            self.0 = self.0.saturating_sub(1);
            Ok(Some(if self.0 == 0 { Part::Done(Finish::Stop) } else { Part::Text("ab".into()) }))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn small_parts_are_merged_and_nothing_of_them_is_missing() {
        let ring = Ring::after(0);
        let mut feed = ring.watch(0);
        let first = Draft { session: "s".into(), call: "c".into(), attempt: 1, at: 0, text: String::new() };
        let call = Call::new("c", 0, 90_000);
        let source: Box<dyn Source> = Box::new(Slow(101));
        let parts = Parts::open(&call, Bounds::default(), async { Ok(source) }).await.unwrap();
        let answer = Drafts::new(Arc::clone(&ring), first).show(parts).await.unwrap();
        let Taken::Items(items) = feed.take(1_000, usize::MAX) else { panic!("nothing came") };
        let mut shown = String::new();
        for item in &items {
            let Item::Draft(draft, _) = item else { panic!("{item:?}") };
            assert_eq!(draft.at, shown.len() as u64);
            shown.push_str(&draft.text);
        }
        assert_eq!(shown, answer.text);
        assert_eq!(shown.len(), 200);
        assert!((8..=12).contains(&items.len()), "{} parts", items.len());
    }
}
