//! Where checks run: a copy of the repository, with what each check needs of the machine.

mod copy;
mod resources;
mod verdict;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use protocol::check::{CheckResult, CheckSpec, Need};
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;

use super::{CHECK_OUTPUT_BYTES_MAX, CheckOrder, Checked, Checker};
use crate::command::Invocation;
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
        let spec = &order.spec;
        if let Some(reason) = self.missing(spec, &cancel).await {
            return Ok(CheckResult::not_checked(reason).into());
        }
        let folder = self.session_folder(&order.session);
        let copy = {
            let _one_at_a_time = self.copying.lock().await;
            copy::make(&order.repository, &folder).await?
        };
        let tree = copy::tree_hash(&order.repository, &copy).map_err(|error| error.to_string())?;
        let resources = Resources::take(self, order, &folder, &cancel).await?;
        let deadline_ms = spec.deadline_s.saturating_mul(1_000);
        let argv = spec.argv.iter().map(|word| resources.fill(word));
        let mut invocation = Invocation::new(argv, copy.join(&spec.cwd), deadline_ms);
        invocation.output_cap_bytes = CHECK_OUTPUT_BYTES_MAX;
        for (name, value) in &spec.env {
            invocation = invocation.env(name, resources.fill(value));
        }
        let outcome = self.shell.run(invocation, cancel.clone()).await;
        resources.give_back(self).await;
        let written_bytes = outcome.stdout.total_bytes + outcome.stderr.total_bytes;
        let output = verdict::printed(&outcome);
        Ok(Checked { result: verdict::judge(spec, &outcome, tree), output, written_bytes })
    }
}

#[async_trait]
impl Checker for Bench {
    async fn run(&self, order: CheckOrder, cancel: CancellationToken) -> Checked {
        match self.attempt(&order, cancel).await {
            Ok(checked) => checked,
            Err(reason) => CheckResult::not_checked(reason).into(),
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
        Need::Chromium => &[Tool::Chromium],
        Need::Pypi | Need::NpmRegistry => &[],
    }
}
