//! The variables of all files with the ways by which values move between them, and the calls that join functions.

mod file;
mod resolve;

use std::collections::HashMap;
use std::rc::Rc;

use super::super::ir::{self, ArgKind, Binding, ParamKind, Step};
use super::super::project::{Program, Project};
use file::File;

/// A variable of the program.
pub type Var = usize;
/// A definition of the program, by its place.
pub type Def = usize;
/// A call, by its place in the list.
pub type SiteId = usize;

/// A part of a value: an attribute, an item, or any item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Attribute(Rc<str>),
    Item(Rc<str>),
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
    /// The function that this binds arguments of, as `functools.partial` does.
    pub binds: Option<Def>,
    /// Positional arguments that were bound before.
    pub shift: usize,
    /// The pair of a state and its setter, where this calls the setter.
    pub sets: Option<Var>,
    /// Fields of the class that this makes an object of.
    pub fields: Vec<Box<str>>,
}

impl Site {
    /// An attribute that is read, and may call what stands behind it.
    pub fn is_read(&self) -> bool {
        self.to == self.callee
    }

    /// Gives a state and its setter, as a hook of React.
    pub fn is_state(&self) -> bool {
        self.name.as_ref() == "useState" && self.targets.is_empty()
    }

    /// What it gives is made by the function that it is handed alone.
    pub fn gives_only_what_functions_give(&self) -> bool {
        !self.callbacks.is_empty() && matches!(&*self.name, "map" | "starmap" | "flatMap")
    }

    /// The field that an argument of a made constructor fills.
    pub fn field(&self, index: usize) -> Option<&str> {
        let arg = &self.args[index];
        match (arg.kind, &arg.name) {
            (ArgKind::Positional, Some(name)) => self.fields.iter().find(|field| *field == name),
            (ArgKind::Positional, None) => self.fields.get(index),
            (ArgKind::Star | ArgKind::DoubleStar, _) => None,
        }
        .map(AsRef::as_ref)
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
        let made = files.iter().flat_map(|(_, file)| {
            file.functions.iter().map(|(var, def)| (file.vars + *var as usize, file.defs + *def as usize))
        });
        network.hand_on(&made.collect());
        network.resolve(program);
        network.bound();
        network.make(project, program);
        network.join();
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
            for guarded in &definition.guarded {
                self.exits.entry(file.vars + guarded.var as usize).or_default().push((def, Exit::Returned));
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
                        binds: None,
                        shift: 0,
                        sets: None,
                        fields: Vec::new(),
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
            callbacks: Vec::new(),
            binds: None,
            shift: 0,
            sets: None,
            fields: Vec::new(),
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
}
