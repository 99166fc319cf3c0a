//! How a project is installed, run and tested, by its manifests, scripts and README.

use std::collections::{BTreeMap, BTreeSet};

use super::intent::Purpose;
use super::overview::is_beside;
use super::{Answer, Knowledge, LINES_MAX};
use crate::commands::{self, Command};

/// Of what starts a project when no command was found, or beside those that were.
const STARTS_MAX: usize = 6;

/// Of what only tests and examples have.
const BESIDE_MAX: usize = 4;

/// Names of scripts and targets that start a program.
const STARTERS: &[&str] = &["start", "dev", "serve", "run", "runserver", "up", "preview", "server", "watch"];

impl Knowledge<'_> {
    /// The commands for a purpose; those that hold one of the words before the others are left out.
    pub(super) fn commands(&self, purpose: Purpose, about: &[String]) -> Answer {
        let (found, unread) = self.given(purpose);
        let meant: Vec<&Command> = found.iter().filter(|command| is_about(command, about)).collect();
        let mut answer = Answer::new("commands");
        let shown: Vec<&Command> = match (meant.is_empty(), found.is_empty() || purpose == Purpose::Other) {
            (false, _) => meant,
            (true, false) => {
                let about = about.join(" ");
                answer.say(
                    0,
                    format!("nothing that {} is named like \"{about}\"; these are there:", does(purpose)),
                );
                found.iter().collect()
            }
            (true, true) => Vec::new(),
        };
        // Of what is not asked for by its name, that of tests and examples is not the project's.
        let (beside, own): (Vec<&Command>, Vec<&Command>) = shown
            .iter()
            .partition(|command| about.is_empty() && purpose != Purpose::Test && is_of_others(command));
        for command in own.iter().take(LINES_MAX) {
            answer.command(command);
        }
        answer.rest(own.len(), LINES_MAX);
        if own.is_empty() && !beside.is_empty() {
            answer.say(0, "only tests, examples or documentation have a command for it:");
        }
        let kept = if own.is_empty() { BESIDE_MAX } else { 0 };
        beside.iter().take(kept).for_each(|command| answer.command(command));
        if beside.len() > kept {
            let more = beside.len() - kept;
            answer.say(0, format!("and {more} more of tests, examples or documentation"));
        }
        for (path, why) in unread {
            answer.cite(0, format!("this one could not be read: {why}"), &path, 1);
        }
        if purpose == Purpose::Run {
            self.beginnings(shown.is_empty(), &mut answer);
        }
        if answer.lines.is_empty() {
            let what = if purpose == Purpose::Other {
                about.join(" ")
            } else {
                format!("what {} it", does(purpose))
            };
            let why = format!("not known: no manifest, script or README that was read says {what}");
            answer = Answer::unknown("commands", why);
        }
        answer.based_on.push(
            "package manifests, Makefiles, files of containers, Procfiles and the README's blocks of shell"
                .to_owned(),
        );
        answer
    }

    /// What is given for a purpose, what fits best first.
    fn given(&self, purpose: Purpose) -> (Vec<Command>, Vec<(String, String)>) {
        let known = self.index.files().map(|facts| facts.path.as_str());
        let files: BTreeSet<&str> = known.chain(self.index.skipped().map(|(path, _)| path)).collect();
        let read = commands::read(self.texts, &files);
        let unread = read.unread.clone();
        // What looks at the code has names of its own: `lint`.
        let of = |commands: commands::Commands| {
            let tidy = if purpose == Purpose::Other { commands.tidy.clone() } else { Vec::new() };
            purpose.of(commands).into_iter().chain(tidy)
        };
        let mut found: Vec<Command> = of(read).collect();
        for (path, text) in self.texts.iter().filter(|(path, _)| commands::is_readme(path)) {
            let said = of(commands::said(path, text));
            found.extend(said.filter(|command| !is_elsewhere(command, self.texts)));
        }
        found.sort_by_key(|command| (rank(purpose, command), command.folder.clone(), command.at));
        let mut seen = BTreeSet::new();
        found.retain(|command| seen.insert((command.folder.clone(), command.line.clone())));
        (found, unread)
    }

    /// Where the program itself begins.
    fn beginnings(&self, alone: bool, answer: &mut Answer) {
        let entries = self.entries();
        if !entries.known {
            return;
        }
        if alone {
            answer.say(0, "no manifest, script or README that was read says a command; it starts here:");
        } else {
            answer.say(0, "it starts here:");
        }
        let count = entries.lines.len();
        answer.lines.extend(entries.lines.into_iter().take(STARTS_MAX).map(|mut line| {
            line.level += 1;
            line
        }));
        if count > STARTS_MAX {
            answer.say(1, format!("and {} more", count - STARTS_MAX));
        }
    }
}

