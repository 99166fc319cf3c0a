//! Kotlin.

use super::{Name, Privacy, Spec, def};
use crate::symbol::SymbolKind::{Class, Constant, Field, Function, Type};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_kotlin_ng::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

pub const KOTLIN: Spec = Spec {
    definitions: &[
        def("class_declaration", Class).until("class_body"),
        def("object_declaration", Class).until("class_body"),
        def("companion_object", Class),
        def("function_declaration", Function).until("function_body"),
        def("property_declaration", Field).named(Name::Child("variable_declaration")).outside(),
        def("type_alias", Type).named(Name::Field("type")),
        def("enum_entry", Constant).named(Name::Child("identifier")),
    ],
    comments: &["line_comment", "block_comment"],
    calls: &[("call_expression", "")],
    privacy: Privacy::IfWord(&["private", "protected", "internal"]),
    ..Spec::new("kotlin", &["kt", "kts"], GRAMMAR)
};
