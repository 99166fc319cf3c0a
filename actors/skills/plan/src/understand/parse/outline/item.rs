//! Items of a record's list: `slug unique`, `servings int`, `stars 1-5`, `level: junior | mid | senior`, `caption?`.

use protocol::requirements::FeatureName;

use crate::understand::fact::FieldWish;
use crate::understand::lexicon::function;
use crate::understand::morph;
use crate::understand::parse::Reader;
use crate::understand::token::{Kind, Span};

use super::note;

/// A field of a line in notation.
pub(super) struct Outlined {
    pub wish: FieldWish,
    /// Runs that say something which no field can hold.
    pub holes: Vec<Span>,
    /// Capabilities that a field's type needs, with the words that ask for them.
    pub needs: Vec<(FeatureName, Span)>,
    /// Whether more than a name was read.
    pub noted: bool,
}

/// Words of a field's name.
const WORDS_MAX: usize = 5;

impl Reader<'_> {
    /// A field, or nothing where an item is something else.
    pub(super) fn outlined_field(&self, item: Span, typed: bool) -> Option<Outlined> {
        let item = self.bare_item(item);
        let end = self.field_name_end(item, typed)?;
        let name = Span::new(item.from, end);
        let mut field =
            Outlined { wish: self.named_wish(name)?, holes: Vec::new(), needs: Vec::new(), noted: false };
        let mut at = end;
        while at < item.to {
            // `draft -> sent` is a course of states.
            if self.arrow_end(at, item.to).is_some() && self.number(at + 1).is_none() {
                return None;
            }
            let next = self.note(&mut field, at, item.to);
            if next == at {
                field.holes.push(Span::new(at, item.to));
                break;
            }
            field.noted = true;
            at = next;
        }
        field.wish.span = item;
        Some(field)
    }

    /// Without marks around it.
    fn bare_item(&self, item: Span) -> Span {
        let Span { mut from, mut to } = item;
        let is_dot = |at: usize| {
            self.source.is_mark(at, '.') || self.source.is_mark(at, '*') && !self.stars_mean_unique()
        };
        while from < to && matches!(self.source.low(from), "*" | "-") {
            from += 1;
        }
        while from < to && is_dot(to - 1) {
            to -= 1;
        }
        Span::new(from, to)
    }

    /// Where the name ends: at the first mark or word that says something about it.
    fn field_name_end(&self, item: Span, typed: bool) -> Option<usize> {
        let mut at = item.from;
        let mut words = 0;
        while at < item.to {
            let word = self.source.low(at);
            if at > item.from && self.starts_note(at, item, typed) {
                break;
            }
            match self.source.kind(at) {
                Some(Kind::Word) if is_no_part(word) => return None,
                Some(Kind::Word) => words += 1,
                // `address line 2`, but not `raw 90 days`.
                Some(Kind::Number) if at > item.from && !self.source.is_word(at + 1) => words += 1,
                // `membership no.` before a bracket.
                Some(Kind::Mark('.')) if at > item.from && at + 1 < item.to => {}
                _ => return None,
            }
            at += 1;
        }
        // `last read at` is when, whatever the words before it do elsewhere.
        let dated =
            at > item.from && matches!(self.source.low(at - 1), "at" | "on" | "until" | "by" | "from" | "to");
        let verb = words > 1 && !dated && self.verb(item.from + 1).is_some_and(|verb| !verb.noun);
        (words > 0 && words <= WORDS_MAX && !verb).then_some(at)
    }

    pub(super) fn named_wish(&self, name: Span) -> Option<FieldWish> {
        let mut words: Vec<String> = Vec::new();
        for at in (name.from..name.to)
            .filter(|at| self.source.is_word(*at) || self.source.kind(*at) == Some(Kind::Number))
        {
            words.extend(morph::name_words(self.source.raw(at)).iter().map(|word| morph::ascii(word)));
        }
        words.retain(|word| !word.is_empty());
        let last = words.last()?.clone();
        let plural = morph::is_plural(&last);
        if let Some(word) = words.last_mut() {
            *word = morph::singular(word);
        }
        Some(FieldWish { words, last, plural, span: name, ..self.wish_of(name.from) })
    }

    /// Whether an item names its type as databases and programs do: `servings int`.
    pub(super) fn is_typed(&self, item: Span) -> bool {
        (item.from + 1..item.to).any(|at| note::is_clear_type(self.source.low(at)))
    }

    /// `* = unique` somewhere in the request.
    pub(super) fn stars_mean_unique(&self) -> bool {
        let tokens = &self.source.tokens;
        tokens.windows(3).any(|three| three[0].low == "*" && three[1].low == "=" && three[2].low == "unique")
    }
}

/// A word that no field's name has: a statement is meant.
fn is_no_part(word: &str) -> bool {
    let lists = [
        function::DETERMINERS,
        function::BE,
        function::AUXILIARIES,
        function::PRONOUNS,
        function::CONNECTORS,
        function::HAVE,
    ];
    lists.iter().any(|list| function::is(*list, word)) && word != "single"
        || function::is(function::NEGATIONS, word) && word != "no"
}
