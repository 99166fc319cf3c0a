//! `set api.page_size to 50`, `use integer for id.type`, `leave id.type to the team`: what the person settles themselves.

use protocol::id::ClaimKey;

use super::{Changes, Command, Read};
use crate::revise::NotUnderstood;
use crate::understand::morph;

/// What may stand before a key that is set.
const VERBS: [&str; 11] =
    ["set ", "make ", "use ", "take ", "choose ", "pick ", "change ", "switch ", "put ", "let ", "the "];
/// What may stand between a key and its value.
const JOINS: [&str; 9] = ["=", ":", "to ", "as ", "be ", "is ", "at ", "on ", "should be "];
/// Who settles a key that the person does not.
const TEAM: [&str; 4] = ["to the team", "the team decide", "the team choose", "up to the team"];
/// A value is a word or a number; two words are `local storage`.
const VALUE_WORDS_MAX: usize = 2;

impl Changes<'_> {
    /// Whether every part of a command is about something that the team rules on; then they are read.
    pub(super) fn decided(&self, words: &str, out: &mut Vec<Read>) -> bool {
        let parts: Vec<&str> =
            words.split(" and ").flat_map(|part| part.split(", ")).map(str::trim).collect();
        let known: Vec<(&str, &ClaimKey, Named)> = parts
            .iter()
            .filter_map(|part| self.key_in(part).map(|(key, named)| (*part, key, named)))
            .collect();
        if known.is_empty() || known.len() < parts.len() {
            return false;
        }
        out.extend(known.into_iter().map(|(part, key, named)| decision(part, key, &named)));
        true
    }

    /// The key that a part names, by its name or in words; the longest where one is the beginning of another.
    fn key_in(&self, part: &str) -> Option<(&ClaimKey, Named)> {
        let low = part.to_lowercase();
        let keys = || self.keys.iter();
        let named = keys().filter_map(|key| Some((key, at(&low, key.as_str())?)));
        if let Some(found) = named.max_by_key(|(key, _)| key.as_str().len()) {
            return Some(found);
        }
        let spoken = keys().flat_map(|key| self.spoken(key).into_iter().map(move |words| (key, words)));
        let found = spoken.filter_map(|(key, words)| Some((key, at(&low, &words)?, words.len())));
        found.max_by_key(|(_, _, length)| *length).map(|(key, named, _)| (key, named))
    }

    /// `page size` for `api.page_size`, `backend port` for `ports.backend`; nothing that a record's field is called.
    fn spoken(&self, key: &ClaimKey) -> Vec<String> {
        let Some((area, name)) = key.as_str().split_once('.') else { return Vec::new() };
        let field = |name: &str| {
            self.requirements.entities.iter().any(|it| it.fields.iter().any(|field| field.name == name))
        };
        if field(name) {
            return Vec::new();
        }
        let (area, name) = (morph::singular(area), name.replace('_', " "));
        let mut spoken = vec![format!("{area} {name}"), format!("{name} {area}")];
        if name.contains(' ') {
            spoken.push(name);
        }
        spoken
    }
}

/// Bytes of a part before and after the words that name a key.
struct Named {
    before: usize,
    after: usize,
}

/// Where `words` stand in a text as whole words.
fn at(text: &str, words: &str) -> Option<Named> {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    text.match_indices(words).find_map(|(from, _)| {
        let to = from + words.len();
        let starts = !text[..from].ends_with(inside);
        // A full stop may end the sentence.
        let ends = !text[to..].trim_start_matches('.').starts_with(inside) || !text[to..].starts_with(inside);
        (starts && ends).then_some(Named { before: from, after: to })
    })
}

fn decision(part: &str, key: &ClaimKey, named: &Named) -> Read {
    let low = part.to_lowercase();
    let told = |value: Option<String>| Command::Decide { key: key.clone(), value, words: part.to_owned() };
    if TEAM.iter().any(|words| low.contains(words)) {
        return Ok(told(None));
    }
    let (before, after) = (without_verbs(&low[..named.before]), low[named.after..].trim());
    let set = value(JOINS.iter().find_map(|join| after.strip_prefix(join)).unwrap_or(after));
    // `use integer for id.type`, `take 50 as the page size`
    let used = || {
        let before = before.trim().trim_end_matches(" the");
        let before = ["for", "as", "in"].iter().find_map(|word| before.strip_suffix(word));
        before.filter(|_| after.is_empty()).and_then(value)
    };
    set.or_else(used).map(|value| told(Some(value))).ok_or_else(|| NotUnderstood::Impossible {
        words: part.to_owned(),
        why: format!("it does not say what {key} should be; say: set {key} to …"),
    })
}

