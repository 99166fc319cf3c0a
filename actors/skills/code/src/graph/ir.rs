//! What one file says about who may be called: definitions, and steps by which values move. Independent of language and of other files.
//!
//! An assignment graph in the manner of PyCG (Salis et al., ICSE 2021): variables hold sets of values, steps carry them on. Unlike there,
//! local variables have a version for each assignment, so that what a name held before does not count behind it.

use serde::{Deserialize, Serialize};

/// A variable or temporary of one file.
pub type Var = u32;
/// A definition of one file; 0 is the module itself.
pub type Def = u32;

/// A variable that never holds anything.
pub const NOTHING: Var = 0;
/// The module as a definition.
pub const MODULE: Def = 0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefKind {
    Module,
    Function,
    Class,
    Interface,
}

/// How a function that stands in a class meets its receiver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Binding {
    #[default]
    Instance,
    Class,
    Static,
    /// Reading the attribute calls the function.
    Property,
    /// The function has no `this` of its own: it is a value kept in an attribute.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    Positional,
    Keyword,
    Star,
    DoubleStar,
}

#[derive(Clone, Debug)]
pub struct Param {
    pub name: Box<str>,
    pub var: Var,
    pub kind: ParamKind,
    /// It is nothing where it is not given.
    pub optional: bool,
}

/// Whether a parameter that may be left out is given, as far as a course of events says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    pub param: usize,
    pub given: bool,
}

/// A result that belongs to some calls only.
#[derive(Clone, Debug)]
pub struct Guarded {
    pub guard: Guard,
    pub var: Var,
}

/// A function, class or module.
#[derive(Clone, Debug)]
pub struct Definition {
    pub kind: DefKind,
    /// Qualified within the file; empty for the module.
    pub name: Box<str>,
    pub parent: Def,
    /// The class whose body it stands in.
    pub owner: Option<Def>,
    pub line: u32,
    pub end_line: u32,
    pub params: Vec<Param>,
    /// What is returned, except parameters handed back as they came.
    pub returns: Var,
    /// Indexes of parameters that are handed back.
    pub passes: Vec<usize>,
    /// What is returned only where a parameter that may be left out is given, or is not.
    pub guarded: Vec<Guarded>,
    /// The last names of what decorates it.
    pub decorators: Vec<Box<str>>,
    pub yields: Var,
    /// `this` of JavaScript; Python's receiver is the first parameter.
    pub this: Var,
    pub binding: Binding,
    pub is_async: bool,
    pub is_generator: bool,
    pub is_abstract: bool,
    pub bases: Vec<Var>,
    /// Fields that a made constructor takes, in their order.
    pub fields: Vec<Box<str>>,
    pub setter: bool,
}

impl Definition {
    pub fn new(kind: DefKind, name: &str, parent: Def, line: u32, end_line: u32) -> Self {
        Definition {
            kind,
            name: name.into(),
            parent,
            owner: None,
            line,
            end_line,
            params: Vec::new(),
            returns: NOTHING,
            passes: Vec::new(),
            guarded: Vec::new(),
            decorators: Vec::new(),
            yields: NOTHING,
            this: NOTHING,
            binding: Binding::Instance,
            is_async: false,
            is_generator: false,
            is_abstract: false,
            bases: Vec::new(),
            fields: Vec::new(),
            setter: false,
        }
    }
}

/// A value that a file itself makes.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Def(Def),
    /// A dict, list, tuple or object literal, by its number in the file.
    Object(u32),
    Text(Box<str>),
    /// Something outside of the project, by its dotted name; built-ins stand without a dot.
    External(Box<str>),
}

/// Which item of a container.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Any,
    Named(Box<str>),
    Held(Var),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    Positional,
    Star,
    DoubleStar,
}

#[derive(Clone, Debug)]
pub struct Arg {
    pub kind: ArgKind,
    pub name: Option<Box<str>>,
    pub var: Var,
}

