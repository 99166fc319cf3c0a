//! Blobs whose files were changed, or whose writing was interrupted.

use std::fs;

use expect_test::expect;
use memory::{BlobError, BlobHash, Blobs, DataFolder, FileBlobs};
use tempfile::TempDir;

const BYTES: &[u8] = b"the output of a command";

fn path(folder: &TempDir) -> std::path::PathBuf {
    let name = BlobHash::of(BYTES).to_string();
    folder.path().join(&name[..2]).join(name)
}

#[test]
fn a_blob_lies_under_its_hash() {
    let folder = TempDir::new().unwrap();
    FileBlobs::open(folder.path()).unwrap().put(BYTES).unwrap();
    assert_eq!(fs::read(path(&folder)).unwrap(), BYTES);
}

#[test]
fn any_flipped_byte_is_found_and_putting_again_mends_it() {
    let folder = TempDir::new().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    let hash = blobs.put(BYTES).unwrap();
    for at in 0..BYTES.len() {
        let mut bytes = BYTES.to_vec();
        bytes[at] ^= 1;
        fs::write(path(&folder), bytes).unwrap();
        assert!(matches!(blobs.get(&hash), Err(BlobError::Damaged { .. })), "byte {at}");
        assert_eq!(blobs.put(BYTES).unwrap(), hash);
        assert_eq!(blobs.get(&hash).unwrap(), BYTES);
    }
    fs::write(path(&folder), b"").unwrap();
    assert!(matches!(blobs.get(&hash), Err(BlobError::Damaged { .. })));
}

#[test]
fn what_an_interrupted_put_left_is_removed_by_the_next_owner() {
    let folder = TempDir::new().unwrap();
    let dir = DataFolder::lock(folder.path()).unwrap().layout().blobs();
    let hash = FileBlobs::open(&dir).unwrap().put(BYTES).unwrap();
    let leftover = dir.join("tmp/0");
    fs::write(&leftover, b"half").unwrap();
    FileBlobs::open(&dir).unwrap();
    assert!(leftover.exists(), "another handle may be writing it");
    let _owned = DataFolder::lock(folder.path()).unwrap();
    assert!(!leftover.exists());
    assert_eq!(FileBlobs::open_read_only(&dir).get(&hash).unwrap(), BYTES);
}

#[test]
fn two_handles_at_work_do_not_mix_their_blobs() {
    let folder = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        for handle in 0..4_u32 {
            let blobs = FileBlobs::open(folder.path()).unwrap();
            scope.spawn(move || {
                for number in 0..20_u32 {
                    let bytes = vec![(handle * 20 + number) as u8; 20_000];
                    let hash = blobs.put(&bytes).unwrap();
                    assert_eq!(blobs.get(&hash).unwrap(), bytes);
                }
            });
        }
    });
}

#[test]
fn a_put_that_fails_leaves_nothing_under_the_name() {
    let folder = TempDir::new().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    // A file in the place of the folder makes naming fail, whoever runs the test.
    let place = path(&folder).parent().unwrap().to_path_buf();
    fs::write(&place, b"").unwrap();
    assert!(matches!(blobs.put(BYTES), Err(BlobError::Disk(_))));
    fs::remove_file(&place).unwrap();
    let hash = blobs.put(BYTES).unwrap();
    assert_eq!(blobs.get(&hash).unwrap(), BYTES);
}

#[test]
fn a_hash_has_one_spelling() {
    let hash = BlobHash::of(BYTES);
    let text = hash.to_string();
    assert_eq!(text.parse::<BlobHash>().unwrap(), hash);
    for wrong in [&text[1..], &text.to_uppercase(), &format!("{text}0"), "", "../../etc/passwd"] {
        assert!(wrong.parse::<BlobHash>().is_err(), "{wrong:?}");
    }
    expect![[r#""beef" is not the hash of a blob; give 64 lower-case hexadecimal digits"#]]
        .assert_eq(&"beef".parse::<BlobHash>().unwrap_err().to_string());
}
