//! Settings of an application and options of entities: the few that a plan has a place for, and notes for the rest.

use protocol::requirements::{Feature, FeatureName, ProductConstraint, ProductConstraintKind, StackChoice};

use super::super::tree::{Choice, File, Name};
use super::notes::Notes;

/// What applications and options say about the product.
#[derive(Default)]
pub(super) struct Settings {
    /// The product's name, and the words that give it.
    pub name: Option<(String, String)>,
    pub features: Vec<Feature>,
    pub stack: Vec<StackChoice>,
    pub constraints: Vec<ProductConstraint>,
}

pub(super) fn settings(file: &File, notes: &mut Notes) -> Settings {
    let mut settings = Settings::default();
    for (index, application) in file.applications.iter().enumerate() {
        for (key, value) in &application.config {
            if index > 0 {
                notes.left_out(key.at, &said(key, value), "one application is made of a file, the first");
            } else if !settings.take(key, value) {
                notes.left_out(key.at, &said(key, value), why_not(&key.text));
            }
        }
        if let Some((at, names)) = &application.entities
            && names != &["*"]
            && names != &["all"]
        {
            notes.left_out(
                *at,
                &format!("entities {}", names.join(", ")),
                "all entities of the file are taken",
            );
        }
    }
    for option in &file.options {
        settings.option(option);
    }
    settings.features.sort_by_key(|feature| feature.name);
    settings.features.dedup_by_key(|feature| feature.name);
    settings
}

fn said(key: &Name, value: &str) -> String {
    format!("{} {value}", key.text)
}

fn why_not(key: &str) -> &'static str {
    match key {
        "clientFramework" | "prodDatabaseType" | "devDatabaseType" | "databaseType" | "buildTool" => {
            "it is built with React, TypeScript, FastAPI and PostgreSQL"
        }
        "applicationType" => "one application with its parts is made",
        "authenticationType" => "people sign in with tokens that are renewed",
        "enableTranslation" | "languages" | "nativeLanguage" => "pages are in English",
        _ => "nothing here has such a setting",
    }
}

impl Settings {
    /// False where nothing is made of it.
    fn take(&mut self, key: &Name, value: &str) -> bool {
        let words = said(key, value);
        match (key.text.as_str(), value) {
            ("baseName", name) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                self.name = Some((name.to_owned(), words));
            }
            ("clientFramework", "react") => self.built_with("react", words),
            ("prodDatabaseType", "postgresql") => self.built_with("postgresql", words),
            ("databaseType", "sql")
            | ("applicationType", "monolith")
            | ("skipClient" | "skipServer", "false") => {}
            ("authenticationType", "jwt") => self.has(FeatureName::Authentication, words),
            ("skipClient", "true") | ("clientFramework", "no") => {
                self.only(ProductConstraintKind::BackendOnly, words);
            }
            ("skipServer", "true") => self.only(ProductConstraintKind::FrontendOnly, words),
            _ => return false,
        }
        true
    }

    fn option(&mut self, option: &Choice) {
        let words = option.source.clone();
        match option.name.text.as_str() {
            "search" => self.has(FeatureName::Search, words),
            "skipClient" if option.is_for_all() => self.only(ProductConstraintKind::BackendOnly, words),
            "skipServer" if option.is_for_all() => self.only(ProductConstraintKind::FrontendOnly, words),
            _ => {}
        }
    }

    fn built_with(&mut self, name: &str, words: String) {
        if !self.stack.iter().any(|choice| choice.name == name) {
            self.stack.push(StackChoice { name: name.to_owned(), words });
        }
    }

    /// Search alone would leave out that people sign in.
    fn has(&mut self, name: FeatureName, words: String) {
        if name != FeatureName::Authentication && self.features.is_empty() {
            self.features.push(Feature { name: FeatureName::Authentication, words: String::new() });
        }
        match self.features.iter_mut().find(|feature| feature.name == name) {
            Some(known) if known.words.is_empty() => known.words = words,
            Some(_) => {}
            None => self.features.push(Feature { name, words }),
        }
    }

    fn only(&mut self, kind: ProductConstraintKind, words: String) {
        if !self.constraints.iter().any(|constraint| constraint.kind == kind) {
            self.constraints.push(ProductConstraint { kind, words });
        }
    }
}

/// Notes for what no plan has a place for.
pub(super) fn options(file: &File, notes: &mut Notes) {
    for option in &file.options {
        let why = match option.name.text.as_str() {
            "search" if option.is_for_all() && option.with.is_none() => continue,
            "search" => "there is a search over the text of all records, without a search engine",
            "skipClient" | "skipServer" if option.is_for_all() => continue,
            "skipClient" | "skipServer" => "a half is left out of the whole product or not at all",
            "paginate" => "every list is read by pages, with page numbers",
            "dto" | "service" | "use" => "the code that is made has layers of its own",
            "filter" => "nothing here makes filters for single fields",
            "readOnly" | "embedded" => "who may change what is said by permissions",
            _ => "it is the other generator's own",
        };
        notes.left_out(option.name.at, &option.source, why);
    }
}
