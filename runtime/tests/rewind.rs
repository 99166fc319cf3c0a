//! Going back within a session: to any event, while it runs or after it ended, and back again.

mod support;

use std::path::Path;

use memory::{DataFolder, Verdict};
use protocol::command::Command;
use protocol::event::{Body, Event, Fact, Outcome, PlanEvent, SessionEvent};
use protocol::head::{first_divergence, logical_head};
use protocol::id::{CommandId, Role, SessionId};
use protocol::problem::Code;
use protocol::rewind::{effective, last_rewind, settled, unfounded};
use protocol::view::{Stage, View};
use runtime::archive;
use runtime::log::Log;
use runtime::shelf::FolderShelf;
use support::{Script, Shared, events_until, gathered, is_finished, node, submit};

fn back(session: &SessionId, to: u64) -> Command {
    Command::Rewind { session: session.clone(), to, conversation: true, out: None, files: None }
}

fn number(events: &[Event], is: impl Fn(&Body) -> bool) -> u64 {
    events.iter().find(|event| is(&event.fact.body)).expect("it was recorded").seq
}

fn is_drafted(body: &Body) -> bool {
    matches!(body, Body::Plan(PlanEvent::Drafted { .. }))
}

fn view_at(events: &[Event], seq: u64) -> View {
    View::fold(events.iter().take_while(|event| event.seq <= seq)).unwrap()
}

async fn finished(home: &Path) -> (SessionId, Vec<Event>) {
    let node = node(home, Script::new(), &Shared::default()).await;
    let session = node.command(CommandId::new("c1"), submit(true)).await.unwrap();
    events_until(&node, &session, is_finished).await;
    node.shutdown().await;
    let events = archive::load(home, &session).unwrap();
    (session, events)
}

#[tokio::test(start_paused = true)]
async fn going_back_to_the_plan_waits_there_and_another_decision_is_carried_out() {
    let home = tempfile::tempdir().unwrap();
    let (session, first) = finished(home.path()).await;
    let to = settled(&first, number(&first, is_drafted));
    let diary = Shared::default();
    let node = node(home.path(), Script::new(), &diary).await;
    node.command(CommandId::new("r1"), back(&session, to)).await.unwrap();
    let known = archive::load(home.path(), &session).unwrap();
    assert_eq!(known[..first.len()], first[..], "nothing of the record is removed");
    let view = View::fold(&known).unwrap();
    assert_eq!(view.past(), view_at(&first, to).past());
    assert_eq!((view.stage, view.outcome, view.paused), (Stage::Approval, None, true));
    assert!(view.waits_for_person() && diary.lock().unwrap().performed.is_empty());

    let revise = Command::Revise { session: session.clone(), text: "add a Tag with name".to_owned() };
    node.command(CommandId::new("r2"), Command::Resume { session: session.clone(), approve: false })
        .await
        .unwrap();
    node.command(CommandId::new("r3"), revise).await.unwrap();
    let resume = Command::Resume { session: session.clone(), approve: true };
    node.command(CommandId::new("r4"), resume).await.unwrap();
    let count = |events: &[Event]| events.iter().filter(|event| is_finished(&event.fact.body)).count();
    let watched = gathered(&node, &session, |events| count(events) == 2).await;
    node.shutdown().await;
    let all = archive::load(home.path(), &session).unwrap();
    assert_eq!(View::fold(&all).unwrap().outcome, Some(Outcome::Done));
    assert_eq!(View::fold(&watched).unwrap(), view_at(&all, watched.len() as u64));
    assert_eq!(diary.lock().unwrap().deliveries, 1);
    assert_eq!(unfounded(&all), Ok(None));
}

