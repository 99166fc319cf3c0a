//! Where something is, who calls it, how it works.

use std::collections::BTreeSet;

use super::definitions::DEFINITIONS_MAX;
use super::links::Why;
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, counted, is_test};
use crate::graph::project::Call;

/// Of those that fit the words of a question.
const FITTING_MAX: usize = 5;
/// Callers that tell how something is used; `who calls` lists them all.
const CALLERS_MAX: usize = 4;

impl Knowledge<'_> {
    pub(super) fn where_is(&self, subject: &Subject) -> Answer {
        if subject.endpoint.is_some() && self.files_meant(subject).is_empty() {
            return self.endpoint("where", subject);
        }
        if self.named(subject).is_empty() && !self.files_meant(subject).is_empty() {
            return self.contents(subject);
        }
        if let Some(elsewhere) = self.elsewhere("where", subject) {
            return elsewhere;
        }
        let found = self.meant(subject);
        if found.is_empty() {
            return self.nothing("where", subject);
        }
        let mut answer = Answer::new("where");
        for one in found.iter().take(LINES_MAX) {
            answer.symbol(0, *one);
            if !one.symbol.signature.is_empty() && found.len() <= 3 {
                answer.say(1, one.symbol.signature.clone());
            }
        }
        self.more(&mut answer, found.len());
        answer.based_on.push(self.how_found(subject));
        answer
    }

    pub(super) fn how_found(&self, subject: &Subject) -> String {
        if self.named(subject).is_empty() {
            "a search for the words in names, paths and documentation; the best match comes first".to_owned()
        } else {
            "the definitions that bear this name".to_owned()
        }
    }

    fn more(&self, answer: &mut Answer, count: usize) {
        if count > LINES_MAX {
            answer.say(0, format!("and {} more", count - LINES_MAX));
        }
    }

    /// The functions that a subject means: a class stands for its methods.
    pub(super) fn callables(&self, found: &[Found<'_>]) -> Vec<usize> {
        let mut places = BTreeSet::new();
        for one in found {
            let own = self.place(*one);
            places.extend(own);
            if one.symbol.kind.is_type() {
                places.extend(self.places.inside(self.program, *one, own));
            }
        }
        places.into_iter().collect()
    }

    pub(super) fn who_calls(&self, subject: &Subject) -> Answer {
        if subject.endpoint.is_some() {
            return self.endpoint("callers", subject);
        }
        let found = self.meant(subject);
        if found.is_empty() {
            // A file or a package is used by those who import it.
            let importers = Some(self.importers(subject)).filter(|importers| importers.known);
            let elsewhere = || self.elsewhere("callers", subject);
            return importers.or_else(elsewhere).unwrap_or_else(|| self.nothing("callers", subject));
        }
        let mut answer = Answer::new("callers");
        self.of_several(subject, &found, DEFINITIONS_MAX, &mut answer);
        for one in found.iter().take(DEFINITIONS_MAX) {
            answer.symbol(0, *one);
            self.used_by(*one, &mut answer);
        }
        self.not_looked_at(&found, DEFINITIONS_MAX, &mut answer);
        self.limits(&mut answer);
        answer
    }

    pub(super) fn what_calls(&self, subject: &Subject) -> Answer {
        let found = self.meant(subject);
        if found.is_empty() {
            return self.nothing("callees", subject);
        }
        let mut answer = Answer::new("callees");
        self.of_several(subject, &found, DEFINITIONS_MAX, &mut answer);
        for one in found.iter().take(DEFINITIONS_MAX) {
            answer.symbol(0, *one);
            let own: BTreeSet<usize> = self.callables(&[*one]).into_iter().collect();
            self.steps(&own, &mut answer, 1);
            let outside: Vec<_> =
                self.program.outside.iter().filter(|(from, ..)| own.contains(from)).collect();
            for (_, name, line) in outside.iter().take(LINES_MAX) {
                answer.cite(1, format!("{name} (outside of the project)"), one.path, *line);
            }
            if outside.len() > LINES_MAX {
                answer.say(1, format!("and {} more outside of the project", outside.len() - LINES_MAX));
            }
        }
        self.not_looked_at(&found, DEFINITIONS_MAX, &mut answer);
        self.limits(&mut answer);
        answer
    }

    fn steps(&self, own: &BTreeSet<usize>, answer: &mut Answer, level: u8) {
        let calls = own.iter().flat_map(|place| &self.callees[*place]).map(|call| &self.program.calls[*call]);
        let mut calls: Vec<_> = calls.filter(|call| !own.contains(&call.to)).collect();
        // What tests hand in is called too, and is no part of how it works.
        let tests = |place: usize| is_test(&self.program.places[place].path);
        calls.retain(|call| !tests(call.to) || tests(call.from));
        calls.sort_by_key(|call| call.line);
        let mut told = BTreeSet::new();
        calls.retain(|call| told.insert((call.to, call.confidence)));
        for call in calls.iter().take(LINES_MAX) {
            let to = &self.program.places[call.to];
            let told = Why::Call(call.confidence).told();
            answer.cite(level, format!("calls {}{told}", to.name), &to.path, to.line);
        }
        if calls.len() > LINES_MAX {
            answer.say(level, format!("and {} more", counted(calls.len() - LINES_MAX, "call")));
        }
    }

    pub(super) fn how(&self, subject: &Subject) -> Answer {
        if self.named(subject).is_empty() && !self.files_meant(subject).is_empty() {
            return self.contents(subject);
        }
        let found = self.meant(subject);
        if found.is_empty() {
            return self.nothing("how", subject);
        }
        let mut answer = Answer::new("how");
        let parts = if self.named(subject).is_empty() { FITTING_MAX } else { DEFINITIONS_MAX };
        self.of_several(subject, &found, parts, &mut answer);
        for one in found.iter().take(parts) {
            answer.symbol(0, *one);
            let own: BTreeSet<usize> = self.callables(&[*one]).into_iter().collect();
            let first = own.iter().next().copied().into_iter().collect();
            self.called_from(&own, &mut answer);
            self.steps(if one.symbol.kind.is_type() { &own } else { &first }, &mut answer, 1);
            self.layers(&own, &mut answer);
        }
        self.not_looked_at(&found, parts, &mut answer);
        answer.based_on.push(self.how_found(subject));
        self.limits(&mut answer);
        answer
    }

    fn called_from(&self, own: &BTreeSet<usize>, answer: &mut Answer) {
        let calls = own.iter().flat_map(|place| &self.callers[*place]).map(|call| &self.program.calls[*call]);
        let mut calls: Vec<&Call> = calls.filter(|call| !own.contains(&call.from)).collect();
        // The surest call of each comes first.
        calls.sort_by_key(|call| (call.from, std::cmp::Reverse(call.confidence)));
        calls.dedup_by_key(|call| call.from);
        let (tests, mut calls): (Vec<&Call>, Vec<&Call>) =
            calls.into_iter().partition(|call| is_test(&self.program.places[call.from].path));
        calls.sort_by_key(|call| (std::cmp::Reverse(call.confidence), call.from));
        for call in calls.iter().take(CALLERS_MAX) {
            let from = &self.program.places[call.from];
            let told = Why::Call(call.confidence).told();
            answer.cite(1, format!("called by {}{told}", from.name), &from.path, call.line);
        }
        let more = calls.len().saturating_sub(CALLERS_MAX);
        match (more, tests.len()) {
            (0, 0) => {}
            (0, tests) => answer.say(1, format!("called by {} in tests", counted(tests, "place"))),
            (more, 0) => answer.say(1, format!("called by {more} more")),
            (more, tests) => {
                answer.say(1, format!("called by {more} more, and by {} in tests", counted(tests, "place")))
            }
        }
    }

    /// The way through the layers: requests, endpoints, tables.
    fn layers(&self, own: &BTreeSet<usize>, answer: &mut Answer) {
        let near = self.reached(&own.iter().copied().collect::<Vec<_>>(), false, 4);
        let inside = |path: &str, line: u32| {
            near.keys().any(|place| {
                let place = &self.program.places[*place];
                place.path == path
                    && place.line <= line
                    && line <= place.end_line
                    && place.end_line - place.line < 2_000
            })
        };
        let http = &self.program.http;
        for link in &http.links {
            let (request, endpoint) = (&http.requests[link.request], &http.endpoints[link.endpoint]);
            if inside(&request.file, request.line) {
                answer.cite(
                    1,
                    format!("asks {} {}", endpoint.method, endpoint.path),
                    &request.file,
                    request.line,
                );
                answer.cite(2, format!("answered by {}", endpoint.handler), &endpoint.file, endpoint.line);
            }
        }
        for query in self.program.data.queries.iter().filter(|query| inside(&query.file, query.line)).take(6)
        {
            answer.cite(1, format!("{} {}", query.operation, query.model), &query.file, query.line);
        }
    }
}
