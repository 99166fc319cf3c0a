//! What macros are given: tokens that the grammar leaves as they are, in which functions are called and defined all the same.

use tree_sitter::Node;

use super::super::name;
use super::{Walk, last_row, line, small, tokens};
use crate::symbol::{Symbol, SymbolKind};

/// Tokens between a function's name and its body: parameters, what it returns, bounds.
const HEAD_TOKENS_MAX: usize = 64;

impl Walk<'_, '_> {
    pub(super) fn is_called_in_macro(&self, name: Node<'_>) -> bool {
        self.is_in_macro() && tokens::is_call(self.text, name.byte_range())
    }

    fn is_in_macro(&self) -> bool {
        let of = |kind: &u16| self.roles.role(*kind);
        let is_token = self.parents.last().is_some_and(|kind| of(kind).tokens);
        let around = || self.parents.iter().rev().map(of).find(|role| !role.tokens);
        is_token && around().is_some_and(|role| role.is_macro)
    }

    /// `proptest! { fn holds(x in 0..9) { … } }`: the name defines a function with a body, or a macro.
    pub(super) fn define_in_macro(&mut self, named: Node<'_>) -> bool {
        if !self.is_in_macro() {
            return false;
        }
        let is_macro = tokens::is_defined_macro(self.text, named.start_byte());
        let is_defined = is_macro || tokens::is_defined(self.text, named.start_byte());
        let Some(body) = is_defined.then(|| self.body_behind(named)).flatten() else { return false };
        let Some(text) = self.text.get(named.byte_range()) else { return false };
        let start = named.prev_sibling().unwrap_or(named);
        let head = self.text.get(start.start_byte()..body.start_byte()).unwrap_or_default();
        let prefix = self.scopes.last().map_or("", |scope| scope.prefix.as_str());
        let id = small(self.facts.symbols.len());
        self.facts.symbols.push(Symbol {
            kind: if is_macro { SymbolKind::Macro } else { SymbolKind::Function },
            name: text.to_owned(),
            qualified: format!("{prefix}{text}"),
            parent: self.within(),
            start_line: line(start),
            line: line(named),
            end_line: small(last_row(body)) + 1,
            start_byte: small(start.start_byte()),
            end_byte: small(body.end_byte()),
            name_byte: small(named.start_byte()),
            signature: name::one_line(head, crate::limits::SIGNATURE_CHARS_MAX),
            doc: None,
            visibility: name::visibility(self.roles.spec.privacy, text, ""),
        });
        self.written = Some((id, body.end_byte()));
        true
    }

    /// The first group in braces behind a name, if the function has one.
    fn body_behind<'t>(&self, named: Node<'t>) -> Option<Node<'t>> {
        let mut at = named.next_sibling();
        for _ in 0..HEAD_TOKENS_MAX {
            let node = at?;
            let text = self.text.get(node.byte_range()).unwrap_or_default();
            match text.as_bytes().first() {
                Some(b'{') => return Some(node),
                Some(b';') => return None,
                _ => at = node.next_sibling(),
            }
        }
        None
    }
}
