//! Following one value from where it comes: facts that a part of a variable may hold it, each with the calls that led there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::network::{Def, Edge, Exit, Network, Origin, Part, SiteId, Var};
use super::{Query, matches};

/// Parts of parts beyond so many are taken for the whole.
const PARTS_MAX: usize = 3;
/// Facts of one value; more mean that the program passes everything everywhere.
const FACTS_MAX: usize = 20_000;
/// Methods outside of the project that put what they are given into what they are called on, as an item.
const PUT: &[&str] =
    &["append", "appendleft", "add", "insert", "push", "unshift", "set", "setdefault", "put", "write"];
/// The same, with the items of what they are given.
const PUT_ALL: &[&str] = &["extend", "update"];

/// Facts share these: most differ from the one they follow from in the value alone.
type Parts = Rc<[Part]>;
type Calls = Rc<[SiteId]>;

/// `value`'s part may be the one that is followed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    pub value: Var,
    pub part: Parts,
    /// Calls that are not returned from yet, the innermost last; where it is empty, any caller may be meant.
    calls: Calls,
    /// It was put there: whoever else has the same object has it too.
    pub put: bool,
}

/// How a fact came about, for people.
#[derive(Clone, Debug)]
pub enum Why {
    Start,
    Quiet,
    Passed(SiteId, Def),
    Returned(SiteId, Def),
    Kept(u32, Def),
    Through(SiteId),
}

pub struct Walk<'w> {
    network: &'w Network,
    query: &'w Query,
    pub facts: Vec<(Fact, Option<usize>, Why)>,
    seen: HashSet<Fact>,
    queue: VecDeque<usize>,
    /// Calls that were reached with the value, with the fact that reached them; each once.
    pub reached: Vec<(SiteId, usize)>,
    at_call: HashMap<SiteId, usize>,
    /// Something was left out because of a bound.
    pub bounded: bool,
}

impl<'w> Walk<'w> {
    pub fn new(network: &'w Network, query: &'w Query, start: Var) -> Self {
        let mut walk = Walk {
            network,
            query,
            facts: Vec::new(),
            seen: HashSet::new(),
            queue: VecDeque::new(),
            reached: Vec::new(),
            at_call: HashMap::new(),
            bounded: false,
        };
        let fact = Fact { value: start, part: Parts::default(), calls: Calls::default(), put: false };
        walk.add(fact, None, Why::Start);
        walk
    }

    pub fn run(&mut self) {
        while let Some(at) = self.queue.pop_front() {
            if self.facts.len() > FACTS_MAX {
                self.bounded = true;
                return;
            }
            let fact = self.facts[at].0.clone();
            for edge in &self.network.edges[fact.value] {
                self.follow(at, &fact, edge);
            }
            for (def, exit) in self.network.exits.get(&fact.value).into_iter().flatten() {
                self.leave(at, &fact, *def, *exit);
            }
            if fact.put {
                self.spread(at, &fact);
            }
        }
    }

    fn add(&mut self, mut fact: Fact, from: Option<usize>, why: Why) {
        if fact.part.len() > PARTS_MAX {
            fact.part = fact.part[..PARTS_MAX].into();
        }
        if !self.seen.insert(fact.clone()) {
            return;
        }
        let at = self.facts.len();
        self.facts.push((fact, from, why));
        self.queue.push_back(at);
    }

    fn step(&mut self, at: usize, fact: &Fact, value: Var, part: impl Into<Parts>, why: Why) {
        let part = part.into();
        self.add(Fact { value, part, calls: fact.calls.clone(), put: false }, Some(at), why);
    }

    fn put(&mut self, at: usize, fact: &Fact, of: Var, part: impl Into<Parts>, why: Why) {
        let part = part.into();
        self.add(Fact { value: of, part, calls: fact.calls.clone(), put: true }, Some(at), why);
    }

