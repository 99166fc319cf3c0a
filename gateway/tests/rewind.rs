//! The commands about files, by the program itself: what is destroyed is shown, saved, brought back, and gone again.

mod program;

use program::{Place, state};
use serde_json::Value;

/// A repository with a commit, an edit, an untracked file and one that git ignores.
fn repository() -> Place {
    let place = Place::new();
    place.git(&["init", "-q", "-b", "main"]);
    place.write(".gitignore", "*.log\n");
    place.write("src/one.c", "one");
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "first"]);
    place.write("src/one.c", "edited");
    place.write("notes.txt", "notes");
    place.write("trace.log", "trace");
    place
}

/// The paths that a forecast or an outlook names.
fn paths(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect()
}

fn number(value: &Value) -> String {
    value.as_u64().unwrap().to_string()
}

#[test]
fn what_a_command_destroys_is_shown_saved_brought_back_and_gone_again() {
    let place = repository();
    let before = state(&place.folder);
    let line = "git clean -qfdx && rm src/*.c";
    let shown = place.expect(&["run", "--preview", "-c", line], 0);
    assert_eq!(paths(&shown["forecast"]["files"]), ["notes.txt", "src/one.c", "trace.log"]);
    assert_eq!((&shown["exact"], &shown["checkpoint"]), (&true.into(), &Value::Null));
    assert_eq!(state(&place.folder), before, "a preview changes nothing");
    assert_eq!(place.expect(&["checkpoints"], 0)["checkpoints"], Value::Array(Vec::new()));

    assert!(place.json(&["run", "-c", line]).code == 4 && state(&place.folder) == before, "nobody said yes");
    let ran = place.expect(&["run", "--yes", "-c", line], 0);
    assert_eq!((&ran["exit"]["code"], &ran["differs"]), (&0.into(), &3.into()));
    let after = state(&place.folder);
    assert!(["notes.txt", "src/one.c", "trace.log"].iter().all(|path| !after.contains_key(*path)));
    let saved = place.expect(&["checkpoints"], 0);
    assert_eq!(saved["checkpoints"][0]["id"], ran["checkpoint"]["id"]);
    assert_eq!(saved["checkpoints"][0]["why"]["line"], line);

    let back = ["rewind", "--checkpoint", &number(&ran["checkpoint"]["id"])];
    let preview = place.expect(&[&back[..], &["--preview"]].concat(), 0);
    assert_eq!(paths(&preview["files"]["changes"]), ["notes.txt", "src/one.c", "trace.log"]);
    assert_eq!((&preview["done"], place.json(&back).code), (&false.into(), 4));
    assert_eq!(state(&place.folder), after, "nobody said yes");
    assert_eq!(place.expect(&[&back[..], &["--yes"]].concat(), 0)["done"], true);
    let work = |it: &std::collections::BTreeMap<String, (u32, Vec<u8>)>| {
        let own = it.iter().filter(|(path, _)| !path.starts_with(".git/"));
        own.map(|(path, entry)| (path.clone(), entry.clone())).collect::<Vec<_>>()
    };
    assert_eq!(work(&state(&place.folder)), work(&before));
    for (time, wanted) in [("undo", &after), ("undo of the undo", &before), ("and again", &after)] {
        assert_eq!(place.expect(&["rewind", "--undo", "--yes"], 0)["done"], true, "{time}");
        assert_eq!(work(&state(&place.folder)), work(wanted), "{time}");
    }
}

#[test]
fn where_not_all_can_be_foreseen_everything_is_saved_with_the_index() {
    let place = repository();
    place.git(&["add", "notes.txt"]);
    let before = state(&place.folder);
    let ran = place.expect(&["run", "--yes", "-c", "git reset -q --hard; git clean -qfdx"], 0);
    assert_eq!((&ran["exact"], &ran["checkpoint"]["whole"]), (&false.into(), &true.into()));
    assert_ne!(state(&place.folder), before);
    let saved = number(&ran["checkpoint"]["id"]);
    place.expect(&["rewind", "--checkpoint", &saved, "--git", "--yes"], 0);
    assert_eq!(state(&place.folder), before, "the index as well, bit for bit");
}

#[test]
fn the_exit_code_says_how_the_command_ended() {
    let place = repository();
    for (line, code) in [("rm notes.txt", 0), ("rm src/one.c && exit 7", 1), ("kill -9 $$", 1)] {
        assert_eq!(place.json(&["run", "--yes", "-c", line]).code, code, "{line}");
    }
    let seven = place.expect(&["run", "--yes", "-c", "exit 7"], 1);
    assert_eq!(seven["exit"]["code"], 7);
    place.expect(&["run", "--yes", "--", "no-such-program-anywhere"], 2);
    place.expect(&["run", "--yes", "-c", "  "], 2);
    place.expect(&["run", "--yes", "--in", "not-there", "--", "true"], 2);
    place.expect(&["rewind", "--checkpoint", "999", "--yes"], 2);
    place.expect(&["rewind", "--undo", "--yes"], 2);
    place.expect(&["rewind", "no-such-session", "--to", "3"], 2);
    let said = place.text(&["run", "--timeout", "1", "--yes", "-c", "rm trace.log; sleep 60"]);
    assert_eq!(said.code, 1, "{}{}", said.stdout, said.stderr);
    assert!(said.stdout.contains("rewind --checkpoint"), "{}", said.stdout);
}

