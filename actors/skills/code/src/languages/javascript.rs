//! JavaScript and TypeScript, with and without JSX.

use super::{Definition, Imports, Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Class, Enum, Field, Function, Interface, Method, Module, Type, Variable};

const FUNCTION_VALUES: &[(&str, &str, crate::symbol::SymbolKind)] = &[
    ("value", "arrow_function", Function),
    ("value", "function_expression", Function),
    ("value", "generator_function", Function),
    ("value", "class", Class),
];
const METHOD_VALUES: &[(&str, &str, crate::symbol::SymbolKind)] =
    &[("value", "arrow_function", Method), ("value", "function_expression", Method)];

/// Every function that has a name is one, wherever it stands; other variables only outside of functions.
const COMMON: [Definition; 9] = [
    def("function_declaration", Function),
    def("generator_function_declaration", Function),
    def("class_declaration", Class),
    def("method_definition", Method),
    def("variable_declarator", Variable).by(FUNCTION_VALUES).until("value").outside(),
    def("pair", Field).named(Name::Field("key")).only_by(METHOD_VALUES).until("value"),
    def("assignment_expression", Variable)
        .named(Name::Field("left"))
        .only_by(&[
            ("right", "arrow_function", Function),
            ("right", "function_expression", Function),
            ("right", "class", Class),
        ])
        .until("right"),
    def("field_definition", Field).named(Name::Field("property")).by(METHOD_VALUES).until("value"),
    def("class", Class),
];

const TYPED: [Definition; 18] = {
    let [a, b, c, d, e, f, g, _, i] = COMMON;
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        i,
        def("public_field_definition", Field).by(METHOD_VALUES).until("value"),
        def("abstract_class_declaration", Class),
        def("interface_declaration", Interface),
        def("type_alias_declaration", Type).until("value"),
        def("enum_declaration", Enum),
        def("internal_module", Module),
        def("module", Module),
        def("function_signature", Function),
        def("method_signature", Method),
        def("abstract_method_signature", Method),
    ]
};

const IDENTIFIERS: &[&str] = &[
    "identifier",
    "property_identifier",
    "private_property_identifier",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
];
const TYPED_IDENTIFIERS: &[&str] = &[
    "identifier",
    "property_identifier",
    "private_property_identifier",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
    "type_identifier",
];
const JSX_CALLS: &[(&str, &str)] = &[
    ("call_expression", "function"),
    ("new_expression", "constructor"),
    ("jsx_opening_element", "name"),
    ("jsx_self_closing_element", "name"),
    ("decorator", ""),
];
const CALLS: &[(&str, &str)] =
    &[("call_expression", "function"), ("new_expression", "constructor"), ("decorator", "")];
const WRAPPERS: &[&str] =
    &["export_statement", "lexical_declaration", "variable_declaration", "expression_statement"];

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH.and(Steps::IF)),
        rule("for_statement", BRANCH),
        rule("for_in_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("do_statement", BRANCH),
        rule("switch_statement", Steps::NESTS),
        rule("switch_case", Steps::DECIDES),
        rule("catch_clause", BRANCH),
        rule("ternary_expression", BRANCH),
        rule("binary_expression", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("break_statement", Steps::JUMPS),
        rule("continue_statement", Steps::JUMPS),
    ],
    functions: &[
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    ],
    parameters: &["parameters", "parameter"],
    classes: &["class_declaration", "class"],
    logic: &["&&", "||", "??"],
    own: &["this.", "this?."],
    ..Flow::NONE
};

pub const JAVASCRIPT: Spec = Spec {
    file_names: &["Jakefile"],
    interpreters: &["node", "nodejs", "deno", "bun"],
    definitions: &COMMON,
    identifiers: IDENTIFIERS,
    comments: &["comment", "html_comment", "hash_bang_line"],
    imports: Imports::SCRIPT,
    calls: JSX_CALLS,
    wrappers: WRAPPERS,
    attributes: &["decorator"],
    privacy: Privacy::Underscore,
    flow: FLOW,
    ..Spec::new("javascript", &["js", "jsx", "mjs", "cjs"], Some(tree_sitter_javascript::LANGUAGE))
};

pub const TYPESCRIPT: Spec = Spec {
    interpreters: &["ts-node", "tsx"],
    definitions: &TYPED,
    identifiers: TYPED_IDENTIFIERS,
    comments: &["comment", "html_comment", "hash_bang_line"],
    imports: Imports::SCRIPT,
    calls: CALLS,
    wrappers: WRAPPERS,
    attributes: &["decorator"],
    privacy: Privacy::IfWord(&["private", "protected"]),
    flow: FLOW,
    ..Spec::new("typescript", &["ts", "mts", "cts"], Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT))
};

pub const TSX: Spec = Spec {
    definitions: &TYPED,
    identifiers: TYPED_IDENTIFIERS,
    comments: &["comment", "html_comment", "hash_bang_line"],
    imports: Imports::SCRIPT,
    calls: JSX_CALLS,
    wrappers: WRAPPERS,
    attributes: &["decorator"],
    privacy: Privacy::IfWord(&["private", "protected"]),
    flow: FLOW,
    ..Spec::new("tsx", &["tsx"], Some(tree_sitter_typescript::LANGUAGE_TSX))
};
