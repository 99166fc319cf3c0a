//! One owner of a data folder and of a journal, also after a crash.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use expect_test::expect;
use memory::{
    DataFolder, FileJournal, Journal, JournalError, Layout, LockError, Options, Owner, Verdict, conform,
    verify,
};
use tempfile::TempDir;

/// Set in the child processes that these tests start from themselves.
const CHILD_DIR: &str = "MEMORY_TEST_CHILD_DIR";

/// Runs the ignored test `name` of this program in a process of its own.
#[expect(clippy::disallowed_methods, reason = "a crash needs a process that can be killed")]
fn start(name: &str, dir: &Path) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", name])
        .env(CHILD_DIR, dir)
        .stdout(Stdio::piped())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // The test harness writes its own lines to the same place.
    (child, lines.filter_map(|line| line.split_once("child: ").map(|(_, text)| text.to_string())))
}

/// What the ignored tests below work on: only a parent sets it, so on their own they have nothing to do.
fn child_dir() -> Option<std::ffi::OsString> {
    std::env::var_os(CHILD_DIR)
}

#[test]
fn a_data_folder_has_one_owner() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a/b");
    let owned = DataFolder::lock(&path).unwrap();
    let refused = DataFolder::lock(&path).unwrap_err();
    let text = refused.to_string().replace(&path.display().to_string(), "DIR");
    expect!["another samriddh (pid PID) is using DIR; attach to it or set SAMRIDDH_HOME to another folder"]
        .assert_eq(&text.replace(&std::process::id().to_string(), "PID"));
    drop(owned);
    DataFolder::lock(&path).unwrap();
}

#[test]
fn whose_a_data_folder_is_can_be_asked_without_taking_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a");
    assert_eq!(DataFolder::owner(&path).unwrap(), Owner::Nobody);
    assert!(!path.exists(), "asking makes nothing");
    let owned = DataFolder::lock(&path).unwrap();
    assert_eq!(DataFolder::owner(&path).unwrap(), Owner::Process(Some(std::process::id())));
    drop(owned);
    assert_eq!(DataFolder::owner(&path).unwrap(), Owner::Nobody);
    DataFolder::lock(&path).unwrap();
}

