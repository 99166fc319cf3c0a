//! A rewind that is killed at any moment: the next start finishes it, and nothing that was there is lost.

mod program;

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use program::{Place, state};

const FILES: usize = 120;
/// Each at another place of the way.
const KILLS: usize = 24;

fn put(place: &Place, text: &str, range: std::ops::Range<usize>) {
    for n in range {
        place.write(&format!("part{:02}/file{n:03}.txt", n / 10), &format!("{text} {n}\n").repeat(20));
    }
}

/// Another number each time, well spread.
fn scattered(n: usize, below: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) >> 7) % below
}

/// Kills the process when the file is there, or after so many looks; whether it had come to its end by itself.
fn killed(mut child: Child, mark: &Path, looks: usize) -> bool {
    let mut looked = 0;
    while !mark.exists() && child.try_wait().unwrap().is_none() && looked < looks {
        looked += 1;
        std::thread::park_timeout(Duration::from_micros(50));
    }
    child.kill().unwrap();
    child.wait().unwrap().success()
}

#[test]
fn a_rewind_killed_at_any_moment_is_finished_by_the_next_start_and_loses_nothing() {
    let place = Place::new();
    put(&place, "then", 0..FILES);
    std::os::unix::fs::symlink("part00", place.folder.join("link")).unwrap();
    let then = state(&place.folder);
    let saved = place.expect(&["checkpoints", "--save"], 0)["checkpoint"]["id"].to_string();
    let (mut in_the_middle, mut finished_by_itself, mut twice) = (0, 0, 0);
    for kill in 0..KILLS {
        // Half is changed, a third is gone, and there is something new.
        std::fs::remove_dir_all(&place.folder).unwrap();
        std::fs::create_dir(&place.folder).unwrap();
        put(&place, &format!("now {kill}"), 0..FILES / 2);
        put(&place, "new", FILES..FILES + 20);
        let now = state(&place.folder);

        let marks: Vec<&String> =
            then.keys().filter(|path| path.ends_with(".txt") && !now.contains_key(*path)).collect();
        let marks: Vec<_> = marks.into_iter().map(|path| place.folder.join(path)).collect();
        let child = place.spawn(&["rewind", "--checkpoint", &saved, "--yes"]);
        // Some are killed wherever they are, before they have begun, too.
        let polls = if kill % 4 == 0 { scattered(kill, 2_000) } else { usize::MAX };
        let by_itself = killed(child, &marks[scattered(kill, marks.len())], polls);
        let found = state(&place.folder);
        finished_by_itself += usize::from(by_itself);
        in_the_middle += usize::from(found != then && found != now);

        // The one that finishes may be killed as well.
        if kill % 3 == 0 {
            let left: Vec<_> = marks.iter().filter(|mark| !mark.exists()).collect();
            if let Some(mark) = left.get(left.len() / 2) {
                twice += usize::from(!killed(place.spawn(&["checkpoints"]), mark, usize::MAX));
            }
        }
        let all = place.expect(&["checkpoints"], 0);
        let after = state(&place.folder);
        assert!(after == then || after == now, "kill {kill}: neither the one nor the other");
        assert!(after == then || found == now, "kill {kill}: what was begun was not finished");
        if after == then {
            // The state before is the newest that says so: it is there to its last byte.
            let before = all["checkpoints"].as_array().unwrap().iter().rev();
            let before =
                before.clone().find(|it| it["why"]["kind"] == "before_rewind").unwrap()["id"].to_string();
            place.expect(&["rewind", "--checkpoint", &before, "--yes"], 0);
            assert_eq!(state(&place.folder), now, "kill {kill}: something was lost");
        }
    }
    println!(
        "{KILLS} kills: {in_the_middle} in the middle, {twice} again while it was finished, {finished_by_itself} too late"
    );
    assert!(in_the_middle > 0, "no kill met a rewind at work");
}

/// A session with a folder of files, made without checks.
fn made(place: &Place) -> (String, std::path::PathBuf) {
    let request =
        "A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.";
    let document = place.expect(&["new", request, "--out", "../made", "--verify", "none", "--yes"], 0);
    let folder = place.folder.parent().unwrap().join("made");
    (document["session"].as_str().unwrap().to_owned(), folder)
}

