//! Whether what a call is called on can be something of the project.

use std::collections::{BTreeMap, BTreeSet};

use super::Candidate;
use crate::facts::{FileFacts, Manner};
use crate::language::Language;
use crate::symbol::{Symbol, SymbolKind};

/// What a written receiver leaves of the candidates.
pub enum Reach {
    /// It is nothing of the project.
    None,
    /// These belong to it.
    Only(Vec<usize>),
    /// It is of the project, and they belong to something else of it.
    Elsewhere,
    /// Nothing is known.
    Open,
}

/// Names of types, modules and values of the project, for each family of languages.
#[derive(Default)]
pub struct Known<'i> {
    types: BTreeMap<(Language, &'i str), bool>,
    modules: BTreeSet<(Language, String)>,
    values: BTreeSet<(Language, &'i str)>,
    folders: BTreeSet<(Language, &'i str)>,
}

impl<'i> Known<'i> {
    pub fn read(&mut self, family: Language, facts: &'i FileFacts) {
        for symbol in &facts.symbols {
            let name = symbol.name.as_str();
            let open = matches!(symbol.kind, SymbolKind::Interface | SymbolKind::Trait);
            match symbol.kind {
                kind if kind.is_type() || kind == SymbolKind::Type => {
                    *self.types.entry((family, name)).or_default() |= open || kind == SymbolKind::Type;
                }
                SymbolKind::Module => {
                    let parts = name.split(['.', '\\', ':']).filter(|part| !part.is_empty());
                    self.modules.extend(parts.map(|part| (family, part.to_owned())));
                }
                SymbolKind::Field | SymbolKind::Constant | SymbolKind::Variable => {
                    self.values.insert((family, name));
                }
                _ => {}
            }
        }
        let folder = facts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.folders.insert((family, folder));
        let stem = facts.path.rsplit_once('.').map_or(facts.path.as_str(), |(stem, _)| stem);
        self.modules.extend(stem.split('/').map(|part| (family, part.replace('-', "_"))));
    }

    /// What a receiver, as a path of names, can reach.
    pub fn reach(&self, family: Language, of: &str, candidates: &[&Candidate<'_>]) -> Reach {
        let parts: Vec<&str> = of.split(['.', ':', '\\', '/']).filter(|part| !part.is_empty()).collect();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Reach::Open };
        if self.is_foreign(family, of, first, parts.len()) {
            return Reach::None;
        }
        let belongs =
            |symbol: &Symbol| symbol.qualified.rsplit('.').nth(1).is_some_and(|owner| owner == *last);
        let own: Vec<usize> = candidates
            .iter()
            .filter(|candidate| belongs(candidate.symbol) || extends(family, candidate.symbol, last))
            .map(|candidate| candidate.place)
            .collect();
        let open = self.types.get(&(family, *last)).copied();
        match (own.is_empty(), open) {
            (false, None | Some(false)) => Reach::Only(own),
            (false, Some(true)) if own.len() == candidates.len() => Reach::Only(own),
            (_, Some(_)) => Reach::Elsewhere,
            _ if self.is_module(family, last) || self.values.contains(&(family, *last)) => Reach::Open,
            _ => Reach::None,
        }
    }

    fn is_module(&self, family: Language, name: &str) -> bool {
        matches!(name, "crate" | "self" | "super") || self.modules.contains(&(family, name.to_owned()))
    }

    /// A path that leads out of the project, whatever its last name.
    fn is_foreign(&self, family: Language, of: &str, first: &str, parts: usize) -> bool {
        match family {
            Language::Go if of.contains('/') || parts > 1 => {
                let path = of.split('.').next().unwrap_or(of);
                let path = if of.contains('/') {
                    of.rsplit_once('/').map_or(of, |(before, rest)| {
                        let end = before.len() + 1 + rest.find('.').unwrap_or(rest.len());
                        &of[..end]
                    })
                } else {
                    path
                };
                !self.folders.iter().any(|(other, folder)| {
                    *other == family
                        && !folder.is_empty()
                        && (path == *folder || path.ends_with(&format!("/{folder}")))
                })
            }
            Language::Rust if of.contains("::") => {
                !self.is_module(family, first) && !self.types.contains_key(&(family, first))
            }
            _ => false,
        }
    }
}

/// A method that adds to a type which stands elsewhere.
fn extends(family: Language, symbol: &Symbol, last: &str) -> bool {
    match family {
        Language::CSharp => symbol.signature.contains("(this "),
        Language::Java => symbol.signature.contains(&format!("{last}.{}", symbol.name)),
        _ => false,
    }
}

/// Whether a name that stands so can be the candidate at all.
pub fn may_mean(family: Language, manner: Manner, symbol: &Symbol) -> bool {
    let method = symbol.kind == SymbolKind::Method;
    match (family, manner) {
        (Language::Rust, Manner::Bare) => !method,
        (Language::Rust, Manner::Member | Manner::Own) => method,
        (Language::Go, Manner::Bare) => !method,
        _ => true,
    }
}
