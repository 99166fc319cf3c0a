//! Items of a list of what a product has: records, people, fields of what it keeps, parts of its pages.

use protocol::requirements::FieldKind;

use super::Reader;
use super::dated::{DATED, of_first, without_form, without_history};
use super::product::usual;
use crate::domains;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{fields, people, products};
use crate::understand::morph;

impl Reader<'_> {
    pub(super) fn product_item(&mut self, noun: Noun, hi: usize) -> usize {
        // `I delete bad ones`: of what was named before.
        if noun.head() == "one" {
            self.facts.push(Fact::Unknown { span: noun.span });
            return noun.end();
        }
        let noun = self.contained(noun, hi);
        // `company, status (applied, offer, rejected)`.
        let listed = matches!(self.facts.last(), Some(Fact::ProductField { wish }) if wish.span.to + 1 == noun.span.from);
        let state = listed && !noun.determined
            || noun.words.len() == 1 && matches!(noun.head(), "status" | "state" | "stage" | "priority");
        if state && self.source.is_mark(noun.end(), '(') && !noun.plural {
            let mut wish = self.wish(&noun);
            let end = self.refine(&mut wish, noun.end(), hi);
            if end > noun.end() {
                self.facts.push(Fact::ProductField { wish });
                return end;
            }
        }
        let noun = without_form(without_history(noun));
        let noun = if DATED.contains(&noun.head()) || noun.head() == "number" {
            self.of_name(noun, hi)
        } else {
            noun
        };
        let end = noun.end();
        if let Some(lent) = self.lent_to(&noun, hi) {
            return lent;
        }
        let defined = self.definition(&noun, end, hi);
        if defined > end {
            return defined;
        }
        let related = self.of_relation(&noun, end, hi, Link::Belongs);
        if related > end {
            return related;
        }
        if let Some(end) = self.named_otherwise(&noun) {
            return end;
        }
        let cast = self.cast(&noun);
        if matches!(noun.last.as_str(), "approval" | "approvals") && noun.words.len() == 1 {
            self.facts.push(Fact::Unknown { span: noun.span });
            return end;
        }
        // `title, author, rating`: one of what each has.
        let one = !noun.plural
            && !noun.determined
            && matches!(self.facts.last(), Some(Fact::ProductField { wish }) if wish.span.to + 1 == noun.span.from);
        // `date, systolic, diastolic, pulse`: what no list knows stands among what each has.
        let unknown = one
            && !noun.capital
            && !domains::is_record(noun.head())
            && domains::domain(&noun.words).is_none();
        if (people::is_person(noun.head()) || unknown && !cast) && one {
            let wish = self.wish(&noun);
            self.facts.push(Fact::ProductField { wish });
        } else if people::is_person(noun.head()) {
            self.facts.push(Fact::Role { noun });
        } else if cast
            || self.is_among_things(&noun)
            || noun.is_records() && !self.is_attribute(&noun)
            || noun.capital
            || self.is_usual(&noun)
            || !self.is_among_fields(&noun, hi)
                && (self.product.as_ref().is_some_and(|product| usual(product, &noun))
                    || fields::infer(&noun.words).is_none() && !noun.plural)
        {
            self.topic = Some(noun.clone());
            self.manner(&noun);
            self.facts.push(Fact::Entity { noun });
        } else if products::PARTS.contains(&noun.head()) {
            self.facts.push(Fact::Unknown { span: noun.span });
        } else {
            let one = if self.is_attribute(&noun) { noun.in_singular() } else { noun };
            let mut wish = self.wish(&one);
            of_first(&mut wish);
            let end = self.refine(&mut wish, end, hi);
            self.facts.push(Fact::ProductField { wish });
            return end;
        }
        end
    }

    /// `a todo list with priorities and due dates`: what each of them has, and nothing that is kept by itself.
    fn is_attribute(&self, noun: &Noun) -> bool {
        let value = noun.plural && noun.words == ["priority"]
            || fields::infer(&noun.words).is_some_and(|it| {
                matches!(
                    it.kind,
                    FieldKind::Date
                        | FieldKind::DateTime
                        | FieldKind::Decimal
                        | FieldKind::Enum
                        | FieldKind::Boolean
                )
            });
        let name = morph::pascal(&noun.words);
        let kept = self.product.as_ref().is_some_and(|product| {
            product.words.len() > 1
                && [products::KEEPER_NOUNS, products::APP_NOUNS]
                    .iter()
                    .any(|list| list.contains(&product.head()))
        });
        kept && noun.plural
            && value
            && !noun.capital
            && !self.is_usual(noun)
            && domains::record(&name, None).is_none()
    }

    /// `pupils, teachers, rooms and lessons`: rooms as well are kept, and how many there are is no field of a pupil.
    fn is_among_things(&self, noun: &Noun) -> bool {
        let whole =
            matches!(noun.head(), "room" | "bed" | "seat" | "floor" | "unit" | "desk" | "table" | "plot");
        let mut things = self.facts.iter().rev().map_while(|fact| match fact {
            Fact::Entity { noun } | Fact::Role { noun } => Some(noun),
            _ => None,
        });
        let beside = |before: &Noun, noun: &Noun| {
            before.plural && before.span.to < noun.span.from && noun.span.from <= before.span.to + 2
        };
        let last = things.next().filter(|last| beside(last, noun));
        let two = last.is_some_and(|last| things.next().is_some_and(|first| beside(first, last)));
        noun.plural && noun.words.len() == 1 && whole && two
    }

    fn is_usual(&self, item: &Noun) -> bool {
        item.plural && self.product.as_ref().is_some_and(|product| usual(product, item))
    }

    /// `a list of books`: the books.
    pub(super) fn contained(&mut self, noun: Noun, hi: usize) -> Noun {
        // `a minimum number of volunteers` is a number.
        let of_people = self.noun(noun.end() + 1, hi).is_some_and(|inner| people::is_person(inner.head()));
        let counted = noun.head() == "number"
            && (noun.words.len() > 1 || self.is_bounded(noun.span.from) || of_people && !noun.determined);
        if counted {
            return noun;
        }
        if self.source.low(noun.end()) != "of" || !products::CONTAINERS.contains(&noun.head()) {
            return noun;
        }
        match self.noun(noun.end() + 1, hi).filter(|inner| inner.plural) {
            Some(inner) => {
                self.facts.push(Fact::Beside { span: noun.span });
                inner
            }
            None => noun,
        }
    }
}
