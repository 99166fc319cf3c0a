//! Backups made while somebody writes, interrupted, damaged, hostile; and what a restore leaves of what was there.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memory::backup::{About, Restored, backup_on, check_on, restore_on};
use memory::disk::sim::{Failure, Kept, SimDisk, Trigger};
use memory::disk::{Disk, Open};
use memory::{
    BackupError, BlobHash, Blobs, DataFolder, FileBlobs, FileJournal, Journal, Layout, NewRecord, Options,
    Record, Verdict, conform::note, verify_on,
};

const HOME: &str = "/disk/data";
const TO: &str = "/disk/saved.tar";
const SESSIONS: [&str; 2] = ["s", "t"];

fn open(disk: &SimDisk, home: &str, session: &str) -> FileJournal {
    let dir = Layout::new(home).journal(session).unwrap();
    FileJournal::open_on(Arc::new(disk.clone()), dir, Options { segment_bytes: 1_500 }).unwrap().0
}

fn blobs(disk: &SimDisk, home: &str) -> FileBlobs {
    FileBlobs::open_on(Arc::new(disk.clone()), Layout::new(home).blobs()).unwrap()
}

fn text(number: u64) -> Vec<u8> {
    format!("output {number} ").repeat(number as usize * 9).into_bytes()
}

/// Two sessions, blobs, a file of somebody else's, and what is not saved.
fn sample() -> SimDisk {
    let disk = SimDisk::new(1);
    drop(DataFolder::lock_on(&disk, HOME).unwrap());
    for (session, groups) in SESSIONS.into_iter().zip([14, 3]) {
        let mut journal = open(&disk, HOME, session);
        for n in 1..=groups {
            journal.append((0..=n % 3).map(|m| note(100 * n + m)).collect()).unwrap();
        }
    }
    for n in 1..5 {
        blobs(&disk, HOME).put(&text(n)).unwrap();
    }
    write(&disk, &Path::new(HOME).join("checkpoints"), "one", b"a checkpoint");
    write(&disk, &Path::new(HOME).join("store"), "db", b"can be rebuilt");
    disk
}

fn write(disk: &SimDisk, folder: &Path, name: &str, bytes: &[u8]) {
    let _ = disk.create_folder(folder);
    let file = disk.open(&folder.join(name), Open::Create).unwrap();
    file.write_at(0, bytes).unwrap();
    file.sync().unwrap();
    disk.sync_folder(folder).unwrap();
    disk.sync_folder(folder.parent().unwrap()).unwrap();
}

fn make(disk: &SimDisk) -> Result<memory::backup::BackedUp, BackupError> {
    let about = About { program: "test".into(), made_ms: Some(5_000) };
    backup_on(disk, HOME, TO, about, &mut |_, _| {})
}

fn put_back(disk: &SimDisk, home: &str) -> Result<Restored, BackupError> {
    restore_on(disk, TO, home, &mut |_, _| {})
}

fn there(disk: &SimDisk, path: &str) -> bool {
    disk.kind(Path::new(path)).is_ok()
}

fn records(disk: &SimDisk, home: &str, session: &str) -> Vec<Record> {
    open(disk, home, session).read(1, usize::MAX).unwrap()
}

/// The content of a data folder as far as it is saved, by path.
fn content(disk: &SimDisk, home: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let left_out = |path: &Path| {
        let path = path.to_string_lossy();
        let ours = path.starts_with("store") || path.starts_with("blobs/tmp");
        ours || path.ends_with(".lock") || path.ends_with(".tmp")
    };
    let below = |path: PathBuf| path.strip_prefix(home).ok().map(Path::to_path_buf);
    let paths = disk.files().into_iter().filter_map(|(path, _)| below(path)).filter(|path| !left_out(path));
    paths.map(|path| (path.clone(), bytes(disk, &Path::new(home).join(path)))).collect()
}

