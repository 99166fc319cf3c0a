//! `serve` and `page` as a person starts them: the address, the browser, and a fresh address from another terminal.

mod double;
mod program;

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;

use double::http::{self, Answer, Request};
use program::Place;
use program::serving::Serving;
use serde_json::{Value, json};

/// The code in an address.
fn code(url: &Value) -> String {
    url.as_str().unwrap().split_once("/#enter=").unwrap().1.to_owned()
}

#[tokio::main]
async fn knock(port: u16, code: &str) -> Answer {
    let body = json!({ "code": code }).to_string();
    let headers = "Content-Type: application/json\r\n";
    let request = Request { method: "POST", path: "/api/enter", headers, body: body.as_bytes() };
    http::say(port, &format!("127.0.0.1:{port}"), request).await
}

#[tokio::main]
async fn list(port: u16, cookie: &str) -> Answer {
    let headers = format!("Cookie: {cookie}\r\n");
    let request = Request { method: "GET", path: "/api/sessions", headers: &headers, body: b"" };
    http::say(port, &format!("127.0.0.1:{port}"), request).await
}

#[test]
fn the_printed_address_opens_once_and_page_prints_another() {
    let place = Place::new();
    let serving = Serving::start(&place, "0", &[], None);
    let first = code(&serving.said["url"]);
    assert_eq!([204, 401], [knock(serving.port(), &first).status(), knock(serving.port(), &first).status()]);
    let page = place.expect(&["page"], 0);
    assert_eq!((&page["port"], &page["expires_in_s"]), (&serving.said["port"], &300.into()));
    assert_eq!(knock(serving.port(), &code(&page["url"])).status(), 204);
    let shown = place.text(&["page"]);
    assert!(
        shown.stdout.starts_with(&format!("http://127.0.0.1:{}/#enter=", serving.port())),
        "{}",
        shown.stdout
    );
}

#[test]
fn who_came_in_stays_in_when_the_gateway_is_killed_and_started_anew_on_its_port() {
    let place = Place::new();
    let first = Serving::start(&place, "0", &[], None);
    let port = first.port();
    let entered = knock(port, &code(&first.said["url"]));
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    drop(first);
    let port = port.to_string();
    let second = Serving::start(&place, &port, &[], None);
    assert_eq!(list(second.port(), &cookie).status(), 200);
    let visits = place.home.join("visits.json");
    assert_eq!(std::fs::metadata(&visits).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn where_nobody_serves_page_says_what_to_do() {
    let place = Place::new();
    let refused = place.json(&["page"]);
    assert_ne!(refused.code, 0);
    assert!(
        refused.document["error"]["hint"].as_str().unwrap().contains("samriddh serve"),
        "{}",
        refused.document
    );
}

#[test]
fn a_browser_is_opened_on_request_and_gets_the_address() {
    let place = Place::new();
    let bin = place.folder.parent().unwrap().join("bin");
    let pipe = place.folder.parent().unwrap().join("opened");
    std::fs::create_dir(&bin).unwrap();
    let made = std::process::Command::status(&mut mkfifo(&pipe)).unwrap();
    assert!(made.success());
    for name in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
        std::fs::write(bin.join(name), format!("#!/bin/sh\necho \"$@\" > {}\n", pipe.display())).unwrap();
        std::fs::set_permissions(bin.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let serving = Serving::start(&place, "0", &["--open"], Some(&path));
    let mut opened = String::new();
    BufReader::new(std::fs::File::open(&pipe).unwrap()).read_line(&mut opened).unwrap();
    assert_eq!(opened.trim(), serving.said["url"].as_str().unwrap());
}

#[expect(clippy::disallowed_methods, reason = "the test needs a pipe that waits for its writer")]
fn mkfifo(path: &std::path::Path) -> std::process::Command {
    let mut make = std::process::Command::new("mkfifo");
    make.arg(path);
    make
}
