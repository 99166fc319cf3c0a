//! Lack of cohesion of a class's methods: the number of groups that share nothing.
//!
//! LCOM4 (Hitz and Montazeri: Measuring Coupling and Cohesion in Object-Oriented Systems, 1995): methods belong together if one
//! calls the other or both use a member of their object. Constructors use everything and are left out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ClassMetrics;
use crate::facts::FileFacts;
use crate::symbol::{SymbolId, SymbolKind};

/// The classes of a file; `own` is what stands before a member of one's own object, nothing if the bare name is enough.
pub fn classes(facts: &FileFacts, own: &[&str], text: &str) -> Vec<ClassMetrics> {
    let owners: Vec<Option<SymbolId>> = owners(facts);
    let mut methods: BTreeMap<SymbolId, Vec<SymbolId>> = BTreeMap::new();
    let mut members: HashMap<SymbolId, HashSet<&str>> = HashMap::new();
    for (id, symbol) in (0..).zip(&facts.symbols) {
        let Some(class) = symbol.parent.filter(|parent| is_class(facts, *parent)) else { continue };
        members.entry(class).or_default().insert(&symbol.name);
        if symbol.kind == SymbolKind::Method {
            methods.entry(class).or_default().push(id);
        }
    }
    let uses = uses(facts, own, text, &owners, &members);
    let empty = Vec::new();
    let all = (0..)
        .zip(&facts.symbols)
        .filter(|(_, symbol)| symbol.kind.is_type() && symbol.kind != SymbolKind::Enum);
    all.map(|(id, symbol)| {
        let methods = methods.get(&id).unwrap_or(&empty);
        let counted: Vec<SymbolId> = methods
            .iter()
            .copied()
            .filter(|method| !is_constructor(&facts.symbols[*method as usize].name, &symbol.name))
            .collect();
        ClassMetrics {
            symbol: id,
            methods: u32::try_from(methods.len()).unwrap_or(u32::MAX),
            lack_of_cohesion: groups(facts, &counted, &uses),
        }
    })
    .collect()
}

fn is_class(facts: &FileFacts, id: SymbolId) -> bool {
    facts.symbols.get(id as usize).is_some_and(|symbol| symbol.kind.is_type())
}

fn is_constructor(name: &str, class: &str) -> bool {
    name == class
        || matches!(
            name,
            "__init__" | "__new__" | "__post_init__" | "constructor" | "initialize" | "__construct" | "new"
        )
}

/// For each symbol, the method of a class that it is or lies in.
fn owners(facts: &FileFacts) -> Vec<Option<SymbolId>> {
    let mut owners: Vec<Option<SymbolId>> = Vec::with_capacity(facts.symbols.len());
    for (id, symbol) in (0..).zip(&facts.symbols) {
        let direct =
            symbol.kind == SymbolKind::Method && symbol.parent.is_some_and(|parent| is_class(facts, parent));
        let above = symbol.parent.and_then(|parent| owners.get(parent as usize).copied().flatten());
        owners.push(if direct { Some(id) } else { above });
    }
    owners
}

/// The members of its own object that each method uses.
fn uses<'a>(
    facts: &'a FileFacts,
    own: &[&str],
    text: &str,
    owners: &[Option<SymbolId>],
    members: &HashMap<SymbolId, HashSet<&str>>,
) -> HashMap<SymbolId, HashSet<&'a str>> {
    let mut uses: HashMap<SymbolId, HashSet<&str>> = HashMap::new();
    for mention in &facts.mentions {
        let owner = mention.within.and_then(|within| owners.get(within as usize).copied().flatten());
        let Some(method) = owner else { continue };
        let name = facts.name_of(mention);
        let before = text.get(..mention.byte as usize).unwrap_or_default();
        let is_own = own.iter().any(|own| !own.is_empty() && before.ends_with(own))
            || (own.is_empty() || own.contains(&""))
                && facts.symbols[method as usize]
                    .parent
                    .and_then(|class| members.get(&class))
                    .is_some_and(|members| members.contains(name))
            || name.starts_with('@');
        if is_own {
            uses.entry(method).or_default().insert(name);
        }
    }
    uses
}

/// Joins methods that share a member, or one of which is a member that another uses.
fn groups(facts: &FileFacts, methods: &[SymbolId], uses: &HashMap<SymbolId, HashSet<&str>>) -> u32 {
    let mut leader: Vec<usize> = (0..methods.len()).collect();
    let mut first_user: HashMap<&str, usize> = HashMap::new();
    for (at, method) in methods.iter().enumerate() {
        let name = facts.symbols[*method as usize].name.as_str();
        for member in uses.get(method).into_iter().flatten().copied().chain([name]) {
            let with = *first_user.entry(member).or_insert(at);
            let (a, b) = (lead(&mut leader, at), lead(&mut leader, with));
            leader[a] = b;
        }
    }
    let count = (0..methods.len()).filter(|at| leader[*at] == *at).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn lead(leader: &mut [usize], mut at: usize) -> usize {
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}
