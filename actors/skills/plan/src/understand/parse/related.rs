//! What a noun has to do with another behind it: `reviews of books`, `comments on a post`, `t-shirts in sizes`.

use super::Reader;
use super::field::UNITS;
use crate::domains;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{function, people, products, verbs};
use crate::understand::morph;
use crate::understand::token::Span;

/// What a thing that is sold is to be had in several of.
const VARIANTS: &[&str] =
    &["size", "colour", "color", "flavour", "flavor", "style", "material", "finish", "fabric"];

impl Reader<'_> {
    /// `reviews of books`, `comments on a post`, `tasks for each project`.
    pub(super) fn of_relation(&mut self, noun: &Noun, at: usize, hi: usize, link: Link) -> usize {
        if !matches!(
            self.source.low(at),
            "of" | "on" | "for" | "per" | "about" | "in" | "under" | "within" | "to"
        ) {
            return at;
        }
        // `distance in km`.
        if self.source.low(at) == "in" && UNITS.contains(&self.source.low(at + 1)) {
            return at;
        }
        // `24 years in the job`.
        let counted = self.number(noun.span.from.wrapping_sub(1)).is_some();
        if counted && function::is(function::MEASURES, noun.head()) && noun.words.len() == 1 {
            return at;
        }
        let Some(to) = self.noun(at + 1, hi).filter(|to| self.linkable(to)) else { return at };
        let end = to.end();
        if self.holds(noun, &to, at) {
            return end;
        }
        // `reservations for a small restaurant`: what it is all for, at a request's start.
        let whole = self.source.low(at) == "for" && self.product.is_none() && to.determined && !to.plural;
        if whole && domains::domain(&to.words).is_some() {
            self.named(noun);
            self.product = Some(to.clone());
            self.facts.push(Fact::Product { noun: to });
            return end;
        }
        // `applications for a foundation`: whom it is all for.
        let asked_for = self.source.low(at) == "for" && noun.span.from <= 4 && to.determined && !to.plural;
        if asked_for && (people::is_group(to.head()) || products::BUSINESSES.contains(&to.head())) {
            self.named(noun);
            self.facts.push(Fact::Purpose { noun: to });
            return end;
        }
        if self.source.low(at) == "in" && to.plural && VARIANTS.contains(&to.head()) {
            return self.variants(noun, to, hi);
        }
        self.named(noun);
        let link =
            if people::is_person(to.head()) || to.plural || to.determined { link } else { Link::Perhaps };
        self.facts.push(Fact::Link {
            from: noun.clone(),
            to,
            link,
            optional: false,
            name: None,
            span: Span::new(noun.span.from, end),
        });
        end
    }

    /// `t-shirts in sizes and colours`: each is to be had in several of them.
    fn variants(&mut self, noun: &Noun, first: Noun, hi: usize) -> usize {
        self.named(noun);
        let (mut next, mut end) = (Some(first), noun.end());
        while let Some(to) = next.filter(|to| to.plural && VARIANTS.contains(&to.head())) {
            end = to.end();
            let span = to.span;
            let (link, optional, name) = (Link::Shared, false, None);
            self.facts.push(Fact::Link { from: noun.clone(), to, link, optional, name, span });
            let at = self.separator(end, hi);
            next = (at > end).then(|| self.noun(at, hi)).flatten();
        }
        end
    }

    pub(crate) fn linkable(&self, noun: &Noun) -> bool {
        !products::APP_NOUNS.contains(&noun.head())
            && verbs::nominal(&noun.last).is_none()
            && morph::pascal(&noun.words).len() > 1
    }
}
