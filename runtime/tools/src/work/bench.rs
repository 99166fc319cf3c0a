//! Where checks run: a copy of the repository, with what each check needs of the machine.

mod copy;
mod mend;
mod resources;
mod verdict;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use protocol::check::{CheckResult, CheckSpec, Need};
use protocol::id::ContentHash;
use protocol::repair::RepairResult;
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;

use super::{CHECK_OUTPUT_BYTES_MAX, CheckOrder, Checked, Checker, Mended};
use crate::command::{Invocation, Outcome};
use crate::ports::Shell;
use crate::probe::{self, Status, Surroundings, Tool};
use resources::Resources;

/// Runs checks on this machine, each session's in a folder of its own.
pub struct Bench {
    folder: PathBuf,
    shell: Arc<dyn Shell>,
    around: Surroundings,
    /// Each tool is looked for once, when the first check needs it.
    found: BTreeMap<Tool, OnceCell<Status>>,
    /// One copy at a time is made; it is an async lock because making it takes a while and checks wait for it.
    copying: Mutex<()>,
}

impl Bench {
    /// `folder` is in the data folder: copies are made and removed there.
    pub fn new(folder: PathBuf, shell: Arc<dyn Shell>, around: Surroundings) -> Self {
        let found = Tool::ALL.into_iter().map(|tool| (tool, OnceCell::new())).collect();
        Self { folder, shell, around, found, copying: Mutex::new(()) }
    }

    /// Why a check cannot run here, if it cannot.
    async fn missing(&self, spec: &CheckSpec, cancel: &CancellationToken) -> Option<String> {
        for tool in spec.needs.iter().flat_map(|need| tools_of(*need)) {
            match self.status(*tool, cancel).await {
                Status::Found { .. } => {}
                Status::Missing { what_to_do } => return Some(format!("{tool} is not here: {what_to_do}")),
                Status::TooOld { found, need, .. } => {
                    return Some(format!("{tool} {found} is here, {need} or later is needed"));
                }
            }
        }
        None
    }

    async fn status(&self, tool: Tool, cancel: &CancellationToken) -> Status {
        let look =
            || async { probe::probe(tool, self.shell.as_ref(), &self.around, cancel.clone()).await.status };
        let Some(cell) = self.found.get(&tool) else { return look().await };
        if let Some(status) = cell.get() {
            return status.clone();
        }
        let status = look().await;
        if !cancel.is_cancelled() {
            // Another check may have looked at the same time; both saw the same machine.
            let _ = cell.set(status.clone());
        }
        status
    }

    fn session_folder(&self, session: &str) -> PathBuf {
        self.folder.join(session)
    }

    async fn attempt(&self, order: &CheckOrder, cancel: CancellationToken) -> Result<Checked, String> {
        if let Some(reason) = self.missing(&order.spec, &cancel).await {
            return Ok(CheckResult::not_checked(reason).into());
        }
        let place = self.place(order, &cancel).await?;
        let outcome = self.run_in(&place, &order.spec, &order.spec.argv, &cancel).await;
        place.resources.give_back(self).await;
        let written_bytes = outcome.stdout.total_bytes + outcome.stderr.total_bytes;
        let output = verdict::printed(&outcome);
        Ok(Checked { result: verdict::judge(&order.spec, &outcome, place.tree), output, written_bytes })
    }

    /// The copy as it was delivered, and what the check is lent.
    async fn place(&self, order: &CheckOrder, cancel: &CancellationToken) -> Result<Place, String> {
        let folder = self.session_folder(&order.session);
        let (copy, tree) = {
            let _one_at_a_time = self.copying.lock().await;
            copy::make(&order.ground, &folder).await?
        };
        let resources = Resources::take(self, order, &folder, cancel).await?;
        Ok(Place { copy, tree, resources })
    }

    async fn run_in(
        &self,
        place: &Place,
        spec: &CheckSpec,
        argv: &[String],
        cancel: &CancellationToken,
    ) -> Outcome {
        let deadline_ms = spec.deadline_s.saturating_mul(1_000);
        let argv = argv.iter().map(|word| place.resources.fill(word));
        let mut invocation = Invocation::new(argv, place.copy.join(&spec.cwd), deadline_ms);
        invocation.output_cap_bytes = CHECK_OUTPUT_BYTES_MAX;
        for (name, value) in &spec.env {
            invocation = invocation.env(name, place.resources.fill(value));
        }
        self.shell.run(invocation, cancel.clone()).await
    }
}

/// Where a check runs, taken for as long as it does.
struct Place {
    copy: PathBuf,
    tree: ContentHash,
    resources: Resources,
}

#[async_trait]
impl Checker for Bench {
    async fn run(&self, order: CheckOrder, cancel: CancellationToken) -> Checked {
        match self.attempt(&order, cancel).await {
            Ok(checked) => checked,
            Err(reason) => CheckResult::not_checked(reason).into(),
        }
    }

    async fn repair(&self, order: CheckOrder, cancel: CancellationToken) -> Mended {
        match self.mend(&order, cancel).await {
            Ok(mended) => mended,
            Err(why) => Mended { result: RepairResult::useless(why), files: Vec::new() },
        }
    }

    async fn clean(&self, session: &str) {
        let folder = self.session_folder(session);
        // What cannot be removed now lies in the data folder, where `doctor` finds it.
        let _ = tokio::fs::remove_dir_all(folder).await;
    }
}

/// What has to be found for a need. A registry is not asked for: the command that uses it tells.
fn tools_of(need: Need) -> &'static [Tool] {
    match need {
        Need::Git => &[Tool::Git],
        Need::Python => &[Tool::Python, Tool::Venv],
        Need::Node => &[Tool::Node],
        Need::Npm => &[Tool::Npm],
        Need::Postgres => &[Tool::Postgres],
        Need::Redis => &[Tool::Redis],
        Need::Chromium => &[Tool::Chromium],
        Need::Pypi | Need::NpmRegistry => &[],
    }
}
