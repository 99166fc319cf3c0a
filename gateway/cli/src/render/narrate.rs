//! An event told in lines, the same for a live run, a replay and a terminal without a board. What a board shows is not told.

use protocol::event::{
    Body, CheckEvent, ClaimEvent, Event, FileEvent, HumanEvent, MessageEvent, PlanEvent, Question,
    SessionEvent, SupervisionEvent, TaskEnd, TaskEvent, TaskKind,
};
use protocol::id::TaskId;
use protocol::model::ModelEvent;
use protocol::view::View;
use protocol::workspace::{Cited, WorkspaceEvent};

use super::style::{self, clean, count, duration};
use super::{change, check, decision, enquiry, plan, repair};

/// Lines for `event`, which `view` has already folded in.
pub fn lines(view: &View, event: &Event) -> Vec<String> {
    match &event.fact.body {
        Body::Session(body) => session(view, body),
        Body::Plan(body) => planning(view, body),
        Body::Task(body) => task(view, body),
        Body::Message(MessageEvent::Sent { .. }) => Vec::new(),
        Body::Message(MessageEvent::DeadLettered { to, about, reason }) => {
            let reason = format!("{reason:?}").to_lowercase();
            vec![style::quiet(&format!("· a message to {to} about {about} was not handled ({reason})"))]
        }
        Body::Claim(body) => claim(body),
        Body::File(body) => file(view, body),
        Body::Check(CheckEvent::Ended { name, result }) => {
            let plan = view.plan.as_ref();
            let spec = plan.and_then(|plan| plan.checks.iter().find(|spec| spec.name == *name));
            check::told(name, spec, result)
        }
        Body::Check(CheckEvent::RepairEnded { name, result }) => repair::told(view, name, result),
        Body::Human(body) => human(body),
        Body::Supervision(body) => supervision(body),
        Body::Model(body) => model(body),
        Body::Usage(_) => Vec::new(),
        Body::Workspace(body) => workspace(body),
        Body::Enquiry(body) => enquiry::lines(&event.fact.agent, body),
    }
}

fn session(view: &View, body: &SessionEvent) -> Vec<String> {
    match body {
        SessionEvent::Opened { .. } => {
            let id = view.session.as_ref().map_or_else(String::new, ToString::to_string);
            vec![format!("{} {id}", style::strong("session"))]
        }
        SessionEvent::CommandAccepted { .. } => Vec::new(),
        SessionEvent::Forked { parent, at, out, .. } => {
            vec![style::quiet(&format!(
                "· forked here from session {} at its event {at}, into {}",
                clean(parent.as_str()),
                clean(out)
            ))]
        }
        SessionEvent::Recovered { .. } => vec![style::quiet("· taken up again from its record")],
        SessionEvent::Paused => vec![style::warn("paused: nothing new is started")],
        SessionEvent::Resumed { .. } => vec![style::quiet("· going on")],
        // The report says it better.
        SessionEvent::Finished { .. } => Vec::new(),
        SessionEvent::Rewound { to, out, .. } => {
            let out = out.as_ref().map(|out| format!("; what is made from here on goes to {}", clean(out)));
            vec![style::warn(&format!("↶ back to event {to}{}", out.unwrap_or_default()))]
        }
    }
}

/// What was done beside the team, or asked about a repository.
pub fn workspace(body: &WorkspaceEvent) -> Vec<String> {
    let said = match body {
        WorkspaceEvent::Saved { folder, line, save } => {
            format!("· saved {} as checkpoint {} before: {}", clean(folder), save.checkpoint, clean(line))
        }
        WorkspaceEvent::Ran { line, exit: Some(code), .. } => format!("· ran (exit {code}): {}", clean(line)),
        WorkspaceEvent::Ran { line, exit: None, .. } => format!("· ran (no exit code): {}", clean(line)),
        WorkspaceEvent::Indexed { folder, files, symbols, .. } => {
            return vec![style::quiet(&indexed(folder, *files, *symbols, body))];
        }
        WorkspaceEvent::Asked { question } => {
            return vec![format!("{} {}", style::strong("?"), clean(question))];
        }
        WorkspaceEvent::Answered { lines, based_on, .. } => return answered(lines, based_on),
        WorkspaceEvent::ReaderRestarted { why } => {
            return vec![style::warn(&format!(
                "· the reader broke off and was started anew: {}",
                clean(why)
            ))];
        }
        WorkspaceEvent::Restored { to, files } => {
            let (folder, before) = (clean(&files.folder), files.before.checkpoint);
            format!(
                "↶ the files of {folder} are back at event {to}; until then they were checkpoint {before}"
            )
        }
    };
    vec![style::quiet(&said)]
}

