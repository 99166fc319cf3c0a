//! Names and their versions while a file is walked: scopes, branches, loops.

use std::collections::{HashMap, HashSet};

use super::ir::*;

/// How deep nested syntax is followed; what lies deeper is counted, not read.
pub const DEPTH_MAX: u32 = 120;

pub(super) type Id = u32;
pub(super) type Versions = HashMap<Id, Var>;

pub(super) struct Name {
    /// All that the name ever holds.
    pub all: Var,
    pub def: Def,
    /// Bound by other functions too, so that its order is unknown.
    pub shared: bool,
}

struct Scope {
    def: Def,
    names: HashMap<Box<str>, Id>,
    /// A class body: its names are not seen from the functions inside.
    class: bool,
}

pub(super) struct Loop {
    /// A `switch`: it can be broken out of, and does not go round.
    pub switch: bool,
    pub breaks: Vec<Versions>,
    pub continues: Vec<Versions>,
}

/// Collects the steps of one file.
pub struct Builder {
    pub graph: FileGraph,
    pub(super) names: Vec<Name>,
    scopes: Vec<Scope>,
    pub(super) now: Versions,
    /// The way here has ended with a return, raise, break or continue.
    pub dead: bool,
    pub(super) loops: Vec<Loop>,
    pub(super) tries: Vec<Versions>,
    free: HashMap<Box<str>, Var>,
    saved: Vec<(Versions, bool, Vec<Loop>, Vec<Versions>)>,
    anonymous: HashMap<Def, u32>,
    pub depth: u32,
}

impl Builder {
    pub fn new(lines: u32) -> Self {
        let mut graph = FileGraph { vars: 1, ..FileGraph::default() };
        graph.defs.push(Definition::new(DefKind::Module, "", MODULE, 1, lines));
        let mut builder = Builder {
            graph,
            names: Vec::new(),
            scopes: Vec::new(),
            now: Versions::new(),
            dead: false,
            loops: Vec::new(),
            tries: Vec::new(),
            free: HashMap::new(),
            saved: Vec::new(),
            anonymous: HashMap::new(),
            depth: 0,
        };
        builder.open(MODULE, false);
        builder
    }

    pub fn finish(mut self) -> FileGraph {
        let module = self.scopes.swap_remove(0);
        let mut bindings: Vec<(Box<str>, Var)> =
            module.names.into_iter().map(|(name, id)| (name, self.names[id as usize].all)).collect();
        bindings.sort();
        self.graph.bindings = bindings;
        let mut free: Vec<(Box<str>, Var)> = self.free.into_iter().collect();
        free.sort();
        self.graph.free = free;
        self.graph
    }

    pub fn var(&mut self) -> Var {
        self.graph.vars += 1;
        self.graph.vars - 1
    }

    pub fn step(&mut self, step: Step) {
        self.graph.steps.push(step);
    }

    pub fn copy(&mut self, from: Var, to: Var) {
        if from != NOTHING && to != NOTHING && from != to {
            self.step(Step::Copy { from, to });
        }
    }

    pub fn derive(&mut self, from: Var, to: Var) {
        if from != NOTHING && to != NOTHING {
            self.step(Step::Derive { from, to });
        }
    }

    pub fn make(&mut self, literal: Literal) -> Var {
        let to = self.var();
        self.step(Step::Make { literal, to });
        to
    }

    pub fn object(&mut self, kind: ObjectKind) -> Var {
        let site = self.graph.objects.len() as u32;
        self.graph.objects.push(kind);
        self.make(Literal::Object(site))
    }

    pub fn define(&mut self, definition: Definition) -> Def {
        self.graph.defs.push(definition);
        self.graph.defs.len() as Def - 1
    }

    pub fn def(&mut self, def: Def) -> &mut Definition {
        &mut self.graph.defs[def as usize]
    }

    /// The function, or module, whose code is walked.
    pub fn here(&self) -> Def {
        self.scopes.last().map_or(MODULE, |scope| scope.def)
    }

    /// The next number for something without a name inside a definition.
    pub fn number(&mut self, def: Def) -> u32 {
        let count = self.anonymous.entry(def).or_default();
        *count += 1;
        *count
    }

    pub fn qualified(&self, def: Def, name: &str) -> String {
        let outer = &self.graph.defs[def as usize].name;
        if outer.is_empty() { name.to_owned() } else { format!("{outer}.{name}") }
    }

    // Scopes.

    pub fn open(&mut self, def: Def, class: bool) {
        self.scopes.push(Scope { def, names: HashMap::new(), class });
    }

    /// Ends a scope and gives its names.
    pub fn close(&mut self) -> Vec<(Box<str>, Var)> {
        let Some(scope) = self.scopes.pop() else { return Vec::new() };
        let mut names: Vec<_> =
            scope.names.into_iter().map(|(name, id)| (name, self.names[id as usize].all)).collect();
        names.sort();
        names
    }

