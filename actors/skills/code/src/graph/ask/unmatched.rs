//! Requests that no endpoint answers, and endpoints that no request reaches.

use std::collections::BTreeSet;

use super::http::ROUTES;
use super::{Answer, Knowledge, LINES_MAX, counted, is_test};
use crate::graph::endpoints::{Endpoint, Request};

impl Knowledge<'_> {
    /// Requests that nothing here answers. Tests ask on purpose for what is not there: theirs count where nothing else asks.
    pub(super) fn unanswered(&self) -> Answer {
        let http = &self.program.http;
        let reached: BTreeSet<usize> = http.links.iter().map(|link| link.request).collect();
        let of_tests = http.requests.iter().all(|request| is_test(&request.file));
        let own = http.requests.iter().enumerate();
        let own: Vec<_> = own.filter(|(_, request)| of_tests || !is_test(&request.file)).collect();
        let open: Vec<&Request> =
            own.iter().filter(|(at, _)| !reached.contains(at)).map(|(_, request)| *request).collect();
        let mut answer = Answer::new("unanswered");
        for request in open.iter().take(LINES_MAX) {
            let text = format!("{} {} in {}", request.method, request.path, request.within);
            answer.cite(0, text, &request.file, request.line);
        }
        answer.rest(open.len(), LINES_MAX);
        let whose = if of_tests { ", all in tests" } else { "" };
        let all = counted(own.len(), "request");
        match open.len() {
            _ if own.is_empty() => {
                let why = "not known: no request whose address is written in the code was found";
                return Answer::unknown("unanswered", why.to_owned());
            }
            0 => answer.say(0, format!("none: an endpoint that is known here answers each of {all}{whose}")),
            left => answer.say(
                0,
                format!("{left} of {all}{whose} reach no endpoint that is known here; others' servers may be among them"),
            ),
        }
        answer.based_on.push(ROUTES.to_owned());
        answer
    }

    /// Endpoints that no request of this code reaches.
    pub(super) fn unasked(&self) -> Answer {
        let http = &self.program.http;
        let reached: BTreeSet<usize> = http.links.iter().map(|link| link.endpoint).collect();
        let all = http.endpoints.iter().enumerate();
        let open: Vec<&Endpoint> = all.filter(|(at, _)| !reached.contains(at)).map(|(_, one)| one).collect();
        let mut answer = Answer::new("unasked");
        for endpoint in open.iter().take(LINES_MAX) {
            let text = format!("{} {} is {}", endpoint.method, endpoint.path, endpoint.handler);
            answer.cite(0, text, &endpoint.file, endpoint.line);
        }
        answer.rest(open.len(), LINES_MAX);
        let all = counted(http.endpoints.len(), "endpoint");
        match open.len() {
            _ if http.endpoints.is_empty() => {
                let why = "not known: no endpoint of a web framework that is known here was found";
                return Answer::unknown("unasked", why.to_owned());
            }
            0 => answer.say(0, format!("none: a request in this code reaches each of {all}")),
            left => answer
                .say(0, format!("no request in this code reaches {left} of {all}; programs elsewhere may")),
        }
        answer.based_on.push(ROUTES.to_owned());
        answer
    }
}
