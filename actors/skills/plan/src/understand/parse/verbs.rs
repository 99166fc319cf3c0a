//! The verbs of one statement, with what stands before them: `can only`, `must not`, `create, edit and delete`.

use super::Reader;
use super::action::VERBS_MAX;
use crate::understand::fact::Only;
use crate::understand::lexicon::verbs::{Form, Seen};

impl Reader<'_> {
    /// Auxiliaries and adverbs: where the verb is, and what they say.
    pub(super) fn before_verb(&self, at: usize, hi: usize, only: Only) -> (usize, Only, bool, bool) {
        let (mut i, mut only, mut denied) = (at, only, false);
        let mut aux = false;
        while i < hi && i - at < 8 {
            match self.source.low(i) {
                "cannot" | "can't" | "never" | "not" | "mustn't" | "shouldn't" | "don't" | "won't"
                | "cant" | "dont" | "doesn't" => denied = true,
                "do" | "does" if matches!(self.source.low(i + 1), "not" | "never") => {}
                "only" if only == Only::Nothing => only = Only::Deed,
                "only" => {}
                "who" | "that" | "also" | "then" | "able" | "allowed" | "be" | "is" | "are" => {}
                "can" | "may" | "must" | "should" | "will" | "shall" | "could" | "to" | "need" | "needs"
                | "want" | "wants" => aux = true,
                word if word.ends_with("ly") && word.len() > 4 && self.any_verb(i + 1).is_some() => {}
                _ => break,
            }
            i += 1;
        }
        (i, only, denied, aux || denied)
    }

    /// Words between a verb and the next that say of the same people whether they may, as in `and can only see`.
    pub(super) fn are_modals(&self, from: usize, to: usize) -> bool {
        let another = |i: usize| matches!(self.source.low(i), "who" | "that" | "is" | "are" | "be");
        from < to && !(from..to).any(another)
    }

    pub(super) fn opens_object(&self, at: usize) -> bool {
        self.starts_noun(at)
            || self.any_verb(at).is_some()
            || matches!(self.source.low(at), "," | "and" | "or" | "/")
    }

    /// `create, edit and delete`.
    pub(super) fn verb_list(&self, at: usize, hi: usize, certain: bool) -> (Vec<Seen>, usize) {
        let mut verbs: Vec<Seen> = Vec::new();
        let mut i = at;
        while i < hi && verbs.len() < VERBS_MAX {
            let finite = self.any_verb(i).filter(|verb| matches!(verb.form, Form::Base | Form::Third));
            // `accept, reject or ask for a revision`: what is asked for is not what is accepted.
            if !verbs.is_empty() && self.source.low(i) == "ask" && self.source.low(i + 1) == "for" {
                break;
            }
            let verb = match (verbs.is_empty() && !certain, finite) {
                (true, _) => self.verb(i),
                (false, Some(verb))
                    if verbs.is_empty()
                        || !verb.noun
                        || self.opens_object(i + verb.len)
                        || i + verb.len >= hi =>
                {
                    Some(verb)
                }
                (false, _) => None,
            };
            let Some(verb) = verb else { break };
            i += verb.len;
            verbs.push(verb);
            let next = self.separator(i, hi);
            let more = next > i
                && self.any_verb(next).is_some_and(|verb| {
                    matches!(verb.form, Form::Base | Form::Third)
                        && (!verb.noun || self.opens_object(next + verb.len) || next + verb.len >= hi)
                });
            if !more {
                break;
            }
            i = next;
        }
        (verbs, i)
    }
}