    fn follow(&mut self, at: usize, fact: &Fact, edge: &Edge) {
        match edge {
            Edge::Copy(to) | Edge::Derive(to) | Edge::Parts(to) => {
                self.step(at, fact, *to, fact.part.clone(), Why::Quiet);
            }
            Edge::Read(part, to) => match fact.part.split_first() {
                None => self.step(at, fact, *to, Parts::default(), Why::Quiet),
                Some((first, rest)) if first.fits(part) => self.step(at, fact, *to, rest, Why::Quiet),
                Some(_) => {}
            },
            Edge::Write { of, part, line } => {
                let parts: Parts = [std::slice::from_ref(part), &fact.part].concat().into();
                let def = self.def_of(fact.value, *of);
                self.put(at, fact, *of, parts, Why::Kept(*line, def));
            }
            Edge::Argument(site, index) => self.argument(at, fact, *site, *index),
            Edge::Callee(site) => {
                let call = &self.network.sites[*site];
                if call.targets.is_empty() && fact.part.is_empty() && !self.is_stopped(*site) {
                    self.step(at, fact, call.to, Parts::default(), Why::Through(*site));
                }
            }
            Edge::Receiver(site) => self.receiver(at, fact, *site),
        }
    }

    /// Where a line of a write stands: that of a variable near it that has a name.
    fn def_of(&self, value: Var, of: Var) -> Def {
        let named = |var: Var| self.network.named.get(&var).map(|(_, def, _)| *def);
        let entry = |var: Var| self.network.entries.get(&var).copied();
        let near = [of, value].into_iter().find_map(|var| named(var).or_else(|| entry(var)));
        near.unwrap_or(usize::MAX)
    }

    fn is_stopped(&self, site: SiteId) -> bool {
        let call = &self.network.sites[site];
        self.query.without.iter().any(|name| matches(&call.dotted, &call.name, name))
    }

    fn argument(&mut self, at: usize, fact: &Fact, site: SiteId, index: usize) {
        if let std::collections::hash_map::Entry::Vacant(entry) = self.at_call.entry(site) {
            entry.insert(at);
            self.reached.push((site, at));
        }
        if self.is_stopped(site) {
            return;
        }
        let network = self.network;
        let call = &network.sites[site];
        for target in &call.targets {
            for (param, part) in self.parameters(site, index, *target, fact) {
                self.enter(at, fact, site, *target, param, part);
            }
        }
        if !call.targets.is_empty() {
            return;
        }
        if let Some(pair) = call.sets {
            self.step(at, fact, pair, state(&fact.part), Why::Through(site));
        }
        let part: Parts = match call.field(index) {
            Some(field) => [&[Part::Attribute(field.into())][..], &fact.part].concat().into(),
            None if call.is_state() => state(&fact.part),
            None => Parts::default(),
        };
        if !call.gives_only_what_functions_give() {
            self.step(at, fact, call.to, part, Why::Through(site));
        }
        let put: Option<Parts> = match &*call.name {
            name if PUT.contains(&name) => Some([&[Part::AnyItem][..], &fact.part].concat().into()),
            name if PUT_ALL.contains(&name) && fact.part.is_empty() => Some([Part::AnyItem].into()),
            name if PUT_ALL.contains(&name) => Some(fact.part.clone()),
            _ => None,
        };
        if let (Some(part), Some(receiver)) = (put, call.receiver) {
            self.put(at, fact, receiver, part, Why::Through(site));
        }
        self.call_back(at, fact, site);
    }

    /// Something outside calls a function that it is given with what it was given.
    fn call_back(&mut self, at: usize, fact: &Fact, site: SiteId) {
        let network = self.network;
        for callback in &network.sites[site].callbacks {
            let Some(function) = network.functions.get(callback) else { continue };
            for param in &function.params {
                let part = Parts::from(fact.part.get(1..).unwrap_or_default());
                self.enter(at, fact, site, *callback, param.var, part);
            }
        }
    }

