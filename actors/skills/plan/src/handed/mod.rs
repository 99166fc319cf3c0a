//! Files that a person hands over with what they say, as the words that the team reads of them. Pure: bytes in, words out.

mod columns;
mod kinds;
mod table;
mod wording;

use crate::blueprint;
use crate::understand::limits::REQUEST_CHARACTERS_MAX;

/// An editor's mark, and not the person's.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// What a file comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its own words.
    Words,
    /// Rows of one kind of record, in a sentence.
    Table,
    /// A whole product, as a blueprint: it stands for a request by itself.
    Description,
}

/// A file as the team reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    pub kind: Kind,
    /// The words, which are said instead of the file.
    pub text: String,
    /// What was made of it, in a sentence for the person.
    pub note: String,
}

/// Why nothing is read of a file, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error("{what}, and nobody here reads that; {hint}")]
    Foreign { what: &'static str, hint: &'static str },
    #[error("it is neither text nor anything that is known here; save it as UTF-8 text")]
    Unknown,
    #[error("it is empty")]
    Empty,
    #[error(
        "it has {characters} characters, and at most {REQUEST_CHARACTERS_MAX} are read; hand over the part that matters"
    )]
    TooLong { characters: usize },
    #[error("as a table it cannot be read: {why}")]
    Table { why: String },
    #[error("as a description of a product it cannot be read: {why}")]
    Description { why: String },
}

/// Reads a file by its name and its bytes.
///
/// # Errors
/// Nothing can be made of it; the reason says what would help.
pub fn read(name: &str, bytes: &[u8]) -> Result<Handed, Unread> {
    if let Some(foreign) = kinds::foreign(bytes) {
        return Err(foreign);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unread::Unknown)?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Unread::Empty);
    }
    if text.contains('\0') {
        return Err(Unread::Unknown);
    }
    match kinds::of(name) {
        kinds::Name::Separated(separator) => table::separated(name, text, separator),
        kinds::Name::Json if table::is_rows(text) => table::rows(name, text),
        kinds::Name::Jdl => jdl(name, text),
        kinds::Name::Json | kinds::Name::Other if blueprint::is_blueprint(text) => description(text),
        kinds::Name::Json | kinds::Name::Other => words(text),
    }
}

fn words(text: &str) -> Result<Handed, Unread> {
    let text = text.trim();
    let characters = text.chars().count();
    if characters > REQUEST_CHARACTERS_MAX {
        return Err(Unread::TooLong { characters });
    }
    let lines = text.lines().count();
    let note =
        format!("its words are read as they stand: {characters} characters in {}", counted(lines, "line"));
    Ok(Handed { kind: Kind::Words, text: text.to_owned(), note })
}

fn description(text: &str) -> Result<Handed, Unread> {
    let found = blueprint::read(text).map_err(|faults| Unread::Description { why: faults.to_string() })?;
    Ok(described(text.trim().to_owned(), &found, "a blueprint"))
}

fn jdl(name: &str, text: &str) -> Result<Handed, Unread> {
    let product = kinds::stem(name).to_lowercase();
    let found = blueprint::jdl::import(text, &product)
        .map_err(|faults| Unread::Description { why: faults.to_string() })?;
    Ok(described(blueprint::write(&found), &found, "entities of JHipster's JDL, as a blueprint"))
}

fn described(text: String, found: &blueprint::Blueprint, what: &str) -> Handed {
    let records = found.requirements.entities.len();
    let note = format!("{what} with {}; it stands for a request by itself", counted(records, "entity"));
    Handed { kind: Kind::Description, text, note }
}

fn counted(count: usize, what: &str) -> String {
    match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "entity") => format!("{count} entities"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests;
