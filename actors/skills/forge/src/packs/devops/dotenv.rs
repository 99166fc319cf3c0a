//! `.env.example` and the command that makes `.env` of it.

use serde::Serialize;

use super::Facts;
use crate::fragments::{EnvVar, Fragments, Part};
use crate::pack::{Draft, Kit, RenderError};

/// Columns of a comment line, so that it reads without scrolling.
const COMMENT_WIDTH: usize = 96;

/// Bytes of a generated secret, written as hexadecimal digits, which need no escaping in an address.
const SECRET_BYTES: usize = 32;

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    facts: Facts<'a>,
    secrets: bool,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    title: &'static str,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    about: Vec<String>,
    line: String,
}

pub(super) fn draft(kit: &Kit<'_>) -> Result<Draft, RenderError> {
    let variables = variables(kit.fragments.values().copied());
    let groups = GROUPS
        .iter()
        .map(|(part, title)| Group { title, entries: entries(&variables, *part) })
        .filter(|group| !group.entries.is_empty())
        .collect();
    let view = View { facts: Facts::of(kit.plan), secrets: variables.iter().any(|it| it.secret), groups };
    Ok(Draft::new(".env.example", kit.templates.render("infra/env.example", view)?))
}

/// In the order of `.env.example` and of the README's table.
pub(crate) const GROUPS: [(Part, &str); 4] = [
    (Part::Backend, "Backend"),
    (Part::Frontend, "Frontend"),
    (Part::Infra, "Containers"),
    (Part::Repository, "Tests"),
];

/// Every variable once, whoever names it first.
pub(crate) fn variables<'a>(fragments: impl Iterator<Item = &'a Fragments>) -> Vec<&'a EnvVar> {
    let mut variables: Vec<&EnvVar> = Vec::new();
    for variable in fragments.flat_map(|it| &it.env) {
        if !variables.iter().any(|known| known.name == variable.name) {
            variables.push(variable);
        }
    }
    variables
}

/// Copies the example and fills in random secrets: one line that a person types and CI runs.
pub(crate) fn make_command(variables: &[&EnvVar]) -> String {
    let secrets: Vec<String> = variables
        .iter()
        .filter(|it| it.secret)
        .map(|it| format!("-e \"s/^{0}=$/{0}=$(openssl rand -hex {SECRET_BYTES})/\"", it.name))
        .collect();
    if secrets.is_empty() {
        return "cp .env.example .env".to_owned();
    }
    format!("sed {} .env.example > .env", secrets.join(" "))
}

fn entries(variables: &[&EnvVar], part: Part) -> Vec<Entry> {
    let of_part = variables.iter().filter(|it| it.part == part);
    of_part.map(|it| Entry { about: wrapped(&it.about, COMMENT_WIDTH), line: line(it) }).collect()
}

fn line(variable: &EnvVar) -> String {
    match &variable.value {
        _ if variable.secret => format!("{}=", variable.name),
        Some(value) if value.contains([' ', '#', '"']) => format!("{}='{value}'", variable.name),
        Some(value) => format!("{}={value}", variable.name),
        None => format!("# {}=", variable.name),
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, value: Option<&str>, secret: bool) -> EnvVar {
        let value = value.map(str::to_owned);
        EnvVar { name: name.to_owned(), value, secret, part: Part::Backend, about: String::new() }
    }

    #[test]
    fn a_secret_is_never_written_and_an_unset_variable_is_a_comment() {
        assert_eq!(line(&variable("KEY", Some("oops"), true)), "KEY=");
        assert_eq!(line(&variable("PORT", Some("80"), false)), "PORT=80");
        assert_eq!(line(&variable("NOTE", Some("a b"), false)), "NOTE='a b'");
        assert_eq!(line(&variable("URL", None, false)), "# URL=");
    }

    #[test]
    fn the_command_fills_secrets_alone() {
        let (key, port) = (variable("KEY", None, true), variable("PORT", Some("80"), false));
        assert_eq!(make_command(&[&port]), "cp .env.example .env");
        assert_eq!(
            make_command(&[&port, &key]),
            "sed -e \"s/^KEY=$/KEY=$(openssl rand -hex 32)/\" .env.example > .env"
        );
    }

    #[test]
    fn comments_break_between_words() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
    }
}
