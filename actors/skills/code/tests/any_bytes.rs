//! No bytes make the analysis panic, and its answer depends on the bytes alone. `examples/fuzz.rs` does the same for as long as one likes.

mod mutate;

use code::{Follower, Index, Language, Parser, Skipped, analyse};
use mutate::{Chance, SEEDS, mutated};
use proptest::prelude::*;

const PATHS: &[&str] = &[
    "a.py",
    "a.js",
    "a.ts",
    "a.tsx",
    "a.vue",
    "a.svelte",
    "a.rs",
    "a.go",
    "A.java",
    "a.c",
    "a.cpp",
    "A.cs",
    "a.rb",
    "a.php",
    "a.kt",
    "a.sql",
    "a.sh",
    "a.html",
    "a.css",
    "a.json",
    "a.yaml",
    "a.toml",
    "a.md",
    "Dockerfile",
    "run",
];

/// Positions must lie in the file, and parents before what is in them.
fn check(path: &str, bytes: &[u8]) {
    let mut parser = Parser::default();
    let Ok(facts) = analyse(&mut parser, path, bytes.to_vec()) else { return };
    for (id, symbol) in (0..).zip(&facts.symbols) {
        assert!(
            symbol.start_byte <= symbol.end_byte && u64::from(symbol.end_byte) <= facts.bytes,
            "{symbol:?}"
        );
        assert!(symbol.start_line <= symbol.line && symbol.line <= symbol.end_line, "{symbol:?}");
        assert!(symbol.parent.is_none_or(|parent| parent < id), "{symbol:?}");
    }
    for mention in &facts.mentions {
        assert!(!facts.name_of(mention).is_empty() && u64::from(mention.byte) < facts.bytes);
    }
    let lines = facts.lines;
    assert_eq!(lines.total, lines.code + lines.comment + lines.blank);
    for function in &facts.metrics.functions {
        assert!(function.line <= function.end_line && function.cyclomatic >= 1);
        assert!(function.code_lines <= function.end_line - function.line + 1);
    }
    let index = facts.metrics.maintainability;
    assert!((0.0..=100.0).contains(&index), "{index}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_skipped(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in 0..PATHS.len()) {
        check(PATHS[path], &bytes);
    }

    #[test]
    fn any_text_is_read_or_skipped(text in "[ -~\n\t{}()\\[\\]<>\"'`#:;=éß]{0,400}", path in 0..PATHS.len()) {
        check(PATHS[path], text.as_bytes());
    }

    #[test]
    fn spoilt_code_is_read(seed in any::<u64>()) {
        let mut chance = Chance(seed);
        let (path, text) = SEEDS[chance.below(SEEDS.len())];
        check(path, &mutated(text.as_bytes(), &mut chance));
    }
}

#[test]
fn every_language_has_a_seed() {
    for language in Language::ALL {
        assert!(
            SEEDS.iter().any(|(path, _)| Language::of_path(path) == Some(*language)),
            "{}",
            language.name()
        );
    }
}

/// Files appear, are edited as people and as chance edits them, are renamed and deleted.
#[test]
fn an_index_that_followed_a_thousand_edits_equals_one_made_anew() {
    let mut chance = Chance(11);
    let (mut follower, mut parser) = (Follower::default(), Parser::default());
    let mut files: std::collections::BTreeMap<String, Vec<u8>> = std::collections::BTreeMap::new();
    let mut index = Index::default();
    for step in 0..1_000 {
        let (name, text) = SEEDS[chance.below(SEEDS.len())];
        let mut path = format!("dir{}/{name}", chance.below(3));
        let what = chance.below(8);
        let before =
            files.get(&path).cloned().unwrap_or_else(|| text.repeat(1 + chance.below(4)).into_bytes());
        if what < 2 {
            files.remove(&path);
            index.remove(&path);
            follower.forget(&path);
        }
        if what == 0 {
            continue;
        }
        let after = match what {
            1 => {
                path = format!("renamed{}/{name}", chance.below(3));
                before
            }
            2 => mutated(&before, &mut chance),
            _ => edited(&before, text, &mut chance),
        };
        index.put(follower.analyse(&path, after.clone()));
        files.insert(path.clone(), after.clone());
        assert_eq!(index.file(&path), analyse(&mut parser, &path, after).ok().as_ref(), "edit {step}");
        if step % 250 == 249 {
            assert_eq!(index, anew(&files), "after {step} edits");
        }
    }
}

