//! Rust: traits and the types that have them, modules that are used, what a constructor gives.

use super::{said, says};

const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\nname = \"my-app\"\nversion = \"0.1.0\"\n"),
    ("src/lib.rs", "mod blobs;\nmod file;\npub use blobs::Blobs;\npub use file::FileBlobs;\n"),
    (
        "src/blobs.rs",
        "pub trait Blobs {\n    fn get(&self) -> u8;\n}\n\npub fn all(of: &impl Blobs) -> u8 {\n    of.get()\n}\n",
    ),
    (
        "src/file.rs",
        "use std::fmt;\n\nuse crate::blobs::Blobs;\n\npub struct Inner;\npub struct FileBlobs(Inner);\n\nimpl FileBlobs {\n    \
         pub fn open(dir: &str) -> Result<Self, String> {\n        Ok(FileBlobs(Inner))\n    }\n}\n\nimpl Blobs for FileBlobs {\n    \
         fn get(&self) -> u8 {\n        1\n    }\n}\n\nimpl fmt::Display for FileBlobs {\n    \
         fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {\n        Ok(())\n    }\n}\n\npub struct Other;\n\nimpl Other {\n    \
         pub fn get(&self) -> u8 {\n        2\n    }\n}\n",
    ),
    (
        "tests/blobs.rs",
        "use my_app::{Blobs, FileBlobs};\n\n#[test]\nfn it_gets() {\n    let blobs = FileBlobs::open(\".\").unwrap();\n    \
         assert_eq!(blobs.get(), 1);\n}\n\n#[test]\nfn it_gets_at_once() {\n    assert_eq!(FileBlobs::open(\".\").unwrap().get(), 1);\n}\n",
    ),
];

#[test]
fn what_a_constructor_gives_is_followed() {
    says(
        FILES,
        "is FileBlobs.get tested?",
        &["tests/blobs.it_gets tests/blobs.rs:4", "tests/blobs.it_gets_at_once"],
    );
    says(FILES, "is Other.get tested?", &["no test was found that runs it"]);
}

#[test]
fn a_call_on_a_trait_is_one_of_each_type_that_has_it() {
    says(FILES, "who calls FileBlobs.get?", &["src/blobs.all (likely) src/blobs.rs:6"]);
    let said = said(FILES, "who calls Other.get?");
    assert!(!said.contains("src/blobs.all"), "it has not that trait: {said}");
}

#[test]
fn types_that_have_a_trait_inherit_from_it() {
    says(FILES, "who implements Blobs?", &["struct FileBlobs src/file.rs:6"]);
    says(FILES, "what does FileBlobs inherit from?", &["trait Blobs src/blobs.rs:1"]);
    says(FILES, "what breaks if I change Blobs.get?", &["src/file.FileBlobs.get (overrides it)"]);
    let said = said(FILES, "who inherits from Inner?");
    assert!(said.contains("no class"), "a field is no base: {said}");
}

#[test]
fn what_is_used_is_imported() {
    says(FILES, "who imports FileBlobs?", &["imported by src/lib.rs: FileBlobs"]);
    says(
        FILES,
        "who imports src/lib.rs?",
        &["imported by tests/blobs.rs: Blobs, FileBlobs tests/blobs.rs:1"],
    );
}

#[test]
fn what_a_trait_from_outside_asks_for_is_not_dead() {
    let said = said(FILES, "what is never called?");
    assert!(!said.contains("FileBlobs.fmt") && said.contains("Other.get"), "{said}");
}

#[test]
fn what_a_trait_only_asks_for_is_no_function_without_a_test() {
    let files = [
        (
            "src/lib.rs",
            "pub trait Keep {\n    fn keep(&self) -> u8;\n    fn twice(&self) -> u8 {\n        self.keep() * 2\n    }\n}\n",
        ),
        ("src/page.ts", "export interface Row {\n  open(at: number): void;\n}\n"),
        ("tests/all.rs", "#[test]\nfn nothing() {}\n"),
    ];
    says(&files, "what is untested?", &["1 of 1 functions is reached from no test", "src/lib.Keep.twice"]);
}

#[test]
fn a_macro_is_found_by_its_name() {
    let files = [(
        "src/lib.rs",
        "macro_rules! twice {\n    ($x:expr) => { $x + $x };\n}\n\npub fn go() -> u8 {\n    twice!(1)\n}\n",
    )];
    says(&files, "where is `twice`?", &["macro twice src/lib.rs:1"]);
    says(&files, "who uses twice!?", &["src/lib.go (likely) src/lib.rs:6"]);
}

#[test]
fn what_a_macro_is_made_of_runs_where_it_is_used() {
    let lib = "#[macro_export]\nmacro_rules! fail {\n    ($x:expr) => { $crate::made($x) };\n}\n\npub fn made(x: u8) -> u8 { x }\npub fn fail() {}\n";
    let files = [
        ("src/lib.rs", lib),
        ("tests/all.rs", "use my_app::fail;\n\n#[test]\nfn it_fails() {\n    assert_eq!(fail!(1), 1);\n}\n"),
    ];
    says(&files, "is made tested?", &["tests/all.it_fails (2 steps away)"]);
    says(&files, "what is untested?", &["1 of 3 functions is reached from no test", "src/lib.fail: 1 line"]);
}

