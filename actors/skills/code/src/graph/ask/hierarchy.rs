//! Which class inherits from which, by what their signatures name.

use std::collections::BTreeMap;

use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX};
use crate::symbol::SymbolKind;

/// Longer chains of classes are circles.
const STEPS_MAX: usize = 16;

/// The names that a signature gives behind that of the class, without what only fills them in.
fn bases(found: Found<'_>) -> Vec<&str> {
    // Rust's structs inherit from nothing; what stands behind their names are their fields.
    if found.path.ends_with(".rs") && found.symbol.kind != SymbolKind::Trait {
        return Vec::new();
    }
    let signature = found.symbol.signature.as_str();
    let Some(at) = signature.find(found.symbol.name.as_str()) else { return Vec::new() };
    let rest = &signature[at + found.symbol.name.len()..];
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
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
                    names.push(&rest[from..at]);
                }
                start = None;
            }
            _ => {}
        }
    }
    names
}

impl<'k> Knowledge<'k> {
    /// What a class names as its bases, each resolved to the nearest of that name.
    pub(super) fn parents(&self, of: Found<'k>) -> Vec<Found<'k>> {
        let types = self.types();
        let named = bases(of).into_iter().filter_map(|name| self.nearest(of, types.get(name)?));
        named.chain(self.taken_on(of).iter().copied()).collect()
    }

    /// Some base lies outside of the project, so that its methods may be called from there.
    pub(super) fn has_foreign_base(&self, of: Found<'k>) -> bool {
        let types = self.types();
        bases(of).iter().any(|name| !types.contains_key(name) && *name != "object" && *name != "extends")
    }

    pub(super) fn types(&self) -> &BTreeMap<&'k str, Vec<Found<'k>>> {
        self.types.get_or_init(|| {
            let mut types: BTreeMap<&str, Vec<Found<'_>>> = BTreeMap::new();
            for facts in self.index.files() {
                for symbol in facts.symbols.iter().filter(|symbol| symbol.kind.is_type()) {
                    types.entry(&symbol.name).or_default().push(Found { path: &facts.path, symbol });
                }
            }
            types
        })
    }

    /// In the same file, in one that it imports, or the only one there is.
    fn nearest(&self, of: Found<'k>, all: &[Found<'k>]) -> Option<Found<'k>> {
        let others: Vec<Found<'k>> =
            all.iter().copied().filter(|one| !std::ptr::eq(one.symbol, of.symbol)).collect();
        let own = others.iter().find(|one| one.path == of.path);
        let imported = || others.iter().find(|one| self.imports(of.path, one.path));
        let only = || others.first().filter(|_| others.len() == 1);
        own.or_else(imported).or_else(only).copied()
    }

    pub(super) fn imports(&self, from: &str, to: &str) -> bool {
        let links = self.imported.get_or_init(|| {
            let imports = self.program.imports.iter();
            imports.filter_map(|import| Some((import.from.as_str(), import.file.as_deref()?))).collect()
        });
        links.contains(&(from, to))
    }

    /// Those a class inherits from, nearest first.
    pub(super) fn ancestors(&self, of: Found<'k>) -> Vec<Found<'k>> {
        let mut found: Vec<Found<'k>> = vec![of];
        let mut edge = vec![of];
        for _ in 0..STEPS_MAX {
            let next: Vec<Found<'k>> = edge.iter().flat_map(|one| self.parents(*one)).collect();
            edge = next;
            edge.retain(|one| !found.iter().any(|known| std::ptr::eq(known.symbol, one.symbol)));
            found.extend(&edge);
        }
        found.remove(0);
        found
    }

    /// Those that inherit from a class, nearest first, with the number of steps.
    pub(super) fn heirs(&self, of: Found<'k>) -> Vec<(usize, Found<'k>)> {
        let children = self.children.get_or_init(|| {
            let mut children: BTreeMap<*const crate::symbol::Symbol, Vec<Found<'k>>> = BTreeMap::new();
            for one in self.types().values().flatten() {
                for parent in self.parents(*one) {
                    children.entry(std::ptr::from_ref(parent.symbol)).or_default().push(*one);
                }
            }
            children
        });
        let mut found: Vec<(usize, Found<'k>)> = vec![(0, of)];
        let mut at = 0;
        while let Some((steps, one)) = found.get(at).copied() {
            for child in children.get(&std::ptr::from_ref(one.symbol)).into_iter().flatten() {
                if steps < STEPS_MAX
                    && !found.iter().any(|(_, known)| std::ptr::eq(known.symbol, child.symbol))
                {
                    found.push((steps + 1, *child));
                }
            }
            at += 1;
        }
        found.remove(0);
        found
    }

    pub(super) fn bases(&self, subject: &Subject) -> Answer {
        let mut found = self.meant(subject);
        found.retain(|one| one.symbol.kind.is_type());
        if found.is_empty() {
            return self.nothing("bases", subject);
        }
        let mut answer = Answer::new("bases");
        for one in found.iter().take(3) {
            answer.symbol(0, *one);
            answer.cite(1, one.symbol.signature.clone(), one.path, one.symbol.line);
            self.parents(*one).into_iter().for_each(|base| answer.symbol(1, base));
        }
        answer.based_on.push("the signature of the class".to_owned());
        answer
    }

    pub(super) fn subclasses(&self, subject: &Subject) -> Answer {
        let mut found = self.meant(subject);
        found.retain(|one| one.symbol.kind.is_type());
        if found.is_empty() {
            return self.nothing("subclasses", subject);
        }
        let mut answer = Answer::new("subclasses");
        for one in found.iter().take(3) {
            answer.symbol(0, *one);
            let heirs = self.heirs(*one);
            for (steps, heir) in heirs.iter().take(2 * LINES_MAX) {
                let far = if *steps == 1 { String::new() } else { format!(" ({steps} steps down)") };
                let text = format!("{} {}{far}", heir.symbol.kind.name(), heir.symbol.qualified);
                answer.cite(1, text, heir.path, heir.symbol.line);
            }
            answer.rest(heirs.len(), 2 * LINES_MAX);
            if heirs.is_empty() {
                answer.say(1, "no class that was read names it as its base");
            }
        }
        answer.based_on.push("the signatures of the classes".to_owned());
        answer
    }
}