/// Lines are put in, taken out, and written anew where they stand, as in a file that somebody works on.
fn edited(bytes: &[u8], seed: &str, chance: &mut Chance) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let seed: Vec<&str> = seed.split_inclusive('\n').collect();
    let at = chance.below(lines.len() + 1);
    let new = seed[chance.below(seed.len())].as_bytes();
    match chance.below(4) {
        0 if at < lines.len() => drop(lines.remove(at)),
        1 if at < lines.len() => lines[at] = new,
        2 => lines.splice(at..at, seed.iter().map(|line| line.as_bytes())).for_each(drop),
        _ => lines.insert(at, new),
    }
    let mut bytes = lines.concat();
    bytes.truncate(8_000);
    bytes
}

fn anew(files: &std::collections::BTreeMap<String, Vec<u8>>) -> Index {
    let mut index = Index::default();
    let mut parser = Parser::default();
    for (path, bytes) in files.iter().rev() {
        index.put(analyse(&mut parser, path, bytes.clone()));
    }
    index
}

#[test]
fn hostile_input_ends() {
    let deep =
        |open: &str, close: &str, count: usize| format!("{}{}", open.repeat(count), close.repeat(count));
    let inputs: Vec<(&str, String)> = vec![
        ("deep.py", format!("x = {}", deep("(", ")", 20_000))),
        ("deep.js", format!("x = {}", deep("[", "]", 20_000))),
        ("deep.json", deep("[", "]", 20_000)),
        ("deep.rs", format!("fn a() {}", deep("{", "}", 20_000))),
        ("deep2.py", (0..900).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect()),
        (
            "names.py",
            (0..900).map(|depth| format!("{}class {}:\n", " ".repeat(depth), "x".repeat(40))).collect(),
        ),
        ("open.c", "#if\n{(\"'".repeat(5_000)),
        ("open.html", "<a><b ".repeat(5_000)),
        ("open.md", "> - * ".repeat(3_000)),
        ("open.yaml", "- - ? : [".repeat(3_000)),
        ("quotes.sh", "$(`\"<<EOF\n".repeat(3_000)),
        ("and.py", format!("x = a{}", " and a or a".repeat(5_000))),
        ("calls.js", format!("a{}", ".b(x)".repeat(5_000))),
    ];
    for (path, text) in inputs {
        check(path, text.as_bytes());
    }
}

#[test]
fn what_is_too_much_is_skipped_with_its_reason() {
    let reason = |path: &str, bytes: Vec<u8>| match analyse(&mut Parser::default(), path, bytes) {
        Err(Skipped { reason, .. }) => reason.key(),
        Ok(_) => "read",
    };
    assert_eq!(reason("a.py", b"x\0y".to_vec()), "binary");
    assert_eq!(reason("a.js", vec![b'x'; 60_000]), "minified");
    assert_eq!(reason("a.js", "var a=1;".repeat(4_000).into_bytes()), "minified");
    assert_eq!(reason("a.py", vec![b'\n'; code::limits::FILE_BYTES_MAX + 1]), "too_large");
    assert_eq!(reason("a.xyz", b"x".to_vec()), "unknown_language");
    assert_eq!(reason("a.py", "# caf\u{e9}\n".chars().map(|c| c as u8).collect()), "read");
    assert_eq!(reason("a.py", [&[0xFF, 0xFE][..], &[b'x', 0, b'\n', 0]].concat()), "read");
}
