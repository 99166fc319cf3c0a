//! PHP.

use super::{Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Class, Constant, Enum, Field, Function, Interface, Method, Module, Trait};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_php::LANGUAGE_PHP);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH.and(Steps::IF)),
        rule("else_if_clause", Steps::DECIDES.and(Steps::ADDS)),
        rule("for_statement", BRANCH),
        rule("foreach_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("do_statement", BRANCH),
        rule("switch_statement", Steps::NESTS),
        rule("case_statement", Steps::DECIDES),
        rule("match_expression", Steps::NESTS),
        rule("match_conditional_expression", Steps::DECIDES),
        rule("catch_clause", BRANCH),
        rule("conditional_expression", BRANCH),
        rule("binary_expression", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("goto_statement", Steps::ADDS),
        rule("anonymous_function", Steps::RAISES),
        rule("arrow_function", Steps::RAISES),
    ],
    functions: &["function_definition", "method_declaration"],
    parameters: &["parameters"],
    classes: &["class_declaration", "trait_declaration", "enum_declaration"],
    logic: &["&&", "||", "and", "or", "??"],
    own: &["this->", "self::", "static::"],
    ..Flow::NONE
};

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
    declares: &["simple_parameter", "property_declaration"],
    privacy: Privacy::IfWord(&["private", "protected"]),
    flow: FLOW,
    ..Spec::new("php", &["php", "phtml"], GRAMMAR)
};
