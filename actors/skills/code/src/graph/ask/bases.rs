//! The names that a class gives as its bases, and what they are by the imports of its file.

use super::{Found, Knowledge};
use crate::symbol::SymbolKind;

/// Longer chains of files that hand a name on are circles.
const STEPS_MAX: usize = 8;

/// The names that a signature gives behind that of the class, without what only fills them in; `a.B` is one.
pub(super) fn bases(found: Found<'_>) -> Vec<&str> {
    // Rust's structs inherit from nothing; what stands behind their names are their fields.
    if found.path.ends_with(".rs") && found.symbol.kind != SymbolKind::Trait {
        return Vec::new();
    }
    let signature = found.symbol.signature.as_str();
    let signature = match found.path.ends_with(".rs") {
        // What parameters have to be is no base.
        true => signature.split(" where ").next().unwrap_or(signature),
        false => signature,
    };
    let Some(at) = signature.find(found.symbol.name.as_str()) else { return Vec::new() };
    let rest = &signature[at + found.symbol.name.len()..];
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut names = Vec::new();
    let (mut depth, mut start) = (0_u32, None);
    for (at, c) in rest.char_indices().chain([(rest.len(), ' ')]) {
        let inside = depth > 0;
        match c {
            '<' | '[' => depth += 1,
            '>' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (is_name(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                // `metaclass=Meta` is no base.
                let keyword = rest[..from].trim_end().ends_with('=') || c == '=';
                if !inside && !keyword {
                    names.push(rest[from..at].trim_matches('.'));
                }
                start = None;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

pub(super) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

impl<'k> Knowledge<'k> {
    /// What a base is that is imported under the name it is written with, or taken from a module that is: `f.Flask`, `C` of
    /// `from a import B as C`.
    pub(super) fn imported_base(&self, of: Found<'k>, base: &str) -> Option<Found<'k>> {
        let (first, rest) =
            base.split_once('.').map_or((base, None), |(first, rest)| (first, Some(last(rest))));
        self.taken(of.path, first, rest, 0)
    }

    /// What a file means by a name that it imports.
    fn taken(&self, path: &str, local: &str, member: Option<&str>, steps: usize) -> Option<Found<'k>> {
        let facts = self.index.file(path)?;
        for import in &facts.imports {
            let bound = import.bound.iter().find(|(name, _)| **name == *local).map(|(_, there)| &**there);
            // `export { A } from` and `*` bind nothing, and hand it on.
            let there = bound.or_else(|| {
                let is_handed = import.names.iter().any(|name| **name == *local || &**name == "*");
                is_handed.then_some(local)
            });
            let Some(there) = there else { continue };
            // The module itself has no name there; `a.B` is taken out of it.
            let wanted = match (there, member) {
                ("" | "=", member) => member?,
                (there, None) => there,
                (_, Some(member)) => member,
            };
            let edges =
                self.program.imports.iter().filter(|edge| edge.from == path && edge.line == import.line);
            let is_its =
                |names: &[String]| names.is_empty() || names.iter().any(|name| name == there || name == "*");
            for file in edges.filter(|edge| is_its(&edge.names)).filter_map(|edge| edge.file.as_deref()) {
                if let Some(found) = self.given_type(file, wanted, steps + 1) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The type that a file gives under a name: its own, or one that it hands on.
    fn given_type(&self, path: &str, name: &str, steps: usize) -> Option<Found<'k>> {
        let facts = self.index.file(path)?;
        let is_it = |symbol: &&crate::symbol::Symbol| symbol.kind.is_type() && symbol.qualified == name;
        let is_default = |symbol: &&crate::symbol::Symbol| {
            name == "default" && symbol.kind.is_type() && symbol.signature.starts_with("export default")
        };
        let own = facts.symbols.iter().find(is_it).or_else(|| facts.symbols.iter().find(is_default));
        match own {
            Some(symbol) => Some(Found { path: &facts.path, symbol }),
            None if steps < STEPS_MAX => self.taken(path, name, None, steps),
            None => None,
        }
    }
}