fn bytes(disk: &SimDisk, path: &Path) -> Vec<u8> {
    let file = disk.open(path, Open::Read).unwrap();
    let mut bytes = vec![0; file.size().unwrap() as usize];
    let mut at = 0;
    while at < bytes.len() {
        at += file.read_at(at as u64, &mut bytes[at..]).unwrap();
    }
    bytes
}

#[test]
fn what_is_restored_is_what_was_saved_and_what_was_there_is_kept() {
    let disk = sample();
    let before = content(&disk, HOME);
    let made = make(&disk).unwrap();
    assert!(!made.is_damaged());
    assert_eq!(check_on(&disk, TO, &mut |_, _| {}).unwrap(), made.manifest);
    assert_eq!(made.manifest.sessions.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), SESSIONS);
    assert!(made.manifest.files.iter().any(|file| file.path == "checkpoints/one"));
    assert!(!made.manifest.files.iter().any(|file| file.path.starts_with("store")));
    open(&disk, HOME, "s").append(vec![note(9)]).unwrap();
    let later = content(&disk, HOME);
    let restored = put_back(&disk, HOME).unwrap();
    assert!(content(&disk, HOME) == before);
    assert!(content(&disk, restored.saved.unwrap().to_str().unwrap()) == later);
    let elsewhere = put_back(&disk, "/disk/elsewhere").unwrap();
    assert!(content(&disk, "/disk/elsewhere") == before && elsewhere.saved.is_none());
    assert!(matches!(make(&disk), Err(BackupError::Exists(_))));
}

#[test]
fn a_backup_beside_a_writer_is_a_prefix_that_can_be_continued() {
    let disk = SimDisk::new(1);
    let owner = DataFolder::lock_on(&disk, HOME).unwrap();
    let mut journal = open(&disk, HOME, "s");
    for n in 1..40 {
        // The output is kept before the record that speaks of it.
        let hash = blobs(&disk, HOME).put(&text(n)).unwrap();
        let record = NewRecord { body: format!("\"{hash}\"").into_bytes(), ..note(n) };
        journal.append(vec![record, note(n)]).unwrap();
        let to = format!("/disk/saved-{n}.tar");
        let made = backup_on(&disk, HOME, &to, About::default(), &mut |_, _| {}).unwrap();
        assert_eq!(made.manifest.sessions[0].records, 2 * n);
        let home = format!("/disk/home-{n}");
        restore_on(&disk, &to, &home, &mut |_, _| {}).unwrap();
        let all = journal.read(1, usize::MAX).unwrap();
        let mut restored = open(&disk, &home, "s");
        assert_eq!(restored.read(1, usize::MAX).unwrap(), all);
        for record in all.iter().filter(|record| record.body.len() > 60) {
            let hash: BlobHash = serde_json::from_slice::<String>(&record.body).unwrap().parse().unwrap();
            blobs(&disk, &home).get(&hash).unwrap();
        }
        restored.append(vec![note(7)]).unwrap();
    }
    drop(owner);
}

#[test]
fn an_unfinished_write_and_damage_are_left_behind_and_said() {
    let disk = sample();
    let path = Layout::new(HOME).journal("t").unwrap().join("00000000000000000001.seg");
    let file = disk.open(&path, Open::Write).unwrap();
    let whole = records(&disk, HOME, "t");
    file.write_at(file.size().unwrap(), &[7; 9]).unwrap();
    let made = make(&disk).unwrap();
    assert_eq!((made.manifest.sessions[1].records, made.is_damaged()), (whole.len() as u64, false));
    disk.remove_file(Path::new(TO)).unwrap();
    disk.flip(&path, file.size().unwrap() / 2, 1).unwrap();
    let (blob, _) = disk.files().into_iter().find(|(path, _)| path.starts_with("/disk/data/blobs")).unwrap();
    disk.flip(&blob, 3, 1).unwrap();
    let made = make(&disk).unwrap();
    assert!(made.manifest.sessions[1].damage.as_ref().unwrap().contains("is damaged"));
    assert_eq!(made.damaged_blobs.len(), 1);
    put_back(&disk, "/disk/elsewhere").unwrap();
    let kept = records(&disk, "/disk/elsewhere", "t");
    assert!(!kept.is_empty() && kept.len() < whole.len() && whole.starts_with(&kept));
}

