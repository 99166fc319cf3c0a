//! What a page looks at beside the record: folders as checkpoints keep them, and what can be named in a repository.

mod double;
#[path = "http/made.rs"]
#[expect(dead_code, reason = "its view and its secret are looked at elsewhere")]
mod made;

use std::process::Command;

use double::http::Answer;
use double::running::{Running, TOKEN, running_in};
use gateway::server::Limits;
use made::made;
use serde_json::Value;

async fn get(gateway: &Running, path: &str) -> Answer {
    gateway.get(path, &format!("Authorization: Bearer {TOKEN}\r\n")).await
}

#[expect(clippy::disallowed_methods, reason = "the program is run as a person runs it")]
fn ran(line: &str) {
    let made = made();
    let mut run = Command::new(env!("CARGO_BIN_EXE_samriddh"));
    run.args(["run", "--yes", "--session", made.session.as_str(), "-c", line]);
    let output = run.arg("--home").arg(&made.home).arg("--in").arg(&made.out).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The lists that the events of the record name, in order.
async fn manifests(gateway: &Running, path: &str) -> Vec<String> {
    let told = get(gateway, &format!("{path}/events")).await.text().to_owned();
    let events =
        told.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["event"]["body"].clone());
    let saves = events.filter(|body| body["family"] == "workspace").map(|body| body["event"].clone());
    saves
        .flat_map(|event| [event["save"]["manifest"].clone(), event["after"]["manifest"].clone()])
        .filter_map(|hash| hash.as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_folder_is_shown_as_it_was_before_and_after_a_command() {
    let made = made();
    let before = std::fs::read_to_string(made.out.join("README.md")).unwrap();
    ran("echo changed > README.md && rm CHANGELOG.md");
    let gateway = running_in(&made.home, Limits::default()).await;
    let path = format!("/api/sessions/{}", made.session);
    let saved = manifests(&gateway, &path).await;
    let [first, last] = saved.as_slice() else { panic!("{saved:?}") };

    let list = |hash: &str| format!("{path}/checkpoints/{hash}");
    let paths = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    let (then, now) = (get(&gateway, &list(first)).await.json(), get(&gateway, &list(last)).await.json());
    assert!(
        paths(&then).contains(&"CHANGELOG.md".to_owned())
            && !paths(&now).contains(&"CHANGELOG.md".to_owned())
    );
    assert!(!paths(&then).iter().any(|path| path.starts_with(".git/")));

    let file = |hash: &str, name: &str| format!("{path}/checkpoints/{hash}/file?path={name}");
    assert_eq!(get(&gateway, &file(first, "README.md")).await.text(), before);
    assert_eq!(get(&gateway, &file(last, "README.md")).await.text(), "changed\n");
    for (wrong, status) in [
        (file(last, "CHANGELOG.md"), 404),
        (file(last, "../../etc/passwd"), 404),
        (list(&"0".repeat(64)), 404),
        (list("no-hash"), 400),
        (format!("/api/sessions/{}/checkpoints/{first}", "a".repeat(26)), 404),
    ] {
        assert_eq!(get(&gateway, &wrong).await.status(), status, "{wrong}");
    }
    let nobody = gateway.get(&list(first), "").await;
    assert_eq!(nobody.status(), 401);
}

#[tokio::test]
async fn files_and_symbols_of_what_was_made_can_be_named() {
    let made = made();
    let gateway = running_in(&made.home, Limits::default()).await;
    let names = get(&gateway, &format!("/api/sessions/{}/names", made.session)).await.json();
    assert!(names["files"].as_array().unwrap().contains(&"README.md".into()));
    let symbols = names["symbols"].as_array().unwrap();
    assert!(symbols.iter().any(|it| it["name"] == "Note" && it["line"].as_u64().unwrap() > 0), "{names}");
    assert_eq!(names["more"], 0);
}
