//! The variables of all files with the ways by which values move between them, and the calls that join functions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::ir::{self, ArgKind, Binding, Key, Literal, ParamKind, Step};
use super::super::project::{Program, Project};

/// A variable of the program.
pub type Var = usize;
/// A definition of the program, by its place.
pub type Def = usize;
/// A call, by its place in the list.
pub type SiteId = usize;

/// A part of a value: an attribute, an item, or any item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Attribute(Box<str>),
    Item(Box<str>),
    AnyItem,
}

impl Part {
    pub fn fits(&self, other: &Part) -> bool {
        match (self, other) {
            (Part::Attribute(one), Part::Attribute(two)) | (Part::Item(one), Part::Item(two)) => one == two,
            (Part::AnyItem, Part::Item(_) | Part::AnyItem) | (Part::Item(_), Part::AnyItem) => true,
            // A class of JavaScript is an object as any other: one that is computed may be an attribute.
            _ => false,
        }
    }
}

/// How a value moves on from a variable.
#[derive(Clone, Debug)]
pub enum Edge {
    Copy(Var),
    Derive(Var),
    Read(Part, Var),
    Write {
        of: Var,
        part: Part,
        line: u32,
    },
    /// All parts become those of another.
    Parts(Var),
    Argument(SiteId, usize),
    Callee(SiteId),
    Receiver(SiteId),
}

/// Where a variable's value comes from, as far as it is the same object.
#[derive(Clone, Debug)]
pub enum Origin {
    Copy(Var),
    Part(Var, Part),
}

#[derive(Clone, Debug)]
pub struct Argument {
    pub kind: ArgKind,
    pub name: Option<Box<str>>,
    pub var: Var,
}

/// A place that calls, or reads what calls.
#[derive(Clone, Debug)]
pub struct Site {
    pub within: Def,
    pub line: u32,
    /// As it is written, with what stands before it where that is a name.
    pub dotted: String,
    pub name: Box<str>,
    pub callee: Var,
    pub receiver: Option<Var>,
    pub args: Vec<Argument>,
    pub to: Var,
    pub targets: Vec<Def>,
    /// Functions that are handed to something outside, which calls them with what it was given.
    pub callbacks: Vec<Def>,
}

impl Site {
    /// An attribute that is read, and may call what stands behind it.
    pub fn is_read(&self) -> bool {
        self.to == self.callee
    }
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: Box<str>,
    pub var: Var,
    pub kind: ParamKind,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub params: Vec<Parameter>,
    /// What it is called on.
    pub receiver: Option<Var>,
    pub is_constructor: bool,
    /// Reading it calls it.
    pub is_property: bool,
    pub class: Option<Def>,
    pub callers: Vec<SiteId>,
}

/// What leaves a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Returned,
    Yielded,
}

#[derive(Default)]
pub struct Network {
    pub edges: Vec<Vec<Edge>>,
    pub origins: Vec<Vec<Origin>>,
    pub sites: Vec<Site>,
    pub functions: HashMap<Def, Function>,
    /// For each variable that leaves a function.
    pub exits: HashMap<Var, Vec<(Def, Exit)>>,
    /// Parameters and receivers, with their function.
    pub entries: HashMap<Var, Def>,
    /// Named variables: name, definition, line.
    pub named: HashMap<Var, (Box<str>, Def, u32)>,
    /// Other reads by name: variable, dotted name, definition, line.
    pub reads: Vec<(Var, String, Def, u32)>,
}

/// One file while it is taken in.
struct File<'f> {
    graph: &'f ir::FileGraph,
    script: bool,
    vars: usize,
    defs: usize,
    /// Which variables have a name of their own, or are attributes of others.
    texts: HashMap<ir::Var, String>,
    owners: HashMap<ir::Var, ir::Var>,
    functions: HashMap<ir::Var, ir::Def>,
    objects: BTreeSet<ir::Var>,
    taken_apart: BTreeSet<(ir::Var, ir::Var)>,
}

impl Network {
    pub fn new(project: &Project, program: &Program) -> Self {
        let mut network = Network::default();
        let mut files = Vec::new();
        let (mut vars, mut defs) = (0, 0);
        for note in project.notes() {
            let Some(graph) = &note.graph else { continue };
            files.push((
                note.path.as_str(),
                File::new(graph, super::super::is_script(note.language), vars, defs),
            ));
            vars += graph.vars as usize;
            defs += graph.defs.len();
        }
        network.edges = vec![Vec::new(); vars];
        network.origins = vec![Vec::new(); vars];
        for (_, file) in &files {
            network.functions(file);
            network.steps(file);
        }
        network.imports(&files, program);
        network.resolve(program);
        network
    }

    fn copy(&mut self, from: Var, to: Var) {
        self.edges[from].push(Edge::Copy(to));
        self.origins[to].push(Origin::Copy(from));
    }

