//! Speaking to a session and hearing it as a stream: over a whole team's work, and with a session that the test plays.

mod double;

use double::http::{self, Answer, Request};
use double::running::{Running, TOKEN, running, running_with};
use gateway::server::{Limits, Server};
use gateway::wiring;
use protocol::event::{Body, Outcome, SessionEvent};
use protocol::frame::Draft;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const REQUEST: &str =
    "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";

/// One message of a stream.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    id: Option<u64>,
    event: String,
    data: Value,
}

/// Reads a stream as the HTML standard says.
fn told(answer: &Answer) -> Vec<Told> {
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    let block = |text: &str| {
        let mut told = Told { id: None, event: String::new(), data: Value::Null };
        for line in text.lines() {
            match line.split_once(": ").unwrap() {
                ("id", id) => told.id = Some(id.parse().unwrap()),
                ("event", event) => told.event = event.to_owned(),
                ("data", data) => told.data = serde_json::from_str(data).unwrap(),
                ("", _comment) => {}
                other => panic!("{other:?}"),
            }
        }
        told
    };
    answer.text().split_terminator("\n\n").map(block).filter(|told| !told.event.is_empty()).collect()
}

/// A gateway with a whole team behind it.
struct Working {
    port: u16,
    room: PathBuf,
    node: Arc<runtime::Node>,
    _room: tempfile::TempDir,
    _tasks: JoinSet<()>,
}

impl Working {
    async fn start() -> Self {
        let held = tempfile::tempdir().unwrap();
        let room = held.path().canonicalize().unwrap();
        let home = room.join("home");
        let node = wiring::open_node(&home).await.unwrap();
        let server = Server::bind(0).await.unwrap();
        let (port, sessions, mut tasks) = (server.port(), node.clone(), JoinSet::new());
        tasks.spawn(async move { server.run(sessions, TOKEN, home, CancellationToken::new()).await });
        Self { port, room, node, _room: held, _tasks: tasks }
    }

    fn out(&self) -> String {
        self.room.join("made").to_str().unwrap().to_owned()
    }

    async fn post(&self, headers: &str, body: &Value) -> Answer {
        let headers = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n{headers}");
        let body = body.to_string();
        let request =
            Request { method: "POST", path: "/chat/stream", headers: &headers, body: body.as_bytes() };
        http::say(self.port, &format!("localhost:{}", self.port), request).await
    }

    async fn get(&self, session: &str, headers: &str) -> Answer {
        let headers = format!("Authorization: Bearer {TOKEN}\r\n{headers}");
        let path = format!("/chat/stream?session={session}");
        let request = Request { method: "GET", path: &path, headers: &headers, body: b"" };
        http::say(self.port, &format!("localhost:{}", self.port), request).await
    }
}

