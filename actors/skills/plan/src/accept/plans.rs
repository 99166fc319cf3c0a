//! Plans: every step and check can be begun some day, and nothing is promised twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use protocol::plan::Plan;
use protocol::view::View;

use super::check_text;

/// More would not be read by anybody before approving.
const STEPS_MAX: usize = 100;
const CHECKS_MAX: usize = 200;
/// A commit's first line.
const TITLE_CHARS_MAX: usize = 100;
/// Eight hours: a check beyond that is stuck.
const DEADLINE_S_MAX: u64 = 8 * 60 * 60;

pub(super) fn check(view: &View, plan: &Plan) -> Result<(), String> {
    if plan.revision != view.round {
        return Err(format!("revision {} is due, not {}", view.round, plan.revision));
    }
    if plan.steps.is_empty() || plan.steps.len() > STEPS_MAX || plan.checks.len() > CHECKS_MAX {
        return Err(format!("a plan has 1 to {STEPS_MAX} steps and at most {CHECKS_MAX} checks"));
    }
    check_text(&plan.summary, "the summary")?;
    check_steps(view, plan)?;
    check_milestones(plan)?;
    check_checks(plan)
}

fn check_steps(view: &View, plan: &Plan) -> Result<(), String> {
    let mut packs = BTreeSet::new();
    for step in &plan.steps {
        if !packs.insert(&step.pack) {
            return Err(format!("{} is rendered twice", step.pack));
        }
        if view.tasks.contains_key(&step.task) {
            return Err(format!("task {} is known already", step.task));
        }
        let chars = step.title.chars().count();
        if chars == 0 || chars > TITLE_CHARS_MAX || step.title.contains('\n') {
            return Err(format!("a title is one line of at most {TITLE_CHARS_MAX} characters"));
        }
    }
    in_order(plan.steps.iter().map(|step| (&step.task, step.after.as_slice())))
}

fn check_milestones(plan: &Plan) -> Result<(), String> {
    let steps: BTreeSet<_> = plan.steps.iter().map(|step| &step.task).collect();
    let mut names = BTreeSet::new();
    for milestone in &plan.milestones {
        let known = milestone.steps.iter().all(|step| steps.contains(step));
        if !known || milestone.steps.is_empty() || !names.insert(&milestone.name) {
            return Err(format!("the milestone {} is not one", milestone.name));
        }
    }
    Ok(())
}

fn check_checks(plan: &Plan) -> Result<(), String> {
    for check in &plan.checks {
        check_text(&check.criterion, "the criterion of a check")?;
        if check.argv.is_empty() || check.argv[0].is_empty() {
            return Err(format!("the check {} has no command", check.name));
        }
        if check.deadline_s == 0 || check.deadline_s > DEADLINE_S_MAX {
            return Err(format!("the check {} needs a deadline of at most {DEADLINE_S_MAX} s", check.name));
        }
    }
    let checks: BTreeMap<&str, &[String]> =
        plan.checks.iter().map(|check| (check.name.as_str(), check.after.as_slice())).collect();
    if checks.len() < plan.checks.len() {
        return Err("two checks have one name".to_owned());
    }
    let mut left = checks;
    loop {
        let names: BTreeSet<&str> = left.keys().copied().collect();
        let before = left.len();
        if let Some(unknown) = left.values().flat_map(|after| after.iter()).find(|it| !is_planned(plan, it)) {
            return Err(format!("a check builds on {unknown}, which is not planned"));
        }
        left.retain(|_, after| after.iter().any(|name| names.contains(name.as_str())));
        match left.len() {
            0 => return Ok(()),
            now if now == before => return Err(format!("checks wait for each other: {}", list(left.keys()))),
            _ => {}
        }
    }
}

fn is_planned(plan: &Plan, name: &str) -> bool {
    plan.checks.iter().any(|check| check.name == name)
}

/// Steps are listed after all they need, which leaves no room for a circle.
fn in_order<'a, T: Ord + Display + 'a>(steps: impl Iterator<Item = (&'a T, &'a [T])>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for (step, after) in steps {
        if let Some(missing) = after.iter().find(|it| !seen.contains(it)) {
            return Err(format!("{step} comes before {missing}, which it needs"));
        }
        if !seen.insert(step) {
            return Err(format!("two steps are called {step}"));
        }
    }
    Ok(())
}

fn list<'a>(names: impl Iterator<Item = &'a &'a str>) -> String {
    names.copied().collect::<Vec<_>>().join(", ")
}