    fn functions(&mut self, file: &File<'_>) {
        for (at, definition) in file.graph.defs.iter().enumerate() {
            let def = file.defs + at;
            if definition.kind != ir::DefKind::Function {
                continue;
            }
            let mut params: Vec<Parameter> = definition
                .params
                .iter()
                .map(|param| Parameter {
                    name: param.name.clone(),
                    var: file.vars + param.var as usize,
                    kind: param.kind,
                })
                .collect();
            let bound = definition.owner.is_some()
                && matches!(definition.binding, Binding::Instance | Binding::Class | Binding::Property);
            let receiver = if file.script {
                (definition.this != ir::NOTHING).then(|| file.vars + definition.this as usize)
            } else if bound && !params.is_empty() {
                Some(params.remove(0).var)
            } else {
                None
            };
            let last = definition.name.rsplit('.').next().unwrap_or_default();
            for index in &definition.passes {
                if let Some(param) = definition.params.get(*index) {
                    self.exits.entry(file.vars + param.var as usize).or_default().push((def, Exit::Returned));
                }
            }
            for (var, exit) in [(definition.returns, Exit::Returned), (definition.yields, Exit::Yielded)] {
                if var != ir::NOTHING {
                    self.exits.entry(file.vars + var as usize).or_default().push((def, exit));
                }
            }
            for var in params.iter().map(|param| param.var).chain(receiver) {
                self.entries.insert(var, def);
            }
            self.functions.insert(
                def,
                Function {
                    params,
                    receiver,
                    is_constructor: matches!(last, "__init__" | "constructor"),
                    is_property: definition.binding == Binding::Property,
                    class: definition.owner.map(|owner| file.defs + owner as usize),
                    callers: Vec::new(),
                },
            );
        }
        for named in &file.graph.named {
            let place = (named.name.clone(), file.defs + named.at.def as usize, named.at.line);
            self.named.insert(file.vars + named.var as usize, place);
        }
    }

    fn steps(&mut self, file: &File<'_>) {
        let at = |var: ir::Var| file.vars + var as usize;
        let none = |var: ir::Var| var == ir::NOTHING;
        for step in &file.graph.steps {
            match step {
                Step::Copy { from, to } | Step::Await { of: from, to } | Step::Enter { of: from, to, .. } => {
                    if !none(*from) && !none(*to) {
                        self.copy(at(*from), at(*to));
                    }
                }
                Step::Derive { from, to } => {
                    let kept = file.objects.contains(to) || file.taken_apart.contains(&(*from, *to));
                    if !none(*from) && !kept {
                        self.edges[at(*from)].push(Edge::Derive(at(*to)));
                    }
                }
                Step::Load { of, name, to, at: place } => {
                    self.read(file, *of, file.attribute(name), *to);
                    let dotted = file.dotted(*to, 0);
                    let def = file.defs + place.def as usize;
                    self.reads.push((at(*to), dotted.clone(), def, place.line));
                    self.sites.push(Site {
                        within: def,
                        line: place.line,
                        dotted,
                        name: name.clone(),
                        callee: at(*to),
                        receiver: (!none(*of)).then(|| at(*of)),
                        args: Vec::new(),
                        to: at(*to),
                        targets: Vec::new(),
                        callbacks: Vec::new(),
                    });
                }
                Step::LoadItem { of, key, to, .. } => self.read(file, *of, file.item(key), *to),
                Step::Iterate { of, to, .. } => self.read(file, *of, Part::AnyItem, *to),
                Step::Store { of, name, from, at: place } => {
                    self.write(file, *of, file.attribute(name), *from, place.line)
                }
                Step::StoreItem { of, key, from, at: place } => {
                    self.write(file, *of, file.item(key), *from, place.line)
                }
                Step::Rest { of, to, .. } if !none(*of) => self.edges[at(*of)].push(Edge::Parts(at(*to))),
                Step::Super { receiver, to, .. } if !none(*receiver) => self.copy(at(*receiver), at(*to)),
                Step::Call(call) => self.call(file, call),
                Step::Rest { .. }
                | Step::Super { .. }
                | Step::Make { .. }
                | Step::Operator { .. }
                | Step::Import { .. } => {}
            }
        }
        for (name, var) in &file.graph.free {
            self.reads.push((at(*var), name.to_string(), file.defs, 0));
        }
    }

    fn read(&mut self, file: &File<'_>, of: ir::Var, part: Part, to: ir::Var) {
        if of == ir::NOTHING {
            return;
        }
        let (of, to) = (file.vars + of as usize, file.vars + to as usize);
        self.edges[of].push(Edge::Read(part.clone(), to));
        self.origins[to].push(Origin::Part(of, part));
    }

    fn write(&mut self, file: &File<'_>, of: ir::Var, part: Part, from: ir::Var, line: u32) {
        if of == ir::NOTHING || from == ir::NOTHING {
            return;
        }
        let of = file.vars + of as usize;
        self.edges[file.vars + from as usize].push(Edge::Write { of, part, line });
    }

