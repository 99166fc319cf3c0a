//! A line of shell as steps, by tree-sitter's grammar. Pure.

mod statements;
#[cfg(test)]
mod tests;
mod words;

use tree_sitter::Parser;

use statements::Reader;

/// A longer line is a script: it is not read, and everything is saved.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// What a line does, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Run(Simple),
    /// A subshell: changes of folder and variables end with it.
    Sub(Vec<Step>),
    /// Variables that are set for one command, and the command; the folder it goes to stays.
    With(Vec<Step>, Simple),
    /// Whether and how often these run is not known.
    Maybe(Vec<Step>, &'static str),
    /// Each runs only if the one before it went well.
    WhileGood(Vec<Step>),
    /// `NAME=VALUE` by itself.
    Assign(String, Word),
    /// What cannot be followed, in words.
    Unknown(String),
}

/// One command with its words and redirections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub how: How,
    pub to: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Write,
    Append,
    /// Opened to be read and written, or a copy of another descriptor.
    Other,
}

/// A word before it is expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(pub Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Taken as it is.
    Text(String),
    /// Not quoted: `*`, `?`, `[…]` match names, a leading `~` is the home folder.
    Bare(String),
    /// The value of a variable; not quoted, it is split at spaces and matched.
    Variable { name: String, quoted: bool },
    /// Only known when it runs.
    Unknown(String),
}

impl Word {
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Part::Text(text.into())])
    }
}

/// A backslash at the end of a line joins the words around it, which the grammar takes for two.
fn is_joined(line: &str) -> bool {
    line.match_indices("\\\n").any(|(at, mark)| {
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        touches(line[..at].chars().next_back()) && touches(line[at + mark.len()..].chars().next())
    })
}

impl Script {
    /// Reads a line. What does not fit the grammar becomes a step that is not known.
    pub fn read(line: &str) -> Self {
        let unknown = |why: &str| Self { steps: vec![Step::Unknown(why.to_owned())] };
        if line.len() > LINE_BYTES_MAX {
            return unknown("the line is too long to be read");
        }
        if is_joined(line) {
            return unknown("a word of it goes on in the next line");
        }
        let mut parser = Parser::new();
        if parser.set_language(&tree_sitter_bash::LANGUAGE.into()).is_err() {
            return unknown("the grammar of shells cannot be used");
        }
        let Some(tree) = parser.parse(line, None) else { return unknown("the line cannot be read") };
        if tree.root_node().has_error() {
            return unknown("the line does not read as shell");
        }
        let mut reader = Reader::new(line);
        Self { steps: reader.all(tree.root_node()) }
    }

    /// A command that no shell reads: its words are what they are.
    pub fn of_words(words: &[String]) -> Self {
        let words = words.iter().map(Word::text).collect();
        Self { steps: vec![Step::Run(Simple { words, redirects: Vec::new() })] }
    }
}

pub(super) fn shorten(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN_CHARS + 1).collect();
    if line.chars().count() > SHOWN_CHARS {
        line.chars().take(SHOWN_CHARS).chain(['…']).collect()
    } else {
        line
    }
}
