//! Files that are being edited: the trees of the last of them are kept, so that an edit costs what it touches and not what the file holds.

use crate::extract::extract;
use crate::facts::FileFacts;
use crate::parse::{Parsed, Parser};
use crate::skipped::Skipped;
use crate::source::SourceFile;

/// So many files are edited at a time; a tree takes some ten times the memory of its text.
const KEPT_MAX: usize = 16;

/// Analyses files again and again, and gives what [`crate::analyse`] gives.
#[derive(Default)]
pub struct Follower {
    parser: Parser,
    /// The file that was seen last stands last.
    kept: Vec<(SourceFile, Parsed)>,
}

impl Follower {
    /// From bytes to facts, from the tree of the same file's last version where there is one.
    pub fn analyse(&mut self, path: &str, bytes: Vec<u8>) -> Result<FileFacts, Skipped> {
        let before = self.forget(path);
        let file = SourceFile::read(path, bytes)?;
        let parsed = match &before {
            Some(before) => self.parser.parse_again(before, &file)?,
            None => self.parser.parse(&file)?,
        };
        let facts = extract(&file, &parsed);
        if self.kept.len() == KEPT_MAX {
            self.kept.remove(0);
        }
        self.kept.push((file, parsed));
        Ok(facts)
    }

    /// Drops what is kept of a file, if it is.
    pub fn forget(&mut self, path: &str) -> Option<(SourceFile, Parsed)> {
        let at = self.kept.iter().position(|(file, _)| file.path == path)?;
        Some(self.kept.remove(at))
    }
}
