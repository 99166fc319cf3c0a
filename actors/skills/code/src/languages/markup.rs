//! Pages and styles. Scripts inside of pages are read by their own languages.

use super::{Doc, Name, Spec, def};
use crate::symbol::SymbolKind::Selector;

pub const HTML: Spec = Spec {
    data: true,
    identifiers: &[],
    doc: Doc::None,
    ..Spec::new("html", &["html", "htm", "xhtml"], Some(tree_sitter_html::LANGUAGE))
};

pub const VUE: Spec = Spec {
    identifiers: &["tag_name"],
    doc: Doc::None,
    ..Spec::new("vue", &["vue"], Some(tree_sitter_html::LANGUAGE))
};

pub const SVELTE: Spec = Spec {
    identifiers: &["tag_name"],
    doc: Doc::None,
    ..Spec::new("svelte", &["svelte"], Some(tree_sitter_svelte_ng::LANGUAGE))
};

pub const CSS: Spec = Spec {
    data: true,
    definitions: &[def("rule_set", Selector).named(Name::Child("selectors"))],
    identifiers: &["class_name", "id_name"],
    ..Spec::new("css", &["css"], Some(tree_sitter_css::LANGUAGE))
};
