//! The languages of the interface: `in English and German`, `available in French`, `Languages: English, Spanish`.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::languages::{Spoken, WHOLES, spoken};
use crate::understand::token::Span;

/// Words of `the whole site should be available in …`.
const TOLD_WITHIN: usize = 8;
const TELLING: &[&str] = &[
    "the", "this", "our", "whole", "entire", "user", "web", "should", "must", "shall", "has", "have",
    "needs", "need", "to", "will", "can", "also",
];

impl Reader<'_> {
    /// Courses in German, or a text in two languages, are no business of the interface: it is meant where the language of
    /// the whole is told, or where several stand by themselves.
    pub(super) fn languages(&mut self, at: usize, hi: usize) -> usize {
        let said =
            matches!(self.source.low(at), "available" | "translated" | "offered" | "localized" | "localised");
        let told = self.told_of_the_whole(at, hi);
        let start = match self.source.low(at) {
            "in" => at + 1,
            // `English and Italian, both complete.`
            _ if self.starts.contains(&at) && spoken(self.source.low(at)).is_some() => at,
            "speaks" if self.starts.contains(&at) => at + 1,
            _ if said && matches!(self.source.low(at + 1), "in" | "into" | "to") => at + 2,
            _ => match told {
                Some(start) => start,
                None => return at,
            },
        };
        let start = start + usize::from(self.source.low(start) == "both");
        let end = self.language_list(start, hi);
        let count = (start..end).filter(|i| spoken(self.source.low(*i)).is_some()).count();
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let alone = before.is_empty() || !self.source.is_word(at - 1) || before == "and";
        let whole = WHOLES.contains(&before);
        // `Write me an app in English` asks for English, which every product is in.
        let meant = said && count > 0 || count > 1 && (alone || whole || told.is_some());
        if !meant
            || (end < hi && self.source.is_word(end) && self.noun(start, hi).is_some_and(|it| it.end() > end))
        {
            return at;
        }
        self.in_languages(Span::new(at, end));
        end
    }

    /// `The site must be in …`: behind the last of these words.
    fn told_of_the_whole(&self, at: usize, hi: usize) -> Option<usize> {
        let end = (at..hi.min(at + TOLD_WITHIN)).find(|i| self.source.low(*i) == "in")?;
        let words = || (at..end).map(|i| self.source.low(i));
        let of_it = words().all(|it| WHOLES.contains(&it) || TELLING.contains(&it));
        (of_it && words().any(|it| matches!(it, "is" | "are" | "be"))).then_some(end + 1)
    }

    /// The end of `English, German and French`; `at` where there is no language.
    pub(super) fn language_list(&self, at: usize, hi: usize) -> usize {
        let mut end = at;
        let mut next = at;
        while next < hi && spoken(self.source.low(next)).is_some() {
            end = next + 1;
            next = self.separator(end, hi);
            if next == end {
                break;
            }
        }
        end
    }

    /// Of languages that there are no catalogues for, each is told.
    pub(super) fn in_languages(&mut self, span: Span) {
        for at in span.from..span.to {
            if let Some(Spoken::Other(name)) = spoken(self.source.low(at)) {
                self.facts.push(Fact::Unbuilt { name, span: Span::new(at, at + 1) });
            }
        }
        self.facts.push(Fact::Feature { name: FeatureName::I18n, span });
    }
}
