//! Records between braces behind a word for them: `class Book { title: string }`, `model Book { … }`, `enum Status { … }`.

use super::{Schema, Table, member};

const WORDS: &[&str] =
    &["class", "interface", "type", "struct", "model", "entity", "table", "record", "message", "enum"];

/// What may stand before such a word in a program.
const BEFORE: &[&str] = &[
    "export", "default", "public", "private", "abstract", "final", "sealed", "data", "declare", "static",
    "pub",
];

struct Block<'a> {
    word: &'a str,
    name: &'a str,
    body: &'a str,
    whole: &'a str,
}

pub(super) fn read<'a>(text: &'a str, schema: &mut Schema<'a>) {
    let blocks = blocks(text);
    let names: Vec<&str> = blocks.iter().map(|block| block.name).collect();
    for block in &blocks {
        schema.read.push(block.whole);
        if block.word == "enum" {
            let values =
                member::pieces(block.body).into_iter().flat_map(|piece| piece.split_whitespace().next());
            let values = values.map(|value| value.trim_matches(['\'', '"']).to_lowercase());
            schema.enums.push((block.name, values.collect()));
            continue;
        }
        let members = member::read(block.body, &names, schema);
        schema.tables.push(Table { name: block.name, members });
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut out: Vec<Block<'_>> = Vec::new();
    let mut after = 0;
    for (open, _) in text.match_indices('{') {
        if open < after {
            continue;
        }
        let start = text[..open].rfind(['\n', ';', '}', '{']).map_or(0, |at| at + 1).max(after);
        let Some((word, name)) = header(&text[start..open]) else { continue };
        let Some(close) = closing(text, open) else { continue };
        after = close + 1;
        let head = text[start..open].trim_start();
        let led = head.split_whitespace().take_while(|it| it.as_ptr() != word.as_ptr());
        let first =
            if led.clone().all(|it| BEFORE.contains(&it) || it.starts_with('@')) { head } else { word };
        let from = first.as_ptr() as usize - text.as_ptr() as usize;
        out.push(Block { word, name, body: &text[open + 1..close], whole: &text[from..=close] });
    }
    out
}

/// `export class Book extends Item`, `type Book =`: the word and the name.
fn header(text: &str) -> Option<(&str, &str)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().rposition(|word| WORDS.contains(word))?;
    let name = words.get(at + 1)?.split(['(', '<', ':']).next()?;
    let is_name =
        name.chars().all(|c| c.is_alphanumeric() || c == '_') && name.starts_with(char::is_alphabetic);
    // In a sentence a name would be followed by more than what may stand behind one here.
    let rest = &words[at + 2..];
    let more = rest.first().is_none_or(|word| matches!(*word, "extends" | "implements" | "=" | ":" | "as"));
    (is_name && more).then_some((words[at], name))
}

pub(super) fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in text[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            _ => {}
        }
    }
    None
}
