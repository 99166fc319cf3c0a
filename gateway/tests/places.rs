//! Folders that are not what they were, or that somebody else has: said in time, and nothing is written.

mod program;

use program::{Place, state};
use serde_json::Value;

const REQUEST: &str =
    "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";

fn id(document: &Value) -> String {
    document["session"].as_str().unwrap().to_owned()
}

fn said(document: &Value) -> String {
    format!("{} {}", document["error"]["message"], document["error"]["hint"])
}

/// A session that waits at its plan, for the folder beside.
fn planned(place: &Place) -> String {
    id(&place.expect(&["new", REQUEST, "--out", "../made", "--verify", "none"], 4))
}

fn made(place: &Place) -> String {
    id(&place.expect(&["new", REQUEST, "--out", "../made", "--yes", "--verify", "none"], 0))
}

#[test]
fn the_second_session_for_a_folder_claimed_what_the_first_had_delivered() {
    let place = Place::new();
    let (first, second) = (planned(&place), planned(&place));
    place.expect(&["resume", &first, "--yes"], 0);
    let there = state(&place.folder.parent().unwrap().join("made"));
    for _ in 0..2 {
        let lost = place.expect(&["resume", &second, "--yes"], 2);
        assert!(lost.to_string().contains(&first), "it says whose the folder is: {lost}");
    }
    assert_eq!(place.expect(&["show", &second], 0)["state"], "needs_answer");
    assert_eq!(state(&place.folder.parent().unwrap().join("made")), there);
    let child = id(&place.expect(&["fork", &second, "--out", "../other"], 0));
    place.expect(&["resume", &child, "--yes"], 0);
}

#[test]
fn a_folder_that_another_session_is_about_to_make_is_refused_at_the_beginning() {
    let place = Place::new();
    let first = planned(&place);
    // Stopped by what is in the way, after its plan was approved.
    place.write("../made/in-the-way", "x");
    let stopped = place.json(&["resume", &first, "--yes"]);
    assert_ne!(stopped.code, 0, "{}", stopped.document);
    std::fs::remove_dir_all(place.folder.parent().unwrap().join("made")).unwrap();
    let sessions = || place.expect(&["sessions"], 0).as_array().unwrap().len();
    let before = sessions();
    let refused = place.expect(&["new", REQUEST, "--out", "../made", "--yes"], 2);
    assert!(refused.to_string().contains(&first), "{refused}");
    let forked = place.expect(&["fork", &first, "--out", "../made"], 2);
    assert!(said(&forked).contains(&first), "{forked}");
    assert_eq!(sessions(), before);
    place.expect(&["resume", &first, "--yes"], 0);
}

#[test]
fn a_link_in_the_place_of_the_folder_was_written_through() {
    let place = Place::new();
    let id = made(&place);
    let room = place.folder.parent().unwrap();
    std::fs::rename(room.join("made"), room.join("moved")).unwrap();
    std::fs::create_dir(room.join("other")).unwrap();
    std::fs::write(room.join("other/dear"), "dear").unwrap();
    std::os::unix::fs::symlink(room.join("other"), room.join("made")).unwrap();
    let before = state(&room.join("other"));
    let last = place.expect(&["verify", &id], 0)["records"].as_u64().unwrap().to_string();
    let refused = place.expect(&["rewind", &id, "--to", &last, "--code", "--yes"], 2);
    assert!(said(&refused).contains("link"), "{refused}");
    assert_eq!(state(&room.join("other")), before);

    std::fs::remove_file(room.join("made")).unwrap();
    std::fs::write(room.join("made"), "a file").unwrap();
    let refused = place.expect(&["rewind", &id, "--to", &last, "--code", "--yes"], 2);
    assert!(said(&refused).contains("is a file"), "{refused}");
    assert_eq!(std::fs::read(room.join("made")).unwrap(), b"a file");
}

#[test]
fn a_checkpoint_was_put_back_through_a_link() {
    let place = Place::new();
    place.write("notes.txt", "notes");
    let saved = place.expect(&["checkpoints", "--save"], 0)["checkpoint"]["id"].to_string();
    let (moved, folder) = (place.folder.with_file_name("moved"), place.folder.clone());
    std::fs::rename(&folder, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &folder).unwrap();
    std::fs::write(moved.join("notes.txt"), "other").unwrap();
    let refused = place.expect(&["rewind", "--checkpoint", &saved, "--yes"], 2);
    assert!(said(&refused).contains("link"), "{refused}");
    assert_eq!(std::fs::read(moved.join("notes.txt")).unwrap(), b"other");
}

#[test]
fn a_git_folder_that_is_gone_is_spoken_of() {
    let place = Place::new();
    let id = made(&place);
    let made = place.folder.with_file_name("made");
    std::fs::remove_dir_all(made.join(".git")).unwrap();
    let last = place.expect(&["verify", &id], 0)["records"].as_u64().unwrap().to_string();
    let shown = place.text(&["rewind", &id, "--to", &last, "--code", "--git", "--preview"]);
    assert!(shown.stdout.contains("no .git"), "{}", shown.stdout);

    place.git(&["init", "-q"]);
    place.write("notes.txt", "notes");
    let saved = place.expect(&["checkpoints", "--save"], 0)["checkpoint"]["id"].to_string();
    std::fs::remove_dir_all(place.folder.join(".git")).unwrap();
    let shown = place.text(&["rewind", "--checkpoint", &saved, "--preview"]);
    assert!(shown.stdout.contains(".git is gone"), "{}", shown.stdout);
    place.expect(&["rewind", "--checkpoint", &saved, "--yes"], 0);
    assert!(place.folder.join(".git/HEAD").exists());
}

