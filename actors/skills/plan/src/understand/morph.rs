//! English word forms: plural and singular nouns, forms of verbs, names in the cases that requirements use.

/// Words that end like a plural and are none, or that are the same in both numbers.
const INVARIANT: &[&str] = &[
    "news",
    "series",
    "species",
    "status",
    "address",
    "class",
    "business",
    "process",
    "progress",
    "access",
    "sms",
    "gps",
    "data",
    "media",
    "information",
    "equipment",
    "software",
    "hardware",
    "feedback",
    "music",
    "sheep",
    "fish",
    "details",
    "bus",
    "bonus",
    "campus",
    "virus",
    "lens",
    "gas",
    "canvas",
    "atlas",
    "alias",
    "basis",
    "analysis",
    "thesis",
    "diagnosis",
    "tennis",
    "fitness",
    "wellness",
    "press",
    "address",
    "boss",
    "pass",
    "glass",
    "mass",
    "css",
    "js",
    "https",
    "aws",
    "this",
    "its",
    "his",
    "hers",
    "always",
    "was",
    "has",
    "is",
    "as",
    "us",
    "yes",
    "sos",
    "plus",
    "minus",
    "versus",
    "bias",
    "chess",
    "headquarters",
    "physics",
    "mathematics",
];

const IRREGULAR: &[(&str, &str)] = &[
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("mice", "mouse"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("geese", "goose"),
    ("criteria", "criterion"),
    ("analyses", "analysis"),
    ("diagnoses", "diagnosis"),
    ("theses", "thesis"),
    ("indices", "index"),
    ("vertices", "vertex"),
    ("matrices", "matrix"),
    ("quizzes", "quiz"),
    ("statuses", "status"),
    ("buses", "bus"),
    ("bonuses", "bonus"),
    ("campuses", "campus"),
    ("viruses", "virus"),
    ("aliases", "alias"),
    ("lenses", "lens"),
    ("gases", "gas"),
    ("canvases", "canvas"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("selfies", "selfie"),
    ("calories", "calorie"),
    ("ties", "tie"),
    ("pies", "pie"),
    ("shelves", "shelf"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("halves", "half"),
    ("loaves", "loaf"),
    ("wolves", "wolf"),
    ("lives", "life"),
    ("wives", "wife"),
    ("caches", "cache"),
    ("headaches", "headache"),
    ("heroes", "hero"),
    ("potatoes", "potato"),
    ("tomatoes", "tomato"),
    ("echoes", "echo"),
    ("todos", "todo"),
    ("menus", "menu"),
    ("gurus", "guru"),
    ("emus", "emu"),
];

/// Plurals so short that most words of their length are none.
const SHORT: &[(&str, &str)] = &[
    ("ads", "ad"),
    ("cvs", "cv"),
    ("pcs", "pc"),
    ("tvs", "tv"),
    ("ids", "id"),
    ("pos", "pos"),
    ("eps", "ep"),
];

/// Names whose capitals part no words.
const BRANDS: &[&str] = &[
    "GraphQL",
    "WhatsApp",
    "YouTube",
    "LinkedIn",
    "PayPal",
    "GitHub",
    "GitLab",
    "OpenAI",
    "JavaScript",
    "TypeScript",
    "PostgreSQL",
    "MySQL",
    "NoSQL",
    "WiFi",
    "eBay",
    "TikTok",
    "WordPress",
    "McDonald",
    "DevOps",
    "SaaS",
    "FinTech",
    "EdTech",
    "PhD",
    "IoT",
];

/// The singular of a lower-case noun; the word itself when it is singular already.
pub fn singular(word: &str) -> String {
    // `check-ins`, `to-dos`, `sign-ups`: the last part of a name that a hyphen joins.
    if let Some(one) = ["in", "do", "up", "out"].into_iter().find(|one| word.strip_suffix('s') == Some(one)) {
        return one.to_owned();
    }
    if let Some((_, one)) = SHORT.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if word.len() < 4 || !word.is_ascii() && !word.ends_with('s') || INVARIANT.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    // `tradesmen`, `salesmen`.
    if let Some(stem) = word.strip_suffix("smen") {
        return format!("{stem}sman");
    }
    let strip = |ending: usize, add: &str| format!("{}{add}", &word[..word.len() - ending]);
    let ends = |ending: &str| word.ends_with(ending);
    if ends("ss") || ends("us") || ends("is") || ends("'s") {
        word.to_owned()
    } else if ends("ies") && word.len() > 4 {
        strip(3, "y")
    } else if ends("sses") || ends("shes") || ends("ches") || ends("xes") {
        strip(2, "")
    } else if ends("s") {
        strip(1, "")
    } else {
        word.to_owned()
    }
}

pub fn is_plural(word: &str) -> bool {
    singular(word) != word
}

/// The plural of a lower-case singular noun.
pub fn plural(word: &str) -> String {
    if let Some((many, _)) = IRREGULAR.iter().find(|(_, one)| *one == word) {
        return (*many).to_owned();
    }
    if matches!(
        word,
        "news"
            | "staff"
            | "series"
            | "species"
            | "data"
            | "media"
            | "information"
            | "equipment"
            | "feedback"
            | "details"
    ) {
        return word.to_owned();
    }
    let before_last = word.chars().rev().nth(1);
    if word.ends_with('y') && before_last.is_some_and(|c| !"aeiou".contains(c)) {
        return format!("{}ies", &word[..word.len() - 1]);
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|ending| word.ends_with(ending)) {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// Third person, past and `-ing` of a regular verb.
pub fn regular_forms(base: &str) -> [String; 3] {
    let third = plural(base);
    let stem = base.strip_suffix('e').unwrap_or(base);
    if let Some(stem) = base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        return [third, format!("{stem}ied"), format!("{base}ing")];
    }
    if doubles(base) {
        let last = &base[base.len() - 1..];
        return [third, format!("{base}{last}ed"), format!("{base}{last}ing")];
    }
    let ing = if base.ends_with("ee") { format!("{base}ing") } else { format!("{stem}ing") };
    [third, format!("{stem}ed"), ing]
}

/// Verbs of the lexicon that double their last letter.
fn doubles(base: &str) -> bool {
    matches!(
        base,
        "submit"
            | "ship"
            | "plan"
            | "log"
            | "tag"
            | "bid"
            | "enrol"
            | "cancel"
            | "permit"
            | "shop"
            | "rent-out"
            | "run"
            | "set"
    )
}

/// The words of a name: `publishedAt`, `published_at` and `published at` are the same three.
pub fn name_words(raw: &str) -> Vec<String> {
    if BRANDS.contains(&raw) {
        return vec![raw.to_lowercase()];
    }
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in raw.chars() {
        if !c.is_alphanumeric() {
            push_word(&mut out, &mut word);
            lower_before = false;
            continue;
        }
        if c.is_uppercase() && lower_before {
            push_word(&mut out, &mut word);
        }
        lower_before = c.is_lowercase();
        word.extend(c.to_lowercase());
    }
    push_word(&mut out, &mut word);
    out
}

fn push_word(out: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        out.push(std::mem::take(word));
    }
}

/// `BlogPost` from `blog`, `post`.
pub fn pascal(words: &[String]) -> String {
    words.iter().map(|word| capital(word)).collect()
}

pub fn snake(words: &[String]) -> String {
    words.join("_")
}

pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `blog post` from `BlogPost`, for sentences.
pub fn spoken(name: &str) -> String {
    name_words(name).join(" ")
}

/// `blog posts` from `BlogPost`, for sentences.
pub fn spoken_plural(name: &str) -> String {
    let mut words = name_words(name);
    if let Some(last) = words.last_mut() {
        *last = plural(last);
    }
    words.join(" ")
}

/// `a` or `an` before a word.
pub fn article(word: &str) -> &'static str {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O'])
        || word.starts_with("un") && !word.starts_with("uni");
    if vowel { "an" } else { "a" }
}

