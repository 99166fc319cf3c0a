//! What becomes of a journal whose files were changed by something other than its writer.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect;
use memory::{Damage, FileJournal, Journal, JournalError, Options, Verdict, conform, verify};
use tempfile::TempDir;

/// Small, so that seven notes take several segments.
const SMALL: Options = Options { segment_bytes: 300 };
const RECORDS: u64 = 7;

struct Sample {
    folder: TempDir,
    head: [u8; 32],
}

impl Sample {
    fn new(options: Options) -> Self {
        let folder = TempDir::new().unwrap();
        let journal = FileJournal::open(folder.path(), options).unwrap().0;
        let head = conform::filled(journal, RECORDS).head();
        Sample { folder, head }
    }

    fn dir(&self) -> &Path {
        self.folder.path()
    }

    fn segments(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(self.dir()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "seg"));
        paths.sort();
        paths
    }

    /// First byte after each record, by walking the lengths; the header is 60 bytes and a record's head 16.
    fn record_ends(&self, segment: &Path) -> Vec<usize> {
        let bytes = fs::read(segment).unwrap();
        let mut ends = vec![60];
        while ends[ends.len() - 1] < bytes.len() {
            let start = ends[ends.len() - 1];
            let payload = u32::from_le_bytes(bytes[start..start + 4].try_into().unwrap());
            ends.push(start + 16 + payload as usize);
        }
        ends
    }

    fn damage(&self) -> Damage {
        match verify(self.dir()).unwrap() {
            Verdict::Damaged(damage) => damage,
            other => panic!("damage was not found: {other:?}"),
        }
    }
}

fn first_seq(segment: &Path) -> u64 {
    segment.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

/// Reads in pieces to the end or to damage: how many records, and what stopped it.
fn read_all(journal: &FileJournal) -> (u64, Option<Damage>) {
    let mut read = 0;
    loop {
        match journal.read(read + 1, 2) {
            Ok(records) if records.is_empty() => return (read, None),
            Ok(records) => read += records.len() as u64,
            Err(JournalError::Damaged { damage, .. }) => return (read, Some(damage)),
            Err(error) => panic!("{error}"),
        }
    }
}

fn check_every_flip(options: Options) {
    let sample = Sample::new(options);
    let last = sample.segments().pop().unwrap();
    for segment in sample.segments() {
        let ends = sample.record_ends(&segment);
        let whole = fs::read(&segment).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&segment, &bytes).unwrap();
            // A byte of the header belongs to the first record of the segment.
            let seq = first_seq(&segment) + (ends.partition_point(|&end| end <= at) as u64).saturating_sub(1);
            let place = format!("byte {at} of {}", segment.display());
            let damage = sample.damage();
            assert_eq!(damage.seq, seq, "{place}: {damage}");
            let (prefix, report) = FileJournal::open_read_only(sample.dir()).unwrap();
            let (read, met) = read_all(&prefix);
            assert_eq!(read, seq - 1, "{place}");
            assert_eq!(report.damage.or(met), Some(damage.clone()), "{place}");
            match FileJournal::open(sample.dir(), Options::default()) {
                Err(JournalError::Damaged { damage: named, .. }) => assert_eq!(named, damage, "{place}"),
                Ok((journal, _)) => {
                    assert_ne!(segment, last, "{place}: opening looks through the last segment");
                    assert_eq!(read_all(&journal), (seq - 1, Some(damage.clone())), "{place}");
                }
                Err(error) => panic!("{place}: {error}"),
            }
            assert_eq!(fs::read(&segment).unwrap(), bytes, "{place} was left alone");
        }
        fs::write(&segment, &whole).unwrap();
    }
    assert_eq!(verify(sample.dir()).unwrap(), Verdict::Intact { records: RECORDS, head: sample.head });
}

#[test]
fn a_flipped_byte_anywhere_is_named_by_its_record() {
    check_every_flip(Options::default());
}

#[test]
fn a_flipped_byte_anywhere_in_several_segments_is_named_by_its_record() {
    check_every_flip(SMALL);
}

