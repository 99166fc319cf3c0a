//! Under which licence it is, and which version of something it is or uses.

use super::subject::Subject;
use super::{Answer, Knowledge, LINES_MAX};

/// Names of files that hold a licence.
const NAMES: &[&str] = &["license", "licence", "copying", "unlicense", "notice"];

/// The value of a key at the beginning of a line of a manifest: `license = "MIT"`, `"license": "MIT"`.
fn value<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let line = line.trim().trim_start_matches('"');
    let rest = line.strip_prefix(key)?.trim_start_matches('"').trim_start();
    Some(rest.strip_prefix(['=', ':'])?.trim().trim_end_matches(',').trim_matches('"'))
        .filter(|value| !value.is_empty())
}

impl Knowledge<'_> {
    /// Lines of manifests, those at the root before others.
    fn manifest_lines(&self, keys: &[&str]) -> Vec<(String, &str, u32)> {
        let mut found = Vec::new();
        let manifests = self.texts.iter().filter(|(path, _)| {
            path.ends_with(".toml")
                || path.ends_with(".json")
                || path.ends_with(".cfg")
                || path.ends_with("setup.py")
        });
        for (path, text) in manifests {
            let line = (1..).zip(text.lines()).find_map(|(number, line)| {
                keys.iter()
                    .find_map(|key| Some((format!("{key}: {}", value(line, key)?), path.as_str(), number)))
            });
            found.extend(line);
        }
        found.sort_by_key(|(_, path, _)| path.matches('/').count());
        found
    }

    pub(super) fn licence(&self) -> Answer {
        let mut answer = Answer::new("licence");
        let read = self.index.files().map(|facts| facts.path.as_str());
        let files: Vec<&str> = read.chain(self.index.skipped().map(|(path, _)| path)).collect();
        let is_licence = |path: &&&str| {
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            NAMES.contains(&name.split(['.', '-']).next().unwrap_or_default())
        };
        let mut texts: Vec<&&str> = files.iter().filter(is_licence).collect();
        texts.sort_by_key(|path| path.matches('/').count());
        let said = self.manifest_lines(&["license", "licence"]);
        for (text, path, line) in said.iter().take(LINES_MAX) {
            answer.cite(0, text.clone(), path, *line);
        }
        for path in texts.iter().take(LINES_MAX) {
            answer.cite(0, "its text stands here".to_owned(), path, 1);
        }
        if answer.lines.is_empty() {
            let why = "not known: no manifest that was read names a licence, and no file is called LICENSE or COPYING";
            answer = Answer::unknown("licence", why.to_owned());
        }
        answer.based_on.push("manifests, and the names of files".to_owned());
        answer
    }

    /// Which version of a package the manifests name; without one, that of the project.
    pub(super) fn version(&self, subject: &Subject) -> Answer {
        let shown = subject.shown();
        if shown.is_empty() {
            let mut answer = Answer::new("version");
            for (text, path, line) in self.manifest_lines(&["version"]).iter().take(LINES_MAX) {
                answer.cite(0, text.clone(), path, *line);
            }
            if answer.lines.is_empty() {
                answer = Answer::unknown(
                    "version",
                    "not known: no manifest that was read names a version of the project".to_owned(),
                );
            }
            answer.based_on.push("manifests".to_owned());
            return answer;
        }
        let mut answer = self.uses(subject);
        // A package or an image is cited where it is named; an import says no version.
        if !answer.lines.iter().any(|line| line.level == 0 && line.file.is_some()) {
            let why = format!(
                "not known: none of the manifests and locks that were read names {shown}, so its version is not known"
            );
            answer.known = false;
            // What it was not found for stands there otherwise too.
            answer.lines.retain(|line| !line.text.starts_with("not known"));
            answer.lines.insert(0, super::Line { text: why, file: None, line: None, level: 0 });
        }
        answer
    }
}
