//! Shell scripts.

use super::{Spec, def};
use crate::symbol::SymbolKind::{Function, Variable};

pub const BASH: Spec = Spec {
    file_names: &[".bashrc", ".profile", ".bash_profile", ".zshrc"],
    interpreters: &["bash", "sh", "dash", "zsh", "ksh"],
    definitions: &[
        def("function_definition", Function),
        def("variable_assignment", Variable).until("value").outside(),
    ],
    identifiers: &["variable_name", "word"],
    calls: &[("command", "name")],
    ..Spec::new("bash", &["sh", "bash", "zsh", "ksh"], Some(tree_sitter_bash::LANGUAGE))
};
