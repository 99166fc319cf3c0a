//! Checks as planned and as they came out: the command as one could type it, the status, the reason.

use protocol::check::{CheckResult, CheckSpec, CheckStatus, Tier};
use protocol::command::Verify;
use protocol::view::{Stage, View};

use super::style::{self, clean};

/// Lines of a failed check's output that are shown; the record has more.
const TAIL_LINES_MAX: usize = 20;

/// A planned check with its result so far.
#[derive(Debug)]
pub struct CheckLine<'a> {
    pub spec: &'a CheckSpec,
    pub result: CheckResult,
}

/// All checks of the plan. One that did not run says why.
pub fn all(view: &View) -> impl Iterator<Item = CheckLine<'_>> {
    let specs = view.plan.iter().flat_map(|plan| &plan.checks);
    specs.map(|spec| {
        let result = view.checks.get(&spec.name).cloned();
        let result = result.unwrap_or_else(|| CheckResult::not_checked(why_not(view, spec)));
        CheckLine { spec, result }
    })
}

/// The checks that `--verify` asked for.
pub fn asked(view: &View) -> impl Iterator<Item = CheckLine<'_>> {
    all(view).filter(|line| is_asked(view, line.spec))
}

pub fn is_asked(view: &View, spec: &CheckSpec) -> bool {
    match view.options.as_ref().map(|options| options.verify) {
        None | Some(Verify::Full) => true,
        Some(Verify::Quick) => spec.tier == Tier::Quick,
        Some(Verify::None) => false,
    }
}

fn why_not(view: &View, spec: &CheckSpec) -> &'static str {
    if !is_asked(view, spec) {
        return match view.options.as_ref().map(|options| options.verify) {
            Some(Verify::None) => "not asked for (--verify none)",
            _ => "not asked for (--verify quick)",
        };
    }
    match view.stage {
        Stage::Finished => "the session ended before it",
        Stage::Planning | Stage::Approval | Stage::Building | Stage::Checking => "not run yet",
    }
}

/// The command as one could type it in the repository's root; what a check is lent (a scratch database, a port) stands
/// there as a shell variable.
pub fn command(spec: &CheckSpec) -> String {
    let env = spec.env.iter().map(|(name, value)| format!("{name}={}", word(value)));
    let line = env.chain(spec.argv.iter().map(|it| word(it))).collect::<Vec<_>>().join(" ");
    if matches!(spec.cwd.as_str(), "" | ".") { line } else { format!("cd {} && {line}", word(&spec.cwd)) }
}

/// One word for a POSIX shell.
fn word(text: &str) -> String {
    let text = text.replace("${TMP}", "/tmp");
    if text.contains("${") && !text.contains(['"', '`', '\\']) {
        return format!("\"{text}\"");
    }
    shlex::try_quote(&text).map_or_else(|_| format!("{text:?}"), |quoted| quoted.into_owned())
}

/// The word for a status, coloured; the word alone tells it too.
pub fn status(status: CheckStatus) -> String {
    match status {
        CheckStatus::Verified => style::good("✓ verified"),
        CheckStatus::Failed => style::bad("✗ failed"),
        CheckStatus::NotChecked => style::warn("– not checked"),
    }
}

/// One check that has ended, as it is told when it happens.
pub fn told(name: &str, spec: Option<&CheckSpec>, result: &CheckResult) -> Vec<String> {
    let seconds = style::duration(result.duration_ms);
    let what = spec.map_or_else(String::new, |spec| format!(" · {}", clean(&spec.criterion)));
    let head = format!("{} {}", status(result.status), style::strong(name));
    match result.status {
        CheckStatus::Verified => vec![format!("{head} {}{what}", style::quiet(&format!("({seconds})")))],
        CheckStatus::NotChecked => vec![format!("{head}: {}", clean(&result.reason))],
        CheckStatus::Failed => {
            let mut lines = vec![format!("{head} ({seconds}): {}", clean(&result.reason))];
            lines.extend(spec.map(|spec| format!("    {} {}", style::quiet("$"), clean(&command(spec)))));
            lines.extend(tail(result).map(|line| format!("    {line}")));
            lines
        }
    }
}

/// The last lines of what a check printed.
pub fn tail(result: &CheckResult) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = result.output_tail.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = lines.len().saturating_sub(TAIL_LINES_MAX);
    lines[first..].iter().map(|line| clean(line)).collect::<Vec<_>>().into_iter()
}
