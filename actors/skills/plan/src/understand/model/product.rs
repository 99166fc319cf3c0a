//! The product's name, and whether it is one person's own.

use protocol::requirements::{Product, Visibility};

use super::draft::Builder;
use crate::domains;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::{function, products};
use crate::understand::limits::NAME_CHARACTERS_MAX;
use crate::understand::morph;
use crate::understand::token::Span;

/// Names of kinds of products that are written in capitals.
const ABBREVIATIONS: &[&str] =
    &["crm", "erp", "hr", "cms", "api", "pos", "lms", "faq", "it", "tv", "cv", "pr", "rest"];
/// Records that the product's one sentence names.
const SUMMARY_RECORDS: usize = 4;

impl Builder<'_> {
    pub(super) fn product(&mut self) {
        for fact in self.facts {
            match fact {
                Fact::Product { noun } if self.product_noun.is_none() => {
                    self.take(noun.span);
                    self.product_words.clone_from(&noun.words);
                    self.product_noun = Some(noun.clone());
                }
                Fact::Purpose { noun } => self.purpose(noun),
                Fact::Called { span } => self.called = Some(*span),
                Fact::Beside { span } | Fact::OutOfRange { span, .. } => self.used.push(*span),
                _ => {}
            }
        }
        self.used.extend(self.called);
        self.domain = domains::product(&self.product_words);
        let run = |fact: &Fact| matches!((fact, &self.product_noun), (Fact::Purpose { noun }, Some(product)) if noun.span == product.span);
        // `Only I use it`.
        let alone =
            |fact: &Fact| matches!(fact, Fact::Sees { noun: None, visibility: Visibility::Owner, .. });
        self.run_by_them = self.facts.iter().any(run) || self.facts.iter().any(alone);
        self.named_by_records();
        let personal = |at: usize| matches!(self.source.low(at), "personal" | "private" | "my");
        self.personal = (0..self.source.tokens.len()).any(personal)
            && self
                .product_noun
                .as_ref()
                .is_none_or(|noun| (noun.span.from.saturating_sub(3)..noun.end()).any(personal));
        if self.personal {
            for at in 0..self.source.tokens.len() {
                if matches!(self.source.low(at), "personal" | "private") {
                    self.used.push(Span::new(at, at + 1));
                }
            }
        }
    }

    /// `Manage hotel rooms and bookings` speaks of no product, but of the rooms of one that is known.
    fn named_by_records(&mut self) {
        if self.domain.is_some() || self.product_noun.is_some() {
            return;
        }
        let found = self.facts.iter().find_map(|fact| {
            let Fact::Entity { noun } = fact else { return None };
            let (last, before) = noun.words.split_last().filter(|(_, before)| !before.is_empty())?;
            let domain = domains::listed(before)?;
            let name = morph::pascal(std::slice::from_ref(last));
            domain.record(&name).is_some().then(|| (before.to_vec(), domain))
        });
        if let Some((words, domain)) = found {
            self.product_words = words;
            self.domain = Some(domain);
            self.run_by_them = true;
        }
    }

    /// A product without a name of its own is called after what it is for.
    fn purpose(&mut self, noun: &Noun) {
        let words = self.take(noun.span);
        let bare =
            self.product_words.len() == 1 && products::APP_NOUNS.contains(&self.product_words[0].as_str());
        if bare || self.product_words.is_empty() {
            self.product_words = noun.words.iter().chain(&self.product_words).cloned().collect();
        }
        self.assume(
            "product.purpose",
            format!("“{words}” says what the product is for; no record is made of it."),
        );
    }

    pub(super) fn finished_product(&mut self) -> Product {
        let words = self
            .product_noun
            .as_ref()
            .map(|noun| self.source.slice(noun.span).to_owned())
            .unwrap_or_default();
        let mut name = self.product_words.clone();
        let mut words = words;
        if let Some(span) = self.called {
            words = self
                .source
                .slice(Span::new(
                    self.product_noun.as_ref().map_or(span.from, |noun| noun.span.from),
                    span.to,
                ))
                .to_owned();
            name = morph::name_words(self.source.slice(span)).iter().map(|word| morph::ascii(word)).collect();
        }
        name.retain(|word| {
            !function::is(function::EMPTY_ADJECTIVES, word)
                || matches!(word.as_str(), "web" | "online" | "digital")
        });
        let bare = name.is_empty() || name.len() == 1 && products::APP_NOUNS.contains(&name[0].as_str());
        if bare {
            let first =
                self.records.iter().find(|record| record.made_from.is_none()).or(self.records.first());
            name = first.map_or_else(
                || vec!["application".into()],
                |record| morph::name_words(&morph::spoken_plural(&record.name)),
            );
            let title = title(&name);
            self.assume(
                "product.name",
                format!("The product is called {title}, because the request gives it no name."),
            );
        }
        let mut slug = name.join("-");
        slug.truncate(NAME_CHARACTERS_MAX);
        if !slug.starts_with(|c: char| c.is_ascii_lowercase()) {
            slug = format!("app-{slug}");
        }
        let kept: Vec<String> = self
            .records
            .iter()
            .take(SUMMARY_RECORDS)
            .map(|record| morph::spoken_plural(&record.name))
            .collect();
        let more = if self.records.len() > SUMMARY_RECORDS { " and more" } else { "" };
        let summary = if kept.is_empty() {
            format!("{}.", title(&name))
        } else {
            format!("{}: an application that keeps {}{more}.", title(&name), join(&kept))
        };
        Product { name: slug.trim_end_matches('-').to_owned(), title: title(&name), summary, words }
    }
}

/// Abbreviations keep their capitals: `CRM`.
fn title(words: &[String]) -> String {
    let capital = |word: &String| {
        if ABBREVIATIONS.contains(&word.as_str()) { word.to_uppercase() } else { morph::capital(word) }
    };
    words.iter().map(capital).collect::<Vec<_>>().join(" ")
}

/// `a, b and c`.
pub(super) fn join(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
