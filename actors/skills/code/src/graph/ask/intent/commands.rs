//! Questions about commands: how it is installed, run, tested, and where it listens.

use super::super::question::{Word, after, between};
use super::super::subject::Subject;
use super::Intent;
use crate::commands::{Command, Commands};

/// What a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Install or build.
    Install,
    Run,
    Test,
}

impl Purpose {
    pub(in super::super) fn of(self, commands: Commands) -> Vec<Command> {
        match self {
            Purpose::Install => commands.install,
            Purpose::Run => commands.run,
            Purpose::Test => commands.test,
        }
    }

    fn by(verb: &Word) -> Option<Self> {
        let verbs: &[(&[&str], Purpose)] = &[
            (
                &[
                    "install",
                    "installed",
                    "installs",
                    "setup",
                    "set",
                    "build",
                    "built",
                    "builds",
                    "compile",
                    "compiled",
                ],
                Purpose::Install,
            ),
            (
                &[
                    "run", "runs", "start", "started", "starts", "launch", "launched", "serve", "served",
                    "boot", "deploy", "deployed",
                ],
                Purpose::Run,
            ),
            (&["test", "tests", "tested"], Purpose::Test),
        ];
        verbs.iter().find(|(words, _)| verb.is(words)).map(|(_, purpose)| *purpose)
    }
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
const TESTS: &[&str] = &["test", "tests", "suite", "unit", "e2e", "integration", "end-to-end"];

pub(super) fn read(words: &[Word]) -> Option<Intent> {
    if let Some(rest) = after(words, "which|what? port|ports") {
        return rest.iter().all(|word| !word.marked).then_some(Intent::Port);
    }
    let rest = after(words, "how do|does|can|could|should|would|to i|we|you|one?")
        .or_else(|| after(words, "which|what? command|commands|script|scripts"));
    if let Some((verb, rest)) = rest.and_then(<[Word]>::split_first) {
        return about(Purpose::by(verb)?, rest);
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
        Purpose::Install | Purpose::Run => None,
    }
}
