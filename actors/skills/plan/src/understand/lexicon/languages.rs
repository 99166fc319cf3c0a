//! Languages that people speak: those that interfaces can be had in, and those that they cannot be had in yet.

/// Of the interfaces of products, with what the plan says of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    Shipped,
    /// What the plan names as not built.
    Other(&'static str),
}

const SHIPPED: [&str; 4] = ["english", "german", "french", "spanish"];

macro_rules! others {
    ($($word:literal $name:literal),* $(,)?) => {
        &[$(($word, concat!(
            "an interface in ", $name,
            ": English, German, French and Spanish are there; another is one catalogue file"
        ))),*]
    };
}

const OTHERS: &[(&str, &str)] = others![
    "japanese" "Japanese", "hindi" "Hindi", "arabic" "Arabic", "chinese" "Chinese", "mandarin" "Mandarin",
    "cantonese" "Cantonese", "korean" "Korean", "russian" "Russian", "ukrainian" "Ukrainian", "portuguese" "Portuguese",
    "italian" "Italian", "dutch" "Dutch", "polish" "Polish", "czech" "Czech", "slovak" "Slovak", "hungarian" "Hungarian",
    "romanian" "Romanian", "bulgarian" "Bulgarian", "greek" "Greek", "turkish" "Turkish", "swedish" "Swedish",
    "danish" "Danish", "norwegian" "Norwegian", "finnish" "Finnish", "estonian" "Estonian", "latvian" "Latvian",
    "lithuanian" "Lithuanian", "croatian" "Croatian", "serbian" "Serbian", "slovenian" "Slovenian", "hebrew" "Hebrew",
    "persian" "Persian", "farsi" "Farsi", "urdu" "Urdu", "bengali" "Bengali", "tamil" "Tamil", "telugu" "Telugu",
    "marathi" "Marathi", "gujarati" "Gujarati", "punjabi" "Punjabi", "thai" "Thai", "vietnamese" "Vietnamese",
    "indonesian" "Indonesian", "malay" "Malay", "swahili" "Swahili", "welsh" "Welsh", "irish" "Irish", "catalan" "Catalan",
    "basque" "Basque", "icelandic" "Icelandic", "afrikaans" "Afrikaans",
];

pub fn spoken(word: &str) -> Option<Spoken> {
    if SHIPPED.contains(&word) {
        return Some(Spoken::Shipped);
    }
    OTHERS.iter().find(|(name, _)| *name == word).map(|(_, said)| Spoken::Other(said))
}

/// What is shown in a language as a whole, so that its language is that of the interface: `the site is in English and German`.
pub const WHOLES: &[&str] = &[
    "site",
    "website",
    "app",
    "application",
    "platform",
    "interface",
    "ui",
    "frontend",
    "portal",
    "shop",
    "store",
    "product",
    "system",
    "everything",
    "it",
    "all",
    "pages",
    "page",
    "screens",
    "tool",
    "software",
    "be",
    "is",
    "are",
    "available",
    "offered",
    "work",
    "works",
    "usable",
    "translated",
    "localized",
    "localised",
    "run",
    "runs",
    "both",
    "blog",
    "forum",
    "dashboard",
];
