//! The conformance suite of `Store`.

use crate::store::{Change, Entry, KEY_BYTES_MAX, Keyspace, Order, Store, StoreError, VALUE_BYTES_MAX};

const ONE: Keyspace = Keyspace::new("one");
const TWO: Keyspace = Keyspace::new("two");
/// Begins like another space: their keys must not mix.
const ON: Keyspace = Keyspace::new("on");

/// Runs the suite; `fresh` gives an empty store each time.
pub fn store<S: Store>(mut fresh: impl FnMut() -> S) {
    a_value_is_there_until_it_is_removed(fresh());
    spaces_do_not_mix(fresh());
    changes_happen_in_order(fresh());
    an_oversized_change_undoes_its_batch(fresh());
    scans_are_in_the_order_of_bytes(fresh());
    the_largest_value_is_kept(fresh());
}

fn get(store: &impl Store, space: Keyspace, key: &[u8]) -> Option<Vec<u8>> {
    store.get(space, key).expect("a healthy store can be read")
}

fn put(store: &impl Store, space: Keyspace, key: &[u8], value: &[u8]) {
    store.put(space, key, value).expect("a value within the limits is kept");
}

fn keys(
    store: &impl Store,
    space: Keyspace,
    from: &[u8],
    to: &[u8],
    order: Order,
    max: usize,
) -> Vec<Vec<u8>> {
    let found = store.scan(space, from..=to, order, max).expect("a healthy store can be scanned");
    found.into_iter().map(|entry| entry.key).collect()
}

fn a_value_is_there_until_it_is_removed(store: impl Store) {
    assert_eq!(get(&store, ONE, b"key"), None);
    put(&store, ONE, b"key", b"value");
    assert_eq!(get(&store, ONE, b"key").as_deref(), Some(&b"value"[..]));
    put(&store, ONE, b"key", b"");
    assert_eq!(get(&store, ONE, b"key").as_deref(), Some(&b""[..]));
    put(&store, ONE, b"", b"empty key");
    assert_eq!(get(&store, ONE, b"").as_deref(), Some(&b"empty key"[..]));
    store.remove(ONE, b"key").expect("an entry can be removed");
    store.remove(ONE, b"key").expect("and removed again");
    assert_eq!(get(&store, ONE, b"key"), None);
    store.flush().expect("a healthy store can be flushed");
}

fn spaces_do_not_mix(store: impl Store) {
    put(&store, ONE, b"key", b"1");
    put(&store, TWO, b"key", b"2");
    put(&store, ON, b"ekey", b"3");
    let one = store.scan(ONE, &[][..]..=&[255; 20], Order::Ascending, 9).expect("scanned");
    assert_eq!(one, [Entry { key: b"key".to_vec(), value: b"1".to_vec() }]);
    store.remove(ONE, b"key").expect("removed");
    assert_eq!(get(&store, TWO, b"key").as_deref(), Some(&b"2"[..]));
}

fn changes_happen_in_order(store: impl Store) {
    let put = |key: &[u8], value: &[u8]| Change::Put { space: ONE, key: key.to_vec(), value: value.to_vec() };
    let remove = |key: &[u8]| Change::Remove { space: ONE, key: key.to_vec() };
    let changes =
        vec![put(b"a", b"1"), put(b"a", b"2"), put(b"b", b"1"), remove(b"b"), remove(b"c"), put(b"c", b"1")];
    store.apply(changes).expect("applied");
    assert_eq!(get(&store, ONE, b"a").as_deref(), Some(&b"2"[..]));
    assert_eq!((get(&store, ONE, b"b"), get(&store, ONE, b"c").is_some()), (None, true));
    store.apply(Vec::new()).expect("nothing to do is done");
}

fn an_oversized_change_undoes_its_batch(store: impl Store) {
    let small = Change::Put { space: ONE, key: b"small".to_vec(), value: Vec::new() };
    let long_key = Change::Put { space: ONE, key: vec![0; KEY_BYTES_MAX + 1], value: Vec::new() };
    let long_value = Change::Put { space: ONE, key: Vec::new(), value: vec![0; VALUE_BYTES_MAX + 1] };
    for large in [long_key, long_value] {
        let answer = store.apply(vec![small.clone(), large]);
        assert!(matches!(answer, Err(StoreError::TooLarge { .. })), "{answer:?}");
        assert_eq!(get(&store, ONE, b"small"), None);
    }
}

fn scans_are_in_the_order_of_bytes(store: impl Store) {
    for key in [&[2][..], &[1], &[1, 0], &[255], &[0]] {
        put(&store, ONE, key, key);
    }
    let all: [&[u8]; 5] = [&[0], &[1], &[1, 0], &[2], &[255]];
    assert_eq!(keys(&store, ONE, &[], &[255, 255], Order::Ascending, 9), all);
    assert_eq!(keys(&store, ONE, &[1], &[2], Order::Ascending, 9), all[1..4]);
    assert_eq!(
        keys(&store, ONE, &[1], &[2], Order::Descending, 2),
        [&all[3], &all[2]].map(|key| key.to_vec())
    );
    assert_eq!(keys(&store, ONE, &[2], &[1], Order::Ascending, 9), [] as [Vec<u8>; 0]);
    assert_eq!(keys(&store, ONE, &[], &[255], Order::Ascending, 0), [] as [Vec<u8>; 0]);
}

fn the_largest_value_is_kept(store: impl Store) {
    let (key, value) = (vec![7; KEY_BYTES_MAX], vec![9; VALUE_BYTES_MAX]);
    put(&store, ONE, &key, &value);
    assert!(get(&store, ONE, &key) == Some(value));
}