#[test]
fn of_many_that_ask_at_once_one_gets_the_folder() {
    let folder = TempDir::new().unwrap();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let askers: Vec<_> = (0..8).map(|_| scope.spawn(|| DataFolder::lock(folder.path()))).collect();
        askers.into_iter().map(|asker| asker.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = answers.iter().filter(|answer| matches!(answer, Err(LockError::InUse { .. })));
    assert_eq!(refused.count(), 7);
}

#[test]
fn a_killed_owner_leaves_no_lock_behind() {
    let folder = TempDir::new().unwrap();
    let (mut child, mut lines) = start("child_owns_a_folder", folder.path());
    assert_eq!(lines.next().as_deref(), Some("locked"));
    let refused = DataFolder::lock(folder.path()).unwrap_err();
    assert!(matches!(refused, LockError::InUse { pid, .. } if pid == Some(child.id())), "{refused}");
    child.kill().unwrap();
    child.wait().unwrap();
    DataFolder::lock(folder.path()).unwrap();
}

#[test]
#[ignore = "the child of another test"]
fn child_owns_a_folder() {
    let Some(dir) = child_dir() else { return };
    let _owned = DataFolder::lock(Path::new(&dir)).unwrap();
    println!("child: locked");
    std::io::stdin().lines().for_each(drop);
}

#[test]
fn what_a_killed_writer_acknowledged_is_there() {
    for acknowledged_min in [1, 7, 50, 200] {
        let folder = TempDir::new().unwrap();
        let (mut child, lines) = start("child_appends_for_ever", folder.path());
        let mut lines = lines.skip_while(|line| line.parse::<u64>().unwrap() < acknowledged_min);
        let mut acknowledged: u64 = lines.next().unwrap().parse().unwrap();
        child.kill().unwrap();
        acknowledged = lines.last().map_or(acknowledged, |line| line.parse().unwrap_or(acknowledged));
        child.wait().unwrap();
        let (journal, report) = FileJournal::open(folder.path(), Options::default()).unwrap();
        assert!(journal.last_seq() >= acknowledged, "{report:?}");
        assert!(matches!(verify(folder.path()).unwrap(), Verdict::Intact { .. }));
    }
}

#[test]
#[ignore = "the child of another test"]
fn child_appends_for_ever() {
    let Some(dir) = child_dir() else { return };
    let mut journal = FileJournal::open(Path::new(&dir), Options { segment_bytes: 2_000 }).unwrap().0;
    for number in 1.. {
        let kept = journal.append(vec![conform::note(number); 3]).unwrap();
        println!("child: {}", kept.end - 1);
    }
}

#[test]
fn a_journal_has_one_writer_and_any_number_of_readers() {
    let folder = TempDir::new().unwrap();
    let (mut writer, _) = FileJournal::open(folder.path(), Options::default()).unwrap();
    assert!(matches!(FileJournal::open(folder.path(), Options::default()), Err(JournalError::InUse { .. })));
    writer.append(vec![conform::note(1)]).unwrap();
    let (mut reader, report) = FileJournal::open_read_only(folder.path()).unwrap();
    assert_eq!((report.records, reader.head()), (1, writer.head()));
    assert!(matches!(reader.append(vec![conform::note(2)]), Err(JournalError::ReadOnly)));
}

#[test]
fn a_reader_beside_a_writer_sees_a_prefix() {
    const RECORDS: u64 = 400;
    let folder = TempDir::new().unwrap();
    let (mut writer, _) = FileJournal::open(folder.path(), Options { segment_bytes: 3_000 }).unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            for group in 1..=RECORDS / 4 {
                writer.append(vec![conform::note(group); 4]).unwrap();
            }
            writer.head()
        });
        let (mut seen, mut head) = (0, [0; 32]);
        while seen < RECORDS {
            let (reader, report) = FileJournal::open_read_only(folder.path()).unwrap();
            assert_eq!(report.damage, None);
            assert!(reader.last_seq() >= seen, "records do not go away");
            let records = reader.read(seen + 1, usize::MAX).unwrap();
            assert!(records.first().is_none_or(|record| record.prev == head));
            (seen, head) = (reader.last_seq(), reader.head());
        }
        assert_eq!(writing.join().unwrap(), head);
    });
}

#[test]
fn a_session_name_cannot_leave_the_folder() {
    let layout = Layout::new("data");
    for name in ["", ".", "..", "../x", "a/b", "a\\b", "/etc", "a.b", "é", "a\0", &"x".repeat(65)] {
        assert!(layout.session(name).is_err(), "{name:?}");
    }
    assert_eq!(layout.journal("s-1_A").unwrap(), Path::new("data/sessions/s-1_A/journal"));
}

#[test]
fn sessions_are_those_with_a_journal() {
    let folder = TempDir::new().unwrap();
    let layout = Layout::new(folder.path());
    assert_eq!(layout.session_names().unwrap(), [] as [&str; 0]);
    for name in ["b", "a"] {
        FileJournal::open(layout.journal(name).unwrap(), Options::default()).unwrap();
    }
    std::fs::create_dir(layout.session("no-journal").unwrap()).unwrap();
    assert_eq!(layout.session_names().unwrap(), ["a", "b"]);
}

#[cfg(unix)]
#[test]
fn the_data_folder_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data");
    let owned = DataFolder::lock(&path).unwrap();
    FileJournal::open(owned.layout().journal("s").unwrap(), Options::default()).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("sessions/s/journal")), 0o700);
    assert_eq!(mode(&path.join("sessions/s/journal/00000000000000000001.seg")), 0o600);
}
