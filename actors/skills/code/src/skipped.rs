//! Files that were left out, each with its reason.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A file that is not in the index, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    pub path: String,
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// No language of ours has such a name or first line.
    UnknownLanguage,
    /// The grammar was left out when this program was built.
    NotBuilt {
        language: String,
    },
    Binary,
    TooLarge {
        bytes: u64,
        bytes_max: u64,
    },
    /// One line, or the average line, is longer than anybody writes.
    Minified {
        line_bytes: u64,
    },
    /// The parser gave up: the input makes it do far more work than code does.
    TooHard,
    Unreadable {
        why: String,
    },
    /// It changed while it was read, each time it was tried.
    Changing,
    /// A symbolic link: what it leads to is read where it lies, if it lies in the folder.
    Link,
    /// A pipe, a socket or a device.
    NotAFile,
    BadName,
    /// There are more files than are looked at.
    TooMany {
        files_max: u64,
    },
    /// A folder of installed packages or of caches.
    Installed,
}

impl Reason {
    /// A stable name for counting.
    pub fn key(&self) -> &'static str {
        match self {
            Self::UnknownLanguage => "unknown_language",
            Self::NotBuilt { .. } => "not_built",
            Self::Binary => "binary",
            Self::TooLarge { .. } => "too_large",
            Self::Minified { .. } => "minified",
            Self::TooHard => "too_hard",
            Self::Unreadable { .. } => "unreadable",
            Self::Changing => "changing",
            Self::Link => "link",
            Self::NotAFile => "not_a_file",
            Self::BadName => "bad_name",
            Self::TooMany { .. } => "too_many",
            Self::Installed => "installed",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownLanguage => f.write_str("no known language has such a name"),
            Self::NotBuilt { language } => {
                write!(f, "this program was built without {language}; build it with the feature `rare`")
            }
            Self::Binary => f.write_str("it is binary"),
            Self::TooLarge { bytes, bytes_max } => {
                write!(f, "it has {bytes} bytes, more than the {bytes_max} that are read")
            }
            Self::Minified { line_bytes } => {
                write!(f, "it is minified or generated: lines of {line_bytes} bytes")
            }
            Self::TooHard => {
                f.write_str("the parser gave up: it is not code of this language, or made to be slow")
            }
            Self::Unreadable { why } => write!(f, "it cannot be read: {why}"),
            Self::Changing => f.write_str("it changes while it is read; try again when nothing writes it"),
            Self::Link => f.write_str("it is a symbolic link, and links are not followed"),
            Self::NotAFile => f.write_str("it is a pipe, a socket or a device"),
            Self::BadName => f.write_str("its name is not UTF-8"),
            Self::Installed => f.write_str("it is a folder of installed packages or of caches"),
            Self::TooMany { files_max } => {
                write!(f, "more than {files_max} files are there; name a smaller folder")
            }
        }
    }
}
