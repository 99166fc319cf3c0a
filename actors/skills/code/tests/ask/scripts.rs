//! Commands by what they are for, and those that a package installs.

use super::{said, says};

const MAKEFILE: (&str, &str) =
    ("Makefile", "test:\n\tpytest\nlint:\n\truff check\nclean:\n\trm -rf build\nserve:\n\t./serve\n");

#[test]
fn what_lints_does_not_test_and_what_cleans_does_not_run() {
    let files = [
        MAKEFILE,
        (
            "package.json",
            "{\n  \"scripts\": {\n    \"lint\": \"eslint .\",\n    \"test:lint\": \"x\"\n  }\n}\n",
        ),
    ];
    let told = said(&files, "how do I run the tests?");
    assert!(told.contains("make test") && told.contains("test:lint") && !told.contains("run lint"), "{told}");
    assert!(!told.contains("make lint"), "{told}");
    let told = said(&files, "how do I run it?");
    assert!(told.contains("make serve") && !told.contains("make clean"), "{told}");
    says(&files, "how do I lint it?", &["make lint", "npm run lint"]);
}

#[test]
fn commands_of_a_readme_that_lint_are_no_tests() {
    let readme = "# Shop\n\n```sh\nnpm run lint\nruff check .\nnpm test\n```\n";
    let told = said(&[("README.md", readme)], "how do I run the tests?");
    assert!(told.contains("npm test") && !told.contains("lint") && !told.contains("ruff"), "{told}");
}

#[test]
fn what_a_package_installs_is_an_entry_and_a_command() {
    let files = [
        (
            "package.json",
            "{\n  \"name\": \"@a/shop\",\n  \"main\": \"index.js\",\n  \"bin\": {\n    \"shop\": \"./cli.js\"\n  }\n}\n",
        ),
        (
            "tool/setup.py",
            "setup(\n    scripts=[\"bin/sell\"],\n    entry_points={\"console_scripts\": [\"buy=shop.cli:main\"]},\n)\n",
        ),
        ("shop/cli.py", "def main():\n    pass\n"),
        ("scripts/test", "#!/bin/sh\npytest\n"),
        ("scripts/deploy.sh", "#!/bin/sh\n"),
        ("crate/Cargo.toml", "[package]\nname = \"x\"\n"),
        ("crate/src/bin/serve.rs", "fn main() {}\n"),
    ];
    says(
        &files,
        "how do I run it?",
        &[
            "`npx shop`: ./cli.js package.json:5",
            "`sell` in tool: bin/sell tool/setup.py:2",
            "`buy` in tool: shop.cli:main tool/setup.py:3",
            "`./scripts/deploy.sh` scripts/deploy.sh:1",
            "`cargo run --bin serve` in crate crate/src/bin/serve.rs:1",
        ],
    );
    says(&files, "how do I run the tests?", &["`./scripts/test`"]);
    says(
        &files,
        "where does it start?",
        &[
            "main: index.js package.json:3",
            "the command shop = ./cli.js package.json:5",
            "the command buy = shop.cli:main tool/setup.py:3\n  which is shop.cli.main shop/cli.py:1",
        ],
    );
}

#[test]
fn what_only_tests_have_a_command_for_is_said_to_be_theirs() {
    let certificates = ("tests/certs/Makefile", "server:\n\topenssl x\n");
    let told = said(&[certificates, ("a.py", "x = 1\n")], "how do I run it?");
    assert!(
        told.starts_with(
            "only tests, examples or documentation have a command for it:\n`make server` in tests/certs"
        ),
        "{told}"
    );
    let told = said(&[certificates, MAKEFILE], "how do I run it?");
    assert!(told.contains("make serve`") && told.contains("and 1 more of tests, examples"), "{told}");
    assert!(!told.contains("tests/certs"), "{told}");
}

#[test]
fn what_builds_is_told_before_what_only_moves_what_was_built() {
    let manifest = "{\n  \"scripts\": {\n    \"copy:package\": \"cp a b\",\n    \"build\": \"tsc\"\n  }\n}\n";
    let told = said(&[("package.json", manifest)], "how do I build it?");
    assert!(told.starts_with("`npm run build`"), "{told}");
}

#[test]
fn a_program_of_cargo_is_cited_where_it_is_named() {
    let manifest = "[package]\nname = \"shop\"\n\n[[bin]]\nname = \"shop\"\n";
    says(
        &[("shop/Cargo.toml", manifest)],
        "how do I run it?",
        &["`cargo run --bin shop` in shop shop/Cargo.toml:5"],
    );
}
