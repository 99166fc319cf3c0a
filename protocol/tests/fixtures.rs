//! Recorded sessions: every one must still be read, be written back byte for byte, and fold to the state it had.
//!
//! A client in another language folds the same files and must come to the same hashes.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use protocol::event::Event;
use protocol::view::{FoldError, View};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The lines of each recorded session, with its name.
fn recorded() -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let lines = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
            found.push((name, lines));
        }
    }
    found.sort();
    assert!(!found.is_empty(), "there are no recorded sessions in {}", folder().display());
    found
}

fn read(line: &str) -> Event {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[test]
fn recorded_sessions_are_read_and_written_back_byte_for_byte() {
    for (name, lines) in recorded() {
        for line in lines {
            assert_eq!(serde_json::to_string(&read(&line)).unwrap(), line, "in {name}");
        }
    }
}

#[test]
fn recorded_sessions_fold_to_the_state_they_had() {
    for (name, lines) in recorded() {
        let mut view = View::default();
        // The hash after each event, so that a client that goes astray learns where.
        let mut hashes = String::new();
        for line in &lines {
            view.apply(&read(line)).unwrap();
            hashes.push_str(&format!("{} {}\n", view.seq, view.hash().unwrap()));
        }
        expect_file![folder().join(format!("{name}.hashes.gen.txt"))].assert_eq(&hashes);
    }
}

#[test]
fn a_log_with_a_hole_or_a_stranger_in_it_is_refused() {
    let (_, lines) = recorded().remove(0);
    let events: Vec<Event> = lines.iter().map(|line| read(line)).collect();
    let holed = [&events[..3], &events[4..]].concat();
    assert_eq!(View::fold(&holed).unwrap_err(), FoldError::Gap { expected: 4, got: 5 });
    let mut mixed = events;
    mixed[7].session = "another".into();
    assert!(matches!(View::fold(&mixed), Err(FoldError::OtherSession { seq: 8, .. })));
}

#[test]
fn a_view_survives_its_own_json() {
    for (_, lines) in recorded() {
        let events: Vec<Event> = lines.iter().map(|line| read(line)).collect();
        let view = View::fold(&events).unwrap();
        let text = serde_json::to_string(&view).unwrap();
        assert_eq!(serde_json::from_str::<View>(&text).unwrap(), view);
    }
}
