//! The verbs of one statement, with what stands before them: `can only`, `must not`, `create, edit and delete`.

use super::Reader;
use super::action::VERBS_MAX;
use crate::understand::fact::Only;
use crate::understand::lexicon::function;
use crate::understand::lexicon::verbs::{self, Does, Form, Seen};
use crate::understand::morph;

/// What begins by being made.
const STARTED: &[&str] = &[
    "petition",
    "campaign",
    "discussion",
    "thread",
    "poll",
    "fundraiser",
    "auction",
    "topic",
    "conversation",
    "group",
];

/// What somebody says is theirs, or wants to have.
const CLAIMED: &[&str] = &["item", "prize", "reward", "gift", "coupon", "voucher", "listing"];

/// What is made by being taken.
const TAKEN: &[&str] = &["order", "booking", "reservation", "payment", "note", "minute", "message"];

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

    /// `start a petition` makes one, `sign a petition` leaves a signature: what the verb does depends on what it is done to.
    pub(super) fn by_its_object(&self, at: usize) -> Option<Seen> {
        let favourites =
            matches!(self.source.low(at + 1), "favourites" | "favorites" | "favourite" | "favorite");
        if favourites && matches!(self.source.low(at), "mark" | "marks" | "save" | "saves" | "add" | "adds") {
            return verbs::at("favourite", |_, _| false).map(|seen| Seen { len: 2, noun: false, ..seen });
        }
        let word_is_claim = matches!(self.source.low(at), "claim" | "claims");
        let (base, form) = match self.source.low(at) {
            "take" => ("take", Form::Base),
            "takes" => ("take", Form::Third),
            "start" => ("create", Form::Base),
            "starts" => ("create", Form::Third),
            "pick" | "choose" | "claim" | "grab" => ("pick", Form::Base),
            "picks" | "chooses" | "claims" | "grabs" => ("pick", Form::Third),
            "sign" => ("sign", Form::Base),
            "signs" => ("sign", Form::Third),
            _ => return None,
        };
        let what = (at + 1..at + 4).find(|i| !function::is(function::DETERMINERS, self.source.low(*i)))?;
        let word = self.source.low(what);
        let topic =
            self.topic.as_ref().filter(|_| matches!(word, "it" | "them")).map(|noun| noun.head().to_owned());
        // `claim lost items`.
        let ahead = (at + 1..at + 4).map(|i| morph::singular(self.source.low(i)));
        let named = ahead.filter(|_| word_is_claim).find(|word| CLAIMED.contains(&word.as_str()));
        let head = topic.or(named).unwrap_or_else(|| morph::singular(word));
        let seen = Seen { base, form, len: 1, noun: false, does: Does::Makes("Signature") };
        match base {
            "take" => TAKEN
                .contains(&head.as_str())
                .then(|| verbs::at("create", |_, _| false).map(|seen| Seen { form, ..seen }))
                .flatten(),
            "pick" if word_is_claim && CLAIMED.contains(&head.as_str()) => {
                Some(Seen { base: "claim", does: Does::Makes("Claim"), ..seen })
            }
            "pick" => matches!(head.as_str(), "shift" | "slot")
                .then(|| verbs::at(if form == Form::Base { "book" } else { "books" }, |_, _| false))
                .flatten(),
            "sign" => (head == "petition").then_some(seen),
            _ if STARTED.contains(&head.as_str()) => Some(Seen { form, ..verbs::at(base, |_, _| false)? }),
            _ => None,
        }
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
            // `save favourites and send messages`, `students enroll, and track their hours`: of the first all is said.
            let said = verbs.len() == 1
                && (verb.base == "favourite" && verb.len > 1
                    || verb.does == Does::Makes("Enrollment") && self.source.is_mark(i, ','));
            let more = next > i
                && !said
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
