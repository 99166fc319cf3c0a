//! C#.

use super::{Name, Privacy, Spec, def};
use crate::symbol::SymbolKind::{
    Class, Constant, Enum, Field, Function, Interface, Method, Module, Struct, Type,
};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_c_sharp::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

pub const CSHARP: Spec = Spec {
    definitions: &[
        def("namespace_declaration", Module),
        def("class_declaration", Class),
        def("record_declaration", Class),
        def("struct_declaration", Struct),
        def("interface_declaration", Interface),
        def("enum_declaration", Enum),
        def("enum_member_declaration", Constant),
        def("delegate_declaration", Type),
        def("method_declaration", Method),
        def("constructor_declaration", Method),
        def("destructor_declaration", Method),
        def("operator_declaration", Method).named(Name::Field("operator")),
        def("property_declaration", Field).until("accessors"),
        def("event_declaration", Field),
        def("field_declaration", Field).named(Name::Declarator),
        def("local_function_statement", Function),
    ],
    calls: &[("invocation_expression", "function"), ("object_creation_expression", "type")],
    privacy: Privacy::UnlessWord(&["public", "internal", "protected"]),
    ..Spec::new("csharp", &["cs", "csx"], GRAMMAR)
};
