//! Recorded sessions: every one must still be read, be written back byte for byte, and fold to the state it had.
//!
//! A client in another language folds the same files and must come to the same hashes.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use protocol::event::{Body, Event, Fact, PlanEvent, SessionEvent};
use protocol::id::{ContentHash, Role};
use protocol::rewind::{Past, effective, last_rewind, unfounded};
use protocol::view::{FoldError, Stage, View};
use protocol::workspace::{Restored, SavePoint, WorkspaceEvent};

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

fn notes() -> Vec<Event> {
    let (_, lines) = recorded().into_iter().find(|(name, _)| name == "notes").unwrap();
    lines.iter().map(|line| read(line)).collect()
}

fn happen(events: &mut Vec<Event>, correlation: &str, body: Body) {
    let last = events.last().unwrap();
    let (seq, at_ms, session) = (last.seq + 1, last.at_ms + 1_000, last.session.clone());
    let (agent, correlation) = (Role::session(), correlation.to_owned());
    let fact = Fact { agent, incarnation: 1, cause: None, correlation, body };
    events.push(Event { seq, at_ms, session, fact });
}

fn view_at(events: &[Event], seq: u64) -> View {
    View::fold(events.iter().take_while(|event| event.seq <= seq)).unwrap()
}

fn back(events: &[Event], to: u64, out: Option<&str>) -> Body {
    let past = Box::new(view_at(events, to).past());
    Body::Session(SessionEvent::Rewound { to, past, out: out.map(str::to_owned) })
}

fn seq_of(events: &[Event], is: impl Fn(&Body) -> bool) -> u64 {
    events.iter().find(|event| is(&event.fact.body)).unwrap().seq
}

/// A session that was approved, lost files to a command, was taken back to its plan together with them, and returned.
fn taken_back() -> Vec<Event> {
    let mut events = notes();
    let drafted = seq_of(&events, |body| matches!(body, Body::Plan(PlanEvent::Drafted { .. })));
    let approved = seq_of(&events, |body| matches!(body, Body::Plan(PlanEvent::Approved { .. })));
    events.retain(|event| event.seq <= approved + 2);
    let (folder, line) = ("/home/ada/notes".to_owned(), "git clean -fdx".to_owned());
    let save =
        |checkpoint: u64| SavePoint { checkpoint, manifest: ContentHash::of(&checkpoint.to_le_bytes()) };
    let saved = WorkspaceEvent::Saved { folder: folder.clone(), line: line.clone(), save: save(1) };
    happen(&mut events, "run", Body::Workspace(saved));
    let ran = WorkspaceEvent::Ran { folder: folder.clone(), line, exit: Some(0), after: Some(save(2)) };
    happen(&mut events, "run", Body::Workspace(ran));
    let later = events.last().unwrap().seq;
    for (id, to, out, before) in [("back", drafted, Some("/home/ada/notes-2"), 3), ("undo", later, None, 5)] {
        let rewind = back(&events, to, out);
        happen(&mut events, id, rewind);
        let files = Restored { folder: folder.clone(), before: save(before), after: save(before + 1) };
        happen(&mut events, id, Body::Workspace(WorkspaceEvent::Restored { to, files }));
    }
    happen(&mut events, "go", Body::Session(SessionEvent::Resumed { approve: true }));
    events
}

/// Writes the fixture; that it is read, written back and folded is held by the tests above.
#[test]
fn a_session_that_was_taken_back_is_recorded_as_it_was() {
    let events = taken_back();
    let lines: Vec<String> =
        events.iter().map(|event| serde_json::to_string(event).unwrap() + "\n").collect();
    expect_file![folder().join("rewound.jsonl")].assert_eq(&lines.concat());
    let is_rewind = |body: &Body| matches!(body, Body::Session(SessionEvent::Rewound { .. }));
    let first = seq_of(&events, is_rewind);
    let taken_back = view_at(&events, first);
    assert_eq!(
        (taken_back.stage, taken_back.approved_revision, taken_back.paused),
        (Stage::Approval, None, true)
    );
    let (undone, before) = (View::fold(&events).unwrap(), view_at(&events, first - 1));
    assert_eq!(undone.past(), before.past());
    assert!(undone.approved_revision.is_some());
    let led: Vec<u64> = effective(&events).iter().map(|event| event.seq).collect();
    let to_now = (1..first).chain([events.len() as u64 - 1, events.len() as u64]);
    assert_eq!(led, to_now.collect::<Vec<_>>(), "what was undone is on no path");
    let last = last_rewind(&events).unwrap();
    assert_eq!((last.conversation, last.files.unwrap().before.checkpoint), (Some(first + 2), 5));
}

#[test]
fn a_rewind_to_a_state_that_never_was_is_found() {
    let events = taken_back();
    assert_eq!(unfounded(&events), Ok(None));
    let rewinds: Vec<u64> = events
        .iter()
        .filter(|event| matches!(&event.fact.body, Body::Session(SessionEvent::Rewound { .. })))
        .map(|event| event.seq)
        .collect();
    let forge = |seq: u64, forge: &dyn Fn(&mut u64, &mut Past)| {
        let mut forged = events.clone();
        let event = forged.iter_mut().find(|event| event.seq == seq).unwrap();
        if let Body::Session(SessionEvent::Rewound { to, past, .. }) = &mut event.fact.body {
            forge(to, past);
        }
        assert!(View::fold(&forged).is_ok(), "the fold alone does not see it");
        unfounded(&forged)
    };
    for seq in rewinds {
        assert_eq!(forge(seq, &|_, past| past.approved_revision = Some(7)), Ok(Some(seq)));
        assert_eq!(forge(seq, &|_, past| past.stage = Stage::Finished), Ok(Some(seq)));
        assert_eq!(forge(seq, &|_, past| past.claims.clear()), Ok(Some(seq)));
        assert_eq!(forge(seq, &|to, _| *to = 5), Ok(Some(seq)), "another event");
        assert_eq!(forge(seq, &|to, _| *to = 0), Ok(Some(seq)), "no event");
        assert_eq!(forge(seq, &|to, _| *to = seq), Ok(Some(seq)), "itself");
        assert_eq!(forge(seq, &|to, _| *to = u64::MAX), Ok(Some(seq)), "an event that is not there");
    }
}
