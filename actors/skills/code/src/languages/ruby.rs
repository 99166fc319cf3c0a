//! Ruby.

use super::{Name, Spec, def};
use crate::symbol::SymbolKind::{Class, Constant, Method, Module};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_ruby::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

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
    ..Spec::new("ruby", &["rb", "rake", "gemspec"], GRAMMAR)
};
