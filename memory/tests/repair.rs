//! Bits that flipped, and what a repair keeps, sets aside and counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use expect_test::expect;
use memory::disk::sim::{Kept, SimDisk, Trigger};
use memory::disk::{Disk, Open};
use memory::{
    BlobError, BlobHash, Blobs, Damage, FileBlobs, FileJournal, FileSnapshots, Journal, JournalError, Layout,
    NewRecord, Options, Record, RepairReport, Snapshots, Verdict, repair_on, verify_on,
};

const HOME: &str = "/home/data";
const SESSION: &str = "s";
const RECORDS: u64 = 60;
const FLIPS: u64 = 1_000;

/// A data folder as it should be, and its content.
struct Sample {
    disk: SimDisk,
    records: Vec<Record>,
    blobs: BTreeMap<BlobHash, Vec<u8>>,
}

fn layout() -> Layout {
    Layout::new(HOME)
}

fn journal_dir() -> PathBuf {
    layout().journal(SESSION).unwrap()
}

fn open(disk: &SimDisk) -> Result<FileJournal, JournalError> {
    FileJournal::open_on(Arc::new(disk.clone()), journal_dir(), Options { segment_bytes: 4_000 })
        .map(|(journal, _)| journal)
}

fn open_blobs(disk: &SimDisk) -> FileBlobs {
    FileBlobs::open_on(Arc::new(disk.clone()), layout().blobs()).unwrap()
}

fn body(number: u64, len: usize) -> Vec<u8> {
    format!("{{\"n\":{number},\"text\":\"{}\"}}", "é".repeat(len)).into_bytes()
}

/// Groups of one to three records in several segments, and blobs of several sizes.
fn sample() -> Sample {
    let disk = SimDisk::new(1);
    let mut journal = open(&disk).unwrap();
    while journal.last_seq() < RECORDS {
        let next = journal.last_seq() + 1;
        let record = |n: u64| NewRecord {
            time_ms: 1_700_000_000_000 + n,
            kind: 2,
            version: 1,
            body: body(n, (n * 37 % 200) as usize),
        };
        let group = (next..=next + next % 3).filter(|n| *n <= RECORDS).map(record).collect();
        journal.append(group).unwrap();
    }
    let blobs = open_blobs(&disk);
    let bodies = (0..8).map(|n| body(n, (n * n * 40) as usize));
    let kept = bodies.map(|bytes| (blobs.put(&bytes).unwrap(), bytes)).collect();
    let records = journal.read(1, usize::MAX).unwrap();
    Sample { disk, records, blobs: kept }
}

fn content(disk: &SimDisk, path: &Path) -> Vec<u8> {
    let file = disk.open(path, Open::Read).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = vec![0; file.size().unwrap() as usize];
    assert_eq!(file.read_at(0, &mut bytes).unwrap(), bytes.len());
    bytes
}

/// Reads in pieces to the end, or to damage.
fn read_all(journal: &FileJournal, at: &str) -> (Vec<Record>, Option<Damage>) {
    let mut read: Vec<Record> = Vec::new();
    loop {
        match journal.read(read.len() as u64 + 1, 10) {
            Ok(more) if more.is_empty() => return (read, None),
            Ok(more) => read.extend(more),
            Err(JournalError::Damaged { damage, .. }) => return (read, Some(damage)),
            Err(error) => panic!("{at}: {error}"),
        }
    }
}

/// Nothing that is read is another than what was kept, and all before the damage is read.
fn check_readable(sample: &Sample, disk: &SimDisk, at: &str) -> u64 {
    let (journal, report) = FileJournal::open_read_only_on(Arc::new(disk.clone()), journal_dir()).unwrap();
    let (read, met) = read_all(&journal, at);
    assert!(sample.records.starts_with(&read), "{at}: a record is another");
    let damage = report.damage.or(met);
    assert_eq!(read.len() as u64, damage.map_or(report.records, |damage| damage.seq - 1), "{at}");
    let blobs = open_blobs(disk);
    let mut damaged = 0;
    for (hash, bytes) in &sample.blobs {
        match blobs.get(hash) {
            Ok(found) => assert!(found == *bytes, "{at}: a blob is another"),
            Err(BlobError::Damaged { .. }) => damaged += 1,
            Err(error) => panic!("{at}: {error}"),
        }
    }
    assert!(damaged + u64::from(read.len() < sample.records.len()) <= 1, "{at}: one flip is one damage");
    read.len() as u64
}

