//! Languages of the interface, where the word for them is that of a record.

use protocol::requirements::{FeatureName, Requirements};

/// Whose trade translations are: `a translations agency`.
const TRADES: &[&str] =
    &["agency", "agencies", "bureau", "office", "company", "service", "services", "business", "firm", "team"];

/// `a Translation has a source text`, `a translations agency`: what a product keeps or is for is no wish for an interface in
/// several languages.
pub(super) fn fit(requirements: &mut Requirements, request: &str) {
    let kept = |word: &str| {
        requirements.entities.iter().any(|it| it.name.to_lowercase() == word.trim_end_matches('s'))
    };
    let request = request.to_lowercase();
    let words: Vec<&str> =
        request.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let traded = |word: &str| words.windows(2).any(|pair| pair[0] == word && TRADES.contains(&pair[1]));
    let is_other = |words: &str| {
        let word = words.to_lowercase();
        matches!(word.as_str(), "translations" | "localizations") && (kept(&word) || traded(&word))
    };
    let taken: Vec<bool> =
        requirements.features.iter().map(|it| it.name == FeatureName::I18n && is_other(&it.words)).collect();
    let mut taken = taken.into_iter();
    requirements.features.retain(|_| !taken.next().unwrap_or(false));
}