fn indexed(folder: &str, files: u32, symbols: u32, event: &WorkspaceEvent) -> String {
    let all = format!("{} with {}", count(files as usize, "file"), count(symbols as usize, "symbol"));
    let WorkspaceEvent::Indexed { added, changed, removed, more, .. } = event else { return all };
    let named: Vec<String> = [("+", added), ("~", changed), ("-", removed)]
        .iter()
        .flat_map(|(sign, paths)| paths.iter().map(move |path| format!("{sign}{}", clean(path))))
        .collect();
    if named.is_empty() {
        return format!("· read {}: {all}", clean(folder));
    }
    let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
    format!("· changed: {}{more}; now {all}", named.join(" "))
}

/// An answer as people read it.
pub fn answered(lines: &[Cited], based_on: &[String]) -> Vec<String> {
    let line = |line: &Cited| {
        let place = match (&line.file, line.line) {
            (Some(file), Some(line)) => format!("  {}", style::quiet(&format!("{}:{line}", clean(file)))),
            (Some(file), None) => format!("  {}", style::quiet(&clean(file))),
            (None, _) => String::new(),
        };
        format!("{}{}{place}", "  ".repeat(usize::from(line.level)), clean(&line.text))
    };
    let based = based_on.iter().map(|based| style::quiet(&format!("based on {}", clean(based))));
    lines.iter().map(line).chain(based).collect()
}

fn planning(view: &View, body: &PlanEvent) -> Vec<String> {
    match body {
        PlanEvent::Understood { requirements, refusal: None } => {
            let records = count(requirements.entities.len(), "record type");
            let roles = count(requirements.roles.len(), "role");
            let lost = requirements.not_understood.len();
            let lost =
                if lost == 0 { String::new() } else { format!(", {} not understood", count(lost, "part")) };
            vec![format!("{} {records}, {roles}{lost}", style::good("✓ understood"))]
        }
        PlanEvent::Understood { requirements: _, refusal: Some(_) } | PlanEvent::Rejected => Vec::new(),
        PlanEvent::Refined { requirements: _, changes, left_out } => {
            let head = style::quiet("· read by the model:");
            std::iter::once(head).chain(change::by_model(changes, left_out)).collect()
        }
        PlanEvent::RevisionRequested { text } => vec![style::quiet(&format!("· revision: {}", clean(text)))],
        PlanEvent::Revised { changes, not_understood, .. } => {
            change::lines(changes, &not_understood.join("; "))
        }
        PlanEvent::RevisionRefused { text: _, message } => {
            vec![format!("{} {}", style::warn("the plan stays as it is:"), clean(message))]
        }
        PlanEvent::Drafted { .. } => vec![String::new(), plan::text(view)],
        PlanEvent::Approved { revision, by } => {
            let by = if by.as_str() == "person" { "you" } else { by.as_str() };
            vec![format!("{} revision {revision}, by {by}", style::good("✓ plan approved"))]
        }
        PlanEvent::MilestoneReached { name } => {
            vec![format!("{} {}", style::good("◆ milestone"), clean(name))]
        }
    }
}

fn task(view: &View, body: &TaskEvent) -> Vec<String> {
    match body {
        // Beginnings and progress are for the board; a terminal without one is told what came of it.
        TaskEvent::Started { .. } | TaskEvent::Progressed { .. } => Vec::new(),
        TaskEvent::AttemptFailed { task, attempt, failure, why } => {
            let failure = format!("{failure:?}").to_lowercase();
            vec![format!(
                "{} {task}, attempt {attempt} ({failure}): {}",
                style::warn("! went wrong"),
                clean(why)
            )]
        }
        TaskEvent::Ended { task, end: TaskEnd::Done, why: _ } => ended_well(view, task).into_iter().collect(),
        TaskEvent::Ended { task, end, why } => {
            let word = match end {
                TaskEnd::Done => "done",
                TaskEnd::Failed => "✗ gave up",
                TaskEnd::TimedOut => "✗ out of time",
                TaskEnd::Cancelled => "✗ cancelled",
            };
            vec![format!("{} {task}: {}", style::bad(word), clean(why))]
        }
    }
}

/// Checks speak for themselves, and planning in conflicts and rulings; rendering shows here what it made.
fn ended_well(view: &View, id: &TaskId) -> Option<String> {
    let task = view.tasks.get(id)?;
    match &task.spec.kind {
        TaskKind::Render { .. } => {
            let files = view.files.values().filter(|file| file.task == *id);
            let (files, lines) = files.fold((0, 0), |(n, lines), file| (n + 1, lines + file.lines as usize));
            let took = task.ended_ms.unwrap_or(task.started_ms).saturating_sub(task.started_ms);
            let plan = view.plan.as_ref();
            let title = plan.and_then(|plan| plan.steps.iter().find(|step| step.task == *id));
            let title = title.map_or_else(|| id.to_string(), |step| clean(&step.title));
            let made = format!("{}, {}", count(files, "file"), count(lines, "line"));
            let took = style::quiet(&format!("({})", duration(took)));
            Some(format!(
                "{} {} {title}: {made} {took}",
                style::good("✓"),
                style::name(task.spec.role.as_str())
            ))
        }
        TaskKind::Refine => {
            let said = format!("· the plan goes on without the model: {}", clean(&task.why));
            (!task.why.is_empty()).then(|| style::quiet(&said))
        }
        TaskKind::Understand
        | TaskKind::Revise { .. }
        | TaskKind::Propose
        | TaskKind::Dispute
        | TaskKind::Vote
        | TaskKind::Rule
        | TaskKind::Plan
        | TaskKind::Check { .. }
        | TaskKind::Repair { .. }
        | TaskKind::Route { .. }
        | TaskKind::Consult { .. }
        | TaskKind::Look { .. } => None,
    }
}