/// After the repair everything that is left is proved, what is not is counted, and the work goes on.
fn check_repaired(sample: &Sample, disk: &SimDisk, report: &RepairReport, at: &str) {
    assert!(report.failed.is_empty(), "{at}: {report:?}");
    let mut journal = open(disk).unwrap_or_else(|error| panic!("{at}: {error}"));
    let kept = journal.read(1, usize::MAX).unwrap();
    assert!(sample.records.starts_with(&kept), "{at}");
    let lost = (sample.records.len() - kept.len()) as u64;
    for (_, loss) in &report.journals {
        assert_eq!(loss.kept, kept.len() as u64, "{at}");
        assert_eq!(loss.saved + loss.unreadable, lost, "{at}: {loss:?}");
        assert!(loss.unreadable <= 1, "{at}: one flip spoils one record: {loss:?}");
        let lines = String::from_utf8(content(disk, &loss.aside.join("records.jsonl"))).unwrap();
        assert_eq!(lines.lines().count() as u64, loss.saved, "{at}");
        let saved: Vec<&Record> =
            sample.records[kept.len()..].iter().filter(|r| lines.contains(&line(r))).collect();
        assert_eq!(saved.len() as u64, loss.saved, "{at}: a saved record is another");
    }
    let intact = Verdict::Intact { records: kept.len() as u64, head: journal.head() };
    assert_eq!(verify_on(disk, journal_dir()).unwrap(), intact, "{at}");
    journal.append(vec![NewRecord { time_ms: 1, kind: 1, version: 1, body: b"{}".to_vec() }]).unwrap();
    let blobs = open_blobs(disk);
    for (hash, bytes) in &sample.blobs {
        let lost = report.blobs.iter().find(|lost| lost.hash == *hash);
        match (blobs.get(hash), lost) {
            (Ok(found), None) => assert!(found == *bytes, "{at}"),
            (Err(BlobError::Missing { .. }), Some(lost)) => {
                assert_eq!(content(disk, &lost.aside).len(), bytes.len(), "{at}");
                assert_eq!(blobs.put(bytes).unwrap(), *hash, "{at}: the good bytes mend it");
            }
            (found, lost) => panic!("{at}: {found:?}, {lost:?}"),
        }
    }
}

fn line(record: &Record) -> String {
    let body = std::str::from_utf8(&record.body).unwrap();
    format!(
        "{{\"seq\":{},\"time_ms\":{},\"kind\":2,\"version\":1,\"prev\":\"{}\",\"body\":{body}}}\n",
        record.seq,
        record.time_ms,
        BlobHash::from(record.prev)
    )
}

/// A place in a journal or a blob, the same again for the same seed.
fn place(disk: &SimDisk, seed: u64) -> (PathBuf, u64, u8) {
    let files: Vec<_> = disk.files().into_iter().filter(|(_, size)| *size > 0).collect();
    let total: u64 = files.iter().map(|(_, size)| size).sum();
    let chance = blake3::hash(&seed.to_le_bytes());
    let mut at = u64::from_le_bytes(*chance.as_bytes().first_chunk().unwrap()) % total;
    for (path, size) in files {
        if at < size {
            return (path, at, chance.as_bytes()[8] % 8);
        }
        at -= size;
    }
    unreachable!("the sizes add up to the total")
}

#[test]
fn a_bit_that_flips_anywhere_gives_no_wrong_value_and_is_repaired() {
    let sample = sample();
    let (mut journals, mut blobs, mut saved) = (0, 0, 0);
    for seed in 0..FLIPS {
        let disk = sample.disk.copy();
        let (path, offset, bit) = place(&disk, seed);
        disk.flip(&path, offset, bit).unwrap();
        let flipped = content(&disk, &path);
        let at = format!("seed {seed}: bit {bit} of byte {offset} of {}", path.display());
        let readable = check_readable(&sample, &disk, &at);
        let report = repair_on(&disk, HOME).unwrap();
        check_repaired(&sample, &disk, &report, &at);
        for (_, loss) in &report.journals {
            // Of a group that was damaged in the middle the first records were readable; they go with the rest of it.
            assert!(loss.kept <= readable, "{at}: {} of {readable} are kept", loss.kept);
            assert!(loss.kept + loss.saved >= readable, "{at}: what could be read is kept or saved");
            let original = loss.aside.join(path.file_name().unwrap());
            assert!(content(&disk, &original) == flipped, "{at}: the damaged file is kept as it was");
            saved += loss.saved;
        }
        assert_eq!(report.journals.len() + report.blobs.len(), 1, "{at}: it is found");
        journals += report.journals.len();
        blobs += report.blobs.len();
        let again = repair_on(&disk, HOME).unwrap();
        assert!(again.journals.is_empty() && again.blobs.is_empty(), "{at}: nothing is left to repair");
    }
    println!("{journals} journals and {blobs} blobs were damaged; {saved} records were saved beside them");
    assert!(journals > 300 && blobs > 300, "{journals} journals, {blobs} blobs");
}

