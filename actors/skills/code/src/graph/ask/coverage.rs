//! Which tests run what: a chain of calls, of requests to endpoints, and of functions that are handed on.

use std::collections::{BTreeMap, BTreeSet};

use super::definitions::DEFINITIONS_MAX;
use super::links::{Edge, Why};
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, is_test};
use crate::graph::ir::DefKind;

/// The same for every question, so that answers agree.
const STEPS_MAX: usize = 40;

/// What runs without a call that is seen.
pub(super) const UNSEEN: &str = "a request of a test client counts where its address is written out and is that of an endpoint that is known; what \
                      runs by another request, a client of commands, a browser or a framework's own calls is not seen";

impl Knowledge<'_> {
    /// A function of tests: by its file, or by the module that holds Rust's.
    pub(super) fn is_test_place(&self, place: usize) -> bool {
        let at = &self.program.places[place];
        let in_module = || {
            let (modules, _) = self.places.local(place).rsplit_once('.').unwrap_or_default();
            modules.split('.').any(|part| matches!(part, "tests" | "test") || part.ends_with("_tests"))
        };
        is_test(&at.path) || (at.path.ends_with(".rs") && in_module())
    }

    /// What runs when something else does.
    fn runs(&self, edge: &Edge, to: usize) -> bool {
        match edge.why {
            Why::Call(_) | Why::Http => true,
            Why::Value { imported } => imported && self.program.places[to].kind == DefKind::Function,
            Why::Heir | Why::Override | Why::Query => false,
        }
    }

    /// Places along what runs, with the number of steps.
    fn run(&self, from: &[usize], back: bool) -> BTreeMap<usize, usize> {
        let felt = self.felt();
        let mut seen: BTreeMap<usize, usize> = from.iter().map(|place| (*place, 0)).collect();
        let mut edge: Vec<usize> = from.to_vec();
        for steps in 1..=STEPS_MAX {
            let mut next = BTreeSet::new();
            for place in edge {
                let edges = if back { felt.back(place) } else { felt.forth(place) };
                let run = edges.iter().filter(|edge| self.runs(edge, if back { place } else { edge.other }));
                next.extend(run.map(|edge| edge.other).filter(|other| !seen.contains_key(other)));
            }
            seen.extend(next.iter().map(|place| (*place, steps)));
            edge = next.into_iter().collect();
        }
        seen
    }

    /// Tests that reach some places, the nearest first.
    pub(super) fn tests_of(&self, own: &[usize]) -> Vec<(usize, usize)> {
        let reached = self.run(own, true);
        let mut tests: Vec<(usize, usize)> =
            reached.into_iter().map(|(place, steps)| (steps, place)).collect();
        tests.retain(|(_, place)| self.is_test_place(*place));
        tests.sort_unstable();
        tests
    }

    pub(super) fn which_tests(&self, subject: &Subject) -> Answer {
        let mut answer = Answer::new("tests");
        let all = self.meant(subject);
        self.of_several(subject, &all, DEFINITIONS_MAX, &mut answer);
        let mut found: Vec<Found<'_>> = all.iter().copied().take(DEFINITIONS_MAX).collect();
        found.iter().for_each(|one| answer.symbol(0, *one));
        if found.is_empty() {
            for facts in self.files_meant(subject) {
                answer.cite(0, facts.path.clone(), &facts.path, 1);
                found.extend(facts.symbols.iter().map(|symbol| Found { path: facts.path.as_str(), symbol }));
            }
        }
        if answer.lines.is_empty() {
            return self.nothing("tests", subject);
        }
        let own = self.callables(&found);
        let tests = self.tests_of(&own);
        let mut files: Vec<(&str, usize)> = Vec::new();
        for (_, place) in &tests {
            let path = self.program.places[*place].path.as_str();
            match files.iter_mut().find(|(file, _)| *file == path) {
                Some((_, count)) => *count += 1,
                None => files.push((path, 1)),
            }
        }
        for (file, count) in files.iter().take(LINES_MAX) {
            answer.cite(1, format!("{} in {file}", super::counted(*count, "function")), file, 1);
        }
        for (steps, place) in tests.iter().take(LINES_MAX) {
            let at = &self.program.places[*place];
            let text =
                if *steps <= 1 { at.name.clone() } else { format!("{} ({steps} steps away)", at.name) };
            answer.cite(1, text, &at.path, at.line);
        }
        match tests.len() {
            0 => {
                answer.say(1, "no test was found that runs it, directly or through others");
                self.imported_by_tests(&found, &mut answer);
            }
            count if count > LINES_MAX => answer.say(1, format!("and {} more", count - LINES_MAX)),
            _ => {}
        }
        self.possible_tests(&found, &own, &tests, &mut answer);
        self.not_looked_at(&all, DEFINITIONS_MAX, &mut answer);
        self.limits(&mut answer);
        answer.based_on.push(UNSEEN.to_owned());
        answer
    }

    /// Calls in tests that could not be resolved and bear its name, and how many there are of them elsewhere.
    fn possible_tests(
        &self,
        found: &[Found<'_>],
        own: &[usize],
        tests: &[(usize, usize)],
        answer: &mut Answer,
    ) {
        let mut possible = Answer::new("possible");
        let count = self.possible(found, own, &mut possible);
        if count == 0 {
            return;
        }
        let known: BTreeSet<usize> = tests.iter().map(|(_, place)| *place).collect();
        let names: BTreeSet<&str> = found.iter().map(|one| one.symbol.name.as_str()).collect();
        let unresolved = self.program.unresolved.iter().filter(|(from, _, called)| {
            let last = called.trim_end_matches(['(', ')']).rsplit(['.', ':']).next().unwrap_or(called);
            names.contains(last) && self.is_test_place(*from) && !known.contains(from)
        });
        let by: BTreeSet<(usize, u32)> = unresolved.map(|(from, line, _)| (*from, *line)).collect();
        let be = if count == 1 { "call of that name" } else { "calls of that name" };
        let text =
            format!("{count} {be} could not be resolved, {} of them in tests, and may run it", by.len());
        answer.say(1, text);
        for (place, line) in by.iter().take(LINES_MAX) {
            let at = &self.program.places[*place];
            answer.cite(2, format!("{} (possible)", at.name), &at.path, *line);
        }
        if by.len() > LINES_MAX {
            answer.say(2, format!("and {} more", by.len() - LINES_MAX));
        }
    }

    /// Tests may hand on what they import to something that is not followed.
    fn imported_by_tests(&self, found: &[Found<'_>], answer: &mut Answer) {
        let is_it = |path: &str, names: &[String]| {
            found.iter().any(|one| one.path == path && names.contains(&one.symbol.name))
        };
        let imports = self.program.imports.iter().filter(|import| is_test(&import.from));
        let by: Vec<_> = imports
            .filter(|import| import.file.as_deref().is_some_and(|file| is_it(file, &import.names)))
            .collect();
        for import in by.iter().take(LINES_MAX) {
            let text = format!("but {} imports it; whether it runs it is not known", import.from);
            answer.cite(1, text, &import.from, import.line);
        }
        answer.rest(by.len(), LINES_MAX);
    }

    /// What a test runs.
    pub(super) fn tested_by(&self, subject: &Subject) -> Answer {
        // Here those of tests are meant.
        let mut found: Vec<Found<'_>> =
            subject.names().into_iter().flat_map(|name| self.bearing(name, false)).collect();
        found.retain(|one| {
            self.place(*one).is_some_and(|place| self.is_test_place(place)) || is_test(one.path)
        });
        if found.is_empty() {
            return self.which_tests(subject);
        }
        let mut answer = Answer::new("tested");
        for one in found.iter().take(DEFINITIONS_MAX) {
            answer.symbol(0, *one);
            let reached = self.run(&self.callables(&[*one]), false);
            let mut run: Vec<(usize, usize)> =
                reached.into_iter().map(|(place, steps)| (steps, place)).collect();
            run.retain(|(steps, place)| *steps > 0 && !self.is_test_place(*place));
            run.retain(|(_, place)| self.program.places[*place].kind != DefKind::Module);
            run.sort_unstable();
            for (steps, place) in run.iter().take(2 * LINES_MAX) {
                let at = &self.program.places[*place];
                let far = if *steps == 1 { String::new() } else { format!(" ({steps} steps away)") };
                answer.cite(1, format!("{}{far}", at.name), &at.path, at.line);
            }
            answer.rest(run.len(), 2 * LINES_MAX);
            if run.is_empty() {
                answer.say(1, "nothing of the project was found that it runs");
            }
        }
        self.not_looked_at(&found, DEFINITIONS_MAX, &mut answer);
        self.limits(&mut answer);
        answer
    }

    /// Functions of the product that some test reaches.
    pub(super) fn tested(&self) -> BTreeSet<usize> {
        let tests: Vec<usize> =
            (0..self.program.places.len()).filter(|place| self.is_test_place(*place)).collect();
        self.run(&tests, false).into_keys().collect()
    }
}