    fn call(&mut self, file: &File<'_>, call: &ir::Call) {
        let at = |var: ir::Var| file.vars + var as usize;
        let args: Vec<Argument> = call
            .args
            .iter()
            .map(|arg| Argument { kind: arg.kind, name: arg.name.clone(), var: at(arg.var) })
            .collect();
        let callbacks = call.args.iter().filter_map(|arg| file.functions.get(&arg.var));
        self.sites.push(Site {
            within: file.defs + call.at.def as usize,
            line: call.at.line,
            dotted: file.dotted(call.callee, 0),
            name: call.name.clone(),
            callee: at(call.callee),
            receiver: file.owners.get(&call.callee).filter(|of| **of != ir::NOTHING).map(|of| at(*of)),
            args,
            to: at(call.to),
            targets: Vec::new(),
            callbacks: callbacks.map(|def| file.defs + *def as usize).collect(),
        });
    }

    /// What another file binds is what an import of it gives.
    fn imports(&mut self, files: &[(&str, File<'_>)], program: &Program) {
        let by_path: HashMap<&str, &File<'_>> = files.iter().map(|(path, file)| (*path, file)).collect();
        let mut edges = program.imports.iter();
        for (_, file) in files {
            let targets: Vec<Option<&str>> = file
                .graph
                .imports
                .iter()
                .map(|_| edges.next().and_then(|edge| edge.file.as_deref()))
                .collect();
            for step in &file.graph.steps {
                let Step::Import { import, name: Some(name), to } = step else { continue };
                let target = targets.get(*import).copied().flatten().and_then(|path| by_path.get(path));
                let Some(target) = target else { continue };
                let bound = target.graph.bindings.iter().find(|(bound, _)| bound == name);
                if let Some((_, from)) = bound {
                    self.copy(target.vars + *from as usize, file.vars + *to as usize);
                }
            }
        }
    }

    /// Which definitions each call reaches. An edge of the program has the line of one of several calls between two functions, so the
    /// name decides first, and the line where a function is called by another name than its own.
    fn resolve(&mut self, program: &Program) {
        let mut by_caller: BTreeMap<Def, Vec<(Def, u32)>> = BTreeMap::new();
        for call in &program.calls {
            by_caller.entry(call.from).or_default().push((call.to, call.line));
        }
        let last = |def: Def| program.places[def].name.rsplit(['.', '/']).next().unwrap_or_default();
        // Names that calls of one line bear, so that the others of that line are known for what they are.
        let mut on_line: BTreeMap<(Def, u32), BTreeSet<Box<str>>> = BTreeMap::new();
        for site in self.sites.iter().filter(|site| !site.is_read()) {
            on_line.entry((site.within, site.line)).or_default().insert(site.name.clone());
        }
        for site in &mut self.sites {
            let edges = by_caller.get(&site.within).map(Vec::as_slice).unwrap_or_default();
            // A constructor is called by the name of its class.
            let own = |def: Def| {
                let function = self.functions.get(&def);
                let class =
                    function.filter(|function| function.is_constructor).and_then(|function| function.class);
                class.map_or_else(|| last(def), last)
            };
            let usable = |(def, _): &&(Def, u32)| {
                let function = self.functions.get(def).filter(|_| !site.callbacks.contains(def));
                function.is_some_and(|function| function.is_property || !site.is_read())
            };
            let named = |def: &Def| own(*def) == &*site.name || last(*def) == &*site.name;
            let mut targets: Vec<Def> =
                edges.iter().filter(usable).map(|(to, _)| *to).filter(named).collect();
            if targets.is_empty() && !site.is_read() {
                let names = on_line.get(&(site.within, site.line));
                let others = |def: &Def| names.is_some_and(|names| names.contains(own(*def)));
                let here =
                    edges.iter().filter(usable).filter(|(_, line)| *line == site.line).map(|(to, _)| *to);
                targets = here.filter(|def| !others(def)).collect();
            }
            targets.sort_unstable();
            targets.dedup();
            site.targets = targets;
        }
        // A read that calls nothing is only a read.
        self.sites.retain(|site| !site.is_read() || !site.targets.is_empty());
        for (id, site) in self.sites.iter().enumerate() {
            for target in site.targets.iter().chain(&site.callbacks) {
                if let Some(function) = self.functions.get_mut(target) {
                    function.callers.push(id);
                }
            }
            for (index, arg) in site.args.iter().enumerate() {
                self.edges[arg.var].push(Edge::Argument(id, index));
            }
            if !site.is_read() {
                self.edges[site.callee].push(Edge::Callee(id));
            }
            if let Some(receiver) = site.receiver {
                self.edges[receiver].push(Edge::Receiver(id));
            }
        }
    }
}

impl<'f> File<'f> {
    fn new(graph: &'f ir::FileGraph, script: bool, vars: usize, defs: usize) -> Self {
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

    fn attribute(&self, name: &str) -> Part {
        if self.script { Part::Item(name.into()) } else { Part::Attribute(name.into()) }
    }

    fn item(&self, key: &Key) -> Part {
        match key {
            Key::Named(name) => Part::Item(name.clone()),
            Key::Any | Key::Held(_) => Part::AnyItem,
        }
    }

    fn dotted(&self, var: ir::Var, hops: u32) -> String {
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
