//! The gateway over a real socket: who is let in, what is refused and how, and that nothing is missed.

mod double;

use cli::client::Arrival;
use double::running::{TOKEN, close_code, hear, running, say};
use futures_util::SinkExt;
use protocol::PROTOCOL_VERSION;
use protocol::command::{Command, Place};
use protocol::event::{Body, SessionEvent};
use protocol::frame::{ClientFrame, Close, FRAME_BYTES_MAX, ServerFrame};
use protocol::problem::Code;
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::HeaderValue;

fn paused() -> Body {
    Body::Session(SessionEvent::Paused)
}

#[tokio::test]
async fn a_terminal_submits_attaches_and_sees_what_was_and_what_comes() {
    let gateway = running().await;
    let mut tasks = JoinSet::new();
    let mut client = gateway.client(&mut tasks).await;
    let session = gateway.session.id();
    let resume = Command::Resume { session: session.clone(), approve: true };
    assert_eq!(client.command(resume.clone()).await.unwrap(), session);
    assert_eq!(gateway.session.commands(), [resume]);
    client.command(Command::Attach { session, from: Place::default() }).await.unwrap();
    let first = client.next().await.unwrap();
    assert!(matches!(first, Arrival::Event(event) if event.seq == 1));
    assert!(matches!(client.next().await.unwrap(), Arrival::CaughtUp));
    gateway.session.happen(paused());
    assert!(matches!(client.next().await.unwrap(), Arrival::Event(event) if event.seq == 2));
    let other = Command::Pause { session: "nosuchsession".into() };
    assert_eq!(client.command(other).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_client_that_fell_behind_misses_nothing() {
    let gateway = running().await;
    let mut tasks = JoinSet::new();
    let mut client = gateway.client(&mut tasks).await;
    client.command(Command::Attach { session: gateway.session.id(), from: Place::after(1) }).await.unwrap();
    assert!(matches!(client.next().await.unwrap(), Arrival::CaughtUp));
    // All at once: far more than the session's ring holds, with no chance for the gateway to read in between.
    for _ in 0..500 {
        gateway.session.happen(paused());
    }
    for expected in 2..=501 {
        assert!(matches!(client.next().await.unwrap(), Arrival::Event(event) if event.seq == expected));
    }
}

#[tokio::test]
async fn without_the_token_or_from_elsewhere_nobody_comes_in() {
    let gateway = running().await;
    let with = |query: &str, name: &'static str, value: &str| {
        let mut request = gateway.request(query);
        request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        request
    };
    let good = format!("?token={TOKEN}");
    assert_eq!(gateway.open(gateway.request("")).await.err(), Some(401));
    assert_eq!(gateway.open(gateway.request("?token=another")).await.err(), Some(401));
    assert_eq!(gateway.open(with(&good, "host", "evil.example")).await.err(), Some(403));
    assert_eq!(gateway.open(with(&good, "origin", "http://evil.example")).await.err(), Some(403));
    assert!(gateway.open(with(&good, "origin", &format!("http://localhost:{}", gateway.port))).await.is_ok());
    assert!(gateway.open(with("", "authorization", &format!("Bearer {TOKEN}"))).await.is_ok());
}

#[tokio::test]
async fn another_protocol_version_is_told_and_closed() {
    let gateway = running().await;
    let mut socket = gateway.open(gateway.request(&format!("?token={TOKEN}"))).await.unwrap();
    say(&mut socket, &ClientFrame::Hello { protocol: PROTOCOL_VERSION + 1 }).await;
    let ServerFrame::Error { problem, .. } = hear(&mut socket).await else { panic!("no error came") };
    assert_eq!(problem.code, Code::Version);
    assert_eq!(close_code(&mut socket).await, Some(Close::Version));
}

#[tokio::test]
async fn an_unreadable_frame_is_answered_and_many_end_the_connection() {
    let gateway = running().await;
    let mut socket = gateway.greeted().await;
    for text in ["{", "{\"frame\":\"command\"}", "[]", "7", "\"x\"", "{\"frame\":\"unknown\"}", "null"] {
        socket.send(Message::text(text)).await.unwrap();
        let ServerFrame::Error { id: None, problem } = hear(&mut socket).await else { panic!("{text}") };
        assert_eq!(problem.code, Code::Malformed, "{text}");
    }
    socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert!(matches!(hear(&mut socket).await, ServerFrame::Error { .. }));
    assert_eq!(close_code(&mut socket).await, Some(Close::Policy));
}

#[tokio::test]
async fn a_frame_over_the_limit_closes_with_its_own_code_and_one_at_the_limit_does_not() {
    let gateway = running().await;
    let mut socket = gateway.greeted().await;
    socket.send(Message::text(" ".repeat(FRAME_BYTES_MAX))).await.unwrap();
    assert!(matches!(hear(&mut socket).await, ServerFrame::Error { .. }));
    // The gateway may close while the rest is still being sent.
    let _ = socket.send(Message::text(" ".repeat(FRAME_BYTES_MAX + 1))).await;
    assert_eq!(close_code(&mut socket).await, Some(Close::TooLarge));
}

#[tokio::test]
async fn a_command_before_hello_is_refused() {
    let gateway = running().await;
    let mut socket = gateway.open(gateway.request(&format!("?token={TOKEN}"))).await.unwrap();
    let command = Command::Pause { session: gateway.session.id() };
    say(&mut socket, &ClientFrame::Command { id: "c1".into(), command }).await;
    assert!(matches!(hear(&mut socket).await, ServerFrame::Error { id: None, .. }));
    assert_eq!(close_code(&mut socket).await, Some(Close::Policy));
    assert!(gateway.session.commands().is_empty());
}

#[tokio::test]
async fn the_page_and_health_are_open_to_this_machine_and_the_list_needs_the_token() {
    let gateway = running().await;
    let page = gateway.get("/", "").await;
    assert!(page.status() == 200, "{page:?}");
    assert!(
        page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")),
        "{page:?}"
    );
    assert!(page.text().contains("<script "), "{page:?}");
    let health = gateway.get("/health", "").await;
    assert!(health.json()["status"] == "ok", "{health:?}");
    assert!(health.json()["components"]["data_folder"]["status"] == "ok", "{health:?}");
    assert!(gateway.get("/api/sessions", "").await.status() == 401);
    let list = gateway.get("/api/sessions", &format!("Authorization: Bearer {TOKEN}\r\n")).await;
    assert!(list.status() == 200 && list.text() == "[]", "{list:?}");
    assert!(gateway.get("/etc/passwd", "").await.status() == 404);
}

#[tokio::test]
async fn many_idle_connections_keep_nobody_from_the_page_and_its_health() {
    let gateway = running().await;
    let mut idle = Vec::new();
    for _ in 0..150 {
        let mut stream = gateway.stream().await;
        stream.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
        idle.push(stream);
    }
    for path in ["/health", "/"] {
        let answer = gateway.get(path, "").await;
        assert!(answer.status() == 200, "{answer:?}");
    }
    gateway.greeted().await;
}

#[tokio::test]
async fn more_sockets_than_there_are_places_for_are_refused_and_health_still_answers() {
    let gateway = running().await;
    let mut open = Vec::new();
    for _ in 0..128 {
        open.push(gateway.greeted().await);
    }
    assert_eq!(gateway.open(gateway.request(&format!("?token={TOKEN}"))).await.err(), Some(503));
    assert!(gateway.get("/health", "").await.status() == 200);
}