#[test]
fn a_trait_that_is_given_to_a_type_from_outside_has_it() {
    let files = [("src/lib.rs", "pub trait Context {}\nimpl<T, E> Context for Result<T, E> {}\n")];
    says(&files, "who implements Context?", &["Result, a type that is not defined here src/lib.rs:2"]);
}

#[test]
fn imports_that_are_not_resolved_are_not_denied() {
    let files = [
        ("store/store.go", "package store\nfunc Open() {}\n"),
        ("main.go", "package main\nimport \"m/store\"\n"),
    ];
    says(&files, "who imports store/store.go?", &["not known: imports of go are not resolved"]);
}

#[test]
fn a_method_that_the_standard_library_has_too_is_guessed_on_what_is_unknown() {
    let lib = "pub struct Name;\nimpl Name {\n    pub fn as_bytes(&self) -> u8 { 1 }\n    pub fn spell(&self) -> u8 { 2 }\n}\n\npub fn go(x: (u8, u8)) {\n    x.0.as_bytes();\n    x.1.spell();\n}\n";
    let files = [("src/lib.rs", lib)];
    says(&files, "who calls Name.as_bytes?", &["src/lib.go (guess)"]);
    says(&files, "who calls Name.spell?", &["src/lib.go (likely)"]);
}

#[test]
fn a_function_is_called_by_the_path_of_its_module() {
    let files = [
        ("src/lib.rs", "mod journal;\nmod repair;\n"),
        ("src/journal.rs", "pub fn repair() {}\n"),
        (
            "src/repair.rs",
            "mod blobs;\nmod journal;\n\npub fn repair() {\n    journal::repair();\n    blobs::repair();\n    crate::journal::repair();\n}\n",
        ),
        ("src/repair/blobs.rs", "pub fn repair() {}\n"),
        ("src/repair/journal.rs", "pub fn repair() {}\n"),
    ];
    says(&files, "who calls src/repair/blobs.rs:repair?", &["src/repair.repair (likely) src/repair.rs:6"]);
}

#[test]
fn calls_that_name_their_types_are_calls() {
    let files = [(
        "src/lib.rs",
        "pub struct Args;\nimpl Args {\n    pub fn get_one<T>(&self) -> u8 { 1 }\n}\npub fn go(args: &Args) {\n    args.get_one::<u8>();\n}\n",
    )];
    says(&files, "who calls get_one?", &["src/lib.go (likely) src/lib.rs:6"]);
}

#[test]
fn what_a_trait_from_outside_is_given_to_is_told() {
    let files = [(
        "src/lib.rs",
        "use std::fmt;\npub struct Name;\npub enum E { A }\npub trait Shown: fmt::Display {}\nimpl fmt::Display for Name {}\nimpl<E> fmt::Display for Wrap<E> {}\nimpl<E> Shown for E where E: fmt::Debug {}\n",
    )];
    says(
        &files,
        "who implements Display?",
        &["struct Name src/lib.rs:5", "Wrap, a type that is not defined here src/lib.rs:6"],
    );
    says(&files, "who implements Shown?", &["any type that fits (E) src/lib.rs:7"]);
    let said = said(&files, "who implements Shown?");
    assert!(!said.contains("enum E"), "a parameter is no type of that name: {said}");
}

#[test]
fn a_change_of_a_type_names_the_files_that_import_it() {
    let files = [
        ("src/lib.rs", "mod flags;\nmod search;\nmod walk;\n"),
        ("src/flags.rs", "mod args;\npub use args::Args;\n"),
        ("src/flags/args.rs", "pub struct Args;\nimpl Args {\n    pub fn of() -> Self { Args }\n}\n"),
        ("src/search.rs", "use crate::flags::Args;\npub fn go(args: &Args) {}\n"),
        ("src/walk.rs", "use crate::flags::Args;\npub fn go() {\n    Args::of();\n}\n"),
    ];
    says(
        &files,
        "what breaks if I change Args?",
        &["src/walk.go", "import it by name", "src/flags.rs:2", "src/search.rs:1"],
    );
}

#[test]
fn a_macro_that_a_macro_is_given_is_defined() {
    let files = [(
        "src/lib.rs",
        "__ensure![\n    #[macro_export]\n    macro_rules! ensure {\n        ($x:expr) => { check($x) };\n    }\n];\npub fn check(x: u8) {}\n",
    )];
    says(&files, "where is `ensure`?", &["macro ensure src/lib.rs:3"]);
}

#[test]
fn a_file_of_tests_is_one_by_its_name() {
    let files = [
        (
            "src/store.rs",
            "pub struct Store;\nimpl Store {\n    pub fn open() -> Self { Store }\n}\n#[cfg(test)]\nmod tests;\n",
        ),
        ("src/store/tests.rs", "use super::Store;\n#[test]\nfn it_opens() {\n    Store::open();\n}\n"),
    ];
    says(&files, "what tests Store?", &["src/store/tests.it_opens src/store/tests.rs:3"]);
}

#[test]
fn a_module_called_as_a_variable_is_no_variable() {
    let files = [
        (
            "src/lib.rs",
            "mod blobs;\npub fn go() -> u8 {\n    let blobs = blobs::all();\n    blobs::all()\n}\n",
        ),
        ("src/blobs.rs", "pub fn all() -> u8 { 1 }\n"),
        ("src/other.rs", "pub fn all() -> u8 { 2 }\n"),
    ];
    says(&files, "who calls src/blobs.rs:all?", &["src/lib.go (likely)"]);
}
