//! Go.

use super::{Privacy, Spec, def};
use crate::symbol::SymbolKind::{Constant, Field, Function, Interface, Method, Struct, Type, Variable};

pub const GO: Spec = Spec {
    definitions: &[
        def("function_declaration", Function),
        def("method_declaration", Method).under("receiver"),
        def("type_spec", Type)
            .by(&[("type", "struct_type", Struct), ("type", "interface_type", Interface)])
            .until("type"),
        def("type_alias", Type).until("type"),
        def("const_spec", Constant).until("value").outside(),
        def("var_spec", Variable).until("value").outside(),
        def("field_declaration", Field),
        def("method_elem", Method),
    ],
    identifiers: &["identifier", "type_identifier", "field_identifier", "package_identifier"],
    calls: &[("call_expression", "function")],
    wrappers: &["type_declaration", "const_declaration", "var_declaration"],
    privacy: Privacy::SmallLetter,
    ..Spec::new("go", &["go"], Some(tree_sitter_go::LANGUAGE))
};
