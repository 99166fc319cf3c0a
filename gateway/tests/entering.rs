//! Coming in by a browser: codes that work once, cookies from our own page alone, and every other way refused.

mod double;

use double::http::Answer;
use double::running::{Running, TOKEN, running};
use futures_util::StreamExt;
use tokio_tungstenite::tungstenite::http::HeaderValue;

async fn knock(gateway: &Running, code: &str, headers: &str) -> Answer {
    let headers = format!("Content-Type: application/json\r\n{headers}");
    gateway.said("POST", "/api/enter", &headers, &format!("{{\"code\":\"{code}\"}}")).await
}

/// The cookie of somebody who came in.
async fn cookie(gateway: &Running) -> String {
    let answer = knock(gateway, &gateway.doors.code(), "").await;
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_opens_once_and_its_cookie_is_one_that_no_script_reads() {
    let gateway = running().await;
    let code = gateway.doors.code();
    let first = knock(&gateway, &code, "").await;
    assert_eq!(first.status(), 204, "{first:?}");
    let set = first.header("set-cookie").unwrap();
    for part in
        [&format!("samriddh-{}=", gateway.port), "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"]
    {
        assert!(set.contains(part), "{part} in {set}");
    }
    let again = knock(&gateway, &code, "").await;
    assert_eq!(again.status(), 401, "{again:?}");
    assert_eq!(again.header("content-type"), Some("application/problem+json"));
    assert!(again.text().contains("samriddh page"), "it says how to get another: {again:?}");
    let cookie = format!("Cookie: {}\r\n", set.split(';').next().unwrap());
    assert_eq!(gateway.get("/api/sessions", &cookie).await.status(), 200);
}

#[tokio::test]
async fn without_a_cookie_or_a_token_nothing_of_the_api_answers() {
    let gateway = running().await;
    let id = gateway.session.id();
    for path in
        ["/api/sessions", "/api/start", &format!("/api/sessions/{id}/events"), "/api/sessions/x/verify"]
    {
        for headers in
            ["", "Cookie: samriddh=1\r\n", "Authorization: Bearer \r\n", "Authorization: Basic eDp5\r\n"]
        {
            let answer = gateway.get(path, headers).await;
            assert_eq!(answer.status(), 401, "{path} {headers:?}: {answer:?}");
        }
    }
    let stale = format!("Cookie: samriddh-{}={}\r\n", gateway.port, "0".repeat(64));
    assert_eq!(gateway.get("/api/sessions", &stale).await.status(), 401);
}

#[tokio::test]
async fn by_cookie_only_our_own_page_changes_anything_or_opens_a_socket() {
    let gateway = running().await;
    let cookie = cookie(&gateway).await;
    let ours = format!("http://127.0.0.1:{}", gateway.port);
    let post = async |origin: Option<&str>| {
        let origin = origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
        gateway.said("POST", "/api/codes", &format!("Cookie: {cookie}\r\n{origin}"), "").await.status()
    };
    assert_eq!(post(None).await, 403);
    assert_eq!(post(Some("http://127.0.0.1:3000")).await, 403);
    assert_eq!(post(Some("null")).await, 403);
    assert_eq!(post(Some(&ours)).await, 201);
    let open = async |origin: Option<&str>| {
        let mut request = gateway.request("");
        request.headers_mut().insert("cookie", HeaderValue::from_str(&cookie).unwrap());
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
        }
        gateway.open(request).await.map(|_| ())
    };
    assert_eq!(open(None).await, Err(403));
    assert_eq!(open(Some("http://evil.example")).await, Err(403));
    assert_eq!(open(Some(&ours)).await, Ok(()));
    // A page on another port of this machine is sent the cookie along, and says so.
    let other = format!("Cookie: {cookie}\r\nSec-Fetch-Site: same-site\r\n");
    assert_eq!(gateway.get("/api/sessions", &other).await.status(), 403);
}