#[test]
fn a_session_that_went_back_stood_elsewhere_in_the_list_than_by_itself() {
    let place = Place::new();
    let id = planned(&place);
    let both = || {
        let list = place.expect(&["sessions"], 0)[0]["state"].clone();
        (list, place.expect(&["show", &id], 0)["state"].clone())
    };
    for to in ["5", "12", "20"] {
        place.expect(&["rewind", &id, "--to", to, "--conversation", "--yes"], 0);
        let (list, show) = both();
        assert_eq!(list, show, "after going back to event {to}");
    }
}

#[test]
fn a_repository_within_a_repository_is_spoken_of() {
    let place = Place::new();
    place.git(&["init", "-q"]);
    let planned = place.text(&["new", REQUEST, "--out", "made"]);
    assert!(planned.stderr.contains("lies in the git repository"), "{}", planned.stderr);
    let id = place.expect(&["sessions"], 0)[0]["id"].as_str().unwrap().to_owned();
    let forked = place.expect(&["fork", &id, "--out", "forked"], 0);
    assert_eq!(forked["within"].as_str(), place.folder.to_str());
}

#[test]
fn the_data_folder_is_no_part_of_a_checkpoint_and_has_none_of_its_own() {
    let place = Place::new();
    place.write("notes.txt", "notes");
    place.expect(&["checkpoints", "--save"], 0);
    for folder in [place.home.clone(), place.home.join("checkpoints"), place.home.join("checkpoints/blobs")] {
        let folder = folder.to_str().unwrap();
        let refused = place.expect(&["checkpoints", "--save", "--in", folder], 2);
        assert!(said(&refused).contains("data folder"), "{refused}");
        place.expect(&["run", "--yes", "--in", folder, "-c", "sh -c 'rm -rf *'"], 2);
    }
    let room = place.folder.parent().unwrap().to_str().unwrap();
    let saved = place.expect(&["checkpoints", "--save", "--in", room], 0);
    assert_eq!(saved["uncovered"][0]["path"], "home", "{saved}");
    let number = saved["checkpoint"]["id"].to_string();
    std::fs::remove_file(place.folder.join("notes.txt")).unwrap();
    place.expect(&["rewind", "--checkpoint", &number, "--yes"], 0);
    assert!(place.folder.join("notes.txt").exists());
    assert_eq!(place.expect(&["checkpoints"], 0)["checkpoints"].as_array().unwrap().len(), 4);
    place.git(&["-C", "..", "init", "-q"]);
    for line in [
        "rm -rf home",
        "rm -rf *",
        "find home -delete",
        "git clean -fdx",
        "mv home repo",
        "rm -rf home/check*",
    ] {
        place.expect(&["run", "--yes", "--in", room, "-c", line], 2);
    }
    assert!(place.home.join("checkpoints").exists());
}

#[test]
fn what_is_no_backup_is_refused_and_never_shown() {
    let place = Place::new();
    place.expect(&["checkpoints", "--save"], 0);
    let absent = place.expect(&["restore", "nothing.tar"], 2);
    assert!(said(&absent).contains("no file") && !said(&absent).contains("cause"), "{absent}");
    place.write("foreign", &"secret:x:0:0:root:/root:/bin/bash\n".repeat(90));
    for check in [&["--check"][..], &[]] {
        let refused = place.json(&[&["restore", "foreign"], check].concat());
        assert_eq!(refused.code, 1, "{}", refused.document);
        let all = format!("{}{}", refused.document, refused.stderr);
        assert!(!all.contains("secret") && !all.contains("x:0"), "{all}");
    }
    place.expect(&["restore", "."], 2);
    place.expect(&["backup", "--to", "saved.tar"], 0);
    let refused = place.expect(&["backup", "--to", "saved.tar"], 2);
    assert!(said(&refused).contains("another file"), "{refused}");
    for bad in ["no/such/folder/saved.tar", "foreign/saved.tar", "/proc/saved.tar"] {
        let refused = place.expect(&["backup", "--to", bad], 2);
        assert!(said(&refused).contains("--to"), "{refused}");
    }
    place.expect(&["restore", "saved.tar", "--check"], 0);
    let mut bytes = std::fs::read(place.folder.join("saved.tar")).unwrap();
    bytes.extend(b"junk");
    std::fs::write(place.folder.join("longer.tar"), bytes).unwrap();
    place.expect(&["restore", "longer.tar", "--check"], 1);
    place.expect(&["restore", "longer.tar"], 1);
}

#[test]
fn numbers_are_counted_as_people_do_and_help_is_a_document_when_one_is_due() {
    let place = Place::new();
    place.write("notes.txt", "notes");
    place.expect(&["checkpoints", "--save"], 0);
    place.expect(&["checkpoints", "--save"], 0);
    let pruned = place.text(&["checkpoints", "--prune", "--keep", "1"]).stdout;
    assert!(pruned.contains("removed 1 checkpoint,") && pruned.contains("1 is left"), "{pruned}");
    let refused = place.expect(&["checkpoints", "--prune", "--keep", "0"], 2);
    assert!(said(&refused).contains("keep"), "{refused}");
    assert!(place.expect(&["--help"], 0)["help"].as_str().unwrap().contains("samriddh new"));
    assert!(place.expect(&["rewind", "--help"], 0)["help"].as_str().unwrap().contains("--undo"));
    assert!(place.expect(&["--version"], 0)["help"].as_str().unwrap().starts_with("samriddh "));
}
