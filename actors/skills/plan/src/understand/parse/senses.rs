//! Words whose sense their neighbours tell: `IT` who does something, `apply for a permit`, `send a message`.

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::function;
use crate::understand::lexicon::verbs::{self, Form, Seen};
use crate::understand::morph;
use crate::understand::token::Span;

/// What an authority gives to whoever asks for it.
const GRANTED: &[&str] = &[
    "permit",
    "licence",
    "license",
    "visa",
    "loan",
    "membership",
    "leave",
    "refund",
    "mortgage",
    "passport",
    "exemption",
    "reimbursement",
    "allowance",
    "extension",
];

/// What is made by being sent.
const WRITTEN: &[&str] = &[
    "message",
    "invitation",
    "offer",
    "letter",
    "complaint",
    "announcement",
    "proposal",
    "inquiry",
    "enquiry",
    "invoice",
    "bill",
    "payslip",
    "statement",
    "quote",
    "contract",
    "request",
    "application",
    "report",
];

/// Parts of a company that do something as its people.
const DEPARTMENTS: &[&str] = &[
    "finance",
    "accounting",
    "accounts",
    "procurement",
    "purchasing",
    "logistics",
    "payroll",
    "reception",
    "legal",
];

/// People who decide together.
const PANELS: &[&str] = &["board", "jury", "council", "panel"];

/// What has dates that are kept one by one.
const DATED_BY: &[&str] = &[
    "tour", "show", "concert", "gig", "event", "class", "course", "training", "race", "exam", "match",
    "market",
];

impl Reader<'_> {
    /// `a feature board with voting`, `tickets with assignments`, `a band's site with tour dates`: names in a list of what a
    /// product has that mean something else.
    pub(super) fn named_otherwise(&mut self, noun: &Noun) -> Option<usize> {
        let end = noun.end();
        let one = |word: &str| noun.words == [word];
        if one("voting") {
            let (words, last) = (vec!["vote".to_owned()], "votes".to_owned());
            self.facts.push(Fact::Entity { noun: Noun { words, last, plural: true, ..noun.clone() } });
            return Some(end);
        }
        if noun.last == "dates" && noun.words.len() == 2 && DATED_BY.contains(&noun.words[0].as_str()) {
            self.topic = Some(noun.clone());
            self.facts.push(Fact::Entity { noun: noun.clone() });
            return Some(end);
        }
        let domain = self.product.as_ref().and_then(|product| crate::domains::domain(&product.words));
        let assigned = domain.is_some_and(|it| matches!(it.commented.as_str(), "Ticket" | "Issue" | "Task"));
        if assigned && noun.last == "assignments" && noun.words.len() == 1 {
            self.facts.push(Fact::Unknown { span: noun.span });
            return Some(end);
        }
        None
    }

    /// `HR and IT can edit`, `IT marks it as delivered`: people of a department, where what they do follows.
    pub(super) fn it_staff(&self, at: usize) -> Option<Noun> {
        let the = usize::from(self.source.low(at) == "the");
        let name = self.source.low(at + the);
        let word = match (self.source.raw(at), the) {
            ("IT", _) => "staff",
            (_, 0) if DEPARTMENTS.contains(&name) => "staff",
            (_, 1) if PANELS.contains(&name) => "member",
            _ => return None,
        };
        let next = self.source.low(at + the + 1);
        let does = matches!(next, "can" | "may" | "must" | "should" | "will" | "marks" | "sets" | "only")
            || self
                .any_verb(at + the + 1)
                .is_some_and(|verb| verb.form == Form::Third && !verb.noun && next != "asks");
        does.then(|| Noun {
            words: vec![name.to_owned(), word.to_owned()],
            last: word.to_owned(),
            plural: true,
            span: Span::new(at + the, at + the + 1),
            ..Noun::unnamed(at)
        })
    }

    /// `apply for a permit`: it is the permit that is asked for, unlike a job that somebody offers.
    pub(super) fn applied_for(&self, at: usize) -> Option<Seen> {
        let form = match self.source.low(at) {
            "apply" => "request",
            "applies" => "requests",
            _ => return None,
        };
        let one = self.source.low(at + 1) == "for" && matches!(self.source.low(at + 2), "a" | "an" | "their");
        let granted = |i: usize| GRANTED.contains(&morph::singular(self.source.low(i)).as_str());
        let seen = verbs::at(form, |_, _| false).filter(|_| one && (granted(at + 3) || granted(at + 4)))?;
        Some(Seen { len: 2, ..seen })
    }

    /// `coaches send messages to players`: who sends what is written writes it; what else is sent was there before.
    pub(super) fn sends(&self, at: usize) -> Option<Seen> {
        let like = match self.source.low(at) {
            "send" => "write",
            "sends" => "writes",
            _ => return None,
        };
        let written = |i: &usize| WRITTEN.contains(&morph::singular(self.source.low(*i)).as_str());
        let what = (at + 1..at + 4).find(|i| !function::is(function::DETERMINERS, self.source.low(*i)))?;
        let private = usize::from(matches!(self.source.low(what), "private" | "direct"));
        written(&(what + private)).then(|| verbs::at(like, |_, _| false)).flatten()
    }
}
