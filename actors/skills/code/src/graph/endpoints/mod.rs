//! HTTP endpoints and who calls them, across languages, with the fields that each side sends and expects.

mod clients;
pub mod fields;
mod routes;

use std::collections::BTreeSet;

use super::ask::is_test;
use super::names::Names;
pub use clients::Request;
pub use routes::Endpoint;

use super::solve::Confidence;

/// A request that reaches an endpoint, both by their place in the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub request: usize,
    pub endpoint: usize,
    pub confidence: Confidence,
    /// Sent, and not among what the endpoint reads.
    pub not_read: Vec<String>,
    /// Required by the endpoint, and not sent.
    pub not_sent: Vec<String>,
    /// Expected in the answer, and not given.
    pub not_given: Vec<String>,
}

/// A path that fits from its beginning comes before any that fits with its end.
const WHOLE: usize = 1_000_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Http {
    pub endpoints: Vec<Endpoint>,
    pub requests: Vec<Request>,
    pub links: Vec<Link>,
}

pub fn find(names: &Names<'_>) -> Http {
    let endpoints = routes::find(names);
    let requests = clients::find(names);
    let mut links = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        links.extend(
            reach(request, &endpoints)
                .map(|(endpoint, confidence)| link(at, request, endpoint, &endpoints[endpoint], confidence)),
        );
    }
    Http { endpoints, requests, links }
}

/// The endpoint that a request is for: the whole path, or where the base is unknown its end; the most literal match wins, then what
/// is nearest.
fn reach(request: &Request, endpoints: &[Endpoint]) -> Option<(usize, Confidence)> {
    let wanted = segments(&request.path);
    if wanted.is_empty() && request.base_unknown {
        return None;
    }
    let mut best = None;
    for (index, endpoint) in endpoints.iter().enumerate() {
        let Some(by_method) = answers(request, endpoint).filter(|_| is_in_reach(request, endpoint)) else {
            continue;
        };
        let Some((literal, confidence)) = fits(request, &wanted, endpoint) else { continue };
        // A path of parameters alone takes in whatever has as many parts: one of another example's is none.
        let by_word = literal % WHOLE > 0 || wanted.is_empty();
        if !by_word && is_example(&endpoint.file) && shared(&request.file, &endpoint.file) == 0 {
            continue;
        }
        let rank = (literal, by_method, nearness(request, endpoint));
        if best.as_ref().is_none_or(|(_, known, _)| rank > *known) {
            best = Some((index, rank, confidence));
        }
    }
    best.map(|(index, _, confidence)| (index, confidence))
}

/// Whether an endpoint answers a request's method: by itself comes before what answers all, or `HEAD` as it answers `GET`.
fn answers(request: &Request, endpoint: &Endpoint) -> Option<u8> {
    match (request.method.as_str(), endpoint.method.as_str()) {
        (wanted, offered) if wanted == offered => Some(2),
        ("ANY", "WS") => None,
        ("ANY", _) | (_, "ANY") => Some(1),
        ("HEAD", "GET") => Some(0),
        _ => None,
    }
}

/// How many words of its path fit, and how sure that is.
fn fits(request: &Request, wanted: &[String], endpoint: &Endpoint) -> Option<(usize, Confidence)> {
    let offered = segments(&endpoint.path);
    if let Some(literal) = matching(wanted, &offered) {
        let sure = !request.base_unknown && request.method != "ANY";
        return Some((literal + WHOLE, if sure { Confidence::Certain } else { Confidence::Likely }));
    }
    let is_open = request.base_unknown || !request.path.starts_with("http");
    if offered.len() <= wanted.len() || !is_open {
        return None;
    }
    let end = &offered[offered.len() - wanted.len()..];
    matching(wanted, end).filter(|literal| *literal > 2).map(|literal| (literal, Confidence::Likely))
}

