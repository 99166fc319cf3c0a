//! What becomes of a journal when the disk fails under it.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::conform::note;
use crate::disk::{DiskError, DiskProblem};
use crate::journal::tail::faulty::{Fault, Faulty, Plan};
use crate::journal::{Verdict, verify};

/// A journal whose disk fails as `plan` says, until it begins its next segment.
fn faulty(dir: &Path, options: Options) -> (FileJournal, Plan) {
    let (mut journal, _) = FileJournal::open(dir, options).unwrap();
    let plan = Plan::new(Mutex::new(Vec::new()));
    let segment = journal.segments.last().unwrap();
    let file = OpenOptions::new().read(true).write(true).open(&segment.path).unwrap();
    let medium = Faulty { file, plan: Arc::clone(&plan) };
    journal.writer.as_mut().unwrap().tail = Tail::new(Box::new(medium), segment.end);
    (journal, plan)
}

fn fail(plan: &Plan, faults: &[Fault]) {
    plan.lock().unwrap().extend(faults);
}

fn check(faults: &[Fault], problem: Option<DiskProblem>) {
    let folder = TempDir::new().unwrap();
    let (mut journal, plan) = faulty(folder.path(), Options::default());
    journal.append(vec![note(1)]).unwrap();
    let before = (journal.last_seq(), journal.head());
    fail(&plan, faults);
    let refused = journal.append(vec![note(2), note(3)]).unwrap_err();
    let JournalError::Disk(DiskError { problem: found, .. }) = &refused else { panic!("{refused}") };
    assert!(problem.is_none_or(|problem| problem == *found), "{refused}");
    assert_eq!((journal.last_seq(), journal.head()), before, "nothing was acknowledged");
    assert_eq!(journal.read(1, 9).unwrap().len(), 1);

    assert_eq!(journal.append(vec![note(4)]).unwrap(), 2..3, "the disk works again");
    let head = journal.head();
    drop(journal);
    assert_eq!(verify(folder.path()).unwrap(), Verdict::Intact { records: 2, head });
    let (journal, report) = FileJournal::open(folder.path(), Options::default()).unwrap();
    assert_eq!(
        report,
        OpenReport { records: 2, ..OpenReport::default() },
        "no garbage lies between the records"
    );
    assert_eq!(journal.read(2, 1).unwrap()[0].body, note(4).body);
}

#[test]
fn a_full_disk_acknowledges_nothing_and_leaves_nothing() {
    check(&[Fault::Write], Some(DiskProblem::Full));
}

#[test]
fn a_failed_sync_acknowledges_nothing_and_leaves_nothing() {
    check(&[Fault::Sync], None);
}

#[test]
fn what_could_not_be_cut_off_at_once_is_cut_off_before_the_next_write() {
    check(&[Fault::WriteAndCut], Some(DiskProblem::Full));
}

#[test]
fn a_process_that_ends_on_a_full_disk_leaves_an_unfinished_write_at_most() {
    let folder = TempDir::new().unwrap();
    let (mut journal, plan) = faulty(folder.path(), Options::default());
    journal.append(vec![note(1)]).unwrap();
    fail(&plan, &[Fault::WriteAndCut]);
    journal.append(vec![note(2)]).unwrap_err();
    let head = journal.head();
    drop(journal);
    let verdict = verify(folder.path()).unwrap();
    assert!(
        matches!(verdict, Verdict::Unfinished { records: 1, head: found, .. } if found == head),
        "{verdict:?}"
    );
    let (_, report) = FileJournal::open(folder.path(), Options::default()).unwrap();
    assert_eq!((report.records, report.cut_at.map(|cut| cut.seq)), (1, Some(2)));
}

#[test]
fn a_segment_that_could_not_be_begun_is_begun_again() {
    let folder = TempDir::new().unwrap();
    let (mut journal, _) = FileJournal::open(folder.path(), Options { segment_bytes: 250 }).unwrap();
    journal.append(vec![note(1), note(2)]).unwrap();
    // A folder in the place of the temporary file makes its creation fail, whoever runs the test.
    let obstacle = folder.path().join("new-segment.tmp");
    fs::create_dir(&obstacle).unwrap();
    journal.append(vec![note(3)]).unwrap_err();
    journal.append(vec![note(3)]).unwrap_err();
    assert_eq!(journal.last_seq(), 2);
    fs::remove_dir(&obstacle).unwrap();
    assert_eq!(journal.append(vec![note(3)]).unwrap(), 3..4);
    let head = journal.head();
    assert_eq!(verify(folder.path()).unwrap(), Verdict::Intact { records: 3, head });
}

