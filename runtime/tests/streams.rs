//! Watching a session: where a watcher begins, what it is told when the record is another one, and commands that come twice.

mod support;

use protocol::command::{Command, History, Place};
use protocol::event::{Body, Event, PlanEvent};
use protocol::frame::ResetReason;
use protocol::id::{CommandId, ContentHash, SessionId};
use protocol::problem::Code;
use protocol::view::View;
use runtime::{Node, archive};
use support::{Script, events_until, node, submit};

fn is_drafted(body: &Body) -> bool {
    matches!(body, Body::Plan(PlanEvent::Drafted { .. }))
}

/// A session that waits at its plan, with its events.
async fn at_the_plan(node: &Node) -> (SessionId, Vec<Event>) {
    let session = node.command(CommandId::new("c1"), submit(false)).await.unwrap();
    let events = events_until(node, &session, is_drafted).await;
    (session, events)
}

async fn marks(node: &Node, session: &SessionId) -> Vec<ContentHash> {
    node.page(session, 0).await.unwrap().iter().map(|posted| posted.mark.clone()).collect()
}

fn place(after: u64, mark: &ContentHash) -> Place {
    Place { after, mark: Some(mark.clone()), history: History::Short }
}

#[tokio::test(start_paused = true)]
async fn a_submit_that_comes_again_after_a_restart_begins_nothing() {
    let home = tempfile::tempdir().unwrap();
    let first = node(home.path(), Script::new(), &Default::default()).await;
    let (session, _) = at_the_plan(&first).await;
    assert_eq!(first.command(CommandId::new("c1"), submit(false)).await, Ok(session.clone()));
    first.shutdown().await;
    drop(first);
    let second = node(home.path(), Script::new(), &Default::default()).await;
    assert_eq!(second.command(CommandId::new("c1"), submit(false)).await, Ok(session));
    assert_eq!(archive::list(home.path()).unwrap().len(), 1);
    let other = second.command(CommandId::new("c1"), submit(true)).await.unwrap_err();
    assert_eq!(other.code, Code::Malformed);
    second.command(CommandId::new("c2"), submit(false)).await.unwrap();
    assert_eq!(archive::list(home.path()).unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_folder_without_a_record_does_not_keep_its_submit_from_beginning() {
    let home = tempfile::tempdir().unwrap();
    let first = node(home.path(), Script::new(), &Default::default()).await;
    let (session, _) = at_the_plan(&first).await;
    first.shutdown().await;
    drop(first);
    let journal = home.path().join("sessions").join(session.as_str()).join("journal");
    for entry in std::fs::read_dir(&journal).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let second = node(home.path(), Script::new(), &Default::default()).await;
    assert_eq!(at_the_plan(&second).await.0, session);
}

#[tokio::test(start_paused = true)]
async fn a_watcher_whose_mark_is_in_the_record_goes_on_from_there() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Default::default()).await;
    let (session, events) = at_the_plan(&node).await;
    let marks = marks(&node, &session).await;
    assert!(marks.len() >= events.len());
    for event in &events {
        let mark = &marks[event.seq as usize - 1];
        let attached = node.attach(&session, place(event.seq, mark)).await.unwrap();
        assert_eq!(attached.reset, None, "{}", event.seq);
        assert_eq!(attached.feed.seq(), event.seq);
    }
}

#[tokio::test(start_paused = true)]
async fn live_events_have_the_marks_that_the_log_has_for_them() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Default::default()).await;
    let session = node.command(CommandId::new("c1"), submit(false)).await.unwrap();
    let mut follower = node.follow(&session).await.unwrap();
    let mut live = Vec::new();
    while !live
        .last()
        .is_some_and(|posted: &std::sync::Arc<runtime::ring::Posted>| is_drafted(&posted.event.fact.body))
    {
        live.push(follower.next().await.unwrap().unwrap());
    }
    let recorded = marks(&node, &session).await;
    for posted in live {
        assert_eq!(posted.mark, recorded[posted.event.seq as usize - 1], "{}", posted.event.seq);
    }
}

#[tokio::test(start_paused = true)]
async fn a_watcher_of_another_record_is_told_so() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Default::default()).await;
    let (session, events) = at_the_plan(&node).await;
    let last = events.last().unwrap().seq;
    let wrong = ContentHash::new("0".repeat(64));
    let replaced = node.attach(&session, place(3, &wrong)).await.unwrap();
    assert_eq!((replaced.reset, replaced.feed.seq()), (Some(ResetReason::Replaced), 0));
    let ahead = node.attach(&session, Place::after(last + 100)).await.unwrap();
    assert_eq!((ahead.reset, ahead.feed.seq()), (Some(ResetReason::Shorter), 0));
}

#[tokio::test(start_paused = true)]
async fn a_late_watcher_may_begin_with_the_state() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Default::default()).await;
    let (session, _) = at_the_plan(&node).await;
    let from = Place { history: History::State, ..Place::default() };
    let attached = node.attach(&session, from).await.unwrap();
    let snapshot = attached.snapshot.unwrap();
    let events: Vec<Event> =
        node.page(&session, 0).await.unwrap().iter().map(|posted| posted.event.clone()).collect();
    let seen = snapshot.view.seq as usize;
    assert_eq!(*snapshot.view, View::fold(&events[..seen]).unwrap());
    assert_eq!(snapshot.mark, marks(&node, &session).await[seen - 1]);
    assert_eq!(attached.feed.seq(), snapshot.view.seq);
    assert!(node.command("p1".into(), Command::Pause { session }).await.is_ok());
}
