//! Clients that take their time, against a gateway with short deadlines: each is told or cut off, and nobody else waits.

mod double;

use std::time::Duration;

use double::running::{Running, TOKEN, running_with};
use gateway::server::Limits;
use protocol::event::{Body, PlanEvent};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};

const SHORT: Duration = Duration::from_millis(300);
/// Far more than any of them needs on a busy machine, far less than a client would wait for ever.
const ENDED_MAX: Duration = Duration::from_secs(20);

async fn impatient() -> Running {
    running_with(Limits { request_max: SHORT, stall_max: SHORT, ..Limits::default() }).await
}

/// All that comes until the connection ends.
async fn heard(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let ended = timeout(ENDED_MAX, stream.read_to_end(&mut all)).await;
    assert!(ended.is_ok(), "it was not ended: {}", String::from_utf8_lossy(&all));
    String::from_utf8_lossy(&all).into_owned()
}

fn code(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    serde_json::from_str::<Value>(body).unwrap_or_else(|error| panic!("{error}: {answer}"))["code"].clone()
}

/// Sends its bytes one by one until the other side has enough.
async fn drip(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() {
            return;
        }
        sleep(SHORT / 10).await;
    }
}

#[tokio::test]
async fn a_head_that_drips_is_told_that_it_took_too_long() {
    let gateway = impatient().await;
    let mut stream = gateway.stream().await;
    drip(&mut stream, b"GET /health HTTP/1.1\r\n").await;
    let answer = heard(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert_eq!(code(&answer), "overloaded");
    assert_eq!(gateway.get("/health", "").await.status(), 200);
}

#[tokio::test]
async fn who_says_nothing_at_all_is_let_go_without_a_word() {
    let gateway = impatient().await;
    assert_eq!(heard(&mut gateway.stream().await).await, "");
}

#[tokio::test]
async fn a_body_that_drips_is_told_that_it_took_too_long() {
    let gateway = impatient().await;
    for (path, headers) in
        [("/api/enter", String::new()), ("/chat/stream", format!("Authorization: Bearer {TOKEN}\r\n"))]
    {
        let mut stream = gateway.stream().await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}Content-Type: application/json\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n",
            gateway.port
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        drip(&mut stream, b"{\"message\": \"a b").await;
        let answer = heard(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{path}: {answer}");
        assert_eq!(code(&answer), "overloaded");
    }
}

#[tokio::test]
async fn more_bodies_that_drip_than_there_is_room_for_keep_nobody_out() {
    let gateway = running_with(Limits { waiting_max: 16, ..Limits::default() }).await;
    let mut slow = Vec::new();
    for _ in 0..40 {
        let mut stream = gateway.stream().await;
        let head = format!(
            "POST /api/enter HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{",
            gateway.port
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    assert_eq!(gateway.get("/health", "").await.status(), 200);
    // The first of them made room, and hear why.
    let answer = heard(&mut slow[0]).await;
    assert!(answer.is_empty() || code(&answer) == "overloaded", "{answer}");
}

#[tokio::test]
async fn who_never_asks_makes_room_and_is_told_why() {
    let gateway = running_with(Limits { waiting_max: 4, ..Limits::default() }).await;
    let mut idle = Vec::new();
    for _ in 0..12 {
        let mut stream = gateway.stream().await;
        stream.write_all(b"GET /he").await.unwrap();
        idle.push(stream);
    }
    assert_eq!(gateway.get("/health", "").await.status(), 200);
    let answer = heard(&mut idle[0]).await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert_eq!(code(&answer), "overloaded");
}

#[tokio::test]
async fn a_stream_that_nobody_reads_is_ended_and_its_place_is_free() {
    let gateway = impatient().await;
    // The narration of so many is more than the system keeps for one that does not read.
    for _ in 0..400 {
        let text = "x".repeat(64 * 1024);
        gateway.session.happen(Body::Plan(PlanEvent::RevisionRefused { text: text.clone(), message: text }));
    }
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut deaf = socket.connect(([127, 0, 0, 1], gateway.port).into()).await.unwrap();
    let id = gateway.session.id();
    let ask = format!(
        "GET /chat/stream?session={id} HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n",
        gateway.port
    );
    deaf.write_all(ask.as_bytes()).await.unwrap();
    let open =
        async || gateway.get("/health", "").await.json()["components"]["gateway"]["connections"].clone();
    let begun = Instant::now();
    let mut was_open = false;
    loop {
        let now = open().await;
        was_open |= now == 1;
        if was_open && now == 0 {
            break;
        }
        assert!(begun.elapsed() < ENDED_MAX, "it still has its place: {now}, {was_open}");
    }
}
