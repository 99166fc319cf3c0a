//! What a hostile program of this machine can try against the real gateway: each is refused with a code or a deadline, and the
//! gateway goes on.

mod double;
mod program;

use std::time::Duration;

use double::http::{self, Answer, Request};
use program::Place;
use program::serving::Serving;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// A deadline of the gateway, and time for a busy machine.
const ENDED_MAX: Duration = Duration::from_secs(60);

async fn say(serving: &Serving, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    http::say(serving.port(), &serving.host(), Request { method, path, headers, body }).await
}

async fn is_well(serving: &Serving) {
    let health = say(serving, "GET", "/health", "", b"").await;
    assert_eq!(health.status(), 200, "{health:?}");
}

async fn connected(serving: &Serving) -> TcpStream {
    TcpStream::connect(serving.host()).await.unwrap()
}

/// What comes back for these bytes until the connection ends.
async fn answer_to(serving: &Serving, bytes: &[u8]) -> String {
    let mut stream = connected(serving).await;
    let _ = stream.write_all(bytes).await;
    let mut all = Vec::new();
    let ended = timeout(ENDED_MAX, stream.read_to_end(&mut all)).await;
    assert!(ended.is_ok(), "it was not ended: {:?}", String::from_utf8_lossy(bytes));
    String::from_utf8_lossy(&all).into_owned()
}

/// The program started by a shell that limits its open files first.
fn limited(place: &Place, limits: &str) -> Serving {
    let program = place.command(&[]).get_program().to_owned();
    #[expect(clippy::disallowed_methods, reason = "only a shell can limit what it starts")]
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg(format!("{limits}; exec \"$0\" serve --port 0 --json")).arg(program);
    shell.current_dir(&place.folder).env("SAMRIDDH_HOME", &place.home).stdin(std::process::Stdio::null());
    Serving::of(shell)
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_limit_of_open_files_is_raised_as_far_as_is_permitted() {
    let place = Place::new();
    let serving = limited(&place, "ulimit -S -n 256; ulimit -H -n 2048");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", serving.pid())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(line.split_whitespace().nth(3), Some("2048"), "{line}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn more_connections_than_open_files_are_permitted_keep_nobody_from_health() {
    let place = Place::new();
    let serving = limited(&place, "ulimit -n 256");
    let mut idle = Vec::new();
    for _ in 0..600 {
        let mut stream = connected(&serving).await;
        let _ = stream.write_all(b"GET /health HTTP/1.1\r\n").await;
        idle.push(stream);
    }
    is_well(&serving).await;
    let mut all = Vec::new();
    timeout(ENDED_MAX, idle[0].read_to_end(&mut all)).await.unwrap().unwrap();
    let first = String::from_utf8_lossy(&all);
    assert!(first.starts_with("HTTP/1.1 503 ") && first.contains("\"code\":\"overloaded\""), "{first}");
    drop(idle);
    is_well(&serving).await;
}

#[tokio::test]
async fn a_head_and_a_body_that_never_end_are_ended() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    let host = serving.host();
    let body = format!(
        "POST /api/enter HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 50\r\nConnection: close\r\n\r\n{{"
    );
    let begun = Instant::now();
    let (head, body, ()) = tokio::join!(
        answer_to(&serving, b"GET /health HTTP/1.1\r\nX-Slow: "),
        answer_to(&serving, body.as_bytes()),
        is_well(&serving),
    );
    for answer in [&head, &body] {
        assert!(
            answer.starts_with("HTTP/1.1 408 ") && answer.contains("\"code\":\"overloaded\""),
            "{answer}"
        );
    }
    assert!(begun.elapsed() < ENDED_MAX / 2, "{:?}", begun.elapsed());
    is_well(&serving).await;
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_what_could_be_read_in_two_ways_too() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    let host = serving.host();
    let post = format!("POST /api/enter HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n");
    let long = "x".repeat(64 * 1024);
    for (what, bytes) in [
        ("no HTTP", "\0\u{1}\u{2}\r\n\r\n".to_owned()),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("a header of 64 KB", format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Long: {long}\r\n\r\n")),
        ("an address of 64 KB", format!("GET /{long} HTTP/1.1\r\nHost: {host}\r\n\r\n")),
        ("a thousand headers", format!("GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "A: b\r\n".repeat(1000))),
        ("two lengths", format!("{post}Content-Length: 4\r\nContent-Length: 5\r\n\r\n1234")),
        ("a length below nothing", format!("{post}Content-Length: -1\r\n\r\n")),
        ("a bad piece", format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n")),
        ("a second line in a header", format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-A: b\0c\r\n\r\n")),
        (
            "a host that is two",
            format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
        ),
        ("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned()),
        (
            "another's host",
            format!(
                "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example:{}\r\nConnection: close\r\n\r\n",
                serving.port()
            ),
        ),
    ] {
        let answer = answer_to(&serving, bytes.as_bytes()).await;
        let status: u16 = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        assert!(answer.is_empty() || (400..500).contains(&status) || status == 505, "{what}: {answer:?}");
    }
    // With both a length and pieces, the pieces count and the connection ends: nothing is left over for the next request.
    let both = format!(
        "{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: {host}\r\n\r\n"
    );
    let answer = answer_to(&serving, both.as_bytes()).await;
    assert!(answer.matches("HTTP/1.1 ").count() <= 1 && !answer.contains("HTTP/1.1 200"), "{answer}");
    is_well(&serving).await;
}

#[tokio::test]
async fn what_opens_one_gateway_opens_no_other() {
    let (here, there) = (Place::new(), Place::new());
    let (ours, other) = (Serving::start(&here, "0", &[], None), Serving::start(&there, "0", &[], None));
    let knock = async |serving: &Serving, code: &str| {
        let body = json!({ "code": code }).to_string();
        say(serving, "POST", "/api/enter", "Content-Type: application/json\r\n", body.as_bytes()).await
    };
    let entered = knock(&other, other.code()).await;
    assert_eq!(entered.status(), 204);
    let visit = entered.header("set-cookie").unwrap().split(';').next().unwrap().split_once('=').unwrap().1;
    let as_ours = format!("Cookie: samriddh-{}={visit}\r\n", ours.port());
    let origin = format!("{as_ours}Origin: http://{}\r\n", ours.host());
    for headers in [other.bearer(), as_ours, origin] {
        for (method, path) in [("GET", "/api/sessions"), ("POST", "/api/codes"), ("GET", "/socket")] {
            let answer = say(&ours, method, path, &headers, b"").await;
            assert_eq!((answer.status(), &answer.json()["code"]), (401, &json!("unauthorized")), "{path}");
        }
    }
    assert_eq!(knock(&ours, other.code()).await.status(), 401);
    // The token of a start that is over.
    let old = ours.bearer();
    drop(ours);
    let again = Serving::start(&here, "0", &[], None);
    assert_eq!(say(&again, "GET", "/api/sessions", &old, b"").await.status(), 401);
    assert_eq!(say(&again, "GET", "/api/sessions", &again.bearer(), b"").await.status(), 200);
}
