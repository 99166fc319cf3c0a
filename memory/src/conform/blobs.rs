//! The conformance suite of `Blobs`.

use crate::{BlobError, BlobHash, Blobs};

/// Runs the suite; `fresh` gives an empty collection each time.
pub fn blobs<B: Blobs>(mut fresh: impl FnMut() -> B) {
    what_was_put_comes_back(fresh());
    the_name_is_the_content(fresh());
    an_unknown_name_is_missing(fresh());
    threads_may_put_the_same_bytes(fresh());
}

fn what_was_put_comes_back(blobs: impl Blobs) {
    for bytes in [&b""[..], b"short", &[0; 100_000]] {
        let hash = blobs.put(bytes).expect("bytes within the limit are kept");
        assert_eq!(blobs.get(&hash).expect("it was just kept"), bytes);
    }
}

fn the_name_is_the_content(blobs: impl Blobs) {
    let first = blobs.put(b"same").expect("kept");
    assert_eq!(blobs.put(b"same").expect("kept again"), first);
    assert_eq!(first, BlobHash::of(b"same"));
    assert_ne!(blobs.put(b"other").expect("kept"), first);
    assert_eq!(first.to_string().parse(), Ok(first));
}

fn an_unknown_name_is_missing(blobs: impl Blobs) {
    let hash = BlobHash::of(b"never put");
    let answer = blobs.get(&hash);
    assert!(matches!(answer, Err(BlobError::Missing { hash: named }) if named == hash), "{answer:?}");
}

fn threads_may_put_the_same_bytes(blobs: impl Blobs) {
    let bytes = vec![7; 50_000];
    std::thread::scope(|scope| {
        let hashes: Vec<_> = (0..4).map(|_| scope.spawn(|| blobs.put(&bytes).expect("kept"))).collect();
        for hash in hashes {
            assert_eq!(hash.join().expect("no thread fails"), BlobHash::of(&bytes));
        }
    });
    assert_eq!(blobs.get(&BlobHash::of(&bytes)).expect("kept"), bytes);
}
