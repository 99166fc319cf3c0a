//! What a journal says and does when the disk under it fails.

use std::path::Path;
use std::sync::Arc;

use expect_test::expect;
use memory::disk::sim::{Failure, Kept, SimDisk, Trigger};
use memory::{
    DiskError, DiskProblem, FileJournal, Journal, JournalError, MemoryJournal, NewRecord, Options, Verdict,
    conform::note, verify_on,
};
use proptest::prelude::*;

const DIR: &str = "/data/journal";

fn open(disk: &SimDisk, segment_bytes: u64) -> FileJournal {
    FileJournal::open_on(Arc::new(disk.clone()), DIR, Options { segment_bytes }).unwrap().0
}

/// Fails for good from the next operation that changes something on, until the next plan.
fn refuse(disk: &SimDisk, with: Failure) {
    disk.plan(Trigger::FailFrom { nth: 1, with });
}

fn refused(journal: &mut FileJournal) -> DiskError {
    match journal.append(vec![note(2), note(3)]) {
        Err(JournalError::Disk(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_failure_says_what_to_do() {
    let expectations = [
        (
            Failure::Full,
            DiskProblem::Full,
            expect![
                "could not append to /data/journal/00000000000000000001.seg: the disk or quota is full; free some space and try again, nothing of this was kept"
            ],
        ),
        (
            Failure::ReadOnly,
            DiskProblem::ReadOnly,
            expect![
                "could not append to /data/journal/00000000000000000001.seg: the file system is read-only; set SAMRIDDH_HOME to a folder that can be written"
            ],
        ),
        (
            Failure::TooManyFiles,
            DiskProblem::TooManyFiles,
            expect![
                "could not append to /data/journal/00000000000000000001.seg: too many files are open; close other programs or raise the limit (ulimit -n) and try again"
            ],
        ),
        (
            Failure::Broken,
            DiskProblem::Other("input/output error".to_string()),
            expect![
                "could not append to /data/journal/00000000000000000001.seg: input/output error; check the disk and try again"
            ],
        ),
    ];
    for (failure, problem, text) in expectations {
        let disk = SimDisk::new(1);
        let mut journal = open(&disk, 10_000);
        journal.append(vec![note(1)]).unwrap();
        refuse(&disk, failure);
        let error = refused(&mut journal);
        text.assert_eq(&error.to_string());
        assert_eq!(error.problem, problem);
        assert_eq!(journal.last_seq(), 1, "nothing was acknowledged");
        disk.plan(Trigger::Nothing);
        assert_eq!(journal.append(vec![note(4)]).unwrap(), 2..3, "the disk works again");
        let head = journal.head();
        drop(journal);
        assert_eq!(verify_on(&disk, DIR).unwrap(), Verdict::Intact { records: 2, head });
        assert_eq!(open(&disk, 10_000).read(2, 1).unwrap()[0].body, note(4).body);
    }
}

#[test]
fn a_process_that_ends_on_a_full_disk_leaves_an_unfinished_write_at_most() {
    let mut unfinished = 0;
    for seed in 0..40 {
        let disk = SimDisk::new(seed);
        let mut journal = open(&disk, 10_000);
        journal.append(vec![note(1)]).unwrap();
        refuse(&disk, Failure::Full);
        refused(&mut journal);
        let head = journal.head();
        drop(journal);
        disk.restart_process();
        match verify_on(&disk, DIR).unwrap() {
            Verdict::Unfinished { records: 1, head: found, .. } if found == head => unfinished += 1,
            Verdict::Intact { records, .. } | Verdict::Unfinished { records, .. } => assert!(records <= 3),
            Verdict::Damaged(damage) => panic!("seed {seed}: {damage}"),
        }
        assert!(open(&disk, 10_000).last_seq() >= 1);
    }
    assert!(unfinished > 10, "{unfinished} of 40 writes were cut short in their first record");
}

#[test]
fn a_session_whose_first_folder_cannot_be_made_is_made_later() {
    let disk = SimDisk::new(1);
    refuse(&disk, Failure::ReadOnly);
    let error = FileJournal::open_on(Arc::new(disk.clone()), DIR, Options::default()).err().unwrap();
    expect!["could not create the folder /data: the file system is read-only; set SAMRIDDH_HOME to a folder that can be written"]
        .assert_eq(&error.to_string());
    assert!(matches!(verify_on(&disk, DIR), Err(JournalError::Missing { .. })));
    disk.plan(Trigger::Nothing);
    assert_eq!(open(&disk, 1_000).last_seq(), 0);
    assert_eq!(open(&disk, 1_000).dir(), Path::new(DIR));
}

/// One thing that happens to a journal.
#[derive(Debug, Clone)]
enum Happens {
    Append(Vec<NewRecord>),
    /// One of the next few operations fails while a record is appended.
    Fail(u64, NewRecord),
    Reopen,
    PowerCut(Kept),
    Read(u64, usize),
}

fn record() -> impl Strategy<Value = NewRecord> {
    let text = proptest::collection::vec(b' '..=b'~', 0..900);
    (any::<u64>(), any::<u16>(), any::<u16>(), text).prop_map(|(time_ms, kind, version, body)| NewRecord {
        time_ms,
        kind,
        version,
        body,
    })
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => proptest::collection::vec(record(), 0..5).prop_map(Happens::Append),
        2 => (1..12_u64, record()).prop_map(|(nth, record)| Happens::Fail(nth, record)),
        1 => Just(Happens::Reopen),
        1 => (0..8_u64, any::<u64>()).prop_map(|(n, seed)| Happens::PowerCut(Kept::nth(n, seed))),
        2 => (0..60_u64, 0..20_usize).prop_map(|(from, max)| Happens::Read(from, max)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_files_hold_what_the_memory_holds(
        story in proptest::collection::vec(happens(), 1..25),
        segment_bytes in 100..4_000_u64,
        seed in any::<u64>(),
    ) {
        let (disk, mut twin) = (SimDisk::new(seed), MemoryJournal::new());
        let mut journal = open(&disk, segment_bytes);
        for happens in story {
            match happens {
                Happens::Append(batch) => {
                    prop_assert_eq!(journal.append(batch.clone()).unwrap(), twin.append(batch).unwrap());
                }
                Happens::Fail(nth, record) => {
                    disk.plan(Trigger::Fail { nth, with: Failure::Broken });
                    if journal.append(vec![record.clone()]).is_ok() {
                        twin.append(vec![record]).unwrap();
                    }
                    disk.plan(Trigger::Nothing);
                }
                Happens::Reopen => {
                    drop(journal);
                    journal = open(&disk, segment_bytes);
                }
                Happens::PowerCut(kept) => {
                    drop(journal);
                    disk.power_cycle(kept);
                    journal = open(&disk, segment_bytes);
                }
                Happens::Read(from, max) => {
                    prop_assert_eq!(journal.read(from, max).unwrap(), twin.read(from, max).unwrap());
                }
            }
            prop_assert_eq!((journal.last_seq(), journal.head()), (twin.last_seq(), twin.head()));
        }
        drop(journal);
        prop_assert_eq!(open(&disk, segment_bytes).read(1, usize::MAX).unwrap(), twin.read(1, usize::MAX).unwrap());
        let intact = Verdict::Intact { records: twin.last_seq(), head: twin.head() };
        prop_assert_eq!(verify_on(&disk, DIR).unwrap(), intact);
    }
}