fn session(told: &[Told]) -> String {
    told[0].data["session"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_product_is_asked_for_revised_approved_and_made_over_streams_alone() {
    let working = Working::start().await;
    let asked = json!({ "message": REQUEST, "out": working.out(), "verify": "none" });
    let first = told(&working.post("", &asked).await);
    assert_eq!(first[0].event, "metadata");
    assert!(
        first.iter().any(|told| told.event == "token" && told.data["text"].to_string().contains("conflict"))
    );
    let done = first.last().unwrap();
    assert_eq!((done.event.as_str(), &done.data["state"]), ("done", &"waiting_plan".into()));
    let id = session(&first);

    let revised = told(&working.post("", &json!({ "session": id, "message": "add a Tag with name" })).await);
    assert!(revised.iter().any(|told| told.data["text"].to_string().contains("Tag")), "{revised:?}");
    assert_eq!(revised.last().unwrap().data["waiting"], json!({ "for": "plan", "revision": 2 }));
    let seqs = |all: &[Told]| {
        all.iter().filter(|told| told.event == "token").filter_map(|told| told.id).collect::<Vec<_>>()
    };
    assert!(seqs(&first).last() < seqs(&revised).first(), "nothing is told twice");

    let made = told(&working.post("", &json!({ "session": id, "action": "approve" })).await);
    let done = made.last().unwrap();
    assert_eq!(
        (&done.data["state"], &done.data["path"]),
        (&"done".into(), &working.out().into()),
        "{done:?}"
    );
    assert!(working.room.join("made/README.md").exists());
    let late = working.post("", &json!({ "session": id, "message": "and more" })).await;
    assert_eq!((late.status(), &late.json()["code"]), (409, &"not_now".into()), "{late:?}");
    working.node.shutdown().await;
}

#[tokio::test]
async fn a_stream_goes_on_from_the_last_event_that_was_seen_and_ends_when_all_was_told() {
    let working = Working::start().await;
    let asked = json!({ "message": REQUEST, "out": working.out(), "verify": "none" });
    let all = told(&working.post("Idempotency-Key: once\r\n", &asked).await);
    let (id, half) = (session(&all), all.len() / 2);
    let seen = all[half].id.unwrap();
    let rest = told(&working.get(&id, &format!("Last-Event-ID: {seen}\r\n")).await);
    assert_eq!(rest[1..], all[half + 1..], "what follows, and nothing else");
    assert_eq!(told(&working.get(&id, "").await)[1..], all[1..], "all of it");
    let again =
        told(&working.post(&format!("Idempotency-Key: once\r\nLast-Event-ID: {seen}\r\n"), &asked).await);
    assert_eq!(
        (session(&again), &again[1..]),
        (id.clone(), &all[half + 1..]),
        "the same request is not done twice"
    );
    let last = all.last().unwrap().id.unwrap();
    let over = working.get(&id, &format!("Last-Event-ID: {last}\r\n")).await;
    assert_eq!((over.status(), over.body.len()), (204, 0), "a browser does not come back to it");
    working.node.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_before_a_stream_begins() {
    let working = Working::start().await;
    let (long, out) = ("x".repeat(10_001), working.out());
    let home = working.room.join("home/x").to_str().unwrap().to_owned();
    let nobody = "abcdefghijklmnopqrstuvwxyz";
    for (body, expected) in [
        (json!({ "message": long, "out": out }), 413),
        (json!({ "message": "  ", "out": out }), 400),
        (json!({ "message": "a blog", "out": "relative" }), 400),
        (json!({ "message": "a blog", "out": home }), 400),
        (json!({ "message": "a blog", "session": nobody }), 404),
        (json!({ "message": "a blog", "session": "../../etc" }), 404),
        (json!({ "action": "approve" }), 400),
        (json!({ "message": "a blog", "more": 1 }), 400),
        (json!({ "message": 7 }), 400),
        (json!([]), 400),
    ] {
        let answer = working.post("", &body).await;
        assert_eq!(answer.status(), expected, "{body}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    assert_eq!(working.get(nobody, "").await.status(), 404);
    assert_eq!(working.get(nobody, "Last-Event-ID: x\r\n").await.status(), 400);
    assert_eq!(
        working.post("Idempotency-Key: \r\n", &json!({ "message": "a blog", "out": out })).await.status(),
        400
    );
    working.node.shutdown().await;
}

/// A stream that stays open, and what has come of it.
struct Open {
    stream: TcpStream,
    heard: String,
}

impl Open {
    async fn to(gateway: &Running) -> Self {
        let mut stream = gateway.stream().await;
        let (port, id) = (gateway.port, gateway.session.id());
        let request = format!(
            "GET /chat/stream?session={id} HTTP/1.0\r\nHost: localhost:{port}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        Self { stream, heard: String::new() }
    }

    async fn until(&mut self, words: &str) {
        while !self.heard.contains(words) {
            let mut bytes = [0; 4096];
            let read = self.stream.read(&mut bytes).await.unwrap();
            assert!(read > 0, "it ended without {words}: {}", self.heard);
            self.heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
    }
}

#[tokio::test]
async fn parts_of_an_answer_come_as_they_are_written_and_have_no_id() {
    let gateway = running().await;
    let mut open = Open::to(&gateway).await;
    open.until("event: token\n").await;
    let draft = Draft {
        session: gateway.session.id(),
        call: "refine.1".into(),
        attempt: 1,
        at: 0,
        text: "two\nlines".into(),
    };
    gateway.session.ring.draft(draft);
    open.until("two\\nlines").await;
    let message = open.heard.split("\n\n").find(|message| message.contains("draft")).unwrap();
    assert!(message.starts_with("event: token\n"), "{message}");
    let (outcome, reason) = (Outcome::Cancelled, String::new());
    gateway.session.happen(Body::Session(SessionEvent::Finished { outcome, reason }));
    open.until("event: done\n").await;
    let mut rest = Vec::new();
    open.stream.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn more_streams_than_there_are_places_for_are_refused_and_a_closed_one_makes_room() {
    let gateway = running_with(Limits { connections_max: 2, ..Limits::default() }).await;
    let (mut first, mut second) = (Open::to(&gateway).await, Open::to(&gateway).await);
    first.until("event: metadata").await;
    second.until("event: metadata").await;
    let mut third = Open::to(&gateway).await;
    third.until("HTTP/1.0 503").await;
    drop(first);
    // The gateway notices when it next has something to say.
    loop {
        gateway
            .session
            .happen(Body::Session(SessionEvent::CommandAccepted { id: "c".into(), command: None }));
        let mut again = Open::to(&gateway).await;
        again.until("\r\n\r\n").await;
        if again.heard.starts_with("HTTP/1.0 200") {
            break;
        }
        tokio::task::yield_now().await;
    }
}
