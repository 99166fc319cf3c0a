//! The conformance suite of `Snapshots`.

use crate::snapshots::{SNAPSHOTS_KEPT, Snapshots};

/// Runs the suite; `fresh` gives an empty collection each time.
pub fn snapshots<S: Snapshots>(mut fresh: impl FnMut() -> S) {
    the_latest_is_the_last_not_after(fresh());
    sessions_do_not_mix(fresh());
    only_the_last_few_are_kept(fresh());
    saving_again_replaces(fresh());
}

fn save(snapshots: &impl Snapshots, session: &str, seq: u64) {
    snapshots
        .save(session, seq, format!("{session} {seq}").as_bytes())
        .expect("a snapshot within the limits is kept");
}

fn latest(snapshots: &impl Snapshots, session: &str, at_most: u64) -> Option<(u64, String)> {
    let found = snapshots.latest(session, at_most).expect("a healthy store can be read");
    found.map(|(seq, bytes)| (seq, String::from_utf8_lossy(&bytes).into_owned()))
}

fn the_latest_is_the_last_not_after(snapshots: impl Snapshots) {
    assert_eq!(latest(&snapshots, "s", u64::MAX), None);
    save(&snapshots, "s", 255);
    save(&snapshots, "s", 256);
    assert_eq!(latest(&snapshots, "s", 254), None);
    assert_eq!(latest(&snapshots, "s", 255), Some((255, "s 255".to_string())));
    assert_eq!(latest(&snapshots, "s", u64::MAX), Some((256, "s 256".to_string())));
}

fn sessions_do_not_mix(snapshots: impl Snapshots) {
    for session in ["s", "s1", "", "t"] {
        assert_eq!(latest(&snapshots, session, u64::MAX), None, "{session:?}");
        save(&snapshots, session, 9);
        assert_eq!(latest(&snapshots, session, u64::MAX), Some((9, format!("{session} 9"))));
    }
}

fn only_the_last_few_are_kept(snapshots: impl Snapshots) {
    let many = SNAPSHOTS_KEPT as u64 + 3;
    for seq in 1..=many {
        save(&snapshots, "s", seq * 100);
    }
    assert_eq!(latest(&snapshots, "s", 300), None);
    assert_eq!(latest(&snapshots, "s", 400), Some((400, "s 400".to_string())));
    assert_eq!(latest(&snapshots, "s", u64::MAX).map(|(seq, _)| seq), Some(many * 100));
}

fn saving_again_replaces(snapshots: impl Snapshots) {
    for seq in 1..=SNAPSHOTS_KEPT as u64 {
        save(&snapshots, "s", seq);
    }
    snapshots.save("s", 2, b"new").expect("kept");
    assert_eq!(latest(&snapshots, "s", 2), Some((2, "new".to_string())));
    assert_eq!(latest(&snapshots, "s", 1), Some((1, "s 1".to_string())), "nothing else had to go");
}
