//! Items of a list of what a record has: its fields, and the records that it has several of.

use protocol::requirements::FieldKind;

use super::Reader;
use super::dated::{DATED, of_first};
use crate::domains;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::lexicon::{fields, products};
use crate::understand::morph;
use crate::understand::token::Span;

/// Heads that make one name with what follows `of`: `number of pages`.
const OF_HEADS: &[&str] = &[
    "number", "date", "name", "year", "place", "time", "type", "amount", "cost", "level", "kind", "length",
    "point", "country", "city",
];

impl Reader<'_> {
    pub(super) fn record_item(&mut self, record: &Noun, noun: Noun, hi: usize) -> usize {
        let of_its_own = self.record_between(record, &noun, hi);
        if of_its_own > noun.end() {
            return of_its_own;
        }
        let valued = self.source.is_mark(noun.end(), '(');
        if let Some(end) = if valued { None } else { self.usual_beside(record, &noun, hi) } {
            return end;
        }
        // `tasks with a due date, subtasks, comments`: things again, behind another.
        let things =
            noun.plural && matches!(noun.head(), "comment" | "reply" | "review" | "note" | "attachment");
        let behind = matches!(self.facts.last(), Some(Fact::Link { from, link: Link::HasMany, span, .. })
            if from.words == record.words && span.to + 2 >= noun.span.from && span.to < noun.span.from);
        if things && behind && noun.words.len() == 1 && noun.head() == "comment" {
            return self.many_item(record, noun, hi);
        }
        let noun = self.listed_words(noun, hi);
        let noun = self.written_in(noun);
        let noun = self.contained(noun, hi);
        let noun = self.of_name(noun, hi);
        let end = noun.end();
        if let Some(end) = self.in_tongues(record, &noun, hi) {
            return end;
        }
        let shared = fields::is_shared(noun.head());
        let file = fields::is_file(noun.head());
        // `some drawings as PDF`.
        // `the photo of the page`.
        let pictured = file && self.source.low(end) == "of";
        let end = match self.noun(end + 1, hi).filter(|of| pictured && of.determined) {
            Some(of) => {
                self.facts.push(Fact::Beside { span: Span::new(end, of.end()) });
                of.end()
            }
            None => end,
        };
        let as_file =
            self.source.low(end) == "as" && fields::is_file_type(&morph::singular(self.source.low(end + 1)));
        let unknown = noun.last != "needs"
            && noun.is_records()
            && !file
            && !as_file
            && (shared || fields::infer(&noun.words).is_none());
        let each = matches!(self.source.low(end), ":" | ",")
            && self.source.low(end + 1) == "each"
            && matches!(self.source.low(end + 2), "with" | "having");
        // `buildings have rooms with number and floor`: what has fields of its own is no number.
        let described =
            self.source.low(end) == "with" && !file && self.noun(end + 1, hi).is_some_and(|it| !it.own);
        if noun.plural && (noun.many && !file && !as_file || unknown || noun.capital || each || described) {
            return self.many_item(record, noun, hi);
        }
        let mut wish = self.wish(&noun);
        of_first(&mut wish);
        self.share_last(&mut wish, &noun);
        let end = self.refine(&mut wish, end, hi);
        let end = self.trail(&mut wish, end, hi);
        let end = self.date_and_time(&mut wish, end);
        let end = self.unheld_measure(end, hi);
        let end = self.unique_inside(record, &noun, end, hi);
        self.goes_through_field(record, &wish);
        self.facts.push(Fact::Field { owner: record.clone(), wish });
        end
    }

    pub(super) fn many_item(&mut self, record: &Noun, noun: Noun, hi: usize) -> usize {
        // `parts used and hours`.
        let used =
            usize::from(matches!(self.source.low(noun.end()), "used" | "needed" | "required" | "involved"));
        let end = noun.end() + used;
        if let Some(behind) = self.in_lines(record, &noun, end, hi) {
            return behind;
        }
        let shared = fields::is_shared(noun.head());
        let vice = self.source.low(end) == "and"
            && self.source.low(end + 1) == "vice"
            && self.source.low(end + 2) == "versa";
        // `one or more authors`: of what is known as a word of other records, each is of many of them.
        let word = noun.many && fields::infer(&noun.words).is_some_and(|it| it.kind == FieldKind::String);
        // `sellers list items, buyers place orders containing items`: those were there before.
        let offered = self.facts.iter().any(|fact| match fact {
            Fact::Acts { verb, object: Some(object), .. } => {
                let makes = matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create))
                    || verb.base == "list";
                makes && object.words == noun.words && object.words != record.words
            }
            // `items with a price, orders with items`: an item is in many of them.
            Fact::Field { owner, wish } => {
                owner.words == noun.words && matches!(wish.last.as_str(), "price" | "sku" | "stock")
            }
            _ => false,
        });
        let link = if shared || vice || word || offered { Link::Shared } else { Link::HasMany };
        let optional = noun.adjectives.iter().any(|adjective| matches!(adjective, fields::Adjective::Is(_)));
        self.facts.push(Fact::Link {
            from: record.clone(),
            to: noun.clone(),
            link,
            optional,
            name: None,
            span: noun.span,
        });
        if vice {
            self.facts.push(Fact::Beside { span: Span::new(end, end + 3) });
            return end + 3;
        }
        if self.source.is_mark(end, '(') || matches!(self.source.low(end), "having" | "with") {
            let hi = self.ends_inside(record, end, hi);
            return self.definition(&noun, end, hi);
        }
        // `points: each with a label and a method`.
        let each = matches!(self.source.low(end), ":" | ",")
            && self.source.low(end + 1) == "each"
            && matches!(self.source.low(end + 2), "with" | "having");
        if each { self.definition(&noun, end + 2, hi).max(end) } else { end }
    }

    /// `a title, ingredients with amounts, steps and a cooking time`: steps and times are the recipe's again.
    fn ends_inside(&self, record: &Noun, at: usize, hi: usize) -> usize {
        let Some(comma) = (at..hi).find(|i| self.source.is_mark(*i, ',')) else { return hi };
        if self.source.is_mark(at, '(') {
            return hi;
        }
        // `ingredients with amounts, and the method`.
        let first = self.noun(at + 1, hi).is_some_and(|item| !item.determined && item.end() <= comma);
        let and = comma + 1 + usize::from(self.source.low(comma + 1) == "and");
        let anew = and > comma + 1 && self.noun(and, hi).is_some_and(|item| item.determined && !item.own);
        // `with an owner and a deadline, and a list of suppliers`.
        let list = self.noun(and, hi).is_some_and(|item| {
            products::CONTAINERS.contains(&item.head()) && self.source.low(item.end()) == "of"
        });
        if first && anew || list {
            return comma;
        }
        let known = domains::record(&morph::pascal(&record.words), None);
        let next = self.noun(comma + 1, hi);
        let back = next.is_some_and(|noun| {
            let name = morph::snake(&noun.words);
            let of_record = known.is_some_and(|known| known.fields.iter().any(|it| it.name == name));
            of_record || noun.is_records() && fields::infer(&noun.words).is_none() || noun.last == "steps"
        });
        if back { comma } else { hi }
    }

    /// `number of pages` and `date of birth` are one name.
    pub(crate) fn of_name(&self, noun: Noun, hi: usize) -> Noun {
        let joint = self.source.low(noun.end());
        // `date applied`, `km driven`, `pages read`.
        let done = DATED.contains(&noun.head()) && noun.words.len() == 1 && self.is_done(noun.end(), hi);
        if done {
            let words = vec![noun.last.clone(), joint.to_owned()];
            let span = Span::new(noun.span.from, noun.end() + 1);
            return Noun { words, last: joint.to_owned(), plural: false, span, ..noun };
        }
        let per = joint == "per" && fields::infer(&noun.words).is_some();
        if !(per || joint == "of" && OF_HEADS.contains(&noun.head())) {
            return noun;
        }
        let Some(inner) = self.noun(noun.end() + 1, hi) else { return noun };
        let mut words = noun.words.clone();
        words.push(joint.to_owned());
        words.extend(inner.words.iter().take(inner.words.len().saturating_sub(1)).cloned());
        words.push(inner.last.clone());
        let span = Span::new(noun.span.from, inner.end());
        Noun { words, last: inner.last, plural: false, span, ..noun }
    }
}
