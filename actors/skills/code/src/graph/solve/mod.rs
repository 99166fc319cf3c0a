//! From the steps of all files to who calls whom: a bounded fixpoint over sets of values.

mod attributes;
mod calls;
mod classes;
mod decorators;
mod externals;
mod fixpoint;
mod items;
mod load;
mod natives;
mod python_library;
mod script_library;
mod seeds;
mod values;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::imports::Target;
use super::ir::{self, ArgKind, CallKind, Definition, FileGraph, ObjectKind};
use values::{Global, ModuleId, Names, Node, Sym, Val, Values};

/// More values than this in one variable mean that nothing is known of it; what comes behind is dropped and counted.
const VALUES_MAX: usize = 40;
/// Applications of constraints for each step of the program, with a floor for small programs: a program needs two to ten.
const WORK_PER_STEP: u64 = 60;
const WORK_FLOOR: u64 = 200_000;

/// One file, ready to be linked.
pub struct Unit<'a> {
    pub path: &'a str,
    /// How the file is called in qualified names.
    pub module: &'a str,
    pub script: bool,
    pub graph: &'a FileGraph,
    /// What each import of the file leads to.
    pub targets: &'a [Target],
}

/// How sure an edge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Nothing but the name speaks for it.
    Guess,
    /// A declared type or the class hierarchy says so.
    Likely,
    /// Values were followed from where they are made.
    Certain,
}

/// A definition of the program, by file and number in it.
pub type DefId = (usize, ir::Def);

#[derive(Clone, Debug)]
pub struct Edge {
    pub from: DefId,
    pub to: DefId,
    pub line: u32,
    pub confidence: Confidence,
}

#[derive(Clone, Debug)]
pub struct Outside {
    pub from: DefId,
    pub name: String,
    pub line: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Variables that may hold more than is followed.
    pub saturated: usize,
    /// The fixpoint was left before it was reached.
    pub stopped: bool,
    /// Parts that nest too deep.
    pub too_deep: usize,
    /// Classes with more bases behind one another than are asked for a member.
    pub long_orders: usize,
}

/// What the fixpoint found.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    pub edges: Vec<Edge>,
    /// Classes that are made and have no constructor of their own.
    pub makes: Vec<Edge>,
    pub outside: Vec<Outside>,
    pub limits: Limits,
    /// Calls of which neither a definition nor something outside is known.
    pub unresolved: Vec<(DefId, u32, Box<str>)>,
}

#[derive(Clone, Debug)]
struct Arg {
    kind: ArgKind,
    name: Option<Sym>,
    node: Node,
}

/// A place that calls.
#[derive(Clone, Debug)]
struct Site {
    caller: Global,
    line: u32,
    kind: CallKind,
    args: Rc<[Arg]>,
    to: Node,
    script: bool,
    /// How many partials within one another it calls.
    partials: u8,
    /// For a decorator, the last name that is written.
    decorator: Option<Sym>,
}

#[derive(Clone, Debug)]
enum Item {
    Any,
    Named(Sym),
}

#[derive(Clone, Debug)]
enum Rule {
    Load {
        name: Sym,
        to: Node,
        at: Spot,
    },
    Store {
        name: Sym,
        from: Node,
        at: Spot,
    },
    LoadItem {
        item: Item,
        to: Node,
        at: Spot,
    },
    StoreItem {
        item: Item,
        from: Node,
        at: Spot,
    },
    Rest {
        from: u32,
        to: Node,
    },
    Call(u32),
    Iterate {
        to: Node,
        at: Spot,
    },
    /// What an iterator gives.
    Next {
        to: Node,
        at: Spot,
        later: bool,
    },
    Await {
        to: Node,
    },
    Enter {
        to: Node,
        at: Spot,
        later: bool,
    },
    Operator {
        method: &'static str,
        args: Rc<[Arg]>,
        to: Node,
        at: Spot,
    },
    /// A member met through a receiver.
    Bind {
        receiver: Val,
        to: Node,
        at: Spot,
    },
    /// A member called with a receiver.
    Invoke {
        receiver: Val,
        site: u32,
    },
    Super {
        other: Node,
        is_class: bool,
        to: Node,
    },
    /// A base of a class became known.
    Base,
    /// What a decorator gives for what it decorates.
    Decorated {
        site: u32,
    },
    /// Everything that the keyed container holds.
    Spread {
        to: Val,
    },
}

#[derive(Clone, Copy, Debug)]
struct Spot {
    caller: Global,
    line: u32,
    script: bool,
}

#[derive(Default)]
struct Slot {
    values: Vec<Val>,
    done: usize,
    flows: Vec<Node>,
    rules: Vec<u32>,
    queued: bool,
    full: bool,
}

struct Module {
    name: Sym,
    file: Option<usize>,
}

