//! A terminal in this process, over the same handler as a socket: where it stops, what it sends, how it ends.

mod double;

use std::sync::Arc;

use cli::client::Client;
use cli::drive::{self, Ending, Say, Start};
use cli::{Exit, Screen, wire};
use double::OneSession;
use gateway::connection::{self, Host};
use gateway::link::ChannelLink;
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::{Body, HumanEvent, Outcome, PlanEvent, Question, SessionEvent};
use protocol::id::Role;
use protocol::plan::{Estimate, Plan};
use protocol::problem::Code;
use tokio_util::sync::CancellationToken;

fn host(session: &Arc<OneSession>) -> Host {
    Host::new(session.clone(), "a start".into(), CancellationToken::new())
}

fn drafted() -> Body {
    let estimate = Estimate { files: 0, lines: 0, build_ms: 0, checks_s: 0 };
    let (summary, steps, milestones, checks) = (String::new(), Vec::new(), Vec::new(), Vec::new());
    let plan = Box::new(Plan { revision: 1, summary, steps, milestones, checks, estimate });
    Body::Plan(PlanEvent::Drafted { plan })
}

fn resumed() -> Body {
    Body::Session(SessionEvent::Resumed { approve: true })
}

fn finished(outcome: Outcome) -> Body {
    Body::Session(SessionEvent::Finished { outcome, reason: String::new() })
}

/// Follows the session while `meanwhile` goes on beside it.
async fn follow(session: &Arc<OneSession>, start: Start, meanwhile: impl Future<Output = ()>) -> Ending {
    let (near, far) = wire::pair();
    let mut screen = Screen::to(std::io::sink(), true);
    let run = async {
        let client = Client::open(near, "test".into()).await.unwrap();
        drive::run(client, start, &mut screen, false, std::future::pending()).await
    };
    let served = connection::serve(ChannelLink::new(far), host(session));
    let (ending, ()) = tokio::join!(
        async {
            tokio::select! { ending = run => ending, () = served => panic!("the gateway left first") }
        },
        meanwhile
    );
    ending
}

fn resume(session: &OneSession, approve: bool) -> Start {
    Start::Resume { session: session.id(), approve, say: None }
}

/// Until the terminal has sent so many commands.
async fn commanded(session: &OneSession, number: usize) {
    while session.commands().len() < number {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nobody_there_to_ask_stops_at_the_plan_and_leaves_it_waiting() {
    let session = OneSession::new();
    session.happen(drafted());
    let options = RunOptions::offline("/nowhere", false, Verify::None);
    let start = Start::New { request: "a blog".into(), options };
    let ending = follow(&session, start, async {}).await;
    assert_eq!(ending.exit, Exit::NeedsAnswer);
    assert!(ending.view.waits_for_person());
    assert!(matches!(session.commands().as_slice(), [Command::Submit { .. }]));
}

#[tokio::test]
async fn resume_with_yes_does_not_stop_at_the_plan_it_is_about_to_approve() {
    let session = OneSession::new();
    session.happen(drafted());
    let later = async {
        commanded(&session, 1).await;
        // The terminal has its answer already and looks at a view that still waits.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        session.happen(resumed());
        session.happen(finished(Outcome::Done));
    };
    let ending = follow(&session, resume(&session, true), later).await;
    assert_eq!(ending.exit, Exit::Done);
    assert_eq!(session.commands(), [Command::Resume { session: session.id(), approve: true }]);
}

#[tokio::test]
async fn a_session_that_has_ended_is_reported_and_not_resumed() {
    let session = OneSession::new();
    session.happen(finished(Outcome::Refused));
    let ending = follow(&session, resume(&session, true), async {}).await;
    assert_eq!(ending.exit, Exit::Refused);
    assert!(session.commands().is_empty());
}

#[tokio::test]
async fn a_session_that_is_not_there_is_a_bad_request() {
    let session = OneSession::new();
    let start = Start::Resume { session: "nobody".into(), approve: false, say: None };
    let ending = follow(&session, start, async {}).await;
    assert_eq!(ending.exit, Exit::Refused);
    assert_eq!(ending.problem.map(|problem| problem.code), Some(Code::NotFound));
}

fn asked() -> Body {
    let options = vec!["integer".into(), "uuid".into()];
    let (text, recommended) = ("Which id?".into(), "uuid".into());
    let question = Question { id: "q1".into(), key: "id.type".into(), text, options, recommended };
    Body::Human(HumanEvent::Asked { question })
}

fn answering(session: &OneSession, value: &str) -> Start {
    let say = Some(Say::Answer(value.to_owned()));
    Start::Resume { session: session.id(), approve: false, say }
}

#[tokio::test]
async fn an_answer_can_be_given_where_nobody_is_there_to_be_asked() {
    let session = OneSession::new();
    session.happen(asked());
    let later = async {
        commanded(&session, 2).await;
        // Long enough for a terminal that takes its own answer for still missing to leave.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let (question, value) = ("q1".into(), "integer".to_owned());
        session.happen(Body::Human(HumanEvent::Answered { question, value, by: Role::person() }));
        session.happen(finished(Outcome::Done));
    };
    let ending = follow(&session, answering(&session, "1"), later).await;
    assert_eq!(ending.exit, Exit::Done);
    let id = session.id();
    let answer = Command::Answer { session: id.clone(), question: "q1".into(), value: "integer".into() };
    assert_eq!(session.commands(), [answer, Command::Resume { session: id, approve: false }]);
}

#[tokio::test]
async fn an_answer_that_is_no_option_or_to_nothing_is_refused_and_nothing_goes_on() {
    let session = OneSession::new();
    let unasked = follow(&session, answering(&session, "uuid"), async {}).await;
    assert_eq!(unasked.problem.map(|problem| problem.code), Some(Code::NotNow));
    session.happen(asked());
    let neither = follow(&session, answering(&session, "float"), async {}).await;
    let problem = neither.problem.unwrap();
    assert!(problem.hint.contains("integer, uuid"), "{problem:?}");
    session.happen(finished(Outcome::Done));
    let late = follow(&session, answering(&session, "uuid"), async {}).await;
    assert_eq!(late.problem.map(|problem| problem.code), Some(Code::NotNow));
    assert!(session.commands().is_empty());
}

#[tokio::test]
async fn an_interruption_leaves_at_once_with_what_is_known() {
    let session = OneSession::new();
    let (near, far) = wire::pair();
    let mut screen = Screen::to(std::io::sink(), true);
    let run = async {
        let client = Client::open(near, "test".into()).await.unwrap();
        let start = resume(&session, false);
        drive::run(client, start, &mut screen, false, commanded(&session, 1)).await
    };
    let served = connection::serve(ChannelLink::new(far), host(&session));
    let ending = tokio::select! { ending = run => ending, () = served => panic!("the gateway left first") };
    assert_eq!(ending.exit, Exit::Interrupted);
    assert_eq!(ending.view.session, Some(session.id()));
}