#[tokio::test]
async fn who_leaves_is_out() {
    let gateway = running().await;
    let cookie = cookie(&gateway).await;
    let headers = format!("Cookie: {cookie}\r\nOrigin: http://localhost:{}\r\n", gateway.port);
    let left = gateway.said("POST", "/api/leave", &headers, "").await;
    assert_eq!(left.status(), 204, "{left:?}");
    assert!(left.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(gateway.get("/api/sessions", &headers).await.status(), 401);
}

#[tokio::test]
async fn guesses_are_slowed_down_and_the_gateway_goes_on() {
    let gateway = running().await;
    let mut codes = Vec::new();
    for number in 0..12 {
        codes.push(knock(&gateway, &format!("guess{number}"), "").await.status());
    }
    assert_eq!((&codes[..10], &codes[10..]), (&[401; 10][..], &[429; 2][..]));
    let waits = knock(&gateway, &gateway.doors.code(), "").await;
    assert!(waits.header("retry-after").unwrap().parse::<u64>().unwrap() <= 60, "{waits:?}");
    let bearer = format!("Authorization: Bearer {TOKEN}\r\n");
    assert_eq!(gateway.get("/api/sessions", &bearer).await.status(), 200);
}

#[tokio::test]
async fn a_terminal_gets_a_fresh_code_for_its_person() {
    let gateway = running().await;
    let bearer = format!("Authorization: Bearer {TOKEN}\r\n");
    let answer = gateway.said("POST", "/api/codes", &bearer, "").await;
    assert_eq!(answer.status(), 201, "{answer:?}");
    let said: serde_json::Value = answer.json();
    assert_eq!(said["expires_in_s"], 300);
    assert_eq!(knock(&gateway, said["code"].as_str().unwrap(), "").await.status(), 204);
}

#[tokio::test]
async fn a_foreign_host_or_origin_is_refused_on_every_route() {
    let gateway = running().await;
    let routes = ["/", "/health", "/api/enter", "/api/sessions", "/socket", "/nothing"];
    for (path, method) in routes.into_iter().flat_map(|path| [(path, "GET"), (path, "POST"), (path, "PUT")]) {
        let by_name = gateway.said_to("evil.example", method, path, "", "").await;
        assert_eq!(by_name.status(), 403, "{method} {path}: {by_name:?}");
        let by_page = gateway.said(method, path, "Origin: http://evil.example\r\n", "").await;
        assert_eq!(by_page.status(), 403, "{method} {path}: {by_page:?}");
    }
}

#[tokio::test]
async fn bodies_that_are_no_code_are_refused_in_words() {
    let gateway = running().await;
    let json = "Content-Type: application/json\r\n";
    let large = format!("{{\"code\":\"{}\"}}", "x".repeat(70_000));
    for (headers, body, expected) in [
        (json, "{", 400),
        (json, "[]", 400),
        (json, "{\"code\":7}", 400),
        ("", "{\"code\":\"x\"}", 415),
        (json, large.as_str(), 413),
    ] {
        let answer = gateway.said("POST", "/api/enter", headers, body).await;
        assert_eq!(answer.status(), expected, "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_are_due() {
    let gateway = running().await;
    for path in ["/", "/health", "/nothing", "/api/sessions"] {
        let answer = gateway.get(path, "X-Request-Id: mine-1\r\n").await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-request-id", "mine-1"),
            ("x-performance", "fast"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}: {answer:?}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(answer.header("x-response-time").unwrap().ends_with("ms"), "{answer:?}");
    }
    let made_up = gateway.get("/health", "X-Request-Id: bad id\r\n").await;
    assert!(made_up.header("x-request-id").is_some_and(|id| id.len() == 32), "{made_up:?}");
}

#[tokio::test]
async fn several_requests_go_over_one_connection_and_one_of_them_may_be_a_socket() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let gateway = running().await;
    let mut stream = gateway.stream().await;
    for _ in 0..3 {
        let request = format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", gateway.port);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with('}') {
            let mut bytes = [0; 4096];
            let read = stream.read(&mut bytes).await.unwrap();
            assert!(read > 0, "the connection was kept: {answer:?}");
            answer.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let request = gateway.request(&format!("?token={TOKEN}"));
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    gateway.stop.cancel();
    assert!(socket.next().await.unwrap().unwrap().is_close());
}

#[tokio::test]
async fn a_page_that_is_known_is_not_sent_again() {
    let gateway = running().await;
    let page = gateway.get("/", "").await;
    let tag = page.header("etag").unwrap();
    let again = gateway.get("/", &format!("If-None-Match: {tag}\r\n")).await;
    assert_eq!(again.status(), 304, "{again:?}");
    assert_eq!(gateway.get("/", "If-None-Match: \"other\"\r\n").await.status(), 200);
    for path in
        ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/../index.html", "//etc/passwd", "/index.html/"]
    {
        assert_eq!(gateway.get(path, "").await.status(), 404, "{path}");
    }
}
