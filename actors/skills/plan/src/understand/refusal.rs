//! Why nothing is built of a request, in words that say what to do next.

use super::limits;

/// A request that is not carried out. Everything that was understood of it is in the requirements beside it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "the request is empty; say what to build, for example: a library where members borrow books with title, author and isbn"
    )]
    Empty,
    #[error(
        "the request has {chars} characters and was not read; the limit is {}, so keep to what the product is, what it records and who does what",
        limits::REQUEST_CHARACTERS_MAX
    )]
    TooLong { chars: usize },
    #[error("the request holds bytes that are not text and was not read; give plain English words")]
    Binary,
    #[error("the request contradicts itself about {what}: {}; keep one of them", list(.words))]
    Contradiction { what: String, words: Vec<String> },
    #[error("{}", unsupported(.names))]
    Unsupported { names: Vec<String> },
    #[error(
        "`{name}` stands where what to build with is named, and nothing here builds with it; leave it out, or use React, TypeScript, FastAPI and PostgreSQL or SQLite"
    )]
    UnknownTool { name: String },
    #[error(
        "the request keeps people from something, and no rule here would hold them to it: {}; say of one record who may see or change it, for example `only managers can see loans` or `members can only see their own loans` (their own is what they make themselves), or leave it out", list(.words)
    )]
    Restriction { words: Vec<String> },
    #[error("only English is understood so far{}; say the same in English", looks_like(.guess.as_deref()))]
    OtherLanguage { guess: Option<String> },
    #[error(
        "{what}; name the records to keep and who works with them, for example: a library where members borrow books with title, author and isbn; librarians approve loans"
    )]
    NothingToBuild { what: String },
    #[error(
        "what is built here is a web application with records and accounts, and `{what}` is something else; describe a web application, or use another tool for this"
    )]
    OutOfRange { what: String },
    #[error(
        "the request names {count} {what}, and the limit is {limit}; leave out what can wait or split it into several products"
    )]
    TooMany { what: String, count: usize, limit: usize },
}

/// What every product has cannot be left out, and `no …; leave it out` would say that twice.
fn unsupported(names: &[String]) -> String {
    let (kept, unbuilt): (Vec<String>, Vec<String>) =
        names.iter().cloned().partition(|name| name.starts_with("no "));
    let mut out = Vec::new();
    if !unbuilt.is_empty() {
        out.push(format!(
            "understood, but nothing here can build it yet: {}; leave it out, or use React, TypeScript, FastAPI and PostgreSQL or SQLite",
            list(&unbuilt)
        ));
    }
    if !kept.is_empty() {
        out.push(format!(
            "{} was asked for, but every product made here has it; take those words out of the request",
            list(&kept)
        ));
    }
    out.join("; ")
}

fn looks_like(language: Option<&str>) -> String {
    language.map_or_else(String::new, |language| format!(", and this looks like {language}"))
}

fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
