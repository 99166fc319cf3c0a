//! What the team may settle: each claim key with its allowed values and default. Other crates validate claims by this table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app::{Choices, Database, DecisionNote, IdType, Login, Pagination, RefreshStorage, TestDatabase};
use crate::resolve::ResolveError;

/// The values a key may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    Words(&'static [&'static str]),
    /// Inclusive.
    Range {
        min: u32,
        max: u32,
    },
}

/// One claim key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoiceSpec {
    pub key: &'static str,
    pub allowed: Allowed,
    pub default: &'static str,
    /// Plain words, for decision records.
    pub about: &'static str,
}

const fn words(
    key: &'static str,
    allowed: &'static [&'static str],
    default: &'static str,
    about: &'static str,
) -> ChoiceSpec {
    ChoiceSpec { key, allowed: Allowed::Words(allowed), default, about }
}

const fn range(
    key: &'static str,
    min: u32,
    max: u32,
    default: &'static str,
    about: &'static str,
) -> ChoiceSpec {
    ChoiceSpec { key, allowed: Allowed::Range { min, max }, default, about }
}

/// Every key, in the order of [`Choices`].
pub const KEYS: [ChoiceSpec; 14] = [
    words("id.type", &["uuid", "integer"], "uuid", "how records are identified"),
    words("auth.login", &["email", "username"], "email", "what people sign in with"),
    words(
        "auth.refresh_storage",
        &["cookie", "local_storage"],
        "cookie",
        "where the browser keeps the refresh token",
    ),
    range("auth.access_minutes", 1, 120, "15", "minutes an access token is good for"),
    range("auth.refresh_days", 1, 90, "14", "days a refresh token is good for"),
    range("auth.password_length_min", 8, 64, "12", "characters a password needs at least"),
    range(
        "auth.login_attempts_per_minute",
        1,
        60,
        "5",
        "failed logins an account and address may have in a minute",
    ),
    words("api.pagination", &["page", "offset"], "page", "how lists are paged"),
    range("api.page_size", 5, 100, "20", "records on a page when the caller does not say"),
    range("api.page_size_max", 10, 200, "100", "records on a page at most"),
    range("ports.backend", 1024, 65535, "8000", "port of the backend"),
    range("ports.frontend", 1024, 65535, "5173", "port of the frontend"),
    words("database.engine", &["postgresql", "sqlite"], "postgresql", "the product's database"),
    words("tests.database", &["same_engine", "sqlite"], "same_engine", "the database the tests run on"),
];

pub fn all() -> &'static [ChoiceSpec] {
    &KEYS
}

pub fn spec(key: &str) -> Option<&'static ChoiceSpec> {
    KEYS.iter().find(|spec| spec.key == key)
}

/// Whether `key` is known and may have `value`.
pub fn allowed(key: &str, value: &str) -> bool {
    spec(key).is_some_and(|spec| match spec.allowed {
        Allowed::Words(words) => words.contains(&value),
        Allowed::Range { min, max } => value
            .parse::<u32>()
            .is_ok_and(|number| number.to_string() == value && (min..=max).contains(&number)),
    })
}

/// Why a key cannot have a value, as the end of a sentence.
pub(crate) fn told(key: &str, value: &str) -> String {
    let Some(spec) = spec(key) else { return "nothing here is decided by that name".to_owned() };
    if allowed(key, value) {
        return format!("it does not go with what else is decided ({})", spec.about);
    }
    let is = match spec.allowed {
        Allowed::Words(words) => words.join(" or "),
        Allowed::Range { min, max } => format!("a number from {min} to {max}"),
    };
    format!("it is {is} ({})", spec.about)
}

/// What was ruled, by claim key, with the notes that the decision record shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    pub values: BTreeMap<String, String>,
    pub notes: Vec<DecisionNote>,
}

impl Decisions {
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.values.insert(key.to_owned(), value.to_owned());
        self
    }

    pub fn noted(mut self, note: DecisionNote) -> Self {
        self.values.insert(note.key.clone(), note.value.clone());
        self.notes.push(note);
        self
    }

    fn value<'a>(&'a self, key: &str) -> &'a str {
        let default = || spec(key).map_or("", |spec| spec.default);
        self.values.get(key).map_or_else(default, String::as_str)
    }

    fn number(&self, key: &str) -> Result<u32, ResolveError> {
        self.value(key).parse().map_err(|_| self.refused(key))
    }

    fn port(&self, key: &str) -> Result<u16, ResolveError> {
        self.value(key).parse().map_err(|_| self.refused(key))
    }

    fn refused(&self, key: &str) -> ResolveError {
        ResolveError::Decision { key: key.to_owned(), value: self.value(key).to_owned() }
    }

    /// The typed choices; unknown keys and values are refused, and so are combinations that cannot work.
    pub fn choices(&self) -> Result<Choices, ResolveError> {
        if let Some((key, _)) = self.values.iter().find(|(key, value)| !allowed(key, value)) {
            return Err(self.refused(key));
        }
        let choices = Choices {
            id_type: if self.value("id.type") == "uuid" { IdType::Uuid } else { IdType::Integer },
            login: if self.value("auth.login") == "email" { Login::Email } else { Login::Username },
            refresh_storage: match self.value("auth.refresh_storage") {
                "cookie" => RefreshStorage::Cookie,
                _ => RefreshStorage::LocalStorage,
            },
            access_minutes: self.number("auth.access_minutes")?,
            refresh_days: self.number("auth.refresh_days")?,
            password_length_min: self.number("auth.password_length_min")?,
            login_attempts_per_minute: self.number("auth.login_attempts_per_minute")?,
            pagination: if self.value("api.pagination") == "page" {
                Pagination::Page
            } else {
                Pagination::Offset
            },
            page_size: self.number("api.page_size")?,
            page_size_max: self.number("api.page_size_max")?,
            backend_port: self.port("ports.backend")?,
            frontend_port: self.port("ports.frontend")?,
            database: match self.value("database.engine") {
                "postgresql" => Database::Postgresql,
                _ => Database::Sqlite,
            },
            test_database: match self.value("tests.database") {
                "same_engine" => TestDatabase::SameEngine,
                _ => TestDatabase::Sqlite,
            },
        };
        if choices.page_size > choices.page_size_max {
            return Err(self.refused("api.page_size"));
        }
        if choices.backend_port == choices.frontend_port {
            return Err(self.refused("ports.frontend"));
        }
        Ok(choices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_allowed() {
        for spec in all() {
            assert!(allowed(spec.key, spec.default), "{}", spec.key);
        }
        assert!(Decisions::default().choices().is_ok());
    }

    #[test]
    fn unknown_keys_values_and_clashes_are_refused() {
        let refused =
            [("id.type", "ulid"), ("id.kind", "uuid"), ("ports.backend", "80"), ("api.page_size", "020")];
        for (key, value) in refused {
            assert!(!allowed(key, value));
            assert!(Decisions::default().with(key, value).choices().is_err());
        }
        let told =
            |key: &str, value: &str| Decisions::default().with(key, value).choices().unwrap_err().to_string();
        let range = "api.page_size cannot be `0`: it is a number from 5 to 100 (records on a page when the caller does not say)";
        assert_eq!(told("api.page_size", "0"), range);
        let clash = "ports.frontend cannot be `8000`: it does not go with what else is decided (port of the frontend)";
        assert_eq!(told("ports.frontend", "8000"), clash);
        assert!(
            Decisions::default()
                .with("api.page_size", "50")
                .with("api.page_size_max", "10")
                .choices()
                .is_err()
        );
    }
}
