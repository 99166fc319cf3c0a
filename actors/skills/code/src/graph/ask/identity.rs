//! Which place of the program a symbol is: by its name and where it stands, for several may stand on one line.

use std::collections::BTreeMap;

use super::Found;
use crate::graph::ir::DefKind;
use crate::graph::project::Program;
use crate::index::Index;

pub(super) struct Places<'k> {
    at: BTreeMap<(&'k str, u32), Vec<usize>>,
    by_file: BTreeMap<&'k str, Vec<usize>>,
    /// The name of each place in its file; empty for the module itself.
    local: Vec<&'k str>,
    modules: BTreeMap<&'k str, (usize, &'k str)>,
}

impl<'k> Places<'k> {
    pub fn new(program: &'k Program) -> Self {
        let all = || program.places.iter();
        let modules: BTreeMap<&str, (usize, &str)> = all()
            .enumerate()
            .filter(|(_, place)| place.kind == DefKind::Module)
            .map(|(at, place)| (place.path.as_str(), (at, place.name.as_str())))
            .collect();
        let local = all().map(|place| {
            let module = modules.get(place.path.as_str()).map_or("", |(_, name)| name);
            place.name.strip_prefix(module).map_or(place.name.as_str(), |rest| rest.trim_start_matches('.'))
        });
        let local = local.collect();
        let mut at: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
        let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, place) in all().enumerate().filter(|(_, place)| place.kind != DefKind::Module) {
            at.entry((&place.path, place.line)).or_default().push(number);
            by_file.entry(&place.path).or_default().push(number);
        }
        Places { at, by_file, local, modules }
    }

    /// The name of a file's module, as places bear it.
    pub fn module(&self, path: &str) -> Option<&'k str> {
        self.modules.get(path).map(|(_, name)| *name)
    }

    /// By its file and its name in it; the module itself has none.
    pub fn named(&self, path: &str, local: &str) -> Option<usize> {
        if local.is_empty() {
            return self.modules.get(path).map(|(at, _)| *at);
        }
        self.by_file.get(path)?.iter().copied().find(|place| self.local(*place) == local)
    }

    /// The last part of a place's name.
    pub fn last(&self, place: usize) -> &'k str {
        self.local(place).rsplit('.').next().unwrap_or_default()
    }

    /// The name of a place in its file.
    pub fn local(&self, place: usize) -> &'k str {
        self.local.get(place).copied().unwrap_or_default()
    }

    /// The place that a symbol is. One that bears no such name counts only where nothing else on the line is it.
    pub fn of(&self, index: &Index, found: Found<'_>) -> Option<usize> {
        let symbol = found.symbol;
        let on = |line: u32| self.at.get(&(found.path, line)).into_iter().flatten().copied();
        let here: Vec<usize> = on(symbol.line).chain(on(symbol.start_line)).collect();
        let exact = here.iter().find(|place| self.local(**place) == symbol.qualified);
        let named = || here.iter().find(|place| self.last(**place) == symbol.name);
        exact.or_else(named).copied().or_else(|| {
            let mut nameless = here.clone();
            nameless.dedup();
            let [only] = nameless.as_slice() else { return None };
            let others = index.file(found.path)?.symbols.iter().any(|other| {
                other.name == self.last(*only)
                    && (other.line == symbol.line || other.start_line == symbol.line)
            });
            (!others).then_some(*only)
        })
    }

    /// What stands in a type, by name, and what its lines hold.
    pub fn inside(&self, program: &Program, found: Found<'_>, own: Option<usize>) -> Vec<usize> {
        let name = own.map_or(found.symbol.qualified.as_str(), |own| self.local(own));
        let is_inside = |place: &usize| {
            let at = &program.places[*place];
            let by_name = self.local(*place).strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            by_name || (at.line > found.symbol.line && at.end_line <= found.symbol.end_line)
        };
        self.by_file.get(found.path).into_iter().flatten().copied().filter(is_inside).collect()
    }
}
