//! Calls: arguments to parameters, results back, objects made.

use std::rc::Rc;

use super::super::ir::{ArgKind, CallKind, DefKind, Definition, ObjectKind, ParamKind};
use super::load::positional;
use super::values::{Global, Node, Sym, Val, Value};
use super::{Arg, Item, Rule, Solver, Spot};

/// Partials of partials; `self.f = partial(self.f, …)` would be one of itself without end.
const PARTIALS_MAX: u8 = 2;

impl Solver<'_> {
    pub(super) fn spot_of(&self, site: u32) -> Spot {
        let site = &self.sites[site as usize];
        Spot { caller: site.caller, line: site.line, script: site.script }
    }

    pub(super) fn edge(&mut self, from: Global, to: Global, line: u32) {
        let confidence = self.confidence;
        self.edges.entry((from, to)).or_insert((line, confidence));
    }

    pub(super) fn call(&mut self, site: u32, val: Val) {
        self.answered.insert(site);
        if self.is_of_another_use(site, val) {
            return;
        }
        match self.values.get(val) {
            Value::Function(function) if self.sites[site as usize].kind == CallKind::New => {
                let receiver = self.values.val(Value::Instance(function));
                let to = self.sites[site as usize].to;
                self.add(to, receiver);
                self.invoke(function, Some(receiver), site);
            }
            Value::Function(function) => self.invoke(function, None, site),
            Value::Bound(function, receiver) => self.invoke(function, Some(receiver), site),
            Value::Class(class) => self.instantiate(class, site),
            Value::Instance(class) => {
                if let Some(node) = self.member_named(class, "__call__") {
                    self.watch_once(node, Rule::Invoke { receiver: val, site });
                }
            }
            Value::Partial(partial) => self.call_partial(partial, site),
            Value::Native(receiver, name) => self.native(receiver, name, site),
            Value::External(name) => self.external(name, site),
            Value::Super(class, receiver) => self.call_super(class, receiver, site),
            Value::Object(_) | Value::Module(_) | Value::Text(_) | Value::Later(_) => {}
            Value::Generator(_) | Value::Prototype(_) => {}
        }
    }

    /// `super(…)` in a JavaScript constructor.
    fn call_super(&mut self, class: Global, receiver: Val, site: u32) {
        let Value::Instance(of) = self.values.get(receiver) else { return };
        let order = self.order(of);
        let behind = order.iter().position(|other| *other == class).map_or(order.len(), |place| place + 1);
        let name = self.names.sym("constructor");
        let found = order[behind..].iter().find_map(|owner| self.members.get(&(*owner, name)).copied());
        if let Some(node) = found {
            self.watch_once(node, Rule::Invoke { receiver, site });
        } else if let Some(function) =
            order[behind..].iter().find(|def| self.definition(**def).kind == DefKind::Function)
        {
            self.invoke(*function, Some(receiver), site);
        }
    }

    fn call_partial(&mut self, partial: u32, site: u32) {
        let (callee, first) = self.partials[partial as usize].clone();
        let spot = self.spot_of(site);
        let own = &self.sites[site as usize];
        let (to, kind, partials) = (own.to, own.kind, own.partials);
        if partials >= PARTIALS_MAX {
            return;
        }
        let args: Vec<Arg> = first.iter().chain(own.args.iter()).cloned().collect();
        if self.bound.insert((site, u32::MAX - partial, None)) {
            let inner = self.site(spot, kind, args.into(), to);
            self.sites[inner as usize].partials = partials + 1;
            self.watch(callee, Rule::Call(inner));
        }
    }

    /// One call of one function, with or without a receiver.
    pub(super) fn invoke(&mut self, function: Global, receiver: Option<Val>, site: u32) {
        let (caller, line) = (self.sites[site as usize].caller, self.sites[site as usize].line);
        let definition = self.definition(function);
        if definition.kind == DefKind::Function && !(definition.is_abstract && self.is_script(function)) {
            self.edge(caller, function, line);
        }
        if !self.bound.insert((site, function, receiver)) {
            return;
        }
        let script = self.is_script(function);
        let mut place = 0;
        if let Some(receiver) = receiver {
            if script {
                if definition.this != 0 {
                    let this = self.node_of(function, definition.this);
                    self.add(this, receiver);
                }
            } else if let Some(first) = definition.params.first() {
                place = 1;
                if first.kind == ParamKind::Star {
                    let rest = self.made(function, 0, ObjectKind::Tuple);
                    let (own, all) = (self.numbered(rest, 0), self.field(rest, self.any));
                    self.add(own, receiver);
                    self.add(all, receiver);
                } else {
                    let node = self.node_of(function, first.var);
                    self.add(node, receiver);
                }
            }
        }
        let args = self.sites[site as usize].args.clone();
        let given = self.arguments(function, definition, &args, place);
        self.result(function, definition, receiver, &given, site);
    }

    /// The variable that holds an item by its place.
    pub(super) fn numbered(&mut self, val: Val, place: usize) -> Node {
        let name = self.names.sym(&place.to_string());
        self.field(val, name)
    }

    /// A container that calls fill: the rest of a function's arguments, the result of a built-in.
    pub(super) fn made(&mut self, owner: u32, kind: u32, shape: ObjectKind) -> Val {
        if let Some(val) = self.made_objects.get(&(owner, kind)) {
            return *val;
        }
        self.object_kind.push(shape);
        let val = self.values.val(Value::Object(self.object_kind.len() as u32 - 1));
        self.made_objects.insert((owner, kind), val);
        val
    }

    /// Hands arguments over; gives the variable that fills each parameter, where there is exactly one.
    fn arguments(
        &mut self,
        function: Global,
        definition: &Definition,
        args: &Rc<[Arg]>,
        start: usize,
    ) -> Vec<Option<Node>> {
        let mut given = vec![None; definition.params.len()];
        let mut place = start;
        for arg in args.iter() {
            match (arg.kind, arg.name) {
                (ArgKind::Positional, Some(name)) => {
                    self.named_argument(function, definition, name, arg.node, &mut given)
                }
                (ArgKind::Positional, None) => {
                    self.positional_argument(function, definition, place, start, arg.node, &mut given);
                    place += 1;
                }
                (ArgKind::Star, _) => self.star_argument(function, definition, place, arg.node),
                (ArgKind::DoubleStar, _) => self.double_star_argument(function, definition, arg.node),
            }
        }
        given
    }

    fn positional_argument(
        &mut self,
        function: Global,
        definition: &Definition,
        place: usize,
        start: usize,
        node: Node,
        given: &mut [Option<Node>],
    ) {
        let star = definition.params.iter().position(|param| param.kind == ParamKind::Star);
        let plain = definition.params.get(place).filter(|param| param.kind == ParamKind::Positional);
        if let Some(param) = plain.filter(|_| star.is_none_or(|star| place < star)) {
            let to = self.node_of(function, param.var);
            self.flow(node, to);
            given[place] = Some(node);
        } else if let Some(star) = star {
            let rest = self.rest_of(function, definition, star);
            // A receiver that the rest took has the first place.
            let taken = place - star.max(if star == 0 { 0 } else { start.min(star) });
            let name = self.names.sym(&taken.to_string());
            self.store_key(rest, name, node);
        }
    }

    fn rest_of(&mut self, function: Global, definition: &Definition, index: usize) -> Val {
        let shape = if definition.params[index].kind == ParamKind::Star {
            ObjectKind::Tuple
        } else {
            ObjectKind::Record
        };
        let rest = self.made(function, u32::from(shape == ObjectKind::Record), shape);
        let to = self.node_of(function, definition.params[index].var);
        self.add(to, rest);
        rest
    }

    fn named_argument(
        &mut self,
        function: Global,
        definition: &Definition,
        name: Sym,
        node: Node,
        given: &mut [Option<Node>],
    ) {
        let text = self.names.text(name);
        let plain = |kind| matches!(kind, ParamKind::Positional | ParamKind::Keyword);
        if let Some(index) =
            definition.params.iter().position(|param| *param.name == *text && plain(param.kind))
        {
            let to = self.node_of(function, definition.params[index].var);
            self.flow(node, to);
            given[index] = Some(node);
        } else if let Some(index) =
            definition.params.iter().position(|param| param.kind == ParamKind::DoubleStar)
        {
            let rest = self.rest_of(function, definition, index);
            self.store_key(rest, name, node);
        }
    }

    fn star_argument(&mut self, function: Global, definition: &Definition, start: usize, node: Node) {
        let at = Spot { caller: function, line: 0, script: self.is_script(function) };
        for (index, param) in definition.params.iter().enumerate().skip(start) {
            let to = self.node_of(function, param.var);
            match param.kind {
                ParamKind::Positional => {
                    let name = self.names.sym(&(index - start).to_string());
                    self.watch(node, Rule::LoadItem { item: Item::Named(name), to, at });
                }
                ParamKind::Star if index == start => self.flow(node, to),
                ParamKind::Star => {
                    let rest = self.rest_of(function, definition, index);
                    let unknown = self.field(rest, self.unknown);
                    let all = self.field(rest, self.any);
                    self.watch(node, Rule::LoadItem { item: Item::Any, to: unknown, at });
                    self.flow(unknown, all);
                }
                ParamKind::Keyword | ParamKind::DoubleStar => {}
            }
        }
    }

    fn double_star_argument(&mut self, function: Global, definition: &Definition, node: Node) {
        let at = Spot { caller: function, line: 0, script: self.is_script(function) };
        for param in &definition.params {
            let to = self.node_of(function, param.var);
            match param.kind {
                ParamKind::Positional | ParamKind::Keyword => {
                    let name = self.names.sym(&param.name);
                    self.watch(node, Rule::LoadItem { item: Item::Named(name), to, at });
                }
                ParamKind::DoubleStar => self.flow(node, to),
                ParamKind::Star => {}
            }
        }
    }

    fn result(
        &mut self,
        function: Global,
        definition: &Definition,
        receiver: Option<Val>,
        given: &[Option<Node>],
        site: u32,
    ) {
        let to = self.sites[site as usize].to;
        if definition.is_generator {
            let yields = self.node_of(function, definition.yields);
            return self.put(to, Value::Generator(yields));
        }
        let returns = self.node_of(function, definition.returns);
        let apart = !definition.passes.is_empty() || !definition.guarded.is_empty();
        let target = if definition.is_async && apart { self.fresh() } else { to };
        for index in &definition.passes {
            match (index, receiver, given.get(*index).copied().flatten()) {
                (0, Some(receiver), _) if !self.is_script(function) => self.add(target, receiver),
                (_, _, Some(node)) => self.flow(node, target),
                _ => {
                    let node = self.node_of(function, definition.params[*index].var);
                    self.flow(node, target);
                }
            }
        }
        let star = self.sites[site as usize].args.iter().any(|arg| arg.kind != ArgKind::Positional);
        for guarded in &definition.guarded {
            if self.may_return(guarded.guard, given, star, site) {
                self.give(self.node_of(function, guarded.var), target, site);
            }
        }
        if !definition.is_async {
            self.give(returns, to, site);
        } else if !apart {
            self.put(to, Value::Later(returns));
        } else {
            self.flow(returns, target);
            self.put(to, Value::Later(target));
        }
    }

    // Objects.

    fn instantiate(&mut self, class: Global, site: u32) {
        let instance = self.values.val(Value::Instance(class));
        let to = self.sites[site as usize].to;
        self.add(to, instance);
        let script = self.is_script(class);
        let spot = self.spot_of(site);
        let args = self.sites[site as usize].args.clone();
        let mut found = false;
        let constructors: &[&str] = if script { &["constructor"] } else { &["__new__", "__init__"] };
        for name in constructors {
            let Some(node) = self.member_named(class, name) else { continue };
            found |= *name != "__new__";
            let receiver = if *name == "__new__" { self.values.val(Value::Class(class)) } else { instance };
            let result = self.fresh();
            if self.watched.insert((node, receiver, u32::MAX - site)) {
                let inner = self.site(spot, CallKind::Call, args.clone(), result);
                self.watch(node, Rule::Invoke { receiver, site: inner });
            }
        }
        if self.sites[site as usize].kind == CallKind::Component
            && let Some(node) = self.member_named(class, "render")
        {
            let result = self.fresh();
            let inner = self.site(spot, CallKind::Call, [].into(), result);
            self.watch_once(node, Rule::Invoke { receiver: instance, site: inner });
        }
        if !found {
            let confidence = self.confidence;
            self.makes.entry((spot.caller, class)).or_insert((spot.line, confidence));
            if !script && self.bound.insert((site, class, None)) {
                self.made_constructor(instance, class, &args, spot);
            }
        }
    }

    /// Data classes, models, named tuples: arguments become fields.
    fn made_constructor(&mut self, instance: Val, class: Global, args: &Rc<[Arg]>, spot: Spot) {
        let order = self.order(class);
        let mut fields: Vec<&str> = Vec::new();
        for class in order.iter().rev() {
            for name in &self.definition(*class).fields {
                if !fields.contains(&&**name) {
                    fields.push(name);
                }
            }
        }
        let fields: Vec<Sym> = fields.into_iter().map(|name| self.names.sym(name)).collect();
        for (place, arg) in args.iter().enumerate() {
            let name = match (arg.kind, arg.name) {
                (ArgKind::Positional, Some(name)) => name,
                (ArgKind::Positional, None) if place < fields.len() => fields[place],
                _ => continue,
            };
            let node = self.field(instance, name);
            self.flow(arg.node, node);
        }
        if let Some(node) = self.member_named(class, "__post_init__") {
            let to = self.fresh();
            let site = self.site(spot, CallKind::Call, [].into(), to);
            self.watch(node, Rule::Invoke { receiver: instance, site });
        }
    }

    /// Calls whatever a variable holds, on behalf of a built-in.
    pub(super) fn call_back(&mut self, callee: Node, args: &[Node], to: Node, at: Spot) {
        let args: Vec<Arg> = args.iter().map(|node| positional(*node)).collect();
        let site = self.site(at, CallKind::Call, args.into(), to);
        self.watch(callee, Rule::Call(site));
    }
}
