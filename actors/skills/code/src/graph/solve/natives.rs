//! Methods that the languages give their own values: lists, tables, promises, functions.

use super::super::ir::{ArgKind, CallKind, ObjectKind};
use super::values::{Node, Sym, Val, Value};
use super::{Arg, Rule, Solver};

impl Solver<'_> {
    pub(super) fn native(&mut self, receiver: Val, name: Sym, site: u32) {
        let at = self.spot_of(site);
        let text = self.names.text(name).to_owned();
        match self.values.get(receiver) {
            Value::Object(_) if self.sites[site as usize].kind == CallKind::Component => {
                let props = self.sites[site as usize].args.clone();
                self.context_value(receiver, &props);
            }
            Value::Object(_) if at.script => self.script_object(receiver, &text, site),
            Value::Object(_) => self.python_object(receiver, &text, site),
            Value::Function(_) | Value::Bound(..) => self.function_method(receiver, &text, site),
            Value::Partial(_) if matches!(text.as_str(), "call" | "apply" | "bind") => {
                self.function_method(receiver, &text, site);
            }
            Value::Later(node) => self.promise(receiver, node, &text, site),
            Value::Generator(node) if matches!(text.as_str(), "send" | "__next__" | "next") => {
                let to = self.sites[site as usize].to;
                self.flow(node, to);
            }
            _ => {}
        }
    }

    pub(super) fn arg(&self, site: u32, place: usize) -> Option<Node> {
        self.sites[site as usize]
            .args
            .iter()
            .filter(|arg| arg.kind == ArgKind::Positional && arg.name.is_none())
            .nth(place)
            .map(|arg| arg.node)
    }

    pub(super) fn named_arg(&self, site: u32, name: &str) -> Option<Node> {
        let args = &self.sites[site as usize].args;
        args.iter().find(|arg| arg.name.is_some_and(|sym| self.names.text(sym) == name)).map(|arg| arg.node)
    }

    fn literal_arg(&self, site: u32, place: usize) -> Option<Sym> {
        match self.held(self.arg(site, place)?).as_slice() {
            [Value::Text(text)] => Some(*text),
            _ => None,
        }
    }

    pub(super) fn push(&mut self, list: Val, from: Node) {
        let (unknown, all) = (self.field(list, self.unknown), self.field(list, self.any));
        self.flow(from, unknown);
        self.flow(from, all);
    }

    /// A list that this call makes, of what the node holds.
    pub(super) fn list_of(&mut self, site: u32, kind: u32, item: Node) -> Val {
        let list = self.made(u32::MAX - site, kind, ObjectKind::List);
        self.push(list, item);
        list
    }

    pub(super) fn answer_list(&mut self, site: u32, item: Node) {
        let list = self.list_of(site, 20, item);
        let to = self.sites[site as usize].to;
        self.add(to, list);
    }

    fn python_object(&mut self, object: Val, name: &str, site: u32) {
        let to = self.sites[site as usize].to;
        let at = self.spot_of(site);
        let all = self.field(object, self.any);
        match name {
            "append" | "add" | "appendleft" | "put" | "put_nowait" => {
                self.arg(site, 0).into_iter().for_each(|from| self.push(object, from));
            }
            "insert" => self.arg(site, 1).into_iter().for_each(|from| self.push(object, from)),
            "extend" | "update" | "extendleft" | "union" => {
                if let Some(of) = self.arg(site, 0) {
                    let item = self.fresh();
                    self.watch(of, Rule::Iterate { to: item, at });
                    self.push(object, item);
                    self.watch(of, Rule::Spread { to: object });
                }
                self.add(to, object);
            }
            "get" | "pop" | "setdefault" => {
                match self.literal_arg(site, 0) {
                    Some(key) => {
                        let (own, unknown) = (self.field(object, key), self.field(object, self.unknown));
                        self.flow(own, to);
                        self.flow(unknown, to);
                        if let (true, Some(from)) = (name == "setdefault", self.arg(site, 1)) {
                            self.store_key(object, key, from);
                        }
                    }
                    None => {
                        self.flow(all, to);
                        if let (true, Some(from)) = (name == "setdefault", self.arg(site, 1)) {
                            self.push(object, from);
                        }
                    }
                }
                self.arg(site, 1).into_iter().for_each(|other| self.flow(other, to));
            }
            "popleft" | "popitem" | "get_nowait" => self.flow(all, to),
            "values" => self.answer_list(site, all),
            "items" => self.pairs(site, all),
            "copy" => self.add(to, object),
            _ => {}
        }
    }

    /// A list of pairs whose second is what the node holds.
    pub(super) fn pairs(&mut self, site: u32, second: Node) {
        let pair = self.made(u32::MAX - site, 21, ObjectKind::Tuple);
        let one = self.names.sym("1");
        self.store_key(pair, one, second);
        let holder = self.fresh();
        self.add(holder, pair);
        self.answer_list(site, holder);
    }

    fn script_object(&mut self, object: Val, name: &str, site: u32) {
        let to = self.sites[site as usize].to;
        let at = self.spot_of(site);
        let all = self.field(object, self.any);
        match name {
            "push" | "unshift" | "add" => {
                let args = self.sites[site as usize].args.clone();
                args.iter().for_each(|arg| self.push(object, arg.node));
                self.add(to, object);
            }
            "set" => {
                match (self.literal_arg(site, 0), self.arg(site, 1)) {
                    (Some(key), Some(from)) => self.store_key(object, key, from),
                    (None, Some(from)) => self.push(object, from),
                    _ => {}
                }
                self.add(to, object);
            }
            "get" => match self.literal_arg(site, 0) {
                Some(key) => {
                    let (own, unknown) = (self.field(object, key), self.field(object, self.unknown));
                    self.flow(own, to);
                    self.flow(unknown, to);
                }
                None => self.flow(all, to),
            },
            "pop" | "shift" | "at" => self.flow(all, to),
            "values" => self.answer_list(site, all),
            "entries" => self.pairs(site, all),
            "map" | "flatMap" => {
                let result = self.fresh();
                self.arg(site, 0).into_iter().for_each(|callee| self.call_back(callee, &[all], result, at));
                let item = self.fresh();
                self.flow(result, item);
                if name == "flatMap" {
                    self.watch(result, Rule::Iterate { to: item, at });
                }
                self.answer_list(site, item);
            }
            "reduce" | "reduceRight" => {
                if let Some(callee) = self.arg(site, 0) {
                    self.arg(site, 1).into_iter().for_each(|start| self.flow(start, to));
                    self.call_back(callee, &[to, all], to, at);
                }
            }
            "then" | "catch" | "finally" => {
                let held = self.field(object, self.any);
                self.promise(object, held, name, site);
            }
            _ => self.script_callback(object, name, all, site),
        }
    }

    fn script_callback(&mut self, object: Val, name: &str, all: Node, site: u32) {
        let to = self.sites[site as usize].to;
        let at = self.spot_of(site);
        let calls = ["forEach", "filter", "find", "findLast", "findIndex", "some", "every"];
        if calls.contains(&name) {
            let result = self.fresh();
            self.arg(site, 0).into_iter().for_each(|callee| self.call_back(callee, &[all], result, at));
        }
        match name {
            "find" | "findLast" => self.flow(all, to),
            "sort" | "toSorted" => {
                let result = self.fresh();
                self.arg(site, 0)
                    .into_iter()
                    .for_each(|callee| self.call_back(callee, &[all, all], result, at));
                self.add(to, object);
            }
            "filter" | "slice" | "concat" | "reverse" | "toReversed" | "splice" | "flat" => {
                self.answer_list(site, all);
                if name == "concat"
                    && let Some(other) = self.arg(site, 0)
                {
                    let item = self.fresh();
                    self.watch(other, Rule::Iterate { to: item, at });
                    self.answer_list(site, item);
                }
            }
            _ => {}
        }
    }

    /// `call`, `apply` and `bind` of a JavaScript function.
    fn function_method(&mut self, function: Val, name: &str, site: u32) {
        let at = self.spot_of(site);
        let to = self.sites[site as usize].to;
        let callee = self.fresh();
        self.add(callee, function);
        let this = self.arg(site, 0);
        let mut args: Vec<Arg> = self.sites[site as usize].args.iter().skip(1).cloned().collect();
        match name {
            "bind" => {
                if let (Some(this), Value::Function(plain)) = (this, self.values.get(function)) {
                    self.give_this(this, plain);
                }
                self.partials.push((callee, args.into()));
                self.put(to, Value::Partial(self.partials.len() as u32 - 1));
            }
            _ => {
                if name == "apply" {
                    args.iter_mut().for_each(|arg| arg.kind = ArgKind::Star);
                }
                if let (Some(this), Value::Function(plain)) = (this, self.values.get(function)) {
                    self.give_this(this, plain);
                }
                let inner = self.site(at, CallKind::Call, args.into(), to);
                self.watch(callee, Rule::Call(inner));
            }
        }
    }

    fn give_this(&mut self, from: Node, function: u32) {
        let definition = self.definition(function);
        if definition.this != 0 {
            let this = self.node_of(function, definition.this);
            self.flow(from, this);
        }
    }

    fn promise(&mut self, promise: Val, held: Node, name: &str, site: u32) {
        let at = self.spot_of(site);
        let to = self.sites[site as usize].to;
        match name {
            "then" => {
                let (value, result) = (self.fresh(), self.fresh());
                self.watch(held, Rule::Await { to: value });
                self.arg(site, 0).into_iter().for_each(|callee| self.call_back(callee, &[value], result, at));
                let ignored = self.fresh();
                self.arg(site, 1).into_iter().for_each(|callee| self.call_back(callee, &[], ignored, at));
                self.put(to, Value::Later(result));
            }
            "catch" | "finally" => {
                let ignored = self.fresh();
                self.arg(site, 0).into_iter().for_each(|callee| self.call_back(callee, &[], ignored, at));
                self.add(to, promise);
            }
            "result" | "add_done_callback" => self.flow(held, to),
            _ => {}
        }
    }

    pub(super) fn first_positional(site_args: &[Arg]) -> Option<&Arg> {
        site_args.iter().find(|arg| arg.kind == ArgKind::Positional && arg.name.is_none())
    }
}
