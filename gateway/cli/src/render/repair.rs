//! Repairs of failed checks: what the check had said, what was done, what came of it.

use protocol::check::{CheckSpec, CheckStatus};
use protocol::repair::RepairResult;
use protocol::view::{RepairState, RepairView, View};

use super::check;
use super::style::{self, clean, count, duration};

/// Paths that are named before the rest is only counted.
const PATHS_MAX: usize = 5;
/// Lines of what a repair printed that are shown; the record has more.
const TAIL_LINES_MAX: usize = 10;

/// One repair that has ended, as it is told when it happens.
pub fn told(view: &View, name: &str, result: &RepairResult) -> Vec<String> {
    let took = style::quiet(&format!("({})", duration(result.duration_ms)));
    let head = if result.helped() {
        format!("{} {} {took}: {}", style::good("✓ repaired"), style::strong(name), paths(&result.changed))
    } else {
        format!("{} {} {took}: {}", style::warn("! not repaired"), style::strong(name), clean(&result.why))
    };
    let mut lines = vec![head];
    lines.extend(commands(spec(view, name), result));
    if !result.helped() {
        lines.extend(tail(&result.output_tail).map(|line| format!("    {line}")));
    }
    lines
}

/// All repairs of a session in full: what the check said before, and what it says after.
pub fn all(view: &View) -> Vec<String> {
    view.repairs.iter().flat_map(|repair| one(view, repair)).collect()
}

fn one(view: &View, repair: &RepairView) -> Vec<String> {
    let mut lines = vec![format!(
        "{} {}: {}",
        mark(&repair.state),
        style::strong(&clean(&repair.check)),
        clean(&state(repair))
    )];
    lines.push(format!("    before: {}", clean(&repair.before.reason)));
    lines.extend(check::tail(&repair.before).map(|line| format!("        {line}")));
    lines.extend(commands(spec(view, &repair.check), &repair.result));
    if !repair.result.changed.is_empty() {
        lines.push(format!("    changed: {}", paths(&repair.result.changed)));
    }
    lines.extend(tail(&repair.result.output_tail).map(|line| format!("        {line}")));
    if let Some(after) = &repair.result.check {
        let reason =
            if after.reason.is_empty() { String::new() } else { format!(": {}", clean(&after.reason)) };
        lines.push(format!("    after: {}{reason}", check::status(after.status)));
        if after.status != CheckStatus::Verified {
            lines.extend(check::tail(after).map(|line| format!("        {line}")));
        }
    }
    lines
}

fn mark(state: &RepairState) -> String {
    match state {
        RepairState::Delivered { .. } => style::good("✓"),
        RepairState::Pending => style::quiet("·"),
        RepairState::Useless | RepairState::Refused { .. } => style::warn("!"),
    }
}

/// What came of a repair, in words.
pub fn state(repair: &RepairView) -> String {
    match &repair.state {
        RepairState::Useless => format!("not repaired: {}", repair.result.why),
        RepairState::Pending => "repaired on the copy, not delivered yet".to_owned(),
        RepairState::Delivered { head: Some(head) } => {
            format!("repaired in commit {}", head.get(..10).unwrap_or(head))
        }
        RepairState::Delivered { head: None } => "repaired".to_owned(),
        RepairState::Refused { why } => format!("repaired on the copy, and not delivered: {why}"),
    }
}

/// A line each for the report.
pub fn short(view: &View) -> Vec<String> {
    let line = |repair: &RepairView| {
        let (name, state) = (style::strong(&clean(&repair.check)), clean(&state(repair)));
        format!("{} {name}: {state}, {}", mark(&repair.state), paths(&repair.result.changed))
    };
    view.repairs.iter().map(line).collect()
}

fn spec<'a>(view: &'a View, name: &str) -> Option<&'a CheckSpec> {
    view.plan.as_ref().and_then(|plan| plan.checks.iter().find(|spec| spec.name == name))
}

fn commands(spec: Option<&CheckSpec>, result: &RepairResult) -> Vec<String> {
    let Some(spec) = spec else { return Vec::new() };
    let typed = |argv: &Vec<String>| {
        let spec = CheckSpec { argv: argv.clone(), ..spec.clone() };
        format!("    {} {}", style::quiet("$"), clean(&check::command(&spec)))
    };
    result.commands.iter().map(typed).collect()
}

fn paths(changed: &[String]) -> String {
    if changed.is_empty() {
        return "no file was changed".to_owned();
    }
    let named: Vec<String> = changed.iter().take(PATHS_MAX).map(|path| clean(path)).collect();
    let more = changed.len().saturating_sub(PATHS_MAX);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{} ({}{more})", count(changed.len(), "file"), named.join(", "))
}

fn tail(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = lines.len().saturating_sub(TAIL_LINES_MAX);
    lines[first..].iter().map(|line| clean(line)).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::render::fixture;

    fn plain(lines: Vec<String>) -> String {
        anstream::adapter::strip_str(&lines.join("\n")).to_string()
    }

    #[test]
    fn a_repair_shows_what_was_before_and_after_it() {
        expect![[r#"
            ✓ backend.lint: repaired in commit fedcba9876
                before: exit code 1
                    collected 2 items
                    E  assert 1 == 2
                    1 failed
                $ cd backend && ruff format .
                changed: 1 file (backend/models.py)
                    1 file reformatted
                after: ✓ verified"#]]
        .assert_eq(&plain(all(&fixture::repaired())));
    }

    #[test]
    fn a_repair_that_was_not_delivered_says_why() {
        let mut view = fixture::repaired();
        view.repairs[0].state = RepairState::Refused { why: "README.md was changed".to_owned() };
        expect!["! backend.lint: repaired on the copy, and not delivered: README.md was changed, 1 file (backend/models.py)"]
            .assert_eq(&plain(short(&view)));
    }
}
