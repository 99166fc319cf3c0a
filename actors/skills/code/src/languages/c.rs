//! C and C++.

use super::{Name, Privacy, Spec, def};
use crate::flow::{Flow, Rule, Steps, rule};
use crate::symbol::SymbolKind::{Class, Constant, Enum, Field, Function, Macro, Module, Struct, Type};

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const COMMON: [Rule; 10] = [
    rule("if_statement", BRANCH.and(Steps::IF)),
    rule("for_statement", BRANCH),
    rule("while_statement", BRANCH),
    rule("do_statement", BRANCH),
    rule("switch_statement", Steps::NESTS),
    rule("case_statement", Steps::DECIDES.and(Steps::CASE)),
    rule("conditional_expression", BRANCH),
    rule("binary_expression", Steps::LOGIC),
    rule("parenthesized_expression", Steps::BRACKETS),
    rule("goto_statement", Steps::ADDS),
];

const FLOW: Flow = Flow {
    rules: &COMMON,
    functions: &["function_definition"],
    parameters: &[],
    classes: &[],
    logic: &["&&", "||"],
    own: &[],
    ..Flow::NONE
};

const CPP_FLOW: Flow = Flow {
    rules: &{
        let [a, b, c, d, e, f, g, h, i, j] = COMMON;
        [
            a,
            b,
            c,
            d,
            e,
            f,
            g,
            h,
            i,
            j,
            rule("for_range_loop", BRANCH),
            rule("catch_clause", BRANCH),
            rule("lambda_expression", Steps::RAISES),
        ]
    },
    classes: &["class_specifier", "struct_specifier"],
    logic: &["&&", "||", "and", "or"],
    ..FLOW
};

pub const C: Spec = Spec {
    definitions: &[
        def("function_definition", Function).named(Name::Declarator),
        def("struct_specifier", Struct).only_by(&[("body", "field_declaration_list", Struct)]),
        def("union_specifier", Struct).only_by(&[("body", "field_declaration_list", Struct)]),
        def("enum_specifier", Enum).only_by(&[("body", "enumerator_list", Enum)]),
        def("enumerator", Constant),
        def("type_definition", Type).named(Name::Declarator),
        def("field_declaration", Field).named(Name::Declarator),
        def("preproc_def", Macro).until("value"),
        def("preproc_function_def", Macro).until("value"),
    ],
    identifiers: &["identifier", "type_identifier", "field_identifier"],
    calls: &[("call_expression", "function")],
    privacy: Privacy::IfWord(&["static"]),
    flow: FLOW,
    ..Spec::new("c", &["c", "h"], Some(tree_sitter_c::LANGUAGE))
};

#[cfg(feature = "rare")]
const CPP_GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_cpp::LANGUAGE);
#[cfg(not(feature = "rare"))]
const CPP_GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

pub const CPP: Spec = Spec {
    definitions: &[
        def("function_definition", Function).named(Name::Declarator),
        def("struct_specifier", Struct).only_by(&[("body", "field_declaration_list", Struct)]),
        def("union_specifier", Struct).only_by(&[("body", "field_declaration_list", Struct)]),
        def("class_specifier", Class).only_by(&[("body", "field_declaration_list", Class)]),
        def("enum_specifier", Enum).only_by(&[("body", "enumerator_list", Enum)]),
        def("enumerator", Constant),
        def("namespace_definition", Module),
        def("concept_definition", Type),
        def("alias_declaration", Type).until("type"),
        def("type_definition", Type).named(Name::Declarator),
        def("field_declaration", Field).named(Name::Declarator),
        def("preproc_def", Macro).until("value"),
        def("preproc_function_def", Macro).until("value"),
    ],
    identifiers: &["identifier", "type_identifier", "field_identifier", "namespace_identifier"],
    calls: &[("call_expression", "function"), ("new_expression", "type")],
    declares: &["declaration", "parameter_declaration", "field_declaration"],
    wrappers: &["template_declaration"],
    privacy: Privacy::IfWord(&["static"]),
    flow: CPP_FLOW,
    ..Spec::new("cpp", &["cpp", "cc", "cxx", "hpp", "hh", "hxx", "ipp", "inl"], CPP_GRAMMAR)
};
