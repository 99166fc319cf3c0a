//! Going back within a session. The record only grows: a rewind is one more event, and the history that counts is a path through it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::check::CheckResult;
use crate::claim::{Claim, Conflict, Ruling, Vote};
use crate::event::{
    Body, Event, MessageEvent, Outcome, PlanEvent, SessionEvent, Subject, TaskEnd, TaskEvent, TaskSpec,
};
use crate::id::{ClaimKey, ContentHash, QuestionId, TaskId};
use crate::plan::{Change, Plan};
use crate::requirements::Requirements;
use crate::view::{
    Delivery, Enquiries, FileView, FoldError, QuestionView, Refinement, RepairView, Stage, TaskView, Timing,
    View, is_zero,
};
use crate::workspace::{Restored, WorkspaceEvent};

/// The part of a view that a rewind takes back. What happened outside the session is not in it: money that was spent,
/// answers that were paid for, commands that were accepted, lives of agents.
///
/// It is written into the event so that whoever folds a record, live or from a snapshot, needs nothing of what came
/// before; [`unfounded`] checks it against the events it stands for. New fields get a default, as in every event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Past {
    pub stage: Stage,
    pub outcome: Option<Outcome>,
    pub outcome_reason: String,
    pub requirements: Option<Requirements>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Requirements>,
    pub refusal: Option<String>,
    pub round: u32,
    pub revision_text: Option<String>,
    pub changes: Vec<Change>,
    pub revision_note: String,
    pub refinement: Option<Refinement>,
    pub plan: Option<Plan>,
    pub approved_revision: Option<u32>,
    pub tasks: BTreeMap<TaskId, TaskView>,
    pub claims: Vec<Claim>,
    pub conflicts: Vec<Conflict>,
    pub votes: Vec<Vote>,
    pub rulings: BTreeMap<ClaimKey, Ruling>,
    pub questions: BTreeMap<QuestionId, QuestionView>,
    pub files: BTreeMap<String, FileView>,
    pub delivery: Option<Delivery>,
    pub checks: BTreeMap<String, CheckResult>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairView>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub restaged: BTreeMap<String, FileView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amending: Option<ContentHash>,
    #[serde(skip_serializing_if = "is_zero")]
    pub amendments: u32,
    pub milestones: Vec<String>,
    #[serde(skip_serializing_if = "Enquiries::is_none")]
    pub enquiries: Enquiries,
    pub drafted_ms: Option<u64>,
    pub approved_ms: Option<u64>,
    pub delivered_ms: Option<u64>,
}

impl View {
    /// What a rewind to here would bring back.
    pub fn past(&self) -> Past {
        // Each field by name: a new one has to be put on one side or the other.
        let View {
            session: _,
            seq: _,
            request: _,
            options: _,
            stage,
            paused: _,
            outcome,
            outcome_reason,
            requirements,
            earlier,
            refusal,
            round,
            revision_text,
            changes,
            revision_note,
            refinement,
            plan,
            approved_revision,
            tasks,
            claims,
            conflicts,
            votes,
            rulings,
            questions,
            files,
            delivery,
            checks,
            repairs,
            restaged,
            amending,
            amendments,
            milestones,
            enquiries,
            agents: _,
            messages_sent: _,
            messages_dead: _,
            commands: _,
            lineage: _,
            calls: _,
            spending: _,
            timing,
        } = self.clone();
        let Timing { opened_ms: _, drafted_ms, approved_ms, delivered_ms, last_ms: _ } = timing;
        Past {
            stage,
            outcome,
            outcome_reason,
            requirements,
            earlier,
            refusal,
            round,
            revision_text,
            changes,
            revision_note,
            refinement,
            plan,
            approved_revision,
            tasks,
            claims,
            conflicts,
            votes,
            rulings,
            questions,
            files,
            delivery,
            checks,
            repairs,
            restaged,
            amending,
            amendments,
            milestones,
            enquiries,
            drafted_ms,
            approved_ms,
            delivered_ms,
        }
    }

    /// Takes a past state up. Nothing goes on by itself from there, and what was approved in advance is to be asked again:
    /// whoever goes back wants to decide anew.
    pub(crate) fn return_to(&mut self, past: &Past, out: Option<&String>) {
        let past = past.clone();
        self.paused = past.outcome.is_none();
        if let Some(options) = self.options.as_mut() {
            options.approve &= past.outcome.is_some();
            options.out = out.unwrap_or(&options.out).clone();
        }
        self.stage = past.stage;
        self.outcome = past.outcome;
        self.outcome_reason = past.outcome_reason;
        self.requirements = past.requirements;
        self.earlier = past.earlier;
        self.refusal = past.refusal;
        self.round = past.round;
        self.revision_text = past.revision_text;
        self.changes = past.changes;
        self.revision_note = past.revision_note;
        self.refinement = past.refinement;
        self.plan = past.plan;
        self.approved_revision = past.approved_revision;
        self.tasks = past.tasks;
        self.claims = past.claims;
        self.conflicts = past.conflicts;
        self.votes = past.votes;
        self.rulings = past.rulings;
        self.questions = past.questions;
        self.files = past.files;
        self.delivery = past.delivery;
        self.checks = past.checks;
        self.repairs = past.repairs;
        self.restaged = past.restaged;
        self.amending = past.amending;
        self.amendments = past.amendments;
        self.milestones = past.milestones;
        self.enquiries = past.enquiries;
        self.timing.drafted_ms = past.drafted_ms;
        self.timing.approved_ms = past.approved_ms;
        self.timing.delivered_ms = past.delivered_ms;
    }
}

