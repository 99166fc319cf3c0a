//! Where a project starts: commands that it installs, functions called main, files of a customary name.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Answer, Knowledge, is_aside, is_test};
use crate::commands;

/// Tables of commands that a package installs.
const TABLES: &[&str] = &["[project.scripts]", "[project.gui-scripts]", "[tool.poetry.scripts]"];
/// Scripts of a package that start it.
const STARTING: &[&str] = &["start", "dev"];

impl Knowledge<'_> {
    pub(super) fn entries(&self) -> Answer {
        let mut answer = Answer::new("entries");
        for (path, text) in self.texts {
            match path.rsplit('/').next().unwrap_or(path) {
                "package.json" => of_package(path, text, &mut answer),
                "setup.py" | "setup.cfg" => self.of_setuptools(path, text, &mut answer),
                name if name.ends_with(".toml") => self.of_tables(path, text, &mut answer),
                _ => {}
            }
        }
        for facts in self.index.files().filter(|facts| !is_test(&facts.path) && !is_aside(&facts.path)) {
            let name = facts.path.rsplit('/').next().unwrap_or(&facts.path);
            if crate::roles::STARTS.contains(&name) {
                answer.cite(0, format!("{name}, by its name"), &facts.path, 1);
            }
            for symbol in facts.symbols.iter().filter(|symbol| {
                symbol.name == "main" && symbol.kind.is_callable() && symbol.parent.is_none()
            }) {
                answer.cite(0, format!("function {}", symbol.qualified), &facts.path, symbol.line);
            }
        }
        answer.known = !answer.lines.is_empty();
        if !answer.known {
            answer.say(
                0,
                "no command, main function or file of a customary name was found: it may be a library",
            );
        }
        answer
            .based_on
            .push("manifests, functions called main, and file names that are customary".to_owned());
        answer
    }

    fn of_tables(&self, path: &str, text: &str, answer: &mut Answer) {
        let (mut installs, mut builds) = (false, false);
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.starts_with('[') {
                installs = TABLES.contains(&line);
                builds = line == "[[bin]]";
            } else if let Some((name, value)) = line.split_once('=') {
                let value = value.trim().trim_matches(['"', '\'']);
                if installs {
                    answer.cite(
                        0,
                        format!("the command {} = {value}", name.trim().trim_matches('"')),
                        path,
                        number,
                    );
                    self.target(value, answer);
                } else if builds && name.trim() == "name" {
                    answer.cite(0, format!("the command {value}"), path, number);
                }
            }
        }
    }

    fn of_setuptools(&self, path: &str, text: &str, answer: &mut Answer) {
        let texts = BTreeMap::from([(path.to_owned(), text.to_owned())]);
        let read = commands::read(&texts, &std::collections::BTreeSet::new());
        for command in read.run {
            answer.cite(0, format!("the command {} = {}", command.line, command.says), path, command.at);
            self.target(&command.says, answer);
        }
    }

    /// `flask.cli:main`: the function behind a command.
    fn target(&self, target: &str, answer: &mut Answer) {
        let Some((module, function)) = target.split_once(':') else { return };
        let name = format!("{module}.{function}");
        // A package may lie in a folder of its own, as `src`.
        let is_it =
            |full: &str| full == name || full.strip_suffix(&name).is_some_and(|before| before == "src.");
        if let Some(place) = self.program.places.iter().find(|place| is_it(&place.name)) {
            answer.cite(1, format!("which is {name}"), &place.path, place.line);
        }
    }
}

/// What a package of npm is entered by: its file, what it installs, and what starts it.
fn of_package(path: &str, text: &str, answer: &mut Answer) {
    let Ok(json) = serde_json::from_str::<Json>(text) else { return };
    let row = |head: usize, key: &str| {
        let named = format!("\"{key}\"");
        let behind = text.lines().skip(head).position(|line| line.contains(&named)).unwrap_or_default();
        head + behind
    };
    let mut cite = |text: String, row: usize| {
        answer.cite(0, text, path, u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1));
    };
    if let Some(main) = json.get("main").and_then(Json::as_str) {
        cite(format!("main: {main}"), row(0, "main"));
    }
    let head = row(0, "bin");
    match json.get("bin") {
        Some(Json::String(target)) => cite(format!("bin: {target}"), head),
        Some(Json::Object(all)) => {
            for (name, target) in all {
                let target = target.as_str().unwrap_or_default();
                cite(format!("the command {name} = {target}"), row(head, name));
            }
        }
        _ => {}
    }
    let head = row(0, "scripts");
    for name in STARTING {
        if let Some(line) = json.get("scripts").and_then(|scripts| scripts.get(name)).and_then(Json::as_str) {
            cite(format!("{name}: {line}"), row(head, name));
        }
    }
}
