//! One file while its variables and calls are taken in.

use std::collections::{BTreeSet, HashMap};

use super::super::super::ir::{self, Key, Literal, Step};
use super::Part;

/// One file while it is taken in.
pub(super) struct File<'f> {
    pub graph: &'f ir::FileGraph,
    pub script: bool,
    pub vars: usize,
    pub defs: usize,
    /// Which variables have a name of their own, or are attributes of others.
    pub texts: HashMap<ir::Var, String>,
    pub owners: HashMap<ir::Var, ir::Var>,
    pub functions: HashMap<ir::Var, ir::Def>,
    pub objects: BTreeSet<ir::Var>,
    pub taken_apart: BTreeSet<(ir::Var, ir::Var)>,
}

impl<'f> File<'f> {
    pub fn new(graph: &'f ir::FileGraph, script: bool, vars: usize, defs: usize) -> Self {
        let mut file = File {
            graph,
            script,
            vars,
            defs,
            texts: graph.free.iter().map(|(name, var)| (*var, name.to_string())).collect(),
            owners: HashMap::new(),
            functions: HashMap::new(),
            objects: BTreeSet::new(),
            taken_apart: BTreeSet::new(),
        };
        file.texts.extend(graph.bindings.iter().map(|(name, var)| (*var, name.to_string())));
        file.texts.extend(graph.named.iter().map(|named| (named.var, named.name.to_string())));
        for step in &graph.steps {
            match step {
                Step::Load { of, name, to, .. } => {
                    file.taken_apart.insert((*of, *to));
                    file.owners.insert(*to, *of);
                    file.texts.insert(*to, name.to_string());
                }
                Step::Make { literal: Literal::Def(def), to } => {
                    file.functions.insert(*to, *def);
                }
                Step::Make { literal: Literal::Object(_), to } => {
                    file.objects.insert(*to);
                }
                Step::LoadItem { of, to, .. } | Step::Iterate { of, to, .. } | Step::Rest { of, to, .. } => {
                    file.taken_apart.insert((*of, *to));
                }
                _ => {}
            }
        }
        file
    }

    pub fn attribute(&self, name: &str) -> Part {
        if self.script { Part::Item(name.into()) } else { Part::Attribute(name.into()) }
    }

    pub fn item(&self, key: &Key) -> Part {
        match key {
            Key::Named(name) => Part::Item((**name).into()),
            Key::Any | Key::Held(_) => Part::AnyItem,
        }
    }

    pub fn dotted(&self, var: ir::Var, hops: u32) -> String {
        let own = self.texts.get(&var).cloned().unwrap_or_default();
        match self.owners.get(&var) {
            Some(of) if hops < 8 => {
                let before = self.dotted(*of, hops + 1);
                if before.is_empty() { own } else { format!("{before}.{own}") }
            }
            _ => own,
        }
    }
}
