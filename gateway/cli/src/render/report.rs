//! The last thing a run prints: where the result is, what was proved by which command, what was not and why, what to do next.

use std::path::Path;

use protocol::check::CheckStatus;
use protocol::command::Verify;
use protocol::event::Outcome;
use protocol::view::{Stage, View};

use super::style::{self, clean, count, duration, section};
use super::{check, quick_start, repair};

/// The report on a session that ended or stopped; reads the delivered README for how to start it.
pub fn text(view: &View) -> String {
    let mut text = String::new();
    section(&mut text, "Result", result(view));
    section(&mut text, "Verified", verified(view));
    section(&mut text, "Failed", failed(view));
    section(&mut text, "Repairs", repair::short(view));
    section(&mut text, "Parked", parked(view));
    section(&mut text, "Not verified", not_verified(view));
    section(&mut text, "Start it", start(view));
    section(&mut text, "Next", next(view));
    if let Some(session) = &view.session {
        text.push_str(&format!("\n{}\n", style::quiet(&format!("session {session}"))));
    }
    text
}

/// How it stands, in a line or two.
pub fn result(view: &View) -> Vec<String> {
    let reason = clean(&view.outcome_reason);
    let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let head = match view.outcome {
        None => style::warn(&format!("not finished: {}", super::session::told(super::session::state(view)))),
        Some(Outcome::Done) => style::good("done"),
        Some(Outcome::Refused) => format!("{}{because}", style::bad("refused, nothing was written")),
        Some(Outcome::Failed) => format!("{}{because}", style::bad("failed")),
        Some(Outcome::Cancelled) => format!("{}{because}", style::warn("cancelled")),
    };
    let delivered = view.delivery.as_ref().filter(|delivery| delivery.done).map(|delivery| {
        let files = count(view.files.len(), "file");
        let lines = count(view.lines() as usize, "line");
        let took = view.build_ms().map(|ms| format!(", made in {}", duration(ms))).unwrap_or_default();
        format!("{}: {files}, {lines}{took}", style::strong(&clean(&delivery.target)))
    });
    let note = view.delivery.as_ref().map(|delivery| clean(&delivery.note)).filter(|note| !note.is_empty());
    std::iter::once(head).chain(delivered).chain(note.map(|note| style::warn(&note))).collect()
}

fn verified(view: &View) -> Vec<String> {
    let good =
        check::all(view).filter(|line| line.result.status == CheckStatus::Verified && !line.spec.setup);
    good.flat_map(|line| {
        let seconds = style::quiet(&format!("({})", duration(line.result.duration_ms)));
        let command = clean(&check::command(line.spec));
        [
            format!("{} {} {seconds}", style::good("✓"), clean(&line.spec.criterion)),
            format!("    {} {command}", style::quiet("$")),
        ]
    })
    .collect()
}

fn failed(view: &View) -> Vec<String> {
    let bad = check::all(view).filter(|line| line.result.status == CheckStatus::Failed);
    bad.flat_map(|line| check::told(&line.spec.name, Some(line.spec), &line.result)).collect()
}

/// Tasks that were set aside, as `show` lists them too.
pub fn parked(view: &View) -> Vec<String> {
    let line = |task: &protocol::view::TaskView| {
        let (role, task, why) = (style::name(task.spec.role.as_str()), &task.spec.id, clean(&task.why));
        format!("{} {role} {task}: {why}", style::bad("✗"))
    };
    view.parked().map(line).collect()
}

