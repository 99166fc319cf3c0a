//! What nobody here calls: receivers and parameters are taken to be what their class and type say.

use std::collections::HashMap;

use super::super::ir::{Binding, DefKind, ObjectKind, Type};
use super::values::{Global, Node, Val, Value};
use super::{Confidence, Edge, Limits, Linked, Outside, Solver};

/// A type with more classes behind it than this says too little.
const FAMILY_MAX: usize = 16;

impl Solver<'_> {
    pub(super) fn seed(&mut self) {
        let families = self.families();
        self.seed_receivers(&families);
        self.run();
        for _ in 0..3 {
            self.seed_types(&families);
            self.run();
        }
    }

    /// For each class those below it, itself first.
    fn families(&mut self) -> HashMap<Global, Vec<Global>> {
        let mut all: Vec<Global> = self.bases.keys().copied().collect();
        all.sort_unstable();
        let mut families: HashMap<Global, Vec<Global>> =
            all.iter().map(|class| (*class, vec![*class])).collect();
        for class in all {
            for base in self.order(class).iter().skip(1) {
                families.entry(*base).or_insert_with(|| vec![*base]).push(class);
            }
        }
        families
    }

    fn seed_receivers(&mut self, families: &HashMap<Global, Vec<Global>>) {
        for global in 0..self.def_file.len() as Global {
            let definition = self.definition(global);
            let Some(owner) = definition.owner else { continue };
            if definition.kind != DefKind::Function || matches!(definition.binding, Binding::Static) {
                continue;
            }
            let owner = self.sibling(global, owner);
            let node = match (self.is_script(global), definition.params.first()) {
                (true, _) if definition.this != 0 => self.node_of(global, definition.this),
                (false, Some(first)) => self.node_of(global, first.var),
                _ => continue,
            };
            if self.slots[node as usize].values.is_empty() {
                let of_class = definition.binding == Binding::Class || &*definition.name == "__new__";
                for class in self.kinds(owner, families) {
                    self.put(node, if of_class { Value::Class(class) } else { Value::Instance(class) });
                }
            }
        }
    }

    /// The classes that something declared to be of a class may be of.
    fn kinds(&mut self, class: Global, families: &HashMap<Global, Vec<Global>>) -> Vec<Global> {
        if !self.is_abstract(class) {
            return vec![class];
        }
        let family = families.get(&class).cloned().unwrap_or_default();
        let concrete: Vec<Global> = family.into_iter().filter(|kind| !self.is_abstract(*kind)).collect();
        if concrete.is_empty() || concrete.len() > FAMILY_MAX { vec![class] } else { concrete }
    }

    fn seed_types(&mut self, families: &HashMap<Global, Vec<Global>>) {
        for file in 0..self.units.len() {
            let graph = self.units[file].graph;
            let base = self.var_base[file];
            let members: HashMap<u32, (u32, &str)> =
                graph.members.iter().map(|(class, name, var)| (*var, (*class, &**name))).collect();
            for (index, (var, kind)) in graph.typed.iter().enumerate() {
                let node = base + var;
                if self.knows(node) {
                    continue;
                }
                if let Some((class, name)) = members.get(var)
                    && self.is_filled(self.def_base[file] + class, name, families)
                {
                    continue;
                }
                let owner = u32::MAX / 2 + file as u32 * 65_536 + index as u32 % 65_536;
                for val in self.of_type(kind, base, owner, 0, families) {
                    self.add(node, val);
                }
            }
        }
    }

    /// Something of this project, or of another, is known to be held.
    fn knows(&self, node: Node) -> bool {
        self.held(node).iter().any(|value| !matches!(value, Value::External(_) | Value::Text(_)))
    }

    fn is_filled(&mut self, class: Global, name: &str, families: &HashMap<Global, Vec<Global>>) -> bool {
        let Some(name) = self.names.known(name) else { return false };
        let family = families.get(&class).cloned().unwrap_or_default();
        family.into_iter().any(|class| {
            let val = self.values.val(Value::Instance(class));
            self.fields.get(&(val, name)).copied().is_some_and(|node| self.knows(node))
        })
    }

    fn of_type(
        &mut self,
        kind: &Type,
        base: Node,
        owner: u32,
        depth: u32,
        families: &HashMap<Global, Vec<Global>>,
    ) -> Vec<Val> {
        match kind {
            Type::Is(var) => {
                let mut found = Vec::new();
                for value in self.held(base + var) {
                    match value {
                        Value::Class(class) => {
                            for class in self.kinds(class, families) {
                                found.push(self.values.val(Value::Instance(class)));
                            }
                        }
                        // Another name for a type: a union, or a container of types.
                        Value::Object(_) | Value::External(_) => {}
                        _ => {}
                    }
                }
                found
            }
            Type::Any(kinds) => {
                kinds.iter().flat_map(|kind| self.of_type(kind, base, owner, depth, families)).collect()
            }
            Type::Items(item) | Type::Later(item) => {
                let items = self.of_type(item, base, owner, depth + 1, families);
                if items.is_empty() {
                    return Vec::new();
                }
                if matches!(kind, Type::Later(_)) {
                    let node = self.fresh();
                    items.into_iter().for_each(|val| self.add(node, val));
                    return vec![self.values.val(Value::Later(node))];
                }
                let list = self.made(owner, 30 + depth, ObjectKind::List);
                for name in [self.any, self.unknown] {
                    let node = self.field(list, name);
                    items.iter().for_each(|val| self.add(node, *val));
                }
                vec![list]
            }
            Type::Class(of) => {
                let objects = self.of_type(of, base, owner, depth, families);
                let classes = objects.into_iter().filter_map(|val| match self.values.get(val) {
                    Value::Instance(class) => Some(class),
                    _ => None,
                });
                let classes: Vec<Global> = classes.collect();
                classes.into_iter().map(|class| self.values.val(Value::Class(class))).collect()
            }
        }
    }

    pub(super) fn finish(self) -> Linked {
        let edge = |((from, to), (line, confidence)): (&(Global, Global), &(u32, Confidence))| Edge {
            from: self.id(*from),
            to: self.id(*to),
            line: *line,
            confidence: *confidence,
        };
        let outside = self.outside.iter().map(|((from, name), line)| Outside {
            from: self.id(*from),
            name: self.names.text(*name).to_owned(),
            line: *line,
        });
        let unresolved =
            self.written.iter().filter(|(site, _)| !self.answered.contains(site)).map(|(site, name)| {
                let site = &self.sites[*site as usize];
                (self.id(site.caller), site.line, name.clone())
            });
        Linked {
            edges: self.edges.iter().map(edge).collect(),
            makes: self.makes.iter().map(edge).collect(),
            outside: outside.collect(),
            limits: Limits {
                saturated: self.saturated,
                stopped: self.spent(),
                too_deep: self.units.iter().map(|unit| unit.graph.too_deep as usize).sum(),
                long_orders: self.deep.len(),
            },
            unresolved: unresolved.collect(),
        }
    }
}
