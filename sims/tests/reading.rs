//! Sessions about a repository: questions that are answered by the team although agents break off, and their records executed again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use memory::MemoryBlobs;
use protocol::command::{Command, RunOptions};
use protocol::enquiry::{EnquiryEvent, Finding, Look, Query};
use protocol::event::{Body, Event, MessageEvent, SessionEvent, Subject, SupervisionEvent};
use protocol::id::{CommandId, Role, TaskId};
use protocol::workspace::WorkspaceEvent;
use runtime::Node;
use runtime::ports::Ports;
use runtime::replay::{Record, again};
use sims::faults::Faults;
use sims::machine::Machine;
use sims::shelf::SimShelf;
use sims::switch::{Stop, Switch};
use tools::reading::{Reader, Reading};

/// Breaks off at the first so many questions.
#[derive(Clone)]
struct Breaking(Arc<AtomicU32>);

impl Reader for Breaking {
    fn open(&self, _: &Path) -> Box<dyn Reading> {
        Box::new(Book { breaks: self.clone(), opened: false })
    }
}

struct Book {
    breaks: Breaking,
    opened: bool,
}

#[async_trait]
impl Reading for Book {
    async fn look(&mut self, _: &TaskId, query: &Query) -> Result<Look, String> {
        let read = (!std::mem::replace(&mut self.opened, true)).then(|| WorkspaceEvent::Indexed {
            folder: "/simulated/repository".to_owned(),
            files: 1,
            symbols: 1,
            skipped: 0,
            added: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            more: 0,
        });
        let Query::Question { text } = query else { return Ok(Look { read, finding: Finding::default() }) };
        let left =
            self.breaks.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        assert!(left.is_err(), "told to break off");
        let finding = Finding { known: true, ..Finding::unknown(format!("about {text}")) };
        Ok(Look { read, finding })
    }
}

fn team() -> runtime::team::Team {
    actors::team(forge::Templates::embedded()).expect("the built-in team is well formed")
}

/// The record of a session in which each question is answered before the next one is asked.
fn session(breaks: u32, questions: &[&str]) -> Vec<Event> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (machine, switch) = (Machine::default(), Switch::new(Stop::Never));
        let reader = Breaking(Arc::new(AtomicU32::new(breaks)));
        let ports = machine.ports(&switch, &Arc::new(Faults::none(1)), 1);
        let ports = Ports { reader: Some(Arc::new(reader)), ..ports };
        let shelf = SimShelf { disk: machine.disk.clone(), switch };
        let node = Node::over(Arc::new(shelf), team(), ports).await.unwrap();
        let options = RunOptions::reading("/simulated/repository");
        let submit = Command::Submit { request: "read".to_owned(), options };
        let session = node.command(CommandId::new("c0"), submit).await.unwrap();
        let mut follower = node.follow(&session).await.unwrap();
        let mut events: Vec<Event> =
            follower.past().await.unwrap().iter().map(|posted| posted.event.clone()).collect();
        for (at, question) in questions.iter().enumerate() {
            let ask = Command::Ask { session: session.clone(), question: (*question).to_owned() };
            node.command(CommandId::new(format!("c{}", at + 1)), ask).await.unwrap();
            loop {
                let posted = follower.next().await.unwrap().expect("the session goes on");
                events.push(posted.event.clone());
                if matches!(&posted.event.fact.body, Body::Enquiry(EnquiryEvent::Answered { .. })) {
                    break;
                }
            }
        }
        let close = Command::Cancel { session: session.clone() };
        node.command(CommandId::new("last"), close).await.unwrap();
        loop {
            let posted = follower.next().await.unwrap().expect("the session's end");
            events.push(posted.event.clone());
            // The team is dismissed after the end, the first who came last.
            let lead = Role::new("orchestrator");
            if matches!(&posted.event.fact.body, Body::Supervision(SupervisionEvent::AgentStopped { role, .. }) if *role == lead)
            {
                return events;
            }
        }
    })
}

fn answers(events: &[Event]) -> Vec<(&Role, &Finding)> {
    let mut answers = Vec::new();
    for event in events {
        if let Body::Enquiry(EnquiryEvent::Answered { finding, .. }) = &event.fact.body {
            answers.push((&event.fact.agent, finding));
        }
    }
    answers
}

fn failed(events: &[Event], agent: &str) -> usize {
    let is_it = |event: &&Event| matches!(&event.fact.body, Body::Supervision(SupervisionEvent::AgentFailed { role, .. }) if role.as_str() == agent);
    events.iter().filter(is_it).count()
}

fn is_the_same_again(events: Vec<Event>) {
    let record = Record { events, blobs: Arc::new(MemoryBlobs::new()) };
    let replayed = again(&record, &team()).unwrap();
    assert_eq!(replayed.divergence, None);
    assert_eq!(replayed.expected, replayed.got);
    assert!(replayed.answered.looks > 0);
}

#[test]
fn a_question_goes_to_its_agent_who_asks_the_index_and_every_message_has_its_cause() {
    let events = session(0, &["which models are there?", "what breaks if I change lookup?"]);
    let said: Vec<(&str, bool)> =
        answers(&events).iter().map(|(agent, finding)| (agent.as_str(), finding.known)).collect();
    assert_eq!(said, [("database", true), ("backend", true)]);
    let mut messages = Vec::new();
    for event in &events {
        let Body::Message(MessageEvent::Sent { from, to, about, subject }) = &event.fact.body else {
            continue;
        };
        if about.as_str().starts_with("ask.1.") {
            let cause = event.fact.cause.expect("what belongs to a question has a cause");
            assert!(matches!(events[cause as usize - 1].fact.body, Body::Enquiry(_)), "{cause}");
            messages.push((from.as_str(), to.as_str(), *subject));
        }
    }
    let (assigned, query, answer) = (Subject::Assignment, Subject::Query, Subject::Answer);
    let expected = [
        ("session", "orchestrator", assigned),
        ("orchestrator", "session", answer),
        ("session", "database", assigned),
        ("database", "session", answer),
        ("database", "index", query),
        ("index", "database", answer),
        ("database", "index", query),
        ("index", "database", answer),
        ("session", "database", assigned),
        ("database", "session", answer),
    ];
    assert_eq!(messages, expected);
    is_the_same_again(events);
}

#[test]
fn an_index_that_breaks_off_is_started_anew_and_reads_the_files_again() {
    let events = session(2, &["where is f?", "where is g?"]);
    assert_eq!(failed(&events, "index"), 2);
    assert!(answers(&events).iter().all(|(_, finding)| finding.known), "{:?}", answers(&events));
    let reads = events
        .iter()
        .filter(|event| matches!(event.fact.body, Body::Workspace(WorkspaceEvent::Indexed { .. })));
    assert_eq!(reads.count(), 2);
    is_the_same_again(events);
}

#[test]
fn a_query_that_always_breaks_the_index_is_given_up_and_the_session_goes_on() {
    let events = session(3, &["where is f?", "where is g?"]);
    let answers = answers(&events);
    assert!(!answers[0].1.known && answers[0].1.lines[0].text.contains("told to break off"), "{answers:?}");
    assert!(answers[1].1.known, "{answers:?}");
    assert!(
        events.iter().any(|event| matches!(event.fact.body, Body::Session(SessionEvent::Finished { .. })))
    );
    is_the_same_again(events);
}
