//! A command's process group: everything a command starts ends with it, whatever way it ends.
//!
//! The command leads a new session, so one signal reaches it and its children and no terminal can be asked for a password.
//! Descendants that start a session of their own are found by a mark in their environment (Linux).

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

use crate::marks::{self, Mark};

/// A running command. Dropping it kills the group.
pub(crate) struct Group {
    pub(crate) child: Child,
    leader: Option<Pid>,
    mark: Mark,
    swept: bool,
}

impl Group {
    /// Starts the command in a session of its own; must be called on a thread that outlives the command (see `spawner`).
    pub(crate) fn spawn(mut command: Command, mark: Mark) -> std::io::Result<Self> {
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .env(marks::NAME, mark.to_string());
        enter_session(&mut command);
        let child = command.spawn()?;
        let leader = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        Ok(Self { child, leader, mark, swept: false })
    }

    /// Asks the group to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends the group, and with `Strays::Find` what left it.
    pub(crate) fn kill(&mut self, strays: Strays) {
        self.signal(Signal::KILL);
        if strays == Strays::Find {
            marks::kill_marked(|mark| *mark == self.mark);
        }
        self.swept = true;
    }

    fn signal(&self, signal: Signal) {
        if let Some(leader) = self.leader {
            // Nobody left in the group is what is wanted.
            let _ = kill_process_group(leader, signal);
        }
    }
}

/// Looking through all processes costs some milliseconds: only where something may have left the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strays {
    Find,
    Ignore,
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.swept {
            self.kill(Strays::Find);
        }
    }
}

#[expect(unsafe_code, reason = "the only way to run code between fork and exec; see the comment inside")]
fn enter_session(command: &mut Command) {
    let parent = rustix::process::getpid();
    // SAFETY: the closure runs in the forked child before exec and makes only direct system calls: it does not allocate,
    // lock or touch memory that another thread of the parent may have been changing.
    unsafe {
        command.pre_exec(move || {
            rustix::process::setsid()?;
            die_with_parent(parent)
        });
    }
}

/// So that a killed samriddh leaves no server behind.
#[cfg(target_os = "linux")]
fn die_with_parent(parent: Pid) -> std::io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    // The parent may have died before the request: then the signal will never come.
    if rustix::process::getppid() == Some(parent) { Ok(()) } else { Err(rustix::io::Errno::CHILD.into()) }
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent(_parent: Pid) -> std::io::Result<()> {
    Ok(())
}