    /// Starts a function's own course of events; `leave` goes back to the outer one.
    pub fn enter(&mut self) {
        let outer = (
            std::mem::take(&mut self.now),
            std::mem::replace(&mut self.dead, false),
            std::mem::take(&mut self.loops),
            std::mem::take(&mut self.tries),
        );
        self.saved.push(outer);
    }

    pub fn leave(&mut self) {
        if let Some((now, dead, loops, tries)) = self.saved.pop() {
            (self.now, self.dead, self.loops, self.tries) = (now, dead, loops, tries);
        }
    }

    pub fn declare(&mut self, name: &str) {
        let Some(scope) = self.scopes.last() else { return };
        if scope.names.contains_key(name) {
            return;
        }
        let (def, id) = (scope.def, self.names.len() as Id);
        let all = self.var();
        self.names.push(Name { all, def, shared: false });
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name.into(), id);
        }
    }

    /// Makes a name of the innermost scope mean that of an outer one (`global`, `nonlocal`).
    pub fn outer(&mut self, name: &str, global: bool) {
        let inner = self.scopes.len().saturating_sub(1);
        let found = if global {
            self.scopes.first().and_then(|scope| scope.names.get(name).copied())
        } else {
            self.scopes[..inner].iter().rev().find_map(|scope| scope.names.get(name).copied())
        };
        let id = found.unwrap_or_else(|| {
            let id = self.names.len() as Id;
            let all = self.var();
            self.names.push(Name { all, def: MODULE, shared: true });
            if let Some(module) = self.scopes.first_mut() {
                module.names.insert(name.into(), id);
            }
            id
        });
        self.share(id);
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name.into(), id);
        }
    }

    /// From now on the order of what a name holds is unknown.
    fn share(&mut self, id: Id) {
        let name = &mut self.names[id as usize];
        name.shared = true;
    }

    /// Marks names of the module that functions assign.
    pub fn share_globals(&mut self, names: &HashSet<String>) {
        for name in names {
            if let Some(id) = self.scopes.first().and_then(|scope| scope.names.get(name.as_str()).copied()) {
                self.share(id);
            }
        }
    }

    /// Marks a name of the innermost scope that functions inside it assign.
    pub fn share_local(&mut self, name: &str) {
        if let Some(id) = self.scopes.last().and_then(|scope| scope.names.get(name).copied()) {
            self.share(id);
        }
    }

    pub(super) fn resolve(&self, name: &str) -> Option<Id> {
        let last = self.scopes.len().saturating_sub(1);
        let visible = |(at, scope): (usize, &Scope)| {
            (at == last || !scope.class || self.same_course(at))
                .then(|| scope.names.get(name).copied())
                .flatten()
        };
        self.scopes.iter().enumerate().rev().find_map(visible)
    }

    /// A class body's names are seen by blocks of the body itself.
    fn same_course(&self, at: usize) -> bool {
        self.scopes[at + 1..].iter().all(|scope| !scope.class && scope.def == self.scopes[at].def)
    }

    pub fn is_bound(&self, name: &str) -> bool {
        self.resolve(name).is_some()
    }

    pub fn read(&mut self, name: &str) -> Var {
        match self.resolve(name) {
            Some(id) => {
                let info = &self.names[id as usize];
                if info.shared || info.def != self.here() {
                    return info.all;
                }
                self.now.get(&id).copied().unwrap_or(info.all)
            }
            None => {
                if let Some(var) = self.free.get(name) {
                    return *var;
                }
                let var = self.var();
                self.free.insert(name.into(), var);
                var
            }
        }
    }

    pub fn write(&mut self, name: &str, from: Var, line: u32) {
        let Some(id) = self.resolve(name) else { return };
        let version = self.var();
        self.copy(from, version);
        let (all, shared, owner) = {
            let info = &self.names[id as usize];
            (info.all, info.shared, info.def)
        };
        self.step(Step::Copy { from: version, to: all });
        let def = self.here();
        self.graph.named.push(Named { var: version, name: name.into(), at: At { def, line } });
        for at in 0..self.tries.len() {
            if let Some(phi) = self.tries[at].get(&id).copied() {
                self.copy(version, phi);
            }
        }
        if !shared && owner == def {
            self.now.insert(id, version);
        }
    }

    /// Names a variable without assigning: the version is the variable itself (parameters).
    pub fn bind(&mut self, name: &str, var: Var) {
        let Some(id) = self.resolve(name) else { return };
        let all = self.names[id as usize].all;
        self.copy(var, all);
        self.now.insert(id, var);
    }

    /// All that a name ever holds, whatever comes when.
    pub fn all(&mut self, name: &str) -> Var {
        match self.resolve(name) {
            Some(id) => self.names[id as usize].all,
            None => self.read(name),
        }
    }
}