fn without_verbs(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(after) = VERBS.iter().find_map(|verb| rest.strip_prefix(verb)) {
        rest = after.trim_start();
    }
    rest
}

fn value(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['"', '`', '\'', '“', '”', '.', '!']).trim();
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "please").collect();
    let fits = (1..=VALUE_WORDS_MAX).contains(&words.len());
    fits.then(|| words.join("_").replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use protocol::plan::ChangeKind;
    use protocol::requirements::Requirements;

    use super::*;
    use crate::revise::revise;
    use crate::understand::understand;

    fn keys() -> Vec<ClaimKey> {
        [
            "api.page_size",
            "api.page_size_max",
            "auth.refresh_storage",
            "database.engine",
            "id.type",
            "ports.backend",
        ]
        .map(ClaimKey::new)
        .to_vec()
    }

    fn decided(requirements: &Requirements) -> Vec<String> {
        requirements.decisions.iter().map(|it| format!("{}={}", it.key, it.value)).collect()
    }

    #[test]
    fn a_key_is_settled_by_its_name_or_in_words() {
        let library = understand("a library with books and loans").requirements;
        let read = |text: &str| decided(&revise(&library, &keys(), text).unwrap().requirements).join(" ");
        for (text, expected) in [
            ("set api.page_size to 50", "api.page_size=50"),
            ("api.page_size_max = 50.", "api.page_size_max=50"),
            ("Please use integer for id.type", "id.type=integer"),
            ("use sqlite as the database engine", "database.engine=sqlite"),
            ("set the backend port to 9000", "ports.backend=9000"),
            ("make the page size 50", "api.page_size=50"),
            ("put the port of the backend on 9000", ""),
            ("set the page size to 50 and ports.backend to 9000", "api.page_size=50 ports.backend=9000"),
            ("auth.refresh_storage should be local storage", "auth.refresh_storage=local_storage"),
            ("set id.type to `integer`", "id.type=integer"),
        ] {
            match expected {
                "" => assert!(revise(&library, &keys(), text).is_err(), "{text}"),
                _ => assert_eq!(read(text), expected, "{text}"),
            }
        }
    }

    #[test]
    fn what_is_settled_can_be_changed_and_left_to_the_team_again() {
        let mut known = understand("a library with books and loans").requirements;
        let mut told = Vec::new();
        for text in ["set id.type to integer", "set id.type to uuid", "leave id.type to the team"] {
            let revision = revise(&known, &keys(), text).unwrap();
            told.extend(revision.changes.iter().map(|change| (change.what, change.about.clone())));
            known = revision.requirements;
        }
        let about = "decision id.type".to_owned();
        let expected = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Dropped];
        assert_eq!(told, expected.map(|what| (what, about.clone())));
        assert_eq!(decided(&known), [""; 0]);
        let why = revise(&known, &keys(), "leave id.type to the team").unwrap_err().to_string();
        assert!(why.contains("the team's to settle already"), "{why}");
    }

    #[test]
    fn other_changes_stand_beside_it_and_a_key_without_a_value_is_named() {
        let library = understand("a library with books and loans").requirements;
        let both = revise(&library, &keys(), "add shelf to Book, set id.type to integer").unwrap();
        assert_eq!(decided(&both.requirements), ["id.type=integer"]);
        assert_eq!(both.changes.len(), 2);
        let why = revise(&library, &keys(), "set id.type").unwrap_err().to_string();
        assert!(why.contains("set id.type to …"), "{why}");
        assert!(revise(&library, &[], "set id.type to integer").is_err());
    }

    #[test]
    fn a_field_of_a_record_is_no_key() {
        let known = understand("a shop with products: name, unit price").requirements;
        let keys = [ClaimKey::new("api.unit_price")];
        let revision = revise(&known, &keys, "make unit price optional").unwrap();
        assert_eq!(decided(&revision.requirements), [""; 0]);
    }
}
