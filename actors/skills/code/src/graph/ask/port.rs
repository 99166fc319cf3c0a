//! On which port it listens, as files and settings name it.

use super::{Answer, Knowledge, LINES_MAX};

/// Lines that only speak of an address.
const TOLD_MAX: usize = 4;
const LINE_CHARS: usize = 200;

impl Knowledge<'_> {
    /// What sets a port comes before what speaks of one.
    pub(super) fn port(&self) -> Answer {
        let mut answer = Answer::new("port");
        let (mut set, mut told) = (Vec::new(), Vec::new());
        for (path, text) in self.texts.iter().filter(|(path, _)| !path.ends_with(".json")) {
            let mut inside = false;
            for (number, line) in (1..).zip(text.lines()) {
                let line = line.trim();
                let is_published = inside && (line.starts_with("- ") || line.starts_with("published:"));
                inside =
                    line.starts_with("ports:") || is_published || (inside && line.starts_with("target:"));
                if !line.chars().any(|c| c.is_ascii_digit()) || line.starts_with("- target:") {
                    continue;
                }
                let found = (line.chars().take(LINE_CHARS).collect::<String>(), path.as_str(), number);
                if is_published || sets(line) {
                    set.push(found);
                } else if names_address(line) && told.len() < TOLD_MAX {
                    told.push(found);
                }
            }
        }
        let count = set.len() + told.len();
        for (text, path, number) in set.into_iter().chain(told).take(LINES_MAX) {
            answer.cite(0, text, path, number);
        }
        answer.rest(count, LINES_MAX);
        let settings =
            self.index.files().flat_map(|facts| facts.settings.iter().map(move |one| (facts, one)));
        let ports = settings.filter(|(_, setting)| setting.name.split('_').any(|part| part == "PORT"));
        for (facts, setting) in ports.take(LINES_MAX) {
            let text = format!("the environment variable {} is read", setting.name);
            answer.cite(0, text, &facts.path, setting.line);
        }
        if answer.lines.is_empty() {
            let why = "not known: no README, manifest or file of containers names a port, and no environment variable called so is read";
            answer = Answer::unknown("port", why.to_owned());
        }
        answer.based_on.push("the README, manifests, files of containers and names of environment variables; a number that only the code has is not seen".to_owned());
        answer
    }
}

/// `EXPOSE 80`, `--port 80`, `ports: ["80:80"]`, `PORT ?= 80`.
fn sets(line: &str) -> bool {
    let (name, value) = line.split_once('=').unwrap_or_default();
    let name = name.trim_end_matches(['?', ':', ' ']);
    let is_variable = name.ends_with("PORT")
        && !name.contains(' ')
        && value.trim().starts_with(|c: char| c.is_ascii_digit());
    line.starts_with("EXPOSE ") || line.starts_with("ports:") || line.contains("--port") || is_variable
}

/// `http://localhost:8000`, `0.0.0.0:80`.
fn names_address(line: &str) -> bool {
    ["localhost:", "127.0.0.1:", "0.0.0.0:"].iter().any(|host| {
        line.match_indices(host)
            .any(|(at, host)| line[at + host.len()..].starts_with(|c: char| c.is_ascii_digit()))
    })
}