/// A command of tests, examples or documentation; scripts that are run at the root are the project's own.
fn is_of_others(command: &Command) -> bool {
    is_beside(&command.manifest) && !command.folder.is_empty()
}

impl Answer {
    fn command(&mut self, command: &Command) {
        let place = if command.folder.is_empty() { String::new() } else { format!(" in {}", command.folder) };
        let says = if command.says.is_empty() { String::new() } else { format!(": {}", command.says) };
        self.cite(0, format!("`{}`{place}{says}", command.line), &command.manifest, command.at);
    }
}

fn does(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Install => "installs",
        Purpose::Build => "builds",
        Purpose::Run => "runs",
        Purpose::Test => "tests",
        Purpose::Other => "does",
    }
}

/// Words for the same part of a product.
const PARTS: &[&[&str]] =
    &[&["frontend", "front", "client", "ui", "web"], &["backend", "back", "api", "server", "service"]];

/// Whether one of the words stands in a command's folder, line or what is said of it, or another for the same part in the first two.
fn is_about(command: &Command, about: &[String]) -> bool {
    let has = |texts: &[&String], wanted: &str| {
        let words = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        words.map(str::to_lowercase).any(|word| word == wanted)
    };
    let Command { folder, line, says, .. } = command;
    let holds = |word: &String| {
        let same = PARTS.iter().find(|part| part.contains(&word.as_str()));
        has(&[folder, line, says], word)
            || same.is_some_and(|part| part.iter().any(|one| has(&[folder, line], one)))
    };
    about.is_empty() || about.iter().any(holds)
}

/// Checks that run no test.
const LOOKS: &[&str] = &["lint", "coverage", "typecheck", "format", "check"];

/// What starts a program comes before what formats or generates, tests before what only looks, the product before its examples.
fn rank(purpose: Purpose, command: &Command) -> (bool, u8) {
    let last = command.line.rsplit(' ').next().unwrap_or_default();
    let kind = match purpose {
        Purpose::Run if commands::is_readme(&command.manifest) => 1,
        Purpose::Run if STARTERS.contains(&last) || command.line.starts_with("cargo run") => 0,
        Purpose::Run if command.says.starts_with("CMD") || command.says.starts_with("ENTRYPOINT") => 1,
        Purpose::Run => 2,
        Purpose::Build if !command.builds() => 1,
        Purpose::Test if LOOKS.iter().any(|word| command.line.contains(word)) => 1,
        Purpose::Install | Purpose::Build | Purpose::Test | Purpose::Other => 0,
    };
    // A Makefile among the tests makes what they need.
    let aside = is_beside(&command.manifest) || command.folder.split('/').any(|part| part == "templates");
    (aside, kind)
}

/// A script or target that the manifest beside the README does not have: the README speaks of another project.
fn is_elsewhere(command: &Command, texts: &BTreeMap<String, String>) -> bool {
    let words: Vec<&str> = command.line.split_whitespace().collect();
    let beside = |name: &str| match command.folder.as_str() {
        "" => texts.get(name),
        folder => texts.get(&format!("{folder}/{name}")),
    };
    match words.as_slice() {
        ["npm" | "yarn" | "pnpm", "run", script, ..] | ["npm", script @ ("start" | "test"), ..] => {
            beside("package.json").is_some_and(|manifest| !manifest.contains(&format!("\"{script}\"")))
        }
        ["make", target, ..] => beside("Makefile").is_some_and(|makefile| {
            !makefile.lines().any(|line| line.split(':').next().map(str::trim) == Some(target))
        }),
        _ => false,
    }
}
