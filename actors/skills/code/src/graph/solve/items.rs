//! Items of containers, iteration, awaiting, context managers, operators.

use std::rc::Rc;

use super::super::ir::{CallKind, ObjectKind};
use super::values::{Node, Val, Value};
use super::{Arg, Item, Rule, Solver, Spot};

impl Solver<'_> {
    pub(super) fn load_item(&mut self, val: Val, item: &Item, to: Node, at: Spot) {
        match (self.values.get(val), item) {
            (Value::Object(_), Item::Named(name)) => {
                let (own, unknown) = (self.field(val, *name), self.field(val, self.unknown));
                self.flow(own, to);
                self.flow(unknown, to);
            }
            (Value::Object(_), Item::Any) => {
                let all = self.field(val, self.any);
                self.flow(all, to);
            }
            (Value::Instance(class), _) if !at.script => {
                if let Some(node) = self.member_named(class, "__getitem__") {
                    let site = self.site(at, CallKind::Call, [].into(), to);
                    self.watch_once(node, Rule::Invoke { receiver: val, site });
                }
            }
            (Value::Instance(_) | Value::Module(_) | Value::Class(_), Item::Named(name)) if at.script => {
                self.load(u32::MAX, val, *name, to, at);
            }
            // A generic class with its parameters is the class.
            (Value::Class(_), _) => self.add(to, val),
            (Value::External(_), _) => self.add(to, val),
            _ => {}
        }
    }

    pub(super) fn store_item(&mut self, val: Val, item: &Item, from: Node, at: Spot) {
        match (self.values.get(val), item) {
            (Value::Object(_), Item::Named(name)) => self.store_key(val, *name, from),
            (Value::Object(_), Item::Any) => {
                let (unknown, all) = (self.field(val, self.unknown), self.field(val, self.any));
                self.flow(from, unknown);
                self.flow(from, all);
            }
            (Value::Instance(class), _) if !at.script => {
                if let Some(node) = self.member_named(class, "__setitem__") {
                    let (to, key) = (self.fresh(), self.fresh());
                    let args = [super::load::positional(key), super::load::positional(from)];
                    let site = self.site(at, CallKind::Call, args.into(), to);
                    self.watch(node, Rule::Invoke { receiver: val, site });
                }
            }
            (Value::Instance(_) | Value::Class(_) | Value::Prototype(_), Item::Named(name)) if at.script => {
                self.store(val, *name, from, at);
            }
            _ => {}
        }
    }

    /// Items behind a place as a list; with the largest place, all of a table.
    pub(super) fn rest(&mut self, val: Val, from: u32, to: Node) {
        if !matches!(self.values.get(val), Value::Object(_)) {
            return;
        }
        if from == u32::MAX {
            return self.watch_spread(val, to);
        }
        let list = self.made(to, 10, ObjectKind::List);
        self.add(to, list);
        let (unknown, all) = (self.field(val, self.unknown), self.field(list, self.any));
        self.flow(unknown, all);
        for place in from..from + 8 {
            let item = self.numbered(val, place as usize);
            let own = self.numbered(list, (place - from) as usize);
            self.flow(item, own);
            self.flow(item, all);
        }
    }

    fn watch_spread(&mut self, val: Val, to: Node) {
        self.watch(to, Rule::Spread { to: val });
    }

    /// Everything that one object holds is held by the other, under the same names.
    pub(super) fn spread(&mut self, target: Val, source: Val) {
        if target == source || !matches!(self.values.get(target), Value::Object(_)) {
            return;
        }
        let mut named: Vec<(u32, Node)> = self
            .fields
            .iter()
            .filter(|((of, _), _)| *of == source)
            .map(|((_, name), node)| (*name, *node))
            .collect();
        named.sort_unstable();
        for (name, from) in named {
            let to = self.field(target, name);
            self.flow(from, to);
        }
        let (from, to) = (self.field(source, self.any), self.field(target, self.any));
        self.flow(from, to);
    }

    pub(super) fn iterate(&mut self, val: Val, to: Node, at: Spot) {
        match self.values.get(val) {
            Value::Object(site) if self.object_kind[site as usize] != ObjectKind::Record => {
                let all = self.field(val, self.any);
                self.flow(all, to);
            }
            Value::Generator(node) => self.flow(node, to),
            Value::External(_) => self.add(to, val),
            Value::Class(class) => self.put(to, Value::Instance(class)),
            Value::Instance(class) if !at.script => {
                let iterator = self.fresh();
                let found =
                    ["__iter__", "__aiter__"].into_iter().find_map(|name| self.member_named(class, name));
                if at.line == 0 {
                    self.add(iterator, val);
                } else if let Some(node) = found {
                    let site = self.site(at, CallKind::Call, [].into(), iterator);
                    self.watch_once(node, Rule::Invoke { receiver: val, site });
                } else if let Some(node) = self.member_named(class, "__getitem__") {
                    let site = self.site(at, CallKind::Call, [].into(), to);
                    return self.watch_once(node, Rule::Invoke { receiver: val, site });
                }
                self.watch(iterator, Rule::Next { to, at, later: false });
            }
            _ => {}
        }
    }

    pub(super) fn next(&mut self, val: Val, to: Node, at: Spot, later: bool) {
        match self.values.get(val) {
            Value::Instance(class) => {
                let (result, target) = (self.fresh(), to);
                self.watch(result, Rule::Await { to: target });
                let _ = later;
                let found =
                    ["__next__", "__anext__"].into_iter().find_map(|name| self.member_named(class, name));
                if let Some(node) = found {
                    let site = self.site(at, CallKind::Call, [].into(), result);
                    self.watch_once(node, Rule::Invoke { receiver: val, site });
                }
            }
            Value::Generator(node) => self.flow(node, to),
            Value::Object(_) => {
                let all = self.field(val, self.any);
                self.flow(all, to);
            }
            _ => {}
        }
    }

    /// What awaiting gives: what was promised, or the value itself.
    pub(super) fn resolve(&mut self, val: Val, to: Node) {
        match self.values.get(val) {
            Value::Later(node) => {
                if self.watched.insert((node, u32::MAX, to)) {
                    self.watch(node, Rule::Await { to });
                }
            }
            _ => self.add(to, val),
        }
    }

    pub(super) fn enter(&mut self, val: Val, to: Node, at: Spot, later: bool) {
        match self.values.get(val) {
            Value::Instance(class) => {
                let names = if later { ["__aenter__", "__aexit__"] } else { ["__enter__", "__exit__"] };
                let entered = self.fresh();
                self.watch(entered, Rule::Await { to });
                let targets = [entered, self.fresh()];
                let mut found = false;
                for (name, target) in names.into_iter().zip(targets) {
                    if let Some(node) = self.member_named(class, name) {
                        found = true;
                        let site = self.site(at, CallKind::Call, [].into(), target);
                        self.watch_once(node, Rule::Invoke { receiver: val, site });
                    }
                }
                if !found {
                    self.add(to, val);
                }
            }
            Value::Generator(node) => self.flow(node, to),
            Value::Later(node) => {
                self.watch(node, Rule::Enter { to, at, later });
            }
            _ => self.add(to, val),
        }
    }

    pub(super) fn operator(&mut self, val: Val, method: &'static str, args: &Rc<[Arg]>, to: Node, at: Spot) {
        let Value::Instance(class) = self.values.get(val) else { return };
        let otherwise = match method {
            "__str__" | "__format__" => "__repr__",
            "__bool__" => "__len__",
            "__ne__" => "__eq__",
            "__contains__" => "__iter__",
            "__iadd__" => "__add__",
            "__isub__" => "__sub__",
            "__imul__" => "__mul__",
            "__ior__" => "__or__",
            _ => method,
        };
        let found = self.member_named(class, method).or_else(|| self.member_named(class, otherwise));
        if let Some(node) = found {
            let site = self.site(at, CallKind::Call, args.clone(), to);
            self.watch_once(node, Rule::Invoke { receiver: val, site });
        }
    }
}
