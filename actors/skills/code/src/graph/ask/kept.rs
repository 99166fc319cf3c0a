//! Settings: variables of the environment, and what an application keeps by names of its own.

use super::fields::{ITEMS_MAX, is_meant, unknown};
use super::overview::is_beside;
use super::subject::Subject;
use super::{Answer, Knowledge};

/// What answers about settings of applications rest on.
const KEPT: &str = "what a Flask application reads and sets in `app.config` by a name in capitals";

impl Knowledge<'_> {
    /// Environment variables whose names hold one of the words, with each place that reads them.
    pub fn settings(&self, about: &[String]) -> Answer {
        self.with_unread(self.all_settings(about))
    }

    pub(super) fn all_settings(&self, about: &[String]) -> Answer {
        let all = || {
            self.index.files().flat_map(|facts| facts.settings.iter().map(move |setting| (facts, setting)))
        };
        let meant: Vec<_> = all().filter(|(_, setting)| is_meant(about, &setting.name)).collect();
        let kept = &self.program.kept;
        let mut of_application: Vec<_> =
            kept.iter().filter(|(_, kept)| is_meant(about, &kept.name)).collect();
        of_application.sort_by_key(|(path, kept)| (is_beside(path), kept.is_set));
        if meant.is_empty() && of_application.is_empty() {
            let count = all().count() + kept.len();
            return unknown("settings", count, "readings of environment variables", about);
        }
        let mut answer = Answer::new("settings");
        for (facts, setting) in meant.iter().take(2 * ITEMS_MAX) {
            let text = match setting.is_computed {
                true => format!("one whose name is computed: {}", setting.name),
                false => setting.name.clone(),
            };
            answer.cite(0, text, &facts.path, setting.line);
        }
        answer.rest(meant.len(), 2 * ITEMS_MAX);
        if !of_application.is_empty() {
            answer.say(0, "settings of the application, which are no environment variables:");
        }
        for (path, kept) in of_application.iter().take(ITEMS_MAX) {
            let does = if kept.is_set { "set" } else { "read" };
            answer.cite(1, format!("{} is {does}", kept.name), path, kept.line);
        }
        answer.rest(of_application.len(), ITEMS_MAX);
        if !of_application.is_empty() {
            answer.based_on.push(KEPT.to_owned());
        }
        answer.based_on.push("the ways to read an environment variable that each language has; one that is read in another way, or by a library, is not seen".to_owned());
        answer
    }

    /// An answer about a name, with where an application reads and sets what it keeps under it.
    pub(super) fn with_kept(&self, subject: &Subject, answer: Answer) -> Answer {
        let names = subject.names();
        let is_it = |name: &str| names.contains(&name);
        let mut kept: Vec<_> = self.program.kept.iter().filter(|(_, kept)| is_it(&kept.name)).collect();
        if kept.is_empty() {
            return answer;
        }
        kept.sort_by_key(|(path, kept)| (is_beside(path), kept.is_set));
        // Where no definition of the product bears the name, the places that only hold it say no more.
        let defined = self.named(subject).iter().any(|found| !is_beside(found.path));
        let mut answer = if defined { answer } else { Answer::new("settings") };
        let facts = self.index.files().flat_map(|facts| facts.settings.iter().map(move |one| (facts, one)));
        for (facts, one) in facts.filter(|(_, one)| is_it(&one.name)).take(ITEMS_MAX) {
            answer.cite(0, format!("the environment variable {} is read", one.name), &facts.path, one.line);
        }
        answer.say(0, "a setting of the application:");
        for (path, kept) in kept.iter().take(ITEMS_MAX) {
            let does = if kept.is_set { "set" } else { "read" };
            answer.cite(1, format!("{} is {does}", kept.name), path, kept.line);
        }
        answer.rest(kept.len(), ITEMS_MAX);
        answer.based_on.push(KEPT.to_owned());
        answer
    }
}
