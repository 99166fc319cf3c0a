//! What a command's outcome proves.

use protocol::check::{CheckResult, CheckSpec, CheckStatus, Need};
use protocol::id::ContentHash;

use crate::command::{Exit, Outcome};

/// Characters of output kept with a check that did not succeed.
const TAIL_CHARS_MAX: usize = 4_000;

/// What package managers print when the registry cannot be reached, as opposed to refusing what was asked.
const UNREACHABLE: &[&str] = &[
    "ENOTFOUND",
    "ECONNREFUSED",
    "ECONNRESET",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Failed to establish a new connection",
    "Network is unreachable",
    "Connection refused",
    "Connection timed out",
    "ReadTimeoutError",
];

pub(super) fn judge(spec: &CheckSpec, outcome: &Outcome, tree: ContentHash) -> CheckResult {
    let (status, reason) = status(spec, outcome);
    let verified = status == CheckStatus::Verified;
    CheckResult {
        status,
        reason,
        // A command that could not prove anything has no verdict, whatever it ended with.
        exit_code: outcome.exit_code().filter(|_| status != CheckStatus::NotChecked),
        output_hash: Some(outcome.output_hash.clone()),
        tree_hash: Some(tree),
        output_tail: if verified { String::new() } else { tail([outcome]) },
        output: None,
        duration_ms: outcome.duration_ms,
        used: outcome.used,
    }
}

fn status(spec: &CheckSpec, outcome: &Outcome) -> (CheckStatus, String) {
    let program = spec.argv.first().map(String::as_str).unwrap_or_default();
    match &outcome.exit {
        Exit::Code(0) => (CheckStatus::Verified, String::new()),
        Exit::Code(_) if is_unreachable(spec, outcome) => {
            (CheckStatus::NotChecked, "the package registry could not be reached from here".to_owned())
        }
        Exit::Code(code) => (CheckStatus::Failed, format!("it ended with exit code {code}")),
        Exit::Signal(number) => (CheckStatus::Failed, format!("it was ended by signal {number}")),
        Exit::TimedOut => (CheckStatus::Failed, format!("it was not done after {} s", spec.deadline_s)),
        Exit::Cancelled => (CheckStatus::NotChecked, "it was stopped".to_owned()),
        // A path names what the repository or an earlier check should have brought: its absence is their failure.
        Exit::NotFound if program.contains('/') => (CheckStatus::Failed, format!("there is no `{program}`")),
        Exit::NotFound => (CheckStatus::NotChecked, format!("`{program}` is not here")),
        Exit::NotStarted(why) => (CheckStatus::NotChecked, format!("`{program}` did not start: {why}")),
    }
}

/// Only an install that needs a registry can fail for want of one.
fn is_unreachable(spec: &CheckSpec, outcome: &Outcome) -> bool {
    let asks = spec.setup && spec.needs.iter().any(|need| matches!(need, Need::Pypi | Need::NpmRegistry));
    let said = |text: &str| UNREACHABLE.iter().any(|sign| text.contains(sign));
    asks && (said(&outcome.stdout.text()) || said(&outcome.stderr.text()))
}

/// Standard output and then standard error, each under a heading when there are both.
pub(super) fn printed(outcome: &Outcome) -> String {
    match (outcome.stdout.text(), outcome.stderr.text()) {
        (stdout, stderr) if stderr.is_empty() => stdout,
        (stdout, stderr) if stdout.is_empty() => stderr,
        (stdout, stderr) => format!("[standard output]\n{stdout}\n[standard error]\n{stderr}"),
    }
}

/// The end of what these printed, one after another. However much one complains beside its report, the report's end is kept.
pub(super) fn tail<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> String {
    let one = |outcome: &Outcome| joined(&outcome.stdout.text(), &outcome.stderr.text());
    let all = outcomes.into_iter().map(one).collect::<Vec<_>>().join("\n");
    end_of(all.trim(), TAIL_CHARS_MAX)
}

fn joined(said: &str, complained: &str) -> String {
    let room = TAIL_CHARS_MAX.saturating_sub(said.chars().count() + 1).max(TAIL_CHARS_MAX / 4);
    format!("{said}\n{}", end_of(complained, room))
}

fn end_of(text: &str, chars_max: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(chars_max)).collect()
}

#[cfg(test)]
mod tests {
    use protocol::check::Tier;
    use protocol::id::Role;

    use super::*;

    #[test]
    fn complaints_do_not_hide_the_end_of_a_report() {
        let shown = joined("2 failed\n", &"noise\n".repeat(TAIL_CHARS_MAX));
        assert!(end_of(&shown, TAIL_CHARS_MAX).contains("2 failed"));
        assert_eq!(joined("out", "err"), "out\nerr");
    }

    fn install() -> CheckSpec {
        CheckSpec {
            name: "backend.install".into(),
            role: Role::new("backend"),
            tier: Tier::Full,
            criterion: String::new(),
            argv: vec!["pip".into()],
            cwd: String::new(),
            env: Vec::new(),
            needs: vec![Need::Pypi],
            after: Vec::new(),
            setup: true,
            repairs: Vec::new(),
            deadline_s: 60,
            estimate_s: 1,
        }
    }

    fn judged(spec: &CheckSpec, exit: Exit, stderr: &str) -> (CheckStatus, String) {
        let outcome = Outcome::of_output(exit, b"", stderr.as_bytes());
        let result = judge(spec, &outcome, ContentHash::of(b""));
        assert_eq!(result.contradiction(), None);
        (result.status, result.reason)
    }

    #[test]
    fn an_unreachable_registry_is_not_a_failed_install() {
        let refused = "NewConnectionError: Failed to establish a new connection";
        assert_eq!(judged(&install(), Exit::Code(1), refused).0, CheckStatus::NotChecked);
        assert_eq!(judged(&install(), Exit::Code(1), "hash mismatch").0, CheckStatus::Failed);
        let check = CheckSpec { setup: false, ..install() };
        assert_eq!(judged(&check, Exit::Code(1), refused).0, CheckStatus::Failed);
    }

    #[test]
    fn only_a_zero_exit_code_verifies() {
        let (status, reason) = judged(&install(), Exit::TimedOut, "");
        assert_eq!((status, reason.as_str()), (CheckStatus::Failed, "it was not done after 60 s"));
        assert_eq!(judged(&install(), Exit::Signal(9), "").0, CheckStatus::Failed);
        assert_eq!(judged(&install(), Exit::NotFound, "").1, "`pip` is not here");
        let own = CheckSpec { argv: vec![".venv/bin/pytest".into()], ..install() };
        assert_eq!(judged(&own, Exit::NotFound, "").0, CheckStatus::Failed);
        assert_eq!(judged(&install(), Exit::Code(0), "").0, CheckStatus::Verified);
        assert_eq!(judged(&install(), Exit::Cancelled, "").0, CheckStatus::NotChecked);
        assert_eq!(
            judged(&install(), Exit::NotStarted("no memory".to_owned()), "").0,
            CheckStatus::NotChecked
        );
    }
}