#[test]
fn a_segment_that_was_begun_but_not_opened_takes_the_next_record() {
    let folder = TempDir::new().unwrap();
    let (mut journal, _) = FileJournal::open(folder.path(), Options::default()).unwrap();
    journal.append(vec![note(1), note(2)]).unwrap();
    segment::create(folder.path(), 3, journal.head()).unwrap();
    journal.writer.as_mut().unwrap().rotating = true;
    assert_eq!(journal.append(vec![note(3)]).unwrap(), 3..4);
    let head = journal.head();
    assert_eq!(verify(folder.path()).unwrap(), Verdict::Intact { records: 3, head });
}

/// One thing that happens to a journal.
#[derive(Debug, Clone)]
enum Step {
    Append(Vec<NewRecord>),
    Fail(Fault, NewRecord),
    Reopen,
    /// The process dies and this many of the last bytes of the file are garbage that was never acknowledged.
    Crash(Vec<u8>),
    Read(u64, usize),
}

fn record() -> impl Strategy<Value = NewRecord> {
    (any::<u64>(), any::<u16>(), any::<u16>(), proptest::collection::vec(any::<u8>(), 0..300))
        .prop_map(|(time_ms, kind, version, body)| NewRecord { time_ms, kind, version, body })
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![Just(Fault::Write), Just(Fault::Sync), Just(Fault::WriteAndCut)];
    prop_oneof![
        4 => proptest::collection::vec(record(), 0..5).prop_map(Step::Append),
        2 => (fault, record()).prop_map(|(fault, record)| Step::Fail(fault, record)),
        1 => Just(Step::Reopen),
        1 => proptest::collection::vec(any::<u8>(), 0..16).prop_map(Step::Crash),
        2 => (0..60_u64, 0..20_usize).prop_map(|(from, max)| Step::Read(from, max)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_files_hold_what_the_memory_holds(
        steps in proptest::collection::vec(step(), 1..25),
        segment_bytes in 100..2_000_u64,
    ) {
        let folder = TempDir::new().unwrap();
        let options = Options { segment_bytes };
        let mut twin = crate::MemoryJournal::new();
        let (mut journal, mut plan) = faulty(folder.path(), options.clone());
        for step in steps {
            match step {
                Step::Append(batch) => {
                    prop_assert_eq!(journal.append(batch.clone()).unwrap(), twin.append(batch).unwrap());
                }
                Step::Fail(fault, record) => {
                    fail(&plan, &[fault]);
                    // A record that begins a new segment is written by a healthy file and arrives.
                    if journal.append(vec![record.clone()]).is_ok() {
                        twin.append(vec![record]).unwrap();
                    }
                    plan.lock().unwrap().clear();
                }
                Step::Reopen => {
                    drop(journal);
                    (journal, plan) = faulty(folder.path(), options.clone());
                }
                Step::Crash(garbage) => {
                    let path = journal.segments.last().unwrap().path.clone();
                    drop(journal);
                    let mut bytes = fs::read(&path).unwrap();
                    bytes.extend(garbage);
                    fs::write(&path, bytes).unwrap();
                    (journal, plan) = faulty(folder.path(), options.clone());
                }
                Step::Read(from, max) => {
                    prop_assert_eq!(journal.read(from, max).unwrap(), twin.read(from, max).unwrap());
                }
            }
            prop_assert_eq!((journal.last_seq(), journal.head()), (twin.last_seq(), twin.head()));
        }
        drop(journal);
        let (journal, _) = FileJournal::open(folder.path(), options).unwrap();
        prop_assert_eq!(journal.read(1, usize::MAX).unwrap(), twin.read(1, usize::MAX).unwrap());
        let intact = Verdict::Intact { records: twin.last_seq(), head: twin.head() };
        prop_assert_eq!(verify(folder.path()).unwrap(), intact);
    }
}
