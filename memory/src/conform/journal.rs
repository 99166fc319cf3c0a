//! The conformance suite of `Journal`.

use crate::{BODY_BYTES_MAX, Journal, JournalError, NewRecord, Record};

/// Runs the suite; `fresh` gives an empty journal each time.
pub fn journal<J: Journal>(mut fresh: impl FnMut() -> J) {
    an_empty_journal_has_no_records(fresh());
    numbers_start_at_one_and_have_no_gaps(fresh());
    records_come_back_as_they_were(fresh());
    reading_stops_at_max_and_at_the_end(fresh());
    each_record_names_the_one_before_it(fresh());
    the_head_does_not_depend_on_the_grouping(fresh(), fresh());
    the_head_depends_on_every_field(&mut fresh);
    an_oversized_body_keeps_nothing_of_its_batch(fresh());
    the_largest_body_is_kept(fresh());
}

/// A record whose body is a small JSON document with this number in it.
pub fn note(number: u64) -> NewRecord {
    let body = format!("{{\"note\":{number}}}").into_bytes();
    NewRecord { time_ms: 1_000 + number, kind: (number % 7) as u16, version: 1, body }
}

/// Appends `records` notes, one batch each.
pub fn filled<J: Journal>(mut journal: J, records: u64) -> J {
    for number in 1..=records {
        assert_eq!(append(&mut journal, vec![note(number)]), number..number + 1);
    }
    journal
}

fn append(journal: &mut impl Journal, batch: Vec<NewRecord>) -> std::ops::Range<u64> {
    journal.append(batch).expect("a valid batch is kept")
}

fn all(journal: &impl Journal) -> Vec<Record> {
    journal.read(1, usize::MAX).expect("what was kept can be read")
}

fn an_empty_journal_has_no_records(mut journal: impl Journal) {
    assert_eq!((journal.last_seq(), journal.head()), (0, [0; 32]));
    assert_eq!(all(&journal), []);
    assert_eq!(append(&mut journal, vec![]), 1..1);
    assert_eq!((journal.last_seq(), journal.head()), (0, [0; 32]));
}

fn numbers_start_at_one_and_have_no_gaps(mut journal: impl Journal) {
    assert_eq!(append(&mut journal, vec![note(1), note(2)]), 1..3);
    assert_eq!(append(&mut journal, vec![]), 3..3);
    assert_eq!(append(&mut journal, vec![note(3)]), 3..4);
    assert_eq!(journal.last_seq(), 3);
    assert_eq!(all(&journal).iter().map(|record| record.seq).collect::<Vec<_>>(), [1, 2, 3]);
}

fn records_come_back_as_they_were(mut journal: impl Journal) {
    let edge = NewRecord { time_ms: u64::MAX, kind: u16::MAX, version: u16::MAX, body: Vec::new() };
    let text = NewRecord { time_ms: 0, kind: 0, version: 0, body: "{\"a\":\"é\\n\"}".into() };
    append(&mut journal, vec![edge.clone(), text.clone()]);
    let fields = |record: Record| NewRecord {
        time_ms: record.time_ms,
        kind: record.kind,
        version: record.version,
        body: record.body,
    };
    assert_eq!(all(&journal).into_iter().map(fields).collect::<Vec<_>>(), [edge, text]);
}

fn reading_stops_at_max_and_at_the_end(journal: impl Journal) {
    let journal = filled(journal, 20);
    let seqs = |from, max| -> Vec<u64> {
        journal.read(from, max).expect("any range can be asked for").iter().map(|record| record.seq).collect()
    };
    assert_eq!(seqs(0, 2), [1, 2], "0 is before the first");
    assert_eq!(seqs(1, 0), [] as [u64; 0]);
    assert_eq!(seqs(7, 3), [7, 8, 9]);
    assert_eq!(seqs(19, 50), [19, 20]);
    assert_eq!(seqs(21, 1), [] as [u64; 0]);
    assert_eq!(seqs(u64::MAX, usize::MAX), [] as [u64; 0]);
}

fn each_record_names_the_one_before_it(journal: impl Journal) {
    let mut journal = journal;
    let mut head = [0; 32];
    for number in 1..=5 {
        append(&mut journal, vec![note(number)]);
        let kept = journal.read(number, 1).expect("it was just kept");
        assert_eq!(kept[0].prev, head, "record {number}");
        head = journal.head();
    }
}

fn the_head_does_not_depend_on_the_grouping(one_by_one: impl Journal, mut together: impl Journal) {
    let one_by_one = filled(one_by_one, 6);
    append(&mut together, (1..=6).map(note).collect());
    assert_eq!(one_by_one.head(), together.head());
    assert_eq!(all(&one_by_one), all(&together));
}

fn the_head_depends_on_every_field<J: Journal>(mut fresh: impl FnMut() -> J) {
    let plain = note(1);
    let variants = [
        plain.clone(),
        NewRecord { time_ms: 9, ..plain.clone() },
        NewRecord { kind: 9, ..plain.clone() },
        NewRecord { version: 9, ..plain.clone() },
        NewRecord { body: b"9".to_vec(), ..plain },
    ];
    let heads: std::collections::BTreeSet<[u8; 32]> = variants
        .map(|record| {
            let mut journal = fresh();
            append(&mut journal, vec![record]);
            journal.head()
        })
        .into();
    assert_eq!(heads.len(), 5);
}

fn an_oversized_body_keeps_nothing_of_its_batch(mut journal: impl Journal) {
    let long = NewRecord { body: vec![b' '; BODY_BYTES_MAX + 1], ..note(2) };
    let refused = journal.append(vec![note(1), long]);
    assert!(matches!(refused, Err(JournalError::TooLarge { bytes_max: BODY_BYTES_MAX, .. })), "{refused:?}");
    assert_eq!((journal.last_seq(), journal.head()), (0, [0; 32]));
    assert_eq!(append(&mut journal, vec![note(1)]), 1..2);
}

fn the_largest_body_is_kept(mut journal: impl Journal) {
    let body = vec![b' '; BODY_BYTES_MAX];
    append(&mut journal, vec![NewRecord { body: body.clone(), ..note(1) }, note(2)]);
    assert!(all(&journal)[0].body == body);
}
