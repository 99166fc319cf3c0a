//! How people pay: `customers pay online with Stripe`, `donors pay by card`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::action::Statement;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::CART;
use crate::understand::lexicon::verbs::Seen;
use crate::understand::lexicon::{people, verbs};
use crate::understand::morph;
use crate::understand::token::Span;

/// Lists of what somebody wants to find again.
const FAVOURITES: &[&str] =
    &["wishlist", "favourite", "favorite", "watchlist", "shortlist", "readinglist", "bookmark"];
/// What one puts records into that are there already.
const CARTS: &[&str] = &["cart", "basket", "trolley", "bag"];

impl Reader<'_> {
    /// Where the words about how it is paid end, if the verb is that and such words follow.
    pub(super) fn paying(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        denied: bool,
        from: usize,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        if !verbs.iter().all(|verb| verb.base == "pay") || verbs.is_empty() {
            return None;
        }
        let mut end = at;
        // `online, by card or with Stripe`.
        while let Some(behind) = self.way_to_pay(if end == at { at } else { self.separator(end, hi) }, hi) {
            end = behind;
        }
        if end == at {
            return None;
        }
        if actors.iter().all(|actor| people::is_person(actor.head())) {
            self.sign_in(actors, end);
            self.facts.extend(actors.iter().map(|actor| Fact::Role { noun: actor.clone() }));
        }
        let (name, span) = (FeatureName::Payments, Span::new(from, end));
        self.facts.push(if denied { Fact::NoFeature { name, span } } else { Fact::Feature { name, span } });
        Some(end)
    }

    fn way_to_pay(&self, at: usize, hi: usize) -> Option<usize> {
        if at >= hi {
            return None;
        }
        if self.source.low(at) == "online" {
            return Some(at + 1);
        }
        if !matches!(self.source.low(at), "with" | "by" | "via" | "through" | "using") {
            return None;
        }
        let means = self.after_article(at + 1, hi);
        let kind = matches!(self.source.low(means), "credit" | "debit" | "bank");
        let end = means + usize::from(kind);
        matches!(self.source.low(end), "card" | "cards" | "stripe")
            .then_some(end + 1)
            .filter(|end| *end <= hi)
    }

    /// `customers add products to their cart`: no products are made, and carts are not built.
    pub(super) fn put_in_a_cart(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let puts = verbs.iter().all(|verb| matches!(verb.base, "add" | "put" | "save" | "place" | "remove"));
        let object = self.noun(at, hi).filter(|_| puts)?;
        if !matches!(self.source.low(object.end()), "to" | "in" | "into" | "from") {
            return None;
        }
        let into = self.noun(object.end() + 1, hi)?;
        // `save products to a wish list`: those that one likes.
        let likes = matches!(self.source.low(object.end()), "to" | "in" | "into" | "on")
            && object.plural
            && FAVOURITES.contains(&morph::singular(&into.words.concat()).as_str());
        if likes && let Some(verb) = verbs::at("favourite", |_, _| false) {
            self.push_acts(actors, &[verb], &object, said, Span::new(said.from, into.end()));
            return Some(into.end());
        }
        if !CARTS.contains(&into.head()) {
            return None;
        }
        self.works_on(actors, &object, Span::new(said.from, object.end()));
        self.facts.push(Fact::Entity { noun: Noun { own: false, ..object } });
        self.facts.push(Fact::Unbuilt { name: CART, span: Span::new(said.from, into.end()) });
        Some(into.end())
    }
}
