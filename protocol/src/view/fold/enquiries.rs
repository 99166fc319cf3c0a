//! Questions about a repository, until they are answered.

use super::super::{Enquiries, Enquiry};
use crate::enquiry::EnquiryEvent;

pub(super) fn apply(enquiries: &mut Enquiries, seq: u64, body: &EnquiryEvent) {
    match body {
        EnquiryEvent::LookAsked => enquiries.looks += 1,
        EnquiryEvent::Asked { number, question } => {
            enquiries.asked = *number;
            enquiries.open.insert(*number, Enquiry { question: question.clone(), ..Enquiry::default() });
        }
        EnquiryEvent::Routed { number, to, why: _ } => {
            open(enquiries, *number, |it| it.to = Some(to.clone()));
        }
        EnquiryEvent::Queried { number, queries } => open(enquiries, *number, |it| {
            it.rounds += 1;
            it.queries.extend(queries.iter().cloned());
        }),
        EnquiryEvent::Found { number, finding, .. } => {
            open(enquiries, *number, |it| it.findings.push(finding.clone()));
        }
        EnquiryEvent::Answered { number, .. } => drop(enquiries.open.remove(number)),
    }
    if let Some(number) = body.number() {
        open(enquiries, number, |it| it.seq = seq);
    }
}

/// One that was answered meanwhile stays answered.
fn open(enquiries: &mut Enquiries, number: u32, change: impl FnOnce(&mut Enquiry)) {
    if let Some(enquiry) = enquiries.open.get_mut(&number) {
        change(enquiry);
    }
}
