//! Words that two fields of a list share: `check-in and check-out dates`, `min and max temperature`.

use super::Reader;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::fields;
use crate::understand::morph;
use crate::understand::speech::Part;

impl Reader<'_> {
    /// `check-in and check-out dates` are a check-in date and a check-out date.
    pub(super) fn share_last(&mut self, wish: &mut FieldWish, noun: &Noun) {
        if self.share_of_pair(wish, noun) {
            return;
        }
        let shared = matches!(noun.last.as_str(), "dates" | "times") && noun.words.len() > 1;
        if !shared && !self.shares_kind(noun) {
            return;
        }
        let one = morph::singular(&noun.last);
        wish.plural = false;
        wish.last.clone_from(&one);
        if let Some(Fact::Field { wish: before, .. }) = self.facts.last_mut()
            && before.span.to + 1 == noun.span.from
            && fields::infer(&before.words).is_none()
        {
            before.words.push(one.clone());
            before.last = one;
        }
    }

    /// `start and end date`, `first and last name`: what stands behind the second is said of the first as well.
    fn share_of_pair(&mut self, wish: &mut FieldWish, noun: &Noun) -> bool {
        let [second, rest @ ..] = noun.words.as_slice() else { return false };
        let joined = noun.span.from > 0 && matches!(self.source.low(noun.span.from - 1), "and" | "or" | "/");
        let (Some(Fact::Field { wish: before, .. } | Fact::ProductField { wish: before }), true, [.., head]) =
            (self.facts.last_mut(), joined, rest)
        else {
            return false;
        };
        let pair =
            before.words.last().is_some_and(|first| PAIRS.contains(&(first.as_str(), second.as_str())));
        if !pair || before.span.to + 1 != noun.span.from {
            return false;
        }
        before.words.extend(rest.iter().cloned());
        before.last.clone_from(head);
        // `start and end times` are one of each.
        if noun.plural && matches!(noun.last.as_str(), "dates" | "times") {
            wish.plural = false;
            wish.last.clone_from(head);
        }
        true
    }

    /// `systolic and diastolic pressure`: an adjective alone, and another before a word for a measure.
    fn shares_kind(&self, noun: &Noun) -> bool {
        let two = noun.words.len() == 2 && !noun.plural && fields::infer(&noun.words[1..]).is_some();
        let (first, joint) = (noun.span.from, noun.span.from.wrapping_sub(1));
        let formed =
            |word: &str| ["ic", "al", "imum"].into_iter().any(|end| word.len() > 5 && word.ends_with(end));
        let adjective = |at: usize| {
            self.parts.get(at) == Some(&Part::Adjective)
                || formed(self.source.low(at))
                || matches!(self.source.low(at), "min" | "max")
        };
        let joined = matches!(self.source.low(joint), "and" | "or");
        two && joined && adjective(first) && adjective(joint.wrapping_sub(1))
    }
}

/// Words of two ends of one thing, of which the first is never a field's whole name beside the second.
const PAIRS: &[(&str, &str)] = &[
    ("start", "end"),
    ("starting", "ending"),
    ("first", "last"),
    ("given", "family"),
    ("begin", "end"),
    ("minimum", "maximum"),
    ("min", "max"),
    ("opening", "closing"),
    ("arrival", "departure"),
    ("departure", "arrival"),
    ("departure", "return"),
    ("pickup", "delivery"),
    ("pickup", "return"),
    ("pickup", "dropoff"),
    ("issue", "expiry"),
    ("planned", "actual"),
    ("estimated", "actual"),
    ("purchase", "sale"),
    ("buying", "selling"),
    ("home", "away"),
    ("source", "target"),
    ("from", "to"),
];
