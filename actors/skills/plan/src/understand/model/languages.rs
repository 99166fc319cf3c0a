//! Languages of the interface, where the word for them is that of a record.

use protocol::requirements::{FeatureName, Requirements};

/// `a Translation has a source text`: what a product keeps is no wish for an interface in several languages.
pub(super) fn fit(requirements: &mut Requirements) {
    let kept = |word: &str| {
        requirements.entities.iter().any(|it| it.name.to_lowercase() == word.trim_end_matches('s'))
    };
    let is_record = |words: &str| {
        matches!(words.to_lowercase().as_str(), "translations" | "localizations")
            && kept(&words.to_lowercase())
    };
    let taken: Vec<bool> =
        requirements.features.iter().map(|it| it.name == FeatureName::I18n && is_record(&it.words)).collect();
    let mut taken = taken.into_iter();
    requirements.features.retain(|_| !taken.next().unwrap_or(false));
}
