//! A question about a repository as people follow it: whose it is, what that agent asks the index, and the answer.

use protocol::enquiry::{EnquiryEvent, Finding, Query};
use protocol::id::Role;

use super::narrate::answered;
use super::style::{self, clean, count};

pub(super) fn lines(agent: &Role, body: &EnquiryEvent) -> Vec<String> {
    match body {
        EnquiryEvent::LookAsked => Vec::new(),
        EnquiryEvent::Asked { question, .. } => vec![format!("{} {}", style::strong("?"), clean(question))],
        EnquiryEvent::Routed { to, why, .. } => {
            vec![format!(
                "{} {}{}",
                style::quiet("· it goes to"),
                style::name(&clean(to.as_str())),
                style::quiet(&format!(": {}", clean(why)))
            )]
        }
        EnquiryEvent::Queried { queries, .. } => {
            let agent = style::name(&clean(agent.as_str()));
            let asks = |query| format!("{} {agent} {}", style::quiet("·"), style::quiet(&asks(query)));
            queries.iter().map(asks).collect()
        }
        EnquiryEvent::Found { finding, query, .. } => vec![style::quiet(&found(query, finding))],
        EnquiryEvent::Answered { finding, .. } => answer(agent, finding),
    }
}

fn answer(agent: &Role, finding: &Finding) -> Vec<String> {
    let head = match agent {
        // Nobody of the team answered.
        agent if *agent == Role::session() => style::warn("no answer:"),
        agent => format!(
            "{}{}",
            style::name(&clean(agent.as_str())),
            if finding.known { ":" } else { " does not know:" }
        ),
    };
    std::iter::once(head).chain(answered(&finding.lines, &finding.based_on)).collect()
}

fn asks(query: &Query) -> String {
    format!("asks the index: {}", clean(&named(query)))
}

fn named(query: &Query) -> String {
    let about = |what: &str, about: &[String]| match about {
        [] => what.to_owned(),
        about => format!("{what} named like {}", about.join(", ")),
    };
    match query {
        Query::Changes => "what has changed".to_owned(),
        Query::Question { text } => format!("\"{text}\""),
        Query::Models { about: names } => about("models and tables", names),
        Query::Endpoints { about: names } => about("endpoints", names),
        Query::Requests { about: names } => about("requests", names),
        Query::Settings { about: names } => about("environment variables", names),
        Query::Untested => "what no test reaches".to_owned(),
        Query::Impact { of } => format!("what a change of {of} reaches"),
        Query::Flow { from } => format!("where {from} goes"),
        Query::Stack => "frameworks and versions".to_owned(),
    }
}

fn found(query: &Query, finding: &Finding) -> String {
    let what = clean(&named(query));
    if finding.known {
        format!("· the index answers with {}: {what}", count(finding.lines.len(), "line"))
    } else {
        format!("· the index knows nothing: {what}")
    }
}
