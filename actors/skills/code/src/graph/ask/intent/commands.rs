//! Questions about commands: how it is installed, run, tested, and where it listens.

use super::super::question::{Word, after, between};
use super::super::subject::Subject;
use super::Intent;
use crate::commands::{Command, Commands};

/// What a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Install,
    Build,
    Run,
    Test,
    /// Something that has a name of its own: `lint`, `deploy`.
    Other,
}

impl Purpose {
    pub(in super::super) fn of(self, commands: Commands) -> Vec<Command> {
        let all = |commands: Commands| {
            [commands.install, commands.run, commands.test].into_iter().flatten().collect::<Vec<Command>>()
        };
        match self {
            Purpose::Install => commands.install,
            Purpose::Run => commands.run,
            Purpose::Test => commands.test,
            Purpose::Build => all(commands).into_iter().filter(builds).collect(),
            Purpose::Other => all(commands),
        }
    }

    fn by(verb: &Word) -> Option<Self> {
        let verbs: &[(&[&str], Purpose)] = &[
            (&["install", "installed", "installs", "setup", "set"], Purpose::Install),
            (&["build", "built", "builds", "compile", "compiled", "bundle", "package"], Purpose::Build),
            (
                &[
                    "run", "runs", "start", "started", "starts", "launch", "launched", "serve", "served",
                    "boot", "execute",
                ],
                Purpose::Run,
            ),
            (&["test", "tests", "tested"], Purpose::Test),
            (NAMED, Purpose::Other),
        ];
        verbs.iter().find(|(words, _)| verb.is(words)).map(|(_, purpose)| *purpose)
    }
}

/// What commands are customarily called by.
const NAMED: &[&str] = &["lint", "format", "deploy", "release", "publish", "migrate", "seed", "benchmark"];

fn builds(command: &Command) -> bool {
    let words = || command.line.split(|c: char| !c.is_alphanumeric());
    words().any(|word| matches!(word, "build" | "compile" | "bundle" | "dist" | "package"))
}

/// Words that name the whole, or nothing.
const WHOLE: &[&str] = &[
    "it",
    "this",
    "that",
    "the",
    "a",
    "an",
    "project",
    "app",
    "application",
    "program",
    "code",
    "repo",
    "repository",
    "everything",
    "thing",
    "up",
    "all",
    "its",
    "locally",
    "here",
    "myself",
    "in",
    "on",
    "my",
    "machine",
    "development",
    "dev",
    "mode",
];
const PARTS: &[&str] = &[
    "frontend",
    "backend",
    "client",
    "server",
    "api",
    "web",
    "worker",
    "database",
    "docs",
    "documentation",
    "cli",
    "ui",
    "migrations",
];
const TESTS: &[&str] = &["test", "tests", "suite", "testsuite", "unit", "e2e", "integration", "end-to-end"];

pub(super) fn read(words: &[Word]) -> Option<Intent> {
    if let Some(rest) = after(words, "which|what? port|ports") {
        return rest.iter().all(|word| !word.marked).then_some(Intent::Port);
    }
    let rest = after(words, "how do|does|can|could|should|would|to i|we|you|one?")
        .or_else(|| after(words, "which|what? command|commands|script|scripts"));
    // `run tests`, `start`: a command itself.
    let rest = rest.or_else(|| {
        (words.len() <= 3 && words.first().is_some_and(|word| word.is(&["run", "start", "install", "build"])))
            .then_some(words)
    });
    if let Some((verb, rest)) = rest.and_then(<[Word]>::split_first) {
        return match Purpose::by(verb)? {
            Purpose::Other if rest.iter().all(|word| word.is(WHOLE) || word.is(PARTS)) => {
                Some(Intent::Commands(Purpose::Other, vec![verb.lower.clone()]))
            }
            Purpose::Other => None,
            purpose => about(purpose, rest),
        };
    }
    let ends = ["started", "run", "launched", "installed", "built", "deployed"];
    let inner = between(words, "how is|are", &ends)?;
    about(Purpose::by(words.last()?)?, inner)
}

/// A question about the whole, its tests or a customary part; what names something else is no question about commands.
fn about(purpose: Purpose, rest: &[Word]) -> Option<Intent> {
    let rest: Vec<&Word> = rest.iter().filter(|word| !word.is(WHOLE)).collect();
    let of_tests = rest.iter().any(|word| word.is(TESTS));
    let others: Vec<&Word> = rest.into_iter().filter(|word| !word.is(TESTS)).collect();
    let parts = || others.iter().map(|word| word.lower.clone()).collect();
    match purpose {
        _ if others.iter().all(|word| word.is(PARTS)) => {
            Some(Intent::Commands(if of_tests { Purpose::Test } else { purpose }, parts()))
        }
        Purpose::Test => {
            let named: Vec<Word> = others.into_iter().cloned().collect();
            Some(Intent::Tests(Subject::exactly(&named)))
        }
        Purpose::Install | Purpose::Build | Purpose::Run | Purpose::Other => None,
    }
}
