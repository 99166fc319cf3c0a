//! What a repository is built on, by its manifests, locks and imports.

use std::collections::BTreeMap;

use super::intent::Part;
use super::subject::Subject;
use super::{Answer, Knowledge, LINES_MAX, counted, is_aside};
use crate::graph::imports::Target;
use crate::stack::Package;

const PACKAGES_MAX: usize = 40;

/// As registries compare names.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

fn version(package: &Package) -> String {
    match (&package.locked, package.wanted.as_str()) {
        (Some(locked), "") => format!(" {locked}"),
        (Some(locked), wanted) if wanted == locked => format!(" {locked}"),
        (Some(locked), wanted) => format!(" {locked}, asked for as {wanted}"),
        // There it is the workspace's, or that of a path.
        (None, "") if package.ecosystem == "cargo" => ", no version of its own".to_owned(),
        (None, "") => ", any version".to_owned(),
        (None, wanted) => format!(" {wanted}"),
    }
}

/// One entry for what several manifests ask for alike, or leave to another: with how many do. In an order in which one name's stand
/// together.
fn merged<'p>(found: &[&'p Package]) -> Vec<(&'p Package, usize)> {
    let mut all: Vec<(&Package, usize)> = Vec::new();
    for package in found.iter().copied() {
        let alike = |other: &Package| {
            let left = other.wanted.is_empty() || package.wanted.is_empty();
            (left || other.wanted == package.wanted)
                && (other.ecosystem, &other.purpose, &other.locked)
                    == (package.ecosystem, &package.purpose, &package.locked)
                && is_aside(&other.manifest) == is_aside(&package.manifest)
        };
        let mut same = all.iter_mut().rev().take_while(|(other, _)| other.name == package.name);
        match same.find(|(other, _)| alike(other)) {
            Some((other, manifests)) => {
                *manifests += 1;
                if other.wanted.is_empty() {
                    *other = package;
                }
            }
            None => all.push((package, 1)),
        }
    }
    all
}

