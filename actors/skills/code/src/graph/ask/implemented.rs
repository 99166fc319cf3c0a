//! Types that take on what stands elsewhere: `impl Trait for Type`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Knowledge};
use crate::facts::Heir;
use crate::symbol::Symbol;

/// What each type takes on of the project, and whether it takes on something from outside.
#[derive(Default)]
pub struct Implemented<'k> {
    of: BTreeMap<*const Symbol, Vec<Found<'k>>>,
    /// Lines of files in which methods stand that somebody outside may call.
    foreign: BTreeMap<&'k str, Vec<(u32, u32)>>,
}

/// `T`, or `K2`.
fn is_parameter(name: &str) -> bool {
    name.len() <= 2 && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// How a type is told that is none of the project.
pub(super) fn other(name: &str) -> String {
    if is_parameter(name) {
        format!("any type that fits ({name})")
    } else {
        format!("{name}, a type that is not defined here")
    }
}

impl<'k> Knowledge<'k> {
    fn implemented(&self) -> &Implemented<'k> {
        self.implemented.get_or_init(|| {
            let mut found = Implemented::default();
            for facts in self.index.files() {
                for heir in &facts.heirs {
                    self.implement(&facts.path, heir, &mut found);
                }
            }
            found
        })
    }

    fn implement(&self, path: &'k str, heir: &'k Heir, found: &mut Implemented<'k>) {
        let base = self.type_near(path, &heir.base);
        if base.is_none() {
            found.foreign.entry(path).or_default().push((heir.line, heir.end_line));
        }
        if let (Some(own), Some(base)) = (self.type_near(path, &heir.name), base) {
            found.of.entry(std::ptr::from_ref(own.symbol)).or_default().push(base);
        }
    }

    /// The type that a name means in a file: its own, one that it imports, or the only one. A parameter is none.
    fn type_near(&self, path: &str, name: &str) -> Option<Found<'k>> {
        if is_parameter(name) {
            return None;
        }
        let all = self.types().get(name)?;
        let own = all.iter().find(|one| one.path == path);
        let imported = || all.iter().find(|one| self.imports(path, one.path));
        let only = || all.first().filter(|_| all.len() == 1);
        own.or_else(imported).or_else(only).copied()
    }

    /// What a type takes on away from its definition.
    pub(super) fn taken_on(&self, of: Found<'k>) -> &[Found<'k>] {
        self.implemented().of.get(&std::ptr::from_ref(of.symbol)).map_or(&[], Vec::as_slice)
    }

    /// Types from outside that are given what a type of the project asks for: `impl Context for Result`.
    pub(super) fn given_to_others(&self, of: Found<'k>) -> Vec<(&'k str, &'k str, u32)> {
        let mut found = Vec::new();
        for facts in self.index.files() {
            for heir in facts.heirs.iter().filter(|heir| heir.base == of.symbol.name) {
                let is_it = self
                    .type_near(&facts.path, &heir.base)
                    .is_some_and(|base| std::ptr::eq(base.symbol, of.symbol));
                if is_it && self.type_near(&facts.path, &heir.name).is_none() {
                    found.push((heir.name.as_str(), facts.path.as_str(), heir.line));
                }
            }
        }
        found
    }

    /// Types that take on something from outside: `impl Display for Name`.
    pub(super) fn taking_on(&self, base: &str) -> Vec<(String, &'k str, u32)> {
        let mut found = Vec::new();
        for facts in self.index.files() {
            for heir in facts.heirs.iter().filter(|heir| heir.base == base) {
                let own = self.type_near(&facts.path, &heir.name);
                let text = own.map_or_else(
                    || other(&heir.name),
                    |one| format!("{} {}", one.symbol.kind.name(), one.symbol.qualified),
                );
                found.push((text, facts.path.as_str(), heir.line));
            }
        }
        found
    }

    /// Places in a file that stand in what is taken on from outside: `fmt` of `impl Display for X`.
    pub(super) fn called_from_outside(&self) -> BTreeSet<usize> {
        let implemented = self.implemented();
        let places = self.program.places.iter().enumerate();
        let is_foreign = |path: &str, line: u32| {
            let blocks = implemented.foreign.get(path).into_iter().flatten();
            blocks.into_iter().any(|(start, end)| *start <= line && line <= *end)
        };
        places.filter(|(_, place)| is_foreign(&place.path, place.line)).map(|(at, _)| at).collect()
    }
}
