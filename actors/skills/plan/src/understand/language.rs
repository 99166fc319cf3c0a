//! Telling that a request is not English, by its script or by its most frequent small words.

/// Small words that English shares with few; each language by words the others lack.
const SMALL_WORDS: &[(&str, &[&str])] = &[
    (
        "German",
        &[
            "ein",
            "eine",
            "einen",
            "einer",
            "und",
            "mit",
            "der",
            "die",
            "das",
            "für",
            "ist",
            "von",
            "zu",
            "ich",
            "mir",
            "bitte",
            "oder",
            "wo",
            "den",
            "dem",
            "erstelle",
            "erstellen",
            "baue",
            "auch",
            "können",
            "soll",
        ],
    ),
    (
        "French",
        &[
            "un", "une", "et", "avec", "le", "la", "les", "des", "du", "pour", "est", "dans", "je", "crée",
            "créer", "créez", "où", "qui", "ou", "sur", "aux", "peuvent", "moi", "leurs",
        ],
    ),
    (
        "Spanish",
        &[
            "un", "una", "y", "con", "el", "la", "los", "las", "del", "para", "es", "en", "crea", "crear",
            "donde", "que", "por", "pueden", "sus", "unos", "quiero", "al", "de",
        ],
    ),
    (
        "Portuguese",
        &[
            "um", "uma", "e", "com", "o", "os", "as", "do", "da", "para", "em", "crie", "criar", "onde",
            "que", "por", "podem", "não", "seus", "quero", "de",
        ],
    ),
    (
        "Italian",
        &[
            "un", "una", "e", "con", "il", "lo", "gli", "del", "della", "per", "è", "crea", "creare", "dove",
            "che", "di", "sono", "possono", "voglio", "nel", "i",
        ],
    ),
    (
        "Dutch",
        &[
            "een", "en", "met", "de", "het", "van", "voor", "waar", "maak", "bouw", "kunnen", "zijn", "niet",
            "ik", "wil", "op", "die",
        ],
    ),
    (
        "Polish",
        &["i", "z", "dla", "jest", "na", "się", "stwórz", "który", "gdzie", "oraz", "aplikację", "do"],
    ),
    ("Swedish", &["en", "ett", "och", "med", "för", "är", "som", "skapa", "där", "på", "av", "kan"]),
    ("Turkish", &["bir", "ve", "ile", "için", "oluştur", "olan", "bu", "yap", "kullanıcılar"]),
    ("Indonesian", &["dan", "dengan", "yang", "untuk", "buat", "buatkan", "sebuah", "di", "dapat", "saya"]),
];

const ENGLISH: &[&str] = &[
    "a", "an", "the", "and", "with", "of", "to", "for", "where", "each", "has", "have", "is", "are", "can",
    "by", "that", "in", "on", "create", "build", "make", "users", "use", "members", "be", "it", "i", "my",
    "me", "who", "which", "write", "add", "belong", "belongs", "only", "their", "app", "or", "this", "from",
    "every", "your", "we", "need",
];

/// Share of letters outside Latin from which a text counts as another script, in percent.
const OTHER_SCRIPT_PERCENT: usize = 30;

/// The language of a request that is not English: `Some(None)` when it is some other language without a guess.
pub fn other_than_english(text: &str) -> Option<Option<String>> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let foreign: Vec<char> = text.chars().filter(|c| c.is_alphabetic() && *c as u32 > 0x24F).collect();
    if letters > 0 && foreign.len() * 100 / letters >= OTHER_SCRIPT_PERCENT {
        return Some(foreign.iter().find_map(|c| script(*c)).map(str::to_owned));
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|word| !word.is_empty()).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let english = count(ENGLISH);
    let mut best: Option<(usize, &str)> = None;
    for (language, list) in SMALL_WORDS {
        let hits = count(list);
        if best.is_none_or(|(most, _)| hits > most) {
            best = Some((hits, language));
        }
    }
    let (hits, language) = best?;
    // One word said twice, such as `per`, is no language.
    let said = |list: &[&str]| list.iter().filter(|word| words.contains(*word)).count();
    let distinct = SMALL_WORDS.iter().find(|(name, _)| *name == language).map_or(0, |(_, list)| said(list));
    let enough = distinct >= 2 && hits > english;
    enough.then(|| Some(language.to_owned()))
}

fn script(c: char) -> Option<&'static str> {
    Some(match c as u32 {
        0x3040..=0x30FF => "Japanese",
        0x4E00..=0x9FFF | 0x3400..=0x4DBF => "Chinese",
        0xAC00..=0xD7AF | 0x1100..=0x11FF => "Korean",
        0x0400..=0x052F => "Russian or another language in Cyrillic",
        0x0370..=0x03FF => "Greek",
        0x0590..=0x05FF => "Hebrew",
        0x0600..=0x06FF | 0x0750..=0x077F => "Arabic",
        0x0900..=0x097F => "Hindi",
        0x0980..=0x09FF => "Bengali",
        0x0B80..=0x0BFF => "Tamil",
        0x0C00..=0x0C7F => "Telugu",
        0x0E00..=0x0E7F => "Thai",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_by_small_words_and_script() {
        let guess = |text: &str| other_than_english(text).flatten();
        assert_eq!(guess("Erstelle einen Blog mit Kommentaren und einer Suche").as_deref(), Some("German"));
        assert_eq!(guess("Crée une bibliothèque avec des livres et des membres").as_deref(), Some("French"));
        assert_eq!(
            guess("Crea una tienda con productos y pedidos para los clientes").as_deref(),
            Some("Spanish")
        );
        assert_eq!(guess("创建一个博客平台").as_deref(), Some("Chinese"));
        assert_eq!(guess("ブログを作ってください").as_deref(), Some("Japanese"));
        assert_eq!(other_than_english("A library where members borrow books"), None);
        assert_eq!(other_than_english("Polls with options; one vote per user per poll"), None);
        assert_eq!(other_than_english("Recipe box: recipes (title, servings)"), None);
    }
}
