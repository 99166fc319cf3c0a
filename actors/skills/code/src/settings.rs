//! Environment variables that code reads, by the ways its language has to read them.

mod bash;
mod computed;
mod held;
mod python;

use serde::{Deserialize, Serialize};

use crate::language::Language;
use computed::Given;

/// A variable's name where it is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Setting {
    /// The variable's name, or the expression that gives it.
    pub name: String,
    pub line: u32,
    /// Its name is put together where the program runs.
    pub is_computed: bool,
}

/// What stands before the name; brackets and quotes may follow.
const READERS: &[&str] = &[
    "os.environ.get(",
    "os.environ.setdefault(",
    "os.environ[",
    "os.environ.pop(",
    "GetEnvironmentVariable(",
    "$_ENV[",
    "Bun.env.",
    "getenv(",
    "Getenv(",
    "LookupEnv(",
    "process.env.",
    "process.env[",
    "import.meta.env.",
    "env::var(",
    "env::var_os(",
    "env!(",
    "ENV.fetch(",
    "ENV[",
    "Deno.env.get(",
];
/// Readers that are so short that other words end like them.
const SHORT: &[(&str, &str)] = &[("env(", "env("), ("config(", "decouple")];
/// Where `environ` itself was imported; a request's own `environ` is no environment.
const IMPORTED: &[&str] = &["environ.get(", "environ.setdefault(", "environ.pop(", "environ["];
/// A longer one is no name of a variable.
const NAME_BYTES_MAX: usize = 100;

/// The variables of a text. `is_code` says whether a row, from zero, is more than comment.
pub fn settings(text: &str, language: Language, is_code: impl Fn(usize) -> bool) -> Vec<Setting> {
    let mut found = match language {
        Language::Bash => bash::settings(text),
        Language::Python => python::settings(text),
        Language::Java | Language::Kotlin => placeholders(text),
        _ => Vec::new(),
    };
    if !language.is_data() && may_read(text) {
        read(text, &mut found);
        held::settings(text, &mut found);
    }
    found.retain(|setting| is_code(setting.line.saturating_sub(1) as usize));
    found.sort_unstable_by(|a, b| (a.line, &a.name).cmp(&(b.line, &b.name)));
    found.dedup();
    found
}

/// Whether any reader may stand in a text; prose speaks of the environment without reading it.
fn may_read(text: &str) -> bool {
    let reads = |at: usize| !text[at..].starts_with("environment");
    ["ENV", "Env", "decouple"].iter().any(|word| text.contains(word))
        || text.match_indices("env").any(|(at, _)| reads(at))
}

fn read(text: &str, found: &mut Vec<Setting>) {
    let short: Vec<&str> =
        SHORT.iter().filter(|(_, sign)| text.contains(sign)).map(|(reader, _)| *reader).collect();
    let imported = if held::imports_environ(text) { IMPORTED } else { &[] };
    for (row, line) in text.lines().enumerate() {
        let mut put = |at: usize, reader: &str| {
            let behind = &line[at + reader.len()..];
            let before = line[..at].trim_end();
            if before.ends_with("del") || before.ends_with("delete") {
                return;
            }
            found.extend(match computed::expression(text, &line[..at], reader, behind) {
                Some(Given::Computed(expression)) => {
                    Some(Setting { is_computed: true, ..setting(&expression, row) })
                }
                Some(Given::Constant(held)) => Some(setting(&held, row)),
                None => name(behind).map(|name| setting(name, row)),
            });
        };
        if ["env", "ENV", "Env"].iter().any(|word| line.contains(word)) {
            for reader in READERS {
                line.match_indices(reader).for_each(|(at, reader)| put(at, reader));
            }
            for reader in imported {
                let bare =
                    |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_.".contains(c));
                let found = line.match_indices(reader).filter(|(at, _)| bare(*at));
                found.for_each(|(at, reader)| put(at, reader));
            }
        }
        for reader in &short {
            for (at, reader) in line.match_indices(reader) {
                let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | ':' | '>');
                if !line[..at].ends_with(part) {
                    found.extend(name(&line[at + reader.len()..]).map(|name| setting(name, row)));
                }
            }
        }
    }
}

/// Spring reads `${shop.page-size:20}` from `SHOP_PAGESIZE` too.
fn placeholders(text: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    for (row, line) in text.lines().enumerate().filter(|(_, line)| line.contains("@Value(")) {
        for (at, start) in line.match_indices("${") {
            let rest = &line[at + start.len()..];
            let end = rest.find([':', '}', '"']).unwrap_or(rest.len());
            let name = rest[..end].replace('.', "_").replace('-', "").to_uppercase();
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if plain && !name.is_empty() && name.len() <= NAME_BYTES_MAX {
                found.push(setting(&name, row));
            }
        }
    }
    found
}

fn setting(name: &str, row: usize) -> Setting {
    Setting {
        name: name.to_owned(),
        line: u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1),
        is_computed: false,
    }
}

