//! Java.

use super::{Name, Privacy, Spec, def};
use crate::symbol::SymbolKind::{Class, Constant, Enum, Field, Interface, Method};

pub const JAVA: Spec = Spec {
    definitions: &[
        def("class_declaration", Class),
        def("record_declaration", Class),
        def("interface_declaration", Interface),
        def("annotation_type_declaration", Interface),
        def("enum_declaration", Enum),
        def("enum_constant", Constant),
        def("method_declaration", Method),
        def("constructor_declaration", Method),
        def("compact_constructor_declaration", Method),
        def("annotation_type_element_declaration", Method),
        def("field_declaration", Field).named(Name::Declarator),
    ],
    comments: &["line_comment", "block_comment"],
    identifiers: &["identifier", "type_identifier"],
    calls: &[("method_invocation", "name"), ("object_creation_expression", "type")],
    privacy: Privacy::IfWord(&["private", "protected"]),
    ..Spec::new("java", &["java"], Some(tree_sitter_java::LANGUAGE))
};
