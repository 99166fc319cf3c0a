//! How a project is installed, run and tested, as its manifests, scripts and README say.

mod packages;
mod presence;
mod readme;
mod scripts;

use std::collections::{BTreeMap, BTreeSet};

pub use readme::{first_prose, said};

/// Makefiles and manifests with more are generated.
const COMMANDS_MAX: usize = 60;

/// Files that say how a project is run, by name; each is read whole where it lies. A README is one too.
pub const TELLING: &[&str] = &[
    "package.json",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Cargo.toml",
    "composer.json",
    "Makefile",
    "makefile",
    "GNUmakefile",
    "Dockerfile",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.yml",
    "compose.yaml",
    "Procfile",
];

/// Whether a file says how a project is run. Only the README at the root says what the whole is.
pub fn is_telling(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    TELLING.contains(&name) || is_readme(path)
}

/// Whether a file is the README at the root, however its name is written.
pub fn is_readme(path: &str) -> bool {
    let name = path.to_lowercase();
    matches!(
        name.as_str(),
        "readme" | "readme.md" | "readme.markdown" | "readme.rst" | "readme.txt" | "readme.adoc"
    )
}

/// A command, where it is given, and what is said of it there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Command {
    /// The folder to run it in; empty at the root.
    pub folder: String,
    pub line: String,
    pub says: String,
    /// The file that gives it.
    pub manifest: String,
    /// Where in that file, from one.
    pub at: u32,
}

impl Command {
    /// Whether a script or target builds what is run, by its name.
    pub(crate) fn builds(&self) -> bool {
        let last = self.line.split_whitespace().rfind(|word| *word != ".").unwrap_or_default();
        let first = last.split(['-', ':', '_', '.']).next().unwrap_or_default();
        matches!(first, "build" | "prebuild" | "postbuild" | "compile" | "bundle" | "dist" | "package")
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commands {
    pub install: Vec<Command>,
    pub run: Vec<Command>,
    pub test: Vec<Command>,
    /// What looks at the code or puts it in order without running it, and what cleans up.
    pub tidy: Vec<Command>,
    /// Manifests that could not be read, with the reason.
    pub unread: Vec<(String, String)>,
}

impl Commands {
    /// The list for what a script or target is called.
    fn named(&mut self, name: &str) -> &mut Vec<Command> {
        match kind(name) {
            Kind::Test => &mut self.test,
            Kind::Tidy => &mut self.tidy,
            Kind::Run => &mut self.run,
        }
    }

    fn sort(&mut self) {
        for list in [&mut self.install, &mut self.run, &mut self.test, &mut self.tidy] {
            list.sort();
            list.dedup_by(|one, other| (&one.folder, &one.line) == (&other.folder, &other.line));
        }
    }
}

/// What manifests and scripts say, of the texts of [`TELLING`] files and the paths of all files.
pub fn read(texts: &BTreeMap<String, String>, files: &BTreeSet<&str>) -> Commands {
    let mut commands = Commands::default();
    for (path, text) in texts {
        let file = Given { path, text };
        let name = path.rsplit('/').next().unwrap_or(path);
        let read = match name {
            "package.json" => packages::package_json(&file, files, &mut commands),
            "pyproject.toml" => packages::pyproject(&file, files, &mut commands),
            "Cargo.toml" => packages::cargo(&file, files, &mut commands),
            "setup.py" | "setup.cfg" => {
                packages::setuptools(&file, &mut commands);
                Ok(())
            }
            "Makefile" | "makefile" | "GNUmakefile" => {
                scripts::make(&file, &mut commands);
                Ok(())
            }
            "Dockerfile" => {
                scripts::docker(&file, &mut commands);
                Ok(())
            }
            "Procfile" => {
                scripts::procfile(&file, &mut commands);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(why) = read {
            commands.unread.push((path.clone(), why));
        }
    }
    presence::add(files, &mut commands);
    commands.sort();
    commands
}

/// A file that gives commands.
struct Given<'g> {
    path: &'g str,
    text: &'g str,
}

impl Given<'_> {
    /// A command that stands where a line holds a text.
    fn command(&self, holds: &str, line: impl Into<String>, says: impl Into<String>) -> Command {
        let row = self.text.lines().position(|line| line.contains(holds)).unwrap_or_default();
        self.command_at(row, line, says)
    }

    /// A command of a row, from zero.
    fn command_at(&self, row: usize, line: impl Into<String>, says: impl Into<String>) -> Command {
        Command {
            folder: folder(self.path).to_owned(),
            line: line.into(),
            says: says.into(),
            manifest: self.path.to_owned(),
            at: u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1),
        }
    }
}

/// What a script or target is for, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Test,
    Tidy,
    Run,
}

const TIDY: &[&str] = &[
    "lint",
    "lints",
    "linter",
    "format",
    "fmt",
    "fix",
    "prettier",
    "eslint",
    "typecheck",
    "types",
    "tsc",
    "mypy",
    "ruff",
    "flake8",
    "clippy",
    "style",
    "clean",
    "distclean",
    "clobber",
    "tidy",
    "spellcheck",
];
const TEST: &[&str] = &["test", "tests", "unit", "e2e", "pretest", "posttest", "check", "coverage", "cov"];

/// `test-lint` tests, and `format:check` does not.
fn kind(name: &str) -> Kind {
    let words = || name.split(['-', ':', '_', '.', ' ', '/']);
    let first = words().next().unwrap_or_default();
    if matches!(first, "test" | "tests") {
        Kind::Test
    } else if words().any(|word| TIDY.contains(&word)) {
        Kind::Tidy
    } else if words().any(|word| TEST.contains(&word)) {
        Kind::Test
    } else {
        Kind::Run
    }
}

/// The folder a file lies in; empty at the root.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
