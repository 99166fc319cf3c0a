//! The arrows between the crates of this workspace, as a table. A dependency that is not in it fails here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// For each crate: its folder, and which of our crates it may name.
const ARROWS: &[(&str, &str, &[&str])] = &[
    ("protocol", "protocol", &[]),
    ("memory", "memory", &[]),
    ("tools", "runtime/tools", &["protocol"]),
    ("llm", "runtime/llm", &["protocol"]),
    ("plan", "actors/skills/plan", &["protocol"]),
    ("code", "actors/skills/code", &["protocol"]),
    ("forge", "actors/skills/forge", &["protocol"]),
    ("runtime", "runtime", &["protocol", "memory", "tools", "llm", "plan"]),
    ("actors", "actors", &["protocol", "runtime", "plan", "code", "forge", "tools"]),
    ("cli", "gateway/cli", &["protocol"]),
    (
        "samriddh",
        "gateway",
        &["protocol", "memory", "tools", "llm", "plan", "code", "forge", "runtime", "actors", "cli"],
    ),
    ("sims", "sims", &["protocol", "memory", "tools", "llm", "plan", "code", "forge", "runtime", "actors"]),
    (
        "tests",
        "tests",
        &["protocol", "memory", "tools", "plan", "code", "forge", "runtime", "actors", "cli", "samriddh"],
    ),
];

/// Crates of the pure kind, and what they may not name: they decide, others act.
const PURE: &[&str] = &["protocol", "plan", "code", "forge"];
const IMPURE_LIBRARIES: &[&str] = &["tokio", "ractor", "reqwest", "sled", "rand", "tracing"];

#[test]
fn crates_name_only_what_lies_below_them() {
    let ours: Vec<&str> = ARROWS.iter().map(|(name, ..)| *name).collect();
    for (name, folder, allowed) in ARROWS {
        for dependency in dependencies(folder, "dependencies") {
            let known = ours.contains(&dependency.as_str());
            assert!(
                !known || allowed.contains(&dependency.as_str()),
                "{name} ({folder}/Cargo.toml) names {dependency}, which does not lie below it. \
                 Move the shared part down, or, if the arrow is meant, add it to ARROWS in tests/tests/layers.rs."
            );
        }
    }
}

#[test]
fn pure_crates_name_nothing_that_acts() {
    for (name, folder, _) in ARROWS.iter().filter(|(name, ..)| PURE.contains(name)) {
        for dependency in dependencies(folder, "dependencies") {
            assert!(
                !IMPURE_LIBRARIES.contains(&dependency.as_str()),
                "{name} is pure and may not name {dependency}: take what it gives as an argument instead."
            );
        }
    }
}

#[test]
fn every_member_of_the_workspace_is_in_the_table() {
    let manifest = read("Cargo.toml");
    let members = manifest["workspace"]["members"].as_array().expect("members is a list");
    let listed: Vec<&str> = members.iter().filter_map(toml::Value::as_str).collect();
    let table: BTreeMap<&str, &str> = ARROWS.iter().map(|(name, folder, _)| (*folder, *name)).collect();
    for folder in &listed {
        assert!(table.contains_key(folder), "{folder} is a member of the workspace but not in ARROWS");
    }
    assert_eq!(listed.len(), table.len(), "ARROWS names a crate that is no member of the workspace");
}

fn dependencies(folder: &str, table: &str) -> Vec<String> {
    let manifest = read(&format!("{folder}/Cargo.toml"));
    let named = manifest.get(table).and_then(toml::Value::as_table);
    named.map(|named| named.keys().cloned().collect()).unwrap_or_default()
}

fn read(path: &str) -> toml::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is executed again when a record is: the replay itself, the kernel's sessions, the team and its skills. Whatever of
/// the outside they reach has to come through `runtime::ports::Ports`, every field of which a replay answers from the record.
const REPLAYED: &[&str] = &[
    "runtime/src/replay",
    "runtime/src/session",
    "runtime/src/session.rs",
    "runtime/src/worker.rs",
    "runtime/src/agent.rs",
    "actors/src",
    "actors/skills/plan/src",
    "actors/skills/forge/src",
];
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "tokio::fs",
    "tokio::net",
    "tokio::process",
    "SystemClock",
    "SystemChance",
    "SystemTime::now",
    "Instant::now",
    "getrandom::",
    "FileJournal",
    "FileBlobs",
    "DataFolder",
    "LocalDeliverer",
    "LocalShell",
    "OpenAiChat",
    "reqwest",
];

#[test]
fn what_a_replay_executes_reaches_the_outside_through_recorded_ports_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut open: Vec<_> = REPLAYED.iter().map(|place| root.join(place)).collect();
    let mut looked_at = 0;
    while let Some(place) = open.pop() {
        if place.is_dir() {
            open.extend(fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        if place.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(&place).unwrap();
        looked_at += 1;
        // Tests at the end of a file may do what they like.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for name in OUTSIDE {
            assert!(
                !code.contains(name),
                "{} names {name}: take it through a port of runtime::ports::Ports, and answer it in runtime/src/replay/recorded.rs",
                place.display()
            );
        }
    }
    assert!(looked_at > 100, "only {looked_at} files were looked at");
}
