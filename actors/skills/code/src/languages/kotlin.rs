//! Kotlin.

use super::{Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Class, Constant, Field, Function, Type};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_kotlin_ng::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_expression", BRANCH.and(Steps::IF)),
        rule("for_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("do_while_statement", BRANCH),
        rule("when_expression", Steps::NESTS),
        rule("when_entry", Steps::DECIDES.and(Steps::CASE)),
        rule("catch_block", BRANCH),
        rule("binary_expression", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("lambda_literal", Steps::RAISES),
        rule("anonymous_function", Steps::RAISES),
    ],
    functions: &["function_declaration", "secondary_constructor"],
    parameters: &[],
    classes: &["class_declaration", "object_declaration"],
    logic: &["&&", "||", "?:"],
    own: &[],
    ..Flow::NONE
};

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
    declares: &["parameter", "class_parameter", "property_declaration"],
    privacy: Privacy::IfWord(&["private", "protected", "internal"]),
    flow: FLOW,
    ..Spec::new("kotlin", &["kt", "kts"], GRAMMAR)
};
