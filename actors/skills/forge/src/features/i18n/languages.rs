//! The languages that products can be had in, and which of them a request asks for.

use protocol::requirements::{FeatureName, Requirements};
use serde::Serialize;

/// A language with catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Language {
    /// ISO 639-1: `de`.
    pub code: &'static str,
    /// As those who speak it call it: `Deutsch`.
    pub name: &'static str,
    /// As requests call it: `german`.
    #[serde(skip)]
    word: &'static str,
}

/// In the order of the columns of the catalogues; the first is what templates are written in.
pub const LANGUAGES: [Language; 4] = [
    Language { code: "en", name: "English", word: "english" },
    Language { code: "de", name: "Deutsch", word: "german" },
    Language { code: "fr", name: "Français", word: "french" },
    Language { code: "es", name: "Español", word: "spanish" },
];

/// What the request names, the first of them the default; all where it names none, or English alone.
pub(crate) fn asked_for(requirements: &Requirements) -> Vec<String> {
    let feature = requirements.features.iter().find(|it| it.name == FeatureName::I18n);
    let Some(feature) = feature else { return Vec::new() };
    let mut found: Vec<&Language> = Vec::new();
    for word in feature.words.split(|it: char| !it.is_alphabetic()) {
        let named = LANGUAGES.iter().find(|it| it.word == word.to_lowercase() || it.code == word);
        found.extend(named.filter(|it| !found.contains(it)));
    }
    let english = &LANGUAGES[0];
    match found.as_slice() {
        // `available in French` is said of what is in English anyway.
        [one] if *one != english => found.insert(0, english),
        [] | [_] => found = LANGUAGES.iter().collect(),
        // What it is written in is always there, last where nobody named it.
        several if !several.contains(&english) => found.push(english),
        _ => {}
    }
    found.iter().map(|it| it.code.to_owned()).collect()
}

/// By their codes.
pub(crate) fn by_codes(codes: &[String]) -> Vec<Language> {
    codes.iter().filter_map(|code| LANGUAGES.iter().find(|it| it.code == code).copied()).collect()
}

/// The column of a language in the catalogues.
pub(crate) fn column(code: &str) -> usize {
    LANGUAGES.iter().position(|it| it.code == code).unwrap_or(0)
}
