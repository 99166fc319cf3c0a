//! Rust.

use super::{Name, Privacy, Spec, def};
use crate::symbol::SymbolKind::{Constant, Enum, Field, Function, Macro, Module, Struct, Trait, Type};

pub const RUST: Spec = Spec {
    definitions: &[
        def("function_item", Function),
        def("function_signature_item", Function),
        def("struct_item", Struct),
        def("union_item", Struct),
        def("enum_item", Enum),
        def("trait_item", Trait),
        def("impl_item", Type).named(Name::Field("type")).scope_only(),
        def("type_item", Type).until("type"),
        def("associated_type", Type),
        def("mod_item", Module),
        def("const_item", Constant).until("value"),
        def("static_item", Constant).until("value"),
        def("macro_definition", Macro),
        def("field_declaration", Field),
        def("enum_variant", Field),
    ],
    comments: &["line_comment", "block_comment"],
    identifiers: &["identifier", "type_identifier", "field_identifier", "shorthand_field_identifier"],
    calls: &[("call_expression", "function"), ("macro_invocation", "macro")],
    attributes: &["attribute_item"],
    privacy: Privacy::UnlessWord(&["pub"]),
    ..Spec::new("rust", &["rs"], Some(tree_sitter_rust::LANGUAGE))
};
