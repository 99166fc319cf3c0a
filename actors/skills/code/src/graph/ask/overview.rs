//! What a project is: its own words, its parts, how they lead to one another, and where it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Answer, Knowledge, LINES_MAX, counted, is_aside, is_test};

/// Arrows of a diagram that can be read.
const ARROWS_MAX: usize = 24;

/// Of each kind of thing that an overview names.
const SHOWN: usize = 6;

impl Knowledge<'_> {
    pub(super) fn overview(&self) -> Answer {
        let mut answer = Answer::new("overview");
        self.own_words(&mut answer);
        if self.index.files().len() == 0 {
            let empty = match self.index.skipped().len() {
                0 => "the folder is empty: no file was found in it",
                _ => "none of the files here was read: `samriddh index` says why",
            };
            answer.say(0, empty);
            answer.based_on.push("the files of the folder".to_owned());
            return answer;
        }
        self.languages(&mut answer);
        self.frameworks(&mut answer);
        self.parts(&mut answer);
        let entries = self.entries();
        if entries.known {
            answer.say(0, "it starts here:");
            let count = entries.lines.len();
            answer.lines.extend(entries.lines.into_iter().take(SHOWN).map(|mut line| {
                line.level = 1;
                line
            }));
            answer.further(count);
        }
        let (http, data) = (&self.program.http, &self.program.data);
        let requests = http.links.iter().map(|link| link.request).collect::<BTreeSet<_>>().len();
        if !http.endpoints.is_empty() {
            answer.say(
                0,
                format!(
                    "{}, {} to them from this code",
                    counted(http.endpoints.len(), "endpoint"),
                    counted(requests, "request")
                ),
            );
            for endpoint in http.endpoints.iter().take(SHOWN) {
                answer.cite(
                    1,
                    format!("{} {} -> {}", endpoint.method, endpoint.path, endpoint.handler),
                    &endpoint.file,
                    endpoint.line,
                );
            }
            answer.further(http.endpoints.len());
        }
        for model in data.models.iter().take(SHOWN) {
            answer.cite(
                1,
                format!(
                    "keeps {} ({}, {})",
                    model.name,
                    model.framework,
                    counted(model.fields.len(), "field")
                ),
                &model.file,
                model.line,
            );
        }
        answer.further(data.models.len());
        answer.mermaid = self.diagram();
        answer.based_on.push("README and manifests at the root, and the imports between folders".to_owned());
        answer
    }

    fn own_words(&self, answer: &mut Answer) {
        for (path, text) in self.texts.iter().filter(|(path, _)| !path.contains('/')) {
            if path.ends_with(".toml") || path.ends_with(".json") || path.ends_with(".cfg") {
                let keys = ["name", "description", "version"];
                // A manifest in JSON has names of others further in.
                let indent = |line: &str| line.len() - line.trim_start().len();
                let first = text.lines().find(|line| line.trim_start().starts_with('"')).map_or(0, indent);
                for (number, line) in (1..).zip(text.lines()).take(80) {
                    if path.ends_with(".json") && indent(line) != first {
                        continue;
                    }
                    let line = line.trim().trim_start_matches('"');
                    let found = keys.iter().find(|key| {
                        line.strip_prefix(**key).is_some_and(|rest| {
                            rest.trim_start_matches('"').trim_start().starts_with(['=', ':'])
                        })
                    });
                    if found.is_some() && line.len() < 300 {
                        answer.cite(0, line.trim_end_matches(',').replace('"', ""), path, number);
                    }
                }
            } else if let Some((number, sentence)) = first_prose(text).filter(|_| path.starts_with("README"))
            {
                answer.cite(0, sentence, path, number);
            }
        }
    }

    fn parts(&self, answer: &mut Answer) {
        let mut parts: BTreeMap<String, (usize, u32)> = BTreeMap::new();
        for facts in self.index.files().filter(|facts| !facts.language.is_data()) {
            let known = parts.entry(part(&facts.path).to_owned()).or_default();
            (known.0, known.1) = (known.0 + 1, known.1 + facts.lines.code);
        }
        let mut sorted: Vec<_> = parts.into_iter().collect();
        sorted.sort_by_key(|(_, (_, lines))| std::cmp::Reverse(*lines));
        answer.say(0, "parts:");
        for (name, (files, lines)) in sorted.iter().take(LINES_MAX) {
            let shown = if name.is_empty() { "the root" } else { name };
            let (files, lines) = (counted(*files, "file"), counted(*lines as usize, "code line"));
            answer.say(1, format!("{shown}: {files}, {lines}"));
        }
        if sorted.len() > LINES_MAX {
            answer.say(1, format!("and {} more", sorted.len() - LINES_MAX));
        }
    }

    pub(super) fn entries(&self) -> Answer {
        let mut answer = Answer::new("entries");
        for (path, text) in self.texts {
            let mut inside = false;
            for (number, line) in (1..).zip(text.lines()) {
                let line = line.trim();
                if line.starts_with('[') {
                    inside = matches!(
                        line,
                        "[project.scripts]" | "[project.gui-scripts]" | "[tool.poetry.scripts]" | "[[bin]]"
                    );
                } else if inside && line.contains('=') {
                    answer.cite(0, format!("the command {}", line.replace('"', "")), path, number);
                    self.target(line, &mut answer);
                } else if path.ends_with("package.json")
                    && ["\"main\"", "\"bin\"", "\"start\"", "\"dev\""].iter().any(|key| line.starts_with(key))
                {
                    answer.cite(0, line.trim_end_matches(',').replace('"', ""), path, number);
                }
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

    /// `flask = "flask.cli:main"`: the function behind a command.
    fn target(&self, line: &str, answer: &mut Answer) {
        let Some((module, function)) = line
            .split_once('=')
            .map(|(_, value)| value.trim().trim_matches(['"', '\'']))
            .and_then(|v| v.split_once(':'))
        else {
            return;
        };
        let name = format!("{module}.{function}");
        let found = self.program.places.iter().find(|place| place.name == name);
        if let Some(place) = found {
            answer.cite(1, format!("which is {name}"), &place.path, place.line);
        }
    }

    /// Folders, and the imports between them.
    fn diagram(&self) -> Option<String> {
        let mut arrows: BTreeMap<(String, String), usize> = BTreeMap::new();
        // A project in one folder is shown by files.
        let folders: BTreeSet<&str> = self.product().map(part).collect();
        let name = |path: &str| if folders.len() > 2 { part(path).to_owned() } else { path.to_owned() };
        for import in &self.program.imports {
            let Some(to) = import.file.as_deref() else { continue };
            if is_test(&import.from) || is_test(to) || is_aside(&import.from) {
                continue;
            }
            let (from, to) = (name(&import.from), name(to));
            if from != to {
                *arrows.entry((from, to)).or_default() += 1;
            }
        }
        for link in &self.program.http.links {
            let (request, endpoint) =
                (&self.program.http.requests[link.request], &self.program.http.endpoints[link.endpoint]);
            if !is_test(&request.file) {
                *arrows.entry((name(&request.file), name(&endpoint.file))).or_default() += 1;
            }
        }
        let mut sorted: Vec<_> = arrows.into_iter().collect();
        sorted.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        sorted.truncate(ARROWS_MAX);
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let mut text = String::from("flowchart LR\n");
        for ((from, to), count) in &sorted {
            for part in [from, to] {
                let next = ids.len();
                if !ids.contains_key(part) {
                    ids.insert(part.clone(), next);
                    let shown = if part.is_empty() { "." } else { part }.replace('"', "#quot;");
                    let _ = writeln!(text, "  p{next}[\"{shown}\"]");
                }
            }
            let _ = writeln!(text, "  p{} -->|{count}| p{}", ids[from], ids[to]);
        }
        (!sorted.is_empty()).then_some(text)
    }

    fn product(&self) -> impl Iterator<Item = &str> {
        let files = self.index.files().filter(|facts| !facts.language.is_data());
        files.map(|facts| facts.path.as_str()).filter(|path| !is_test(path) && !is_aside(path))
    }
}

impl Answer {
    fn further(&mut self, count: usize) {
        if count > SHOWN {
            self.say(1, format!("and {} more", count - SHOWN));
        }
    }
}

/// The folder that a file belongs to, three levels deep at most.
fn part(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let end = folder.match_indices('/').nth(2).map_or(folder.len(), |(at, _)| at);
    &folder[..end]
}

/// The first sentences of a README that are no title, badge or markup.
fn first_prose(text: &str) -> Option<(u32, String)> {
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let prose = line.split_whitespace().count() >= 4
            && !line.starts_with(['#', '[', '!', '<', '=', '-', '.', '|', '`', '>', ':', '*']);
        if prose {
            let rest: Vec<&str> =
                text.lines().skip(number as usize - 1).take_while(|line| !line.trim().is_empty()).collect();
            return Some((number, rest.join(" ").chars().take(400).collect()));
        }
    }
    None
}