impl Arg {
    pub fn positional(var: Var) -> Self {
        Arg { kind: ArgKind::Positional, name: None, var }
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub def: Def,
    pub line: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    Call,
    New,
    Decorator,
    /// A component in JSX; its one argument is the object of its props.
    Component,
}

#[derive(Clone, Debug)]
pub struct Call {
    pub at: At,
    pub kind: CallKind,
    pub callee: Var,
    pub args: Vec<Arg>,
    pub to: Var,
    /// The last name of what is called, as it is written.
    pub name: Box<str>,
}

#[derive(Clone, Debug)]
pub enum Step {
    Copy {
        from: Var,
        to: Var,
    },
    /// Not the value itself, but something made of it.
    Derive {
        from: Var,
        to: Var,
    },
    Make {
        literal: Literal,
        to: Var,
    },
    Load {
        of: Var,
        name: Box<str>,
        to: Var,
        at: At,
    },
    Store {
        of: Var,
        name: Box<str>,
        from: Var,
        at: At,
    },
    LoadItem {
        of: Var,
        key: Key,
        to: Var,
        at: At,
    },
    StoreItem {
        of: Var,
        key: Key,
        from: Var,
        at: At,
    },
    /// The items behind an index, as one list.
    Rest {
        of: Var,
        from: u32,
        to: Var,
    },
    Call(Call),
    Iterate {
        of: Var,
        to: Var,
        at: At,
    },
    Await {
        of: Var,
        to: Var,
    },
    Enter {
        of: Var,
        to: Var,
        at: At,
        is_async: bool,
    },
    /// An operator or built-in that calls this method where the object defines it.
    Operator {
        of: Var,
        method: &'static str,
        args: Vec<Var>,
        to: Var,
        at: At,
    },
    Import {
        import: usize,
        name: Option<Box<str>>,
        to: Var,
    },
    Super {
        class: Var,
        receiver: Var,
        to: Var,
    },
}

/// A module that is asked for, as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// Dotted in Python, without the leading dots; the specifier in JavaScript and TypeScript.
    pub module: Box<str>,
    /// Leading dots in Python.
    pub level: u32,
    /// Names taken out of it; empty for the module itself.
    pub names: Vec<Box<str>>,
    /// Local names, each with the name that it has there; empty for the module itself.
    pub bound: Vec<(Box<str>, Box<str>)>,
    pub line: u32,
    pub types_only: bool,
}

impl Import {
    /// Of the module itself.
    pub fn of(module: &str, line: u32) -> Self {
        Import {
            module: module.into(),
            level: 0,
            names: Vec::new(),
            bound: Vec::new(),
            line,
            types_only: false,
        }
    }

    /// Takes a name out of it, under a local one.
    pub fn take(&mut self, there: Box<str>, local: &str) {
        self.names.push(there.clone());
        self.bound.push((local.into(), there));
    }
}

/// A type as far as it names classes.
#[derive(Clone, Debug)]
pub enum Type {
    Is(Var),
    Any(Vec<Type>),
    /// A list, set, array, generator: items are of the type.
    Items(Box<Type>),
    /// A promise or coroutine.
    Later(Box<Type>),
    /// The class itself.
    Class(Box<Type>),
}

/// What kind of container a literal makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    Record,
    List,
    Tuple,
}

/// A named variable, for the flow of values.
#[derive(Clone, Debug)]
pub struct Named {
    pub var: Var,
    pub name: Box<str>,
    pub at: At,
}

/// Everything one file contributes to the graph.
#[derive(Clone, Debug, Default)]
pub struct FileGraph {
    pub vars: u32,
    pub defs: Vec<Definition>,
    pub objects: Vec<ObjectKind>,
    pub steps: Vec<Step>,
    pub imports: Vec<Import>,
    /// Names that the module binds, and their variable.
    pub bindings: Vec<(Box<str>, Var)>,
    /// Members of class bodies.
    pub members: Vec<(Def, Box<str>, Var)>,
    /// Imports whose names all become the module's own.
    pub stars: Vec<usize>,
    /// Names that no scope of the file binds: through a star import or built in.
    pub free: Vec<(Box<str>, Var)>,
    pub exported: Option<Vec<Box<str>>>,
    /// Variables with a declared type, tried where nothing else fills them.
    pub typed: Vec<(Var, Type)>,
    pub named: Vec<Named>,
    /// Parts that nest deeper than is followed.
    pub too_deep: u32,
}
