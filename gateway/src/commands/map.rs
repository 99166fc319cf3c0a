//! `map`: the definitions that a repository leans on most, within a number of tokens.

use std::path::Path;

use cli::Exit;
use cli::render::style;
use code::graph::map::{self, Map};
use code::graph::similar::did_you_mean;
use protocol::problem::{Code, Problem};
use serde_json::json;

use crate::codebase::Codebase;

pub fn run(home: &Path, path: &Path, tokens: usize, about: &[String], json: bool) -> Result<Exit, Problem> {
    let codebase = Codebase::open(home, path)?;
    if let Some((word, like)) = map::unknown(&codebase.index, about).first() {
        return Err(unknown(word, like, codebase.index.files().len()));
    }
    let map = map::map(&codebase.index, tokens, about);
    let document = || {
        json!({
            "path": codebase.sources.path(), "tokens_max": tokens, "about": about, "tokens": map.tokens,
            "left_out": map.left_out, "entries": map.entries,
        })
    };
    super::shown(json, document, || text(&map));
    Ok(Exit::Done)
}

fn unknown(word: &str, like: &[String], files: usize) -> Problem {
    let hint = "leave out --about to see the whole map".to_owned();
    let message = format!(
        "not known: no path and no definition in {files} files is called {word:?}, so nothing can be about it"
    );
    Problem::new(Code::NotFound, message, did_you_mean(like).unwrap_or(hint))
}

fn text(map: &Map) -> String {
    let mut lines = Vec::new();
    let mut file = "";
    for entry in &map.entries {
        if entry.file != file {
            file = &entry.file;
            lines.push(style::strong(&style::clean(file)));
        }
        lines.push(format!("{:>6}  {}", entry.line, style::clean(&entry.signature)));
    }
    if map.entries.is_empty() {
        lines.push("no definitions were found, or none fits into so few tokens".to_owned());
    }
    let count = map.entries.len();
    lines.push(style::quiet(&format!(
        "{count} definitions, about {} tokens; {} more were left out",
        map.tokens, map.left_out
    )));
    lines.join("\n")
}
