//! The walk itself: no recursion, each node once, names looked up by number.

mod comments;
mod heirs;
mod macros;
mod tokens;

use std::collections::HashMap;

use tree_sitter::{Node, Tree};

use super::name;
use super::paper::Paper;
use crate::facts::{FileFacts, Manner, Mention, MentionKind};
use crate::languages::Definition;
use crate::limits;
use crate::metrics::{Around, Meter};
use crate::roles::Roles;
use crate::symbol::{Symbol, SymbolId, SymbolKind, Visibility};
use comments::Comment;

/// Keys of data are listed to this depth; what lies below is content.
const KEYS_DEPTH_MAX: usize = 3;

pub struct Walk<'a, 'text> {
    roles: &'static Roles,
    text: &'text str,
    facts: &'a mut FileFacts,
    paper: &'a mut Paper,
    interned: &'a mut HashMap<&'text str, u32>,
    meter: Meter<'a, 'text>,
    depth: usize,
    /// The tree holds something that the grammar could not read.
    broken: bool,
    /// Where a string ends that is a statement: documentation, no code.
    text_end: usize,
    /// Where the last import ends.
    import_end: usize,
    /// The kinds of the nodes around.
    parents: Vec<u16>,
    scopes: Vec<Scope>,
    /// For blocks that add to a type which stands elsewhere in the file.
    types: HashMap<String, SymbolId>,
    /// Wrappers that are open: depth, first byte, first row.
    wrappers: Vec<(usize, usize, usize)>,
    /// The comment that may document what comes next.
    comment: Option<Comment>,
    /// Identifiers that are called, and those that are names of definitions, by their first byte.
    called: Vec<usize>,
    defined: Vec<usize>,
    /// The function that a macro was given last, and the byte where it ends.
    written: Option<(SymbolId, usize)>,
}

/// What is open around a node.
struct Scope {
    depth: usize,
    symbol: Option<SymbolId>,
    /// With a `.` behind it, where it is not empty.
    prefix: String,
    kind: SymbolKind,
}

impl<'a, 'text> Walk<'a, 'text> {
    pub fn new(
        roles: &'static Roles,
        text: &'text str,
        facts: &'a mut FileFacts,
        paper: &'a mut Paper,
        interned: &'a mut HashMap<&'text str, u32>,
        meter: Meter<'a, 'text>,
    ) -> Self {
        Self {
            roles,
            text,
            facts,
            paper,
            interned,
            meter,
            depth: 0,
            broken: true,
            text_end: 0,
            import_end: 0,
            parents: Vec::new(),
            scopes: Vec::new(),
            types: HashMap::new(),
            wrappers: Vec::new(),
            comment: None,
            called: Vec::new(),
            defined: Vec::new(),
            written: None,
        }
    }

