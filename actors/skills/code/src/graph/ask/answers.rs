//! Where something is, who calls it, how it works.

use std::collections::BTreeSet;

use super::links::Why;
use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, is_test, is_value};

impl Knowledge<'_> {
    pub(super) fn where_is(&self, subject: &Subject) -> Answer {
        if subject.endpoint.is_some() && self.files_meant(subject).is_empty() {
            return self.endpoint("where", subject);
        }
        if self.named(subject).is_empty() && !self.files_meant(subject).is_empty() {
            return self.contents(subject);
        }
        if let Some(elsewhere) = self.defined_elsewhere("where", subject) {
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
            let elsewhere = || self.defined_elsewhere("callers", subject);
            return importers.or_else(elsewhere).unwrap_or_else(|| self.nothing("callers", subject));
        }
        let mut answer = Answer::new("callers");
        for one in found.iter().take(4) {
            answer.symbol(0, *one);
            self.used_by(*one, &mut answer);
        }
        self.limits(&mut answer);
        answer
    }

    /// Calls, then requests and queries, then calls that may be of it; else where the name stands.
    fn used_by(&self, one: Found<'_>, answer: &mut Answer) {
        let mut count = self.callers_of(one, answer);
        let own = self.callables(&[one]);
        let felt = self.felt();
        let mut told: BTreeSet<usize> = own.iter().copied().collect();
        let callers = own.iter().flat_map(|place| &self.callers[*place]);
        told.extend(callers.map(|call| self.program.calls[*call].from));
        let is_use = |why: Why| matches!(why, Why::Http | Why::Query | Why::Value { imported: true });
        let others = own.iter().flat_map(|place| felt.back(*place)).filter(|edge| is_use(edge.why));
        let others: Vec<_> = others.filter(|edge| told.insert(edge.other)).collect();
        count += others.len();
        for edge in others.iter().take(LINES_MAX) {
            let from = &self.program.places[edge.other];
            answer.cite(1, format!("{}{}", from.name, edge.why.told()), &from.path, edge.line);
        }
        if others.len() > LINES_MAX {
            answer.say(1, format!("and {} more", others.len() - LINES_MAX));
        }
        if count + self.possible(&[one], &own, answer) == 0 {
            if !is_value(one.symbol.kind) {
                answer.say(1, "no call of it was found");
            }
            self.mentions_of(one, answer);
        }
    }

    fn callers_of(&self, one: Found<'_>, answer: &mut Answer) -> usize {
        let own: BTreeSet<usize> = self.callables(&[one]).into_iter().collect();
        let mut calls: Vec<_> = own
            .iter()
            .flat_map(|place| &self.callers[*place])
            .map(|call| &self.program.calls[*call])
            .collect();
        calls.extend(self.program.makes.iter().filter(|make| own.contains(&make.to)));
        calls.retain(|call| !own.contains(&call.from) || own.len() == 1);
        calls.sort_by_key(|call| {
            (self.is_test_place(call.from), std::cmp::Reverse(call.confidence), call.from)
        });
        calls.dedup_by_key(|call| call.from);
        for call in calls.iter().take(LINES_MAX) {
            let from = &self.program.places[call.from];
            answer.cite(
                1,
                format!("{}{}", from.name, Why::Call(call.confidence).told()),
                &from.path,
                call.line,
            );
        }
        if calls.len() > LINES_MAX {
            answer.say(1, format!("and {} more", calls.len() - LINES_MAX));
        }
        calls.len()
    }

    pub(super) fn what_calls(&self, subject: &Subject) -> Answer {
        let found = self.meant(subject);
        if found.is_empty() {
            return self.nothing("callees", subject);
        }
        let mut answer = Answer::new("callees");
        for one in found.iter().take(2) {
            answer.symbol(0, *one);
            let own: BTreeSet<usize> = self.callables(&[*one]).into_iter().collect();
            self.steps(&own, &mut answer, 1);
            for (_, name, line) in
                self.program.outside.iter().filter(|(from, ..)| own.contains(from)).take(LINES_MAX)
            {
                answer.cite(1, format!("{name} (outside of the project)"), one.path, *line);
            }
        }
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
        for call in calls.iter().take(LINES_MAX) {
            let to = &self.program.places[call.to];
            answer.cite(level, format!("calls {}", to.name), &to.path, to.line);
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
        let parts = if self.named(subject).is_empty() { 5 } else { 3 };
        for one in found.iter().take(parts) {
            answer.symbol(0, *one);
            let own: BTreeSet<usize> = self.callables(&[*one]).into_iter().collect();
            let first = own.iter().next().copied().into_iter().collect();
            self.called_from(&own, &mut answer);
            self.steps(if one.symbol.kind.is_type() { &own } else { &first }, &mut answer, 1);
            self.layers(&own, &mut answer);
        }
        answer.based_on.push(self.how_found(subject));
        self.limits(&mut answer);
        answer
    }

    fn called_from(&self, own: &BTreeSet<usize>, answer: &mut Answer) {
        let calls = own.iter().flat_map(|place| &self.callers[*place]).map(|call| &self.program.calls[*call]);
        let mut calls: Vec<_> = calls.filter(|call| !own.contains(&call.from)).collect();
        calls.retain(|call| !is_test(&self.program.places[call.from].path));
        calls.sort_by_key(|call| call.from);
        calls.dedup_by_key(|call| call.from);
        for call in calls.iter().take(4) {
            let from = &self.program.places[call.from];
            answer.cite(1, format!("called by {}", from.name), &from.path, call.line);
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
