//! Records that stand between two others: `tenants have a lease on a house: start, end, deposit`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{fields, people};
use crate::understand::token::Span;

impl Reader<'_> {
    /// What is listed behind the colon is of the lease: neither of the tenants, who have it, nor of the house.
    pub(super) fn record_between(&mut self, holder: &Noun, noun: &Noun, hi: usize) -> usize {
        let at = noun.end();
        let joint = matches!(self.source.low(at), "on" | "for" | "of" | "in" | "at" | "to");
        let one = noun.determined && !noun.plural && fields::infer(&noun.words).is_none();
        let Some(to) = self.noun(at + 1, hi).filter(|to| joint && one && to.determined && !to.plural) else {
            return at;
        };
        let colon = to.end();
        let first = self.noun(colon + 1, hi).filter(|_| self.source.is_mark(colon, ':'));
        if first.is_none_or(|field| fields::infer(&field.words).is_none()) {
            return at;
        }
        let end = self.items(colon + 1, hi, &Owner::Record(noun.clone()));
        if end == colon + 1 {
            return at;
        }
        let span = Span::new(noun.span.from, to.end());
        let person = people::is_person(holder.head());
        let link = |to: Noun, link: Link| Fact::Link {
            from: noun.clone(),
            to,
            link,
            optional: false,
            name: None,
            span,
        };
        self.facts.push(link(to, Link::Belongs));
        self.facts.push(link(holder.clone(), if person { Link::Assigned } else { Link::Belongs }));
        self.named(noun);
        end
    }

    /// `a list of flours I used`: words that are written down, where flours are nothing that the request is about.
    pub(super) fn listed_words(&mut self, noun: Noun, hi: usize) -> Noun {
        let list = noun.head() == "list" && noun.words.len() == 1 && self.source.low(noun.end()) == "of";
        let inner =
            self.noun(noun.end() + 1, hi).filter(|inner| list && inner.plural && inner.words.len() == 1);
        let Some(inner) = inner else { return noun };
        let thing = people::is_person(inner.head())
            || crate::domains::is_record(inner.head())
            || self.defines(inner.end(), hi)
            || self.recurs(&inner);
        if thing {
            return noun;
        }
        self.facts.push(Fact::Beside { span: noun.span });
        Noun { words: vec![inner.last.clone()], plural: false, ..inner }
    }

    /// `some Markdown text` is a text.
    pub(super) fn written_in(&mut self, mut noun: Noun) -> Noun {
        let whole = noun.words.len() == noun.span.to - noun.span.from;
        let text = matches!(noun.head(), "text" | "body" | "content" | "description");
        if whole && text && noun.words.len() == 2 && noun.words[0] == "markdown" {
            let span = Span::new(noun.span.from, noun.span.from + 1);
            self.facts.push(Fact::Feature { name: FeatureName::RichText, span });
            noun.words.remove(0);
            noun.span.from += 1;
        }
        noun
    }
}
