//! SQL: what is created; the statements themselves are read by those who need their meaning.

use super::{Name, Spec, def};
use crate::symbol::SymbolKind::{Field, Function, Table, Type, View};

#[cfg(feature = "rare")]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = Some(tree_sitter_sequel::LANGUAGE);
#[cfg(not(feature = "rare"))]
const GRAMMAR: Option<tree_sitter_language::LanguageFn> = None;

pub const SQL: Spec = Spec {
    definitions: &[
        def("create_table", Table).until("column_definitions").named(Name::Child("object_reference")),
        def("create_view", View).named(Name::Child("object_reference")),
        def("create_materialized_view", View).named(Name::Child("object_reference")),
        def("create_function", Function).named(Name::Child("object_reference")),
        def("create_type", Type).named(Name::Child("object_reference")),
        def("column_definition", Field),
    ],
    comments: &["comment", "marginalia"],
    calls: &[("invocation", "")],
    ..Spec::new("sql", &["sql"], GRAMMAR)
};
