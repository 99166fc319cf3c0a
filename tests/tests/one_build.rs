//! Programs and tests are one build. A library that the tests' own dependencies ask for more than the program does would be compiled
//! twice, and with it everything above it.

use std::collections::BTreeMap;
use std::process::Command;

#[test]
fn the_tests_ask_no_more_of_a_library_than_the_program_does() {
    let (program, tests) = (features("normal,build"), features("normal,build,dev"));
    assert!(program.len() > 100, "cargo names {} libraries", program.len());
    let more: Vec<String> = program
        .iter()
        .filter(|(library, asked)| tests.get(*library) != Some(*asked))
        .map(|(library, asked)| format!("{library}: {asked:?}, for the tests {:?}", tests.get(library)))
        .collect();
    assert!(
        more.is_empty(),
        "these are compiled twice, once for programs and once for tests:\n{}\nAsk for the same in tests/Cargo.toml.",
        more.join("\n")
    );
}

/// For each library in its version: each set of features that it is compiled with.
#[expect(clippy::disallowed_methods, reason = "cargo itself is asked, within its own time")]
fn features(edges: &str) -> BTreeMap<String, Vec<String>> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--locked", "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p}\t{f}", "--edges", edges])
        .output()
        .expect("cargo starts");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let mut features: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8(tree.stdout).expect("text").lines() {
        let (package, asked) = line.split_once('\t').unwrap_or((line, ""));
        let sets = features.entry(package.to_owned()).or_default();
        if !sets.iter().any(|set| set == asked) {
            sets.push(asked.to_owned());
        }
    }
    features.values_mut().for_each(|sets| sets.sort());
    features
}