    fn receiver(&mut self, at: usize, fact: &Fact, site: SiteId) {
        if self.is_stopped(site) {
            return;
        }
        let network = self.network;
        let call = &network.sites[site];
        if call.targets.is_empty() {
            let puts = PUT.contains(&&*call.name) || PUT_ALL.contains(&&*call.name);
            if !fact.part.is_empty() && !puts && !call.gives_only_what_functions_give() {
                self.step(at, fact, call.to, Parts::default(), Why::Through(site));
            }
            self.call_back(at, fact, site);
            return;
        }
        for target in &call.targets {
            let function = network.functions.get(target).filter(|function| !function.is_constructor);
            if let Some(receiver) = function.and_then(|function| function.receiver) {
                self.enter(at, fact, site, *target, receiver, fact.part.clone());
            }
        }
    }

    fn enter(&mut self, at: usize, fact: &Fact, site: SiteId, target: Def, param: Var, part: Parts) {
        if fact.calls.len() >= self.query.calls_max
            || fact.calls.iter().filter(|call| **call == site).count() > 1
        {
            self.bounded |= fact.calls.len() >= self.query.calls_max;
            return;
        }
        let calls: Calls = [&fact.calls[..], &[site]].concat().into();
        self.add(Fact { value: param, part, calls, put: false }, Some(at), Why::Passed(site, target));
    }

    /// Which parameters an argument becomes, with which of its parts.
    fn parameters(&self, site: SiteId, index: usize, target: Def, fact: &Fact) -> Vec<(Var, Parts)> {
        use super::super::ir::{ArgKind, ParamKind};
        let (call, Some(function)) = (&self.network.sites[site], self.network.functions.get(&target)) else {
            return Vec::new();
        };
        // What `partial` is given first is the function.
        let Some(own) = index.checked_sub(usize::from(call.binds.is_some())) else { return Vec::new() };
        let arg = &call.args[index];
        let inside = |part: Part| -> Parts { [&[part][..], &fact.part].concat().into() };
        let positional: Vec<&_> =
            function.params.iter().filter(|param| param.kind == ParamKind::Positional).collect();
        let rest = function.params.iter().find(|param| param.kind == ParamKind::Star);
        let table = function.params.iter().find(|param| param.kind == ParamKind::DoubleStar);
        match (arg.kind, &arg.name) {
            (ArgKind::Positional, Some(name)) => {
                let found = function.params.iter().find(|param| {
                    param.name == *name && matches!(param.kind, ParamKind::Positional | ParamKind::Keyword)
                });
                match (found, table) {
                    (Some(param), _) => vec![(param.var, fact.part.clone())],
                    (None, Some(table)) => vec![(table.var, inside(Part::Item((**name).into())))],
                    (None, None) => Vec::new(),
                }
            }
            (ArgKind::Positional, None) => {
                let before = call.args[..index].iter().filter(|arg| arg.name.is_none()).count();
                let place = before + call.shift - (index - own);
                match (positional.get(place), rest) {
                    (Some(param), _) => vec![(param.var, fact.part.clone())],
                    (None, Some(rest)) => vec![(rest.var, inside(Part::AnyItem))],
                    (None, None) => Vec::new(),
                }
            }
            (ArgKind::Star, _) => {
                let item = Parts::from(fact.part.get(1..).unwrap_or_default());
                let behind = positional.iter().skip(own + call.shift).map(|param| (param.var, item.clone()));
                behind.chain(rest.map(|rest| (rest.var, fact.part.clone()))).collect()
            }
            (ArgKind::DoubleStar, _) => {
                let named = |param: &&super::network::Parameter| {
                    let item = Part::Item((*param.name).into());
                    fact.part.first().is_none_or(|first| first.fits(&item))
                };
                let item = Parts::from(fact.part.get(1..).unwrap_or_default());
                let to = function.params.iter().filter(|param| param.kind != ParamKind::DoubleStar);
                to.filter(named)
                    .map(|param| (param.var, item.clone()))
                    .chain(table.map(|table| (table.var, fact.part.clone())))
                    .collect()
            }
        }
    }

