//! Shell scripts.

use super::{Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Function, Variable};

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if_statement", BRANCH),
        rule("elif_clause", Steps::DECIDES.and(Steps::ADDS)),
        rule("else_clause", Steps::ADDS),
        rule("for_statement", BRANCH),
        rule("c_style_for_statement", BRANCH),
        rule("while_statement", BRANCH),
        rule("case_statement", Steps::NESTS),
        rule("case_item", Steps::DECIDES),
        rule("ternary_expression", BRANCH),
        rule("list", Steps::LOGIC),
        rule("binary_expression", Steps::LOGIC),
    ],
    functions: &["function_definition"],
    parameters: &[],
    classes: &[],
    logic: &["&&", "||"],
    own: &[],
    ..Flow::NONE
};

pub const BASH: Spec = Spec {
    file_names: &[".bashrc", ".profile", ".bash_profile", ".zshrc"],
    interpreters: &["bash", "sh", "dash", "zsh", "ksh"],
    definitions: &[
        def("function_definition", Function),
        def("variable_assignment", Variable).until("value").outside(),
    ],
    identifiers: &["variable_name", "word"],
    calls: &[("command", "name")],
    flow: FLOW,
    ..Spec::new("bash", &["sh", "bash", "zsh", "ksh"], Some(tree_sitter_bash::LANGUAGE))
};
