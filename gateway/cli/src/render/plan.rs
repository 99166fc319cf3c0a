//! The plan as a person reads it before approving: what was understood, assumed, left out and decided, and what will be done.

mod requirements;

use protocol::id::TaskId;
use protocol::plan::Plan;
use protocol::view::View;

use super::style::{self, clean, count, duration, section};
use super::{change, decision};

/// The whole plan; empty before one is drafted.
pub fn text(view: &View) -> String {
    let (Some(plan), Some(requirements)) = (&view.plan, &view.requirements) else { return String::new() };
    let mut text = String::new();
    requirements::write(&mut text, requirements);
    if let Some(read) = &view.refinement {
        section(&mut text, "Read by the model", change::by_model(&read.changes, &read.left_out));
    }
    section(&mut text, "Changes by your revision", change::lines(&view.changes, &view.revision_note));
    section(&mut text, "Decisions", decision::lines(view));
    section(&mut text, &format!("Plan, revision {}", plan.revision), steps(plan));
    section(
        &mut text,
        "Milestones",
        plan.milestones.iter().map(|milestone| {
            let steps: Vec<String> = milestone.steps.iter().map(|step| clean(step.as_str())).collect();
            format!("◆ {} {}", clean(&milestone.name), style::quiet(&format!("after {}", steps.join(", "))))
        }),
    );
    section(&mut text, "Estimate", [estimate(view, plan)]);
    text.trim_start_matches('\n').to_owned()
}

fn steps(plan: &Plan) -> Vec<String> {
    let number_of =
        |task: &TaskId| plan.steps.iter().position(|step| step.task == *task).map(|at| (at + 1).to_string());
    let steps = plan.steps.iter().enumerate().map(|(at, step)| {
        let after: Vec<String> = step.after.iter().filter_map(number_of).collect();
        let after = if after.is_empty() { String::new() } else { format!(", after {}", after.join(" and ")) };
        let files = count(step.files as usize, "file");
        let notes = style::quiet(&format!("({files}{after})"));
        format!("{:>2}. {} {} {notes}", at + 1, style::name(step.role.as_str()), clean(&step.title))
    });
    let summary = (!plan.summary.is_empty()).then(|| clean(&plan.summary));
    summary.into_iter().chain(steps).collect()
}

fn estimate(view: &View, plan: &Plan) -> String {
    let estimate = plan.estimate;
    let built = format!(
        "{}, {} in about {}",
        count(estimate.files as usize, "file"),
        count(estimate.lines as usize, "line"),
        duration(estimate.build_ms)
    );
    let asked = plan.checks.iter().filter(|spec| super::check::is_asked(view, spec)).count();
    if asked == 0 {
        return format!("{built}; no checks asked for");
    }
    let seconds = super::eta::checks_s(view);
    format!("{built}; then {} in about {}", count(asked, "check"), duration(seconds * 1_000))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_plan_shows_all_that_is_decided_before_it_is_approved() {
        let plain = anstream::adapter::strip_str(&text(&fixture::planned())).to_string();
        expect![[r#"
            Blog blog
            A blog where authors write posts.

            Records
              Post anyone may read
                  title: string ≤ 200 characters, published_at: date and time optional
                  → author: owned by a User

            Roles
              author (everyone who registers)

            Permissions
              author Post: update (own)

            Features
              sign-in

            Stack
              fastapi

            Assumed, because the request leaves it open
              stack.backend: FastAPI, as none was named

            Not understood, and left out
              ? with holograms

            Decisions
              ⚖ ruling id.type = uuid over integer by vote 14 to 6: the weightier votes
                  votes: database 6 for integer · security 9 for uuid · backend 5 for uuid
              undisputed: ports.backend = 8000

            Plan, revision 1
              A small blog
               1. database Data model (1 file)
               2. backend API (1 file, after 1)

            Milestones
              ◆ API after render.backend

            Estimate
              2 files, 24 lines in about 0.30 s; then 3 checks in about 30.0 s
        "#]]
        .assert_eq(&plain);
    }
}
