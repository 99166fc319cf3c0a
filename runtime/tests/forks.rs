//! Sessions that begin with another's record: at any event, again and again, and without their parent.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use protocol::command::Command;
use protocol::event::{Body, Event, Outcome, PlanEvent, SessionEvent};
use protocol::head::{first_divergence, logical_head};
use protocol::id::{CommandId, SessionId};
use protocol::problem::Code;
use protocol::view::{Stage, View};
use runtime::{Node, archive};
use support::{Diary, Fault, Script, events_until, gathered, is_finished, node, run_to_end, submit};

async fn forked(node: &Node, session: &SessionId, at: u64) -> SessionId {
    let out = format!("/nowhere/fork-{at}");
    let id = CommandId::new(format!("fork-{session}-{at}"));
    node.command(id, Command::Fork { session: session.clone(), at, out }).await.unwrap()
}

async fn resumed(node: &Node, session: &SessionId) -> Vec<Event> {
    let resume = Command::Resume { session: session.clone(), approve: true };
    let id = CommandId::new(format!("resume-{session}"));
    node.command(id.clone(), resume).await.unwrap();
    // The end of its parent is in its record as well.
    gathered(node, session, |events| {
        let view = View::fold(events).unwrap();
        view.commands.contains(&id) && view.outcome.is_some()
    })
    .await
}

fn prefix(events: &[Event], at: u64) -> Vec<protocol::event::Fact> {
    events.iter().take_while(|event| event.seq <= at).map(|event| event.fact.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_fork_at_any_event_comes_to_its_parents_outcome_in_its_own_folder() {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(Mutex::new(Diary::default()));
    let node = node(home.path(), Script::from([("render.ann", (Fault::Panic, 1))]), &diary).await;
    let whole = run_to_end(&node).await;
    let parent = whole[0].session.clone();
    let (head, tree) =
        (logical_head(&whole).unwrap(), View::fold(&whole).unwrap().delivery.unwrap().tree_hash);
    for at in 1..=whole.len() as u64 {
        let child = forked(&node, &parent, at).await;
        let events = resumed(&node, &child).await;
        assert_eq!(prefix(&events, at), prefix(&whole, at), "the prefix is shared");
        let view = View::fold(&events).unwrap();
        assert_eq!(view.outcome, Some(Outcome::Done), "at {at}: {}", view.outcome_reason);
        let delivery = view.delivery.unwrap();
        assert_eq!((delivery.target, delivery.tree_hash), (format!("/nowhere/fork-{at}"), tree.clone()));
        assert!(view.lineage[0].session == parent && view.lineage[0].at >= at);
        let parting = first_divergence(&whole, &events).unwrap();
        assert_eq!(logical_head(&events).unwrap(), head, "forked at {at}: {parting:#?}");
    }
    assert_eq!(diary.lock().unwrap().deliveries as usize, whole.len() + 1);
    node.shutdown().await;
    let kept = archive::load(home.path(), &parent).unwrap();
    assert_eq!(prefix(&kept, whole.len() as u64), prefix(&whole, u64::MAX), "the parent is as it was");
}

#[tokio::test(start_paused = true)]
async fn a_fork_waits_where_its_parent_waited_and_can_be_revised_approved_and_forked_again() {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(Mutex::new(Diary::default()));
    let first = node(home.path(), Script::new(), &diary).await;
    let parent = first.command(CommandId::new("c1"), submit(false)).await.unwrap();
    let drafted = |body: &Body| matches!(body, Body::Plan(PlanEvent::Drafted { .. }));
    let at = events_until(&first, &parent, drafted).await.last().unwrap().seq;
    let child = forked(&first, &parent, at).await;
    let view = View::fold(&archive::load(home.path(), &child).unwrap()).unwrap();
    assert_eq!(
        (view.stage, view.options.as_ref().unwrap().out.as_str()),
        (Stage::Approval, format!("/nowhere/fork-{at}").as_str())
    );
    assert!(view.waits_for_person());
    // Sent again, it begins nothing.
    assert_eq!(forked(&first, &parent, at).await, child);
    let grandchild = forked(&first, &child, at + 2).await;
    first.shutdown().await;

    std::fs::remove_dir_all(home.path().join("sessions").join(parent.as_str())).unwrap();
    damage(&home.path().join("sessions").join(child.as_str()));
    let second = node(home.path(), Script::new(), &diary).await;
    let events = resumed(&second, &grandchild).await;
    let view = View::fold(&events).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Done));
    assert_eq!(view.lineage.iter().map(|it| it.session.clone()).collect::<Vec<_>>(), [parent, child]);
    second.shutdown().await;
    assert!(archive::verify(home.path(), &grandchild).unwrap().outcome.is_some());
}

fn damage(session: &Path) {
    let segment = std::fs::read_dir(session.join("journal")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        path.extension().is_some_and(|it| it == "seg").then_some(path)
    });
    std::fs::write(segment.unwrap(), "nothing that was written").unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_session_that_failed_or_was_cancelled_can_be_forked_at_its_end_and_tried_again() {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(Mutex::new(Diary::default()));
    let failing = Script::from([("render.bob", (Fault::Panic, 9))]);
    let first = node(home.path(), failing, &diary).await;
    let failed = run_to_end(&first).await;
    let parent = failed[0].session.clone();
    assert_eq!(View::fold(&failed).unwrap().outcome, Some(Outcome::Failed));
    let child = forked(&first, &parent, failed.len() as u64).await;
    first.shutdown().await;

    let second = node(home.path(), Script::new(), &diary).await;
    let view = View::fold(&resumed(&second, &child).await).unwrap();
    assert_eq!(view.outcome, Some(Outcome::Done), "{}", view.outcome_reason);
    second.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_fork_of_nothing_is_refused_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Default::default()).await;
    let whole = run_to_end(&node).await;
    let session = whole[0].session.clone();
    let fork = |session: &SessionId, at, out: &str| Command::Fork {
        session: session.clone(),
        at,
        out: out.to_owned(),
    };
    let last = archive::load(home.path(), &session).unwrap().len() as u64;
    let refused = [
        (fork(&session, 0, "/x"), Code::Malformed),
        (fork(&session, last + 1, "/x"), Code::Malformed),
        (fork(&session, 3, "x"), Code::Malformed),
        (fork(&SessionId::from_random([9; 16]), 3, "/x"), Code::NotFound),
    ];
    for (n, (command, code)) in refused.into_iter().enumerate() {
        let problem = node.command(CommandId::new(format!("f{n}")), command).await.unwrap_err();
        assert_eq!(problem.code, code, "{}", problem.message);
    }
    node.shutdown().await;
    assert_eq!(archive::list(home.path()).unwrap().len(), 1);
    assert!(whole.iter().any(|event| is_finished(&event.fact.body)));
    assert!(!whole.iter().any(|event| matches!(event.fact.body, Body::Session(SessionEvent::Forked { .. }))));
}
