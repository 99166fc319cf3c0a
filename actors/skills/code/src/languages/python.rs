//! Python 3.

use super::{Doc, Name, Privacy, Spec, def};
use crate::symbol::SymbolKind::{Class, Function, Type, Variable};

pub const PYTHON: Spec = Spec {
    file_names: &["wscript", "SConstruct", "SConscript"],
    interpreters: &["python", "pypy"],
    definitions: &[
        def("function_definition", Function),
        def("class_definition", Class),
        def("assignment", Variable).named(Name::Field("left")).until("right").outside(),
        def("type_alias_statement", Type).named(Name::Field("left")).until("right").outside(),
    ],
    calls: &[("call", "function"), ("decorator", "")],
    wrappers: &["decorated_definition"],
    doc: Doc::FirstString,
    privacy: Privacy::Underscore,
    ..Spec::new("python", &["py", "pyi", "pyw"], Some(tree_sitter_python::LANGUAGE))
};
