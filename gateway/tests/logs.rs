//! The log of `serve` by the real program: what it says, what it never says, and a disk that takes none of it.

mod double;
mod program;

use double::http::{self, Answer, Request};
use program::Place;
use program::serving::Serving;
use serde_json::{Value, json};

#[tokio::main]
async fn say(serving: &Serving, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let request = Request { method, path, headers, body: body.as_bytes() };
    http::say(serving.port(), &serving.host(), request).await
}

fn lines(place: &Place) -> Vec<Value> {
    let text = std::fs::read_to_string(place.home.join("logs/serve.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Those about requests to a route.
fn of<'a>(lines: &'a [Value], route: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["target"] == "request" && line["route"] == route).collect()
}

#[test]
fn each_request_is_a_line_with_its_id_route_status_time_and_word() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    say(&serving, "GET", "/health", "X-Request-Id: mine-1\r\n", "");
    let id = "abcdefghijklmnopqrstuvwxyz";
    let answer = say(&serving, "GET", &format!("/api/sessions/{id}/events"), &serving.bearer(), "");
    say(&serving, "BREW", "/nothing/of/the/kind", "", "");
    serving.stop();
    let lines = lines(&place);
    let health = of(&lines, "/health")[0];
    assert_eq!((&health["id"], &health["method"]), (&json!("mine-1"), &json!("GET")));
    assert_eq!((&health["status"], &health["code"]), (&json!(200), &Value::Null));
    assert!(health["ms"].as_f64().is_some_and(|ms| ms > 0.0), "{health}");
    assert!(["fast", "ok", "slow"].iter().any(|word| health["performance"] == *word), "{health}");
    assert!(health["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{health}");
    let refused = of(&lines, "/api/sessions/{id}/events")[0];
    assert_eq!((&refused["status"], &refused["code"]), (&json!(404), &json!("not_found")));
    assert_eq!(refused["id"].as_str(), answer.header("x-request-id"), "the answer and the log agree");
    assert_eq!(of(&lines, "page")[0]["method"], "other");
    let own: Vec<&str> = lines
        .iter()
        .filter(|line| line["target"] == "gateway")
        .map(|line| line["message"].as_str().unwrap())
        .collect();
    assert_eq!(own, ["started", "stopping", "stopped"]);
}

#[test]
fn no_secret_and_no_name_is_in_the_log() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    let (token, code) = (serving.token().to_owned(), serving.code().to_owned());
    let json = "Content-Type: application/json\r\n";
    let wrong = say(&serving, "POST", "/api/enter", json, r#"{"code":"wrong-code-of-somebody"}"#);
    assert_eq!(wrong.status(), 401);
    // As the name of a request, a secret would be written down and said back.
    for secret in [&token, &code] {
        let named = say(&serving, "GET", "/health", &format!("X-Request-Id: {secret}\r\n"), "");
        assert_ne!(named.header("x-request-id"), Some(secret.as_str()));
    }
    let knock = json!({ "code": code }).to_string();
    let entered = say(&serving, "POST", "/api/enter", json, &knock);
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let visit = cookie.split_once('=').unwrap().1.to_owned();
    let with_cookie = format!("Cookie: {cookie}\r\nX-Request-Id: {visit}\r\n");
    assert_eq!(say(&serving, "GET", "/api/sessions", &with_cookie, "").status(), 200);
    say(&serving, "GET", &format!("/socket?token={token}"), "", "");
    say(&serving, "GET", "/socket?token=a-token-of-another-start", "", "");
    let fresh = say(&serving, "POST", "/api/codes", &serving.bearer(), "").json();
    let named = "my-private-file.txt";
    say(&serving, "POST", &format!("/api/uploads?name={named}"), &serving.bearer(), "inside-the-file");
    say(&serving, "GET", "/api/search?q=what-i-look-for", &serving.bearer(), "");
    say(&serving, "GET", "/a/path-that-somebody-typed?and=its-query", "", "");
    serving.stop();
    let text = std::fs::read_to_string(place.home.join("logs/serve.jsonl")).unwrap();
    assert!(lines(&place).len() >= 12, "{text}");
    for secret in [
        &token,
        &code,
        &visit,
        fresh["code"].as_str().unwrap(),
        "wrong-code-of-somebody",
        "a-token-of-another-start",
        "Bearer",
        named,
        "inside-the-file",
        "what-i-look-for",
        "path-that-somebody-typed",
        "its-query",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    use std::os::unix::fs::PermissionsExt;
    let about = std::fs::metadata(place.home.join("logs/serve.jsonl")).unwrap();
    assert_eq!(about.permissions().mode() & 0o777, 0o600);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_once_and_hurts_nobody() {
    let place = Place::new();
    std::fs::create_dir_all(place.home.join("logs")).unwrap();
    std::os::unix::fs::symlink("/dev/full", place.home.join("logs/serve.jsonl")).unwrap();
    let serving = Serving::start(&place, "0", &[], None);
    for _ in 0..20 {
        assert_eq!(say(&serving, "GET", "/health", "", "").status(), 200);
    }
    let said = serving.stop();
    assert_eq!(said.matches("cannot be written").count(), 1, "{said}");
}

#[test]
fn a_folder_that_cannot_be_made_is_said_once_and_hurts_nobody() {
    let place = Place::new();
    std::fs::create_dir_all(&place.home).unwrap();
    std::fs::write(place.home.join("logs"), "in the way").unwrap();
    let serving = Serving::start(&place, "0", &[], None);
    for _ in 0..20 {
        assert_eq!(say(&serving, "GET", "/health", "", "").status(), 200);
    }
    let said = serving.stop();
    assert_eq!(said.matches("cannot be written").count(), 1, "{said}");
}

#[test]
fn old_files_make_room_and_no_more_are_kept_than_are_asked_for() {
    let place = Place::new();
    let folder = place.home.join("logs");
    std::fs::create_dir_all(&folder).unwrap();
    let full = format!("{}\n", "x".repeat(4 * 1024 * 1024));
    for name in ["serve.jsonl", "serve.1.jsonl", "serve.2.jsonl", "serve.7.jsonl"] {
        std::fs::write(folder.join(name), &full).unwrap();
    }
    Serving::start(&place, "0", &["--log-files", "3"], None).stop();
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["serve.1.jsonl", "serve.2.jsonl", "serve.jsonl"]);
    assert_eq!(lines(&place)[0]["message"], "started");
    assert_eq!(place.json(&["serve", "--log-files", "0"]).code, 2);
}
