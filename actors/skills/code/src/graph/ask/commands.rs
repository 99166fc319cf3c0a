//! How a project is installed, run and tested, by its manifests, scripts and README.

use std::collections::BTreeSet;

use super::intent::Purpose;
use super::{Answer, Knowledge, LINES_MAX};
use crate::commands::{self, Command};

/// Of what starts a project when no command was found, or beside those that were.
const STARTS_MAX: usize = 6;

/// Names of scripts and targets that start a program.
const STARTERS: &[&str] = &["start", "dev", "serve", "run", "runserver", "up", "preview", "server", "watch"];

impl Knowledge<'_> {
    /// The commands for a purpose; those that hold one of the words before the others are left out.
    pub(super) fn commands(&self, purpose: Purpose, about: &[String]) -> Answer {
        let (found, unread) = self.given(purpose);
        let meant: Vec<&Command> = found.iter().filter(|command| is_about(command, about)).collect();
        let mut answer = Answer::new("commands");
        let shown: Vec<&Command> = match (meant.is_empty(), found.is_empty()) {
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
        for command in shown.iter().take(LINES_MAX) {
            answer.command(command);
        }
        answer.rest(shown.len(), LINES_MAX);
        for (path, why) in unread {
            answer.cite(0, format!("this one could not be read: {why}"), &path, 1);
        }
        if purpose == Purpose::Run {
            self.beginnings(shown.is_empty(), &mut answer);
        }
        if answer.lines.is_empty() {
            let why = format!(
                "not known: no manifest, script or README that was read says what {} it",
                does(purpose)
            );
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
        let mut found = purpose.of(read.clone());
        for (path, text) in self.texts.iter().filter(|(path, _)| path.starts_with("README")) {
            found.extend(purpose.of(commands::said(path, text)));
        }
        found.sort_by_key(|command| (rank(purpose, command), command.folder.clone(), command.at));
        let mut seen = BTreeSet::new();
        found.retain(|command| seen.insert((command.folder.clone(), command.line.clone())));
        (found, read.unread)
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

    /// The port, where something names it.
    pub(super) fn port(&self) -> Answer {
        let mut answer = Answer::new("port");
        for (path, text) in self.texts {
            let mut in_ports = false;
            for (number, line) in (1..).zip(text.lines()) {
                let trimmed = line.trim();
                let is_item = in_ports && trimmed.starts_with('-');
                in_ports = trimmed == "ports:" || is_item;
                let says =
                    trimmed.starts_with("EXPOSE ") || trimmed.contains("--port") || names_address(trimmed);
                if (is_item || says) && trimmed.chars().any(|c| c.is_ascii_digit()) {
                    answer.cite(0, trimmed.chars().take(200).collect::<String>(), path, number);
                }
            }
        }
        let count = answer.lines.len();
        answer.lines.truncate(LINES_MAX);
        answer.rest(count, LINES_MAX);
        let settings =
            self.index.files().flat_map(|facts| facts.settings.iter().map(move |one| (facts, one)));
        let ports = settings.filter(|(_, setting)| setting.name.split('_').any(|part| part == "PORT"));
        for (facts, setting) in ports.take(LINES_MAX) {
            answer.cite(
                0,
                format!("the environment variable {} is read", setting.name),
                &facts.path,
                setting.line,
            );
        }
        if answer.lines.is_empty() {
            let why = "not known: no README, manifest or file of containers names a port, and no environment variable called so is read";
            answer = Answer::unknown("port", why.to_owned());
        }
        answer.based_on.push("the README, manifests, files of containers and names of environment variables; a number that only the code has is not seen".to_owned());
        answer
    }
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
        Purpose::Install => "installs or builds",
        Purpose::Run => "runs",
        Purpose::Test => "tests",
    }
}

fn is_about(command: &Command, about: &[String]) -> bool {
    let holds = |word: &String| {
        let word = word.to_lowercase();
        [&command.folder, &command.line, &command.says].iter().any(|text| text.to_lowercase().contains(&word))
    };
    about.is_empty() || about.iter().any(holds)
}

/// What starts a program comes before what formats or generates.
fn rank(purpose: Purpose, command: &Command) -> u8 {
    let last = command.line.rsplit(' ').next().unwrap_or_default();
    match purpose {
        Purpose::Run if command.manifest.starts_with("README") => 1,
        Purpose::Run if STARTERS.contains(&last) || command.line.starts_with("cargo run") => 0,
        Purpose::Run if command.says.starts_with("CMD") || command.says.starts_with("ENTRYPOINT") => 1,
        Purpose::Run => 2,
        Purpose::Install | Purpose::Test => 0,
    }
}

/// `http://localhost:8000`, `0.0.0.0:80`.
fn names_address(line: &str) -> bool {
    ["localhost:", "127.0.0.1:", "0.0.0.0:"].iter().any(|host| {
        line.match_indices(host)
            .any(|(at, host)| line[at + host.len()..].starts_with(|c: char| c.is_ascii_digit()))
    })
}
