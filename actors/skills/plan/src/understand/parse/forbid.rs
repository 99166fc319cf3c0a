//! Sentences that forbid something outright: `don't let drivers delete trips`, `prevent guests from posting reviews`,
//! `deleting invoices is not allowed for clerks`, `messages can't be edited`.

use super::Reader;
use super::limit::administrators;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{function, people};
use crate::understand::token::Span;

/// Verbs of one such sentence.
const VERBS_MAX: usize = 6;
/// Words before `let`: `please make sure not to ever let`.
const BEFORE_LET_MAX: usize = 4;

impl Reader<'_> {
    pub(super) fn forbidden(&mut self, at: usize, hi: usize) -> usize {
        for rule in
            [Self::never_let, Self::kept_from, Self::not_allowed_for, Self::never_done, Self::nobody_at_all]
        {
            if let Some(end) = rule(self, at, hi) {
                return end;
            }
        }
        at
    }

    /// `don't let drivers delete trips`, `never allow clerks to see salaries`.
    fn never_let(&mut self, at: usize, hi: usize) -> Option<usize> {
        let denies = |i: usize| matches!(self.source.low(i), "don't" | "dont" | "never" | "not" | "won't");
        let lets = |i: &usize| matches!(self.source.low(*i), "let" | "letting" | "allow" | "permit");
        if !denies(at) && self.source.low(at) != "do" {
            return None;
        }
        let verb = (at + 1..hi.min(at + BEFORE_LET_MAX)).find(lets).filter(|verb| (at..*verb).any(denies))?;
        let (people, i) = self.people_at(verb + 1, hi);
        let i = i + usize::from(self.source.low(i) == "to");
        let (verbs, end) = self.forbidden_verbs(i, hi, |form| form == Form::Base);
        self.forbid(&people, &verbs, at, end, hi)
    }

    /// `prevent guests from posting reviews`, `stop drivers from deleting trips`.
    fn kept_from(&mut self, at: usize, hi: usize) -> Option<usize> {
        if !matches!(
            self.source.low(at),
            "prevent" | "stop" | "keep" | "block" | "prohibit" | "forbid" | "bar" | "ban" | "disallow"
        ) {
            return None;
        }
        let (people, i) = self.people_at(at + 1, hi);
        let from = matches!(self.source.low(i), "from" | "to");
        let (verbs, end) = self.forbidden_verbs(i + usize::from(from), hi, |form| form != Form::Past);
        self.forbid(&people, &verbs, at, end, hi)
    }

    /// `deleting invoices is not allowed for clerks`, `editing posts is forbidden to readers`.
    fn not_allowed_for(&mut self, at: usize, hi: usize) -> Option<usize> {
        let (verbs, i) = self.forbidden_verbs(at, hi, |form| form == Form::Ing);
        let object = self.noun(i, hi).filter(|_| !verbs.is_empty())?;
        let is = object.end();
        if !matches!(self.source.low(is), "is" | "are" | "isn't") {
            return None;
        }
        let denied = match (self.source.low(is), self.source.low(is + 1), self.source.low(is + 2)) {
            ("isn't", "allowed" | "permitted" | "possible", _) => is + 2,
            (_, "not", "allowed" | "permitted" | "possible") => is + 3,
            (_, "forbidden" | "prohibited", _) => is + 2,
            _ => return None,
        };
        let for_them = matches!(self.source.low(denied), "for" | "to" | "by");
        let (people, end) = if for_them { self.people_at(denied + 1, hi) } else { (Vec::new(), denied) };
        if for_them && people.is_empty() {
            return None;
        }
        let only = if for_them { Only::Nothing } else { Only::People };
        let people = if for_them { people } else { vec![administrators(at)] };
        let span = Span::new(at, end);
        self.forbid_facts(&people, &verbs, &object, only, span);
        Some(end)
    }

    /// `messages can't be edited`: by nobody, but for administrators.
    fn never_done(&mut self, at: usize, hi: usize) -> Option<usize> {
        let object = self.noun(at, hi).filter(|noun| !people::is_person(noun.head()) && noun.plural)?;
        let mut i = object.end();
        let mut denied = false;
        while matches!(
            self.source.low(i),
            "can"
                | "may"
                | "must"
                | "should"
                | "will"
                | "not"
                | "never"
                | "cannot"
                | "can't"
                | "cant"
                | "mustn't"
                | "shouldn't"
                | "won't"
                | "be"
                | "ever"
                | "are"
                | "aren't"
                | "get"
        ) {
            denied |= matches!(
                self.source.low(i),
                "not" | "never" | "cannot" | "can't" | "cant" | "mustn't" | "shouldn't" | "won't" | "aren't"
            );
            i += 1;
        }
        let (verbs, end) = self.forbidden_verbs(i, hi, |form| form == Form::Past);
        let changes = |verb: &Seen| matches!(verb.does, Does::Acts(acts) if !acts.contains(&Act::Read) && !acts.contains(&Act::Create));
        let whole = end >= hi || !self.source.is_word(end) || matches!(self.source.low(end), "at" | "by");
        let nobody = match (self.source.low(end), self.source.low(end + 1)) {
            ("at", "all") => end + 2,
            ("by", "anyone" | "anybody") => end + 2,
            ("at" | "by", _) => return None,
            _ => end,
        };
        if !denied || verbs.is_empty() || !verbs.iter().all(changes) || !whole {
            return None;
        }
        let people = [administrators(at)];
        self.forbid_facts(&people, &verbs, &object, Only::People, Span::new(at, nobody));
        Some(nobody)
    }

    /// `nobody comments on anything`: what is done to nothing at all is left out.
    fn nobody_at_all(&mut self, at: usize, hi: usize) -> Option<usize> {
        let verb = match (self.source.low(at), self.source.low(at + 1)) {
            ("nobody" | "noone", _) => at + 1,
            ("no", "one") => at + 2,
            _ => return None,
        };
        let (len, capability) = CAPABILITIES.at(self.source, verb)?;
        let behind = verb + len;
        let object = behind + usize::from(function::is(function::PREPOSITIONS, self.source.low(behind)));
        if object >= hi || self.source.low(object) != "anything" {
            return None;
        }
        let span = Span::new(at, object + 1);
        self.facts.push(match capability {
            Capability::Built(name) => Fact::NoFeature { name: *name, span },
            Capability::Unbuilt(_) => Fact::Beside { span },
            Capability::Always(_) => return None,
        });
        Some(span.to)
    }

    fn forbidden_verbs(&self, at: usize, hi: usize, form: impl Fn(Form) -> bool) -> (Vec<Seen>, usize) {
        let (mut verbs, mut i) = (Vec::new(), at);
        while let Some(verb) =
            self.any_verb(i).filter(|verb| i < hi && verbs.len() < VERBS_MAX && form(verb.form))
        {
            i += verb.len;
            verbs.push(verb);
            let next = self.separator(i, hi);
            if next == i || self.any_verb(next).is_none_or(|verb| !form(verb.form)) {
                break;
            }
            i = next;
        }
        (verbs, i)
    }

    fn forbid(&mut self, people: &[Noun], verbs: &[Seen], at: usize, end: usize, hi: usize) -> Option<usize> {
        if people.is_empty() || verbs.is_empty() {
            return None;
        }
        let (object, end) = match self.others(end, hi) {
            Some(found) => found,
            None if matches!(self.source.low(end), "them" | "it") => (self.topic.clone()?, end + 1),
            None => {
                let noun = self.noun(end, hi)?;
                let end = noun.end();
                (noun, end)
            }
        };
        let closed = object.others;
        let only = if closed { Only::Deed } else { Only::Nothing };
        self.forbid_facts(
            people,
            verbs,
            &Noun { own: closed || object.own, ..object },
            only,
            Span::new(at, end),
        );
        Some(end)
    }

    fn forbid_facts(&mut self, people: &[Noun], verbs: &[Seen], object: &Noun, only: Only, span: Span) {
        for verb in verbs {
            self.facts.push(Fact::Acts {
                actors: people.to_vec(),
                verb: *verb,
                object: Some(object.clone()),
                own: object.own,
                only,
                denied: only == Only::Nothing,
                span,
            });
        }
        self.topic = Some(object.clone());
    }
}