/// Letters that names may hold; others are written with the nearest ASCII letter or left out.
pub fn ascii(word: &str) -> String {
    word.chars()
        .filter_map(|c| match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => Some('a'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'í' | 'ì' | 'î' | 'ï' => Some('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => Some('o'),
            'ú' | 'ù' | 'û' | 'ü' => Some('u'),
            'ç' => Some('c'),
            'ñ' => Some('n'),
            other => Some(other).filter(char::is_ascii),
        })
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singulars_and_plurals_of_the_nouns_requests_use() {
        for (many, one) in [
            ("books", "book"),
            ("categories", "category"),
            ("people", "person"),
            ("classes", "class"),
            ("addresses", "address"),
            ("courses", "course"),
            ("boxes", "box"),
            ("houses", "house"),
            ("statuses", "status"),
            ("movies", "movie"),
            ("shelves", "shelf"),
            ("purchases", "purchase"),
            ("branches", "branch"),
            ("days", "day"),
        ] {
            assert_eq!(singular(many), one);
            assert_eq!(plural(one), many);
            assert!(!is_plural(one), "{one}");
        }
        assert!(!is_plural("status") && !is_plural("series") && !is_plural("news"));
    }

    #[test]
    fn forms_of_verbs() {
        assert_eq!(regular_forms("approve"), ["approves", "approved", "approving"]);
        assert_eq!(regular_forms("apply"), ["applies", "applied", "applying"]);
        assert_eq!(regular_forms("submit"), ["submits", "submitted", "submitting"]);
        assert_eq!(regular_forms("publish"), ["publishes", "published", "publishing"]);
    }

    #[test]
    fn names_from_every_case() {
        assert_eq!(name_words("publishedAt"), ["published", "at"]);
        assert_eq!(name_words("BlogPost"), ["blog", "post"]);
        assert_eq!(name_words("due date"), ["due", "date"]);
    }
}
