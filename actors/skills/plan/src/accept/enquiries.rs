//! What agents say to questions about a repository.

use protocol::enquiry::{EnquiryEvent, Finding, Look, QUERIES_MAX, Query};
use protocol::event::{Body, TaskSpec};
use protocol::id::Role;
use protocol::view::View;
use protocol::workspace::WorkspaceEvent;

use super::check_text;

/// Lines of an answer; a reader stops long before.
const LINES_MAX: usize = 400;
const BASES_MAX: usize = 40;

pub(super) fn routed(number: u32, to: Role, why: String) -> Body {
    Body::Enquiry(EnquiryEvent::Routed { number, to, why })
}

/// Something that was not asked before, and not without end.
pub(super) fn queries(view: &View, number: u32, queries: Vec<Query>) -> Result<Vec<Body>, String> {
    let known = view.enquiries.open.get(&number).map_or(&[][..], |enquiry| &enquiry.queries);
    if queries.is_empty() {
        return Err("it asks nothing".to_owned());
    }
    if known.len() + queries.len() > QUERIES_MAX {
        return Err(format!("more than {QUERIES_MAX} queries for one question"));
    }
    if let Some(again) = queries.iter().find(|query| known.contains(query)) {
        return Err(format!("{again:?} was asked before"));
    }
    if queries.contains(&Query::Changes) {
        return Err("every query reads what has changed".to_owned());
    }
    Ok(vec![Body::Enquiry(EnquiryEvent::Queried { number, queries })])
}

pub(super) fn reply(view: &View, number: u32, finding: Finding) -> Result<Vec<Body>, String> {
    check(&finding)?;
    let question = view.enquiries.open.get(&number).map(|enquiry| enquiry.question.clone());
    let question = question.ok_or("the question has been answered")?;
    Ok(vec![Body::Enquiry(EnquiryEvent::Answered { number, question, finding })])
}

pub(super) fn looked(
    task: &TaskSpec,
    number: Option<u32>,
    query: &Query,
    look: Look,
) -> Result<Vec<Body>, String> {
    let Look { read, finding } = look;
    check(&finding)?;
    if read.as_ref().is_some_and(|read| !matches!(read, WorkspaceEvent::Indexed { .. })) {
        return Err("something else than that files were read".to_owned());
    }
    let found = |number| {
        let (task, query) = (task.id.clone(), query.clone());
        Body::Enquiry(EnquiryEvent::Found { number, task, query, finding })
    };
    Ok(read.map(Body::Workspace).into_iter().chain(number.map(found)).collect())
}

fn check(finding: &Finding) -> Result<(), String> {
    if finding.lines.len() > LINES_MAX || finding.based_on.len() > BASES_MAX {
        return Err(format!("an answer has {LINES_MAX} lines and rests on {BASES_MAX} things at most"));
    }
    finding.based_on.iter().try_for_each(|text| check_text(text, "what an answer rests on"))?;
    finding.lines.iter().try_for_each(|line| check_text(&line.text, "a line of an answer"))
}
