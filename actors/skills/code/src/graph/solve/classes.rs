//! Classes: the order of resolution, and members found in it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::ir::DefKind;
use super::Solver;
use super::values::{Global, Node, Sym, Value};

/// More classes than this are not asked for one member: hand-written hierarchies have dozens. What lies behind is dropped and counted.
const ORDER_MAX: usize = 256;

impl Solver<'_> {
    /// The order in which a class and its bases are asked: C3, as Python has it; where that fails, depth first.
    pub(super) fn order(&mut self, class: Global) -> Rc<[Global]> {
        if let Some(order) = self.orders.get(&class) {
            return order.clone();
        }
        // Bases come before what is built on them; a chain of classes can be longer than a stack is deep.
        let mut ways = vec![(class, self.known_bases(class))];
        let mut open = HashSet::from([class]);
        while let Some((top, bases)) = ways.last() {
            let missing = bases.iter().copied().find(|base| !self.orders.contains_key(base));
            let order = match missing {
                Some(base) if open.insert(base) => {
                    let bases = self.known_bases(base);
                    ways.push((base, bases));
                    continue;
                }
                // Values that are not told apart make a class its own base: no order is right, any will do.
                Some(_) => self.depth_first(*top),
                None => self.merged(*top, bases),
            };
            let top = *top;
            self.keep_order(top, order);
            open.remove(&top);
            ways.pop();
        }
        self.orders.get(&class).cloned().unwrap_or_else(|| [class].into())
    }

    fn keep_order(&mut self, class: Global, mut order: Vec<Global>) {
        if order.len() > ORDER_MAX {
            order.truncate(ORDER_MAX);
            self.deep.insert(class);
        }
        self.work += order.len() as u64;
        self.orders.insert(class, order.into());
    }

    /// C3 over the orders of the bases, which are known.
    fn merged(&self, class: Global, bases: &[Global]) -> Vec<Global> {
        if let [base] = bases {
            let behind = self.orders.get(base).into_iter().flat_map(|order| order.iter().copied());
            return std::iter::once(class).chain(behind.filter(|other| *other != class)).collect();
        }
        let mut lists: Vec<&[Global]> =
            bases.iter().filter_map(|base| self.orders.get(base).map(|order| &**order)).collect();
        lists.push(bases);
        // In how many lists a class waits behind another.
        let mut behind: HashMap<Global, usize> = HashMap::new();
        for other in lists.iter().flat_map(|list| list.iter().skip(1)) {
            *behind.entry(*other).or_default() += 1;
        }
        let mut order = vec![class];
        let mut taken = HashSet::from([class]);
        while order.len() <= ORDER_MAX {
            for list in &mut lists {
                while list.first().is_some_and(|head| taken.contains(head)) {
                    *list = &list[1..];
                    if let Some(next) = list.first() {
                        behind.entry(*next).and_modify(|count| *count -= 1);
                    }
                }
            }
            let mut heads = lists.iter().filter_map(|list| list.first().copied());
            let free = heads.clone().find(|head| behind.get(head).is_none_or(|count| *count == 0));
            let Some(head) = free.or_else(|| heads.next()) else { break };
            taken.insert(head);
            order.push(head);
        }
        order
    }

    /// A class and all below it that can be reached, each once.
    fn depth_first(&self, class: Global) -> Vec<Global> {
        let (mut order, mut seen, mut stack) = (Vec::new(), HashSet::new(), vec![class]);
        while let Some(next) = stack.pop() {
            if order.len() > ORDER_MAX {
                break;
            }
            if seen.insert(next) {
                order.push(next);
                stack.extend(self.known_bases(next).into_iter().rev());
            }
        }
        order
    }

    fn known_bases(&self, class: Global) -> Vec<Global> {
        let mut bases = Vec::new();
        for node in self.bases.get(&class).into_iter().flatten() {
            for value in self.held(*node) {
                let (Value::Class(base) | Value::Function(base)) = value else { continue };
                if base != class && !bases.contains(&base) {
                    bases.push(base);
                }
            }
        }
        bases
    }

    /// The member that a class or one of its bases has, and whose it is.
    pub(super) fn member(&mut self, class: Global, name: Sym) -> Option<(Global, Node)> {
        self.order(class).iter().find_map(|owner| Some((*owner, *self.members.get(&(*owner, name))?)))
    }

    pub(super) fn member_named(&mut self, class: Global, name: &str) -> Option<Node> {
        let sym = self.names.known(name)?;
        self.member(class, sym).map(|(_, node)| node)
    }

    /// A base that is not of this project.
    pub(super) fn external_base(&mut self, class: Global) -> Option<Sym> {
        let order = self.order(class);
        if let Some(known) = self.foreign.get(&class) {
            return *known;
        }
        let nodes = order.iter().filter_map(|class| self.bases.get(class)).flatten();
        let mut held = nodes.flat_map(|node| &self.slots[*node as usize].values);
        let found = held.find_map(|val| match self.values.get(*val) {
            Value::External(name) => Some(name),
            _ => None,
        });
        self.foreign.insert(class, found);
        found
    }

    /// Forgets what followed from bases: one more is known.
    pub(super) fn forget_orders(&mut self) {
        self.orders.clear();
        self.foreign.clear();
        self.deep.clear();
    }

    /// A class of which no objects are made: an interface, or one with members that are only declared.
    pub(super) fn is_abstract(&mut self, class: Global) -> bool {
        let definition = self.definition(class);
        definition.kind == DefKind::Interface || definition.is_abstract || self.abstracts.contains(&class)
    }
}
