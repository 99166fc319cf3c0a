//! Attributes: read, stored, and bound to their receiver.

use super::super::ir::{Binding, CallKind, DefKind, ObjectKind};
use super::load::positional;
use super::values::{Global, Node, Sym, Val, Value};
use super::{Rule, Solver, Spot};

/// Longer dotted names of outside things say nothing more.
const DOTTED_MAX: usize = 120;

impl Solver<'_> {
    /// The variable of an attribute, or item, of one value.
    pub(super) fn field(&mut self, val: Val, name: Sym) -> Node {
        if let Some(node) = self.fields.get(&(val, name)) {
            return *node;
        }
        let node = self.fresh();
        self.fields.insert((val, name), node);
        node
    }

    pub(super) fn load(&mut self, rule: u32, val: Val, name: Sym, to: Node, at: Spot) {
        match self.values.get(val) {
            Value::Instance(class) => {
                self.again(rule, val);
                self.load_instance(val, class, name, to, at);
            }
            Value::Class(class) => {
                self.again(rule, val);
                self.load_class(val, class, name, to, at);
            }
            Value::Prototype(class) => {
                let node = self.member_slot(class, name);
                self.flow(node, to);
            }
            Value::Super(class, receiver) => {
                self.again(rule, val);
                self.load_super(class, receiver, name, to, at);
            }
            Value::Module(module) => {
                let node = self.attribute_of_module(module, name);
                self.flow(node, to);
            }
            Value::External(outer) => self.load_external(outer, name, to),
            Value::Object(object) => {
                if at.script {
                    self.load_key(val, name, to);
                }
                if !at.script || self.has_methods(object, name) {
                    self.put(to, Value::Native(val, name));
                }
            }
            Value::Function(_) | Value::Bound(..) => self.load_function(val, name, to, at),
            Value::Later(_) | Value::Generator(_) | Value::Partial(_) => {
                self.put(to, Value::Native(val, name))
            }
            Value::Native(outer, context) if self.names.text(name) == "Provider" => {
                self.put(to, Value::Native(outer, context));
            }
            Value::Native(..) | Value::Text(_) => {}
        }
    }

    /// Lists and maps of JavaScript have methods; a plain object's `get` and `set` are its own, but for what React gives a context.
    fn has_methods(&self, object: u32, name: Sym) -> bool {
        self.object_kind[object as usize] != ObjectKind::Record || self.names.text(name) == "Provider"
    }

    /// Remembers a load that another hierarchy would answer otherwise.
    fn again(&mut self, rule: u32, val: Val) {
        if rule != u32::MAX && self.loaded.insert((rule, val)) {
            self.class_loads.push((rule, val));
        }
    }

    fn load_external(&mut self, outer: Sym, name: Sym, to: Node) {
        let text = self.names.text(outer);
        if text.len() < DOTTED_MAX {
            let dotted = format!("{text}.{}", self.names.text(name));
            let sym = self.names.sym(&dotted);
            self.put(to, Value::External(sym));
        }
    }

    fn load_instance(&mut self, val: Val, class: Global, name: Sym, to: Node, at: Spot) {
        let own = self.field(val, name);
        self.flow(own, to);
        if let Some((_, node)) = self.member(class, name) {
            self.watch_once(node, Rule::Bind { receiver: val, to, at });
            return;
        }
        if self.names.text(name) == "__class__" || (at.script && self.names.text(name) == "constructor") {
            self.put(to, Value::Class(class));
        } else if let Some(node) = self.member_named(class, "__getattr__") {
            if self.slots[own as usize].values.is_empty() {
                let site = self.site(at, CallKind::Call, [].into(), to);
                self.watch_once(node, Rule::Invoke { receiver: val, site });
            }
        } else if let Some(base) = self.external_base(class) {
            self.load_external(base, name, to);
        }
    }

    fn load_class(&mut self, val: Val, class: Global, name: Sym, to: Node, at: Spot) {
        if self.is_script(class) {
            if self.names.text(name) == "prototype" {
                return self.put(to, Value::Prototype(class));
            }
            let of_class = format!("@{}", self.names.text(name));
            let name = self.names.sym(&of_class);
            match self.member(class, name) {
                Some((_, node)) => self.watch_once(node, Rule::Bind { receiver: val, to, at }),
                None => {
                    let own = self.field(val, name);
                    self.flow(own, to);
                }
            }
            return;
        }
        match self.member(class, name) {
            Some((_, node)) => {
                self.watch_once(node, Rule::Bind { receiver: val, to, at });
                if self.is_enum(class) {
                    self.put(to, Value::Instance(class));
                }
            }
            None => {
                let own = self.field(val, name);
                self.flow(own, to);
                if let Some(base) = self.external_base(class) {
                    self.load_external(base, name, to);
                }
            }
        }
    }

    fn is_enum(&mut self, class: Global) -> bool {
        self.external_base(class).is_some_and(|base| {
            let text = self.names.text(base);
            matches!(
                text.rsplit('.').next(),
                Some("Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag" | "TextChoices")
            )
        })
    }

    fn load_super(&mut self, class: Global, receiver: Val, name: Sym, to: Node, at: Spot) {
        let (Value::Instance(of) | Value::Class(of)) = self.values.get(receiver) else { return };
        let order = self.order(of);
        let behind = order.iter().position(|other| *other == class).map_or(order.len(), |place| place + 1);
        let found = order[behind..].iter().find_map(|owner| self.members.get(&(*owner, name)).copied());
        match found {
            Some(node) => self.watch_once(node, Rule::Bind { receiver, to, at }),
            None => {
                if let Some(base) = self.external_base(of) {
                    self.load_external(base, name, to);
                }
            }
        }
    }

    fn load_function(&mut self, val: Val, name: Sym, to: Node, at: Spot) {
        let own = match self.values.get(val) {
            Value::Bound(function, _) => {
                let plain = self.values.val(Value::Function(function));
                if self.names.text(name) == "__func__" {
                    return self.add(to, plain);
                }
                self.field(plain, name)
            }
            _ => self.field(val, name),
        };
        self.flow(own, to);
        match (self.names.text(name), self.values.get(val), at.script) {
            ("call" | "apply" | "bind", ..) if at.script => self.put(to, Value::Native(val, name)),
            ("prototype", Value::Function(function), true) => self.put(to, Value::Prototype(function)),
            ("__wrapped__", ..) => self.add(to, val),
            _ => {}
        }
    }

    fn load_key(&mut self, val: Val, name: Sym, to: Node) {
        let (own, unknown) = (self.field(val, name), self.field(val, self.unknown));
        self.flow(own, to);
        self.flow(unknown, to);
    }

    /// Adds a rule unless the same stands there: loads are repeated where the hierarchy changes.
    pub(super) fn watch_once(&mut self, node: Node, rule: Rule) {
        let key = match &rule {
            Rule::Bind { receiver, to, .. } => (node, *receiver, *to),
            Rule::Invoke { receiver, site } => (node, *receiver, u32::MAX - *site),
            _ => return self.watch(node, rule),
        };
        if self.watched.insert(key) {
            self.watch(node, rule);
        }
    }

    /// What reading a member through a receiver gives.
    pub(super) fn bind(&mut self, val: Val, receiver: Val, to: Node, at: Spot) {
        let function = match self.values.get(val) {
            Value::Function(function) => function,
            Value::Instance(class) => {
                if let Some(node) = self.member_named(class, "__get__") {
                    let holder = self.fresh();
                    self.add(holder, receiver);
                    let site = self.site(at, CallKind::Call, [positional(holder)].into(), to);
                    return self.watch_once(node, Rule::Invoke { receiver: val, site });
                }
                return self.add(to, val);
            }
            _ => return self.add(to, val),
        };
        let on_class = matches!(self.values.get(receiver), Value::Class(_));
        match self.definition(function).binding {
            Binding::Property if on_class => self.add(to, val),
            Binding::Property => {
                let site = self.site(at, CallKind::Call, [].into(), to);
                self.invoke(function, Some(receiver), site);
            }
            Binding::Class => {
                let class = match self.values.get(receiver) {
                    Value::Instance(class) => self.values.val(Value::Class(class)),
                    _ => receiver,
                };
                self.put(to, Value::Bound(function, class));
            }
            Binding::Instance if self.is_script(function) || !on_class => {
                self.put(to, Value::Bound(function, receiver));
            }
            Binding::Static | Binding::None | Binding::Instance => self.add(to, val),
        }
    }

    /// The variable of a member of a class, made if there is none.
    fn member_slot(&mut self, class: Global, name: Sym) -> Node {
        if let Some(node) = self.members.get(&(class, name)) {
            return *node;
        }
        let node = self.fresh();
        self.members.insert((class, name), node);
        self.hierarchy_changed = true;
        node
    }

    pub(super) fn store(&mut self, val: Val, name: Sym, from: Node, at: Spot) {
        match self.values.get(val) {
            Value::Instance(class) => self.store_instance(val, class, name, from, at),
            Value::Class(class) => {
                let name = if self.is_script(class) {
                    let of_class = format!("@{}", self.names.text(name));
                    self.names.sym(&of_class)
                } else {
                    name
                };
                let node = self.member_slot(class, name);
                self.flow(from, node);
            }
            Value::Prototype(class) => {
                let node = self.member_slot(class, name);
                self.flow(from, node);
            }
            Value::Module(module) => {
                let node = self.attribute_of_module(module, name);
                self.flow(from, node);
            }
            Value::Object(_) => self.store_key(val, name, from),
            Value::Function(_) => {
                let node = self.field(val, name);
                self.flow(from, node);
            }
            _ => {}
        }
    }

    fn store_instance(&mut self, val: Val, class: Global, name: Sym, from: Node, at: Spot) {
        let setter = format!("{}.setter", self.names.text(name));
        let site_for = |solver: &mut Self| {
            let to = solver.fresh();
            solver.site(at, CallKind::Call, [positional(from)].into(), to)
        };
        if let Some(node) = self.member_named(class, &setter) {
            let site = site_for(self);
            return self.watch(node, Rule::Invoke { receiver: val, site });
        }
        let node = self.field(val, name);
        self.flow(from, node);
        if let Some(node) = self.member_named(class, "__setattr__") {
            let site = site_for(self);
            self.watch(node, Rule::Invoke { receiver: val, site });
        }
    }

    pub(super) fn store_key(&mut self, val: Val, name: Sym, from: Node) {
        let (own, all) = (self.field(val, name), self.field(val, self.any));
        self.flow(from, own);
        self.flow(from, all);
    }

    pub(super) fn super_of(&mut self, val: Val, other: Node, is_class: bool, to: Node) {
        for at in 0..self.slots[other as usize].values.len() {
            let other = self.slots[other as usize].values[at];
            let (class, receiver) = if is_class { (val, other) } else { (other, val) };
            let Value::Class(class) = self.values.get(class) else { continue };
            if matches!(self.values.get(receiver), Value::Instance(_) | Value::Class(_)) {
                self.put(to, Value::Super(class, receiver));
            }
        }
    }

    /// A member called on a receiver: constructors, operators, setters.
    pub(super) fn invoke_member(&mut self, val: Val, receiver: Val, site: u32) {
        match self.values.get(val) {
            Value::Function(function) => {
                let definition = self.definition(function);
                let receiver = match definition.binding {
                    Binding::Static
                        if &*definition.name != "__new__" && !definition.name.ends_with(".__new__") =>
                    {
                        None
                    }
                    _ => Some(receiver),
                };
                if definition.kind == DefKind::Function {
                    self.invoke(function, receiver, site);
                }
            }
            _ => self.call(site, val),
        }
    }
}
