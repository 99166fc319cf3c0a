//! What goes wrong in a simulated run, chosen by a seed or by hand, and agents that go wrong accordingly.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use llm::Request;
use plan::answer::{Answer, FileDraft};
use protocol::id::{ContentHash, Role};
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};
use runtime::envelope::{Envelope, Slots};
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
    /// Messages of others fill the agent's mailbox when the task comes. See [`Faults::fill`].
    Full,
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
    /// Whose mailboxes are full, from the end of which task on, and how many of them.
    full: Option<Full>,
    met: Mutex<Vec<(String, Fault)>>,
    /// What an agent said of its knowledge before each attempt at a task.
    knew: Mutex<BTreeMap<(String, u32), ContentHash>>,
    /// The messages that fill mailboxes.
    held: Mutex<Vec<Envelope<()>>>,
}

#[derive(Clone, Debug)]
struct Full {
    role: Role,
    /// From the beginning where there is none.
    after: Option<String>,
    mailboxes_left: Arc<AtomicU32>,
}

impl Faults {
    /// Nothing goes wrong; the seed still decides how long everything takes, and so who is first.
    pub fn none(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// The same plan with nothing met yet.
    pub fn again(&self) -> Self {
        Self {
            seed: self.seed,
            tasks: self.tasks.clone(),
            checks: self.checks.clone(),
            model: self.model.clone(),
            cuts_at: self.cuts_at.clone(),
            person_edits: self.person_edits,
            full: self.full.clone(),
            ..Self::default()
        }
    }

    /// Fills so many mailboxes of an agent, the first one when it has done its task `after`.
    pub fn fill(mut self, role: Role, after: Option<String>, mailboxes: u32) -> Self {
        self.full = Some(Full { role, after, mailboxes_left: Arc::new(AtomicU32::new(mailboxes)) });
        self
    }

    /// What an agent knew before an attempt.
    pub fn knew(&self, task: &str, attempt: u32) -> Option<ContentHash> {
        self.knew.lock().unwrap_or_else(PoisonError::into_inner).get(&(task.to_owned(), attempt)).cloned()
    }

    /// Messages that nobody takes out again.
    fn occupy(&self, slots: &Slots) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while let Ok(message) = slots.seal((), u64::MAX) {
            held.push(message);
        }
    }

    /// Whether another mailbox of this agent is to be filled now.
    fn fills(&self, role: &Role, done: Option<&str>) -> bool {
        let Some(full) = self.full.as_ref().filter(|full| full.role == *role) else { return false };
        // A mailbox made after the first one was filled is filled at once.
        let begun = !self.held.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        let due = if begun { done.is_none() } else { full.after.as_deref() == done };
        let left = &full.mailboxes_left;
        due && left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
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
    // Shared by the member's mailbox and its agent, which are made one after the other.
    let current: Arc<Mutex<Option<Slots>>> = Arc::default();
    let (make_slots, role, plan, slots) =
        (Arc::clone(&member.mailbox), member.role.clone(), Arc::clone(faults), Arc::clone(&current));
    let mailbox = move || {
        let made = make_slots();
        if plan.fills(&role, None) {
            plan.occupy(&made);
        }
        *slots.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        made
    };
    let (make, role, faults) = (Arc::clone(&member.make), member.role.clone(), Arc::clone(faults));
    let make = move || {
        let (faults, role, slots) = (Arc::clone(&faults), role.clone(), Arc::clone(&current));
        Box::new(Faulty { inner: make(), faults, role, slots }) as Box<dyn Agent>
    };
    Member { make: Arc::new(make), mailbox: Arc::new(mailbox), ..member }
}

struct Faulty {
    inner: Box<dyn Agent>,
    faults: Arc<Faults>,
    role: Role,
    slots: Arc<Mutex<Option<Slots>>>,
}

impl Faulty {
    /// The place that the task itself has is free only after its answer, and is taken before the session has heard that.
    #[expect(clippy::disallowed_methods, reason = "another sender, which no task waits for")]
    fn fill_after(&self, task: &str) {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(slots) = slots.filter(|_| self.faults.fills(&self.role, Some(task))) {
            let faults = Arc::clone(&self.faults);
            tokio::spawn(async move { faults.occupy(&slots) });
        }
    }
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
        let attempt = (task.id.to_string(), assignment.attempt);
        self.faults.knew.lock().unwrap_or_else(PoisonError::into_inner).insert(attempt, self.inner.digest());
        tokio::time::sleep(self.faults.pause(task.id.as_str())).await;
        let answer = match self.faults.meet(task.id.as_str(), assignment.attempt) {
            // A full mailbox keeps the task from coming here; one that is planned by hand has no other effect.
            None | Some(Fault::Full) => self.inner.perform(assignment, desk).await,
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
        };
        self.fill_after(task.id.as_str());
        answer
    }
}

fn file(path: &str, bytes: usize) -> FileDraft {
    FileDraft { path: path.to_owned(), bytes: vec![b'x'; bytes], executable: false }
}
