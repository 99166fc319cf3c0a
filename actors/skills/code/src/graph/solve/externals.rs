//! What lies outside of the project: named, never guessed at; a decorator from outside hands the function back.

use super::super::ir::CallKind;
use super::Solver;
use super::values::{Node, Sym, Value};

/// More distinct outside names than this in one definition are not kept.
const OUTSIDE_MAX: usize = 200_000;
const DOTTED_MAX: usize = 120;

impl Solver<'_> {
    pub(super) fn external(&mut self, name: Sym, site: u32) {
        let text = self.names.text(name).to_owned();
        let (caller, line) = (self.sites[site as usize].caller, self.sites[site as usize].line);
        let (kind, to) = (self.sites[site as usize].kind, self.sites[site as usize].to);
        if self.outside.len() < OUTSIDE_MAX {
            self.outside.entry((caller, name)).or_insert(line);
        }
        if kind == CallKind::Decorator {
            let first = Self::first_positional(&self.sites[site as usize].args).map(|arg| arg.node);
            return first.into_iter().for_each(|of| self.flow(of, to));
        }
        if !self.higher_order(&text, site) {
            self.external_result(&text, to);
        }
    }

    pub(super) fn external_result(&mut self, name: &str, to: Node) {
        if name.len() < DOTTED_MAX {
            let result = format!("{name}()");
            let sym = self.names.sym(&result);
            self.put(to, Value::External(sym));
        }
    }
}
