//! The machine of a simulation: folders, checks, time and chance that outlive the processes on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use llm::prices::PriceTable;
use llm::{Call, ModelError, Parts, Provider, Request, Scripted};
use protocol::check::{CheckResult, CheckStatus};
use protocol::id::ContentHash;
use runtime::ports::{Chance, Clock, Model, Ports};
use tokio_util::sync::CancellationToken;
use tools::ToolError;
use tools::work::{CheckOrder, Checked, Checker, Deliverer, Order, Receipt};

use crate::faults::{CheckFault, Faults};
use crate::model;
use crate::shelf::Disk;
use crate::switch::Switch;

/// What was done to the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Deliver {
        target: PathBuf,
    },
    Check {
        name: String,
    },
    /// A model has heard a question.
    Ask {
        call: String,
    },
}

/// An act and how long the journals were when it was done: its event must have been on disk by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub act: Act,
    pub events_on_disk: u64,
}

/// The outside. Clones are handles on the same one.
#[derive(Clone, Default)]
pub struct Machine {
    pub disk: Disk,
    /// Set where there is a model.
    prices: Option<Arc<PriceTable>>,
    outside: Arc<Mutex<Outside>>,
}

#[derive(Default)]
struct Outside {
    folders: BTreeMap<PathBuf, String>,
    acts: Vec<Done>,
}

impl Machine {
    /// One from which a language model can be reached.
    pub fn with_model() -> anyhow::Result<Self> {
        Ok(Self { prices: Some(Arc::new(PriceTable::embedded()?)), ..Self::default() })
    }

    pub fn acts(&self) -> Vec<Done> {
        self.outside().acts.clone()
    }

    /// Hash of the tree at `target`.
    pub fn tree(&self, target: &str) -> Option<String> {
        self.outside().folders.get(Path::new(target)).cloned()
    }

    /// What one process on this machine gets to use; `began_ms` is the time at which it starts.
    pub fn ports(&self, switch: &Switch, faults: &Arc<Faults>, began_ms: u64) -> Ports {
        let hands =
            Arc::new(Hands { machine: self.clone(), switch: switch.clone(), faults: Arc::clone(faults) });
        Ports {
            clock: Arc::new(VirtualClock { began_ms, at: tokio::time::Instant::now() }),
            chance: Arc::new(SeededChance(AtomicU64::new(faults.seed() ^ began_ms))),
            deliverer: Arc::clone(&hands) as Arc<dyn Deliverer>,
            checker: Arc::clone(&hands) as Arc<dyn Checker>,
            model: self.prices.clone().map(|prices| Model { provider: hands, prices }),
        }
    }

    fn outside(&self) -> MutexGuard<'_, Outside> {
        // Each act is one push and one insert; a panic in a test leaves nothing worth protecting.
        self.outside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, act: Act) -> usize {
        let events_on_disk =
            self.disk.sessions().iter().map(|id| memory::Journal::last_seq(&self.disk.journal(id))).max();
        let mut outside = self.outside();
        outside.acts.push(Done { act, events_on_disk: events_on_disk.unwrap_or(0) });
        outside.acts.len()
    }
}

/// How one process reaches the outside, as long as its switch is on.
struct Hands {
    machine: Machine,
    switch: Switch,
    faults: Arc<Faults>,
}

impl Hands {
    async fn take_a_while(&self, what: &str) {
        tokio::time::sleep(self.faults.pause(what)).await;
    }
}

#[async_trait]
impl Deliverer for Hands {
    async fn deliver(&self, order: Order, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        self.take_a_while("deliver").await;
        if cancel.is_cancelled() || self.switch.is_off() {
            return Err(ToolError::Cancelled { step: "deliver".to_owned() });
        }
        if self.machine.outside().folders.contains_key(&order.target) {
            return Err(ToolError::TargetNotEmpty { target: order.target.display().to_string() });
        }
        let receipt = receipt(&order.tree_hash);
        self.machine.outside().folders.insert(order.target.clone(), order.tree_hash);
        self.switch.effect_done(self.machine.record(Act::Deliver { target: order.target }));
        Ok(receipt)
    }

    async fn delivered(&self, target: &Path, tree_hash: &str) -> Result<Option<Receipt>, ToolError> {
        let there = self.machine.outside().folders.get(target).is_some_and(|hash| hash == tree_hash);
        Ok(there.then(|| receipt(tree_hash)))
    }
}

fn receipt(tree_hash: &str) -> Receipt {
    Receipt { head: Some(tree_hash.chars().take(40).collect()), note: String::new() }
}

#[async_trait]
impl Checker for Hands {
    async fn run(&self, order: CheckOrder, cancel: CancellationToken) -> Checked {
        let name = &order.spec.name;
        self.take_a_while(name).await;
        if cancel.is_cancelled() || self.switch.is_off() {
            return CheckResult::not_checked("cancelled").into();
        }
        let Some(tree) = self.machine.outside().folders.get(&order.repository).cloned() else {
            return CheckResult::not_checked("there is no repository").into();
        };
        self.switch.effect_done(self.machine.record(Act::Check { name: name.clone() }));
        let result = outcome(name, &tree, self.faults.check(name));
        let output = if result.exit_code.is_some() { format!("{name} on {tree}\n") } else { String::new() };
        Checked { result, written_bytes: output.len() as u64, output }
    }

    async fn clean(&self, _: &str) {}
}

#[async_trait]
impl Provider for Hands {
    async fn ask(&self, request: &Request, call: Call) -> Result<Parts, ModelError> {
        self.take_a_while("model").await;
        if call.cancel.is_cancelled() || self.switch.is_off() {
            return Err(ModelError::Cancelled);
        }
        let count = self.machine.record(Act::Ask { call: call.id.clone() });
        self.switch.effect_done(count);
        let asks = self.machine.acts().iter().filter(|done| matches!(done.act, Act::Ask { .. })).count();
        let script = model::script(request, self.faults.model(asks, request));
        Scripted::in_order(vec![script]).ask(request, call).await
    }
}

fn outcome(name: &str, tree: &str, fault: Option<CheckFault>) -> CheckResult {
    let ran = |status, reason: &str, exit_code| CheckResult {
        status,
        reason: reason.to_owned(),
        exit_code,
        output_hash: Some(ContentHash::of(name.as_bytes())),
        tree_hash: Some(ContentHash::new(tree)),
        output_tail: String::new(),
        output: None,
        duration_ms: 1_000,
    };
    match fault {
        None => ran(CheckStatus::Verified, "", Some(0)),
        Some(CheckFault::Fails) => ran(CheckStatus::Failed, "exit code 1", Some(1)),
        Some(CheckFault::Killed) => ran(CheckStatus::Failed, "ended by signal 9", None),
        Some(CheckFault::Missing) => CheckResult::not_checked("the tool is not here"),
    }
}

struct VirtualClock {
    began_ms: u64,
    at: tokio::time::Instant,
}

impl Clock for VirtualClock {
    fn now_ms(&self) -> u64 {
        self.began_ms + u64::try_from(self.at.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

struct SeededChance(AtomicU64);

impl Chance for SeededChance {
    fn bytes(&self) -> [u8; 16] {
        let drawn = self.0.fetch_add(1, Ordering::Relaxed);
        fastrand::Rng::with_seed(drawn).u128(..).to_be_bytes()
    }
}
