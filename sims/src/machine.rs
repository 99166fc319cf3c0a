//! The machine of a simulation: folders, checks, time and chance that outlive the processes on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use llm::prices::PriceTable;
use llm::{Call, ModelError, Parts, Provider, Request, Scripted};
use protocol::check::CheckResult;
use protocol::id::ContentHash;
use protocol::repair::RepairResult;
use protocol::tree;
use runtime::ports::{Chance, Clock, Model, Ports};
use tokio_util::sync::CancellationToken;
use tools::ToolError;
use tools::effect::{Effect, Found};
use tools::work::{Amendment, CheckOrder, Checked, Checker, Deliverer, Mended, Order, Receipt, WorkFile};

use crate::faults::Faults;
use crate::shelf::Disk;
use crate::switch::Switch;
use crate::{checks, model};

/// What was done to the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Deliver {
        target: PathBuf,
    },
    /// Repaired files were put on top of it.
    Amend {
        tree: String,
    },
    Check {
        name: String,
    },
    Repair {
        name: String,
    },
    /// A model has heard a question.
    Ask {
        call: String,
    },
}

impl Act {
    pub fn effect(&self) -> Effect {
        match self {
            Self::Deliver { .. } => Effect::Deliver,
            Self::Amend { .. } => Effect::Amend,
            Self::Check { .. } => Effect::Check,
            Self::Repair { .. } => Effect::Repair,
            Self::Ask { .. } => Effect::AskModel,
        }
    }
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
    folders: BTreeMap<PathBuf, Files>,
    acts: Vec<Done>,
}

/// Whether it may be executed, and its content, by path.
type Files = BTreeMap<String, (bool, ContentHash)>;

fn files_of<'a>(files: impl IntoIterator<Item = &'a WorkFile>) -> Files {
    let entry = |file: &WorkFile| (file.path.clone(), (file.executable, ContentHash::of(&file.bytes)));
    files.into_iter().map(entry).collect()
}

fn hash_of(files: &Files) -> String {
    let entries = files.iter().map(|(path, (executable, hash))| (path.as_str(), *executable, hash));
    tree::hash_files(entries).map_or_else(String::new, |hash| hash.to_string())
}

impl Machine {
    /// One from which a language model can be reached.
    pub fn with_model() -> anyhow::Result<Self> {
        Ok(Self { prices: Some(Arc::new(PriceTable::embedded()?)), ..Self::default() })
    }

    /// Another machine with the same on its disk and in its folders, on which nothing was done yet.
    pub fn copy(&self) -> Self {
        let outside = Outside { folders: self.outside().folders.clone(), acts: Vec::new() };
        Self { disk: self.disk.copy(), prices: self.prices.clone(), outside: Arc::new(Mutex::new(outside)) }
    }

    pub fn acts(&self) -> Vec<Done> {
        self.outside().acts.clone()
    }

    /// Hash of the tree at `target`.
    pub fn tree(&self, target: &str) -> Option<String> {
        self.outside().folders.get(Path::new(target)).map(hash_of)
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
            reader: None,
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
        self.machine.outside().folders.insert(order.target.clone(), files_of(&order.files));
        self.switch.effect_done(self.machine.record(Act::Deliver { target: order.target }));
        Ok(receipt)
    }

    async fn delivered(&self, target: &Path, tree_hash: &str) -> Result<Found<Receipt>, ToolError> {
        Ok(match self.machine.outside().folders.get(target) {
            None => Found::NotDone,
            Some(files) if hash_of(files) == tree_hash => Found::Done(receipt(tree_hash)),
            Some(_) => Found::Unknown { why: "something else is there".to_owned() },
        })
    }

    async fn amend(&self, amendment: Amendment, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        self.take_a_while("amend").await;
        if cancel.is_cancelled() || self.switch.is_off() {
            return Err(ToolError::Cancelled { step: "amend".to_owned() });
        }
        let tree = {
            let mut outside = self.machine.outside();
            let target = amendment.target.display().to_string();
            let changed = |what: String| ToolError::Changed { target: target.clone(), what };
            let folder = outside.folders.get_mut(&amendment.target);
            let folder = folder.ok_or_else(|| changed("it is not there any more".to_owned()))?;
            if self.faults.person_edits() {
                return Err(changed("README.md is another one".to_owned()));
            }
            for it in &amendment.files {
                match folder.get(&it.file.path) {
                    Some((_, hash)) if *hash == it.before => {}
                    _ => return Err(changed(format!("{} is another one", it.file.path))),
                }
            }
            folder.extend(files_of(amendment.files.iter().map(|it| &it.file)));
            hash_of(folder)
        };
        self.switch.effect_done(self.machine.record(Act::Amend { tree: tree.clone() }));
        Ok(receipt(&tree))
    }

    async fn amended(&self, amendment: &Amendment) -> Result<Found<Receipt>, ToolError> {
        let wanted = files_of(amendment.files.iter().map(|it| &it.file));
        let outside = self.machine.outside();
        let folder = outside.folders.get(&amendment.target);
        let there = folder.filter(|files| wanted.iter().all(|(path, it)| files.get(path) == Some(it)));
        Ok(there.map_or(Found::NotDone, |files| Found::Done(receipt(&hash_of(files)))))
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
        if !self.machine.outside().folders.contains_key(&order.ground.repository) {
            return CheckResult::not_checked("there is no repository").into();
        }
        self.switch.effect_done(self.machine.record(Act::Check { name: name.clone() }));
        let result = checks::outcome(name, &order.ground.files, self.faults.check(name));
        let tree = result.tree_hash.as_ref().map(ToString::to_string).unwrap_or_default();
        let output = if result.exit_code.is_some() { format!("{name} on {tree}\n") } else { String::new() };
        Checked { result, written_bytes: output.len() as u64, output }
    }

    async fn repair(&self, order: CheckOrder, cancel: CancellationToken) -> Mended {
        let name = &order.spec.name;
        self.take_a_while(&format!("repair {name}")).await;
        if cancel.is_cancelled() || self.switch.is_off() {
            return Mended { result: RepairResult::useless("cancelled"), files: Vec::new() };
        }
        self.switch.effect_done(self.machine.record(Act::Repair { name: name.clone() }));
        checks::repaired(&order, self.faults.check(name))
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
