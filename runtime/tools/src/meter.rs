//! What a command's processes use while they run, read from the system now and then (Linux; elsewhere nothing is known).
//!
//! A command leads a session of its own, so its processes are those of that session. What one uses after the last look is
//! not seen, and what leaves the session is not counted: both figures are lower bounds.

use std::time::Duration;

use protocol::check::Used;
use tokio::time::Instant;

/// The first look; a command that ends before it is not measured.
const FIRST: Duration = Duration::from_millis(50);
/// Between looks at a command that takes long. One look costs the system about as much as listing its processes.
const LONGEST: Duration = Duration::from_millis(500);

/// Looks at the processes of one session.
pub(crate) struct Meter {
    leader: Option<u32>,
    next: Instant,
    pause: Duration,
    used: Option<Used>,
}

impl Meter {
    /// `leader` is the process that leads the session.
    pub(crate) fn new(leader: Option<u32>, started: Instant) -> Self {
        Self { leader, next: started + FIRST, pause: FIRST, used: None }
    }

    /// When to look again.
    pub(crate) fn next(&self) -> Instant {
        self.next
    }

    pub(crate) fn look(&mut self) {
        self.pause = (self.pause * 2).min(LONGEST);
        self.next = Instant::now() + self.pause;
        let Some(now) = self.leader.and_then(system::of_session) else { return };
        let before = self.used.unwrap_or_default();
        self.used = Some(Used {
            cpu_ms: before.cpu_ms.max(now.cpu_ms),
            memory_bytes: before.memory_bytes.max(now.memory_bytes),
        });
    }

    pub(crate) fn used(&self) -> Option<Used> {
        self.used
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn of_session(_leader: u32) -> Option<protocol::check::Used> {
        None
    }
}

#[cfg(target_os = "linux")]
mod system {
    use protocol::check::Used;
    use rustix::param::{clock_ticks_per_second, page_size};

    /// One line of `/proc/PID/stat`, from the fields that are wanted (proc_pid_stat(5)).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct Line {
        pub session: u32,
        /// Of the process, and of its children that have ended and were waited for.
        pub ticks: u64,
        pub pages: u64,
    }

    /// What the processes of a session have used so far, together; none where there are none.
    pub(super) fn of_session(leader: u32) -> Option<Used> {
        let entries = std::fs::read_dir("/proc").ok()?;
        let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        let lines = ids.filter_map(|id| line(&std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?));
        let mine: Vec<Line> = lines.filter(|line| line.session == leader).collect();
        let ticks: u64 = mine.iter().map(|line| line.ticks).sum();
        let pages: u64 = mine.iter().map(|line| line.pages).sum();
        (!mine.is_empty()).then(|| Used {
            cpu_ms: ticks * 1_000 / clock_ticks_per_second().max(1),
            memory_bytes: pages * page_size() as u64,
        })
    }

    /// The program's name is in brackets and may hold anything, brackets too.
    pub(super) fn line(stat: &str) -> Option<Line> {
        let (_, rest) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
        // The first of `fields` is the third of the manual's.
        let ticks = (11..=14).map(number).sum::<Option<u64>>()?;
        Some(Line { session: u32::try_from(number(3)?).ok()?, ticks, pages: number(21)? })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_program_is_called() {
        let stat = "77 (a) b (c) S 1 77 55 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 1 0 900 1000 250 99 1 1";
        assert_eq!(system::line(stat), Some(system::Line { session: 55, ticks: 100, pages: 250 }));
        assert_eq!(system::line("77 (a) S 1"), None);
        assert_eq!(system::line(""), None);
    }

    #[test]
    fn a_session_that_nobody_is_in_is_not_measured() {
        assert_eq!(system::of_session(u32::MAX), None);
        assert_eq!(Meter::new(None, Instant::now()).used(), None);
    }
}
