//! C#.

use super::{Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{
    Class, Constant, Enum, Field, Function, Interface, Method, Module, Struct, Type,
};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_c_sharp::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH.and(Steps::IF)),
        rule("for_statement", BRANCH),
        rule("foreach_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("do_statement", BRANCH),
        rule("switch_statement", Steps::NESTS),
        rule("switch_section", Steps::DECIDES.and(Steps::CASE)),
        rule("switch_expression", Steps::NESTS.and(Steps::EXHAUSTS)),
        rule("switch_expression_arm", Steps::DECIDES),
        rule("catch_clause", BRANCH),
        rule("conditional_expression", BRANCH),
        rule("binary_expression", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("goto_statement", Steps::ADDS),
        rule("lambda_expression", Steps::RAISES),
        rule("anonymous_method_expression", Steps::RAISES),
    ],
    functions: &[
        "method_declaration",
        "constructor_declaration",
        "destructor_declaration",
        "operator_declaration",
        "local_function_statement",
    ],
    parameters: &["parameters"],
    classes: &["class_declaration", "record_declaration", "struct_declaration", "interface_declaration"],
    logic: &["&&", "||", "??"],
    own: &[],
    ..Flow::NONE
};

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
    declares: &["variable_declaration", "parameter", "property_declaration"],
    privacy: Privacy::UnlessWord(&["public", "internal", "protected"]),
    flow: FLOW,
    ..Spec::new("csharp", &["cs", "csx"], GRAMMAR)
};