#[test]
fn what_lies_outside_is_run_only_when_it_was_looked_at_and_saved() {
    let place = repository();
    let outside = place.folder.parent().unwrap().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("dear"), "dear").unwrap();
    for line in
        ["rm -rf ../out*", "rm -rf ../outside/*", "rm -rf $(echo ../outside)", "rm -rf ../outside/../*/dear"]
    {
        for allow in [&[][..], &["--allow-outside"]] {
            let refused = place.expect(&[&["run", "--yes", "-c", line], allow].concat(), 2);
            assert!(refused["error"]["hint"].is_string(), "{line}: {refused}");
        }
        assert_eq!(std::fs::read(outside.join("dear")).unwrap(), b"dear", "{line}");
    }
    assert_eq!(place.expect(&["checkpoints"], 0)["checkpoints"], Value::Array(Vec::new()));

    place.expect(&["run", "--yes", "-c", "rm -rf ../outside/dear"], 2);
    place.expect(&["run", "--yes", "--allow-outside", "-c", "rm -rf ../outside/dear"], 0);
    assert!(!outside.join("dear").exists());
    let all = place.expect(&["checkpoints", "--in", outside.to_str().unwrap()], 0);
    let saved = number(&all["checkpoints"][0]["id"]);
    place.expect(&["rewind", "--checkpoint", &saved, "--yes"], 0);
    assert_eq!(std::fs::read(outside.join("dear")).unwrap(), b"dear");
}

#[test]
fn a_session_goes_back_with_its_files_and_returns_and_its_record_stays_whole() {
    let place = repository();
    let request =
        "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";
    let planned = place.expect(&["new", request, "--out", "../made"], 4);
    let id = planned["session"].as_str().unwrap().to_owned();
    let ran = place.expect(&["run", "--yes", "--session", &id, "--", "rm", "notes.txt"], 0);
    let list = |code: i32| place.expect(&["rewind", &id, "--list"], code);
    let last = || place.expect(&["verify", &id], 0)["records"].as_u64().unwrap();
    assert!(list(0).to_string().contains("rm notes.txt"), "the record tells of the command");
    let before_rewind = last();
    let to = before_rewind - 1;

    let code = place.expect(&["rewind", &id, "--to", &to.to_string(), "--code", "--in", ".", "--yes"], 0);
    assert_eq!(code["done"], true, "{code} {ran}");
    assert!(place.folder.join("notes.txt").exists(), "before it had run");
    place.expect(&["rewind", &id, "--undo", "--yes"], 0);
    assert!(!place.folder.join("notes.txt").exists(), "undone");
    place.expect(&["rewind", &id, "--undo", "--yes"], 0);
    assert!(place.folder.join("notes.txt").exists(), "undo of the undo");

    let stage = || place.expect(&["sessions"], 0)[0]["state"].clone();
    assert_eq!(stage(), "needs_answer");
    place.expect(&["rewind", &id, "--to", "5", "--conversation", "--yes"], 0);
    assert_ne!(stage(), "needs_answer", "it stands before its plan");
    place.expect(&["rewind", &id, "--undo", "--yes"], 0);
    assert_eq!(stage(), "needs_answer");
    let proof = place.expect(&["verify", &id], 0);
    assert_eq!((&proof["verdict"], &proof["unfounded_rewind"]), (&"intact".into(), &Value::Null));
    assert!(last() > before_rewind, "the record only grows");
    place.expect(&["rewind", &id, "--to", "99999", "--yes"], 2);
    place.expect(&["rewind", &id, "--to", "0", "--yes"], 2);
}

#[test]
fn a_fork_that_goes_back_before_its_beginning_leaves_its_parents_folder_alone() {
    let place = repository();
    let request =
        "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";
    let made = place.expect(&["new", request, "--out", "../parent", "--verify", "none", "--yes"], 0);
    let parent = made["session"].as_str().unwrap().to_owned();
    let above = place.folder.parent().unwrap();
    std::fs::write(above.join("parent/mine.txt"), "mine").unwrap();
    let events = place.expect(&["verify", &parent], 0)["records"].as_u64().unwrap();
    let forked = place.expect(&["fork", &parent, "--out", "../child", "--yes"], 0);
    let child = forked["session"].as_str().unwrap().to_owned();
    assert!(above.join("child/README.md").exists(), "{forked}");

    for to in [20, events] {
        place.expect(&["rewind", &child, "--to", &to.to_string(), "--code", "--yes"], 0);
        assert!(!above.join("child/README.md").exists(), "event {to}: it had made nothing yet");
        assert!(above.join("parent/README.md").exists(), "event {to}");
        assert_eq!(std::fs::read(above.join("parent/mine.txt")).unwrap(), b"mine", "event {to}");
        place.expect(&["rewind", &child, "--undo", "--yes"], 0);
        assert!(above.join("child/README.md").exists(), "event {to}: undone");
    }
}
