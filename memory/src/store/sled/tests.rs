//! What becomes of a sled store whose files are damaged.

use std::fs;

use tempfile::TempDir;

use super::*;

const SPACE: Keyspace = Keyspace::new("test");

fn filled(dir: &Path) {
    let (store, report) = SledStore::open(dir).unwrap();
    assert_eq!(report, StoreReport::default());
    for number in 0..2_000_u32 {
        store.put(SPACE, &number.to_be_bytes(), &[7; 200]).unwrap();
    }
    store.flush().unwrap();
}

fn reopened_empty(dir: &Path) -> SetAside {
    let (store, report) = SledStore::open(dir).unwrap();
    assert_eq!(store.scan(SPACE, &[][..]..=&[255; 9], Order::Ascending, 9).unwrap(), []);
    store.put(SPACE, b"new", b"life").unwrap();
    assert_eq!(store.get(SPACE, b"new").unwrap().as_deref(), Some(&b"life"[..]));
    report.set_aside.unwrap()
}

#[test]
fn a_store_opens_again_at_once_after_it_was_closed() {
    let folder = TempDir::new().unwrap();
    for round in 0..20_u32 {
        let (store, report) = SledStore::open(folder.path()).unwrap();
        assert_eq!(report, StoreReport::default());
        let kept = store.scan(SPACE, &[][..]..=&[255; 9], Order::Ascending, 99).unwrap();
        assert_eq!(kept.len() as u32, round);
        store.put(SPACE, &round.to_be_bytes(), b"x").unwrap();
    }
}

#[test]
fn a_store_that_is_open_is_in_use_and_not_set_aside() {
    let folder = TempDir::new().unwrap();
    let first = SledStore::open(folder.path()).unwrap();
    let second = SledStore::open(folder.path()).err();
    assert!(matches!(second, Some(StoreError::InUse { pid: Some(_), .. })), "{second:?}");
    drop(first);
    assert_eq!(SledStore::open(folder.path()).unwrap().1, StoreReport::default());
}

#[test]
fn a_store_of_garbage_is_set_aside() {
    let folder = TempDir::new().unwrap();
    filled(folder.path());
    for entry in fs::read_dir(folder.path().join("db")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::write(path, [0x5a; 3_000]).unwrap();
        }
    }
    let set_aside = reopened_empty(folder.path());
    assert_eq!(set_aside.path, folder.path().join("db.corrupt-1"));
    assert!(set_aside.path.join("conf").exists());
}

#[test]
fn a_store_with_its_end_cut_off_opens_or_is_set_aside() {
    for cut in [1, 5_000, 50_000, 150_000, 300_000] {
        let folder = TempDir::new().unwrap();
        filled(folder.path());
        let data = fs::OpenOptions::new().write(true).open(folder.path().join("db/db")).unwrap();
        let len = data.metadata().unwrap().len();
        data.set_len(len.saturating_sub(cut)).unwrap();
        drop(data);
        let (store, report) = SledStore::open(folder.path()).unwrap();
        for entry in store.scan(SPACE, &[][..]..=&[255; 9], Order::Ascending, usize::MAX).unwrap_or_default()
        {
            assert_eq!(entry.value, [7; 200], "cut {cut}: {report:?}");
        }
        drop(store);
        SledStore::open(folder.path()).unwrap();
    }
}

#[test]
fn a_value_that_does_not_match_its_checksum_condemns_the_store() {
    let folder = TempDir::new().unwrap();
    let (store, _) = SledStore::open(folder.path()).unwrap();
    store.put(SPACE, b"key", b"value").unwrap();
    let full_key = SPACE.full_key(b"key");
    store.call(|db| db.insert(&full_key, seal(b"another key", b"value"))).unwrap();
    assert!(matches!(store.get(SPACE, b"key"), Err(StoreError::Damaged { .. })));
    drop(store);
    assert_eq!(reopened_empty(folder.path()).why, "a value does not match its checksum");
}

#[test]
fn a_panic_inside_sled_is_an_error_and_condemns_the_store() {
    let folder = TempDir::new().unwrap();
    let (store, _) = SledStore::open(folder.path()).unwrap();
    let answer = store.call(|_| -> sled::Result<()> { std::panic::resume_unwind(Box::new("as sled does")) });
    assert!(matches!(answer, Err(StoreError::Damaged { .. })), "{answer:?}");
    drop(store);
    assert_eq!(reopened_empty(folder.path()).why, "sled panicked");
}

#[test]
fn only_the_last_damaged_stores_are_kept() {
    let folder = TempDir::new().unwrap();
    for _ in 0..4 {
        let (store, _) = SledStore::open(folder.path()).unwrap();
        store.condemn("test");
    }
    assert_eq!(reopened_empty(folder.path()).path, folder.path().join("db.corrupt-4"));
    let kept = |number: u32| folder.path().join(format!("db.corrupt-{number}")).exists();
    assert_eq!([1, 2, 3, 4].map(kept), [false, false, true, true]);
}
