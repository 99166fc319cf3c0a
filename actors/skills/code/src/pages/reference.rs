//! The API reference: a page a folder, with what each file lets others use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Material, Page, escape, file_link, folder, is_product};
use crate::facts::FileFacts;
use crate::symbol::{Symbol, SymbolId, SymbolKind, Visibility};

/// Sites that show Markdown stop at half a megabyte.
const PAGE_BYTES_MAX: usize = 400_000;
/// Longer documentation is read where it stands.
const DOC_BYTES_MAX: usize = 4_000;
/// Symbols lie in few others; a longer way up is hostile.
const LEVELS_MAX: usize = 16;
/// Windows has devices of these names.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// The pages with their list, and of how many folders they tell.
pub fn pages(material: &Material<'_>) -> (Vec<Page>, usize) {
    let mut folders: BTreeMap<&str, Vec<(&FileFacts, Vec<SymbolId>)>> = BTreeMap::new();
    for facts in material.index.files().filter(|facts| is_product(facts)) {
        let symbols = public(facts);
        if !symbols.is_empty() {
            folders.entry(folder(&facts.path)).or_default().push((facts, symbols));
        }
    }
    let (mut pages, mut taken) = (Vec::new(), BTreeSet::from(["readme".to_owned()]));
    let mut list = String::from("# API reference\n\n");
    if folders.is_empty() {
        list += "No public definitions were found.\n";
    } else {
        list += "| Folder | Files | Definitions |\n| --- | --- | --- |\n";
    }
    for (name, files) in &folders {
        let slug = slug(name, &mut taken);
        let count: usize = files.iter().map(|(_, symbols)| symbols.len()).sum();
        let shown = escape::cell(if name.is_empty() { "." } else { name });
        let _ = writeln!(list, "| [{shown}]({slug}.md) | {} | {count} |", files.len());
        pages.push(Page { path: format!("api/{slug}.md"), text: page(material, name, files) });
    }
    list += "\nPublic is what the language says is public or, where it has no rule, what its custom says. Tests, examples and vendored code are left out.\n";
    pages.push(Page { path: "api/README.md".to_owned(), text: list });
    (pages, folders.len())
}

/// A file name for a folder: its path with dots, and a hash where that is not all of it.
fn slug(folder: &str, taken: &mut BTreeSet<String>) -> String {
    let dotted = if folder.is_empty() { "root".to_owned() } else { folder.replace('/', ".") };
    let keep = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
    let mut slug: String = dotted.chars().take(80).map(keep).collect();
    if slug.starts_with('.') {
        slug.replace_range(..1, "-");
    }
    let first = slug.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = |name: &str| name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt"));
    let reserved = RESERVED.contains(&first.as_str()) || device(&first);
    if reserved {
        slug.insert(0, '-');
    }
    if slug != dotted || folder == "root" || taken.contains(&slug.to_ascii_lowercase()) {
        let _ = write!(slug, "-{}", &blake3::hash(folder.as_bytes()).to_hex()[..8]);
    }
    taken.insert(slug.to_ascii_lowercase());
    slug
}

/// What others may use: types, what can be called, and constants that lie in no function.
fn public(facts: &FileFacts) -> Vec<SymbolId> {
    let ids = 0..u32::try_from(facts.symbols.len()).unwrap_or(u32::MAX);
    ids.zip(&facts.symbols).filter(|(_, symbol)| is_public(facts, symbol)).map(|(id, _)| id).collect()
}

pub(super) fn is_public(facts: &FileFacts, symbol: &Symbol) -> bool {
    let shown = symbol.kind.is_callable()
        || symbol.kind.is_type()
        || matches!(
            symbol.kind,
            SymbolKind::Type
                | SymbolKind::Macro
                | SymbolKind::Table
                | SymbolKind::View
                | SymbolKind::Constant
        );
    if !shown {
        return false;
    }
    let mut around = symbol.parent.and_then(|id| facts.symbols.get(id as usize));
    let mut open = symbol.visibility == Visibility::Public;
    for _ in 0..LEVELS_MAX {
        let Some(parent) = around else { break };
        open &= parent.visibility == Visibility::Public && !parent.kind.is_callable();
        around = parent.parent.and_then(|id| facts.symbols.get(id as usize));
    }
    open
}

