//! What goes wrong in a simulated run, chosen by a seed or by hand, and agents that go wrong accordingly.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use llm::Request;
use plan::answer::{Answer, FileDraft};
use protocol::id::ContentHash;
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};
use runtime::team::{Member, Team};

use crate::model::ModelFault;

/// The longest that an agent or an effect takes by itself, unless it is told to be slow.
const PAUSE_MS_MAX: u64 = 400;
/// Larger than what a session takes from an agent for one file.
const OVERSIZED_BYTES: usize = 5 * 1024 * 1024;

/// How an agent goes wrong in one attempt at a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Panic,
    /// Silence for ever.
    Hang,
    /// The right answer, a little before the deadline.
    Slow,
    /// An answer of another kind, with a path that leaves the repository.
    Malformed,
    /// A file beyond every limit.
    Oversized,
}

impl Fault {
    pub const ALL: [Fault; 5] = [Fault::Panic, Fault::Hang, Fault::Slow, Fault::Malformed, Fault::Oversized];

    /// Whether the agent that does this is restarted.
    pub fn ends_incarnation(self) -> bool {
        self != Fault::Slow
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFault {
    /// The command exits with 1.
    Fails,
    /// The command is ended by a signal.
    Killed,
    /// A tool it needs is not there.
    Missing,
    /// The command exits with 1 until what it complains of was repaired.
    Repairable,
    /// The same, and the repair changes nothing.
    RepairUseless,
    /// The same, and the repair's command is ended by a signal.
    RepairKilled,
}

/// The faults of one simulation, and which of them were met.
#[derive(Debug, Default)]
pub struct Faults {
    seed: u64,
    /// By task: what happens in its first so many attempts.
    tasks: BTreeMap<String, (Fault, u32)>,
    checks: BTreeMap<String, CheckFault>,
    /// Of the first attempts at calls of the model, counted over all lives.
    model: Vec<ModelFault>,
    /// The model's answers break off whenever the question speaks of this.
    cuts_at: Option<String>,
    /// The person works on the repository as soon as it is there.
    person_edits: bool,
    met: Mutex<Vec<(String, Fault)>>,
}

impl Faults {
    /// Nothing goes wrong; the seed still decides how long everything takes, and so who is first.
    pub fn none(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// `task` goes wrong in its first `attempts` attempts.
    pub fn task(mut self, task: impl Into<String>, fault: Fault, attempts: u32) -> Self {
        self.tasks.insert(task.into(), (fault, attempts));
        self
    }

    pub fn with_check(mut self, name: impl Into<String>, fault: CheckFault) -> Self {
        self.checks.insert(name.into(), fault);
        self
    }

    pub fn with_model(mut self, faults: Vec<ModelFault>) -> Self {
        self.model = faults;
        self
    }

    pub fn with_a_busy_person(mut self) -> Self {
        self.person_edits = true;
        self
    }

    pub fn person_edits(&self) -> bool {
        self.person_edits
    }

    pub fn cutting_at(mut self, word: impl Into<String>) -> Self {
        self.cuts_at = Some(word.into());
        self
    }

    /// What goes wrong with a call, the so-manieth from 1.
    pub fn model(&self, count: usize, request: &Request) -> Option<ModelFault> {
        let speaks = |word: &String| request.messages.iter().any(|message| message.text.contains(word));
        if self.cuts_at.as_ref().is_some_and(speaks) {
            return Some(ModelFault::Cut);
        }
        self.model.get(count - 1).copied()
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Every fault that was met, in order.
    pub fn met(&self) -> Vec<(String, Fault)> {
        self.lock().clone()
    }

    pub fn check(&self, name: &str) -> Option<CheckFault> {
        self.checks.get(name).copied()
    }

    /// How long something takes: the same for the same seed and name, whoever asks and when.
    pub fn pause(&self, what: &str) -> Duration {
        let mixed = what.bytes().fold(self.seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3) // FNV-1a
        });
        Duration::from_millis(fastrand::Rng::with_seed(mixed).u64(1..=PAUSE_MS_MAX))
    }

    fn meet(&self, task: &str, attempt: u32) -> Option<Fault> {
        let (fault, attempts) = self.tasks.get(task).copied()?;
        (attempt <= attempts).then(|| {
            self.lock().push((task.to_owned(), fault));
            fault
        })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, Fault)>> {
        // A list that is only pushed to.
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same team, each of whose members goes wrong as planned.
pub fn faulty(mut team: Team, faults: &Arc<Faults>) -> Team {
    team.members = team.members.into_iter().map(|member| faulty_member(member, faults)).collect();
    team
}

fn faulty_member(member: Member, faults: &Arc<Faults>) -> Member {
    let (make, faults) = (Arc::clone(&member.make), Arc::clone(faults));
    let make = move || Box::new(Faulty { inner: make(), faults: Arc::clone(&faults) }) as Box<dyn Agent>;
    Member { make: Arc::new(make), ..member }
}

struct Faulty {
    inner: Box<dyn Agent>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Agent for Faulty {
    fn recall(&mut self, view: &View) {
        self.inner.recall(view);
    }

    fn digest(&self) -> ContentHash {
        self.inner.digest()
    }

    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        let task = assignment.task.clone();
        tokio::time::sleep(self.faults.pause(task.id.as_str())).await;
        match self.faults.meet(task.id.as_str(), assignment.attempt) {
            None => self.inner.perform(assignment, desk).await,
            Some(Fault::Panic) => panic!("{} was told to panic", task.id),
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::Slow) => {
                let answer = self.inner.perform(assignment, desk).await;
                // What it took so far is far below this margin.
                tokio::time::sleep(Duration::from_millis(task.deadline_ms.saturating_sub(2_500))).await;
                answer
            }
            Some(Fault::Malformed) => Answer::Files(vec![file("../outside", 3)]),
            Some(Fault::Oversized) => Answer::Files(vec![file("README.md", OVERSIZED_BYTES)]),
        }
    }
}

fn file(path: &str, bytes: usize) -> FileDraft {
    FileDraft { path: path.to_owned(), bytes: vec![b'x'; bytes], executable: false }
}
