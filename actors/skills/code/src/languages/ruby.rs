//! Ruby.

use super::{Name, Spec, def};
use crate::flow::{Flow, Steps, rule};
use crate::symbol::SymbolKind::{Class, Constant, Method, Module};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_ruby::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

const BRANCH: Steps = Steps::DECIDES.and(Steps::NESTS);

const FLOW: Flow = Flow {
    rules: &[
        rule("if", BRANCH),
        rule("unless", BRANCH),
        rule("elsif", Steps::DECIDES.and(Steps::ADDS)),
        rule("else", Steps::ADDS).under(&["if", "unless", "elsif"]),
        rule("if_modifier", BRANCH),
        rule("unless_modifier", BRANCH),
        rule("while", BRANCH),
        rule("until", BRANCH),
        rule("while_modifier", BRANCH),
        rule("until_modifier", BRANCH),
        rule("for", BRANCH),
        rule("case", Steps::NESTS),
        rule("case_match", Steps::NESTS),
        rule("when", Steps::DECIDES),
        rule("in_clause", Steps::DECIDES),
        rule("rescue", BRANCH),
        rule("rescue_modifier", BRANCH),
        rule("conditional", BRANCH),
        rule("binary", Steps::LOGIC),
        rule("parenthesized_statements", Steps::BRACKETS),
        rule("lambda", Steps::RAISES),
    ],
    functions: &["method", "singleton_method"],
    parameters: &["parameters"],
    classes: &["class", "module"],
    logic: &["&&", "||", "and", "or"],
    own: &["self.", ""],
    ..Flow::NONE
};

pub const RUBY: Spec = Spec {
    file_names: &["Rakefile", "Gemfile", "Guardfile", "Vagrantfile", "Podfile"],
    interpreters: &["ruby"],
    definitions: &[
        def("method", Method),
        def("singleton_method", Method),
        def("class", Class),
        def("module", Module),
        def("assignment", Constant)
            .named(Name::Field("left"))
            .only_by(&[("left", "constant", Constant)])
            .until("right"),
    ],
    identifiers: &["identifier", "constant", "instance_variable", "class_variable", "global_variable"],
    calls: &[("call", "method")],
    flow: FLOW,
    ..Spec::new("ruby", &["rb", "rake", "gemspec"], GRAMMAR)
};
