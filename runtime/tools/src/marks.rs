//! The mark that every command of ours carries in its environment, so that what it left behind can be found and ended:
//! descendants that left their process group, and servers whose samriddh was killed.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// The variable's name; its value is the owner's process id and start time, and a number that is new for each command.
pub(crate) const NAME: &str = "SAMRIDDH_RUN";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    owner: Owner,
    number: u64,
}

/// A process, told apart from a later one with the same id by when it started (clock ticks after boot; 0 where unknown).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    process: u32,
    started: u64,
}

impl Mark {
    /// A new mark of this process.
    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let process = std::process::id();
        let owner = Owner { process, started: start_of(process).unwrap_or(0) };
        Self { owner, number: NEXT.fetch_add(1, Ordering::Relaxed) }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.owner.process, self.owner.started, self.number)
    }
}

/// Ends every process that a samriddh of this user left behind when it was killed; how many there were. Call it once at
/// the start. Without `/proc` (not Linux) there is no way to tell, and nothing is ended.
pub fn end_orphans() -> usize {
    kill_marked(|mark| start_of(mark.owner.process) != Some(mark.owner.started))
}

#[cfg(target_os = "linux")]
pub(crate) use linux::{kill_marked, start_of};

#[cfg(not(target_os = "linux"))]
pub(crate) fn kill_marked(_which: impl Fn(&Mark) -> bool) -> usize {
    0
}

#[cfg(not(target_os = "linux"))]
fn start_of(_process: u32) -> Option<u64> {
    None
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

    use super::{Mark, NAME, Owner};

    /// Kills the processes whose mark is one of `which`. A descriptor is taken before the mark is read, so that the signal
    /// cannot reach another process that got the same id in between.
    pub(crate) fn kill_marked(which: impl Fn(&Mark) -> bool) -> usize {
        let Ok(processes) = std::fs::read_dir("/proc") else { return 0 };
        let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        ids.filter(|id| *id != std::process::id() && kill_if(*id, &which) == Some(())).count()
    }

    fn kill_if(id: u32, which: &impl Fn(&Mark) -> bool) -> Option<()> {
        let process = pidfd_open(Pid::from_raw(i32::try_from(id).ok()?)?, PidfdFlags::empty()).ok()?;
        // Another user's environment cannot be read, which leaves that user's processes alone.
        let environment = std::fs::read(format!("/proc/{id}/environ")).ok()?;
        let value = environment
            .split(|byte| *byte == 0)
            .find_map(|variable| variable.strip_prefix(NAME.as_bytes())?.strip_prefix(b"="))?;
        let mark = Mark::parse(std::str::from_utf8(value).ok()?)?;
        if which(&mark) { pidfd_send_signal(process, Signal::KILL).ok() } else { None }
    }

    impl Mark {
        pub(super) fn parse(text: &str) -> Option<Self> {
            let mut parts = text.splitn(3, '.');
            let process = parts.next()?.parse().ok()?;
            let started = parts.next()?.parse().ok()?;
            Some(Self { owner: Owner { process, started }, number: parts.next()?.parse().ok()? })
        }
    }

    /// When the process started; `None` when there is none, or only its remains.
    pub(crate) fn start_of(process: u32) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, in brackets, may itself contain brackets and spaces: count fields after the last one.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let state = fields.first()?;
        if *state == "Z" { None } else { fields.get(19)?.parse().ok() }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_from_its_text() {
        let mark = Mark::next();
        assert_eq!(Mark::parse(&mark.to_string()), Some(mark.clone()));
        assert_ne!(Mark::next(), mark);
        assert_eq!(Mark::parse("12"), None);
    }
}
