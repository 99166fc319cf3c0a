//! The switch that stops a simulated process: at a point that was chosen beforehand, everything it could still do has no effect.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Where a process is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    Never,
    /// Its journal holds so many events; the group that would go beyond is lost.
    AfterEvents(u64),
    /// The so-manieth effect on the outside, counted from 1 over all lives, was done and not yet recorded.
    InsideEffect(usize),
}

/// Shared by everything of one simulated process. A lock, because the machine's parts are called from several tasks.
#[derive(Clone)]
pub struct Switch {
    stop: Stop,
    state: Arc<Mutex<State>>,
    stopped: Arc<Notify>,
}

#[derive(Default)]
struct State {
    is_off: bool,
}

impl Switch {
    pub fn new(stop: Stop) -> Self {
        Self { stop, state: Arc::default(), stopped: Arc::new(Notify::new()) }
    }

    /// True once the process was stopped: from then on nothing it does reaches disk or world.
    pub fn is_off(&self) -> bool {
        self.state().is_off
    }

    /// Whether a group that would make the journal hold `events` still gets through.
    pub fn lets_record(&self, events: u64) -> bool {
        if let Stop::AfterEvents(last) = self.stop
            && events > last
        {
            self.turn_off();
        }
        !self.is_off()
    }

    /// Told after an effect was done.
    pub fn effect_done(&self, count: usize) {
        if self.stop == Stop::InsideEffect(count) {
            self.turn_off();
        }
    }

    /// Returns when the process was stopped.
    pub async fn wait(&self) {
        let stopped = self.stopped.notified();
        if !self.is_off() {
            stopped.await;
        }
    }

    fn turn_off(&self) {
        self.state().is_off = true;
        self.stopped.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A flag cannot be half set.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
