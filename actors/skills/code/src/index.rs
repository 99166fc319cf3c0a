//! The facts of many files. A file is put in, replaced or removed by itself; the order of doing so leaves no trace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::extract::extract;
use crate::facts::FileFacts;
use crate::parse::Parser;
use crate::skipped::{Reason, Skipped};
use crate::source::SourceFile;

/// What is known of each file, by path.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Index {
    files: BTreeMap<String, FileFacts>,
    skipped: BTreeMap<String, Reason>,
}

/// All that is known of a file by itself: from bytes to facts.
pub fn analyse(parser: &mut Parser, path: &str, bytes: Vec<u8>) -> Result<FileFacts, Skipped> {
    let file = SourceFile::read(path, bytes)?;
    let parsed = parser.parse(&file)?;
    Ok(extract(&file, &parsed))
}

impl Index {
    /// Takes a file in, in place of what was known under its path.
    pub fn put(&mut self, outcome: Result<FileFacts, Skipped>) {
        match outcome {
            Ok(facts) => {
                self.skipped.remove(&facts.path);
                self.files.insert(facts.path.clone(), facts);
            }
            Err(Skipped { path, reason }) => {
                self.files.remove(&path);
                self.skipped.insert(path, reason);
            }
        }
    }

    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.skipped.remove(path);
    }

    /// In the order of their paths.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &FileFacts> {
        self.files.values()
    }

    pub fn file(&self, path: &str) -> Option<&FileFacts> {
        self.files.get(path)
    }

    pub fn skipped(&self) -> impl ExactSizeIterator<Item = (&str, &Reason)> {
        self.skipped.iter().map(|(path, reason)| (path.as_str(), reason))
    }
}
