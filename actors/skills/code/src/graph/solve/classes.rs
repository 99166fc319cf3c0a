//! Classes: the order of resolution, and members found in it.

use std::rc::Rc;

use super::super::ir::DefKind;
use super::Solver;
use super::values::{Global, Node, Sym, Value};

impl Solver<'_> {
    /// The order in which a class and its bases are asked: C3, as Python has it; where that fails, depth first.
    pub(super) fn order(&mut self, class: Global) -> Rc<[Global]> {
        if let Some(order) = self.orders.get(&class) {
            return order.clone();
        }
        let mut seen = vec![class];
        let order: Rc<[Global]> = self.linearize(class, &mut seen, 0).into();
        self.orders.insert(class, order.clone());
        order
    }

    fn linearize(&mut self, class: Global, open: &mut Vec<Global>, depth: u32) -> Vec<Global> {
        if let Some(order) = self.orders.get(&class) {
            return order.to_vec();
        }
        let mut lists: Vec<Vec<Global>> = Vec::new();
        let bases = self.known_bases(class);
        for base in &bases {
            if open.contains(base) || depth > 60 {
                continue;
            }
            open.push(*base);
            lists.push(self.linearize(*base, open, depth + 1));
            open.pop();
        }
        lists.push(bases);
        let mut order = vec![class];
        loop {
            lists.retain(|list| !list.is_empty());
            let free = |head: &Global| !lists.iter().any(|list| list[1..].contains(head));
            let head =
                lists.iter().map(|list| list[0]).find(free).or_else(|| lists.first().map(|list| list[0]));
            let Some(head) = head else { return order };
            lists.iter_mut().for_each(|list| list.retain(|other| *other != head));
            if !order.contains(&head) {
                order.push(head);
            }
        }
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
        let nodes: Vec<Node> =
            order.iter().flat_map(|class| self.bases.get(class).cloned().unwrap_or_default()).collect();
        nodes.into_iter().flat_map(|node| self.held(node)).find_map(|value| match value {
            Value::External(name) => Some(name),
            _ => None,
        })
    }

    /// A class of which no objects are made: an interface, or one with members that are only declared.
    pub(super) fn is_abstract(&mut self, class: Global) -> bool {
        let definition = self.definition(class);
        definition.kind == DefKind::Interface || definition.is_abstract || self.abstracts.contains(&class)
    }
}
