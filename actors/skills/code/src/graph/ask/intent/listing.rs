//! Questions for all there is of something: endpoints, models, settings, requests, definitions.

use super::super::question::{Word, after};
use super::super::subject::Subject;
use super::Intent;

pub(super) type Listing = fn(Vec<String>) -> Intent;

/// Things that are listed, with what else the question may say without meaning one of them.
pub(super) const LISTED: &[(&str, Listing)] = &[
    ("http|api|rest? endpoints|endpoint|routes|route", Intent::Endpoints),
    ("database|data|db? models|model|tables|table", Intent::Models),
    ("environment|env variables|variable|vars|var", Intent::Settings),
    ("settings|setting", Intent::Settings),
];

pub(super) const LISTING: &[&str] = &[
    "are",
    "is",
    "there",
    "exist",
    "exists",
    "do",
    "does",
    "we",
    "it",
    "they",
    "have",
    "has",
    "need",
    "needs",
    "needed",
    "used",
    "use",
    "read",
    "reads",
    "required",
    "defined",
    "available",
    "exposed",
    "offered",
    "provided",
    "set",
    "must",
    "i",
    "to",
    "be",
    "this",
    "project",
    "app",
    "application",
    "code",
    "in",
    "the",
    "all",
    "of",
    "a",
    "by",
    "for",
    "run",
    "here",
    "you",
    "should",
    "can",
    "server",
    "backend",
    "api",
    "program",
    "about",
    "known",
    "keep",
    "keeps",
    "kept",
    "store",
    "stores",
    "stored",
    "list",
    "show",
];

/// `which endpoints are there?`
pub(super) fn listed(words: &[Word]) -> Option<Intent> {
    let rest = after(words, "which|what|list|show me? all? of? the?")?;
    for (noun, of) in LISTED {
        let Some(rest) = after(rest, noun) else { continue };
        let about = rest.iter().filter(|word| !word.is(LISTING)).map(|word| word.text.clone()).collect();
        let names_one = words.first().is_some_and(|word| word.is(&["which", "what"]))
            && after(rest, "use|uses|call|calls|query|depend|reach|in").is_some();
        if let (Intent::Models(_), Some(to)) = (of(Vec::new()), led_to(rest)) {
            return Some(Intent::Related(to));
        }
        return match (names_one, of(Vec::new())) {
            // An endpoint that uses something is one that its change reaches.
            (true, Intent::Endpoints(_)) if after(rest, "in").is_none() => Some(Intent::Impact(
                Subject::exactly(after(rest, "use|uses|call|calls|query|depend|reach on?")?),
            )),
            _ => Some(of(about)),
        };
    }
    None
}

/// `which requests does this code send?`
pub(super) fn requests(words: &[Word]) -> Option<Intent> {
    let rest = after(
        words,
        "which|what|list|show all? of? the? http|api|outgoing|network? requests|request|calls|fetches",
    )?;
    let sent =
        ["send", "sends", "sent", "make", "makes", "made", "issue", "issues", "issued", "outgoing", "out"];
    let of_requests = words[..words.len() - rest.len()].last()?.is(&["requests", "request", "fetches"]);
    let is_sent = rest.iter().any(|word| word.is(&sent));
    let is_http =
        words[..words.len() - rest.len()].iter().any(|word| word.is(&["http", "api", "outgoing", "network"]));
    let all = of_requests && rest.iter().all(|word| word.is(LISTING));
    let about = rest.iter().filter(|word| !word.is(&sent) && !word.is(LISTING)).map(|word| word.text.clone());
    ((of_requests || is_http) && (is_sent || all)).then(|| Intent::Requests(about.collect()))
}

/// `which requests have no endpoint?`, `which endpoints does nobody call?`
pub(super) fn unmatched(words: &[Word]) -> Option<Intent> {
    let unused =
        after(words, "which|what|list|show? unused|uncalled|dead|unreached http|api? endpoints|routes");
    if unused.is_some_and(<[Word]>::is_empty) {
        return Some(Intent::Unasked);
    }
    let rest =
        after(words, "which|what|list|show all? the? http|api|frontend? requests|calls|endpoints|routes")?;
    let of_requests = words[..words.len() - rest.len()].last()?.is(&["requests", "calls"]);
    let lacks = |words: &[Word]| {
        words
            .iter()
            .any(|word| word.is(&["no", "not", "never", "nobody", "without", "unused", "nothing", "none"]))
    };
    let other = |names: &[&str]| rest.iter().any(|word| word.is(names));
    let to_endpoints = other(&[
        "endpoint",
        "endpoints",
        "route",
        "routes",
        "backend",
        "server",
        "answered",
        "anything",
        "nothing",
    ]);
    let by_requests = other(&[
        "call",
        "calls",
        "called",
        "request",
        "requests",
        "requested",
        "use",
        "uses",
        "used",
        "frontend",
        "client",
        "unused",
    ]);
    match of_requests {
        _ if !lacks(rest) => None,
        true if to_endpoints => Some(Intent::Unanswered),
        false if by_requests => Some(Intent::Unasked),
        _ => None,
    }
}

/// `have a foreign key to users`: the words behind.
fn led_to(words: &[Word]) -> Option<Vec<String>> {
    let ways = [
        "have|has|with a|an? foreign? key|keys|relation|relations|relationship|relationships|reference|references|link|links to",
        "is|are? related|linked|connected|tied to",
        "refer|refers|reference|references|point|points|lead|leads|link|links|belong|belongs|relate|relates to?",
    ];
    let rest = ways.iter().find_map(|way| after(words, way)).filter(|rest| !rest.is_empty())?;
    let rest = after(rest, "the|a|an").unwrap_or(rest);
    Some(rest.iter().filter(|word| !word.is(LISTING)).map(|word| word.text.clone()).collect())
}
