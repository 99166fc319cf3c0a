//! Which definition a name means, by how it stands: what is imported is no method, and what stands behind a dot need not be ours.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{FileFacts, Manner};
use crate::symbol::SymbolKind;

/// A name that more files define says little about which is meant.
const DEFINERS_MAX: usize = 12;
/// What a member is worth for which nothing but its name speaks.
const MEMBER: f64 = 0.3;
/// Names shorter than this are those of variables and of fields everywhere.
const CHARS_MIN: usize = 3;

/// A definition, by its file and its place among the file's symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defined {
    pub file: usize,
    pub symbol: usize,
}

pub type Definers<'f> = BTreeMap<&'f str, Vec<Defined>>;

/// One file's use of a definition of another.
pub struct Reference {
    pub from: usize,
    pub to: Defined,
    pub weight: f64,
}

pub fn definers<'f>(files: &[&'f FileFacts]) -> Definers<'f> {
    let mut definers = Definers::new();
    for (file, facts) in files.iter().enumerate() {
        for (number, symbol) in facts.symbols.iter().enumerate() {
            if symbol.kind.is_callable() || symbol.kind.is_type() {
                definers.entry(&symbol.name).or_default().push(Defined { file, symbol: number });
            }
        }
    }
    definers
}

pub fn references(files: &[&FileFacts], definers: &Definers<'_>) -> Vec<Reference> {
    let uses: Vec<BTreeMap<(&str, bool), u32>> = files.iter().map(|facts| uses(facts)).collect();
    let mut spread: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, _) in uses.iter().flat_map(BTreeMap::keys).filter(|(_, member)| *member) {
        *spread.entry(name).or_default() += 1.0;
    }
    let modules: BTreeSet<&str> = files.iter().flat_map(|facts| module_names(&facts.path)).collect();
    let mut found = Vec::new();
    for (from, uses) in uses.iter().enumerate() {
        for ((name, member), count) in uses {
            let owners = definers.get(name).map(Vec::as_slice).unwrap_or_default();
            let fits: Vec<Defined> =
                owners.iter().filter(|owner| means(files, **owner, *member)).copied().collect();
            let homes: BTreeSet<usize> = fits.iter().map(|owner| owner.file).collect();
            // The language itself calls these.
            let special = name.starts_with("__") && name.ends_with("__");
            if special || name.chars().count() < CHARS_MIN || homes.is_empty() || homes.len() > DEFINERS_MAX {
                continue;
            }
            let long = if name.len() >= 8 { 1.5 } else { 1.0 };
            // A member that everybody names is one that many things have.
            let sure = if *member { MEMBER / spread.get(name).copied().unwrap_or(1.0).sqrt() } else { 1.0 };
            // What is imported by the name of a module is likely to be that module.
            let sure = if modules.contains(name) { sure * MEMBER } else { sure };
            let weight = f64::from(*count).sqrt() * long * sure / fits.len() as f64;
            let others = fits.into_iter().filter(|owner| owner.file != from);
            found.extend(others.map(|to| Reference { from, to, weight }));
        }
    }
    found
}

/// The names by which a file, and the folders around it, are imported.
fn module_names(path: &str) -> impl Iterator<Item = &str> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.split('/')
}

/// How often a file uses each name: by itself, or behind a receiver.
fn uses(facts: &FileFacts) -> BTreeMap<(&str, bool), u32> {
    let mut uses = BTreeMap::new();
    let mut bound: BTreeMap<&str, &str> = BTreeMap::new();
    for (local, there) in facts.imports.iter().flat_map(|import| &import.bound) {
        // A module by itself is no definition.
        if !there.is_empty() {
            bound.insert(local, there);
        }
    }
    let taken: BTreeSet<&str> =
        facts.imports.iter().flat_map(|import| &import.names).map(|name| &**name).collect();
    let star = facts.imports.iter().any(|import| import.names.iter().any(|name| **name == *"*"));
    for mention in &facts.mentions {
        let name = facts.name_of(mention);
        let (name, member) = match mention.manner {
            Manner::Member | Manner::Own => (name, true),
            Manner::Import if !taken.contains(name) => continue,
            Manner::Import | Manner::Path | Manner::Macro => (name, false),
            // Where imports are read, a bare name is what was imported under it, or is at home in the file.
            Manner::Bare if facts.language.resolves_imports() => match bound.get(name) {
                Some(there) => (*there, false),
                None if star => (name, false),
                None => continue,
            },
            Manner::Bare => (name, false),
        };
        *uses.entry((name, member)).or_insert(0) += 1;
    }
    uses
}

/// Whether a name that stands so may mean a definition.
fn means(files: &[&FileFacts], owner: Defined, member: bool) -> bool {
    let facts = files[owner.file];
    let Some(symbol) = facts.symbols.get(owner.symbol) else { return false };
    let method = symbol.kind == SymbolKind::Method;
    let inner = symbol.qualified != symbol.name;
    match member {
        true => method || !inner,
        // Static methods are called behind their type's name where that is written with `::`.
        false if facts.language.resolves_imports() => !method && !inner,
        false => true,
    }
}