#[test]
fn a_repair_that_loses_power_anywhere_is_finished_by_the_next() {
    let sample = sample();
    let mut points = 0;
    for seed in (0..).filter(|seed| place(&sample.disk, *seed).0.starts_with(journal_dir())).take(12) {
        let damaged = sample.disk.copy();
        let (path, offset, bit) = place(&damaged, seed);
        damaged.flip(&path, offset, bit).unwrap();
        for nth in 1.. {
            let disk = damaged.copy();
            disk.plan(Trigger::LosePower { nth });
            drop(repair_on(&disk, HOME));
            let Some(met) = disk.met() else { break };
            let kept = Kept::nth(nth % 8, seed);
            disk.power_cycle(kept);
            let at = format!("seed {seed}, {met}, {kept:?}");
            let report = repair_on(&disk, HOME).unwrap_or_else(|error| panic!("{at}: {error}"));
            if report.journals.is_empty() {
                // The first had done all but to say so.
                assert!(
                    met.contains("Rename /home/data/sessions/s/journal/damaged")
                        || met.contains("SyncFolder"),
                    "{at}"
                );
                content(&disk, &journal_dir().join("damaged/records.jsonl"));
            }
            check_repaired(&sample, &disk, &report, &at);
            points += 1;
        }
    }
    println!("{points} interrupted repairs");
    assert!(points > 300, "only {points}");
}

#[test]
fn a_lost_segment_in_the_middle_is_counted() {
    let sample = sample();
    let segments: Vec<_> = sample.disk.files().into_iter().map(|(path, _)| path).collect();
    let second = segments.iter().filter(|path| path.extension().is_some_and(|e| e == "seg")).nth(1).unwrap();
    sample.disk.remove_file(second).unwrap();
    let report = repair_on(&sample.disk, HOME).unwrap();
    let (_, loss) = &report.journals[0];
    expect!["record 15 is damaged (00000000000000000027.seg at byte 0: the segment that should hold it is missing)"]
        .assert_eq(&loss.why);
    expect!["kept 14, saved 34, unreadable 12"]
        .assert_eq(&format!("kept {}, saved {}, unreadable {}", loss.kept, loss.saved, loss.unreadable));
    assert_eq!(open(&sample.disk).unwrap().last_seq(), loss.kept);
}

#[test]
fn what_is_whole_or_absent_is_left_alone() {
    let absent = SimDisk::new(1);
    assert!(repair_on(&absent, HOME).unwrap().journals.is_empty());
    assert_eq!(absent.files(), [], "no folder is made");
    let sample = sample();
    let before = sample.disk.files();
    let report = repair_on(&sample.disk, HOME).unwrap();
    assert!(report.journals.is_empty() && report.blobs.is_empty() && report.failed.is_empty());
    let after: Vec<_> = sample.disk.files().into_iter().filter(|file| before.contains(file)).collect();
    assert_eq!(after, before);
}

#[test]
fn a_damaged_snapshot_gives_way_to_the_one_before_it() {
    let disk = SimDisk::new(1);
    let snapshots = FileSnapshots::open_on(Arc::new(disk.clone()), "/snapshots").unwrap();
    snapshots.save(SESSION, 7, b"older").unwrap();
    snapshots.save(SESSION, 8, b"newer").unwrap();
    let (newer, size) =
        disk.files().into_iter().find(|(path, _)| path.to_string_lossy().ends_with("-8")).unwrap();
    for offset in 0..size {
        disk.flip(&newer, offset, 3).unwrap();
        assert_eq!(snapshots.latest(SESSION, 9).unwrap(), Some((7, b"older".to_vec())), "byte {offset}");
        disk.flip(&newer, offset, 3).unwrap();
    }
    assert_eq!(snapshots.latest(SESSION, 9).unwrap(), Some((8, b"newer".to_vec())));
}