fn page(material: &Material<'_>, name: &str, files: &[(&FileFacts, Vec<SymbolId>)]) -> String {
    let mut text = format!(
        "# {}\n\n[API reference](README.md)\n",
        escape::code(if name.is_empty() { "." } else { name })
    );
    let mut left_out = 0;
    for (facts, symbols) in files {
        let _ = write!(text, "\n## {}\n", file_link(material, "../", &facts.path));
        for id in symbols {
            let entry = entry(facts, *id);
            if text.len() + entry.len() > PAGE_BYTES_MAX {
                left_out += 1;
            } else {
                text += &entry;
            }
        }
    }
    if left_out > 0 {
        let _ = write!(
            text,
            "\n{left_out} more definitions are left out: a page has {} kB at most.\n",
            PAGE_BYTES_MAX / 1_000
        );
    }
    text
}

fn entry(facts: &FileFacts, id: SymbolId) -> String {
    let Some(symbol) = facts.symbols.get(id as usize) else { return String::new() };
    let level = if symbol.parent.is_some() { "####" } else { "###" };
    let mut text = format!("\n{level} {} {}\n\n", symbol.kind.name(), escape::code(&symbol.qualified));
    if !symbol.signature.is_empty() {
        text += &escape::block(facts.language.name(), &symbol.signature);
    }
    if symbol.kind.is_type() {
        let field = |one: &&Symbol| {
            one.parent == Some(id) && one.kind == SymbolKind::Field && one.visibility == Visibility::Public
        };
        let fields: Vec<String> =
            facts.symbols.iter().filter(field).map(|one| escape::code(&one.name)).collect();
        if !fields.is_empty() {
            let _ = write!(text, "\nFields: {}\n", fields.join(", "));
        }
    }
    if let Some(doc) = &symbol.doc {
        text += &documentation(doc);
    }
    text
}

/// The first paragraph as prose, the rest as it is written: what marks it up differs between languages and houses.
fn documentation(doc: &str) -> String {
    let doc = doc.trim().replace("\r\n", "\n");
    let (first, rest) = doc.split_once("\n\n").unwrap_or((&doc, ""));
    let mut text = String::new();
    if first.trim().len() > 280 {
        text += "\n";
        text += &escape::block("text", &cut(&doc));
        return text;
    }
    let _ = write!(text, "\n{}\n", escape::plain(first));
    if !rest.trim().is_empty() {
        text += "\n";
        text += &escape::block("text", &cut(rest.trim_matches('\n')));
    }
    text
}

fn cut(text: &str) -> String {
    if text.len() <= DOC_BYTES_MAX {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(DOC_BYTES_MAX)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_folders_share_a_page_and_none_leaves_the_folder_of_pages() {
        let mut taken = BTreeSet::from(["readme".to_owned()]);
        let folders =
            ["", "root", "a/b", "a.b", "A/B", "..", "README", "con", "a b", "a-b", "é", "../../etc"];
        let slugs: Vec<String> = folders.iter().map(|folder| slug(folder, &mut taken)).collect();
        let folded: BTreeSet<String> = slugs.iter().map(|slug| slug.to_ascii_lowercase()).collect();
        assert_eq!(folded.len(), folders.len(), "{slugs:?}");
        for slug in &slugs {
            assert!(!slug.contains('/') && !slug.starts_with('.') && slug != "con", "{slug}");
        }
        assert_eq!((slugs[0].as_str(), slugs[2].as_str()), ("root", "a.b"));
    }
}
