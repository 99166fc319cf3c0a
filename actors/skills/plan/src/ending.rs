//! The last events of a session: every task that still runs ends as cancelled, then the session does.

use protocol::event::{Body, Outcome, SessionEvent, TaskEnd, TaskEvent};
use protocol::view::View;

pub(crate) fn end(view: &View, outcome: Outcome, reason: impl Into<String>) -> Vec<Body> {
    let cancelled =
        |task| TaskEvent::Ended { task, end: TaskEnd::Cancelled, why: "the session ended first".to_owned() };
    let tasks = view.running().map(|task| Body::Task(cancelled(task.spec.id.clone())));
    let finished = Body::Session(SessionEvent::Finished { outcome, reason: reason.into() });
    tasks.chain(std::iter::once(finished)).collect()
}