/// Checks with the same reason share a line.
fn not_verified(view: &View) -> Vec<String> {
    if view.delivery.as_ref().is_none_or(|delivery| !delivery.done) {
        return Vec::new();
    }
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for line in check::all(view).filter(|line| line.result.status == CheckStatus::NotChecked) {
        let (reason, name) = (clean(&line.result.reason), clean(&line.spec.name));
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    let lines =
        reasons.iter().map(|(reason, names)| format!("{} {}: {reason}", style::warn("–"), names.join(", ")));
    quick(view).into_iter().chain(lines).collect()
}

/// What the quick checks leave out, in numbers.
fn quick(view: &View) -> Option<String> {
    let verify = view.options.as_ref().map(|options| options.verify);
    let proofs = || check::all(view).filter(|line| !line.spec.setup);
    let left_out = proofs().filter(|line| !check::is_asked(view, line.spec)).count();
    (verify == Some(Verify::Quick) && left_out > 0).then(|| {
        format!(
            "{} --verify quick leaves out {left_out} of the {} planned checks; --verify full proves those too",
            style::warn("–"),
            proofs().count()
        )
    })
}

fn start(view: &View) -> Vec<String> {
    let Some(delivery) = view.delivery.as_ref().filter(|delivery| delivery.done) else { return Vec::new() };
    let target = Path::new(&delivery.target);
    let commands = quick_start::of_repository(target);
    let mut lines = vec![format!("cd {}", style::shell_word(&delivery.target))];
    lines.extend(commands.iter().map(|command| clean(command)));
    lines.push(style::quiet("see README.md there for all steps"));
    lines
}

/// How to go on.
pub fn next(view: &View) -> Vec<String> {
    let Some(session) = &view.session else { return Vec::new() };
    match view.outcome {
        // A question in the middle of the work has no recommendation that anybody could take for the person.
        None if view.stage > Stage::Approval && view.open_question().is_some() => {
            let answer = style::quiet("answer its question");
            vec![format!("samriddh resume {session}  {answer}")]
        }
        None if view.waits_for_person() => vec![
            format!(
                "samriddh resume {session}        {}",
                style::quiet("look at the plan, revise or approve it")
            ),
            format!(
                "samriddh resume {session} --yes  {}",
                style::quiet("approve, with what the team recommends")
            ),
        ],
        None => vec![format!("samriddh resume {session}")],
        Some(Outcome::Failed) => {
            vec![format!("samriddh show {session}  {}", style::quiet("what happened, in full"))]
        }
        Some(Outcome::Refused) => refused(view),
        Some(Outcome::Done | Outcome::Cancelled) => Vec::new(),
    }
}

fn refused(view: &View) -> Vec<String> {
    let Some(requirements) = &view.requirements else { return Vec::new() };
    let lost = requirements.not_understood.iter().map(|words| format!("not understood: {}", clean(words)));
    let unsupported =
        requirements.unsupported.iter().map(|name| format!("nothing here builds: {}", clean(name)));
    lost.chain(unsupported)
        .chain([String::from("say it in other words, and run `samriddh new` again")])
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use protocol::check::Tier;

    use super::*;
    use crate::render::fixture;

    fn plain(view: &View) -> String {
        anstream::adapter::strip_str(&text(view)).to_string()
    }

    #[test]
    fn a_finished_run_says_what_was_proved_and_what_was_not() {
        let statuses = [CheckStatus::Verified, CheckStatus::NotChecked];
        expect![[r#"

            Result
              done
              /nowhere/blog: 2 files, 24 lines, made in 1.3 s

            Verified
              ✓ pytest is fine (1.5 s)
                  $ cd backend && .venv/bin/pytest -k 'not slow'

            Not verified
              – backend.lint: npm is missing; install Node 20 or newer

            Start it
              cd /nowhere/blog
              see README.md there for all steps

            session abcdefghijklmnopqrstuvwxyz
        "#]]
        .assert_eq(&plain(&fixture::finished(&statuses)));
    }

    #[test]
    fn a_quick_run_says_how_much_it_left_out() {
        let mut view = fixture::finished(&[CheckStatus::Verified, CheckStatus::NotChecked]);
        assert!(!plain(&view).contains("leaves out"));
        view.options.as_mut().unwrap().verify = Verify::Quick;
        view.plan.as_mut().unwrap().checks.last_mut().unwrap().tier = Tier::Quick;
        let text = plain(&view);
        assert!(
            text.contains("– --verify quick leaves out 1 of the 2 planned checks; --verify full"),
            "{text}"
        );
    }

    #[test]
    fn a_failed_check_shows_its_command_and_the_end_of_its_output() {
        let statuses = [CheckStatus::Failed, CheckStatus::Verified];
        expect![[r#"

            Result
              failed: backend.pytest failed
              /nowhere/blog: 2 files, 24 lines, made in 1.3 s

            Verified
              ✓ lint is fine (1.5 s)
                  $ cd backend && ruff check

            Failed
              ✗ failed backend.pytest (2.5 s): exit code 1
                  $ cd backend && .venv/bin/pytest -k 'not slow'
                  collected 2 items
                  E  assert 1 == 2
                  1 failed

            Start it
              cd /nowhere/blog
              see README.md there for all steps

            Next
              samriddh show abcdefghijklmnopqrstuvwxyz  what happened, in full

            session abcdefghijklmnopqrstuvwxyz
        "#]]
        .assert_eq(&plain(&fixture::finished(&statuses)));
    }

    #[test]
    fn a_plan_that_waits_says_how_to_go_on() {
        expect![[r#"

            Result
              not finished: waits for your answer

            Next
              samriddh resume abcdefghijklmnopqrstuvwxyz        look at the plan, revise or approve it
              samriddh resume abcdefghijklmnopqrstuvwxyz --yes  approve, with what the team recommends

            session abcdefghijklmnopqrstuvwxyz
        "#]]
        .assert_eq(&plain(&fixture::planned()));
    }

    #[test]
    fn a_refusal_says_that_nothing_was_written_and_what_was_not_understood() {
        expect![[r#"

            Result
              refused, nothing was written: no pack builds fortran

            Next
              not understood: with holograms
              nothing here builds: fortran
              say it in other words, and run `samriddh new` again

            session abcdefghijklmnopqrstuvwxyz
        "#]]
        .assert_eq(&plain(&fixture::refused()));
    }
}