/// The event that `event` continues: the one before it, or the one a rewind went back to.
fn parent(event: &Event) -> u64 {
    let before = event.seq.saturating_sub(1);
    match &event.fact.body {
        Body::Session(SessionEvent::Rewound { to, .. }) => before.min(*to),
        _ => before,
    }
}

/// The events that led to the present state, in the order they are given in: those that a rewind took back are left out,
/// and so are the rewinds.
pub fn effective<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<&'a Event> {
    let mut all: Vec<&Event> = events.into_iter().collect();
    if !all.iter().any(|event| is_rewind(event)) {
        return all;
    }
    let by_number: BTreeMap<u64, &Event> = all.iter().map(|event| (event.seq, *event)).collect();
    let mut path = BTreeSet::new();
    let mut next = by_number.keys().next_back().copied();
    while let Some(event) = next.and_then(|number| by_number.get(&number)) {
        if !is_rewind(event) {
            path.insert(event.seq);
        }
        next = Some(parent(event));
    }
    all.retain(|event| path.contains(&event.seq));
    all
}

fn is_rewind(event: &Event) -> bool {
    matches!(&event.fact.body, Body::Session(SessionEvent::Rewound { .. }))
}

/// Where a rewind to event `to` lands: what was recorded in one step is taken as one, so that no task is left answered and
/// not ended, and no session half ended. `events` are a log from its beginning.
pub fn settled(events: &[Event], to: u64) -> u64 {
    let before = usize::try_from(to).map_or(events.len(), |to| to.min(events.len()));
    let (known, later) = events.split_at(before);
    let mut answered = BTreeSet::new();
    for event in known {
        match &event.fact.body {
            Body::Message(MessageEvent::Sent { about, subject: Subject::Answer, .. }) => {
                answered.insert(about);
            }
            Body::Task(
                TaskEvent::Ended { task, .. } | TaskEvent::Started { task: TaskSpec { id: task, .. }, .. },
            ) => {
                answered.remove(task);
            }
            _ => {}
        }
    }
    let ends_answered = |event: &&Event| matches!(&event.fact.body, Body::Task(TaskEvent::Ended { task, .. }) if answered.contains(task));
    let ends_session =
        |event: &Event| matches!(&event.fact.body, Body::Session(SessionEvent::Finished { .. }));
    let is_ending = |event: &Event| {
        matches!(
            &event.fact.body,
            Body::Task(TaskEvent::Ended { end: TaskEnd::Cancelled, .. }) | Body::Plan(PlanEvent::Rejected)
        )
    };
    if let Some(end) = later.iter().find(ends_answered) {
        return end.seq;
    }
    if known.last().is_some_and(is_ending) {
        let rest = later.iter().find(|event| !is_ending(event));
        return rest.filter(|event| ends_session(event)).map_or(to, |end| end.seq);
    }
    to
}

/// The first rewind of a log, by its number, whose state is not that of the event it names. None in every log that the
/// program wrote.
pub fn unfounded(events: &[Event]) -> Result<Option<u64>, FoldError> {
    let named = |event: &Event| match &event.fact.body {
        Body::Session(SessionEvent::Rewound { to, .. }) => Some(*to),
        _ => None,
    };
    let wanted: BTreeSet<u64> = events.iter().filter_map(named).collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let (mut view, mut pasts) = (View::default(), BTreeMap::new());
    for event in events {
        if let Body::Session(SessionEvent::Rewound { to, past, out: _ }) = &event.fact.body
            && pasts.get(to) != Some(&**past)
        {
            return Ok(Some(event.seq));
        }
        view.apply(event)?;
        if wanted.contains(&event.seq) {
            pasts.insert(event.seq, view.past());
        }
    }
    Ok(None)
}

/// The events of the last rewind, of the session's state, of files or of both, as sequence numbers: what an undo takes back.
pub fn last_rewind(events: &[Event]) -> Option<LastRewind> {
    let touches = |event: &&Event| {
        is_rewind(event) || matches!(&event.fact.body, Body::Workspace(WorkspaceEvent::Restored { .. }))
    };
    let last = events.iter().rev().find(touches)?;
    let same = events.iter().filter(touches).filter(|it| it.fact.correlation == last.fact.correlation);
    let mut found = LastRewind::default();
    for event in same {
        match &event.fact.body {
            Body::Session(SessionEvent::Rewound { .. }) => found.conversation = Some(event.seq),
            Body::Workspace(WorkspaceEvent::Restored { files, .. }) => {
                found.files = Some(files.clone());
            }
            _ => {}
        }
    }
    Some(found)
}

/// What the last rewind did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastRewind {
    /// The rewind of the session's state; the event before it is where an undo goes.
    pub conversation: Option<u64>,
    pub files: Option<Restored>,
}
