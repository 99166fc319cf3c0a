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
