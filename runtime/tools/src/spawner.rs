//! The one thread that starts commands.
//!
//! Linux kills a child "with its parent" when the *thread* that started it ends, and an async runtime ends idle threads as
//! it likes. So commands are started by a thread that lives as long as the shell does.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use tokio::process::Command;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::ToolError;
use crate::group::Group;
use crate::marks::Mark;

type Job = Box<dyn FnOnce() + Send>;

pub(crate) struct Spawner {
    /// Absent only while dropping: closing the channel is what ends the thread.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Spawner {
    pub(crate) fn start() -> Result<Self, ToolError> {
        let (jobs, queue) = channel::<Job>();
        let work = move || queue.into_iter().for_each(|job| job());
        let started = std::thread::Builder::new().name("shell".to_owned()).spawn(work);
        let thread = started.map_err(|e| ToolError::of_io("start", "the thread that starts commands", &e))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Starts the command; if the caller is gone by then, it is killed at once.
    pub(crate) async fn spawn(&self, command: Command, mark: Mark) -> std::io::Result<Group> {
        let (reply, started) = oneshot::channel();
        let runtime = Handle::current();
        let job = Box::new(move || {
            let _context = runtime.enter();
            // An unclaimed group comes back in the error and ends when it is dropped there.
            drop(reply.send(Group::spawn(command, mark)));
        });
        let gone = || std::io::Error::other("the thread that starts commands has ended");
        self.jobs.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        started.await.map_err(|_| gone())?
    }
}

impl Drop for Spawner {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A job cannot panic on outside data; if one did, there is nothing left to do here.
            let _ = thread.join();
        }
    }
}
