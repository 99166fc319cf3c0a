//! HTTP endpoints and who calls them, across languages, with the fields that each side sends and expects.

mod clients;
pub mod fields;
mod routes;

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

/// The endpoint that a request is for: the whole path, or where the base is unknown its end; the most literal match wins.
fn reach(request: &Request, endpoints: &[Endpoint]) -> Option<(usize, Confidence)> {
    let wanted = segments(&request.path);
    if wanted.is_empty() && request.base_unknown {
        return None;
    }
    let mut best: Option<(usize, usize, Confidence)> = None;
    for (index, endpoint) in endpoints.iter().enumerate() {
        let open = request.method == "ANY" && endpoint.method != "WS";
        if endpoint.method != "ANY" && endpoint.method != request.method && !open {
            continue;
        }
        let offered = segments(&endpoint.path);
        let (literal, confidence) = if let Some(literal) = matching(&wanted, &offered) {
            let sure = !request.base_unknown && request.method != "ANY";
            let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
            (literal + 1_000, confidence)
        } else if offered.len() > wanted.len() && (request.base_unknown || !request.path.starts_with("http"))
        {
            let end = &offered[offered.len() - wanted.len()..];
            match matching(&wanted, end) {
                Some(literal) if literal > 2 => (literal, Confidence::Likely),
                _ => continue,
            }
        } else {
            continue;
        };
        if best.is_none_or(|(_, known, _)| literal > known) {
            best = Some((index, literal, confidence));
        }
    }
    best.map(|(index, _, confidence)| (index, confidence))
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
    let path =
        path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let one = |part: &str| {
        let open =
            part.starts_with(['{', ':', '<', '[', '*', '$']) || part.contains('{') || part.contains("(?P");
        if open { "*".to_owned() } else { part.to_owned() }
    };
    path.split('/').filter(|part| !part.is_empty()).map(one).collect()
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
