//! When the person, or the system, asks the program to stop.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears Ctrl-C and termination from when it is made; what comes before somebody asks is kept.
pub struct Stops {
    /// None where signals cannot be heard: the system's own way of ending a process is safe too.
    #[cfg(unix)]
    heard: Option<(Signal, Signal)>,
}

impl Stops {
    pub fn listen() -> Self {
        Self {
            #[cfg(unix)]
            heard: signal(SignalKind::interrupt()).ok().zip(signal(SignalKind::terminate()).ok()),
        }
    }

    /// Returns when there is a signal that was not told yet.
    pub async fn asked(&mut self) {
        #[cfg(unix)]
        if let Some((interrupt, terminate)) = &mut self.heard {
            tokio::select! {
                _ = interrupt.recv() => return,
                _ = terminate.recv() => return,
            }
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_ok() {
            return;
        }
        std::future::pending().await
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_signal_that_comes_before_anybody_waits_for_it_is_not_lost() {
        let mut stops = Stops::listen();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::INT).unwrap();
        stops.asked().await;
    }
}
