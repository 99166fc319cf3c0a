//! Whether an answer fits its task, and the events it becomes. Nothing an agent says is recorded unlooked at.

mod arguments;
mod drafts;
mod enquiries;
mod plans;
mod repairs;
mod rulings;

use protocol::check::{CheckResult, OUTPUT_END_CHARS_MAX};
use protocol::event::{Body, CheckEvent, PlanEvent, TaskKind, TaskSpec};
use protocol::plan::Change;
use protocol::requirements::Requirements;
use protocol::view::View;

use crate::answer::{Accepted, Answer, Bounds, Nonsense};
use crate::refine;

pub use drafts::{FILE_BYTES_MAX, FILES_MAX, STEP_BYTES_MAX};

/// Sentences for people: reasons, notes, questions.
const TEXT_CHARS_MAX: usize = 2_000;
/// A refusal quotes the request, of which at most 10,000 characters are read.
const REFUSAL_CHARS_MAX: usize = 20_000;
/// As [`CheckResult::output_tail`] promises.
const OUTPUT_TAIL_CHARS_MAX: usize = 4_000;

/// Judges an answer by its task and by what is recorded so far.
pub fn accept(
    view: &View,
    task: &TaskSpec,
    answer: Answer,
    bounds: &dyn Bounds,
) -> Result<Accepted, Nonsense> {
    let judged = match (&task.kind, answer) {
        (TaskKind::Understand, Answer::Understood { requirements, refusal }) => {
            understood(&requirements, refusal.as_deref())
                .map(|()| events([Body::Plan(PlanEvent::Understood { requirements, refusal })]))
        }
        (TaskKind::Revise { .. }, Answer::Revised { requirements, changes, not_understood }) => {
            if changes.is_empty() {
                Err("a revision that changes nothing is one that was not understood".to_owned())
            } else {
                Ok(events([Body::Plan(PlanEvent::Revised { requirements, changes, not_understood })]))
            }
        }
        (TaskKind::Revise { text }, Answer::NotRevised { message }) => {
            Ok(events([Body::Plan(PlanEvent::RevisionRefused { text: text.clone(), message })]))
        }
        (TaskKind::Refine, Answer::Refined { requirements, changes, left_out }) => {
            refined(view, &requirements, &changes, &left_out)
                .map(|()| events([Body::Plan(PlanEvent::Refined { requirements, changes, left_out })]))
        }
        (TaskKind::Refine, Answer::NotRefined { why }) => {
            check_text(&why, "a note").map(|()| Accepted { note: why, ..Accepted::default() })
        }
        (TaskKind::Propose, Answer::Claims(claims)) => arguments::claims(task, claims, bounds).map(events),
        (TaskKind::Dispute, Answer::Conflicts(conflicts)) => {
            arguments::conflicts(view, conflicts).map(events)
        }
        (TaskKind::Vote, Answer::Votes(votes)) => arguments::votes(view, task, votes).map(events),
        (TaskKind::Rule, Answer::Rulings { rulings, questions }) => {
            rulings::check(view, &rulings, &questions, bounds)
                .map(|()| events(rulings::events(rulings, questions)))
        }
        (TaskKind::Plan, Answer::Plan(plan)) => {
            plans::check(view, &plan).map(|()| events([Body::Plan(PlanEvent::Drafted { plan })]))
        }
        (TaskKind::Render { pack }, Answer::Files(files)) => drafts::check(view, task, pack, &files, bounds)
            .map(|()| Accepted { files, ..Accepted::default() }),
        (TaskKind::Check { name }, Answer::Check(result)) => check_result(&result).map(|()| {
            events([Body::Check(CheckEvent::Ended { name: name.clone(), result: Box::new(result) })])
        }),
        (TaskKind::Repair { check }, Answer::Repair { result, files }) => {
            repairs::check(view, &result, &files)
                .map(|()| Accepted { files, ..events([repairs::ended(check, result)]) })
        }
        (TaskKind::Route { number }, Answer::Routed { to, why }) => {
            check_text(&why, "the reason").map(|()| events([enquiries::routed(*number, to, why)]))
        }
        (TaskKind::Consult { number }, Answer::Queries(queries)) => {
            enquiries::queries(view, *number, queries).map(events)
        }
        (TaskKind::Consult { number }, Answer::Reply(finding)) => {
            enquiries::reply(view, *number, finding).map(events)
        }
        (TaskKind::Look { number, query, .. }, Answer::Looked(looked)) => {
            enquiries::looked(task, *number, query, looked).map(events)
        }
        (_, answer) => Err(format!("{} is no answer to it", kind(&answer))),
    };
    judged.map_err(|why| Nonsense { task: task.id.clone(), why })
}

