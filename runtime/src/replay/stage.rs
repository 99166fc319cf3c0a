//! Where agents, effects and alarms of a replay wait for their cue. Nothing here knows a disk, a socket or a process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::enquiry::Look;
use protocol::event::Failure;
use protocol::id::{CallId, ContentHash, TaskId};
use tokio::sync::Notify;
use tools::work::Receipt;

use super::cue::{Heard, Proof, Repair};
use crate::ports::Alarm;

/// Shared by everything of one replay. A lock, because ports are called from several tasks; it is never held across an await.
#[derive(Clone, Default)]
pub(super) struct Stage {
    board: Arc<Mutex<Board>>,
    changed: Arc<Notify>,
}

/// What was called out and not yet taken.
#[derive(Default)]
pub(super) struct Board {
    pub now_ms: u64,
    /// What chance gives next.
    pub chance: [u8; 16],
    /// Tasks whose agents may set to work.
    pub begun: BTreeSet<TaskId>,
    /// Tasks whose answers may be handed over.
    pub handed_over: BTreeSet<TaskId>,
    pub broken: BTreeMap<TaskId, (Failure, String)>,
    pub heard: BTreeMap<CallId, Heard>,
    pub rung: BTreeSet<Alarm>,
    /// Who asked, by the call.
    pub asked: BTreeMap<CallId, TaskId>,
    /// Alarms that somebody waits for.
    pub awaited: BTreeSet<Alarm>,
    /// What the delivery came to, and of which tree.
    pub receipt: Option<(Result<Receipt, String>, Option<ContentHash>)>,
    /// By the check's name.
    pub checks: BTreeMap<String, Proof>,
    pub repairs: BTreeMap<String, Repair>,
    /// What the index answered, by the task.
    pub looks: BTreeMap<TaskId, Look>,
    /// What the delivery of repairs came to, and of which tree.
    pub amended: Option<(Result<Receipt, String>, Option<ContentHash>)>,
    /// What an interrupted delivery left could not be told, and why.
    pub doubt: Option<String>,
    /// The tree that was put in place in this replay.
    pub delivered: Option<ContentHash>,
    /// Tasks whose agents wait to begin, or to hand over.
    pub waiting: BTreeSet<TaskId>,
    /// How often each kind of effect was answered from the record.
    pub answered: Answered,
}

/// What the record answered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// What people said.
    pub commands: u32,
    pub model_calls: u32,
    pub deliveries: u32,
    pub checks: u32,
    /// Queries to the index of a repository.
    pub looks: u32,
    /// Attempts that ended as they had ended.
    pub failures: u32,
    /// Ends of the program in the middle.
    pub interruptions: u32,
}

/// What a waiting agent is told.
pub(super) enum Call {
    GoOn,
    Break(Failure, String),
}

impl Stage {
    /// Changes what is on the board, and lets everybody look again.
    pub fn set<T>(&self, change: impl FnOnce(&mut Board) -> T) -> T {
        let result = change(&mut self.board());
        self.changed.notify_waiters();
        result
    }

    pub fn board(&self) -> MutexGuard<'_, Board> {
        // Entries are whole or not there, so a panic of an agent does not spoil the board.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something can be taken from the board.
    pub async fn taken<T>(&self, take: impl Fn(&mut Board) -> Option<T>) -> T {
        loop {
            let changed = self.changed.notified();
            let taken = take(&mut self.board());
            match taken {
                Some(taken) => return taken,
                None => changed.await,
            }
        }
    }

    /// Waits until the task's agent may set to work.
    pub async fn begun(&self, task: &TaskId) -> Call {
        let _waiting = self.waits(Wait::At(task.clone()));
        self.taken(|board| {
            let broken = board.take_break(task);
            let begun = || board_begun(board, task);
            broken.or_else(begun)
        })
        .await
    }

    /// Waits until the task's answer may be handed over.
    pub async fn handed_over(&self, task: &TaskId) -> Call {
        let _waiting = self.waits(Wait::At(task.clone()));
        self.taken(|board| {
            let broken = board.take_break(task);
            broken.or_else(|| board.handed_over.remove(task).then_some(Call::GoOn))
        })
        .await
    }

    /// Waits until the record says that the attempt broke.
    pub async fn broken(&self, task: &TaskId) -> Call {
        self.taken(|board| board.take_break(task)).await
    }

    /// Waits until the alarm rings.
    pub async fn rung(&self, alarm: &Alarm) {
        let _waiting = self.waits(Wait::For(alarm.clone()));
        self.taken(|board| board.rung.remove(alarm).then_some(())).await;
    }

    fn waits(&self, wait: Wait) -> Waiting {
        match &wait {
            Wait::At(task) => self.board().waiting.insert(task.clone()),
            Wait::For(alarm) => self.board().awaited.insert(alarm.clone()),
        };
        Waiting { stage: self.clone(), wait }
    }
}

fn board_begun(board: &mut Board, task: &TaskId) -> Option<Call> {
    // An answer that may be handed over must have been worked out.
    let may = board.begun.remove(task) || board.handed_over.contains(task);
    may.then_some(Call::GoOn)
}

impl Board {
    /// Lets a call be tried again, if it waits for that. Rung with nobody there, a later attempt would begin before its cue.
    pub fn try_again(&mut self, call: &CallId) {
        let retry = Alarm::Retry(call.clone());
        if self.awaited.contains(&retry) {
            self.rung.insert(retry);
        }
    }

    /// The calls of a task.
    pub fn calls(&self, task: &TaskId) -> Vec<CallId> {
        self.asked.iter().filter(|(_, by)| *by == task).map(|(call, _)| call.clone()).collect()
    }

    fn take_break(&mut self, task: &TaskId) -> Option<Call> {
        let (failure, why) = self.broken.remove(task)?;
        self.answered.failures += 1;
        Some(Call::Break(failure, why))
    }
}

enum Wait {
    At(TaskId),
    For(Alarm),
}

/// Is over when it is dropped, also where the agent or the session that waits is killed.
struct Waiting {
    stage: Stage,
    wait: Wait,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        match &self.wait {
            Wait::At(task) => self.stage.board().waiting.remove(task),
            Wait::For(alarm) => self.stage.board().awaited.remove(alarm),
        };
    }
}
