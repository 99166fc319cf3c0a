//! Data of every format that was released, of none, and of a later one.

use std::path::Path;
use std::sync::Arc;

use expect_test::expect;
use memory::backup::check_on;
use memory::disk::sim::{Kept, SimDisk, Trigger};
use memory::disk::{Disk, Open};
use memory::format::{DATA_FORMAT, Formats, Migration, upgrade_on};
use memory::{
    DataFolder, DiskError, FileJournal, FormatError, Layout, LockError, Options, conform, repair_on,
};

const HOME: &str = "/disk/data";

fn sample() -> SimDisk {
    let disk = SimDisk::new(1);
    drop(DataFolder::lock_on(&disk, HOME).unwrap());
    let dir = Layout::new(HOME).journal("s").unwrap();
    let journal = FileJournal::open_on(Arc::new(disk.clone()), dir, Options::default()).unwrap().0;
    drop(conform::filled(journal, 5));
    disk
}

fn write(disk: &SimDisk, name: &str, text: &str) {
    let file = disk.open(&Path::new(HOME).join(name), Open::Create).unwrap();
    file.write_at(0, text.as_bytes()).unwrap();
    file.sync().unwrap();
    disk.sync_folder(Path::new(HOME)).unwrap();
}

fn read(disk: &SimDisk, name: &str) -> Option<String> {
    let file = disk.open(&Path::new(HOME).join(name), Open::Read).ok()?;
    let mut bytes = vec![0; file.size().unwrap() as usize];
    file.read_at(0, &mut bytes).unwrap();
    String::from_utf8(bytes).ok()
}

#[test]
fn a_folder_without_a_marker_is_of_the_first_format_and_gets_one() {
    let disk = sample();
    disk.remove_file(&Path::new(HOME).join("format")).unwrap();
    drop(DataFolder::lock_on(&disk, HOME).unwrap());
    assert_eq!(read(&disk, "format"), Some(format!("{DATA_FORMAT}\n")));
}

#[test]
fn a_newer_folder_is_refused_and_left_untouched() {
    let disk = sample();
    write(&disk, "format", "2\n");
    let before = disk.files();
    let refused = DataFolder::lock_on(&disk, HOME).unwrap_err();
    expect!["/disk/data was written by a newer version of samriddh (data format 2, this one knows 1); update samriddh, or use another folder with --home DIR; nothing in it was changed"]
        .assert_eq(&refused.to_string());
    assert!(matches!(refused, LockError::Format(FormatError::Newer { found: 2, .. })));
    assert!(repair_on(&disk, HOME).is_err());
    assert_eq!(disk.files(), before);
}

#[test]
fn a_marker_that_is_no_number_is_said() {
    for text in ["", "two", "-1", "0", "99999999999"] {
        let disk = sample();
        write(&disk, "format", text);
        let refused = DataFolder::lock_on(&disk, HOME).unwrap_err();
        assert!(matches!(refused, LockError::Format(FormatError::Unreadable(_))), "{text:?}: {refused}");
    }
}

/// Made up for these tests: what has been released has one format.
const LATER: Formats = Formats {
    current: 3,
    migrations: &[Migration { to: 2, apply: rename }, Migration { to: 3, apply: add }],
};

fn rename(disk: &dyn Disk, layout: &Layout) -> Result<(), DiskError> {
    let (from, to) = (layout.root().join("old-name"), layout.root().join("new-name"));
    if disk.kind(&from).is_ok() {
        disk.rename(&from, &to).map_err(|error| failed(&from, error))?;
        disk.sync_folder(layout.root()).map_err(|error| failed(&from, error))?;
    }
    Ok(())
}

fn add(disk: &dyn Disk, layout: &Layout) -> Result<(), DiskError> {
    let path = layout.root().join("added");
    let file = disk.open(&path, Open::Create).map_err(|error| failed(&path, error))?;
    file.write_at(0, b"x").and_then(|()| file.sync()).map_err(|error| failed(&path, error))?;
    disk.sync_folder(layout.root()).map_err(|error| failed(&path, error))
}

fn failed(path: &Path, source: std::io::Error) -> DiskError {
    let problem = memory::DiskProblem::Other(source.to_string());
    DiskError { doing: "migrate", path: path.to_path_buf(), problem, source }
}

fn is_upgraded(disk: &SimDisk) -> bool {
    let found = ["format", "new-name", "added", "old-name"].map(|name| read(disk, name));
    found == [Some("3\n".into()), Some("content".into()), Some("x".into()), None]
}

#[test]
fn an_older_folder_is_saved_and_then_changed_step_by_step() {
    let disk = sample();
    write(&disk, "old-name", "content");
    let saved = upgrade_on(&disk, &Layout::new(HOME), &LATER).unwrap().unwrap();
    assert!(is_upgraded(&disk));
    let manifest = check_on(&disk, &saved, &mut |_, _| {}).unwrap();
    assert_eq!((manifest.data_format, manifest.sessions[0].records), (1, 5));
    assert!(manifest.files.iter().any(|file| file.path == "old-name"));
    assert_eq!(upgrade_on(&disk, &Layout::new(HOME), &LATER).unwrap(), None, "once is enough");
}

#[test]
fn an_upgrade_that_loses_power_anywhere_is_finished_by_the_next() {
    let sample = sample();
    write(&sample, "old-name", "content");
    let mut points = 0;
    for nth in 1.. {
        let disk = sample.copy();
        disk.plan(Trigger::LosePower { nth });
        let _ = upgrade_on(&disk, &Layout::new(HOME), &LATER);
        if disk.met().is_none() {
            break;
        }
        let kept = Kept::nth(nth % 8, nth);
        disk.power_cycle(kept);
        let at = format!("operation {nth}, {kept:?}");
        upgrade_on(&disk, &Layout::new(HOME), &LATER).unwrap_or_else(|error| panic!("{at}: {error}"));
        assert!(is_upgraded(&disk), "{at}");
        let saved = Layout::new(HOME).backups().join("before-format-3.tar");
        if disk.kind(&saved).is_ok() {
            let manifest = check_on(&disk, &saved, &mut |_, _| {}).unwrap();
            assert!(
                manifest.files.iter().any(|file| file.path == "old-name"),
                "{at}: it is of before the change"
            );
        } else {
            panic!("{at}: it was not saved first");
        }
        points += 1;
    }
    println!("{points} interrupted upgrades");
    assert!(points > 50, "only {points}");
}