#[tokio::test(start_paused = true)]
async fn an_undone_rewind_brings_the_later_state_back_and_can_be_undone_itself() {
    let home = tempfile::tempdir().unwrap();
    let (session, first) = finished(home.path()).await;
    let node = node(home.path(), Script::new(), &Shared::default()).await;
    node.command(CommandId::new("r1"), back(&session, 5)).await.unwrap();
    for (id, like) in [("u1", first.len() as u64), ("u2", 5), ("u3", first.len() as u64)] {
        let all = archive::load(home.path(), &session).unwrap();
        let rewind = last_rewind(&all).unwrap().conversation.unwrap();
        node.command(CommandId::new(id), back(&session, rewind - 1)).await.unwrap();
        let all = archive::load(home.path(), &session).unwrap();
        let view = View::fold(&all).unwrap();
        assert_eq!(view.past(), view_at(&first, like).past(), "{id}");
        assert_eq!(unfounded(&all), Ok(None));
    }
    let all = archive::load(home.path(), &session).unwrap();
    assert_eq!(logical_head(&all), logical_head(&first));
    node.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn from_every_event_a_session_that_goes_back_ends_as_if_it_had_not() {
    let home = tempfile::tempdir().unwrap();
    let (session, first) = finished(home.path()).await;
    let head = logical_head(&first).unwrap();
    // Every third, and the last ones: each needs a whole session.
    for to in (1..=first.len() as u64).filter(|to| to % 3 == 1 || *to + 4 > first.len() as u64) {
        let node = node(home.path(), Script::new(), &Shared::default()).await;
        node.command(CommandId::new(format!("r{to}")), back(&session, to)).await.unwrap();
        let ended = view_at(&first, to).outcome.is_some();
        if !ended {
            let resume = Command::Resume { session: session.clone(), approve: true };
            node.command(CommandId::new(format!("g{to}")), resume).await.unwrap();
            let ended = |events: &[Event]| View::fold(events).unwrap().outcome.is_some();
            gathered(&node, &session, |events| events.len() as u64 > to && ended(events)).await;
        }
        node.shutdown().await;
        let all = archive::load(home.path(), &session).unwrap();
        assert_eq!(View::fold(&all).unwrap().outcome, Some(Outcome::Done), "from {to}");
        assert_eq!(first_divergence(&first, &all).unwrap(), None, "from {to}");
        assert_eq!(logical_head(&all).unwrap(), head, "from {to}");
        assert_eq!(unfounded(&all), Ok(None), "from {to}");
        assert!(effective(&all).len() < all.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_at_work_stops_when_it_is_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let node =
        node(home.path(), Script::from([("render.1.ann", (support::Fault::Hang, 1))]), &Shared::default())
            .await;
    let session = node.command(CommandId::new("c1"), submit(true)).await.unwrap();
    let is_approved = |body: &Body| matches!(body, Body::Plan(PlanEvent::Approved { .. }));
    let events = events_until(&node, &session, is_approved).await;
    let to = number(&events, is_drafted);
    node.command(CommandId::new("r1"), back(&session, to)).await.unwrap();
    let all = archive::load(home.path(), &session).unwrap();
    assert!(matches!(&all.last().unwrap().fact.body, Body::Session(SessionEvent::Rewound { .. })));
    let view = View::fold(&all).unwrap();
    assert!(view.waits_for_person() && view.approved_revision.is_none());
    node.shutdown().await;
    assert_eq!(archive::load(home.path(), &session).unwrap().len(), all.len(), "nothing was done afterwards");
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_not_there_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (session, first) = finished(home.path()).await;
    let node = node(home.path(), Script::new(), &Shared::default()).await;
    for to in [0, first.len() as u64 + 1, u64::MAX] {
        let refused = node.command(CommandId::new(format!("r{to}")), back(&session, to)).await.unwrap_err();
        assert_eq!(refused.code, Code::Malformed);
    }
    node.shutdown().await;
    assert_eq!(archive::load(home.path(), &session).unwrap().len(), first.len());
}

/// A chain that is whole proves who wrote it last, not that what it says is so.
#[tokio::test(start_paused = true)]
async fn a_rewind_that_was_forged_into_a_whole_chain_is_named() {
    for is_forged in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let (session, first) = finished(home.path()).await;
        let to = settled(&first, number(&first, is_drafted));
        let mut past = view_at(&first, to).past();
        if is_forged {
            past.approved_revision = Some(1);
        }
        let body = Body::Session(SessionEvent::Rewound { to, past: Box::new(past), out: None });
        let (agent, correlation) = (Role::session(), "forged".to_owned());
        let shelf = FolderShelf::new(DataFolder::lock(home.path()).unwrap());
        let mut log = Log::on(&shelf, session.clone()).unwrap();
        log.record(0, vec![Fact { agent, incarnation: 1, cause: None, correlation, body }]).unwrap();
        drop((log, shelf));
        let proof = archive::verify(home.path(), &session).unwrap();
        let records = first.len() as u64 + 1;
        assert!(matches!(proof.verdict, Verdict::Intact { records: all, .. } if all == records));
        assert_eq!(proof.unfounded, is_forged.then_some(records));
    }
}
