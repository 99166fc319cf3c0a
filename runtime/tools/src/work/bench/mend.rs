//! A repair on the copy: the check's own commands, then the check again; only what helped is handed back.

use protocol::check::{CheckResult, CheckStatus};
use protocol::repair::{RepairKind, RepairResult};
use tokio_util::sync::CancellationToken;

use super::copy::{self, Changes};
use super::{Bench, Place, verdict};
use crate::command::{Exit, Outcome};
use crate::work::{CheckOrder, Mended};

impl Bench {
    pub(super) async fn mend(&self, order: &CheckOrder, cancel: CancellationToken) -> Result<Mended, String> {
        if let Some(reason) = self.missing(&order.spec, &cancel).await {
            return Err(reason);
        }
        let place = self.place(order, &cancel).await?;
        let (outcomes, stopped) = self.run_repairs(&place, order, &cancel).await;
        let changes = copy::changes(&order.ground, &place.copy).await;
        let check = match (&stopped, &changes) {
            (None, Ok(changes)) if !changes.files.is_empty() => {
                let outcome = self.run_in(&place, &order.spec, &order.spec.argv, &cancel).await;
                Some(verdict::judge(&order.spec, &outcome, changes.tree.clone()))
            }
            _ => None,
        };
        place.resources.give_back(self).await;
        Ok(mended(order, &outcomes, stopped, changes, check))
    }

    /// What each command came to, and why the rest were not run. A command may complain: what it could not mend, it tells so.
    async fn run_repairs(
        &self,
        place: &Place,
        order: &CheckOrder,
        cancel: &CancellationToken,
    ) -> (Vec<Outcome>, Option<String>) {
        let mut outcomes = Vec::new();
        for argv in &order.spec.repairs {
            let outcome = self.run_in(place, &order.spec, argv, cancel).await;
            let why = why_stopped(argv, &outcome.exit, order.spec.deadline_s);
            outcomes.push(outcome);
            if why.is_some() {
                return (outcomes, why);
            }
        }
        (outcomes, None)
    }
}

fn why_stopped(argv: &[String], exit: &Exit, deadline_s: u64) -> Option<String> {
    let program = argv.first().map(String::as_str).unwrap_or_default();
    match exit {
        Exit::Code(_) => None,
        Exit::Signal(number) => Some(format!("`{program}` was ended by signal {number}")),
        Exit::TimedOut => Some(format!("`{program}` was not done after {deadline_s} s")),
        Exit::Cancelled => Some("it was stopped".to_owned()),
        Exit::NotFound => Some(format!("there is no `{program}`")),
        Exit::NotStarted(why) => Some(format!("`{program}` did not start: {why}")),
    }
}

fn mended(
    order: &CheckOrder,
    outcomes: &[Outcome],
    stopped: Option<String>,
    changes: Result<Changes, String>,
    check: Option<CheckResult>,
) -> Mended {
    let (files, damage) = match changes {
        Ok(changes) => (changes.files, None),
        Err(damage) => (Vec::new(), Some(damage)),
    };
    let why = stopped.or(damage).or_else(|| why_useless(check.as_ref())).unwrap_or_default();
    let took = outcomes.iter().map(|outcome| outcome.duration_ms).sum::<u64>();
    let result = RepairResult {
        how: RepairKind::Commands,
        commands: order.spec.repairs.clone(),
        changed: files.iter().map(|file| file.path.clone()).collect(),
        output_tail: verdict::tail(outcomes),
        duration_ms: took + check.as_ref().map_or(0, |check| check.duration_ms),
        check,
        why,
    };
    let helped = result.helped();
    Mended { result, files: if helped { files } else { Vec::new() } }
}

fn why_useless(check: Option<&CheckResult>) -> Option<String> {
    match check {
        None => Some("it changed nothing".to_owned()),
        Some(check) if check.status == CheckStatus::Verified => None,
        Some(check) => Some(format!("the check still does not pass: {}", check.reason)),
    }
}
