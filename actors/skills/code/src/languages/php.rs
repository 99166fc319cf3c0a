//! PHP.

use super::{Name, Privacy, Spec, def};
use crate::symbol::SymbolKind::{Class, Constant, Enum, Field, Function, Interface, Method, Module, Trait};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_php::LANGUAGE_PHP);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

pub const PHP: Spec = Spec {
    interpreters: &["php"],
    definitions: &[
        def("namespace_definition", Module),
        def("function_definition", Function),
        def("class_declaration", Class),
        def("interface_declaration", Interface),
        def("trait_declaration", Trait),
        def("enum_declaration", Enum),
        def("enum_case", Constant),
        def("method_declaration", Method),
        def("property_element", Field),
        def("const_element", Constant).named(Name::Child("name")).outside(),
    ],
    identifiers: &["name"],
    calls: &[
        ("function_call_expression", "function"),
        ("member_call_expression", "name"),
        ("scoped_call_expression", "name"),
        ("object_creation_expression", ""),
    ],
    privacy: Privacy::IfWord(&["private", "protected"]),
    ..Spec::new("php", &["php", "phtml"], GRAMMAR)
};
