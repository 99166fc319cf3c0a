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
        let unmet = own.iter().filter(|(at, _)| !reached.contains(at)).map(|(_, request)| *request);
        let (refused, open): (Vec<&Request>, Vec<&Request>) =
            unmet.filter(|request| !http.is_answered_by_itself(request)).partition(|one| one.is_refused);
        let mut answer = Answer::new("unanswered");
        for request in open.iter().take(LINES_MAX) {
            let within = if request.within.is_empty() { "the file itself" } else { &request.within };
            let text = format!("{} {} in {within}{}", request.method, request.path, self.instead(request));
            answer.cite(0, text, &request.file, request.line);
        }
        answer.rest(open.len(), LINES_MAX);
        let whose = if of_tests { ", all in tests" } else { "" };
        let all = counted(own.len(), "request");
        match open.len() {
            _ if own.is_empty() => {
                let why = "not known: no request whose address is written in the code was found";
                return self.without_pages(Answer::unknown("unanswered", why.to_owned()));
            }
            0 if refused.is_empty() => {
                answer.say(0, format!("none: an endpoint that is known here answers each of {all}{whose}"));
            }
            0 => answer.say(0, format!("none of {all}{whose} that is meant to be answered")),
            left => answer.say(
                0,
                format!("{left} of {all}{whose} reach no endpoint that is known here; others' servers may be among them"),
            ),
        }
        if !refused.is_empty() {
            let more = counted(refused.len(), "request");
            answer.say(0, format!("left out: {more} of tests, which want 404 or 405"));
        }
        answer.based_on.push(ROUTES.to_owned());
        self.without_pages(answer)
    }

    /// Says which routes and requests are not looked through.
    pub(super) fn without_pages(&self, mut answer: Answer) -> Answer {
        let unread = &self.program.unread.endpoints;
        if !answer.known {
            unread.iter().for_each(|why| answer.say(0, why.clone()));
        }
        answer.based_on.extend(unread.iter().map(|why| format!("what was read: {why}")));
        answer
    }

    /// What answers the path of a request with another method.
    pub(super) fn instead(&self, request: &Request) -> String {
        let offered: Vec<&str> = self.program.http.offered(request).into_iter().collect();
        if offered.is_empty() {
            String::new()
        } else {
            format!(" (the path exists, with {})", offered.join(", "))
        }
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
                return self.without_pages(Answer::unknown("unasked", why.to_owned()));
            }
            0 => answer.say(0, format!("none: a request in this code reaches each of {all}")),
            left => answer
                .say(0, format!("no request in this code reaches {left} of {all}; programs elsewhere may")),
        }
        answer.based_on.push(ROUTES.to_owned());
        self.without_pages(answer)
    }
}
