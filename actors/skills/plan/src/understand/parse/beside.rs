//! Items of a list that have to do with the item before them: guests and the tables they sit at, entries and their votes.

use protocol::requirements::FieldKind;

use super::Reader;
use super::list::Owner;
use crate::domains;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{fields, function};
use crate::understand::morph;

impl Reader<'_> {
    /// `max players`, `minimum age`: a number, whoever is counted.
    pub(super) fn limit_item(&mut self, noun: &Noun, owner: &Owner) -> Option<usize> {
        let limits = matches!(noun.words.first()?.as_str(), "max" | "min" | "maximum" | "minimum");
        if !limits || noun.words.len() < 2 || !noun.plural || self.source.low(noun.end()) == "of" {
            return None;
        }
        let mut wish = self.wish(noun);
        let money = fields::infer(&noun.words).is_some_and(|it| it.kind == FieldKind::Decimal);
        wish.kind = Some(if money { FieldKind::Decimal } else { FieldKind::Integer });
        self.facts.push(match owner {
            Owner::Record(record) => Fact::Field { owner: record.clone(), wish },
            Owner::Product => Fact::ProductField { wish },
            Owner::Roles => return None,
        });
        Some(noun.end())
    }

    /// `a wedding planner: guests with tables and vendors`: guests sit at tables, and vendors have nothing to do with them.
    pub(super) fn usual_beside(&mut self, record: &Noun, noun: &Noun, hi: usize) -> Option<usize> {
        // `recipes have many tags` says that they do.
        let told = (record.end()..noun.span.from).any(|at| function::is(function::HAVE, self.source.low(at)));
        if told || noun.many || fields::is_shared(noun.head()) || record.end() > noun.span.from {
            return None;
        }
        let domain = self.product.as_ref().and_then(|product| domains::domain(&product.words))?;
        let known = domain.record(&morph::pascal(&record.words))?;
        let item =
            domain.record(&morph::pascal(&noun.words)).filter(|_| noun.plural || noun.words == ["budget"])?;
        let points = |from: &domains::KnownRecord, to: &domains::KnownRecord| {
            from.relations.iter().any(|it| it.to == to.name && !it.many)
        };
        let any = |from: &domains::KnownRecord, to: &domains::KnownRecord| {
            from.relations.iter().any(|it| it.to == to.name)
        };
        if any(item, known)
            || any(known, item) && !points(known, item)
            || !self.source.is_word(noun.span.from)
        {
            return None;
        }
        if !points(known, item) {
            return Some(self.product_item(noun.clone(), hi));
        }
        let (from, to, span) = (record.clone(), noun.clone(), noun.span);
        self.facts.push(Fact::Link { from, to, link: Link::Belongs, optional: true, name: None, span });
        Some(noun.end())
    }

    /// `entries and votes`: what each of them is given by people, and no number.
    pub(super) fn cast(&mut self, noun: &Noun) -> bool {
        let last = self.facts.iter().rev().find_map(|fact| match fact {
            Fact::Entity { noun } if noun.plural => Some(noun.clone()),
            _ => None,
        });
        let listed = last.filter(|_| noun.words.len() == 1 && matches!(noun.last.as_str(), "votes" | "bids"));
        let Some(to) = listed else { return false };
        let (from, span) = (noun.clone(), noun.span);
        self.facts.push(Fact::Link { from, to, link: Link::Belongs, optional: false, name: None, span });
        true
    }
}
