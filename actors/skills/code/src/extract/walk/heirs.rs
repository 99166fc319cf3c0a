//! What a type takes on away from its definition.

use tree_sitter::Node;

use super::{Walk, last_row, line, plain, small};
use crate::facts::Heir;
use crate::languages::Definition;
use crate::limits;

impl Walk<'_, '_> {
    /// `impl fmt::Display for Point<T>`: `Point` takes on `Display`.
    pub(super) fn note_heir(&mut self, node: Node<'_>, definition: &Definition, qualified: &str) {
        let named = definition.base.and_then(|field| node.child_by_field_name(field));
        let Some(base) = named.and_then(|base| self.text.get(base.byte_range())) else { return };
        let base = plain(base).rsplit("::").next().unwrap_or_default().trim();
        let name = qualified.rsplit(['.', ':', '&']).next().unwrap_or_default().trim();
        if !base.is_empty() && base.len() + name.len() < limits::NAME_CHARS_MAX {
            let (line, end_line) = (line(node), small(last_row(node)) + 1);
            self.facts.heirs.push(Heir { name: name.to_owned(), base: base.to_owned(), line, end_line });
        }
    }
}
