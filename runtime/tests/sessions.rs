//! A session's life through the node: commands once, waiting for the person, ending and being taken up again.

mod support;

use std::sync::{Arc, Mutex};

use protocol::command::{Command, Place};
use protocol::event::{Body, Outcome, PlanEvent, SessionEvent};
use protocol::id::{CommandId, SessionId};
use protocol::problem::Code;
use protocol::view::{Stage, View};
use runtime::archive;
use support::{Diary, Script, events_until, is_finished, node, submit};

fn is_drafted(body: &Body) -> bool {
    matches!(body, Body::Plan(PlanEvent::Drafted { .. }))
}

#[tokio::test(start_paused = true)]
async fn without_approval_it_waits_at_the_plan_and_another_process_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(Mutex::new(Diary::default()));
    let first = node(home.path(), Script::new(), &diary).await;
    let session = first.command(CommandId::new("c1"), submit(false)).await.unwrap();
    let events = events_until(&first, &session, is_drafted).await;
    assert!(View::fold(&events).unwrap().waits_for_person());
    first.shutdown().await;

    let second = node(home.path(), Script::new(), &diary).await;
    let wrong = Command::Approve { session: session.clone(), revision: 7 };
    assert_eq!(second.command(CommandId::new("c2"), wrong).await.unwrap_err().code, Code::NotNow);
    let approve = Command::Approve { session: session.clone(), revision: 1 };
    second.command(CommandId::new("c3"), approve.clone()).await.unwrap();
    let events = events_until(&second, &session, is_finished).await;
    assert_eq!(View::fold(&events).unwrap().outcome, Some(Outcome::Done));
    // The same command again is acknowledged and does nothing.
    second.command(CommandId::new("c3"), approve).await.unwrap();
    second.shutdown().await;
    let kept = archive::load(home.path(), &session).unwrap();
    let is_recovered = |body: &Body| matches!(body, Body::Session(SessionEvent::Recovered { .. }));
    assert_eq!(kept.iter().filter(|event| is_recovered(&event.fact.body)).count(), 1);
    assert_eq!(diary.lock().unwrap().deliveries, 1);
}

#[tokio::test(start_paused = true)]
async fn a_submit_that_is_sent_again_starts_nothing() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Shared::default()).await;
    let first = node.command(CommandId::new("c1"), submit(false)).await.unwrap();
    let again = node.command(CommandId::new("c1"), submit(false)).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(archive::list(home.path()).unwrap().len(), 1);
    node.shutdown().await;
}

type Shared = support::Shared;

#[tokio::test(start_paused = true)]
async fn cancelling_ends_the_session_and_nothing_is_delivered() {
    let home = tempfile::tempdir().unwrap();
    let diary = Shared::default();
    let node = node(home.path(), Script::new(), &diary).await;
    let session = node.command(CommandId::new("c1"), submit(false)).await.unwrap();
    events_until(&node, &session, is_drafted).await;
    node.command(CommandId::new("c2"), Command::Cancel { session: session.clone() }).await.unwrap();
    let approve = Command::Approve { session: session.clone(), revision: 1 };
    assert_eq!(node.command(CommandId::new("c3"), approve).await.unwrap_err().code, Code::NotNow);
    node.shutdown().await;
    let view = View::fold(&archive::load(home.path(), &session).unwrap()).unwrap();
    assert_eq!((view.outcome, view.stage), (Some(Outcome::Cancelled), Stage::Finished));
    assert_eq!(diary.lock().unwrap().deliveries, 0);
}

#[tokio::test(start_paused = true)]
async fn a_data_folder_has_one_owner_and_readers_need_no_lock() {
    let home = tempfile::tempdir().unwrap();
    let first = node(home.path(), Script::new(), &Shared::default()).await;
    let session = first.command(CommandId::new("c1"), submit(false)).await.unwrap();
    events_until(&first, &session, is_drafted).await;
    let ports = || runtime::NodeConfig {
        home: home.path().to_owned(),
        team: support::team(Script::new(), &Shared::default()),
        ports: support::ports(&Shared::default()),
    };
    let refused = runtime::Node::open(ports()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code, Code::Locked);
    assert!(refused.message.contains(&std::process::id().to_string()), "{}", refused.message);
    assert_eq!(archive::list(home.path()).unwrap()[0].id, session);
    first.shutdown().await;
    runtime::Node::open(ports()).await.unwrap().shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn an_unknown_session_is_said_to_be_unknown() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Shared::default()).await;
    let nobody = SessionId::new("a".repeat(26));
    assert_eq!(node.attach(&nobody, Place::default()).await.unwrap_err().code, Code::NotFound);
    assert!(!home.path().join("sessions").join(nobody.as_str()).exists());
    node.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_without_a_record_is_said_to_have_none() {
    let home = tempfile::tempdir().unwrap();
    let node = node(home.path(), Script::new(), &Shared::default()).await;
    let empty = SessionId::new("a".repeat(26));
    std::fs::create_dir_all(home.path().join("sessions").join(empty.as_str()).join("journal")).unwrap();
    let refused = node.attach(&empty, Place::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "{}", refused.message);
    node.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn what_an_ended_session_needed_is_gone_when_the_process_ends() {
    let home = tempfile::tempdir().unwrap();
    let diary = Arc::new(Mutex::new(Diary::default()));
    let node = node(home.path(), Script::new(), &diary).await;
    support::run_to_end(&node).await;
    node.shutdown().await;
    assert_eq!(diary.lock().unwrap().cleaned, 1);
}
