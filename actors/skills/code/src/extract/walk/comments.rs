//! Comments, and what they document.

use tree_sitter::Node;

use super::super::name;
use super::Walk;
use crate::languages::Doc;

pub struct Comment {
    start: usize,
    end: usize,
    end_row: usize,
    depth: usize,
}

impl Walk<'_, '_> {
    pub(super) fn note_comment(&mut self, node: Node<'_>) {
        let (start, mut end_row) = (node.start_position(), node.end_position().row);
        if node.end_position().column == 0 && end_row > start.row {
            end_row -= 1;
        }
        self.paper.comment(start.row..=end_row);
        self.meter.logical.comment(node);
        // What runs a file is not what documents it.
        if self.text.get(node.byte_range()).is_some_and(|text| text.starts_with("#!")) {
            return;
        }
        match &mut self.comment {
            Some(comment) if comment.depth == self.depth && comment.end_row + 1 == start.row => {
                comment.end = node.end_byte();
                comment.end_row = end_row;
            }
            comment => {
                let (start, end) = (node.start_byte(), node.end_byte());
                *comment = Some(Comment { start, end, end_row, depth: self.depth });
            }
        }
    }

    /// An attribute between a comment and what it documents belongs to neither.
    pub(super) fn stretch_comment(&mut self, node: Node<'_>) {
        if let Some(comment) = &mut self.comment
            && comment.end_row + 1 == node.start_position().row
        {
            comment.end_row = node.end_position().row;
        }
    }

    pub(super) fn documentation(&self, node: Node<'_>, start_row: usize) -> Option<String> {
        match self.roles.spec.doc {
            Doc::None => None,
            Doc::FirstString => {
                let statement = node.child_by_field_name("body")?.named_child(0)?;
                let string =
                    if statement.kind() == "string" { statement } else { statement.named_child(0)? };
                let is_alone = (statement.kind() == "expression_statement"
                    && statement.named_child_count() == 1)
                    || statement.kind() == "string";
                (is_alone && string.kind() == "string")
                    .then(|| self.text.get(string.byte_range()).and_then(name::docstring))?
            }
            Doc::CommentBefore => {
                let comment = self.comment.as_ref()?;
                let touches = comment.end_row + 1 == start_row && comment.end <= node.start_byte();
                touches.then(|| self.text.get(comment.start..comment.end).and_then(name::comment))?
            }
        }
    }
}
