//! Folders that nobody should have: what cannot be read is named with its reason, in bounded time and memory.

mod program;

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::symlink;

use program::Place;
use serde_json::Value;

/// Three times what the program takes for an empty folder, and far less than the files below have.
const MEMORY_BYTES_MAX: u64 = 300_000_000;

fn reason<'d>(document: &'d Value, path: &str) -> &'d str {
    let skipped = document["skipped"].as_array().unwrap();
    let found = skipped.iter().find(|one| one["path"] == path);
    found.unwrap_or_else(|| panic!("{path} is not named: {skipped:?}"))["reason"].as_str().unwrap()
}

fn files(document: &Value) -> u64 {
    document["total"]["files"].as_u64().unwrap()
}

fn bounded(document: &Value) {
    let peak = document["memory_peak_bytes"].as_u64().unwrap();
    assert!(peak < MEMORY_BYTES_MAX, "{peak} bytes of memory");
}

#[test]
fn a_file_of_500_megabytes_is_named_and_not_read() {
    let place = Place::new();
    place.write("a.py", "x = 1\n");
    File::create(place.folder.join("huge.py")).unwrap().set_len(500_000_000).unwrap();
    let document = place.expect(&["index", "."], 0);
    assert_eq!((files(&document), reason(&document, "huge.py")), (1, "too_large"));
    bounded(&document);
}

#[test]
fn one_line_of_50_megabytes_is_named_and_not_read() {
    let place = Place::new();
    place.write("a.py", "x = 1\n");
    let mut file = File::create(place.folder.join("line.js")).unwrap();
    let part = "a+".repeat(500_000);
    (0..50).for_each(|_| file.write_all(part.as_bytes()).unwrap());
    place.write("short.js", &format!("x = {}1\n", "a+".repeat(100_000)));
    let document = place.expect(&["index", "."], 0);
    assert_eq!((files(&document), reason(&document, "line.js")), (1, "too_large"));
    assert_eq!(reason(&document, "short.js"), "minified");
    bounded(&document);
}

#[test]
fn links_in_a_circle_are_named_and_not_followed() {
    let place = Place::new();
    place.write("in/a.py", "x = 1\n");
    symlink(".", place.folder.join("self")).unwrap();
    symlink("..", place.folder.join("in/up")).unwrap();
    symlink("two", place.folder.join("one")).unwrap();
    symlink("one", place.folder.join("two")).unwrap();
    let document = place.expect(&["index", "."], 0);
    assert_eq!(files(&document), 1);
    for link in ["self", "in/up", "one", "two"] {
        assert_eq!(reason(&document, link), "link", "{link}");
    }
}

#[test]
fn bytes_that_are_no_text_are_read_as_latin_or_named() {
    let place = Place::new();
    std::fs::write(place.folder.join("latin.py"), b"# caf\xe9\ndef f():\n    return '\xe9'\n").unwrap();
    std::fs::write(place.folder.join("noise.py"), (0..=255u8).cycle().take(5_000).collect::<Vec<_>>())
        .unwrap();
    let document = place.expect(&["index", "."], 0);
    assert_eq!((files(&document), reason(&document, "noise.py")), (1, "binary"));
    let measured = place.expect(&["metrics", "."], 0);
    assert_eq!(measured["functions"][0]["name"], "f");
}

/// A person who is no administrator is refused by permissions; an administrator by a file that is none.
#[test]
fn what_cannot_be_opened_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("a.py", "x = 1\n");
    place.write("closed.py", "x = 1\n");
    let closed = place.folder.join("closed.py");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(place.folder.join("socket.py")).unwrap();
    let document = place.expect(&["index", "."], 0);
    assert_eq!(reason(&document, "socket.py"), "not_a_file");
    if File::open(&closed).is_err() {
        assert_eq!((files(&document), reason(&document, "closed.py")), (1, "unreadable"));
    }
}

/// 100,000 of them take minutes to make and remove; the journey `codebases` does that.
#[test]
fn thousands_of_small_files_are_all_read() {
    let place = Place::new();
    for at in 0..3_000 {
        place.write(&format!("d{}/f{at}.py", at % 30), &format!("def f{at}():\n    return {at}\n"));
    }
    let document = place.expect(&["index", "."], 0);
    assert_eq!((files(&document), document["total"]["symbols"].as_u64()), (3_000, Some(3_000)));
    let again = place.expect(&["index", "."], 0);
    assert_eq!(again["remembered"], 3_000);
    bounded(&document);
}

/// Whatever moment each read meets, the file is whole, or named as one that changes.
#[test]
fn a_file_that_is_written_all_the_time_is_whole_or_named() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let place = Place::new();
    let path = place.folder.join("busy.py");
    std::fs::write(&path, "x = 1\n").unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut at = 0;
            while !done.load(Ordering::Relaxed) {
                at += 1;
                let _ = std::fs::write(&path, format!("def f{at}():\n    pass\n").repeat(1 + at % 200));
            }
        });
        for _ in 0..5 {
            let document = place.expect(&["index", "."], 0);
            let skipped =
                document["skipped"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap());
            let skipped: Vec<&str> = skipped.collect();
            assert!(files(&document) == 1 || skipped == ["changing"], "neither read nor named: {document}");
        }
        done.store(true, Ordering::Relaxed);
    });
}
