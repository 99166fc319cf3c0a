//! An agent that panics, hangs or answers nonsense in the middle of a run is restarted warm, and the run ends right.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use protocol::event::{Body, Event, Failure, Outcome, SupervisionEvent, TaskEnd, TaskEvent};
use protocol::id::{Role, TaskId};
use protocol::view::View;
use runtime::envelope::Slots;
use runtime::team::Team;
use runtime::{Node, NodeConfig};
use support::{Diary, Fault, Script, Shared, node, run_to_end};

/// Runs a session in which a task goes wrong so often, and gives its events.
async fn session(task: &'static str, fault: Fault, attempts: u32) -> (Vec<Event>, Shared) {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(std::sync::Mutex::new(Diary::default()));
    let node = node(home.path(), Script::from([(task, (fault, attempts))]), &diary).await;
    let events = run_to_end(&node).await;
    node.shutdown().await;
    (events, diary)
}

fn failures(events: &[Event]) -> Vec<(Role, u32, Failure)> {
    let failed = |event: &Event| match &event.fact.body {
        Body::Supervision(SupervisionEvent::AgentFailed { role, incarnation, failure, .. }) => {
            Some((role.clone(), *incarnation, *failure))
        }
        _ => None,
    };
    events.iter().filter_map(failed).collect()
}

fn starts(events: &[Event], id: &str) -> usize {
    let of_task = |event: &&Event| match &event.fact.body {
        Body::Task(TaskEvent::Started { task, .. }) => task.id.as_str() == id,
        _ => false,
    };
    events.iter().filter(of_task).count()
}

async fn one_failure_is_survived(fault: Fault, failure: Failure) {
    let (events, diary) = session("render.ann", fault, 1).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Done), "{}", view.outcome_reason);
    assert_eq!(failures(&events), [(Role::new("ann"), 1, failure)]);
    assert_eq!(view.agents[&Role::new("ann")].incarnation, 2);
    assert_eq!(view.files.len(), 2);
    // The sibling's result was kept: it worked once.
    assert_eq!((starts(&events, "render.ann"), starts(&events, "render.bob")), (2, 1));
    let diary = diary.lock().unwrap();
    assert_eq!(diary.deliveries, 1);
    // The new incarnation was folded from the log as it stood, not from nothing.
    let warm =
        diary.recalled.iter().filter(|(role, _)| role == "ann").map(|(_, seq)| *seq).collect::<Vec<_>>();
    assert!(warm.len() == 2 && warm[1] > 20, "recalled at {warm:?}");
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_survived() {
    one_failure_is_survived(Fault::Panic, Failure::Panicked).await;
}

#[tokio::test(start_paused = true)]
async fn a_hang_is_survived() {
    one_failure_is_survived(Fault::Hang, Failure::Hung).await;
}

#[tokio::test(start_paused = true)]
async fn nonsense_is_survived_and_nothing_of_it_is_kept() {
    one_failure_is_survived(Fault::Nonsense, Failure::Nonsense).await;
}

#[tokio::test(start_paused = true)]
async fn every_phase_survives_every_fault() {
    let tasks = [
        "understand",
        "propose.1.ann",
        "dispute.1",
        "vote.1.bob",
        "rule.1",
        "plan.1",
        "render.bob",
        "check.all.exists",
    ];
    for task in tasks {
        for fault in [Fault::Panic, Fault::Hang, Fault::Nonsense] {
            let (events, diary) = session(task, fault, 1).await;
            let view = View::fold(&events).unwrap();
            assert_eq!(view.outcome, Some(Outcome::Done), "{fault:?} in {task}: {}", view.outcome_reason);
            assert_eq!(failures(&events).len(), 1, "{fault:?} in {task} was not hit");
            assert!(view.tasks.values().all(|task| task.end == Some(TaskEnd::Done)));
            assert_eq!(diary.lock().unwrap().deliveries, 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_keeps_failing_is_parked_and_the_session_says_why() {
    let (events, diary) = session("render.ann", Fault::Panic, 99).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Failed));
    assert!(view.outcome_reason.contains("told to panic"), "{}", view.outcome_reason);
    let task = &view.tasks[&TaskId::new("render.ann")];
    assert_eq!((task.end, task.failures), (Some(TaskEnd::Failed), 3));
    assert_eq!(diary.lock().unwrap().deliveries, 0);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_keeps_hanging_times_out() {
    let (events, _) = session("propose.1.bob", Fault::Hang, 99).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Failed));
    assert_eq!(view.tasks[&TaskId::new("propose.1.bob")].end, Some(TaskEnd::TimedOut));
}

/// Counts the mailboxes that were made, and makes the first so many of them full.
fn full_at_first(team: &mut Team, role: &str, full: usize) -> Arc<AtomicUsize> {
    let made = Arc::new(AtomicUsize::new(0));
    let member = team.members.iter_mut().find(|member| member.role.as_str() == role).unwrap();
    let counted = Arc::clone(&made);
    member.mailbox = Arc::new(move || {
        let nth = counted.fetch_add(1, Ordering::Relaxed);
        Slots::new(if nth < full { 0 } else { 1 })
    });
    made
}

async fn session_with_full_mailboxes(full: usize) -> (Vec<Event>, usize) {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(std::sync::Mutex::new(Diary::default()));
    let mut team = support::team(Script::new(), &diary);
    let made = full_at_first(&mut team, "ann", full);
    let config = NodeConfig { home: home.path().to_owned(), team, ports: support::ports(&diary) };
    let node = Node::open(config).await.unwrap();
    let events = run_to_end(&node).await;
    node.shutdown().await;
    (events, made.load(Ordering::Relaxed))
}

#[tokio::test(start_paused = true)]
async fn an_agent_whose_mailbox_is_full_is_replaced_and_its_task_is_done() {
    let (events, made) = session_with_full_mailboxes(1).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Done), "{}", view.outcome_reason);
    assert_eq!(failures(&events), [(Role::new("ann"), 1, Failure::Undeliverable)]);
    assert_eq!((made, view.messages_dead), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_that_stays_full_parks_the_task_and_says_so() {
    let (events, _) = session_with_full_mailboxes(99).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Failed));
    assert!(view.outcome_reason.contains("its mailbox is full"), "{}", view.outcome_reason);
    assert_eq!(view.parked().map(|task| task.spec.id.as_str()).collect::<Vec<_>>(), ["propose.1.ann"]);
}
