//! A map of a repository within a number of tokens: the definitions that the rest of the code leans on most.
//!
//! Files are linked where one names what another defines, and ranked by PageRank (Page et al., 1999), personalised to what is asked about;
//! a file's rank is shared among its definitions by how much each is named from elsewhere.

mod named;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ask::is_test;
use super::similar::similar;
use crate::index::Index;

/// A token of code is about so many bytes; the count is an estimate.
const BYTES_PER_TOKEN: usize = 4;
const ROUNDS: usize = 40;
const DAMPING: f64 = 0.85;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub file: String,
    pub line: u32,
    pub name: String,
    pub kind: &'static str,
    pub signature: String,
    pub rank: f64,
}

/// Names or words that touch nothing, each with names that are like it.
pub fn unknown(index: &Index, about: &[String]) -> Vec<(String, Vec<String>)> {
    let files = || index.files().filter(|facts| !facts.language.is_data());
    let names =
        || files().flat_map(|facts| &facts.symbols).filter(|it| it.kind.is_callable() || it.kind.is_type());
    let touches = |word: &str| {
        let (lower, last) = (word.to_lowercase(), word.rsplit('.').next().unwrap_or(word));
        !word.is_empty()
            && (files().any(|facts| facts.path.to_lowercase().contains(&lower))
                || names().any(|symbol| symbol.name == last))
    };
    let like = |word: &str| similar(word, names().map(|symbol| symbol.qualified.as_str()));
    about.iter().filter(|word| !touches(word)).map(|word| (word.clone(), like(word))).collect()
}

/// The map: entries by file, and how many definitions did not fit.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Map {
    pub entries: Vec<Entry>,
    pub tokens: usize,
    pub left_out: usize,
}

/// `about`: names or words; what they touch, and what that leans on, comes first.
pub fn map(index: &Index, tokens_max: usize, about: &[String]) -> Map {
    let files: Vec<_> = index.files().filter(|facts| !facts.language.is_data()).collect();
    let definers = named::definers(&files);
    // Who names what of whom, and how often.
    let mut edges: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); files.len()];
    let mut named: BTreeMap<named::Defined, f64> = BTreeMap::new();
    for reference in named::references(&files, &definers) {
        let aside = if is_test(&files[reference.from].path) { 0.2 } else { 1.0 };
        let weight = reference.weight * aside;
        *edges[reference.from].entry(reference.to.file).or_default() += weight;
        *named.entry(reference.to).or_default() += weight;
    }
    let start =
        personal(&files.iter().map(|facts| facts.path.as_str()).collect::<Vec<_>>(), &definers, about);
    let rank = page_rank(&edges, &start);
    let mut entries = Vec::new();
    for (at, facts) in files.iter().enumerate().filter(|(_, facts)| !is_test(&facts.path)) {
        let of = |symbol: usize| named.get(&named::Defined { file: at, symbol }).copied().unwrap_or(0.0);
        let total: f64 = (0..facts.symbols.len()).map(of).sum::<f64>() + 1.0;
        for (number, symbol) in facts.symbols.iter().enumerate() {
            if !symbol.kind.is_callable() && !symbol.kind.is_type() {
                continue;
            }
            let inner = symbol.qualified != symbol.name;
            let share = of(number) + if inner { 0.01 } else { 0.02 };
            let wanted = about.iter().any(|word| symbol.name == *word || symbol.qualified == *word);
            entries.push(Entry {
                file: facts.path.clone(),
                line: symbol.line,
                name: symbol.qualified.clone(),
                kind: symbol.kind.name(),
                signature: symbol.signature.clone(),
                rank: rank[at] * share / total + if wanted { 1.0 } else { 0.0 },
            });
        }
    }
    fit(entries, tokens_max)
}

fn personal(paths: &[&str], definers: &named::Definers<'_>, about: &[String]) -> Vec<f64> {
    let mut start = vec![1.0; paths.len()];
    for word in about {
        let lower = word.to_lowercase();
        let last = word.rsplit('.').next().unwrap_or(word);
        for (at, path) in paths.iter().enumerate() {
            let defines =
                definers.get(last).is_some_and(|owners| owners.iter().any(|owner| owner.file == at));
            if defines || path.to_lowercase().contains(&lower) {
                start[at] += paths.len() as f64 * 10.0;
            }
        }
    }
    let sum: f64 = start.iter().sum();
    start.iter().map(|weight| weight / sum.max(1.0)).collect()
}

fn page_rank(edges: &[BTreeMap<usize, f64>], start: &[f64]) -> Vec<f64> {
    let mut rank = start.to_vec();
    let sums: Vec<f64> = edges.iter().map(|edges| edges.values().sum()).collect();
    for _ in 0..ROUNDS {
        let lost: f64 = rank.iter().zip(&sums).filter(|(_, sum)| **sum == 0.0).map(|(rank, _)| rank).sum();
        let mut next: Vec<f64> = start.iter().map(|start| (1.0 - DAMPING + DAMPING * lost) * start).collect();
        for (from, edges) in edges.iter().enumerate() {
            for (to, weight) in edges {
                next[*to] += DAMPING * rank[from] * weight / sums[from];
            }
        }
        rank = next;
    }
    rank
}

/// Takes the best entries as long as they fit, files with their best entry first.
fn fit(mut entries: Vec<Entry>, tokens_max: usize) -> Map {
    entries.sort_by(|one, other| {
        other.rank.total_cmp(&one.rank).then_with(|| (&one.file, one.line).cmp(&(&other.file, other.line)))
    });
    let all = entries.len();
    let (mut bytes, mut seen, mut kept) = (0, BTreeSet::new(), Vec::new());
    for entry in entries {
        let head = if seen.contains(&entry.file) { 0 } else { entry.file.len() + 2 };
        let cost = head + entry.signature.len() + 12;
        if (bytes + cost).div_ceil(BYTES_PER_TOKEN) > tokens_max {
            break;
        }
        bytes += cost;
        seen.insert(entry.file.clone());
        kept.push(entry);
    }
    let mut order: Vec<String> = Vec::new();
    for entry in &kept {
        if !order.contains(&entry.file) {
            order.push(entry.file.clone());
        }
    }
    let place = |file: &str| order.iter().position(|other| other == file);
    kept.sort_by_key(|entry| (place(&entry.file), entry.line));
    Map { left_out: all - kept.len(), tokens: bytes.div_ceil(BYTES_PER_TOKEN), entries: kept }
}