#[test]
fn a_session_that_goes_back_while_it_is_killed_is_told_of_it_by_the_next_start() {
    let place = Place::new();
    let (id, folder) = made(&place);
    let full = state(&folder);
    let mut in_the_middle = 0;
    for kill in 0..8 {
        let marks: Vec<_> = full.keys().filter(|path| path.ends_with(".py")).collect();
        let mark = folder.join(marks[scattered(kill, marks.len())]);
        let mut child = place.spawn(&["rewind", &id, "--to", "20", "--both", "--yes"]);
        while mark.exists() && child.try_wait().unwrap().is_none() {
            std::thread::park_timeout(Duration::from_micros(50));
        }
        child.kill().unwrap();
        let by_itself = child.wait().unwrap().success();
        in_the_middle += usize::from(!by_itself && !state(&folder).is_empty());
        // Whatever was done, an undo of the session brings the files and the session back together.
        place.expect(&["rewind", &id, "--undo", "--yes"], 0);
        assert_eq!(state(&folder), full, "kill {kill}");
        let shown = place.expect(&["sessions"], 0);
        assert_eq!(shown[0]["state"], "done", "kill {kill}: {shown}");
        place.expect(&["verify", &id], 0);
    }
    assert!(in_the_middle > 0, "no kill met a rewind at work");
}

#[test]
fn a_checkpoint_with_damaged_bytes_changes_nothing_and_stands_in_the_way_of_nothing() {
    let place = Place::new();
    put(&place, "then", 0..12);
    let saved = place.expect(&["checkpoints", "--save"], 0)["checkpoint"]["id"].to_string();
    for blob in place.blobs_of_checkpoints() {
        let mut bytes = std::fs::read(&blob).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&blob, bytes).unwrap();
    }
    put(&place, "now", 0..12);
    let now = state(&place.folder);
    place.expect(&["rewind", "--checkpoint", &saved, "--yes"], 1);
    assert_eq!(state(&place.folder), now);
    place.expect(&["run", "--yes", "--", "rm", "part00/file001.txt"], 0);
    place.expect(&["checkpoints", "--save"], 0);
}

#[test]
fn a_folder_that_is_gone_before_its_rewind_was_finished_is_given_up_and_said() {
    let place = Place::new();
    let work = place.folder.parent().unwrap().join("work");
    let at = work.to_str().unwrap();
    let fill = |text: &str, range: std::ops::Range<usize>| {
        for n in range {
            let path = work.join(format!("part{:02}/file{n:03}.txt", n / 10));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, format!("{text} {n}\n").repeat(20)).unwrap();
        }
    };
    fill("then", 0..FILES);
    let then = state(&work);
    let saved = place.expect(&["checkpoints", "--save", "--in", at], 0)["checkpoint"]["id"].to_string();
    let mut in_the_middle = 0;
    for kill in 0..6 {
        std::fs::remove_dir_all(&work).unwrap();
        fill(&format!("now {kill}"), FILES..FILES + 20);
        let mark = work.join(format!("part{kill:02}"));
        let by_itself = killed(place.spawn(&["rewind", "--checkpoint", &saved, "--yes"]), &mark, usize::MAX);
        // A kill may come when all is done and the program has yet to end.
        let done = by_itself || state(&work) == then;
        std::fs::remove_dir_all(&work).unwrap();
        let next = place.text(&["checkpoints", "--save"]);
        assert_eq!(next.code, 0, "{}", next.stderr);
        if !done {
            in_the_middle += 1;
            assert!(next.stderr.contains("cannot be finished"), "{}", next.stderr);
        }
        let after = place.text(&["checkpoints", "--save"]);
        assert!(!after.stderr.contains("broken off"), "it is said once: {}", after.stderr);
        place.expect(&["rewind", "--checkpoint", &saved, "--yes"], 0);
        assert!(work.join("part00/file001.txt").exists());
    }
    assert!(in_the_middle > 0, "no kill met a rewind at work");
}
