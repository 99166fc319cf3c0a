//! Calls that may be meant: they bear the name, and what they are made on is not known.

use std::collections::BTreeSet;

use super::{Answer, Found, Knowledge, LINES_MAX};
use crate::facts::MentionKind;

/// Modules of the languages themselves: what they return is of no project.
const LIBRARY: &[&str] = &[
    "os",
    "sys",
    "re",
    "json",
    "datetime",
    "time",
    "pathlib",
    "collections",
    "logging",
    "typing",
    "functools",
    "itertools",
    "math",
    "random",
    "subprocess",
    "io",
    "string",
    "hashlib",
    "uuid",
    "JSON",
    "Object",
    "Array",
    "Promise",
    "Math",
    "Date",
    "Number",
    "String",
    "document",
    "window",
    "console",
];

fn last(name: &str) -> &str {
    name.trim_end_matches(['(', ')']).rsplit(['.', ':']).next().unwrap_or(name)
}

impl Knowledge<'_> {
    /// Whether some call of that name could not be resolved.
    pub(super) fn may_be_called(&self, name: &str) -> bool {
        self.program.unresolved.iter().any(|(.., called)| last(called) == name)
            || self.on_what_is_given(name).next().is_some()
    }

    /// Lists the unresolved calls that bear the names of some definitions; how many there are.
    pub(super) fn possible(&self, of: &[Found<'_>], own: &[usize], answer: &mut Answer) -> usize {
        let acts = of.iter().filter(|one| one.symbol.kind.is_callable() || one.symbol.kind.is_type());
        let names: BTreeSet<&str> = acts.map(|one| one.symbol.last_name()).collect();
        let mut count = 0;
        for name in names {
            let known: BTreeSet<usize> = own
                .iter()
                .flat_map(|place| &self.callers[*place])
                .map(|call| self.program.calls[*call].from)
                .collect();
            let mut calls: BTreeSet<(&str, u32, &str)> = BTreeSet::new();
            for (from, line, called) in &self.program.unresolved {
                if last(called) == name && !known.contains(from) {
                    let place = &self.program.places[*from];
                    calls.insert((&place.path, *line, &place.name));
                }
            }
            if of.iter().any(|one| one.symbol.last_name() == name && one.symbol.qualified.contains('.')) {
                calls.extend(self.on_what_is_given(name).filter(|(from, _)| !known.contains(from)).map(
                    |(from, line)| {
                        let place = &self.program.places[from];
                        (place.path.as_str(), line, place.name.as_str())
                    },
                ));
            }
            self.by_name_only(name, of, &mut calls);
            if calls.is_empty() {
                continue;
            }
            count += calls.len();
            let (many, be) = if calls.len() == 1 { ("call", "it") } else { ("calls", "they") };
            let text = format!(
                "{} more {many} of {name}( could not be resolved, and {be} may be of it:",
                calls.len()
            );
            answer.say(1, text);
            for (path, line, within) in calls.iter().take(LINES_MAX) {
                answer.cite(2, format!("{within} (possible)"), path, *line);
            }
            if calls.len() > LINES_MAX {
                answer.say(2, format!("and {} more", calls.len() - LINES_MAX));
            }
        }
        count
    }

    /// Calls on what something outside of the project returned, which may be of the project all the same.
    fn on_what_is_given(&self, name: &str) -> impl Iterator<Item = (usize, u32)> {
        let outside = self.program.outside.iter();
        outside.filter_map(move |(from, called, line)| {
            let (receiver, method) = called.rsplit_once('.')?;
            let root = receiver.split(['.', '(']).next().unwrap_or_default();
            let is_given = method == name && receiver.ends_with("()") && receiver.contains('.');
            (is_given && !LIBRARY.contains(&root)).then_some((*from, *line))
        })
    }

    /// In languages whose values are not followed: calls of a name that several definitions bear.
    fn by_name_only<'s>(
        &'s self,
        name: &str,
        of: &[Found<'_>],
        calls: &mut BTreeSet<(&'s str, u32, &'s str)>,
    ) {
        let mut languages = BTreeSet::new();
        for one in of {
            languages.extend(self.index.file(one.path).map(|facts| facts.language.name()));
        }
        for facts in self.index.files().filter(|facts| languages.contains(facts.language.name())) {
            // There the solver says what it could not resolve.
            let is_followed =
                facts.language == crate::Language::Python || crate::graph::is_script(facts.language);
            let Some(number) = facts.names.iter().position(|one| last(one) == name).filter(|_| !is_followed)
            else {
                continue;
            };
            for mention in facts.mentions.iter().filter(|mention| mention.name as usize == number) {
                if mention.kind != MentionKind::Call {
                    continue;
                }
                let Some((from, _)) = self.around(facts, mention) else { continue };
                let resolved = self.callees[from].iter().map(|call| self.program.calls[*call].to);
                if !resolved.into_iter().any(|to| self.places.last(to) == name) {
                    calls.insert((&facts.path, mention.line, &self.program.places[from].name));
                }
            }
        }
    }
}
