//! Understanding code: languages, tolerant parsing, symbols, facts and metrics of files, and the index that holds them. Pure: bytes
//! come in as arguments, nothing is read, spawned or timed here, and no input makes it panic.

pub mod commands;
pub mod graph;
pub mod limits;
pub mod metrics;
pub mod pages;
pub mod stack;

mod extract;
mod facts;
mod flow;
mod follow;
mod index;
mod language;
mod languages;
mod parse;
mod roles;
mod settings;
mod skipped;
mod source;
mod symbol;

pub use extract::extract;
pub use facts::{FileFacts, Lines, Manner, Mention, MentionKind};
pub use follow::Follower;
pub use index::{Index, analyse};
pub use language::Language;
pub use parse::{Parsed, Parser, Part, parse};
pub use settings::Setting;
pub use skipped::{Reason, Skipped};
pub use source::{Encoding, SourceFile};
pub use symbol::{Symbol, SymbolId, SymbolKind, Visibility};
pub use tree_sitter;
