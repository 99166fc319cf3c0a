//! Whether what a call is called on can be something of the project.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidate, results};
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
    /// What types take on: a trait, and the types that have it.
    heirs: BTreeMap<(Language, &'i str), BTreeSet<&'i str>>,
    /// What functions say that they give, by their owner and name; none where several say different things.
    gives: BTreeMap<(Language, &'i str, &'i str), Option<&'i str>>,
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
        for heir in &facts.heirs {
            self.heirs.entry((family, &heir.base)).or_default().insert(&heir.name);
        }
        for symbol in facts.symbols.iter().filter(|symbol| symbol.kind.is_callable()) {
            let Some(given) = results::given(&symbol.signature) else { continue };
            let owner = owner_of(symbol).unwrap_or_default();
            let known = self.gives.entry((family, owner, &symbol.name)).or_insert(Some(given));
            if *known != Some(given) {
                *known = None;
            }
        }
        let folder = facts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.folders.insert((family, folder));
        let stem = facts.path.rsplit_once('.').map_or(facts.path.as_str(), |(stem, _)| stem);
        self.modules.extend(stem.split('/').map(|part| (family, part.replace('-', "_"))));
    }

    /// What a receiver, as a path of names, can reach. `a::f()` is what a function gives, `a::f()?` what is in that.
    pub fn reach(&self, family: Language, of: &str, candidates: &[&Candidate<'_>]) -> Reach {
        let Some((path, rest)) = of.split_once('(') else {
            return self.reach_of_type(family, of, candidates);
        };
        match self.given(family, path, rest.ends_with('?')) {
            Some(kind) => self.reach_of_type(family, kind, candidates),
            None => Reach::Open,
        }
    }

    /// The plain type that a function of the project gives.
    fn given<'p>(&self, family: Language, path: &'p str, taken_out: bool) -> Option<&'p str>
    where
        'i: 'p,
    {
        let mut parts = path.rsplit("::");
        let name = parts.next()?;
        let owner = parts.next().filter(|owner| owner.starts_with(char::is_uppercase));
        let known = *self.gives.get(&(family, owner.unwrap_or_default(), name))?;
        let given = results::held(known?, taken_out)?;
        if given == "Self" { owner } else { Some(given) }
    }

    fn reach_of_type(&self, family: Language, of: &str, candidates: &[&Candidate<'_>]) -> Reach {
        let parts: Vec<&str> = of.split(['.', ':', '\\', '/']).filter(|part| !part.is_empty()).collect();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Reach::Open };
        if self.is_foreign(family, of, first, parts.len()) {
            return Reach::None;
        }
        let of_type = |kind: &str| -> Vec<usize> {
            let belongs = |symbol: &Symbol| owner_of(symbol) == Some(kind);
            candidates
                .iter()
                .filter(|candidate| belongs(candidate.symbol) || extends(family, candidate.symbol, kind))
                .map(|candidate| candidate.place)
                .collect()
        };
        let own = of_type(last);
        let open = self.types.get(&(family, *last)).copied();
        let heirs = self.heirs.get(&(family, *last)).filter(|_| open == Some(true));
        let of_heirs: Vec<usize> = heirs.into_iter().flatten().flat_map(|heir| of_type(heir)).collect();
        if !of_heirs.is_empty() {
            return Reach::Only(own.into_iter().chain(of_heirs).collect());
        }
        match (own.is_empty(), open) {
            (false, None | Some(false)) => Reach::Only(own),
            (false, Some(true)) if own.len() == candidates.len() => Reach::Only(own),
            (_, Some(_)) => Reach::Elsewhere,
            _ if family == Language::Rust && self.is_module(family, last) => in_module(candidates, &parts),
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

/// Candidates that stand in the module that a path of Rust ends in, those first that stand in more of its modules.
fn in_module(candidates: &[&Candidate<'_>], parts: &[&str]) -> Reach {
    let shared = |candidate: &Candidate<'_>| {
        let file = candidate.path.strip_suffix(".rs").unwrap_or(candidate.path);
        let file = file.strip_suffix("/mod").unwrap_or(file);
        let inner = candidate.symbol.qualified.rsplit_once('.').map_or("", |(modules, _)| modules);
        let modules: Vec<&str> =
            file.split('/').chain(inner.split('.')).filter(|part| !part.is_empty()).collect();
        modules.iter().rev().zip(parts.iter().rev()).take_while(|(one, other)| one == other).count()
    };
    let most = candidates.iter().map(|candidate| shared(candidate)).max().unwrap_or(0);
    let places: Vec<usize> = candidates
        .iter()
        .filter(|candidate| most > 0 && shared(candidate) == most)
        .map(|candidate| candidate.place)
        .collect();
    match places.len() {
        1 => Reach::Only(places),
        _ => Reach::Open,
    }
}

fn owner_of(symbol: &Symbol) -> Option<&str> {
    symbol.qualified.rsplit('.').nth(1)
}

/// A method that adds to a type which stands elsewhere.
fn extends(family: Language, symbol: &Symbol, last: &str) -> bool {
    match family {
        Language::CSharp => symbol.signature.contains("(this "),
        Language::Java => symbol.signature.contains(&format!("{last}.{}", symbol.name)),
        _ => false,
    }
}

/// Methods that the types of Rust's own library have too, so that a call on something unknown is as likely one of theirs.
const COMMON: &[&str] = &[
    "all",
    "and_then",
    "any",
    "append",
    "as_bytes",
    "as_mut",
    "as_ref",
    "as_slice",
    "as_str",
    "borrow",
    "bytes",
    "chars",
    "clear",
    "clone",
    "cmp",
    "collect",
    "contains",
    "contains_key",
    "count",
    "drain",
    "entry",
    "eq",
    "extend",
    "filter",
    "find",
    "first",
    "flush",
    "fmt",
    "fold",
    "get",
    "get_mut",
    "hash",
    "insert",
    "into",
    "into_bytes",
    "into_iter",
    "is_empty",
    "iter",
    "iter_mut",
    "join",
    "keys",
    "last",
    "len",
    "lines",
    "lock",
    "map",
    "max",
    "min",
    "ne",
    "next",
    "parse",
    "poll",
    "pop",
    "position",
    "push",
    "push_str",
    "read",
    "recv",
    "remove",
    "replace",
    "rev",
    "send",
    "set",
    "skip",
    "sort",
    "split",
    "starts_with",
    "take",
    "to_owned",
    "to_string",
    "trim",
    "try_from",
    "try_into",
    "unwrap",
    "values",
    "wait",
    "write",
    "zip",
];

pub fn is_common(family: Language, manner: Manner, name: &str) -> bool {
    family == Language::Rust && manner == Manner::Member && COMMON.contains(&name)
}

/// Whether a name that stands so can be the candidate at all.
pub fn may_mean(family: Language, manner: Manner, symbol: &Symbol) -> bool {
    let method = symbol.kind == SymbolKind::Method;
    let is_macro = symbol.kind == SymbolKind::Macro;
    match (family, manner) {
        (Language::Rust, Manner::Macro) => is_macro,
        (Language::Rust, _) if is_macro => false,
        (Language::Rust, Manner::Bare) => !method,
        (Language::Rust, Manner::Member | Manner::Own) => method,
        (Language::Go, Manner::Bare) => !method,
        _ => true,
    }
}