/// An application that one test makes for itself answers that test alone, and those of tests do not answer the product.
fn is_in_reach(request: &Request, endpoint: &Endpoint) -> bool {
    if !is_test(&endpoint.file) {
        return true;
    }
    let Some(around) = test_around(&endpoint.handler) else { return is_test(&request.file) };
    let within = request.within.strip_prefix(around);
    request.file == endpoint.file && within.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The function of a test in which a handler is defined, by itself or in a class.
fn test_around(handler: &str) -> Option<&str> {
    let (outer, _) = handler.rsplit_once('.')?;
    let mut end = 0;
    for part in outer.split('.') {
        end += part.len();
        if part.starts_with("test") {
            return Some(&outer[..end]);
        }
        end += 1;
    }
    None
}

/// Of equal endpoints the product's own comes first, in one file the one that was made last before it is asked, and of those of
/// examples the one that lies nearest.
fn nearness(request: &Request, endpoint: &Endpoint) -> (bool, u32, bool, usize) {
    let here = request.file == endpoint.file;
    let before = here && endpoint.line <= request.line;
    let own = !is_test(&endpoint.file) && !is_example(&endpoint.file);
    (here, if before { endpoint.line } else { 0 }, own, shared(&request.file, &endpoint.file))
}

fn is_example(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "examples" | "example" | "docs" | "doc"))
}

/// Folders that two files have in common.
fn shared(one: &str, other: &str) -> usize {
    let folders = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    folders(one).iter().zip(&folders(other)).take_while(|(one, other)| one == other).count()
}

impl Http {
    /// The methods that the path of a request is answered with, where none of them is the request's own.
    pub fn offered(&self, request: &Request) -> BTreeSet<&str> {
        let wanted = segments(&request.path);
        let there = |endpoint: &&Endpoint| {
            is_in_reach(request, endpoint)
                && (!is_example(&endpoint.file) || shared(&request.file, &endpoint.file) > 0)
                && endpoint.method != "WS"
                && !(wanted.is_empty() && request.base_unknown)
                // A path of parameters alone is that of anything.
                && matching(&wanted, &segments(&endpoint.path)).is_some_and(|literal| literal > 0 || wanted.is_empty())
        };
        self.endpoints.iter().filter(there).map(|endpoint| endpoint.method.as_str()).collect()
    }

    /// The framework answers a request by itself: which methods a path has.
    pub fn is_answered_by_itself(&self, request: &Request) -> bool {
        let wanted = segments(&request.path);
        let asks = |endpoint: &&Endpoint| matches!(endpoint.framework, "Flask" | "Express");
        request.method == "OPTIONS"
            && (!wanted.is_empty() || !request.base_unknown)
            && self.endpoints.iter().filter(asks).any(|endpoint| {
                is_in_reach(request, endpoint) && matching(&wanted, &segments(&endpoint.path)).is_some()
            })
    }
}

/// How well segments fit, if all do: the same word says most, a parameter for something computed comes next.
fn matching(wanted: &[String], offered: &[String]) -> Option<usize> {
    if wanted.len() != offered.len() {
        return None;
    }
    let mut literal = 0;
    for (one, other) in wanted.iter().zip(offered) {
        match (one.as_str(), other.as_str()) {
            (a, b) if a == b && a != "*" => literal += 3,
            ("*", "*") => literal += 1,
            (_, "*") | ("*", _) => {}
            _ => return None,
        }
    }
    Some(literal)
}

/// The parts of a path; what is computed or a parameter is `*`.
pub(super) fn segments(path: &str) -> Vec<String> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let path = routed(path);
    let one = |part: &str| {
        let open =
            part.starts_with(['{', ':', '<', '[', '*', '$']) || part.contains('{') || part.contains("(?P");
        if open { "*".to_owned() } else { part.to_owned() }
    };
    path.split('/').filter(|part| !part.is_empty()).map(one).collect()
}

/// A path without the server before it.
fn routed(path: &str) -> &str {
    path.split_once("://").map_or(path, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]))
}

fn link(at: usize, request: &Request, index: usize, endpoint: &Endpoint, confidence: Confidence) -> Link {
    let missing = |of: &[String], from: &[String]| -> Vec<String> {
        if of.is_empty() || from.is_empty() {
            return Vec::new();
        }
        of.iter().filter(|name| !from.contains(name)).cloned().collect()
    };
    Link {
        request: at,
        endpoint: index,
        confidence,
        not_read: missing(&request.sends, &endpoint.takes),
        not_sent: if request.sends.is_empty() || request.sends_more {
            Vec::new()
        } else {
            missing(&endpoint.requires, &request.sends)
        },
        not_given: missing(&request.expects, &endpoint.gives),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_the_same_however_a_framework_writes_its_parameters() {
        for path in [
            "/users/{id}/posts",
            "/users/<int:id>/posts/",
            "/users/:id/posts",
            "http://host:1/users/{user.id}/posts?x=1",
        ] {
            assert_eq!(segments(path), ["users", "*", "posts"], "{path}");
        }
    }
}