struct Solver<'a> {
    units: &'a [Unit<'a>],
    var_base: Vec<u32>,
    def_base: Vec<u32>,
    def_file: Vec<u32>,
    object_kind: Vec<ObjectKind>,
    slots: Vec<Slot>,
    rules: Vec<Rule>,
    sites: Vec<Site>,
    answered: HashSet<u32>,
    /// Calls as they stand in the files: site, and the name that is called.
    written: Vec<(u32, Box<str>)>,
    names: Names,
    values: Values,
    fields: HashMap<(Val, Sym), Node>,
    members: HashMap<(Global, Sym), Node>,
    bases: HashMap<Global, Vec<Node>>,
    orders: HashMap<Global, Rc<[Global]>>,
    /// Classes whose order was cut.
    deep: HashSet<Global>,
    /// The first base outside of the project, where it was asked for.
    foreign: HashMap<Global, Option<Sym>>,
    modules: Vec<Module>,
    module_by_name: HashMap<Sym, ModuleId>,
    module_of_file: Vec<ModuleId>,
    bindings: HashMap<(ModuleId, Sym), Node>,
    partials: Vec<(Node, Rc<[Arg]>)>,
    made_objects: HashMap<(u32, u32), Val>,
    bound: HashSet<(u32, Global, Option<Val>)>,
    watched: HashSet<(Node, Val, u32)>,
    abstracts: HashSet<Global>,
    class_loads: Vec<(u32, Val)>,
    loaded: HashSet<(u32, Val)>,
    hierarchy_changed: bool,
    queue: VecDeque<Node>,
    /// Values that rules are still to be applied to.
    pending: Vec<(u32, Val)>,
    depth: usize,
    deferred: Option<Vec<(u32, Val)>>,
    edges: BTreeMap<(Global, Global), (u32, Confidence)>,
    makes: BTreeMap<(Global, Global), (u32, Confidence)>,
    outside: BTreeMap<(Global, Sym), u32>,
    confidence: Confidence,
    work: u64,
    work_max: u64,
    saturated: usize,
    any: Sym,
    unknown: Sym,
}

/// Links files into one call graph.
pub fn link(units: &[Unit<'_>]) -> Linked {
    let mut solver = Solver::new(units);
    let mut objects = Vec::new();
    for file in 0..units.len() {
        objects.push(solver.object_kind.len() as u32);
        solver.load_file(file);
    }
    for (file, objects) in objects.into_iter().enumerate() {
        solver.load_steps(file, objects);
    }
    solver.run();
    let deferred = solver.deferred.take().unwrap_or_default();
    for (rule, val) in deferred {
        if solver.spent() {
            break;
        }
        solver.apply(rule, val);
    }
    solver.run();
    solver.confidence = Confidence::Likely;
    solver.seed();
    solver.finish()
}

impl<'a> Solver<'a> {
    fn new(units: &'a [Unit<'a>]) -> Self {
        let mut names = Names::default();
        let (any, unknown) = (names.sym("[*]"), names.sym("[?]"));
        let steps: usize = units.iter().map(|unit| unit.graph.steps.len()).sum();
        let mut solver = Solver {
            units,
            var_base: Vec::new(),
            def_base: Vec::new(),
            def_file: Vec::new(),
            object_kind: Vec::new(),
            slots: Vec::new(),
            rules: Vec::new(),
            sites: Vec::new(),
            answered: HashSet::new(),
            written: Vec::new(),
            names,
            values: Values::default(),
            fields: HashMap::new(),
            members: HashMap::new(),
            bases: HashMap::new(),
            orders: HashMap::new(),
            deep: HashSet::new(),
            foreign: HashMap::new(),
            modules: Vec::new(),
            module_by_name: HashMap::new(),
            module_of_file: Vec::new(),
            bindings: HashMap::new(),
            partials: Vec::new(),
            made_objects: HashMap::new(),
            bound: HashSet::new(),
            watched: HashSet::new(),
            abstracts: HashSet::new(),
            class_loads: Vec::new(),
            loaded: HashSet::new(),
            hierarchy_changed: false,
            queue: VecDeque::new(),
            pending: Vec::new(),
            depth: 0,
            deferred: Some(Vec::new()),
            edges: BTreeMap::new(),
            makes: BTreeMap::new(),
            outside: BTreeMap::new(),
            confidence: Confidence::Certain,
            work: 0,
            work_max: (steps as u64 * WORK_PER_STEP).max(WORK_FLOOR),
            saturated: 0,
            any,
            unknown,
        };
        let (mut vars, mut defs) = (0, 0);
        for (file, unit) in units.iter().enumerate() {
            solver.var_base.push(vars);
            solver.def_base.push(defs);
            vars += unit.graph.vars;
            defs += unit.graph.defs.len() as u32;
            solver.def_file.extend(std::iter::repeat_n(file as u32, unit.graph.defs.len()));
            let module = solver.module(unit.module);
            solver.modules[module as usize].file = Some(file);
            solver.module_of_file.push(module);
        }
        solver.slots.resize_with(vars as usize, Slot::default);
        solver
    }

    fn module(&mut self, name: &str) -> ModuleId {
        let sym = self.names.sym(name);
        if let Some(module) = self.module_by_name.get(&sym) {
            return *module;
        }
        self.modules.push(Module { name: sym, file: None });
        let module = self.modules.len() as ModuleId - 1;
        self.module_by_name.insert(sym, module);
        module
    }

    // What the numbers mean.

    fn definition(&self, global: Global) -> &'a Definition {
        let file = self.def_file[global as usize] as usize;
        &self.units[file].graph.defs[(global - self.def_base[file]) as usize]
    }

    fn is_script(&self, global: Global) -> bool {
        self.units[self.def_file[global as usize] as usize].script
    }

    fn node_of(&self, global: Global, var: ir::Var) -> Node {
        self.var_base[self.def_file[global as usize] as usize] + var
    }

    fn sibling(&self, global: Global, def: ir::Def) -> Global {
        self.def_base[self.def_file[global as usize] as usize] + def
    }

    fn id(&self, global: Global) -> DefId {
        let file = self.def_file[global as usize] as usize;
        (file, global - self.def_base[file])
    }
}
