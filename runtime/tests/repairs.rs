//! A failed check is repaired and the repair delivered once; a delivery of which nobody knows whether it happened is asked about.

mod support;

use std::sync::Arc;

use protocol::command::Command;
use protocol::event::{Body, Event, FileEvent, HumanEvent, Outcome, TaskEvent};
use protocol::id::{CommandId, SessionId};
use protocol::view::{RepairState, View};
use runtime::Node;
use support::{Diary, Fault, Script, Shared, events_until, is_finished, node, run_to_end, submit};
use tools::effect::Found;

fn diary() -> Shared {
    Arc::new(std::sync::Mutex::new(Diary::default()))
}

fn checks(events: &[Event]) -> Vec<String> {
    let started = |event: &Event| match &event.fact.body {
        Body::Task(TaskEvent::Started { task, .. }) => Some(task.id.to_string()),
        _ => None,
    };
    let of_checks = |id: &String| id.starts_with("check.") || id.starts_with("repair.");
    events.iter().filter_map(started).filter(of_checks).collect()
}

#[tokio::test(start_paused = true)]
async fn a_failed_check_is_repaired_and_proved_anew() {
    let (home, diary) = (tempfile::tempdir().unwrap(), diary());
    diary.lock().unwrap().broken = vec!["ann/file.txt".to_owned()];
    let node = node(home.path(), Script::new(), &diary).await;
    let events = run_to_end(&node).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome_reason, "delivered; 1 checks verified, after 1 repair");
    assert_eq!(checks(&events), ["check.all.exists", "repair.all.exists.1", "check.all.exists.2"]);
    assert_eq!(diary.lock().unwrap().amendments, 1);
    assert_eq!(view.files["ann/file.txt"].bytes, "repaired\n".len() as u64);
    node.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_repair_whose_agent_panics_after_it_is_made_again_and_delivered_once() {
    let (home, diary) = (tempfile::tempdir().unwrap(), diary());
    diary.lock().unwrap().broken = vec!["bob/file.txt".to_owned()];
    let script = Script::from([("repair.all.exists.1", (Fault::PanicAfter, 1))]);
    let node = node(home.path(), script, &diary).await;
    let view = View::fold(&run_to_end(&node).await).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Done), "{}", view.outcome_reason);
    assert_eq!((view.repairs.len(), diary.lock().unwrap().amendments), (1, 1));
    node.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_repair_that_is_given_up_leaves_the_check_failed() {
    let (home, diary) = (tempfile::tempdir().unwrap(), diary());
    diary.lock().unwrap().broken = vec!["bob/file.txt".to_owned()];
    let script = Script::from([("repair.all.exists.1", (Fault::Panic, 99))]);
    let node = node(home.path(), script, &diary).await;
    let view = View::fold(&run_to_end(&node).await).unwrap();
    assert_eq!(view.outcome_reason, "failed: all.exists");
    assert!(view.repairs[0].result.why.contains("told to panic"), "{:?}", view.repairs);
    assert_eq!((&view.repairs[0].state, diary.lock().unwrap().amendments), (&RepairState::Useless, 0));
    node.shutdown().await;
}

/// A session whose process ends while the repository is being put in place.
async fn interrupted_in_delivery(home: &std::path::Path, diary: &Shared) -> SessionId {
    let node = node(home, Script::new(), diary).await;
    let session = node.command(CommandId::new("c1"), submit(true)).await.unwrap();
    let begun = |body: &Body| matches!(body, Body::File(FileEvent::DeliveryStarted { .. }));
    events_until(&node, &session, begun).await;
    node.shutdown().await;
    session
}

async fn resumed(node: &Node, session: &SessionId, last: impl Fn(&Body) -> bool) -> Vec<Event> {
    let command = Command::Resume { session: session.clone(), approve: false };
    node.command(CommandId::new("c2"), command).await.unwrap();
    events_until(node, session, last).await
}

#[tokio::test(start_paused = true)]
async fn what_nobody_can_know_is_asked_and_the_answer_is_obeyed_after_a_restart() {
    for (answer, outcome) in [("again", Outcome::Done), ("end", Outcome::Failed)] {
        let (home, diary) = (tempfile::tempdir().unwrap(), diary());
        diary.lock().unwrap().stuck = true;
        let session = interrupted_in_delivery(home.path(), &diary).await;
        diary.lock().unwrap().stuck = false;
        diary.lock().unwrap().found =
            Some(Found::Unknown { why: "/nowhere/notes holds something else".to_owned() });
        let asked = |body: &Body| matches!(body, Body::Human(HumanEvent::Asked { question }) if question.id.as_str() == "delivery.1");
        let second = node(home.path(), Script::new(), &diary).await;
        resumed(&second, &session, asked).await;
        second.shutdown().await;
        diary.lock().unwrap().found = None;
        let third = node(home.path(), Script::new(), &diary).await;
        let (question, value) = ("delivery.1".into(), answer.to_owned());
        let command = Command::Answer { session: session.clone(), question, value };
        third.command(CommandId::new("c3"), command).await.unwrap();
        let view = View::fold(&events_until(&third, &session, is_finished).await).unwrap();
        assert_eq!(view.outcome, Some(outcome), "{}", view.outcome_reason);
        assert_eq!(diary.lock().unwrap().deliveries, u32::from(outcome == Outcome::Done));
        third.shutdown().await;
    }
}
