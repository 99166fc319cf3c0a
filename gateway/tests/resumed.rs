//! A stream that goes on where the client left it, although the program that told it was killed: by the real program.

mod double;
mod program;

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};

use program::Place;
use program::serving::Serving;
use serde_json::{Value, json};

const REQUEST: &str =
    "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";

/// One message of a stream.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    id: Option<u64>,
    event: String,
    data: Value,
}

/// A stream that is read message by message.
struct Stream(BufReader<TcpStream>);

impl Stream {
    fn post(serving: &Serving, headers: &str, body: &Value) -> Self {
        let (host, bearer, body) = (serving.host(), serving.bearer(), body.to_string());
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, serving.port())).unwrap();
        write!(
            stream,
            "POST /chat/stream HTTP/1.0\r\nHost: {host}\r\n{bearer}{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        assert!(line.contains(" 200 "), "{line}");
        while line.trim() != "" {
            line.clear();
            stream.read_line(&mut line).unwrap();
        }
        Self(stream)
    }
}

impl Iterator for Stream {
    type Item = Told;

    /// None at the end, and where the program is gone in the middle of a message.
    fn next(&mut self) -> Option<Told> {
        let mut told = Told { id: None, event: String::new(), data: Value::Null };
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).ok()?;
            match line.trim_end().split_once(": ") {
                _ if read == 0 || !line.ends_with('\n') => return None,
                Some(("id", id)) => told.id = id.parse().ok(),
                Some(("event", event)) => event.clone_into(&mut told.event),
                Some(("data", data)) => told.data = serde_json::from_str(data).unwrap(),
                Some(_) => {}
                None if told.event.is_empty() => {}
                None => return Some(told),
            }
        }
    }
}

fn narrated(all: &[Told]) -> Vec<&Told> {
    all.iter().filter(|told| told.event == "token" && told.id.is_some()).collect()
}

/// What a client is told from where it left off: the rest of the record, then what comes once it says that the work may go on.
fn heard_to_the_end(serving: &Serving, headers: &str, asked: &Value) -> Vec<Told> {
    let mut heard: Vec<Told> = Stream::post(serving, headers, asked).collect();
    let last = heard.last().unwrap().clone();
    assert_eq!(last.event, "done", "{last:?}");
    if last.data["outcome"].is_null() {
        assert_eq!(last.data["waiting"], json!({ "for": "resume" }), "{last:?}");
        let seen = format!("Last-Event-ID: {}\r\n", last.id.unwrap());
        let resume = json!({ "session": last.data["session"], "action": "resume" });
        heard.extend(Stream::post(serving, &seen, &resume));
    }
    heard
}

/// Kills the gateway when the client has heard `heard` messages of a request, and lets it come back to the next one.
fn cut_off_after(heard: usize) {
    let place = Place::new();
    let out = place.folder.join("made");
    let asked = json!({ "message": REQUEST, "out": out, "verify": "none", "approve": true });
    let first = Serving::start(&place, "0", &[], None);
    let before: Vec<Told> = Stream::post(&first, "Idempotency-Key: once\r\n", &asked).take(heard).collect();
    assert_eq!(before.len(), heard);
    drop(first);

    let second = Serving::start(&place, "0", &[], None);
    let seen = before.iter().filter_map(|told| told.id).next_back();
    let last = seen.map(|seen| format!("Last-Event-ID: {seen}\r\n")).unwrap_or_default();
    let after = heard_to_the_end(&second, &format!("Idempotency-Key: once\r\n{last}"), &asked);
    assert_eq!(after[0].event, "metadata");
    assert_eq!(after[0].data["session"], before[0].data["session"], "the same request is one session");
    let done = after.last().unwrap();
    assert_eq!((done.event.as_str(), &done.data["state"]), ("done", &json!("done")), "{done:?}");
    assert!(out.join("README.md").exists());

    let whole: Vec<Told> =
        Stream::post(&second, "Idempotency-Key: once\r\nLast-Event-ID: 0\r\n", &asked).collect();
    let both: Vec<&Told> = narrated(&before).into_iter().chain(narrated(&after)).collect();
    assert_eq!(both, narrated(&whole), "nothing is missing, and nothing came twice");
    let sessions = place.expect(&["sessions"], 0);
    assert_eq!(sessions.as_array().map(Vec::len), Some(1), "{sessions}");
}

#[test]
fn a_stream_goes_on_over_a_kill_at_its_beginning() {
    cut_off_after(2);
}

#[test]
fn a_stream_goes_on_over_a_kill_in_its_middle() {
    cut_off_after(12);
}

#[test]
fn an_approval_that_was_cut_off_goes_on_and_is_not_given_twice() {
    let place = Place::new();
    let out = place.folder.join("made");
    let first = Serving::start(&place, "0", &[], None);
    let asked = json!({ "message": REQUEST, "out": out, "verify": "none" });
    let planned: Vec<Told> = Stream::post(&first, "", &asked).collect();
    let done = planned.last().unwrap();
    assert_eq!(done.data["state"], "waiting_plan");
    let approve = json!({ "session": done.data["session"], "action": "approve" });
    let before: Vec<Told> = Stream::post(&first, "Idempotency-Key: yes\r\n", &approve).take(3).collect();
    drop(first);

    let second = Serving::start(&place, "0", &[], None);
    let seen = before.iter().filter_map(|told| told.id).next_back().unwrap();
    let headers = format!("Idempotency-Key: yes\r\nLast-Event-ID: {seen}\r\n");
    let after = heard_to_the_end(&second, &headers, &approve);
    let done = after.last().unwrap();
    assert_eq!((done.event.as_str(), &done.data["state"]), ("done", &json!("done")), "{done:?}");
    assert!(out.join("README.md").exists());
    assert!(narrated(&after).iter().all(|told| told.id > Some(seen)), "nothing came twice");
}
