//! Options: what is generated for which entities.

use super::super::lex::Kind;
use super::super::tree::{Choice, Name};
use super::cursor::Cursor;
use crate::blueprint::fault::Fault;

const KNOWN: [&str; 15] = [
    "angularSuffix",
    "changelogDate",
    "clientRootFolder",
    "dto",
    "embedded",
    "filter",
    "microservice",
    "noFluentMethod",
    "paginate",
    "readOnly",
    "search",
    "service",
    "skipClient",
    "skipServer",
    "use",
];

pub(super) fn is_known(word: &str) -> bool {
    KNOWN.contains(&word)
}

/// An option, behind its name.
pub(super) fn option(cursor: &mut Cursor<'_>, name: Name) -> Result<Choice, Fault> {
    let first = cursor.peek();
    let mut targets = names(cursor)?;
    let mut with = None;
    loop {
        if cursor.eat_word("with") {
            with = Some(cursor.value("what it is with")?);
        } else if cursor.eat_word("for") {
            // `use pagination, dto for A`: what stands before is what is used.
            with = Some(targets.join(", "));
            targets = names(cursor)?;
        } else if cursor.eat_word("except") {
            names(cursor)?;
            targets.retain(|target| target != "*" && target != "all");
        } else {
            break;
        }
    }
    let source = format!("{} {}", name.text, cursor.since(first));
    Ok(Choice { name, targets, with, source })
}

/// Names with commas between them, or `*`.
pub(super) fn names(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    loop {
        let token = cursor.peek();
        match token.kind {
            Kind::Sign('*') => {
                cursor.take();
                names.push("*".to_owned());
            }
            Kind::Word | Kind::Number | Kind::Text => {
                cursor.take();
                names.push(token.text.to_owned());
            }
            Kind::Pattern | Kind::Sign(_) | Kind::End => return Err(cursor.unexpected("a name or `*`")),
        }
        if !cursor.eat(',') {
            return Ok(names);
        }
    }
}
