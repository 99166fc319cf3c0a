//! Days by what happens on them: `when it renews`, `when I watered them`.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, FieldWish};
use crate::understand::lexicon::verbs::Form;
use crate::understand::lexicon::{function, people};
use crate::understand::token::Span;

impl Reader<'_> {
    /// `what I pay and when it renews`, `plants and when I watered them`: a day of each.
    pub(super) fn when_item(&mut self, at: usize, hi: usize, owner: &Owner) -> Option<usize> {
        let (words, end) = self.when_said(at, hi)?;
        let span = Span::new(at, end);
        let topic = self.topic.clone().filter(|_| matches!(owner, Owner::Product));
        match (owner, topic) {
            (Owner::Record(record), _) => self.field_said(&record.clone(), words, None, span),
            (Owner::Product, Some(topic)) => self.field_said(&topic, words, None, span),
            _ => {
                let wish = FieldWish { words, last: "on".to_owned(), ..self.wish_of(at) };
                self.facts.push(Fact::ProductField { wish: FieldWish { span, ..wish } });
            }
        }
        Some(end)
    }

    /// `Subscription tracker: what I pay, when it renews`: said of what the product keeps, at the end of a sentence.
    pub(super) fn when_of_product(&mut self, at: usize, hi: usize) -> usize {
        let whole = self.product.is_some()
            && matches!(self.source.low(at.wrapping_sub(1)), "and" | "," | ":")
            && self.when_said(at, hi).is_some_and(|(_, end)| end >= hi || !self.source.is_word(end));
        whole.then(|| self.when_item(at, hi, &Owner::Product)).flatten().unwrap_or(at)
    }

    /// `when people want to pay, the waiter closes the order`: when, which nothing here waits for.
    pub(super) fn when_people(&mut self, at: usize, hi: usize) -> usize {
        let when =
            matches!(self.source.low(at), "when" | "whenever" | "once" | "if") && self.starts.contains(&at);
        let who = self.noun(at + 1, hi).filter(|who| {
            when && (people::is_person(who.head()) || people::is_anybody(who.head()) || who.last == "people")
        });
        let Some(who) = who else { return at };
        let wants = matches!(
            self.source.low(who.end()),
            "want" | "wants" | "need" | "needs" | "wish" | "decide" | "would"
        ) && self.source.low(who.end() + 1) == "to";
        let comma = (who.end()..hi).find(|i| self.source.is_mark(*i, ','));
        let Some(comma) = comma.filter(|_| wants) else { return at };
        self.facts.push(Fact::Unknown { span: Span::new(at, comma) });
        comma
    }

    /// The name of such a day, and where its words end.
    pub(super) fn when_said(&self, at: usize, hi: usize) -> Option<(Vec<String>, usize)> {
        let who = self.source.low(at + 1);
        let said = matches!(who, "it" | "they" | "each" | "i" | "we" | "he" | "she" | "someone" | "somebody");
        if self.source.low(at) != "when" || !said {
            return None;
        }
        let mut does = at + 2;
        while matches!(
            self.source.low(does),
            "last" | "was" | "were" | "has" | "have" | "had" | "been" | "next"
        ) {
            does += 1;
        }
        let word = self.source.low(does);
        let third =
            matches!(who, "it" | "each" | "he" | "she") && word.ends_with('s') && !word.ends_with("ss");
        let past = word.ends_with("ed") || self.any_verb(does).is_some_and(|verb| verb.form == Form::Past);
        let end = does + 1 + usize::from(matches!(self.source.low(does + 1), "it" | "them" | "him" | "her"));
        let whole = end >= hi || !self.source.is_word(end) || matches!(self.source.low(end), "and" | "or");
        if !(third || past) || !whole || does >= hi || function::is_function(word) {
            return None;
        }
        Some((vec![word.to_owned(), "on".to_owned()], end))
    }
}
