//! Ending in order: nothing new is begun, what runs is ended, and all that is recorded can be taken up again.

use std::time::Duration;

use super::{Mode, Session};

/// How long agents get to notice that they are no longer needed.
const NOTICE: Duration = Duration::from_millis(1_500);
/// Long enough to remove a few hundred thousand files; what is left then is found by `doctor`.
const CLEANING: Duration = Duration::from_secs(20);

impl Session {
    pub(super) async fn drain(&mut self) {
        if self.mode == Mode::Halted {
            return;
        }
        self.mode = Mode::Halted;
        self.cancel.cancel();
        for member in self.team.members.clone().iter().rev() {
            let Some((worker, ..)) = self.crew.reach(&member.role) else { continue };
            // `drain` would wait for what the agent does; its effects have been cancelled, so that is short.
            let _ = worker.drain_and_wait(Some(NOTICE)).await;
            worker.kill();
        }
        if let Some(cleaning) = self.cleaning.take() {
            let _ = tokio::time::timeout(CLEANING, cleaning).await;
        }
        self.me.stop(None);
    }
}
