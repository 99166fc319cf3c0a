//! Settings, data and prose: keys, sections, build stages.

use super::{Doc, Name, Spec, def};
use crate::symbol::SymbolKind::{Key, Section, Stage};

pub const JSON: Spec = Spec {
    file_names: &[".babelrc", ".eslintrc", ".prettierrc", "composer.lock", "Pipfile.lock"],
    data: true,
    definitions: &[def("pair", Key).named(Name::Field("key")).until("value")],
    identifiers: &[],
    doc: Doc::None,
    ..Spec::new("json", &["json", "jsonc", "json5", "webmanifest"], Some(tree_sitter_json::LANGUAGE))
};

pub const YAML: Spec = Spec {
    file_names: &[".clang-format"],
    data: true,
    definitions: &[def("block_mapping_pair", Key).named(Name::Field("key")).until("value")],
    identifiers: &[],
    ..Spec::new("yaml", &["yaml", "yml"], Some(tree_sitter_yaml::LANGUAGE))
};

pub const TOML: Spec = Spec {
    file_names: &["Cargo.lock", "Pipfile", "poetry.lock", "uv.lock"],
    data: true,
    definitions: &[
        def("table", Section).named(Name::Line),
        def("table_array_element", Section).named(Name::Line),
        def("pair", Key).named(Name::Line),
    ],
    identifiers: &[],
    ..Spec::new("toml", &["toml"], Some(tree_sitter_toml_ng::LANGUAGE))
};

pub const MARKDOWN: Spec = Spec {
    data: true,
    definitions: &[
        def("atx_heading", Section).named(Name::Line),
        def("setext_heading", Section).named(Name::Line),
    ],
    comments: &[],
    identifiers: &[],
    doc: Doc::None,
    ..Spec::new("markdown", &["md", "markdown"], Some(tree_sitter_md::LANGUAGE))
};

pub const DOCKERFILE: Spec = Spec {
    file_names: &["Dockerfile", "Containerfile"],
    data: true,
    definitions: &[def("from_instruction", Stage).named(Name::Line)],
    identifiers: &[],
    ..Spec::new("dockerfile", &["dockerfile", "containerfile"], Some(tree_sitter_containerfile::LANGUAGE))
};