fn check_every_length(options: Options) {
    let sample = Sample::new(options);
    let last = sample.segments().pop().unwrap();
    let ends = sample.record_ends(&last);
    let whole = fs::read(&last).unwrap();
    for len in (0..whole.len()).rev() {
        fs::write(&last, &whole[..len]).unwrap();
        let kept = first_seq(&last) - 1 + (ends.partition_point(|&end| end <= len) as u64).saturating_sub(1);
        let good = if len < 60 { 0 } else { *ends.iter().rfind(|&&end| end <= len).unwrap() };
        let cut = (len - good) as u64;
        match verify(sample.dir()).unwrap() {
            Verdict::Intact { records, .. } => assert_eq!((records, cut), (kept, 0), "length {len}"),
            Verdict::Unfinished { records, bytes, .. } => {
                assert_eq!((records, bytes), (kept, cut), "length {len}")
            }
            Verdict::Damaged(damage) => panic!("length {len}: {damage}"),
        }
        let (mut journal, report) = FileJournal::open(sample.dir(), Options::default()).unwrap();
        assert_eq!((report.records, report.cut_bytes), (kept, cut), "length {len}");
        assert_eq!(
            report.cut_at.map(|at| at.offset),
            (cut > 0 || len < 60).then_some(good as u64),
            "length {len}"
        );
        assert_eq!(journal.read(1, usize::MAX).unwrap().len() as u64, kept, "length {len}");
        assert_eq!(
            journal.append(vec![conform::note(kept + 1)]).unwrap(),
            kept + 1..kept + 2,
            "length {len}"
        );
        drop(journal);
        assert!(
            matches!(verify(sample.dir()).unwrap(), Verdict::Intact { records, .. } if records == kept + 1)
        );
        // An unfinished header is removed with its file, and the journal goes on in the segment before it.
        for segment in sample.segments().iter().filter(|path| **path > last) {
            fs::remove_file(segment).unwrap();
        }
        if len < 60 && first_seq(&last) > 1 {
            return;
        }
    }
}

#[test]
fn a_journal_cut_at_any_length_opens_at_its_whole_records() {
    check_every_length(Options::default());
}

#[test]
fn a_last_segment_cut_at_any_length_opens_at_its_whole_records() {
    check_every_length(SMALL);
}

