//! Functions of Python and its library that call, or hand on, what they are given.

use std::rc::Rc;

use super::super::ir::{ArgKind, CallKind, ObjectKind};
use super::values::{Node, Value};
use super::{Arg, Rule, Solver, Spot};

impl Solver<'_> {
    pub(super) fn higher_order(&mut self, name: &str, site: u32) -> bool {
        let at = self.spot_of(site);
        if at.script { self.script_function(name, site, at) } else { self.python_function(name, site, at) }
    }

    fn python_function(&mut self, name: &str, site: u32, at: Spot) -> bool {
        let to = self.sites[site as usize].to;
        let first = self.arg(site, 0);
        match name {
            "map" | "filter" | "itertools.starmap" | "functools.reduce" => self.mapped(name, site, at),
            "sorted" | "list" | "tuple" | "set" | "frozenset" | "reversed" | "collections.deque" | "min"
            | "max" => self.gathered(name, site, at),
            "dict" => self.dict(site),
            "collections.defaultdict" => {
                let table = self.made(u32::MAX - site, 22, ObjectKind::Record);
                self.add(to, table);
                if let Some(factory) = first {
                    let unknown = self.field(table, self.unknown);
                    self.call_back(factory, &[], unknown, at);
                }
            }
            "enumerate" | "zip" => self.zipped(usize::from(name == "enumerate"), site, at),
            "next"
            | "iter"
            | "copy.copy"
            | "copy.deepcopy"
            | "typing.cast"
            | "asyncio.shield"
            | "functools.update_wrapper" => {
                let of = if name == "typing.cast" { self.arg(site, 1) } else { first };
                if name != "next" {
                    of.into_iter().for_each(|of| self.flow(of, to));
                }
            }
            "functools.partial" | "functools.partialmethod" => {
                let Some(callee) = first else { return true };
                let args: Rc<[Arg]> = self.sites[site as usize].args.iter().skip(1).cloned().collect();
                self.partials.push((callee, args));
                self.put(to, Value::Partial(self.partials.len() as u32 - 1));
            }
            _ => return self.python_library(name, site, at),
        }
        true
    }

    /// What is iterated over an argument.
    fn item_of(&mut self, node: Option<Node>, at: Spot) -> Node {
        let item = self.fresh();
        node.into_iter().for_each(|node| self.watch(node, Rule::Iterate { to: item, at }));
        item
    }

    fn mapped(&mut self, name: &str, site: u32, at: Spot) {
        let to = self.sites[site as usize].to;
        let Some(callee) = self.arg(site, 0) else { return };
        let mut items = Vec::new();
        for place in 1..self.sites[site as usize].args.len() {
            let of = self.arg(site, place);
            items.push(self.item_of(of, at));
        }
        let result = self.fresh();
        let item = items.first().copied().unwrap_or(result);
        if name == "functools.reduce" {
            self.call_back(callee, &[to, item], to, at);
            return self.flow(item, to);
        }
        self.call_back(callee, &items, result, at);
        self.answer_list(site, if name == "filter" { item } else { result });
    }

    fn gathered(&mut self, name: &str, site: u32, at: Spot) {
        let (to, first) = (self.sites[site as usize].to, self.arg(site, 0));
        let item = self.item_of(first, at);
        let ignored = self.fresh();
        if let Some(key) = self.named_arg(site, "key") {
            self.call_back(key, &[item], ignored, at);
        }
        if matches!(name, "min" | "max") { self.flow(item, to) } else { self.answer_list(site, item) }
    }

    fn dict(&mut self, site: u32) {
        let table = self.made(u32::MAX - site, 22, ObjectKind::Record);
        self.add(self.sites[site as usize].to, table);
        let args = self.sites[site as usize].args.clone();
        for arg in args.iter() {
            match arg.name {
                Some(name) => self.store_key(table, name, arg.node),
                None => self.watch(arg.node, Rule::Spread { to: table }),
            }
        }
    }

    /// A list of tuples, of which the arguments' items begin at `shift`.
    fn zipped(&mut self, shift: usize, site: u32, at: Spot) {
        let pair = self.made(u32::MAX - site, 21, ObjectKind::Tuple);
        for place in 0..self.sites[site as usize].args.len() {
            let of = self.arg(site, place);
            let item = self.item_of(of, at);
            let key = self.names.sym(&(place + shift).to_string());
            self.store_key(pair, key, item);
        }
        let holder = self.fresh();
        self.add(holder, pair);
        self.answer_list(site, holder);
    }

    fn python_library(&mut self, name: &str, site: u32, at: Spot) -> bool {
        let to = self.sites[site as usize].to;
        let first = self.arg(site, 0);
        match name {
            "threading.Thread" | "multiprocessing.Process" | "threading.Timer" => {
                let callee = self.named_arg(site, "target").or_else(|| self.named_arg(site, "function"));
                let callee = callee.or_else(|| self.arg(site, 1));
                let ignored = self.fresh();
                let tuple = self.named_arg(site, "args");
                if let Some(callee) = callee {
                    let args = tuple.map(|node| Arg { kind: ArgKind::Star, name: None, node });
                    let inner = self.site(at, CallKind::Call, args.into_iter().collect(), ignored);
                    self.watch(callee, Rule::Call(inner));
                }
                self.external_result(name, to);
            }
            "asyncio.run" | "asyncio.create_task" | "asyncio.ensure_future" | "asyncio.wait_for" => {
                first.into_iter().for_each(|of| self.flow(of, to));
                if name == "asyncio.run"
                    && let Some(of) = first
                {
                    self.watch(of, Rule::Await { to });
                }
            }
            "asyncio.to_thread" | "asgiref.sync.sync_to_async" | "atexit.register" | "signal.signal" => {
                let callee = if name == "signal.signal" { self.arg(site, 1) } else { first };
                let args: Vec<Node> = (1..6).filter_map(|place| self.arg(site, place)).collect();
                let args = if name == "signal.signal" { Vec::new() } else { args };
                callee.into_iter().for_each(|callee| self.call_back(callee, &args, to, at));
            }
            "asyncio.gather" => {
                let args = self.sites[site as usize].args.clone();
                let item = self.fresh();
                args.iter().for_each(|arg| self.watch(arg.node, Rule::Await { to: item }));
                self.answer_list(site, item);
            }
            "contextlib.closing" | "contextlib.aclosing" | "contextlib.nullcontext" => {
                first.into_iter().for_each(|of| self.flow(of, to));
            }
            "fastapi.Depends" | "fastapi.Security" | "fastapi.params.Depends" => {
                let item = self.fresh();
                first.into_iter().for_each(|callee| self.call_back(callee, &[], item, at));
                self.watch(item, Rule::Await { to });
                self.watch(item, Rule::Iterate { to, at });
            }
            _ => return false,
        }
        true
    }
}
