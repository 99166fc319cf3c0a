//! Packages by the line on which a manifest names them, and what they are for.

use super::says;

#[test]
fn a_package_of_npm_is_cited_by_its_line_and_what_it_is_for() {
    let manifest = "{\n  \"name\": \"x\",\n  \"keywords\": [\"vite\"],\n  \"dependencies\": {\n    \"react\": \"19\",\n    \"react-dom\": \"19\"\n  },\n  \"devDependencies\": {\n    \"vite\": \"7\"\n  },\n  \"peerDependencies\": {\n    \"zod\": \"3\"\n  },\n  \"optionalDependencies\": {\n    \"fsevents\": \"2\"\n  }\n}\n";
    says(
        &[("package.json", manifest)],
        "which dependencies are there?",
        &[
            "react 19 (user interface, npm) package.json:5",
            "react-dom 19 (npm) package.json:6",
            "vite 7 (build, npm, for development) package.json:9",
            "zod 3 (npm, brought by whoever uses it) package.json:12",
            "fsevents 2 (npm, optional) package.json:15",
        ],
    );
}

#[test]
fn packages_of_python_are_cited_by_their_lines() {
    let pyproject = "[project]\nname = \"flask-shop\"\ndependencies = [\n  \"flask>=3\",\n  \"celery[redis]==5\",\n  \"redis==4\",\n]\n[project.optional-dependencies]\nasync = [\"asgiref\"]\n[dependency-groups]\ntest = [\n  \"pytest\",\n]\n[tool.poetry.group.docs.dependencies]\nsphinx = \"7\"\n";
    let files = [
        ("pyproject.toml", pyproject),
        ("requirements-dev.txt", "# flask\nruff==1\n"),
        ("requirements/typing.in", "mypy\n"),
        (
            "old/setup.py",
            "from setuptools import setup\n\nrequires = [\n    \"idna>=2\",\n]\nsetup(\n    install_requires=requires,\n    tests_require=[\"tox\"],\n    extras_require={\n        \"socks\": [\"PySocks\"],\n    },\n)\n",
        ),
        (
            "new/setup.cfg",
            "[options]\ninstall_requires =\n    attrs>=1\n[options.extras_require]\nfast =\n    uvloop\n",
        ),
    ];
    says(
        &files,
        "which dependencies are there?",
        &[
            "flask >=3 (web, python) pyproject.toml:4",
            "celery ==5 (background jobs, python) pyproject.toml:5",
            "redis ==4 (python) pyproject.toml:6",
            "asgiref, any version (python, optional: async) pyproject.toml:9",
            "pytest, any version (tests, python, for development: test) pyproject.toml:12",
            "sphinx 7 (python, for development: docs) pyproject.toml:15",
            "ruff ==1 (python, for development) requirements-dev.txt:2",
            "mypy, any version (python, for development: typing) requirements/typing.in:1",
            "idna >=2 (python) old/setup.py:4",
            "tox, any version (python, for development: test) old/setup.py:8",
            "pysocks, any version (python, optional: socks) old/setup.py:10",
            "attrs >=1 (python) new/setup.cfg:3",
            "uvloop, any version (python, optional: fast) new/setup.cfg:6",
        ],
    );
}

#[test]
fn packages_of_cargo_are_cited_by_their_lines() {
    let manifest = "[package]\nname = \"x\"\n\n[dependencies]\nserde.workspace = true\nsqlx = { version = \"0.8\", optional = true }\n\n[dev-dependencies]\nproptest = \"1\"\n\n[build-dependencies]\ncc = \"1\"\n\n[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n";
    says(
        &[("Cargo.toml", manifest)],
        "which dependencies are there?",
        &[
            "serde, no version of its own (serialization, cargo) Cargo.toml:5",
            "sqlx 0.8 (database, cargo, optional) Cargo.toml:6",
            "proptest 1 (cargo, for development) Cargo.toml:9",
            "cc 1 (cargo, for building) Cargo.toml:12",
            "libc 0.2 (cargo) Cargo.toml:15",
        ],
    );
}

#[test]
fn a_package_that_members_of_a_workspace_leave_to_it_is_told_once() {
    let files = [
        ("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n\n[workspace.dependencies]\nserde = \"1\"\n"),
        ("a/Cargo.toml", "[package]\nname = \"a\"\n\n[dependencies]\nserde.workspace = true\n"),
        ("b/Cargo.toml", "[package]\nname = \"b\"\n\n[dependencies]\nserde.workspace = true\nlog = \"1\"\n"),
        ("c/Cargo.toml", "[package]\nname = \"c\"\n\n[dependencies]\nlog = \"2\"\n"),
    ];
    let told = super::said(&files, "which dependencies are there?");
    assert!(told.contains("serde 1 (serialization, cargo, in 3 manifests) Cargo.toml:5"), "{told}");
    assert_eq!(told.matches("serde").count(), 1, "{told}");
    assert!(
        told.contains("log 1 (cargo) b/Cargo.toml:6") && told.contains("log 2 (cargo) c/Cargo.toml:5"),
        "{told}"
    );
}

#[test]
fn a_package_with_a_table_of_its_own_is_cited_there() {
    let manifest = "[package]\nname = \"rg\"\ndescription = \"\"\"\nSearches lines\nquickly.\n\"\"\"\nkeywords = [\"grep\"]\n\n[dependencies.grep]\nversion = \"0.3.2\"\n\n[dev-dependencies.serde]\nversion = \"1\"\n";
    let files = [
        ("Cargo.toml", manifest),
        ("src/flags/mod.rs", "pub struct Flag;\n"),
        ("src/main.rs", "mod flags;\nfn main() {}\n"),
    ];
    says(&files, "which dependencies are there?", &["grep 0.3.2 (cargo) Cargo.toml:9", "Cargo.toml:12"]);
    says(&files, "what is this project?", &["description = Searches lines quickly. Cargo.toml:3"]);
    says(&files, "who imports flags?", &["imported by src/main.rs"]);
}
