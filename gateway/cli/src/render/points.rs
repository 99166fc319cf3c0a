//! The events of a record at which another session can sensibly begin.

use protocol::event::{Body, Event, FileEvent, PlanEvent, SessionEvent, TaskEnd, TaskEvent};
use protocol::rewind;
use serde::Serialize;

use super::style::{self, clean};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    pub seq: u64,
    pub at_ms: u64,
    /// What had just happened.
    pub what: String,
}

/// In order, each with what had just happened.
pub fn points(events: &[Event]) -> Vec<Point> {
    let mut found: Vec<Point> = Vec::new();
    for event in events {
        if let Some(what) = what(event) {
            let seq = whole(events, event.seq);
            // Of what was recorded at once the first says best what it was.
            if found.last().is_none_or(|last| last.seq != seq) {
                found.push(Point { seq, at_ms: event.at_ms, what });
            }
        }
    }
    found
}

/// Where a fork at this event lands: what was recorded at once is taken together.
pub fn whole(events: &[Event], at: u64) -> u64 {
    rewind::settled(events, at)
}

/// The last plan that waited for an answer.
pub fn last_plan(events: &[Event]) -> Option<u64> {
    let drafted = |event: &&Event| matches!(event.fact.body, Body::Plan(PlanEvent::Drafted { .. }));
    events.iter().rev().find(drafted).map(|event| whole(events, event.seq))
}

fn what(event: &Event) -> Option<String> {
    Some(match &event.fact.body {
        Body::Session(SessionEvent::Forked { parent, .. }) => format!("forked from {parent}"),
        Body::Session(SessionEvent::Finished { outcome, .. }) => format!("ended: {outcome:?}").to_lowercase(),
        Body::Plan(PlanEvent::Drafted { plan }) => format!("plan shown, revision {}", plan.revision),
        Body::Plan(PlanEvent::Approved { revision, .. }) => format!("plan approved, revision {revision}"),
        Body::File(FileEvent::Delivered { .. }) => "repository put in place".to_owned(),
        Body::Task(TaskEvent::Ended { task, end: TaskEnd::Done, .. }) => format!("done: {task}"),
        _ => return None,
    })
}

pub fn text(points: &[Point]) -> String {
    let line = |point: &Point| format!("{:>6}  {}", point.seq, clean(&point.what));
    let mut lines: Vec<String> = points.iter().map(line).collect();
    lines.push(style::quiet("fork at one of them: samriddh fork <ID> --at SEQ --out DIR"));
    lines.join("\n")
}
