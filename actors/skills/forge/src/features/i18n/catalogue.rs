//! Messages as data: `templates/i18n/messages/`, one file for what every product says and one for each feature.

use std::collections::{BTreeMap, HashSet};

use super::languages::LANGUAGES;
use crate::names;
use crate::pack::RenderError;
use crate::templates::Templates;

const FOLDER: &str = "i18n/messages";
/// What every product says; other files may use its messages as well.
pub(crate) const COMMON: &str = "app";
/// Words and letters of a key that is made from the English text.
const KEY_WORDS_MAX: usize = 6;
const KEY_LENGTH_MAX: usize = 40;

/// One message in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `app.logIn`
    pub key: String,
    /// In the order of [`LANGUAGES`].
    pub texts: [Forms; LANGUAGES.len()],
    /// Whether a word alone is meant wherever it stands, also where it could be a value.
    everywhere: bool,
}

/// A text, or what it is for one and for others: `{count} hit`, `{count} hits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    pub one: Option<String>,
    pub other: String,
}

impl Message {
    pub fn is_plural(&self) -> bool {
        self.texts[0].one.is_some()
    }

    /// Names of what is filled in, in the order of the English text.
    pub(crate) fn placeholders(&self) -> Vec<&str> {
        placeholders(&self.texts[0].other)
    }

    /// `on` is a value in one place and a word in another: alone it is meant only where it is certainly shown.
    pub(crate) fn is_meant_in_code(&self) -> bool {
        let text = &self.texts[0].other;
        self.everywhere || text.contains(' ') || !text.starts_with(char::is_lowercase)
    }
}

/// All messages, by the file that they stand in.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    areas: BTreeMap<String, Vec<Message>>,
    by_shape: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Catalogue {
    /// What the client says.
    pub fn read(templates: &Templates) -> Result<Self, RenderError> {
        Self::below(FOLDER, templates)
    }

    pub fn below(folder: &str, templates: &Templates) -> Result<Self, RenderError> {
        let mut catalogue = Self::default();
        for path in templates.below(folder) {
            let area = path.trim_start_matches(folder).trim_matches('/').trim_end_matches(".txt").to_owned();
            let messages = messages(&area, templates.text(&path)?)
                .map_err(|why| RenderError::Template { template: path.clone(), why })?;
            let shapes =
                messages.iter().enumerate().map(|(at, it)| (shape(&it.texts[0].other), at)).collect();
            catalogue.by_shape.insert(area.clone(), shapes);
            catalogue.areas.insert(area, messages);
        }
        Ok(catalogue)
    }

    pub fn areas(&self) -> impl Iterator<Item = (&str, &[Message])> {
        self.areas.iter().map(|(area, messages)| (area.as_str(), messages.as_slice()))
    }

    /// The message with this English text, `{}` for each thing that is filled in: of the area, else of every product.
    pub(crate) fn find(&self, area: &str, shape: &str) -> Option<&Message> {
        let in_area = |area: &str| self.areas.get(area)?.get(*self.by_shape.get(area)?.get(shape)?);
        let anywhere =
            || self.by_shape.keys().filter(|it| *it != super::names::DICTIONARY).find_map(|it| in_area(it));
        in_area(area).or_else(|| in_area(COMMON)).or_else(|| if area == "*" { anywhere() } else { None })
    }
}

fn messages(area: &str, text: &str) -> Result<Vec<Message>, String> {
    let mut taken = HashSet::new();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut read = Vec::new();
    for line in lines {
        let (everywhere, rest) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (named, rest) = match rest.split_once(" := ") {
            Some((key, rest)) => (Some(key.trim().to_owned()), rest),
            None => (None, rest),
        };
        let columns: Vec<Forms> = rest.split(" | ").map(forms).collect();
        let texts = <[Forms; LANGUAGES.len()]>::try_from(columns)
            .map_err(|_| format!("`{line}` has not one text for each of {} languages", LANGUAGES.len()))?;
        let wanted = named.unwrap_or_else(|| key(&texts[0].other));
        let mut key = wanted.clone();
        let mut turn = 2;
        while !taken.insert(key.clone()) {
            key = format!("{wanted}{turn}");
            turn += 1;
        }
        read.push(Message { key: format!("{}.{key}", names::camel(area)), texts, everywhere });
    }
    Ok(read)
}

fn forms(column: &str) -> Forms {
    let bare = |text: &str| {
        let text = text.trim();
        text.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(text).to_owned()
    };
    match column.split_once(" ~ ") {
        Some((one, other)) => Forms { one: Some(bare(one)), other: bare(other) },
        None => Forms { one: None, other: bare(column) },
    }
}

/// `Log in` as `logIn`: of the first words of a text, without what is filled in.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::new();
    let mut inside = false;
    let plain: String = text
        .chars()
        .filter_map(|it| {
            inside = it == '{' || inside && it != '}';
            match it {
                '’' | '\'' => None,
                _ if inside || !it.is_ascii_alphanumeric() => Some(' '),
                _ => Some(it),
            }
        })
        .collect();
    for word in plain.split_whitespace().take(KEY_WORDS_MAX) {
        if key.len() + word.len() > KEY_LENGTH_MAX {
            break;
        }
        let (first, rest) = word.split_at(1);
        let first = if key.is_empty() { first.to_lowercase() } else { first.to_uppercase() };
        key.push_str(&first);
        key.push_str(&rest.to_lowercase());
    }
    if key.starts_with(|it: char| it.is_ascii_alphabetic()) { key } else { format!("text{key}") }
}

/// `Page {page} of {pages}` as `Page {} of {}`.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('{') {
        let after = inside.split_once('}').map_or("", |(_, after)| after);
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    shape + rest
}

pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| name).collect()
}

/// As i18next fills in: `{{page}}`.
pub(crate) fn for_i18next(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
