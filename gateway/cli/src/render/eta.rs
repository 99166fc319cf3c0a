//! How long it may still take, from the plan's estimates. Pure: the present is an argument.

use protocol::check::CheckSpec;
use protocol::view::{Stage, TaskView, View};

/// Checks that run beside each other.
const CHECKS_AT_ONCE: u64 = 2;
/// Checks in a row that are looked at. Plans have no circles; this holds for one that was made up.
const ROW_MAX: usize = 8;

/// Milliseconds to the end of a task by its estimate, where it has one; none when it takes longer than that.
pub fn task_ms(view: &View, task: &TaskView, now_ms: u64) -> Option<u64> {
    let gone = now_ms.saturating_sub(task.started_ms);
    if let Some(name) = task.check() {
        let spec = view.plan.as_ref()?.checks.iter().find(|spec| spec.name == name)?;
        return (spec.estimate_s * 1_000).checked_sub(gone);
    }
    // What it has done so far tells how fast it is.
    if task.done == 0 || task.total <= task.done {
        return None;
    }
    Some(gone * u64::from(task.total - task.done) / u64::from(task.done))
}

/// Milliseconds to the end of the present stage; none when nothing can be said.
pub fn stage_ms(view: &View, now_ms: u64) -> Option<u64> {
    let plan = view.plan.as_ref()?;
    match view.stage {
        Stage::Building => {
            let gone = now_ms.saturating_sub(view.timing.approved_ms?);
            plan.estimate.build_ms.checked_sub(gone)
        }
        Stage::Checking => Some(checks_left_ms(view, now_ms)),
        Stage::Planning | Stage::Approval | Stage::Finished => None,
    }
}

/// Seconds that the checks which were asked for take.
pub fn checks_s(view: &View) -> u64 {
    span(&asked(view), &|spec| spec.estimate_s)
}

fn checks_left_ms(view: &View, now_ms: u64) -> u64 {
    let left: Vec<&CheckSpec> =
        asked(view).into_iter().filter(|spec| !view.checks.contains_key(&spec.name)).collect();
    span(&left, &|spec| {
        let running = view.running().find(|task| task.check() == Some(&spec.name));
        let gone = running.map_or(0, |task| now_ms.saturating_sub(task.started_ms));
        (spec.estimate_s * 1_000).saturating_sub(gone)
    })
}

fn asked(view: &View) -> Vec<&CheckSpec> {
    let specs = view.plan.iter().flat_map(|plan| &plan.checks);
    specs.filter(|spec| super::check::is_asked(view, spec)).collect()
}

/// Time for all, some beside each other: at least as long as the longest row of checks that wait for one another.
fn span(specs: &[&CheckSpec], cost: &dyn Fn(&CheckSpec) -> u64) -> u64 {
    let all: u64 = specs.iter().map(|spec| cost(spec)).sum();
    let longest = specs.iter().map(|spec| row(specs, spec, cost, ROW_MAX)).max().unwrap_or(0);
    longest.max(all.div_ceil(CHECKS_AT_ONCE))
}

/// A check and the longest row of those it waits for.
fn row(specs: &[&CheckSpec], last: &CheckSpec, cost: &dyn Fn(&CheckSpec) -> u64, depth: usize) -> u64 {
    let before = last.after.iter().filter_map(|name| specs.iter().find(|spec| spec.name == *name));
    let longest = before.filter(|_| depth > 0).map(|spec| row(specs, spec, cost, depth - 1)).max();
    cost(last) + longest.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_row_of_checks_takes_as_long_as_its_parts_and_two_run_at_a_time() {
        // install 20 s, then tests 10 s and lint 4 s.
        assert_eq!(checks_s(&fixture::planned()), 30);
    }

    #[test]
    fn what_is_left_shrinks_while_a_check_runs() {
        let view = fixture::checking();
        let started = view.running().next().unwrap().started_ms;
        assert_eq!(stage_ms(&view, started + 4_000), Some(26_000));
        assert_eq!(task_ms(&view, view.running().next().unwrap(), started + 4_000), Some(16_000));
        assert_eq!(task_ms(&view, view.running().next().unwrap(), started + 60_000), None);
    }
}
