//! Go.

use super::{Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Constant, Field, Function, Interface, Method, Struct, Type, Variable};

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH.and(Steps::IF)),
        rule("for_statement", BRANCH),
        rule("expression_switch_statement", Steps::NESTS),
        rule("type_switch_statement", Steps::NESTS),
        rule("select_statement", Steps::NESTS),
        rule("expression_case", Steps::DECIDES),
        rule("type_case", Steps::DECIDES),
        rule("communication_case", Steps::DECIDES),
        rule("binary_expression", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("break_statement", Steps::JUMPS),
        rule("continue_statement", Steps::JUMPS),
        rule("goto_statement", Steps::ADDS),
        rule("func_literal", Steps::RAISES),
    ],
    functions: &["function_declaration", "method_declaration"],
    parameters: &["parameters"],
    classes: &[],
    logic: &["&&", "||"],
    own: &[],
    ..Flow::NONE
};

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
    declares: &["var_spec", "parameter_declaration", "field_declaration", "short_var_declaration"],
    brings: &["import_spec"],
    privacy: Privacy::SmallLetter,
    flow: FLOW,
    ..Spec::new("go", &["go"], Some(tree_sitter_go::LANGUAGE))
};
