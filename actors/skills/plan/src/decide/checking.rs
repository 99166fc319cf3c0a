//! Proving the delivered repository, a few checks at a time.

use std::collections::BTreeSet;

use protocol::check::{CheckResult, CheckSpec, CheckStatus, Tier};
use protocol::command::Verify;
use protocol::event::{Body, CheckEvent, Outcome, TaskEnd};
use protocol::id::Role;
use protocol::view::{RepairState, View};

use super::{finish, record, repairing, tasks};
use crate::answer::Effect;

/// Installs and test runs each fill a core, and two fill a small machine.
pub const CHECKS_AT_ONCE: usize = 2;

pub(super) fn decide(view: &View) -> Vec<Effect> {
    let chosen = chosen(view);
    if let Some(effects) = repairing::decide(view, &chosen) {
        return effects;
    }
    let open: Vec<&CheckSpec> =
        chosen.iter().copied().filter(|spec| !view.checks.contains_key(&spec.name)).collect();
    if open.is_empty() {
        let (outcome, reason) = verdict(view, &chosen);
        return finish(view, outcome, reason);
    }
    let settled = open.iter().filter_map(|spec| Some((spec.name.clone(), settled(view, &chosen, spec)?)));
    let results: Vec<Effect> = settled
        .map(|(name, result)| record(Body::Check(CheckEvent::Ended { name, result: Box::new(result) })))
        .collect();
    if results.is_empty() { running(view, &open) } else { results }
}

/// The plan's checks that were asked for.
fn chosen(view: &View) -> Vec<&CheckSpec> {
    let verify = view.options.as_ref().map_or(Verify::None, |options| options.verify);
    let asked = |spec: &&CheckSpec| match verify {
        Verify::None => false,
        Verify::Quick => spec.tier == Tier::Quick,
        Verify::Full => true,
    };
    view.plan.iter().flat_map(|plan| &plan.checks).filter(asked).collect()
}

/// What is known of a check that no agent has to run any more.
fn settled(view: &View, chosen: &[&CheckSpec], spec: &CheckSpec) -> Option<CheckResult> {
    let task = view.tasks.get(&tasks::check_id(view, &spec.name));
    if let Some(TaskEnd::Failed | TaskEnd::TimedOut) = task.and_then(|task| task.end) {
        return task.map(|task| failed(&task.why));
    }
    let missing = spec.after.iter().find(|name| is_missing(view, chosen, name))?;
    Some(CheckResult::not_checked(format!("{missing} was not verified, and this one builds on it")))
}

/// True when a check that another builds on can no longer be verified.
fn is_missing(view: &View, chosen: &[&CheckSpec], name: &str) -> bool {
    let result = view.checks.get(name);
    result.map_or(!chosen.iter().any(|spec| spec.name == name), |it| it.status != CheckStatus::Verified)
}

/// A check that its agent could not bring to an end.
pub(super) fn failed(why: &str) -> CheckResult {
    CheckResult { status: CheckStatus::Failed, ..CheckResult::not_checked(why) }
}

/// Those that run already, and as many more as there is room for; an agent runs one at a time. Of those that can run, the
/// ones that can be repaired come first: a repair takes back the proofs before it.
fn running(view: &View, open: &[&CheckSpec]) -> Vec<Effect> {
    let is_running = |spec: &CheckSpec| view.tasks.contains_key(&tasks::check_id(view, &spec.name));
    let is_ready = |spec: &CheckSpec| {
        let verified =
            |name: &String| view.checks.get(name).is_some_and(|it| it.status == CheckStatus::Verified);
        spec.after.iter().all(verified)
    };
    let (mut begun, mut rest): (Vec<&CheckSpec>, Vec<&CheckSpec>) =
        open.iter().partition(|spec| is_running(spec));
    rest.sort_by_key(|spec| spec.repairs.is_empty());
    let mut busy: BTreeSet<&Role> = begun.iter().map(|spec| &spec.role).collect();
    for spec in rest.into_iter().filter(|spec| is_ready(spec)) {
        if begun.len() < CHECKS_AT_ONCE && busy.insert(&spec.role) {
            begun.push(spec);
        }
    }
    begun.into_iter().map(|spec| Effect::Start(tasks::check(view, spec))).collect()
}

fn verdict(view: &View, chosen: &[&CheckSpec]) -> (Outcome, String) {
    let of = |status: CheckStatus| {
        let has = move |spec: &&&CheckSpec| view.checks.get(&spec.name).is_some_and(|it| it.status == status);
        chosen.iter().filter(has).map(|spec| spec.name.as_str()).collect::<Vec<_>>()
    };
    let (verified, failed, not_checked) =
        (of(CheckStatus::Verified), of(CheckStatus::Failed), of(CheckStatus::NotChecked));
    if !failed.is_empty() {
        return (Outcome::Failed, format!("failed: {}", failed.join(", ")));
    }
    let repaired = match view.amendments {
        0 => String::new(),
        _ => format!(", after {}", repairs(view)),
    };
    let reason = match (chosen.len(), not_checked.len()) {
        (0, _) => "delivered; no checks were asked for".to_owned(),
        (_, 0) => format!("delivered; {} checks verified{repaired}", verified.len()),
        (_, left) => format!("delivered; {} checks verified{repaired}, {left} not checked", verified.len()),
    };
    (Outcome::Done, reason)
}

fn repairs(view: &View) -> String {
    let delivered =
        view.repairs.iter().filter(|it| matches!(it.state, RepairState::Delivered { .. })).count();
    format!("{delivered} repair{}", if delivered == 1 { "" } else { "s" })
}