fn model(body: &ModelEvent) -> Vec<String> {
    match body {
        ModelEvent::Requested { model, attempt, .. } => {
            vec![style::quiet(&format!("· asking the model {} (attempt {attempt})", clean(model)))]
        }
        ModelEvent::Answered { .. } => Vec::new(),
        ModelEvent::Failed { why, .. } => vec![format!("{} {}", style::warn("! no answer:"), clean(why))],
    }
}

fn claim(body: &ClaimEvent) -> Vec<String> {
    match body {
        ClaimEvent::Published { .. } | ClaimEvent::VoteCast { .. } => Vec::new(),
        ClaimEvent::Disputed { conflict } => decision::conflict(conflict),
        ClaimEvent::Ruled { ruling } if ruling.was_disputed() => decision::ruling(ruling),
        ClaimEvent::Ruled { .. } => Vec::new(),
    }
}

fn file(view: &View, body: &FileEvent) -> Vec<String> {
    match body {
        FileEvent::Staged { .. } | FileEvent::DeliveryStarted { .. } | FileEvent::AmendmentStarted { .. } => {
            Vec::new()
        }
        FileEvent::Amended { tree_hash: _, head, note } => {
            let commit = head.as_ref().map(|head| format!(" · commit {}", head.get(..10).unwrap_or(head)));
            let mut lines = vec![format!(
                "{}: every check runs again, on the repaired files{}",
                style::good("✓ repair delivered"),
                style::quiet(&commit.unwrap_or_default())
            )];
            lines.extend((!note.is_empty()).then(|| format!("    {}", style::warn(&clean(note)))));
            lines
        }
        FileEvent::AmendmentRefused { why } => {
            vec![format!("{} {}", style::warn("! repair not delivered:"), clean(why))]
        }
        FileEvent::Delivered { tree_hash: _, files, lines, head, note } => {
            let target = view.delivery.as_ref().map_or_else(String::new, |delivery| clean(&delivery.target));
            let size = format!("{}, {}", count(*files as usize, "file"), count(*lines as usize, "line"));
            let commit = head.as_ref().map(|head| format!(" · commit {}", head.get(..10).unwrap_or(head)));
            let mut lines = vec![format!(
                "{} {target}: {size}{}",
                style::good("✓ delivered"),
                style::quiet(&commit.unwrap_or_default())
            )];
            lines.extend((!note.is_empty()).then(|| format!("    {}", style::warn(&clean(note)))));
            lines
        }
    }
}

fn human(body: &HumanEvent) -> Vec<String> {
    match body {
        HumanEvent::Asked { question } => self::question(question),
        HumanEvent::Answered { question, value, by } => {
            vec![style::quiet(&format!("· {question}: {} ({by})", clean(value)))]
        }
    }
}

/// A question with its options, as it is shown wherever it is asked.
pub fn question(question: &Question) -> Vec<String> {
    let head = format!("{} {}", style::warn("? question"), clean(&question.text));
    let options = question.options.iter().enumerate().map(|(at, option)| {
        let mark =
            if *option == question.recommended { style::quiet(" (recommended)") } else { String::new() };
        format!("    {}. {}{mark}", at + 1, style::name(&clean(option)))
    });
    std::iter::once(head).chain(options).collect()
}

fn supervision(body: &SupervisionEvent) -> Vec<String> {
    match body {
        SupervisionEvent::AgentStarted { .. } | SupervisionEvent::AgentStopped { .. } => Vec::new(),
        SupervisionEvent::AgentFailed { role, incarnation: _, failure, why } => {
            let failure = format!("{failure:?}").to_lowercase();
            vec![format!("{} {role} ({failure}): {}", style::warn("! agent failed"), clean(why))]
        }
        SupervisionEvent::AgentRestarting { role, incarnation, delay_ms } => {
            vec![style::quiet(&format!("· {role} starts again as number {incarnation} in {delay_ms} ms"))]
        }
        SupervisionEvent::GaveUp { role, why } => {
            vec![format!("{} {role}: {}", style::bad("✗ agent given up"), clean(why))]
        }
    }
}
