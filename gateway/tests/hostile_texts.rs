//! Texts and files that attack whoever shows or unpacks them: they come back as data, with types that run nothing, and are never opened.

mod double;
mod program;

use std::path::Path;

use double::http::{self, Answer, Request};
use program::Place;
use program::serving::Serving;
use serde_json::{Value, json};

const SCRIPTS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "'-alert(1)-'",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "\u{202e}gpj.exe",
    "<!--<script>-->alert(1)",
    "\u{2028}alert(1)",
];

async fn say(serving: &Serving, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    let headers = format!("{}{headers}", serving.bearer());
    http::say(serving.port(), &serving.host(), Request { method, path, headers: &headers, body }).await
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Nothing in it is ever run or taken for a page.
fn is_data(answer: &Answer) {
    let kind = answer.header("content-type").unwrap_or_default();
    let data =
        ["application/json", "application/problem+json", "application/x-ndjson", "text/plain; charset=utf-8"];
    assert!(data.contains(&kind) || kind == "text/event-stream", "{kind}: {answer:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
}

fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let about = entry.metadata().unwrap();
            if about.is_dir() { bytes_below(&entry.path()) } else { about.len() }
        })
        .sum()
}

#[tokio::test]
async fn scripts_in_names_texts_and_addresses_come_back_as_data() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    for script in SCRIPTS {
        let code = encoded(script);
        let kept = say(&serving, "POST", &format!("/api/uploads?name={code}"), "", script.as_bytes()).await;
        is_data(&kept);
        if kept.status() == 201 {
            assert_eq!(kept.json()["name"], *script, "a name comes back as it was given");
        } else {
            // A part that could lead out of a folder somewhere is no name.
            assert_eq!((kept.status(), &kept.json()["code"]), (400, &json!("malformed")), "{script}");
        }
        for path in [
            format!("/api/search?q={code}"),
            format!("/api/sessions/{code}/events"),
            format!("/{code}"),
            format!("/chat/stream?session={code}"),
        ] {
            is_data(&say(&serving, "GET", &path, "", b"").await);
        }
    }
    let list = say(&serving, "GET", "/api/uploads", "", b"").await;
    is_data(&list);
    assert!(list.json().as_array().unwrap().len() >= 4, "{list:?}");
}

#[tokio::test]
async fn a_request_that_is_a_script_is_told_as_text_by_everything_that_tells_it() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    let script = SCRIPTS.join(" ");
    let message =
        format!("A notebook with notes that have a title. {script} Backend only with FastAPI and SQLite.");
    let asked = json!({ "message": message, "out": place.folder.join("made"), "verify": "none" }).to_string();
    let json_body = "Content-Type: application/json\r\n";
    let told = say(&serving, "POST", "/chat/stream", json_body, asked.as_bytes()).await;
    is_data(&told);
    let sessions = say(&serving, "GET", "/api/sessions", "", b"").await;
    is_data(&sessions);
    let id = sessions.json()[0]["id"].as_str().unwrap().to_owned();
    let events = say(&serving, "GET", &format!("/api/sessions/{id}/events"), "", b"").await;
    is_data(&events);
    let first: Value = serde_json::from_str(events.text().lines().next().unwrap()).unwrap();
    assert_eq!(first["event"]["body"]["event"]["request"], message, "every sign of it is there");
    for format in ["jsonl", "markdown"] {
        let export =
            say(&serving, "GET", &format!("/api/sessions/{id}/export?format={format}"), "", b"").await;
        let kept = export.header("content-disposition").unwrap();
        assert!(kept.starts_with("attachment; filename=") && !kept.contains('<'), "{kept}");
        assert_eq!(export.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn an_archive_that_would_grow_is_kept_as_it_is_and_one_that_leads_out_leads_nowhere() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    let before = bytes_below(&place.home);
    // Ten thousand megabytes of zeros by its own account, and an entry that is called like a way out.
    let mut bomb = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\xff\xff\xff\xff\x16\0\0\0../../../../etc/passwd".to_vec();
    bomb.extend_from_slice(&[0; 4096]);
    for kind in ["application/zip", "application/gzip", "application/x-tar"] {
        let headers = format!("Content-Type: {kind}\r\n");
        let kept = say(&serving, "POST", "/api/uploads?name=bomb.zip", &headers, &bomb).await;
        assert_eq!((kept.status(), &kept.json()["size"]), (201, &json!(bomb.len())), "{kept:?}");
        // Nobody unpacks it to read it.
        let reading = format!("/api/uploads/{}/reading", kept.json()["id"].as_str().unwrap());
        let refused = say(&serving, "GET", &reading, "", b"").await;
        assert_eq!((refused.status(), &refused.json()["code"]), (422, &json!("unbuildable")), "{refused:?}");
    }
    let grown = bytes_below(&place.home) - before;
    assert!(grown < 3 * bomb.len() as u64 + 4 * 1024, "{grown} bytes for three of {}", bomb.len());
    let names: Vec<String> = std::fs::read_dir(place.home.join("uploads"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().all(|name| name.len() == 26 + ".json".len() || name.ends_with(".bin")), "{names:?}");
}

#[tokio::test]
async fn a_body_that_is_packed_is_not_unpacked() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    // What `gzip` makes of `{}`, told as packed: taken for what it is, it is no JSON.
    let packed = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0];
    let headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
    for path in ["/chat/stream", "/api/enter"] {
        let answer = say(&serving, "POST", path, headers, &packed).await;
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (400, &json!("malformed")),
            "{path}: {answer:?}"
        );
    }
}
