//! Python 3.

use super::{Doc, Imports, Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Class, Function, Type, Variable};

const COMPREHENSIONS: &[&str] =
    &["list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"];

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH),
        rule("elif_clause", Steps::DECIDES.and(Steps::ADDS)),
        rule("else_clause", Steps::ADDS).under(&["if_statement"]),
        rule("else_clause", Steps::DECIDES.and(Steps::ADDS)).under(&["for_statement", "while_statement"]),
        rule("else_clause", Steps::DECIDES).under(&["try_statement"]),
        rule("for_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("except_clause", BRANCH),
        rule("conditional_expression", BRANCH),
        rule("match_statement", Steps::NESTS),
        rule("case_clause", Steps::DECIDES.and(Steps::CASE)),
        rule("for_in_clause", Steps::DECIDES),
        rule("if_clause", Steps::DECIDES).under(COMPREHENSIONS),
        rule("assert_statement", Steps::DECIDES.and(Steps::SHUTS)),
        rule("boolean_operator", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("lambda", Steps::RAISES),
        rule("decorator", Steps::SHUTS),
    ],
    functions: &["function_definition"],
    parameters: &["parameters"],
    classes: &["class_definition"],
    logic: &["and", "or"],
    strings: &["string"],
    expressions: &[
        "binary_operator",
        "augmented_assignment",
        "unary_operator",
        "not_operator",
        "boolean_operator",
        "comparison_operator",
        "union_type",
    ],
    body_only: true,
    own: &["self.", "cls."],
};

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

pub const PYTHON: Spec = Spec {
    file_names: &["wscript", "SConstruct", "SConscript"],
    interpreters: &["python", "pypy"],
    definitions: &[
        def("function_definition", Function),
        def("class_definition", Class),
        def("assignment", Variable).named(Name::Field("left")).until("right").outside(),
        def("type_alias_statement", Type).named(Name::Field("left")).until("right").outside(),
    ],
    imports: Imports::PYTHON,
    calls: &[("call", "function"), ("decorator", "")],
    wrappers: &["decorated_definition"],
    doc: Doc::FirstString,
    privacy: Privacy::Underscore,
    flow: FLOW,
    ..Spec::new("python", &["py", "pyi", "pyw"], Some(tree_sitter_python::LANGUAGE))
};