    /// The calls that a function goes back to: the one it was entered by, or any where that is not known.
    fn back(&self, fact: &Fact, def: Def) -> Vec<(SiteId, Calls)> {
        let Some(function) = self.network.functions.get(&def) else { return Vec::new() };
        match fact.calls.split_last() {
            Some((last, before)) if function.callers.contains(last) => vec![(*last, before.into())],
            _ => function.callers.iter().map(|site| (*site, Calls::default())).collect(),
        }
    }

    fn leave(&mut self, at: usize, fact: &Fact, def: Def, exit: Exit) {
        for (site, calls) in self.back(fact, def) {
            let call = &self.network.sites[site];
            if self.is_stopped(site) || self.is_construction(def) {
                continue;
            }
            let handed_on = call.callbacks.contains(&def);
            if let Some(pair) = call.sets.filter(|_| handed_on && exit == Exit::Returned) {
                let part = state(&fact.part);
                self.add(Fact { value: pair, part, calls, put: false }, Some(at), Why::Returned(site, def));
                continue;
            }
            let part: Parts = match exit {
                Exit::Returned if !handed_on => fact.part.clone(),
                Exit::Returned | Exit::Yielded => [&[Part::AnyItem][..], &fact.part].concat().into(),
            };
            self.add(Fact { value: call.to, part, calls, put: false }, Some(at), Why::Returned(site, def));
        }
    }

    fn is_construction(&self, def: Def) -> bool {
        self.network.functions.get(&def).is_some_and(|function| function.is_constructor)
    }

    /// Whoever else has the object that something was put into.
    fn spread(&mut self, at: usize, fact: &Fact) {
        let network = self.network;
        for origin in &network.origins[fact.value] {
            match origin {
                Origin::Copy(from) => self.put(at, fact, *from, fact.part.clone(), Why::Quiet),
                Origin::Part(of, part) => {
                    let parts: Parts = [std::slice::from_ref(part), &fact.part].concat().into();
                    self.put(at, fact, *of, parts, Why::Quiet);
                }
            }
        }
        let Some(def) = network.entries.get(&fact.value).copied() else { return };
        let Some(function) = network.functions.get(&def) else { return };
        let own = function.receiver == Some(fact.value);
        for (site, calls) in self.back(fact, def) {
            let call = &network.sites[site];
            let given = if own && function.is_constructor {
                vec![call.receiver.filter(|_| call.dotted.contains("super")).unwrap_or(call.to)]
            } else if own {
                call.receiver.into_iter().collect()
            } else {
                let place = function.params.iter().position(|param| param.var == fact.value);
                let arg = place.and_then(|place| {
                    let name = &function.params[place].name;
                    call.args
                        .iter()
                        .find(|arg| arg.name.as_ref() == Some(name))
                        .or_else(|| call.args.get(place))
                });
                arg.map(|arg| arg.var).into_iter().collect()
            };
            for value in given {
                let part = fact.part.clone();
                self.add(Fact { value, part, calls: calls.clone(), put: true }, Some(at), Why::Quiet);
            }
        }
        if own && function.callers.is_empty() {
            self.other_methods(at, fact, def);
        }
    }

    /// Methods that nobody here calls are called by something outside, in any order, on one object.
    fn other_methods(&mut self, at: usize, fact: &Fact, def: Def) {
        let network = self.network;
        let class = network.functions.get(&def).and_then(|function| function.class);
        let others = network.functions.iter().filter(|(other, function)| {
            **other != def && class.is_some() && function.class == class && function.callers.is_empty()
        });
        let mut receivers: Vec<Var> = others.filter_map(|(_, function)| function.receiver).collect();
        receivers.sort_unstable();
        for value in receivers {
            self.step(at, fact, value, fact.part.clone(), Why::Quiet);
        }
    }
}

/// Of a state and its setter, the state.
fn state(part: &[Part]) -> Parts {
    [&[Part::Item("0".into())][..], part].concat().into()
}
