//! Where time, chance and the large effects come from. A session takes them as a value, so that tests own them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use llm::Provider;
use llm::prices::PriceTable;
use protocol::id::{CallId, Role, TaskId};
use tools::reading::Reader;
use tools::work::{Checker, Deliverer};

/// Time. Waiting follows tokio's clock, which tests can pause.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Milliseconds since the Unix epoch.
    fn now_ms(&self) -> u64;

    async fn sleep(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }

    /// Returns when it is time for the alarm. A clock that answers from a record knows which ones rang.
    async fn wait(&self, ms: u64, _alarm: Alarm) {
        self.sleep(ms).await;
    }
}

/// What a session waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// The time of an attempt at a task is over.
    Deadline(TaskId),
    /// The pause before a role's next incarnation is over.
    Restart(Role),
    /// The pause before another attempt at a call is over.
    Retry(CallId),
}

/// Chance, and so new ids.
pub trait Chance: Send + Sync {
    fn bytes(&self) -> [u8; 16];
}

#[derive(Clone)]
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub deliverer: Arc<dyn Deliverer>,
    pub checker: Arc<dyn Checker>,
    /// None where no repositories are read.
    pub reader: Option<Arc<dyn Reader>>,
    /// None works without one.
    pub model: Option<Model>,
}

/// A language model, and what it charges.
#[derive(Clone)]
pub struct Model {
    pub provider: Arc<dyn Provider>,
    pub prices: Arc<PriceTable>,
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock port")]
    fn now_ms(&self) -> u64 {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since_epoch.map_or(0, |elapsed| u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }
}

/// The operating system's random source.
pub struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Without a random source ids could collide with another session's: better no session.
        getrandom::fill(&mut bytes).expect("the operating system has a random source");
        bytes
    }
}