#[test]
fn a_backup_that_is_interrupted_anywhere_leaves_nothing_that_looks_whole() {
    let sample = sample();
    let before = content(&sample, HOME);
    let (mut points, mut whole) = (0, 0);
    for nth in 1.. {
        let triggers = [
            Trigger::LosePower { nth },
            Trigger::Fail { nth, with: Failure::Full },
            Trigger::FailFrom { nth, with: Failure::TooManyFiles },
        ];
        let mut met = false;
        for trigger in triggers {
            let disk = sample.copy();
            disk.plan(trigger);
            let ended = make(&disk);
            met |= disk.met().is_some();
            disk.plan(Trigger::Nothing);
            if matches!(trigger, Trigger::LosePower { .. }) {
                disk.power_cycle(Kept::nth(nth % 8, nth));
            }
            let at = format!("{trigger:?}");
            assert!(content(&disk, HOME) == before, "{at}: the data are untouched");
            if there(&disk, TO) {
                check_on(&disk, TO, &mut |_, _| {}).unwrap_or_else(|error| panic!("{at}: {error}"));
                whole += 1;
            } else {
                assert!(ended.is_err(), "{at}: it was said to be there");
                make(&disk).unwrap_or_else(|error| panic!("{at}: the next one: {error}"));
            }
            points += 1;
        }
        if !met {
            break;
        }
    }
    println!("{points} interrupted backups, {whole} of them whole");
    assert!(points > 200, "only {points}");
}

#[test]
fn a_restore_that_is_interrupted_anywhere_loses_neither_the_old_nor_the_new() {
    let sample = sample();
    make(&sample).unwrap();
    let saved = content(&sample, HOME);
    open(&sample, HOME, "s").append(vec![note(9)]).unwrap();
    let present = content(&sample, HOME);
    let (mut points, mut between) = (0, 0);
    for nth in 1.. {
        let triggers = [Trigger::LosePower { nth }, Trigger::FailFrom { nth, with: Failure::Full }];
        let mut met = false;
        for trigger in triggers {
            let disk = sample.copy();
            disk.plan(trigger);
            let ended = put_back(&disk, HOME);
            met |= disk.met().is_some();
            disk.plan(Trigger::Nothing);
            if matches!(trigger, Trigger::LosePower { .. }) {
                disk.power_cycle(Kept::nth(nth % 8, nth));
            }
            let at = format!("{trigger:?}");
            let aside = "/disk/data.before-restore";
            let now = content(&disk, HOME);
            assert!(now == saved || now == present || now.is_empty(), "{at}: neither the old nor the new");
            assert!(ended.is_err() || now == saved, "{at}");
            if now != present {
                assert!(content(&disk, aside) == present, "{at}: what was there is kept");
            }
            between += u64::from(now.is_empty());
            put_back(&disk, HOME).unwrap_or_else(|error| panic!("{at}: the next one: {error}"));
            assert!(content(&disk, HOME) == saved, "{at}");
            points += 1;
        }
        if !met {
            break;
        }
    }
    println!("{points} interrupted restores, {between} of them between the two names");
    assert!(points > 200 && between > 0, "only {points}, {between}");
}

