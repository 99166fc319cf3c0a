//! The steps of one file as rules of the whole program, and what its imports mean.

use std::rc::Rc;

use super::super::imports::Target;
use super::super::ir::{self, ArgKind, Call, DefKind, Key, Literal, Step};
use super::values::{Global, ModuleId, Node, Sym, Value};
use super::{Arg, Item, Rule, Site, Solver, Spot};

/// How far re-exports are followed.
const STARS_MAX: u32 = 8;

impl Solver<'_> {
    pub(super) fn load_file(&mut self, file: usize) {
        let graph = self.units[file].graph;
        let (vars, defs) = (self.var_base[file], self.def_base[file]);
        self.object_kind.extend(graph.objects.iter().copied());
        for (index, definition) in graph.defs.iter().enumerate() {
            let global = defs + index as Global;
            if matches!(definition.kind, DefKind::Class | DefKind::Interface) {
                let bases: Vec<Node> = definition.bases.iter().map(|var| vars + var).collect();
                bases.iter().for_each(|node| self.watch(*node, Rule::Base));
                self.bases.insert(global, bases);
            }
            if definition.is_abstract
                && let Some(owner) = definition.owner
            {
                self.abstracts.insert(defs + owner);
            }
        }
        for (class, name, var) in &graph.members {
            let name = self.names.sym(name);
            let node = vars + var;
            match self.members.get(&(defs + class, name)).copied() {
                Some(known) => self.flow(node, known),
                None => drop(self.members.insert((defs + class, name), node)),
            }
        }
        let module = self.module_of_file[file];
        for (name, var) in &graph.bindings {
            let name = self.names.sym(name);
            self.bindings.insert((module, name), vars + var);
        }
    }

    /// The steps, once all files have said what they bind.
    pub(super) fn load_steps(&mut self, file: usize, objects: u32) {
        let graph = self.units[file].graph;
        let vars = self.var_base[file];
        for (name, var) in &graph.free {
            self.free_name(file, name, vars + var);
        }
        for step in &graph.steps {
            self.load_step(file, objects, step);
        }
    }

    fn spot(&self, file: usize, at: ir::At) -> Spot {
        Spot { caller: self.def_base[file] + at.def, line: at.line, script: self.units[file].script }
    }

    fn load_step(&mut self, file: usize, objects: u32, step: &Step) {
        let vars = self.var_base[file];
        match step {
            Step::Copy { from, to } => self.flow(vars + from, vars + to),
            Step::Derive { .. } => {}
            Step::Make { literal, to } => {
                let value = self.literal(file, objects, literal);
                self.put(vars + to, value);
            }
            Step::Load { of, name, to, at } => {
                let (name, at) = (self.names.sym(name), self.spot(file, *at));
                self.watch(vars + of, Rule::Load { name, to: vars + to, at });
            }
            Step::Store { of, name, from, at } => {
                let (name, at) = (self.names.sym(name), self.spot(file, *at));
                self.watch(vars + of, Rule::Store { name, from: vars + from, at });
            }
            Step::LoadItem { of, key, to, at } => {
                let (item, at) = (self.item(key), self.spot(file, *at));
                self.watch(vars + of, Rule::LoadItem { item, to: vars + to, at });
            }
            Step::StoreItem { of, key, from, at } => {
                let (item, at) = (self.item(key), self.spot(file, *at));
                self.watch(vars + of, Rule::StoreItem { item, from: vars + from, at });
            }
            Step::Rest { of, from, to } => self.watch(vars + of, Rule::Rest { from: *from, to: vars + to }),
            Step::Call(call) => self.load_call(file, call),
            Step::Iterate { of, to, at } => {
                let at = self.spot(file, *at);
                self.watch(vars + of, Rule::Iterate { to: vars + to, at });
            }
            Step::Await { of, to } => self.watch(vars + of, Rule::Await { to: vars + to }),
            Step::Enter { of, to, at, is_async } => {
                let at = self.spot(file, *at);
                self.watch(vars + of, Rule::Enter { to: vars + to, at, later: *is_async });
            }
            Step::Operator { of, method, args, to, at } => {
                let at = self.spot(file, *at);
                let args = args.iter().map(|var| positional(vars + var)).collect();
                self.watch(vars + of, Rule::Operator { method, args, to: vars + to, at });
            }
            Step::Import { import, name, to } => self.import(file, *import, name.as_deref(), vars + to),
            Step::Super { class, receiver, to } => {
                let (class, receiver, to) = (vars + class, vars + receiver, vars + to);
                self.watch(class, Rule::Super { other: receiver, is_class: true, to });
                self.watch(receiver, Rule::Super { other: class, is_class: false, to });
            }
        }
    }

    fn item(&mut self, key: &Key) -> Item {
        match key {
            Key::Named(name) => Item::Named(self.names.sym(name)),
            Key::Any | Key::Held(_) => Item::Any,
        }
    }

    fn literal(&mut self, file: usize, objects: u32, literal: &Literal) -> Value {
        match literal {
            Literal::Def(def) => {
                let global = self.def_base[file] + def;
                match self.definition(global).kind {
                    DefKind::Class | DefKind::Interface => Value::Class(global),
                    DefKind::Function | DefKind::Module => Value::Function(global),
                }
            }
            Literal::Object(site) => Value::Object(objects + site),
            Literal::Text(text) => Value::Text(self.names.sym(text)),
            Literal::External(name) => Value::External(self.names.sym(name)),
        }
    }

    fn load_call(&mut self, file: usize, call: &Call) {
        let vars = self.var_base[file];
        let spot = self.spot(file, call.at);
        let args: Vec<Arg> = call
            .args
            .iter()
            .map(|arg| Arg {
                kind: arg.kind,
                name: arg.name.as_ref().map(|name| self.names.sym(name)),
                node: vars + arg.var,
            })
            .collect();
        let site = self.site(spot, call.kind, args.into(), vars + call.to);
        if call.kind == ir::CallKind::Decorator {
            self.sites[site as usize].decorator = Some(self.names.sym(&call.name));
        }
        self.written.push((site, call.name.clone()));
        self.watch(vars + call.callee, Rule::Call(site));
    }

    pub(super) fn site(&mut self, at: Spot, kind: ir::CallKind, args: Rc<[Arg]>, to: Node) -> u32 {
        self.sites.push(Site {
            caller: at.caller,
            line: at.line,
            kind,
            args,
            to,
            script: at.script,
            partials: 0,
            decorator: None,
        });
        self.sites.len() as u32 - 1
    }

    // Imports.

    fn import(&mut self, file: usize, import: usize, name: Option<&str>, to: Node) {
        match self.units[file].targets.get(import).cloned() {
            Some(Target::File(target)) => {
                let module = self.module_of_file[target];
                // `from . import a` in a package itself asks for the module below it, not for the name that it binds.
                match name.filter(|_| target == file).and_then(|name| self.below(module, name)) {
                    Some(below) => self.put(to, Value::Module(below)),
                    None => self.import_module(module, name, to),
                }
            }
            Some(Target::Package(package)) => {
                let module = self.module(&package);
                self.import_module(module, name, to);
            }
            Some(Target::Data(module) | Target::External(module) | Target::Missing(module)) => {
                let dotted = match name {
                    Some("default" | "=" | "*") | None => module,
                    Some(name) => format!("{module}.{name}"),
                };
                let name = self.names.sym(&dotted);
                self.put(to, Value::External(name));
            }
            None => {}
        }
    }

    fn import_module(&mut self, module: ModuleId, name: Option<&str>, to: Node) {
        let whole = self.names.sym("=");
        let assigned = self.bindings.get(&(module, whole)).copied();
        match (name, assigned) {
            (None | Some("="), None) => self.put(to, Value::Module(module)),
            (None | Some("="), Some(node)) => {
                self.flow(node, to);
                self.put(to, Value::Module(module));
            }
            (Some(name), assigned) => {
                let name = self.names.sym(name);
                let default = self.names.sym("default");
                match (self.exported(module, name, 0), assigned) {
                    (Some(node), _) => self.flow(node, to),
                    (None, Some(node)) if name == default => self.flow(node, to),
                    (None, Some(node)) => {
                        let at = Spot { caller: 0, line: 0, script: true };
                        self.watch(node, Rule::Load { name, to, at });
                    }
                    (None, None) => {
                        let node = self.attribute_of_module(module, name);
                        self.flow(node, to);
                    }
                }
            }
        }
    }

    /// What a module offers under a name: its own, or what it takes over from others.
    pub(super) fn exported(&mut self, module: ModuleId, name: Sym, depth: u32) -> Option<Node> {
        if let Some(node) = self.bindings.get(&(module, name)) {
            return Some(*node);
        }
        let file = self.modules[module as usize].file?;
        if depth >= STARS_MAX {
            return None;
        }
        let stars = &self.units[file].graph.stars;
        stars.iter().rev().find_map(|star| self.through_star(file, *star, name, depth))
    }

    fn through_star(&mut self, file: usize, star: usize, name: Sym, depth: u32) -> Option<Node> {
        let Some(Target::File(target)) = self.units[file].targets.get(star) else { return None };
        let graph = self.units[*target].graph;
        let text = self.names.text(name);
        let offers = match &graph.exported {
            Some(listed) => listed.iter().any(|other| **other == *text),
            None if self.units[file].script => text != "default",
            None => !text.starts_with('_'),
        };
        let module = self.module_of_file[*target];
        if offers { self.exported(module, name, depth + 1) } else { None }
    }

    /// The variable of a module's attribute; a submodule is one, and what is stored from outside.
    pub(super) fn attribute_of_module(&mut self, module: ModuleId, name: Sym) -> Node {
        if let Some(node) = self.exported(module, name, 0) {
            return node;
        }
        let node = self.fresh();
        self.bindings.insert((module, name), node);
        let text = self.names.text(name).to_owned();
        if let Some(sub) = self.below(module, &text) {
            self.put(node, Value::Module(sub));
        }
        node
    }

    /// The module of a name within another.
    fn below(&self, module: ModuleId, name: &str) -> Option<ModuleId> {
        let dotted = format!("{}.{name}", self.names.text(self.modules[module as usize].name));
        self.names.known(&dotted).and_then(|sym| self.module_by_name.get(&sym)).copied()
    }

    fn free_name(&mut self, file: usize, name: &str, node: Node) {
        let sym = self.names.sym(name);
        if !self.units[file].script {
            let stars = &self.units[file].graph.stars;
            if let Some(found) = stars.iter().rev().find_map(|star| self.through_star(file, *star, sym, 0)) {
                return self.flow(found, node);
            }
        }
        self.put(node, Value::External(sym));
    }
}

pub(super) fn positional(node: Node) -> Arg {
    Arg { kind: ArgKind::Positional, name: None, node }
}
