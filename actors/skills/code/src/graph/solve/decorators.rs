//! Decorators: what one use makes of its function is not what another use makes of another.

use super::super::ir::{CallKind, Guard};
use super::values::{Global, Node, Val, Value};
use super::{Rule, Solver};

impl Solver<'_> {
    /// Whether a result that is bound to a parameter's being given, or not, can be that of this call.
    pub(super) fn may_return(&self, guard: Guard, given: &[Option<Node>], star: bool, site: u32) -> bool {
        let is_given = given.get(guard.param).copied().flatten().is_some();
        match guard.given {
            true => is_given || star,
            // What is decorated is never nothing; any other argument may be.
            false => !is_given || self.sites[site as usize].kind != CallKind::Decorator,
        }
    }

    /// Hands a result over.
    pub(super) fn give(&mut self, from: Node, to: Node, site: u32) {
        if self.sites[site as usize].decorator.is_some() {
            self.watch(from, Rule::Decorated { site });
        } else {
            self.flow(from, to);
        }
    }

    pub(super) fn decorated(&mut self, site: u32, val: Val) {
        let own = self.sites[site as usize].args.first().map(|arg| arg.node);
        let is_own = own.is_some_and(|node| self.slots[node as usize].values.contains(&val));
        if is_own || !self.is_of_another_use(site, val) {
            let to = self.sites[site as usize].to;
            self.add(to, val);
        }
    }

    /// A function that the decorator of this name got elsewhere: one parameter holds those of all uses.
    pub(super) fn is_of_another_use(&self, site: u32, val: Val) -> bool {
        let Some(name) = self.sites[site as usize].decorator else { return false };
        let name = self.names.text(name);
        let decorated =
            |of: Global| self.definition(of).decorators.iter().any(|decorator| **decorator == *name);
        match self.values.get(val) {
            Value::Function(of) | Value::Bound(of, _) | Value::Class(of) => decorated(of),
            _ => false,
        }
    }
}