#[test]
fn a_bit_that_flips_in_a_backup_gives_no_wrong_value() {
    let disk = sample();
    make(&disk).unwrap();
    let saved = content(&disk, HOME);
    let size = bytes(&disk, Path::new(TO)).len() as u64;
    let mut refused = 0;
    for seed in 0..1_000_u64 {
        let chance = blake3::hash(&seed.to_le_bytes());
        let at = u64::from_le_bytes(*chance.as_bytes().first_chunk().unwrap()) % size;
        let (disk, bit) = (disk.copy(), chance.as_bytes()[9] % 8);
        disk.flip(Path::new(TO), at, bit).unwrap();
        match put_back(&disk, "/disk/elsewhere") {
            Ok(_) => assert!(content(&disk, "/disk/elsewhere") == saved, "bit {bit} of byte {at}"),
            Err(_) => {
                refused += 1;
                assert!(!there(&disk, "/disk/elsewhere"), "bit {bit} of byte {at}");
            }
        }
    }
    println!("{refused} of 1000 flips were refused; the others lie in what fills the blocks of a tar");
    assert!(refused > 400, "{refused}");
}

#[test]
fn a_backup_that_was_cut_is_none() {
    let disk = sample();
    make(&disk).unwrap();
    let size = bytes(&disk, Path::new(TO)).len() as u64;
    // The last kilobyte is the end mark of a tar.
    for len in (0..size - 1_024).rev().step_by(97) {
        let disk = disk.copy();
        disk.open(Path::new(TO), Open::Write).unwrap().set_len(len).unwrap();
        let refused = check_on(&disk, TO, &mut |_, _| {});
        assert!(matches!(refused, Err(BackupError::NotWhole { .. })), "{len}: {refused:?}");
    }
}

/// A tar of one entry that no backup holds.
fn hostile(make: impl Fn(&mut tar::Header)) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(4);
    header.set_mode(0o600);
    make(&mut header);
    header.set_cksum();
    builder.append(&header, &b"evil"[..]).unwrap();
    let mut bytes = builder.into_inner().unwrap();
    bytes.flush().unwrap();
    bytes
}

#[test]
fn a_backup_that_would_write_elsewhere_is_refused_and_writes_nothing() {
    let named = |name: &str| {
        let name = name.to_owned();
        hostile(move |header| header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes()))
    };
    let link = hostile(|header| {
        header.set_entry_type(tar::EntryType::Symlink);
        header.as_old_mut().name[..3].copy_from_slice(b"out");
        header.as_old_mut().linkname[..4].copy_from_slice(b"/etc");
    });
    for bytes in [named("../evil"), named("/disk/evil"), named("a/../../evil"), named("a//b"), link] {
        let disk = SimDisk::new(1);
        disk.create_folder(Path::new("/disk")).unwrap();
        write(&disk, Path::new("/disk"), "saved.tar", &bytes);
        let refused = put_back(&disk, HOME);
        assert!(matches!(refused, Err(BackupError::NotWhole { .. })), "{refused:?}");
        assert_eq!(disk.files().len(), 1);
    }
}

#[test]
fn a_folder_of_somebody_elses_and_one_in_use_are_left_alone() {
    let disk = sample();
    make(&disk).unwrap();
    let owner = DataFolder::lock_on(&disk, HOME).unwrap();
    assert!(matches!(put_back(&disk, HOME), Err(BackupError::InUse { .. })));
    drop(owner);
    write(&disk, Path::new("/disk/letters"), "dear", b"...");
    write(&disk, Path::new("/disk/data.restoring"), "dear", b"...");
    put_back(&disk, HOME).unwrap();
    assert!(
        there(&disk, "/disk/data.restoring/dear"),
        "a folder of the name that restoring uses is not ours"
    );
    assert!(matches!(put_back(&disk, "/disk/letters"), Err(BackupError::Foreign(_))));
    let inside = backup_on(&disk, HOME, "/disk/data/sessions/x.tar", About::default(), &mut |_, _| {});
    assert!(matches!(inside, Err(BackupError::Inside(_))));
    assert!(matches!(
        backup_on(&disk, "/disk/nothing", TO, About::default(), &mut |_, _| {}),
        Err(BackupError::NoData(_))
    ));
    let dir = Layout::new(HOME).journal("s").unwrap();
    assert!(matches!(verify_on(&disk, dir).unwrap(), Verdict::Intact { .. }));
}
