//! Lines of an order: `an order has several products, each with a quantity`: the quantity is the line's, and no product's.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::token::Span;

/// What has lines.
const ORDERS: &[&str] = &[
    "order",
    "purchase",
    "cart",
    "basket",
    "invoice",
    "delivery",
    "quote",
    "quotation",
    "shipment",
    "sale",
    "receipt",
    "requisition",
    "offer",
    "rental",
];
/// What a line says of its part of the whole.
const OF_LINES: &[&str] = &["quantity", "amount", "number", "count", "price", "qty", "discount"];

impl Reader<'_> {
    /// Where the fields of the lines end, if what stands behind the parts of a whole is theirs.
    pub(super) fn in_lines(&mut self, whole: &Noun, part: &Noun, at: usize, hi: usize) -> Option<usize> {
        let comma = at + usize::from(self.source.is_mark(at, ',') && self.source.low(at + 1) == "each");
        let each = comma + usize::from(self.source.low(comma) == "each");
        if self.source.low(each) != "with"
            || !ORDERS.contains(&whole.head())
            || !part.plural
            || part.head() == "item"
        {
            return None;
        }
        let first = self.noun(self.after_article(each + 1, hi), hi)?;
        if !OF_LINES.contains(&first.words[0].as_str()) {
            return None;
        }
        let mut words = whole.words.clone();
        words.push("item".to_owned());
        let span = part.span;
        let line = Noun { words, last: "items".to_owned(), plural: true, span, ..Noun::unnamed(span.from) };
        self.facts.push(Fact::Entity { noun: line.clone() });
        for to in [whole, part] {
            self.facts.push(Fact::Entity { noun: to.clone() });
            let (from, to) = (line.clone(), Noun { own: false, ..to.clone() });
            self.facts.push(Fact::Link { from, to, link: Link::Belongs, optional: false, name: None, span });
        }
        let end = self.items(each + 1, hi, &Owner::Record(line));
        let trailing = usize::from(self.source.low(end) == "each");
        self.facts.push(Fact::Beside { span: Span::new(at, each + 1) });
        self.facts.push(Fact::Beside { span: Span::new(end, end + trailing) });
        self.topic = Some(whole.clone());
        Some(end + trailing)
    }
}
