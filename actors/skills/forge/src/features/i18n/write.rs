//! The catalogues of a product: what it shows of all messages, in each of its languages.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, Forms, Message, for_i18next};
use super::languages::{Language, column};
use super::names::{DICTIONARY, Name, Names, translated};
use crate::emit::typescript::layout::{Source, quoted};

/// Above the names that no dictionary had; `npm run i18n:missing` looks for it.
pub(crate) const MISSING: &str = "// In English still:";

/// What of a product is shown, and of that the names without a translation.
pub(crate) struct Shown<'a> {
    pub catalogue: &'a Catalogue,
    pub keys: &'a BTreeSet<String>,
    pub names: &'a Names,
}

impl Shown<'_> {
    fn by_area(&self) -> BTreeMap<&str, Vec<&Message>> {
        let mut areas: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
        let messages = self.catalogue.areas().flat_map(|(_, messages)| messages);
        for message in messages.filter(|it| self.keys.contains(&it.key)) {
            let area = message.key.split_once('.').map_or("", |(area, _)| area);
            if area == DICTIONARY {
                continue;
            }
            areas.entry(area).or_default().push(message);
        }
        areas
    }

    /// `src/i18n/de.ts`
    pub fn file(&self, language: &Language) -> String {
        let mut source = Source::default();
        let english = language.code == "en";
        source.line(
            0,
            &format!("/** What the product says, in its language `{}`: {}. */", language.code, language.name),
        );
        if english {
            source.blank().line(0, "export const en = {");
        } else {
            source.line(0, "import type { Catalogue } from './catalogue';").blank();
            source.line(0, &format!("export const {}: Catalogue = {{", language.code));
        }
        for (area, messages) in self.by_area() {
            source.line(1, &format!("{area}: {{"));
            for message in messages {
                entry(&mut source, message, language);
            }
            source.line(1, "},");
        }
        self.section(&mut source, "names", &self.names.titles, language);
        self.section(&mut source, "choices", &self.names.choices, language);
        source.line(0, if english { "} as const;" } else { "};" });
        source.finish()
    }

    fn section(&self, source: &mut Source, title: &str, names: &[Name], language: &Language) {
        source.line(1, &format!("{title}: {{"));
        let mut missing = Vec::new();
        for name in names {
            match self.word(name, language) {
                Some(word) => line(source, &name.key, &word),
                None => missing.push(name),
            }
        }
        if !missing.is_empty() {
            source.line(2, MISSING);
        }
        for name in missing {
            line(source, &name.key, &name.english);
        }
        source.line(1, "},");
    }

    fn word(&self, name: &Name, language: &Language) -> Option<String> {
        if language.code == "en" {
            return Some(name.english.clone());
        }
        translated(self.catalogue, &name.english, language.code)
    }

    /// English names that stay so in a language.
    pub fn missing(&self, language: &Language) -> Vec<&str> {
        let names = self.names.titles.iter().chain(&self.names.choices);
        let mut missing: Vec<&str> =
            names.filter(|it| self.word(it, language).is_none()).map(|it| it.english.as_str()).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

fn entry(source: &mut Source, message: &Message, language: &Language) {
    let key = message.key.split_once('.').map_or("", |(_, key)| key);
    let Forms { one, other } = &message.texts[column(language.code)];
    let Some(one) = one else { return line(source, key, &for_i18next(other)) };
    line(source, &format!("{key}_one"), &for_i18next(one));
    // Millions are `many` in French and Spanish.
    if matches!(language.code, "fr" | "es") {
        line(source, &format!("{key}_many"), &for_i18next(other));
    }
    line(source, &format!("{key}_other"), &for_i18next(other));
}

fn line(source: &mut Source, key: &str, text: &str) {
    let plain = key.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && key.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    let key = if plain { key.to_owned() } else { quoted(key) };
    source.assign(2, &format!("{key}:"), &quoted(text), ",");
}