    /// Walks all of a tree. Returns what the meter says of comments.
    pub fn run(mut self, tree: &Tree) -> Option<f64> {
        let mut cursor = tree.walk();
        self.broken = tree.root_node().has_error();
        loop {
            let node = cursor.node();
            let descend = self.enter(node);
            if descend && cursor.goto_first_child() {
                self.depth += 1;
                self.parents.push(node.kind_id());
                continue;
            }
            if descend {
                self.leaf(node);
            }
            self.leave();
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return self.meter.finish();
                }
                self.depth -= 1;
                self.parents.pop();
                self.leave();
            }
        }
    }

    /// Whether what is inside is to be looked at.
    fn enter(&mut self, node: Node<'_>) -> bool {
        if self.broken && (node.is_error() || node.is_missing()) {
            self.facts.syntax_errors.push(line(node));
        }
        let role = self.roles.role(node.kind_id());
        if role.comment {
            self.note_comment(node);
            return false;
        }
        if self.depth >= limits::DEPTH_MAX {
            self.facts.too_deep = true;
            return false;
        }
        if role.attribute {
            self.stretch_comment(node);
        }
        if role.wrapper {
            self.wrappers.push((self.depth, node.start_byte(), node.start_position().row));
        }
        if role.import {
            let found = (self.roles.spec.imports.read)(node, self.text.as_bytes());
            // A call may be an import in JavaScript; its arguments are no imported names.
            if !found.is_empty() && self.roles.call(role).is_none() {
                self.import_end = node.end_byte();
            }
            self.facts.imports.extend(found);
        }
        if let Some(definition) = self.roles.definition(role) {
            self.define(node, definition);
        }
        if role.statement && is_text(node) {
            self.text_end = node.end_byte();
        }
        let defined = if role.function || role.class { self.defined_here() } else { None };
        self.meter.enter(node, role, self.around(), defined);
        if let Some(field) = self.roles.call(role) {
            self.note_call(node, field);
        }
        if role.string && !self.is_computed(node) {
            // All of it is one word, in which nothing is named.
            self.leaf(node);
            return false;
        }
        true
    }

    /// Whether a string of Python may hold code: `f"{x}"`.
    fn is_computed(&self, node: Node<'_>) -> bool {
        let text = self.text.as_bytes().get(node.byte_range()).unwrap_or_default();
        let prefix = text.iter().take_while(|byte| byte.is_ascii_alphabetic());
        prefix.into_iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'))
    }

    fn around(&self) -> Around {
        Around { depth: self.depth, parent: self.parents.last().copied().unwrap_or(u16::MAX) }
    }

    /// What this node defines; a function that is a value is what its variable is.
    fn defined_here(&self) -> Option<(SymbolId, &'text str)> {
        let scope =
            self.scopes.last().filter(|scope| scope.depth + 1 >= self.depth && scope.kind.has_body())?;
        let id = scope.symbol?;
        let symbol = self.facts.symbols.get(id as usize)?;
        let start = symbol.name_byte as usize;
        Some((id, self.text.get(start..start + symbol.name.len())?))
    }

    fn leave(&mut self) {
        self.meter.leave(self.depth);
        while self.scopes.last().is_some_and(|scope| scope.depth >= self.depth) {
            self.scopes.pop();
        }
        while self.wrappers.last().is_some_and(|(depth, ..)| *depth >= self.depth) {
            self.wrappers.pop();
        }
    }

    fn leaf(&mut self, node: Node<'_>) {
        let (start, end) = (node.start_position(), node.end_position());
        if node.start_byte() == node.end_byte() {
            return;
        }
        let last = if end.column == 0 && end.row > start.row { end.row - 1 } else { end.row };
        if node.start_byte() < self.text_end {
            self.paper.comment(start.row..=last);
        } else {
            self.paper.code(start.row..=last);
        }
        let role = self.roles.role(node.kind_id());
        self.meter.leaf(node, role, self.around());
        if role.identifier {
            self.mention(node);
        }
    }

    fn mention(&mut self, node: Node<'_>) {
        let byte = node.start_byte();
        if take(&mut self.defined, byte) || self.define_in_macro(node) {
            return;
        }
        let called = take(&mut self.called, byte) || self.is_called_in_macro(node);
        let Some(text) = self.text.get(node.byte_range()) else { return };
        if text.len() > limits::NAME_CHARS_MAX {
            return;
        }
        let names = &mut self.facts.names;
        let name = *self.interned.entry(text).or_insert_with(|| {
            names.push(text.to_owned());
            small(names.len() - 1)
        });
        let kind = if called { MentionKind::Call } else { MentionKind::Use };
        let within = self.written.filter(|(_, end)| byte < *end).map(|(id, _)| id).or_else(|| self.within());
        let manner = match byte < self.import_end {
            true => Manner::Import,
            false if self.is_macro(node) => Manner::Macro,
            false => self.manner(byte),
        };
        let (line, byte) = (line(node), small(byte));
        self.facts.mentions.push(Mention { name, kind, within, line, byte, manner, of: None });
    }

    fn is_macro(&self, name: Node<'_>) -> bool {
        let behind = || self.text.get(name.end_byte()..).unwrap_or_default();
        !self.roles.spec.macros.is_empty() && tokens::is_macro(behind())
    }

    /// The innermost symbol that is open.
    fn within(&self) -> Option<SymbolId> {
        self.scopes.iter().rev().find_map(|scope| scope.symbol)
    }

    fn manner(&self, byte: usize) -> Manner {
        let before = self.text.get(..byte).unwrap_or_default().trim_end();
        if self.roles.spec.flow.own.iter().any(|own| !own.is_empty() && before.ends_with(own)) {
            return Manner::Own;
        }
        match before {
            before if before.ends_with("::") => Manner::Path,
            before if before.ends_with("->") => Manner::Member,
            before if before.ends_with('.') && !before.ends_with("..") => Manner::Member,
            _ => Manner::Bare,
        }
    }

    fn note_call(&mut self, node: Node<'_>, field: &str) {
        let callee = if field.is_empty() { node.named_child(0) } else { node.child_by_field_name(field) };
        let mut at = callee;
        // The last name of `a.b.c` is what is called.
        for _ in 0..CALLEE_DEPTH_MAX {
            let Some(node) = at else { return };
            let role = self.roles.role(node.kind_id());
            if role.identifier && node.child_count() == 0 {
                self.called.push(node.start_byte());
                self.meter_call(node, callee);
                return;
            }
            if self.roles.call(role).is_some() {
                return;
            }
            // `get::<T>(…)` has its name in what takes the types.
            let last = ["attribute", "property", "field", "name", "selector", "function"];
            at = last.iter().find_map(|field| node.child_by_field_name(field)).or_else(|| {
                let count = u32::try_from(node.named_child_count()).unwrap_or(0);
                node.named_child(count.checked_sub(1)?)
            });
        }
    }

    fn meter_call(&mut self, name: Node<'_>, callee: Option<Node<'_>>) {
        let Some(text) = self.text.get(name.byte_range()) else { return };
        let bare = callee.is_some_and(|callee| callee.start_byte() == name.start_byte());
        let before = self.text.get(..name.start_byte()).unwrap_or_default();
        let own = self.roles.spec.flow.own.iter().any(|own| !own.is_empty() && before.ends_with(own));
        self.meter.call(text, bare, own);
    }

    fn define(&mut self, node: Node<'_>, definition: &'static Definition) {
        let inside = self.scopes.iter().rev().any(|scope| scope.kind.is_callable());
        let by = definition.by.iter().find(|(field, kind, _)| {
            node.child_by_field_name(field).is_some_and(|child| child.kind() == *kind)
        });
        let kind = by.map_or(definition.kind, |(.., kind)| *kind);
        if (definition.strict && by.is_none()) || (definition.outside && inside && !kind.is_callable()) {
            return;
        }
        let Some(named) = name::name(node, definition, self.text) else { return };
        let parent = self.scopes.last();
        let prefix = parent.map_or("", |scope| scope.prefix.as_str());
        let under = named.under.map(|name| format!("{}.", plain(name))).unwrap_or_default();
        let qualified = format!("{prefix}{under}{}", named.text);
        if definition.scope_only {
            let qualified = plain(&qualified).to_owned();
            self.note_heir(node, definition, &qualified);
            let symbol = self.types.get(&qualified).copied();
            let prefix = format!("{qualified}.");
            self.scopes.push(Scope { depth: self.depth, symbol, prefix, kind: SymbolKind::Class });
            return;
        }
        if matches!(kind, SymbolKind::Key | SymbolKind::Section) && self.scopes.len() >= KEYS_DEPTH_MAX {
            return;
        }
        let kind = match kind {
            SymbolKind::Function if parent.is_some_and(|scope| scope.kind.is_type()) => SymbolKind::Method,
            SymbolKind::Variable if parent.is_some_and(|scope| scope.kind.is_type()) => SymbolKind::Field,
            kind => kind,
        };
        self.defined.push(named.byte);
        let symbol = self.symbol(node, definition, kind, &named, qualified);
        let id = small(self.facts.symbols.len());
        if kind.is_type() {
            self.types.insert(symbol.qualified.clone(), id);
        }
        // Hostile nesting must not make names of names without end.
        let long = symbol.qualified.len() > limits::QUALIFIED_CHARS_MAX;
        let prefix = if long { prefix.to_owned() } else { format!("{}.", symbol.qualified) };
        self.facts.symbols.push(symbol);
        self.comment = None;
        self.scopes.push(Scope { depth: self.depth, symbol: Some(id), prefix, kind });
    }

    fn symbol(
        &self,
        node: Node<'_>,
        definition: &Definition,
        kind: SymbolKind,
        named: &name::Named<'_>,
        qualified: String,
    ) -> Symbol {
        let wrapped = self.wrappers.iter().rev().take_while(|(depth, ..)| *depth < self.depth);
        let direct = wrapped.zip(1..).take_while(|((depth, ..), up)| *depth + up >= self.depth).last();
        let (start_byte, start_row) = direct
            .map_or((node.start_byte(), node.start_position().row), |((_, byte, row), _)| (*byte, *row));
        let before = self.text.get(start_byte..named.byte).unwrap_or_default();
        let head = if start_row == node.start_position().row { start_byte } else { node.start_byte() };
        Symbol {
            kind,
            name: named.text.to_owned(),
            qualified,
            parent: self.within(),
            start_line: small(start_row) + 1,
            line: line(node),
            end_line: small(last_row(node)) + 1,
            start_byte: small(start_byte),
            end_byte: small(node.end_byte()),
            name_byte: small(named.byte),
            signature: name::signature(node, head, definition, self.text),
            doc: self.documentation(node, start_row),
            visibility: if kind == SymbolKind::Module {
                Visibility::Public
            } else {
                name::visibility(self.roles.spec.privacy, named.text, before)
            },
        }
    }
}

/// How far the name of what is called may be wrapped.
const CALLEE_DEPTH_MAX: usize = 8;

/// A statement that is nothing but a string.
fn is_text(statement: Node<'_>) -> bool {
    statement.named_child_count() == 1
        && statement.named_child(0).is_some_and(|child| child.kind() == "string")
}

/// A type's name without its parameters: `Point` of `Point<T>`.
fn plain(name: &str) -> &str {
    name.split('<').next().unwrap_or(name)
}

/// The innermost stands last, and starts first.
fn take(bytes: &mut Vec<usize>, byte: usize) -> bool {
    while bytes.last().is_some_and(|have| *have < byte) {
        bytes.pop();
    }
    bytes.pop_if(|have| *have == byte).is_some()
}

fn line(node: Node<'_>) -> u32 {
    small(node.start_position().row) + 1
}

fn last_row(node: Node<'_>) -> usize {
    let (start, end) = (node.start_position(), node.end_position());
    if end.column == 0 && end.row > start.row { end.row - 1 } else { end.row }
}

/// Files are far smaller than four gigabytes; see `limits`.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