impl Knowledge<'_> {
    pub(super) fn stack(&self, part: Part) -> Answer {
        let mut answer = Answer::new("stack");
        match part {
            Part::Languages => self.languages(&mut answer),
            Part::Frameworks => self.packages_that(|package| package.framework.is_some(), &mut answer),
            Part::Databases => {
                self.packages_that(|package| package.framework == Some("database"), &mut answer);
            }
            Part::Packages => self.packages_that(|_| true, &mut answer),
        }
        if answer.lines.is_empty() {
            let what = match part {
                Part::Languages => "no file of a language that is read here was found",
                Part::Frameworks => "no framework that is known here is named in a manifest",
                Part::Databases => "no database library that is known here is named in a manifest",
                Part::Packages => "no manifest that is read here names a package",
            };
            answer = Answer::unknown("stack", format!("not known: {what}"));
        }
        answer.based_on.push(match part {
            Part::Languages => "the names and first lines of the files".to_owned(),
            _ => "the manifests and locks of packages".to_owned(),
        });
        answer
    }

    pub(super) fn languages(&self, answer: &mut Answer) {
        let mut languages: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        for facts in self.index.files().filter(|facts| !facts.language.is_data()) {
            let known = languages.entry(facts.language.name()).or_default();
            (known.0, known.1) = (known.0 + 1, known.1 + facts.lines.code);
        }
        let mut sorted: Vec<_> = languages.into_iter().collect();
        sorted.sort_by_key(|(_, (_, lines))| std::cmp::Reverse(*lines));
        let mut said: Vec<String> = sorted
            .iter()
            .take(LINES_MAX)
            .map(|(name, (files, lines))| {
                format!("{name} ({}, {})", counted(*files, "file"), counted(*lines as usize, "code line"))
            })
            .collect();
        if sorted.len() > LINES_MAX {
            said.push(format!("and {} more", sorted.len() - LINES_MAX));
        }
        if !said.is_empty() {
            answer.say(0, format!("languages: {}", said.join(", ")));
        }
    }

    fn packages_that(&self, is_meant: impl Fn(&Package) -> bool, answer: &mut Answer) {
        let mut found: Vec<&Package> = self.packages.iter().filter(|package| is_meant(package)).collect();
        // What the program itself needs comes first.
        found.sort_by_key(|package| (package.development, is_aside(&package.manifest)));
        let found = merged(&found);
        for (package, manifests) in found.iter().take(PACKAGES_MAX) {
            self.package(package, *manifests, 0, answer);
        }
        answer.rest(found.len(), PACKAGES_MAX);
    }

    fn package(&self, package: &Package, manifests: usize, level: u8, answer: &mut Answer) {
        let what = package.framework.map_or(String::new(), |what| format!("{what}, "));
        let purpose = package.purpose.words().map_or(String::new(), |words| format!(", {words}"));
        let others = if manifests > 1 { format!(", in {manifests} manifests") } else { String::new() };
        let text =
            format!("{}{} ({what}{}{purpose}{others})", package.name, version(package), package.ecosystem);
        answer.cite(level, text, &package.manifest, package.line);
    }

    /// The frameworks in one line, for an overview.
    pub(super) fn frameworks(&self, answer: &mut Answer) {
        let mut names: Vec<String> = Vec::new();
        let shaping = self.packages.iter().filter(|package| package.framework.is_some());
        let mut own: Vec<&Package> = shaping.filter(|package| !is_aside(&package.manifest)).collect();
        own.sort_by_key(|package| package.development);
        for (package, _) in merged(&own) {
            let purpose = if package.development { " (for development)" } else { "" };
            let name = format!("{}{}{purpose}", package.name, version(package));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let shown = names.iter().take(LINES_MAX).cloned().collect::<Vec<_>>().join("; ");
        let more = names.len().saturating_sub(LINES_MAX);
        match more {
            _ if names.is_empty() => {}
            0 => answer.say(0, format!("frameworks: {shown}")),
            more => answer.say(0, format!("frameworks: {shown}; and {more} more")),
        }
    }

    /// `does it use X?`: a package, or something of its own.
    pub(super) fn used(&self, subject: &Subject) -> Answer {
        let as_package = self.uses(subject);
        if as_package.known || self.named(subject).is_empty() { as_package } else { self.who_calls(subject) }
    }

    /// Whether a package is used, in which version, and where it is imported.
    pub(super) fn uses(&self, subject: &Subject) -> Answer {
        let mut answer = Answer::new("uses");
        for word in subject.asked() {
            let wanted = plain(word);
            let is_it = |name: &str| {
                let name = plain(name);
                name == wanted || name.rsplit(['/', ':']).next() == Some(&wanted)
            };
            for package in self.packages.iter().filter(|package| is_it(&package.name)) {
                self.package(package, 1, 0, &mut answer);
            }
            let mut importers: BTreeMap<&str, u32> = BTreeMap::new();
            for import in &self.program.imports {
                let Target::External(module) = &import.to else { continue };
                let first = module.split(['.', ':']).next().unwrap_or(module);
                if is_it(module) || is_it(first) || plain(module).starts_with(&format!("{wanted}/")) {
                    importers.entry(&import.from).or_insert(import.line);
                }
            }
            if !importers.is_empty() {
                answer.say(0, format!("{word} is imported by {}", counted(importers.len(), "file")));
            }
            for (path, line) in importers.iter().take(LINES_MAX) {
                answer.cite(1, (*path).to_owned(), path, *line);
            }
            if importers.len() > LINES_MAX {
                answer.say(1, format!("and {} more", importers.len() - LINES_MAX));
            }
            self.images(word, &mut answer);
            if !answer.lines.is_empty() {
                break;
            }
        }
        if answer.lines.is_empty() {
            let shown = subject.shown();
            let why =
                format!("not known: no manifest, lock, image or import that was read names \"{shown}\"");
            answer = Answer::unknown("uses", why);
        }
        answer.based_on.push("manifests and locks of packages, images of containers, and imports".to_owned());
        answer
    }

    /// Images that files of containers name.
    fn images(&self, word: &str, answer: &mut Answer) {
        for (path, text) in self.texts {
            for (number, line) in (1..).zip(text.lines()) {
                let line = line.trim();
                let image = line.strip_prefix("image:").or_else(|| line.strip_prefix("FROM "));
                let named = image.is_some_and(|image| {
                    image
                        .trim()
                        .trim_matches(['"', '\''])
                        .split(['/', ':', '@', ' '])
                        .any(|part| part == word)
                });
                if named {
                    answer.cite(0, line.to_owned(), path, number);
                }
            }
        }
    }
}
