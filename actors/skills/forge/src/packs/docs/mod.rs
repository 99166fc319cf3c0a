//! Documents for people: README, architecture, decisions, contributing, changelog.

mod commands;
mod contract;
mod diagrams;
mod facts;
mod folders;
mod markdown;
mod permissions;
#[cfg(test)]
mod tests;

use crate::fragments::Fragments;
use crate::pack::{Draft, EVERY_PACK, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "docs",
    role: PackRole::Docs,
    needs: EVERY_PACK,
    applies: |_| true,
    files,
    fragments: |_| Fragments::default(),
    owns: |path| path == TRANSLATIONS || DOCUMENTS.iter().any(|(owned, _)| *owned == path),
};

/// Written for products in several languages.
const TRANSLATIONS: &str = "docs/translations.md";

/// Each document and its template.
const DOCUMENTS: [(&str, &str); 5] = [
    ("README.md", "docs/README.md"),
    ("CONTRIBUTING.md", "docs/CONTRIBUTING.md"),
    ("CHANGELOG.md", "docs/CHANGELOG.md"),
    ("docs/architecture.md", "docs/architecture.md"),
    ("docs/decisions.md", "docs/decisions.md"),
];

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let facts = facts::Facts::of(kit);
    DOCUMENTS
        .iter()
        .map(|(path, template)| Ok(Draft::new(*path, kit.templates.render(template, &facts)?)))
        .collect()
}
