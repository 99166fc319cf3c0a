//! Calls in languages whose values are not followed: by name, with the confidence that a name gives.

mod judge;
mod results;

use std::collections::{BTreeMap, BTreeSet};

use super::ir::DefKind;
use super::project::{Call, Place, Program};
use super::solve::Confidence;
use crate::facts::MentionKind;
use crate::index::Index;
use crate::language::Language;
use crate::symbol::SymbolKind;
use judge::{Known, Reach};

/// A name that more definitions bear says nothing about which is meant.
const CANDIDATES_MAX: usize = 3;

/// A callable of the project.
struct Candidate<'i> {
    place: usize,
    path: &'i str,
    symbol: &'i crate::symbol::Symbol,
}

/// Languages of one family call each other.
fn family(language: Language) -> Option<Language> {
    match language {
        Language::Cpp | Language::C => Some(Language::C),
        Language::Kotlin | Language::Java => Some(Language::Java),
        Language::Rust
        | Language::Go
        | Language::CSharp
        | Language::Ruby
        | Language::Php
        | Language::Bash => Some(language),
        _ => None,
    }
}

/// Adds places and calls of such files to a program.
pub fn add(program: &mut Program, index: &Index) {
    let mut by_name: BTreeMap<(Language, &str), Vec<Candidate<'_>>> = BTreeMap::new();
    let mut place_of: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    let mut modules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known = Known::default();
    for facts in index.files() {
        let Some(family) = family(facts.language) else { continue };
        known.read(family, facts);
        let stem = facts.path.rsplit_once('.').map_or(facts.path.as_str(), |(stem, _)| stem);
        modules.insert(&facts.path, program.places.len());
        program.places.push(Place {
            name: stem.to_owned(),
            kind: DefKind::Module,
            path: facts.path.clone(),
            line: 1,
            end_line: facts.lines.total,
        });
        for (id, symbol) in (0..).zip(&facts.symbols) {
            // A macro of Rust runs what it is made of.
            let is_macro = family == Language::Rust && symbol.kind == SymbolKind::Macro;
            let is_called = symbol.kind.is_callable() || is_macro;
            if !is_called && !symbol.kind.is_type() {
                continue;
            }
            let place = program.places.len();
            program.places.push(Place {
                name: format!("{stem}.{}", symbol.qualified),
                kind: if is_called { DefKind::Function } else { DefKind::Class },
                path: facts.path.clone(),
                line: symbol.line,
                end_line: symbol.end_line,
            });
            place_of.insert((&facts.path, id), place);
            if is_called {
                let candidate = Candidate { place, path: &facts.path, symbol };
                by_name.entry((family, &symbol.name)).or_default().push(candidate);
            }
        }
    }
    let mut seen = BTreeSet::new();
    for facts in index.files() {
        let Some(family) = family(facts.language) else { continue };
        for mention in facts.mentions.iter().filter(|mention| mention.kind == MentionKind::Call) {
            let name = facts.name_of(mention);
            let name = name.rsplit(['.', ':']).next().unwrap_or(name);
            let Some(candidates) = by_name.get(&(family, name)) else { continue };
            let candidates: Vec<&Candidate<'_>> = candidates
                .iter()
                .filter(|candidate| judge::may_mean(family, mention.manner, candidate.symbol))
                .collect();
            let of = mention.of.and_then(|of| facts.names.get(of as usize));
            let reach = of.map_or(Reach::Open, |of| known.reach(family, of, &candidates));
            let is_common = of.is_none() && judge::is_common(family, mention.manner, name);
            let (found, confidence) = match reach {
                Reach::None => continue,
                Reach::Only(places) => (places, Confidence::Likely),
                Reach::Open if is_common => (by_nearness(&candidates, &facts.path).0, Confidence::Guess),
                Reach::Open => by_nearness(&candidates, &facts.path),
                Reach::Elsewhere => (by_nearness(&candidates, &facts.path).0, Confidence::Guess),
            };
            let mut within = mention.within;
            let from = loop {
                match within {
                    Some(id) => match place_of.get(&(facts.path.as_str(), id)) {
                        Some(place) => break Some(*place),
                        None => within = facts.symbols.get(id as usize).and_then(|symbol| symbol.parent),
                    },
                    None => break modules.get(facts.path.as_str()).copied(),
                }
            };
            let Some(from) = from else { continue };
            for to in found {
                if seen.insert((from, to)) {
                    program.calls.push(Call { from, to, line: mention.line, confidence });
                }
            }
        }
    }
}

/// The one of the same file, else the one of all, else each of a few.
fn by_nearness(candidates: &[&Candidate<'_>], path: &str) -> (Vec<usize>, Confidence) {
    let near: Vec<usize> = candidates
        .iter()
        .filter(|candidate| candidate.path == path)
        .map(|candidate| candidate.place)
        .collect();
    match (near.as_slice(), candidates) {
        ([only], _) => (vec![*only], Confidence::Likely),
        ([], [only]) => (vec![only.place], Confidence::Likely),
        (_, many) if many.len() <= CANDIDATES_MAX => {
            (many.iter().map(|candidate| candidate.place).collect(), Confidence::Guess)
        }
        _ => (Vec::new(), Confidence::Guess),
    }
}
