//! Search over symbols by words: names before paths before documentation, rare words before common ones.

use std::collections::BTreeMap;

use super::{Found, is_aside, is_test};
use crate::index::Index;
use crate::symbol::SymbolKind;

/// Less of the question's weight than this means that the symbol is about something else.
const SHARE_MIN: f64 = 0.6;
const RESULTS_MAX: usize = 8;

pub struct Search<'k> {
    symbols: Vec<Found<'k>>,
    /// For each stem the symbols that have it, with the weight of where.
    stems: BTreeMap<String, Vec<(u32, f32)>>,
    /// How much each symbol counts for by itself.
    worth: Vec<f32>,
}

impl<'k> Search<'k> {
    pub fn new(index: &'k Index, callers: impl Fn(Found<'_>) -> usize) -> Self {
        let mut search = Search { symbols: Vec::new(), stems: BTreeMap::new(), worth: Vec::new() };
        for facts in index.files().filter(|facts| !facts.language.is_data()) {
            for symbol in &facts.symbols {
                let number = search.symbols.len() as u32;
                search.symbols.push(Found { path: &facts.path, symbol });
                let mut weights: BTreeMap<String, f32> = BTreeMap::new();
                let mut put = |text: &str, weight: f32| {
                    for word in words(text) {
                        let known = weights.entry(stem(&word)).or_default();
                        *known = known.max(weight);
                    }
                };
                put(symbol.doc.as_deref().unwrap_or_default(), 1.0);
                put(&symbol.signature, 0.6);
                put(&symbol.qualified, 1.6);
                put(&facts.path, 1.8);
                put(&symbol.name, 3.0);
                for (stem, weight) in weights {
                    search.stems.entry(stem).or_default().push((number, weight));
                }
                let kind = match symbol.kind {
                    kind if kind.is_type() => 1.15,
                    kind if kind.is_callable() => 1.0,
                    SymbolKind::Section | SymbolKind::Key | SymbolKind::Selector | SymbolKind::Element => 0.2,
                    _ => 0.5,
                };
                let aside = if is_test(&facts.path) {
                    0.25
                } else if is_aside(&facts.path) {
                    0.35
                } else {
                    1.0
                };
                let used = 1.0 + 0.08 * (1.0 + callers(Found { path: &facts.path, symbol }) as f32).ln();
                search.worth.push(kind * aside * used);
            }
        }
        search
    }

    /// Symbols that the words are about, best first; none where most of the words are found nowhere together.
    pub fn find(&self, question: &str, is_meant: impl Fn(&Found<'k>) -> bool) -> Vec<Found<'k>> {
        let mut scores: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        let mut total = 0.0;
        for word in words(question) {
            let wanted = stem(&word);
            let hits = self.hits(&wanted);
            let rarity = (1.0 + self.symbols.len() as f64 / (1.0 + hits.len() as f64)).ln();
            total += rarity;
            for (symbol, weight) in hits {
                let score = scores.entry(symbol).or_default();
                score.0 += rarity * f64::from(weight);
                score.1 += rarity;
            }
        }
        let mut best: Vec<(f64, u32)> = Vec::new();
        for (symbol, (score, matched)) in scores {
            let share = matched / total;
            if share >= SHARE_MIN && is_meant(&self.symbols[symbol as usize]) {
                best.push((score * share * share * f64::from(self.worth[symbol as usize]), symbol));
            }
        }
        best.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        best.into_iter().take(RESULTS_MAX).map(|(_, symbol)| self.symbols[symbol as usize]).collect()
    }

    /// Symbols with a stem, or with one of which the other is the beginning: `auth` and `authentication`.
    fn hits(&self, wanted: &str) -> BTreeMap<u32, f32> {
        let mut hits = BTreeMap::new();
        let mut put = |list: &[(u32, f32)], factor: f32| {
            for (symbol, weight) in list {
                let known: &mut f32 = hits.entry(*symbol).or_default();
                *known = known.max(weight * factor);
            }
        };
        self.stems.get(wanted).into_iter().for_each(|list| put(list, 1.0));
        if wanted.len() >= 4 {
            for (_, list) in self
                .stems
                .range(wanted.to_owned()..)
                .skip_while(|(stem, _)| *stem == wanted)
                .take_while(|(stem, _)| stem.starts_with(wanted))
            {
                put(list, 0.7);
            }
            for end in 4..wanted.len() {
                let shorter = wanted.get(..end).and_then(|shorter| self.stems.get(shorter));
                shorter.into_iter().for_each(|list| put(list, 0.8));
            }
        }
        hits
    }

    /// Whether one of some symbols is found by a word.
    pub fn is_by(&self, word: &str, found: &[Found<'_>]) -> bool {
        let hits = words(word).into_iter().flat_map(|word| self.hits(&stem(&word)).into_keys());
        let mut symbols = hits.map(|symbol| self.symbols[symbol as usize].symbol);
        symbols.any(|symbol| found.iter().any(|one| std::ptr::eq(one.symbol, symbol)))
    }

    /// Names that share a word with the question.
    pub fn near(&self, question: &str) -> Vec<String> {
        let mut names = Vec::new();
        for word in words(question) {
            for (symbol, weight) in self.hits(&stem(&word)) {
                let found = self.symbols[symbol as usize];
                if weight >= 2.0 && !is_test(found.path) && !names.contains(&found.symbol.qualified) {
                    names.push(found.symbol.qualified.clone());
                }
                if names.len() >= 5 {
                    return names;
                }
            }
        }
        names
    }
}

/// Words of a text, and of names within it: `getUserName`, `get_user_name` and `get user name` are alike.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last_lower = false;
    for c in text.chars().take(4_000) {
        if !c.is_alphanumeric() || (c.is_uppercase() && last_lower) {
            if word.len() > 1 {
                words.push(word.to_lowercase());
            }
            word.clear();
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
        last_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    if word.len() > 1 {
        words.push(word.to_lowercase());
    }
    words
}

const ENDINGS: &[&str] =
    &["ations", "ation", "ings", "ing", "ions", "ion", "ers", "ed", "es", "er", "or", "s", "e"];

/// A word without its endings; rough, and the same for all forms of most words.
pub fn stem(word: &str) -> String {
    let mut stem = word;
    for _ in 0..3 {
        let cut = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending).filter(|rest| rest.len() >= 3));
        match cut {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    // `body` and `bodies`.
    match stem.strip_suffix('y') {
        Some(rest) => format!("{rest}i"),
        None => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for (one, other) in [
            ("rendering", "render"),
            ("decoder", "decoding"),
            ("redirects", "redirection"),
            ("sessions", "session"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_eq!(words("HTTPDigestAuth get_userName2"), ["httpdigest", "auth", "get", "user", "name2"]);
    }
}
