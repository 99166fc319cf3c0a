//! What is read over HTTP of a session that was really made: its events, files, contents, exports, and what a search finds.

mod double;
#[path = "http/made.rs"]
mod made;

use double::http::{self, Answer, Request};
use double::running::{Running, TOKEN, running, running_in};
use gateway::server::Limits;
use made::{SECRET, made};
use protocol::event::Event;
use protocol::id::ContentHash;
use protocol::view::View;
use serde_json::Value;

async fn get(gateway: &Running, path: &str) -> Answer {
    gateway.get(path, &format!("Authorization: Bearer {TOKEN}\r\n")).await
}

/// Over a record that is there, and the path below which it is told.
async fn over_made() -> (Running, String) {
    let made = made();
    let gateway = running_in(&made.home, Limits::default()).await;
    (gateway, format!("/api/sessions/{}", made.session))
}

fn lines(answer: &Answer) -> Vec<Value> {
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_list_says_of_a_session_what_its_record_folds_to() {
    let (gateway, _) = over_made().await;
    let list = get(&gateway, "/api/sessions").await.json();
    let (one, view) = (&list[0], made().view());
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!((&one["state"], &one["live"]), (&"done".into(), &false.into()));
    assert_eq!(one["title"], view.requirements.unwrap().product.title);
    assert_eq!(one["events"], view.seq);
    assert_eq!(one["files"], view.files.len());
    assert_eq!(one["conflicts"], view.conflicts.len());
    assert_eq!(one["changed_ms"], view.timing.last_ms);
    assert_eq!(one["waiting"], Value::Null);
    assert!(one["path"].as_str().unwrap().ends_with("/made"), "{one}");
}

#[tokio::test]
async fn events_are_those_of_the_record_with_its_marks_from_anywhere_and_as_many_as_are_wanted() {
    let (gateway, path) = over_made().await;
    let all = get(&gateway, &format!("{path}/events")).await;
    assert_eq!(all.header("content-type"), Some("application/x-ndjson"));
    let told = lines(&all);
    let events: Vec<Event> =
        told.iter().map(|line| serde_json::from_value(line["event"].clone()).unwrap()).collect();
    assert_eq!(View::fold(&events).unwrap(), made().view());
    assert_eq!(all.header("x-last-seq"), Some(events.len().to_string().as_str()));
    let verdict = get(&gateway, &format!("{path}/verify")).await.json();
    assert_eq!(verdict["verdict"], "intact");
    assert_eq!(told.last().unwrap()["mark"], verdict["head"], "the last mark is the record's head");
    let some = lines(&get(&gateway, &format!("{path}/events?after=255&limit=300")).await);
    assert_eq!(some[..], told[255..told.len().min(555)]);
    assert!(get(&gateway, &format!("{path}/events?after={}", i64::MAX)).await.text().is_empty());
    // More than the description has.
    assert_eq!(get(&gateway, &format!("{path}/events?after={}", u64::MAX)).await.status(), 400);
}

#[tokio::test]
async fn files_are_told_as_they_were_made_and_as_they_were_at_any_event() {
    let (gateway, path) = over_made().await;
    let files = get(&gateway, &format!("{path}/files")).await.json();
    let files = files.as_array().unwrap();
    assert_eq!(files.len(), made().view().files.len());
    let readme = files.iter().find(|file| file["path"] == "README.md").unwrap();
    let body = get(&gateway, &format!("{path}/file?path=README.md")).await;
    assert_eq!(body.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(ContentHash::of(&body.body).as_str(), readme["hash"].as_str().unwrap());
    assert_eq!(body.body, std::fs::read(made().out.join("README.md")).unwrap(), "it is what was delivered");
    let early = get(&gateway, &format!("{path}/files?at=20")).await.json();
    assert_eq!(early, Value::Array(Vec::new()), "nothing was made yet");
    assert_eq!(get(&gateway, &format!("{path}/file?path=README.md&at=20")).await.status(), 404);
}

#[tokio::test]
async fn a_path_that_leads_out_of_what_was_made_is_refused() {
    let (gateway, path) = over_made().await;
    for (tried, expected) in [
        ("../../../../etc/passwd", 404),
        ("%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("/etc/passwd", 404),
        ("README.md%00.txt", 404),
        ("..%5c..%5cetc", 404),
        ("etc/passwd", 404),
        ("", 404),
    ] {
        let answer = get(&gateway, &format!("{path}/file?path={tried}")).await;
        assert_eq!(answer.status(), expected, "{tried}: {answer:?}");
        assert!(!answer.text().contains("root:"), "{answer:?}");
    }
    for id in ["..%2f..%2fetc", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "x", "abcdefghijklmnopqrstuvwxyz"] {
        assert_eq!(get(&gateway, &format!("/api/sessions/{id}/files")).await.status(), 404, "{id}");
    }
}

#[tokio::test]
async fn a_content_is_told_under_a_session_that_names_it_and_under_no_other() {
    let (gateway, path) = over_made().await;
    let files = get(&gateway, &format!("{path}/files")).await.json();
    let hash = files[0]["hash"].as_str().unwrap();
    let blobs = format!("/api/blobs/{}", made().session);
    let body = get(&gateway, &format!("{blobs}/{hash}")).await;
    assert_eq!(ContentHash::of(&body.body).as_str(), hash);
    assert_eq!(get(&gateway, &format!("{blobs}/{}", "0".repeat(64))).await.status(), 404);
    assert_eq!(get(&gateway, &format!("{blobs}/..%2f..%2fsamriddh.lock")).await.status(), 400);
    let other = format!("/api/blobs/abcdefghijklmnopqrstuvwxyz/{hash}");
    assert_eq!(get(&gateway, &other).await.status(), 404);
}

#[tokio::test]
async fn an_export_has_every_event_and_no_secret_and_says_what_it_hides() {
    let (gateway, path) = over_made().await;
    let review = get(&gateway, &format!("{path}/export/review")).await.json();
    let findings = review["findings"].as_array().unwrap();
    assert!(findings.iter().any(|one| one["where"] == "event 1 /body/event/request"), "{review}");
    assert!(!review.to_string().contains(SECRET), "{review}");
    let export = get(&gateway, &format!("{path}/export?format=jsonl")).await;
    assert!(
        export.header("content-disposition").unwrap().starts_with("attachment"),
        "{:?}",
        export.header("content-disposition")
    );
    assert!(!export.text().contains(SECRET) && export.text().contains("[hidden]"));
    let told = lines(&export);
    let (first, last) = (&told[0]["export"], &told[told.len() - 1]["end"]);
    assert_eq!(first["events"], made().view().seq);
    assert_eq!((&last["events"], &last["redacted"]), (&first["events"], &review["redacted"]));
    assert_eq!(told.len() as u64, made().view().seq + 2);
    let events: Vec<Event> = told[1..told.len() - 1]
        .iter()
        .map(|line| serde_json::from_value(line["event"].clone()).unwrap())
        .collect();
    assert_eq!(View::fold(&events).unwrap().files, made().view().files, "what is left still folds");
    let text = get(&gateway, &format!("{path}/export?format=markdown")).await;
    assert!(!text.text().contains(SECRET), "{}", text.text());
    for part in ["# ", "## What happened", "conflict", "delivered", "[hidden]"] {
        assert!(text.text().contains(part), "{part}");
    }
    assert!(!text.text().contains('\u{1b}'), "no colours of a terminal");
    assert_eq!(get(&gateway, &format!("{path}/export?format=exe")).await.status(), 400);
}

#[tokio::test]
async fn a_search_finds_requests_and_events_and_says_whether_it_looked_through_all() {
    let (gateway, _) = over_made().await;
    let found = get(&gateway, "/api/search?q=PAGINATION").await.json();
    let hits = found["hits"].as_array().unwrap();
    assert!(!hits.is_empty() && hits.iter().all(|hit| hit["session"] == made().session.as_str()), "{found}");
    assert!(hits[0]["excerpt"].as_str().unwrap().contains("pagination"), "{found}");
    let request = get(&gateway, "/api/search?q=writers%20keep").await.json();
    assert_eq!((&request["hits"][0]["kind"], &request["hits"][0]["seq"]), (&"request".into(), &Value::Null));
    let nothing = get(&gateway, "/api/search?q=xyzzy").await.json();
    assert_eq!(nothing["hits"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        (&nothing["sessions"], &nothing["searched"], &nothing["complete"]),
        (&1.into(), &1.into(), &true.into())
    );
    let one = get(&gateway, "/api/search?q=pagination&limit=1").await.json();
    assert_eq!((one["hits"].as_array().map(Vec::len), &one["complete"]), (Some(1), &false.into()));
    for query in ["", "?q=", "?q=%20", &format!("?q={}", "x".repeat(201))] {
        assert_eq!(get(&gateway, &format!("/api/search{query}")).await.status(), 400, "{query}");
    }
}

async fn upload(gateway: &Running, query: &str, kind: &str, body: &[u8]) -> Answer {
    let headers = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: {kind}\r\n");
    let path = format!("/api/uploads{query}");
    let request = Request { method: "POST", path: &path, headers: &headers, body };
    http::say(gateway.port, &format!("localhost:{}", gateway.port), request).await
}

#[tokio::test]
async fn a_file_is_taken_as_a_body_or_in_a_form_and_listed_and_removed() {
    let gateway = running().await;
    let raw = upload(&gateway, "?name=notes%2Fa.txt", "text/plain", b"some text").await;
    assert_eq!(raw.status(), 201, "{raw:?}");
    let raw = raw.json();
    assert_eq!((&raw["name"], &raw["size"]), (&"notes/a.txt".into(), &9.into()));
    assert_eq!(raw["hash"], ContentHash::of(b"some text").as_str());
    let form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.bin\"\r\n\r\nbytes\r\n--b--\r\n";
    let formed = upload(&gateway, "", "multipart/form-data; boundary=b", form.as_bytes()).await;
    assert_eq!(formed.json()["size"], 5, "{formed:?}");
    let nameless = upload(&gateway, "", "text/plain", b"x").await.json();
    assert_eq!(nameless["name"], "unnamed");
    let list = get(&gateway, "/api/uploads").await.json();
    assert_eq!(list.as_array().map(Vec::len), Some(3));
    let id = raw["id"].as_str().unwrap();
    let bearer = format!("Authorization: Bearer {TOKEN}\r\n");
    assert_eq!(gateway.said("DELETE", &format!("/api/uploads/{id}"), &bearer, "").await.status(), 204);
    assert_eq!(gateway.said("DELETE", &format!("/api/uploads/{id}"), &bearer, "").await.status(), 404);
    assert_eq!(get(&gateway, "/api/uploads").await.json().as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn what_is_read_of_a_file_is_told_and_its_bytes_come_back() {
    let gateway = running().await;
    let id = |answer: Answer| answer.json()["id"].as_str().unwrap().to_owned();
    let table = id(upload(&gateway, "?name=books.csv", "text/csv", b"title,pages\nEmma,474\n").await);
    let reading = get(&gateway, &format!("/api/uploads/{table}/reading")).await.json();
    assert_eq!(reading["kind"], "table");
    assert_eq!(reading["text"], "Add a Book with title, pages (integer).");
    assert!(reading["note"].as_str().is_some_and(|note| note.starts_with("a table of 1 row")), "{reading}");
    let content = get(&gateway, &format!("/api/uploads/{table}")).await;
    assert_eq!(content.body, b"title,pages\nEmma,474\n");
    assert_eq!(content.header("content-disposition"), Some("attachment"));
    // A name proves nothing, and nothing is unpacked.
    let packed = id(upload(&gateway, "?name=books.csv", "text/csv", b"PK\x03\x04\x14\0\0\0\xff").await);
    let refused = get(&gateway, &format!("/api/uploads/{packed}/reading")).await;
    assert_eq!((refused.status(), refused.json()["code"].as_str()), (422, Some("unbuildable")));
    assert!(refused.json()["detail"].as_str().is_some_and(|why| why.contains("it is packed")), "{refused:?}");
    let missing = "a".repeat(26);
    for path in [format!("/api/uploads/{missing}"), format!("/api/uploads/{missing}/reading")] {
        assert_eq!(get(&gateway, &path).await.status(), 404);
    }
}

#[tokio::test]
async fn uploads_that_are_too_large_or_named_like_a_way_out_are_refused() {
    let gateway = running().await;
    for name in ["..%2F..%2Fx", "%2Fetc%2Fpasswd", "a%5C..%5Cb", "a%00b", "C%3A%5Cx", ""] {
        let answer = upload(&gateway, &format!("?name={name}"), "text/plain", b"x").await;
        assert_eq!(answer.status(), 400, "{name}: {answer:?}");
    }
    let way_out =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../x\"\r\n\r\nx\r\n--b--\r\n";
    assert_eq!(
        upload(&gateway, "", "multipart/form-data; boundary=b", way_out.as_bytes()).await.status(),
        400
    );
    for broken in
        ["--b\r\n", "", "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nx"]
    {
        let answer = upload(&gateway, "", "multipart/form-data; boundary=b", broken.as_bytes()).await;
        assert_eq!(answer.status(), 400, "{broken:?}: {answer:?}");
    }
    let large = vec![b'x'; 17 * 1024 * 1024];
    let answer = upload(&gateway, "?name=x", "text/plain", &large).await;
    assert_eq!(answer.status(), 413, "{:?}", answer.header("content-type"));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(
        get(&gateway, "/api/uploads").await.json(),
        Value::Array(Vec::new()),
        "nothing of it was kept"
    );
}

/// Every `$ref` of a document.
fn references(document: &Value) -> Vec<&str> {
    match document {
        Value::Object(all) => all
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(reference) if name == "$ref" => vec![reference.as_str()],
                value => references(value),
            })
            .collect(),
        Value::Array(all) => all.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[tokio::test]
async fn everything_that_is_served_is_in_the_description_and_answers() {
    let gateway = running().await;
    let description = gateway.get("/openapi.json", "").await.json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().unwrap();
    let mut operations = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let needs = operation.get("security").is_some();
            assert_eq!(
                needs,
                path.starts_with("/chat")
                    || path == "/socket"
                    || (path.starts_with("/api") && path != "/api/enter"),
                "{path}"
            );
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(
                    parameter["description"].as_str().is_some_and(|text| !text.is_empty()),
                    "{path}: {parameter}"
                );
            }
            assert!(
                operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                "{method} {path} has no words"
            );
            operations.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    for operation in &operations {
        let (method, path) = operation.split_once(' ').unwrap();
        let path = path.replace("{id}", "x").replace("{session}", "x").replace("{hash}", "x");
        let answer = gateway.said(method, &path, &format!("Authorization: Bearer {TOKEN}\r\n"), "").await;
        assert_ne!(answer.status(), 405, "{operation}");
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("nothing is here"),
            "{operation} is not served"
        );
    }
    for name in references(&description) {
        let pointer = name.strip_prefix('#').unwrap();
        assert!(description.pointer(pointer).is_some(), "{name} is named and nowhere described");
    }
    operations.sort();
    expect_test::expect_file!["http/routes.gen.txt"].assert_eq(&(operations.join("\n") + "\n"));
    for (path, kind) in
        [("/docs", "text/html"), ("/docs/docs.js", "text/javascript"), ("/docs/docs.css", "text/css")]
    {
        let answer = gateway.get(path, "").await;
        assert!(answer.header("content-type").unwrap().starts_with(kind), "{path}");
        assert!(!answer.text().contains("https://") && !answer.text().contains("innerHTML"), "{path}");
    }
}
