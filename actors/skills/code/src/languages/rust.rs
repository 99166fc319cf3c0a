//! Rust.

use super::{Imports, Name, Privacy, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Constant, Enum, Field, Function, Macro, Module, Struct, Trait, Type};

/// Types that stand for what is in them.
pub const TRANSPARENT: &[&str] =
    &["Box", "Rc", "Arc", "Pin", "Cow", "Ref", "RefMut", "MutexGuard", "RwLockReadGuard"];

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_expression", BRANCH.and(Steps::IF)),
        rule("for_expression", BRANCH),
        rule("while_expression", BRANCH),
        rule("loop_expression", Steps::NESTS),
        rule("match_expression", Steps::NESTS.and(Steps::EXHAUSTS)),
        rule("match_arm", Steps::DECIDES),
        rule("binary_expression", Steps::LOGIC),
        rule("let_chain", Steps::LOGIC),
        rule("parenthesized_expression", Steps::BRACKETS),
        rule("break_expression", Steps::JUMPS),
        rule("continue_expression", Steps::JUMPS),
        rule("closure_expression", Steps::RAISES),
    ],
    functions: &["function_item"],
    parameters: &["parameters"],
    classes: &["impl_item", "trait_item"],
    logic: &["&&", "||"],
    own: &["self.", "Self::"],
    ..Flow::NONE
};

pub const RUST: Spec = Spec {
    definitions: &[
        def("function_item", Function),
        def("function_signature_item", Function),
        def("struct_item", Struct),
        def("union_item", Struct),
        def("enum_item", Enum),
        def("trait_item", Trait),
        def("impl_item", Type).named(Name::Field("type")).taking("trait").scope_only(),
        def("type_item", Type).until("type"),
        def("associated_type", Type),
        def("mod_item", Module),
        def("const_item", Constant).until("value"),
        def("static_item", Constant).until("value"),
        def("macro_definition", Macro),
        def("field_declaration", Field),
        def("enum_variant", Field),
    ],
    comments: &["line_comment", "block_comment"],
    identifiers: &["identifier", "type_identifier", "field_identifier", "shorthand_field_identifier"],
    imports: Imports::RUST,
    calls: &[("call_expression", "function"), ("macro_invocation", "macro")],
    tokens: &["token_tree"],
    macros: &["macro_invocation", "macro_rule"],
    attributes: &["attribute_item"],
    declares: &["let_declaration", "parameter", "field_declaration"],
    brings: &["use_declaration"],
    privacy: Privacy::UnlessWord(&["pub"]),
    flow: FLOW,
    ..Spec::new("rust", &["rs"], Some(tree_sitter_rust::LANGUAGE))
};