#[test]
fn a_group_that_was_cut_at_any_length_goes_as_a_whole() {
    let folder = TempDir::new().unwrap();
    let (mut journal, _) = FileJournal::open(folder.path(), Options::default()).unwrap();
    journal.append(vec![conform::note(1), conform::note(2)]).unwrap();
    let path = folder.path().join("00000000000000000001.seg");
    let (acknowledged, head) = (fs::metadata(&path).unwrap().len(), journal.head());
    journal.append(vec![conform::note(3), conform::note(4), conform::note(5)]).unwrap();
    drop(journal);
    let whole = fs::read(&path).unwrap();
    for len in acknowledged as usize..whole.len() {
        fs::write(&path, &whole[..len]).unwrap();
        let (mut journal, report) = FileJournal::open(folder.path(), Options::default()).unwrap();
        assert_eq!((journal.last_seq(), journal.head()), (2, head), "cut at {len}");
        assert_eq!(report.cut_bytes, len as u64 - acknowledged, "cut at {len}");
        assert_eq!(fs::metadata(&path).unwrap().len(), acknowledged);
        assert_eq!(journal.append(vec![conform::note(3)]).unwrap(), 3..4);
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(FileJournal::open(folder.path(), Options::default()).unwrap().0.last_seq(), 5);
}

#[test]
fn a_segment_in_the_middle_that_was_cut_is_damage() {
    let sample = Sample::new(SMALL);
    let first = &sample.segments()[0];
    let len = fs::metadata(first).unwrap().len();
    fs::OpenOptions::new().write(true).open(first).unwrap().set_len(len - 3).unwrap();
    expect!["record 3 is damaged (00000000000000000001.seg at byte 216: the file ends inside the record)"]
        .assert_eq(&sample.damage().to_string());
}

#[test]
fn a_missing_segment_is_named_by_its_first_record() {
    let sample = Sample::new(SMALL);
    let second = &sample.segments()[1];
    fs::remove_file(second).unwrap();
    assert_eq!(sample.damage().seq, first_seq(second));
    let refused = FileJournal::open(sample.dir(), SMALL).unwrap().0.read(4, 1).unwrap_err();
    expect!["record 4 is damaged (00000000000000000007.seg at byte 0: the segment that should hold it is missing); the 3 records before it can be read; restore DIR from a backup, or go on with those after `samriddh doctor --repair`"].assert_eq(&refused.to_string().replace(&sample.dir().display().to_string(), "DIR"));
}

#[test]
fn a_record_replaced_with_sound_checksums_is_disowned_by_the_one_after_it() {
    let (sample, other) = (Sample::new(Options::default()), TempDir::new().unwrap());
    let mut journal = FileJournal::open(other.path(), Options::default()).unwrap().0;
    journal.append(vec![memory::NewRecord { time_ms: 0, ..conform::note(1) }]).unwrap();
    let (path, forged_path) = (sample.segments().remove(0), other.path().join("00000000000000000001.seg"));
    let (mut bytes, forged) = (fs::read(&path).unwrap(), fs::read(forged_path).unwrap());
    bytes[..forged.len()].copy_from_slice(&forged);
    fs::write(&path, bytes).unwrap();
    expect!["record 1 is damaged (00000000000000000001.seg at byte 60: the chain of hashes breaks after it)"]
        .assert_eq(&sample.damage().to_string());
    assert_eq!(FileJournal::open_read_only(sample.dir()).unwrap().1.records, 0);
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let sample = Sample::new(Options::default());
    let path = sample.segments().remove(0);
    let mut bytes = fs::read(&path).unwrap();
    bytes[8] = 2;
    let crc = crc32c::crc32c(&bytes[..12]);
    bytes[12..16].copy_from_slice(&crc.to_le_bytes());
    fs::write(&path, &bytes).unwrap();
    let refused = FileJournal::open(sample.dir(), Options::default()).err().unwrap();
    expect!["DIR/00000000000000000001.seg was written by a newer version of samriddh (format 2, this one knows 1); update samriddh"].assert_eq(&refused.to_string().replace(&sample.dir().display().to_string(), "DIR"));
    assert!(matches!(verify(sample.dir()), Err(JournalError::Newer { found: 2, known: 1, .. })));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_folder_without_a_journal_is_not_an_empty_journal() {
    let folder = TempDir::new().unwrap();
    for dir in [folder.path().to_path_buf(), folder.path().join("absent")] {
        assert!(matches!(verify(&dir), Err(JournalError::Missing { .. })));
        assert!(matches!(FileJournal::open_read_only(&dir), Err(JournalError::Missing { .. })));
    }
}

#[test]
fn a_record_that_rots_while_the_journal_is_open_is_not_returned() {
    let sample = Sample::new(Options::default());
    let (journal, _) = FileJournal::open(sample.dir(), Options::default()).unwrap();
    let path = sample.segments().remove(0);
    let mut bytes = fs::read(&path).unwrap();
    let third = sample.record_ends(&path)[2];
    bytes[third + 40] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(journal.read(1, 2).unwrap().len(), 2);
    assert!(matches!(journal.read(1, 3), Err(JournalError::Damaged { damage: Damage { seq: 3, .. }, .. })));
    assert_eq!(journal.read(4, 9).unwrap().len(), 4);
}

#[test]
fn opening_a_long_journal_reads_its_last_segment_alone() {
    let folder = TempDir::new().unwrap();
    let options = || Options { segment_bytes: 4_000 };
    drop(conform::filled(FileJournal::open(folder.path(), options()).unwrap().0, 400));
    let (journal, report) = FileJournal::open(folder.path(), options()).unwrap();
    assert_eq!((report.records, journal.last_seq()), (400, 400));
    assert!(report.bytes_read <= 4_000, "{} bytes", report.bytes_read);
    let Verdict::Intact { records: 400, head } = verify(folder.path()).unwrap() else { panic!() };
    assert_eq!(journal.head(), head);
    assert_eq!(read_all(&journal), (400, None));
    assert_eq!(FileJournal::open_read_only(folder.path()).unwrap().1, report);
}

#[test]
fn a_record_replaced_at_the_end_of_a_segment_is_disowned_by_the_next_segment() {
    let (sample, other) = (Sample::new(SMALL), TempDir::new().unwrap());
    let first = sample.segments().remove(0);
    let ends = sample.record_ends(&first);
    let kept = ends.len() as u64 - 1;
    let mut journal = FileJournal::open(other.path(), SMALL).unwrap().0;
    for number in 1..=kept {
        let time_ms = if number == kept { 0 } else { conform::note(number).time_ms };
        journal.append(vec![memory::NewRecord { time_ms, ..conform::note(number) }]).unwrap();
    }
    fs::copy(other.path().join("00000000000000000001.seg"), &first).unwrap();
    let damage = sample.damage();
    assert_eq!((damage.seq, damage.why), (kept, memory::Flaw::Chain));
    let (journal, _) = FileJournal::open(sample.dir(), SMALL).unwrap();
    assert_eq!(read_all(&journal), (kept - 1, Some(damage)));
}
