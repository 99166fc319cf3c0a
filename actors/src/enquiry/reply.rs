//! From what the index found to an answer: what belongs to the field first, then what the question itself brought.

use protocol::enquiry::{Finding, Query};
use protocol::view::Enquiry;
use protocol::workspace::Cited;

/// Lines of one finding in an answer of several.
const LINES_MAX: usize = 120;

pub(super) fn of(enquiry: &Enquiry) -> Finding {
    let mut known: Vec<(&Query, &Finding)> = Vec::new();
    for (query, finding) in enquiry.answered().filter(|(_, finding)| finding.known) {
        // The question's words may have led to the same.
        let same = |one: &Cited, other: &Cited| one.text == other.text && one.file == other.file;
        let told = |before: &Finding| {
            finding.lines.iter().all(|line| before.lines.iter().any(|other| same(line, other)))
        };
        if !known.iter().any(|(_, before)| told(before)) {
            known.push((query, finding));
        }
    }
    if known.is_empty() {
        return nothing(enquiry);
    }
    let mut reply = Finding { known: true, ..Finding::default() };
    let headed = known.len() > 1;
    for (query, finding) in known {
        if headed {
            reply.lines.push(said(0, heading(query)));
        }
        let deeper = |line: &Cited| Cited { level: line.level.saturating_add(headed.into()), ..line.clone() };
        reply.lines.extend(finding.lines.iter().take(LINES_MAX).map(deeper));
        if finding.lines.len() > LINES_MAX {
            reply
                .lines
                .push(said(u8::from(headed), format!("and {} lines more", finding.lines.len() - LINES_MAX)));
        }
        for based in &finding.based_on {
            if !reply.based_on.contains(based) {
                reply.based_on.push(based.clone());
            }
        }
    }
    reply
}

/// What each query came to: that nothing is known is an answer, with what was looked at.
fn nothing(enquiry: &Enquiry) -> Finding {
    let mut reply = Finding::default();
    for (_, finding) in enquiry.answered() {
        for line in &finding.lines {
            if !reply.lines.contains(line) {
                reply.lines.push(line.clone());
            }
        }
        reply.based_on.extend(finding.based_on.iter().cloned());
    }
    reply.based_on.dedup();
    reply
}

fn said(level: u8, text: impl Into<String>) -> Cited {
    Cited { text: text.into(), file: None, line: None, level }
}

fn heading(query: &Query) -> String {
    let about = |what: &str, about: &[String]| match about {
        [] => format!("{what}:"),
        about => format!("{what} named like {}:", about.join(", ")),
    };
    match query {
        Query::Changes => "what changed:".to_owned(),
        Query::Question { .. } => "by the words of the question:".to_owned(),
        Query::Models { about: names } => about("models and tables", names),
        Query::Endpoints { about: names } => about("endpoints", names),
        Query::Requests { about: names } => about("requests", names),
        Query::Settings { about: names } => about("environment variables", names),
        Query::Untested => "what no test reaches:".to_owned(),
        Query::Impact { of } => format!("what a change of {of} reaches:"),
        Query::Flow { from } => format!("where {from} goes:"),
        Query::Stack => "frameworks and versions:".to_owned(),
    }
}
