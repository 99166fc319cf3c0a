//! Java.

use super::{Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Class, Constant, Enum, Field, Interface, Method};

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH.and(Steps::IF)),
        rule("for_statement", BRANCH),
        rule("enhanced_for_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("do_statement", BRANCH),
        rule("switch_expression", Steps::NESTS),
        rule("switch_label", Steps::DECIDES.and(Steps::CASE)),
        rule("catch_clause", BRANCH),
        rule("ternary_expression", BRANCH),
        rule("binary_expression", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("break_statement", Steps::JUMPS),
        rule("continue_statement", Steps::JUMPS),
        rule("lambda_expression", Steps::RAISES),
    ],
    functions: &["method_declaration", "constructor_declaration", "compact_constructor_declaration"],
    parameters: &["parameters"],
    classes: &["class_declaration", "record_declaration", "enum_declaration", "interface_declaration"],
    logic: &["&&", "||"],
    own: &[],
    ..Flow::NONE
};

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
    declares: &[
        "local_variable_declaration",
        "field_declaration",
        "formal_parameter",
        "enhanced_for_statement",
        "resource",
    ],
    privacy: Privacy::IfWord(&["private", "protected"]),
    flow: FLOW,
    ..Spec::new("java", &["java"], Some(tree_sitter_java::LANGUAGE))
};
