//! Text to trees. A tree is made of any text; what the grammar cannot read becomes an error node in it. The work is bounded.

mod inside;

use std::ops::ControlFlow;

use tree_sitter::{InputEdit, ParseOptions, ParseState, Point, Range, Tree};

use crate::language::Language;
use crate::limits;
use crate::roles::Roles;
use crate::skipped::{Reason, Skipped};
use crate::source::SourceFile;

/// A file's trees: its own first, then those of scripts inside of it. Positions are those of the file in all of them.
#[derive(Debug)]
pub struct Parsed {
    pub parts: Vec<Part>,
}

#[derive(Debug)]
pub struct Part {
    pub language: Language,
    pub tree: Tree,
}

/// Parsers for one thread, made when first needed.
#[derive(Default)]
pub struct Parser {
    by_language: Vec<Option<tree_sitter::Parser>>,
}

/// Parses one file; for many, a [`Parser`] is kept.
pub fn parse(file: &SourceFile) -> Result<Parsed, Skipped> {
    Parser::default().parse(file)
}

impl Parser {
    pub fn parse(&mut self, file: &SourceFile) -> Result<Parsed, Skipped> {
        self.parse_from(None, file)
    }

    /// Parses a file anew from what it was: only what an edit touches is read. A tree with errors is no start, since what the parser makes
    /// of an error depends on the way it came there.
    pub fn parse_again(
        &mut self,
        before: &(SourceFile, Parsed),
        file: &SourceFile,
    ) -> Result<Parsed, Skipped> {
        let (old, parsed) = before;
        let start = parsed.parts.first().filter(|part| part.language == file.language);
        let Some(part) = start.filter(|part| !part.tree.root_node().has_error()) else {
            return self.parse(file);
        };
        let mut tree = part.tree.clone();
        if let Some(edit) = edit(&old.text, &file.text) {
            tree.edit(&edit);
        }
        let found = self.parse_from(Some(&tree), file)?;
        let broken = found.parts.first().is_some_and(|part| part.tree.root_node().has_error());
        if broken { self.parse(file) } else { Ok(found) }
    }

    fn parse_from(&mut self, old: Option<&Tree>, file: &SourceFile) -> Result<Parsed, Skipped> {
        let skipped = |reason| Skipped { path: file.path.clone(), reason };
        let tree = match file.language {
            Language::Svelte => self.tree(file.language, &inside::known(&file.text), &[], old),
            _ => self.tree(file.language, &file.text, &[], old),
        }
        .map_err(skipped)?;
        let mut parts = vec![Part { language: file.language, tree }];
        let scripts = match file.language {
            Language::Html | Language::Vue => inside::scripts(&parts[0].tree, &file.text),
            Language::Svelte => inside::component(&parts[0].tree, &file.text).into_iter().collect(),
            _ => Vec::new(),
        };
        for script in scripts {
            // A script that is too hard leaves the page readable.
            if let Ok(tree) = self.tree(script.language, &file.text, &script.ranges, None) {
                parts.push(Part { language: script.language, tree });
            }
        }
        Ok(Parsed { parts })
    }

    fn tree(
        &mut self,
        language: Language,
        text: &str,
        ranges: &[Range],
        old: Option<&Tree>,
    ) -> Result<Tree, Reason> {
        let parser = self.of(language)?;
        parser.set_included_ranges(ranges).map_err(|_| Reason::TooHard)?;
        let bytes = text.as_bytes();
        let mut steps_left = limits::STEPS_MIN + bytes.len() * limits::STEPS_PER_BYTE_MAX;
        let mut progress = |_: &ParseState| {
            steps_left = steps_left.saturating_sub(1);
            if steps_left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let mut chunk = |at: usize, _| bytes.get(at..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut chunk, old, Some(options));
        tree.ok_or_else(|| {
            parser.reset();
            Reason::TooHard
        })
    }

    fn of(&mut self, language: Language) -> Result<&mut tree_sitter::Parser, Reason> {
        let missing = || Reason::NotBuilt { language: language.name().to_owned() };
        self.by_language.resize_with(Language::ALL.len(), || None);
        let slot = &mut self.by_language[language.index()];
        if slot.is_none() {
            let roles = Roles::of(language).ok_or_else(missing)?;
            let mut parser = tree_sitter::Parser::new();
            parser.set_language(&roles.grammar).map_err(|_| missing())?;
            *slot = Some(parser);
        }
        slot.as_mut().ok_or_else(missing)
    }
}

/// What differs between two texts, as one edit; none where they are the same.
fn edit(old: &str, new: &str) -> Option<InputEdit> {
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let shorter = a.len().min(b.len());
    let mut start = a.iter().zip(b).take_while(|(one, other)| one == other).count();
    if start == shorter && a.len() == b.len() {
        return None;
    }
    let same = |(one, other): &(&u8, &u8)| one == other;
    let mut end = a.iter().rev().zip(b.iter().rev()).take(shorter - start).take_while(same).count();
    // Characters are not cut.
    while !(old.is_char_boundary(start) && new.is_char_boundary(start)) {
        start -= 1;
    }
    while !(old.is_char_boundary(a.len() - end) && new.is_char_boundary(b.len() - end)) {
        end -= 1;
    }
    let (old_end_byte, new_end_byte) = (a.len() - end, b.len() - end);
    Some(InputEdit {
        start_byte: start,
        old_end_byte,
        new_end_byte,
        start_position: point(a, start),
        old_end_position: point(a, old_end_byte),
        new_end_position: point(b, new_end_byte),
    })
}

fn point(text: &[u8], at: usize) -> Point {
    let before = &text[..at];
    let row = before.iter().filter(|byte| **byte == b'\n').count();
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Point { row, column: at - line }
}
