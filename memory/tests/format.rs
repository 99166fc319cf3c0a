//! The bytes on disk, pinned: a journal of today must open in every later version.

use std::fs;
use std::path::Path;

use expect_test::expect;
use memory::{FileJournal, Journal, NewRecord, Options, Verdict, verify};
use tempfile::TempDir;

const SEGMENT: &str = "00000000000000000001.seg";

fn write(dir: &Path) -> [u8; 32] {
    let record = |time_ms, kind, body: &str| NewRecord { time_ms, kind, version: 1, body: body.into() };
    let (mut journal, _) = FileJournal::open(dir, Options::default()).unwrap();
    journal
        .append(vec![record(1_700_000_000_000, 2, "{\"a\":1}"), record(1_700_000_000_001, 3, "{}")])
        .unwrap();
    journal.append(vec![record(1_700_000_000_002, 2, "[]")]).unwrap();
    journal.head()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Thirty-two bytes a line.
fn dump(bytes: &[u8]) -> String {
    bytes.chunks(32).map(|line| hex(line) + "\n").collect()
}

#[test]
fn a_segment_has_golden_bytes() {
    let folder = TempDir::new().unwrap();
    let head = write(folder.path());
    expect![[r#"
        53414d524a524e4c01003c0031a5219c01000000000000000000000000000000
        000000000000000000000000000000000000000000000000f6a29f843b000000
        00000100bbb77c613068065b01000000000000000068e5cf8b01000002000100
        0000000000000000000000000000000000000000000000000000000000000000
        7b2261223a317d360000000100000009b5ecba62716b95020000000000000001
        68e5cf8b0100000300010039ed8a15749caec97d7c1fdeb8406cca5e6f0962e0
        838ff35dd977ad67c7f29c7b7d36000000000000004e8b74e6e7788353030000
        00000000000268e5cf8b010000020001003a199a8e339add9fe50180c6a0186e
        2698ad09f40b0c6bdb7fffd8dc39d28ba55b5d
    "#]]
    .assert_eq(&dump(&fs::read(folder.path().join(SEGMENT)).unwrap()));
    expect!["82a580a021728a3fe6aee27604aa194dc8bfea7f1dc467a762d44ad7f196ac2d"].assert_eq(&hex(&head));
}

#[test]
fn a_segment_written_by_the_first_version_opens() {
    let (folder, expected) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::write(folder.path().join(SEGMENT), include_bytes!("../fixtures/format-1.seg")).unwrap();
    let head = write(expected.path());
    assert_eq!(verify(folder.path()).unwrap(), Verdict::Intact { records: 3, head });
    let old = FileJournal::open(folder.path(), Options::default()).unwrap().0;
    let new = FileJournal::open(expected.path(), Options::default()).unwrap().0;
    assert_eq!(old.read(1, 9).unwrap(), new.read(1, 9).unwrap());
}