/// The name at the start of what is read, bare or in quotes; none where it is only assigned.
fn name(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().trim_start_matches(['"', '\'', '`']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    let first = name.chars().next()?;
    let behind = behind.trim_start_matches(['"', '\'', '`', ']']).trim_start();
    let assigned = behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>");
    let fits = name.len() <= NAME_BYTES_MAX && first.is_ascii_uppercase() && name.len() > 1;
    (fits && !assigned).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_found_in_every_way_to_read_it() {
        let text = "os.environ['A1']\nos.environ.get(\"B_2\", x)\nos.getenv('C3')\nconst x = process.env.D4 || process.env[\"E5\"]\nimport.meta.env.VITE_F\n\
            std::env::var(\"G7\")\nenv!(\"H8\")\nos.Getenv(\"I9\")\nENV.fetch('J10')\nenviron[name]\n# os.getenv('COMMENT')\n";
        let found = settings(text, Language::JavaScript, |row| row != 10);
        let names: Vec<&str> = found.iter().map(|setting| setting.name.as_str()).collect();
        assert_eq!(names, ["A1", "B_2", "C3", "D4", "E5", "VITE_F", "G7", "H8", "I9", "J10"]);
        assert_eq!(found[3].line, 4);
    }

    #[test]
    fn a_name_that_is_put_together_is_shown_as_its_expression() {
        let computed = |text: &str, language| -> Vec<String> {
            let found = settings(text, language, |_| true);
            assert!(found.iter().all(|setting| setting.is_computed), "{found:?}");
            found.into_iter().map(|setting| setting.name).collect()
        };
        let python = "os.environ[f'APP_{key}']\nos.getenv('APP_' + key, 'x')\nos.environ.get(name.upper())\nos.environ[key] = 'set'\ndef getenv(key): pass\nos.environ.get(\n";
        assert_eq!(computed(python, Language::Python), ["f'APP_{key}'", "'APP_' + key", "name.upper()"]);
        let script = "process.env[`APP_${key}`]; process.env[key]; process.env[names[0]];\n";
        assert_eq!(computed(script, Language::JavaScript), ["`APP_${key}`", "key", "names[0]"]);
        assert_eq!(computed("std::env::var(&name)", Language::Rust), ["&name"]);
    }

    fn names(text: &str, language: Language) -> Vec<String> {
        settings(text, language, |_| true).into_iter().map(|setting| setting.name).collect()
    }

    #[test]
    fn a_variable_is_read_out_of_the_whole_environment_and_under_another_name_of_it() {
        let text = "const { A1, B1: b, C1 = 'x',\n  ...rest } = process.env;\nconst e = process.env;\ne.D1; e['E1']; process.env.F1 = '1'; case.G1;\nif (process.env.H1 === 'x') {}\n";
        assert_eq!(names(text, Language::JavaScript), ["A1", "B1", "C1", "D1", "E1", "H1"]);
        assert_eq!(settings(text, Language::JavaScript, |_| true)[0].line, 1);
    }

    #[test]
    fn python_asks_whether_a_variable_is_there_takes_it_out_and_assigns_it() {
        let text = "if 'A2' in os.environ: pass\nos.environ.pop('B2')\nos.environ['SET'] = '1'\nenv = os.environ\nenv['C2']\nenv.get('D2')\nx = os.environ['E2'] == 'y'\n";
        assert_eq!(names(text, Language::Python), ["A2", "B2", "C2", "D2", "E2"]);
    }

    #[test]
    fn what_a_request_calls_environ_is_no_environment() {
        let request = "import os\ndef host(environ):\n    environ.get('HTTP_HOST')\n    self.environ['PATH_INFO']\n    'REMOTE' in environ\n    return os.environ['REAL']\n";
        assert_eq!(names(request, Language::Python), ["REAL"]);
        let imported =
            "from os import environ, path\nenviron.get('A3')\n'B3' in environ\nrequest.environ['NO']\n";
        assert_eq!(names(imported, Language::Python), ["A3", "B3"]);
        let several = "from os import (\n    path,\n    environ,\n)\nenviron['A4']\n";
        assert_eq!(names(several, Language::Python), ["A4"]);
    }

    #[test]
    fn fields_of_pydantic_s_settings_are_variables() {
        let text = "class Settings(BaseSettings):\n    database_url: str = 'x'\n    secret: str = Field(validation_alias='KEY')\n    class Config:\n        env_prefix = 'SHOP_'\nclass Other(Base):\n    no: str\n";
        assert_eq!(names(text, Language::Python), ["SHOP_DATABASE_URL", "KEY"]);
    }

    #[test]
    fn other_languages_have_words_of_their_own() {
        assert_eq!(names("var x = Environment.GetEnvironmentVariable(\"A8\");", Language::CSharp), ["A8"]);
        assert_eq!(names("@Value(\"${shop.page-size:20}\") int size;", Language::Java), ["SHOP_PAGESIZE"]);
        assert_eq!(names("<?php $_ENV[\"B6\"]; env(\"C6\"); myenv(\"NO\");", Language::Php), ["B6", "C6"]);
    }

    #[test]
    fn a_script_reads_what_it_does_not_set_before() {
        let text = "XY=\"${XY:-1}\"\nMINE=2\necho \"${A9:?}\" $B9 $MINE $1 ${RANDOM}\n";
        assert_eq!(names(text, Language::Bash), ["XY", "A9", "B9"]);
    }
}
