//! Commands of a README: the lines of its blocks of shell.

mod blocks;
mod html;
mod prose;

pub use prose::first as first_prose;

use super::{COMMANDS_MAX, Commands, Given, Kind};

/// What brings dependencies or builds.
const INSTALLS: &[&str] = &[
    "pip install",
    "pip3 install",
    "python -m pip install",
    "npm ci",
    "npm install",
    "npm i ",
    "yarn install",
    "yarn add",
    "pnpm install",
    "pnpm add",
    "bun install",
    "poetry install",
    "poetry add",
    "uv sync",
    "uv add",
    "uv pip install",
    "pipenv install",
    "conda install",
    "bundle install",
    "gem install",
    "composer install",
    "composer require",
    "cargo install",
    "cargo add",
    "cargo build",
    "go get",
    "go install",
    "go build",
    "brew install",
    "apt install",
    "apt-get install",
    "sudo apt",
    "make install",
    "make build",
    "git clone",
    "python -m venv",
    "python3 -m venv",
    "npm run build",
    "docker build",
    "docker pull",
];

/// Beginnings of lines that look around, prepare or ask, and start nothing.
const ASIDE: &[&str] = &[
    "cd ",
    "curl ",
    "wget ",
    "mkdir ",
    "rm ",
    "sudo rm ",
    "cp ",
    "mv ",
    "ls",
    "cat ",
    "echo ",
    "export ",
    "source ",
    ". ",
    "git ",
    "touch ",
    "sed ",
    "grep ",
    "open ",
    "set ",
    "which ",
    "psql ",
    "createdb ",
    "http ",
    "https ",
];

/// Words of a command that tests.
const TESTS: &[&str] =
    &["test", "tests", "pytest", "unittest", "tox", "nox", "e2e", "check", "vitest", "jest"];

/// Programs that look at code, put it in order or clean up.
const TIDIES: &[&str] = &[
    "ruff",
    "black",
    "isort",
    "flake8",
    "mypy",
    "pyright",
    "pylint",
    "eslint",
    "prettier",
    "tsc",
    "clippy",
    "fmt",
    "pre-commit",
    "rubocop",
    "golangci-lint",
    "biome",
];

/// The commands that a README says, each by what it is for.
pub fn said(path: &str, text: &str) -> Commands {
    let (file, mut commands) = (Given { path, text }, Commands::default());
    for typed in blocks::typed(text).into_iter().take(COMMANDS_MAX) {
        let line = typed.line.as_str();
        let list =
            if INSTALLS.iter().any(|start| line.starts_with(start) || line.contains(&format!("/{start}"))) {
                &mut commands.install
            } else if ASIDE.iter().any(|start| line.starts_with(start)) {
                continue;
            } else if tidies(line) {
                &mut commands.tidy
            } else if tests(line) {
                &mut commands.test
            } else {
                &mut commands.run
            };
        let folder = typed.folder;
        list.push(super::Command { folder, ..file.command_at(typed.row, line, "") });
    }
    commands
}

/// `npm run lint`, `make clean`, `cargo clippy`, `ruff check .`.
fn tidies(line: &str) -> bool {
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let first = words.next().unwrap_or_default();
    let by_script = |word: &str| super::kind(word) == Kind::Tidy;
    TIDIES.contains(&first)
        || match first {
            "npm" | "yarn" | "pnpm" | "bun" | "make" | "just" | "task" | "cargo" | "npx" | "uv"
            | "poetry" => {
                let script = words.find(|word| !matches!(*word, "run" | "exec") && !word.starts_with('-'));
                script.is_some_and(|word| by_script(word) || TIDIES.contains(&word))
            }
            _ => false,
        }
}

/// `npm run test:unit`, `.venv/bin/pytest -q`, but not a server of the application `test:app`.
fn tests(line: &str) -> bool {
    let words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let mut before = "";
    for word in words {
        let script = before == "run" && TESTS.iter().any(|test| word.starts_with(&format!("{test}:")));
        if TESTS.contains(&word) || script {
            return true;
        }
        before = word;
    }
    false
}
