//! The languages that are understood. Each is a file of data in `languages` and one line here.

use serde::{Deserialize, Serialize};

use crate::languages as data;
use crate::languages::Spec;
use crate::limits;

macro_rules! languages {
    ($($name:ident => $spec:expr),* $(,)?) => {
        /// A language, by the grammar that reads it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Language { $($name),* }

        impl Language {
            pub const ALL: &[Language] = &[$(Language::$name),*];

            pub(crate) fn spec(self) -> &'static Spec {
                match self { $(Language::$name => &$spec),* }
            }
        }
    };
}

languages! {
    Python => data::python::PYTHON,
    JavaScript => data::javascript::JAVASCRIPT,
    TypeScript => data::javascript::TYPESCRIPT,
    Tsx => data::javascript::TSX,
    Vue => data::markup::VUE,
    Svelte => data::markup::SVELTE,
    Rust => data::rust::RUST,
    Go => data::go::GO,
    Java => data::java::JAVA,
    C => data::c::C,
    Cpp => data::c::CPP,
    CSharp => data::csharp::CSHARP,
    Ruby => data::ruby::RUBY,
    Php => data::php::PHP,
    Kotlin => data::kotlin::KOTLIN,
    Sql => data::sql::SQL,
    Bash => data::bash::BASH,
    Html => data::markup::HTML,
    Css => data::markup::CSS,
    Json => data::tree::JSON,
    Yaml => data::tree::YAML,
    Toml => data::tree::TOML,
    Markdown => data::tree::MARKDOWN,
    Dockerfile => data::tree::DOCKERFILE,
}

impl Language {
    /// The language of a file, by its name, then by what its first line says runs it.
    pub fn of(path: &str, start: &[u8]) -> Option<Self> {
        Self::of_path(path).or_else(|| Self::of_first_line(start))
    }

    /// The language that a file's name tells.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let by_name = |language: &&Self| language.spec().file_names.contains(&name);
        if let Some(language) = Self::ALL.iter().find(by_name) {
            return Some(*language);
        }
        if name.starts_with("Dockerfile.") {
            return Some(Self::Dockerfile);
        }
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().find(|language| language.spec().extensions.contains(&extension.as_str())).copied()
    }

    fn of_first_line(start: &[u8]) -> Option<Self> {
        let line = start.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
        let line = std::str::from_utf8(line).ok()?;
        let mut words = line.split(|c: char| c.is_whitespace() || c == '/').filter(|word| !word.is_empty());
        let program = words.rfind(|word| !word.starts_with('-'))?;
        let program = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        Self::ALL.iter().find(|language| language.spec().interpreters.contains(&program)).copied()
    }

    /// How large its files may be.
    pub fn bytes_max(self) -> usize {
        if self.is_data() { limits::DATA_FILE_BYTES_MAX } else { limits::FILE_BYTES_MAX }
    }

    /// The name in small letters, as reports spell it.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether its grammar is in this program.
    pub fn is_built(self) -> bool {
        self.spec().grammar.is_some()
    }

    /// Keys and values, prose or markup: nothing that runs.
    pub fn is_data(self) -> bool {
        self.spec().data
    }

    /// Whether what its files import is resolved to files of the project.
    pub fn resolves_imports(self) -> bool {
        matches!(self, Self::Vue | Self::Svelte) || !self.spec().imports.nodes.is_empty()
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_or_by_its_first_line() {
        let of = |path: &str, start: &str| Language::of(path, start.as_bytes()).map(Language::name);
        assert_eq!(of("a/b.py", ""), Some("python"));
        assert_eq!(of("a/B.TSX", ""), Some("tsx"));
        assert_eq!(of("Dockerfile", ""), Some("dockerfile"));
        assert_eq!(of("deploy/Dockerfile.dev", ""), Some("dockerfile"));
        assert_eq!(of("bin/run", "#!/usr/bin/env python3.11\n"), Some("python"));
        assert_eq!(of("bin/run", "#!/bin/sh -e\n"), Some("bash"));
        assert_eq!(of(".py", ""), None);
        assert_eq!(of("LICENSE", "MIT"), None);
        assert_eq!(of("", ""), None);
    }

    #[test]
    fn no_two_languages_claim_one_extension() {
        let mut seen = std::collections::BTreeMap::new();
        for language in Language::ALL {
            for extension in language.spec().extensions {
                assert_eq!(seen.insert(extension, language.name()), None, "{extension}");
            }
        }
    }
}