fn events(events: impl IntoIterator<Item = Body>) -> Accepted {
    Accepted { events: events.into_iter().collect(), ..Accepted::default() }
}

/// Either there is something to build, or it is said why not.
fn understood(requirements: &Requirements, refusal: Option<&str>) -> Result<(), String> {
    match refusal {
        Some(why) if why.trim().is_empty() || why.chars().count() > REFUSAL_CHARS_MAX => {
            Err(format!("a refusal must have 1 to {REFUSAL_CHARS_MAX} characters"))
        }
        Some(_) => Ok(()),
        None if requirements.entities.is_empty() => {
            Err("there is nothing to build, and no refusal".to_owned())
        }
        None => Ok(()),
    }
}

/// What the person said stands, whatever a model answered.
fn refined(view: &View, after: &Requirements, changes: &[Change], left_out: &[String]) -> Result<(), String> {
    let before = view.requirements.as_ref().ok_or("nothing was understood yet")?;
    if changes.is_empty() {
        return Err("a refinement that changes nothing is none".to_owned());
    }
    left_out.iter().try_for_each(|text| check_text(text, "what is left out"))?;
    refine::check(before, after)
}

fn check_result(result: &CheckResult) -> Result<(), String> {
    if let Some(contradiction) = result.contradiction() {
        return Err(contradiction);
    }
    check_tail(&result.output_tail)?;
    let is_long = |text: &str| text.chars().count() > OUTPUT_END_CHARS_MAX;
    if result.output.as_ref().is_some_and(|output| is_long(&output.head) || is_long(&output.tail)) {
        return Err(format!("an end of its output has more than {OUTPUT_END_CHARS_MAX} characters"));
    }
    Ok(())
}

fn check_tail(output: &str) -> Result<(), String> {
    if output.chars().count() > OUTPUT_TAIL_CHARS_MAX {
        return Err(format!("it keeps more than {OUTPUT_TAIL_CHARS_MAX} characters of output"));
    }
    Ok(())
}

fn check_text(text: &str, what: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return Err(format!("{what} must have 1 to {TEXT_CHARS_MAX} characters"));
    }
    Ok(())
}

fn kind(answer: &Answer) -> &'static str {
    match answer {
        Answer::Understood { .. } => "an understanding",
        Answer::Revised { .. } | Answer::NotRevised { .. } => "a revision",
        Answer::Refined { .. } | Answer::NotRefined { .. } => "a refinement",
        Answer::Claims(_) => "a list of claims",
        Answer::Conflicts(_) => "a list of conflicts",
        Answer::Votes(_) => "a list of votes",
        Answer::Rulings { .. } => "a list of rulings",
        Answer::Plan(_) => "a plan",
        Answer::Files(_) => "a list of files",
        Answer::Check(_) => "a check's result",
        Answer::Repair { .. } => "a repair",
        Answer::Routed { .. } => "whose field it is",
        Answer::Queries(_) => "a list of queries",
        Answer::Reply(_) => "a reply",
        Answer::Looked(_) => "a look at the index",
        Answer::Declined { .. } => "that it cannot be done",
    }
}

#[cfg(test)]
mod tests;
