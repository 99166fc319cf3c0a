//! Names of fields that a list tells apart from things: `date applied`, `price paid`, `company, position`, `order history`.

use protocol::requirements::FieldKind;

use super::Reader;
use crate::domains;
use crate::understand::fact::{FieldWish, Noun};
use crate::understand::lexicon::{fields, people};
use crate::understand::morph;

/// Heads that make one name with a participle behind them: `date applied`, `hours worked`.
pub(super) const DATED: &[&str] = &[
    "date",
    "time",
    "year",
    "amount",
    "km",
    "kilometer",
    "kilometre",
    "mile",
    "hour",
    "minute",
    "page",
    "day",
    "fee",
    "distance",
    "price",
    "work",
];

/// Words for types that are no part of a name.
const TYPES: &[&str] =
    &["boolean", "bool", "string", "varchar", "integer", "int", "float", "uuid", "datetime"];

impl Reader<'_> {
    /// Whether `minimum` or `maximum` stands before a word.
    pub(super) fn is_bounded(&self, at: usize) -> bool {
        matches!(self.source.low(at.wrapping_sub(1)), "minimum" | "maximum" | "min" | "max" | "total")
    }

    /// Whether a participle ends an item of a list.
    pub(super) fn is_done(&self, at: usize, hi: usize) -> bool {
        let word = self.source.low(at);
        let done = word.len() > 4 && word.ends_with("ed")
            || matches!(
                word,
                "driven"
                    | "done"
                    | "paid"
                    | "read"
                    | "spent"
                    | "sold"
                    | "built"
                    | "run"
                    | "flown"
                    | "slept"
                    | "drunk"
                    | "eaten"
            );
        let ends =
            at + 1 >= hi || !self.source.is_word(at + 1) || matches!(self.source.low(at + 1), "and" | "or");
        at < hi && done && ends
    }

    /// `company, position, date applied`: the first of a list of what each has.
    pub(super) fn is_among_fields(&self, noun: &Noun, hi: usize) -> bool {
        let next = self.separator(noun.end(), hi);
        let comma = self.source.is_mark(noun.end(), ',');
        let second = self.noun(next, hi).filter(|it| comma && !it.plural && !it.determined && !it.capital);
        !noun.plural
            && !noun.determined
            && !noun.capital
            && !people::is_person(noun.head())
            && second.is_some_and(|it| fields::infer(&it.words).is_some() && !domains::is_record(it.head()))
    }
}

/// `price paid` is a price.
pub(super) fn of_first(wish: &mut FieldWish) {
    // `published boolean`, `count int`.
    if wish.words.len() > 1
        && TYPES.contains(&wish.last.as_str())
        && let Some(kind) = fields::type_word(&wish.last)
    {
        wish.words.pop();
        wish.last = wish.words.last().cloned().unwrap_or_default();
        wish.kind = Some(kind);
        return;
    }
    // `a minimum number of volunteers`.
    if wish.words.windows(2).any(|pair| pair == ["number", "of"]) {
        wish.kind = Some(FieldKind::Integer);
    }
    if let [first, done] = wish.words.as_slice()
        && DATED.contains(&first.as_str())
        && *done == wish.last
        && !fields::is_known(done)
    {
        wish.kind = fields::infer(std::slice::from_ref(first)).map(|it| it.kind);
    } else if wish.words == ["work", "done"] {
        wish.kind = Some(FieldKind::Text);
    } else if let [first, _] = wish.words.as_slice()
        && first == "price"
        && wish.last == "paid"
    {
        wish.kind = Some(FieldKind::Decimal);
    }
}

/// What is asked for on a form.
const ASKED_ON: &[&str] = &[
    "request",
    "application",
    "registration",
    "order",
    "inquiry",
    "enquiry",
    "complaint",
    "booking",
    "reservation",
    "feedback",
    "claim",
    "report",
];

/// `a prayer request form` is there for the requests.
pub(super) fn without_form(mut noun: Noun) -> Noun {
    // What is written on a contact form is a message.
    if noun.words == ["contact", "form"] {
        noun.words = vec!["contact".to_owned(), "message".to_owned()];
        noun.last = "messages".to_owned();
        return noun;
    }
    let [.., asked, form] = noun.words.as_slice() else { return noun };
    if form == "form" && ASKED_ON.contains(&asked.as_str()) {
        noun.words.pop();
        noun.last = noun.head().to_owned();
    }
    noun
}

/// `order history` is the orders that there were.
pub(super) fn without_history(mut noun: Noun) -> Noun {
    let whole = noun.span.to - noun.span.from == noun.words.len();
    if noun.words.len() == 2 && noun.head() == "history" && whole && domains::is_record(&noun.words[0]) {
        noun.words.pop();
        noun.last = morph::plural(&noun.words[0]);
        noun.plural = true;
    }
    noun
}
