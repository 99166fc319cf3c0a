//! What a project is: its own words, its parts, how they lead to one another, and where it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Answer, Knowledge, LINES_MAX, counted, is_aside, is_test};
use crate::commands;

/// Arrows of a diagram that can be read.
const ARROWS_MAX: usize = 24;

/// Of each kind of thing that an overview names.
const SHOWN: usize = 6;

/// Tables of manifests that speak of the project itself.
const OWN_TABLES: &[&str] = &["[project]", "[tool.poetry]", "[package]", "[workspace.package]", "[metadata]"];

/// Of what a README says.
const WORDS_CHARS: usize = 400;

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
        self.offers(&mut answer);
        self.keeps(&mut answer);
        answer.mermaid = self.diagram();
        answer.based_on.push(self.told_by());
        answer
    }

    /// What at the root says what it is, as far as it is there.
    fn told_by(&self) -> String {
        let root = || self.texts.keys().filter(|path| !path.contains('/'));
        let readme = root().find(|path| commands::is_readme(path)).map(String::as_str);
        let manifests = root().any(|path| !commands::is_readme(path)).then_some("manifests at the root");
        let told: Vec<&str> = [readme, manifests].into_iter().flatten().collect();
        match told.as_slice() {
            [] => "the imports between folders; there is no README or manifest at the root".to_owned(),
            told => format!("{}, and the imports between folders", told.join(" and ")),
        }
    }

    /// The endpoints of the product; those of tests and examples are only counted.
    fn offers(&self, answer: &mut Answer) {
        let http = &self.program.http;
        let requests = http.links.iter().filter(|link| !is_beside(&http.requests[link.request].file));
        let requests = requests.map(|link| link.request).collect::<BTreeSet<_>>().len();
        let (beside, own): (Vec<_>, Vec<_>) = http.endpoints.iter().partition(|one| is_beside(&one.file));
        match (own.len(), beside.len()) {
            (0, 0) => return,
            (0, others) => {
                let others = counted(others, "endpoint");
                return answer.say(
                    0,
                    format!("no endpoints of its own; {others} in tests, examples or documentation"),
                );
            }
            (count, others) => {
                let beside = if others > 0 {
                    format!(" (and {others} in tests, examples or documentation)")
                } else {
                    String::new()
                };
                let (count, requests) = (counted(count, "endpoint"), counted(requests, "request"));
                answer.say(0, format!("{count}{beside}, {requests} to them from this code"));
            }
        }
        for endpoint in own.iter().take(SHOWN) {
            answer.cite(
                1,
                format!("{} {} -> {}", endpoint.method, endpoint.path, endpoint.handler),
                &endpoint.file,
                endpoint.line,
            );
        }
        answer.further(own.len());
    }

    /// The models of the product; those of tests and examples are only counted.
    fn keeps(&self, answer: &mut Answer) {
        let (beside, own): (Vec<_>, Vec<_>) =
            self.program.data.models.iter().partition(|model| is_beside(&model.file));
        for model in own.iter().take(SHOWN) {
            let fields = counted(model.fields.len(), "field");
            let text = format!("keeps {} ({}, {fields})", model.name, model.framework);
            answer.cite(1, text, &model.file, model.line);
        }
        answer.further(own.len());
        if !beside.is_empty() {
            let others = counted(beside.len(), "model");
            answer.say(0, format!("{others} in tests, examples or documentation"));
        }
    }

    fn own_words(&self, answer: &mut Answer) {
        for (path, text) in self.texts.iter().filter(|(path, _)| !path.contains('/')) {
            if path.ends_with(".toml") || path.ends_with(".json") || path.ends_with(".cfg") {
                let keys = ["name", "description", "version"];
                // A manifest in JSON has names of others further in.
                let indent = |line: &str| line.len() - line.trim_start().len();
                let first = text.lines().find(|line| line.trim_start().starts_with('"')).map_or(0, indent);
                // Tools keep names of their own in the same manifest.
                let mut own = true;
                for (number, line) in (1..).zip(text.lines()).take(80) {
                    if path.ends_with(".json") && indent(line) != first {
                        continue;
                    }
                    if line.starts_with('[') {
                        own = OWN_TABLES.contains(&line.trim());
                    }
                    if !own {
                        continue;
                    }
                    let line = line.trim().trim_start_matches('"');
                    let found = keys.iter().find(|key| {
                        line.strip_prefix(**key).is_some_and(|rest| {
                            rest.trim_start_matches('"').trim_start().starts_with(['=', ':'])
                        })
                    });
                    if found.is_some() && line.len() < 300 {
                        let line = line.trim_end_matches(',').replace('"', "");
                        let more =
                            if line.ends_with("= ") { below(text, number as usize) } else { String::new() };
                        answer.cite(0, format!("{line}{more}"), path, number);
                    }
                }
            } else if let Some((number, sentence)) =
                commands::first_prose(text).filter(|_| commands::is_readme(path))
            {
                answer.cite(0, sentence.chars().take(WORDS_CHARS).collect::<String>(), path, number);
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

/// Stands beside the product: in tests, examples or documentation.
pub(super) fn is_beside(path: &str) -> bool {
    is_test(path) || is_aside(path)
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

/// A value of several lines that begins behind the line of that number.
fn below(text: &str, number: usize) -> String {
    const END: &str = "\"\"\"";
    let lines = text.lines().skip(number).take_while(|line| !line.contains(END));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ").chars().take(WORDS_CHARS).collect()
}
