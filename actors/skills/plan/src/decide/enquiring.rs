//! A session about a repository that is there: it is read, and what people ask goes to whose field it is.

use protocol::enquiry::{EnquiryEvent, Finding, Query};
use protocol::event::{Body, Outcome, TaskEnd, TaskSpec};
use protocol::id::TaskId;
use protocol::view::{Enquiry, TaskView, View};

use super::{finish, record, tasks, why_lost};
use crate::answer::{Effect, TeamShape};

/// What should be going on: the look at the files that was asked for last, and the next step of each open question.
pub(super) fn decide(view: &View, team: &TeamShape) -> Vec<Effect> {
    if let Some(why) = unreadable(view) {
        return finish(view, Outcome::Failed, format!("the repository cannot be read: {why}"));
    }
    let look = following(view, team).into_iter();
    look.chain(view.enquiries.open.iter().map(|(number, enquiry)| next(view, team, *number, enquiry)))
        .collect()
}

/// Without a first look there is nothing to ask about.
fn unreadable(view: &View) -> Option<&str> {
    let first = view.tasks.get(&tasks::look_id(0))?;
    failed(first).then_some(first.why.as_str())
}

fn failed(task: &TaskView) -> bool {
    matches!(task.end, Some(TaskEnd::Failed | TaskEnd::TimedOut | TaskEnd::Cancelled))
}

/// Looks that were asked for while another went on are one.
fn following(view: &View, team: &TeamShape) -> Option<Effect> {
    let task = tasks::follow(view, team)?;
    let is_over = view.tasks.get(&task.id).is_some_and(|known| known.end.is_some());
    let is_lost = why_lost(view, team, &task.role).is_some();
    (!is_over && !is_lost).then_some(Effect::Start(task))
}

fn next(view: &View, team: &TeamShape, number: u32, enquiry: &Enquiry) -> Effect {
    let Some(to) = &enquiry.to else {
        return step(view, team, tasks::route(team, number), |why| unanswered(number, enquiry, why));
    };
    let look = enquiry.due().and_then(|query| tasks::look(team, to, number, enquiry, query));
    match (look, enquiry.due()) {
        (Some(task), Some(query)) => {
            let (id, query) = (task.id.clone(), query.clone());
            step(view, team, task, |why| nothing_found(number, id, query, why))
        }
        (None, Some(_)) => unanswered(number, enquiry, "nobody in the team keeps an index"),
        (_, None) => {
            let consult = tasks::consult(to, number, enquiry);
            step(view, team, consult, |why| unanswered(number, enquiry, why))
        }
    }
}

/// The task, or what is recorded because it came to nothing: the session goes on, and the person hears why.
fn step(view: &View, team: &TeamShape, task: TaskSpec, give_up: impl FnOnce(&str) -> Effect) -> Effect {
    let known = view.tasks.get(&task.id).filter(|known| failed(known));
    if let Some(known) = known {
        return give_up(&format!("{} could not {}: {}", task.role, super::work(&task.kind), known.why));
    }
    match why_lost(view, team, &task.role) {
        Some(why) => give_up(&why),
        None => Effect::Start(task),
    }
}

fn unanswered(number: u32, enquiry: &Enquiry, why: &str) -> Effect {
    let finding = Finding::unknown(format!("not answered: {why}"));
    let question = enquiry.question.clone();
    record(Body::Enquiry(EnquiryEvent::Answered { number, question, finding }))
}

fn nothing_found(number: u32, task: TaskId, query: Query, why: &str) -> Effect {
    let finding = Finding::unknown(format!("not looked up: {why}"));
    record(Body::Enquiry(EnquiryEvent::Found { number, task, query, finding }))
}
