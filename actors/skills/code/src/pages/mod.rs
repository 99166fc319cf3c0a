//! Documentation made from what is known of the code: an API reference, an architecture page, a guide for who is new, a changelog.
//! Pure: the same code and history give the same bytes, whatever the day and the machine. Lines are not numbered in pages, so that
//! a page is stale only where what it documents has changed.

mod architecture;
pub mod changelog;
mod escape;
mod onboarding;
mod reference;
pub mod seal;

use std::collections::BTreeMap;

use crate::commands;
use crate::facts::FileFacts;
use crate::graph::Program;
use crate::graph::ask::is_test;
use crate::index::Index;
use crate::stack::Package;
use changelog::Log;
pub(crate) use escape::label;

/// What pages are made of.
pub struct Material<'m> {
    /// How the project is called.
    pub name: &'m str,
    pub index: &'m Index,
    pub program: &'m Program,
    pub packages: &'m [Package],
    /// All files, by path, also those that no grammar reads.
    pub files: &'m [String],
    /// Texts of [`TELLING`](crate::commands::TELLING) files, by path.
    pub texts: &'m BTreeMap<String, String>,
    /// None where there is no history.
    pub log: Option<&'m Log>,
    /// A changelog lies there, made where there was a history.
    pub keeps_changelog: bool,
    /// From the folder of the pages up to the code, with a `/` at the end; none where no link leads there.
    pub root: Option<&'m str>,
}

/// A page, by its path in the folder of pages, without its seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub path: String,
    pub text: String,
}

/// The page of changes, which depends on the history alone.
pub const CHANGELOG: &str = "changelog.md";

/// All pages, sorted by path.
pub fn pages(material: &Material<'_>) -> Vec<Page> {
    let (api, folders) = reference::pages(material);
    let mut pages = vec![
        contents(material, folders),
        Page { path: "architecture.md".to_owned(), text: architecture::page(material) },
        Page { path: "onboarding.md".to_owned(), text: onboarding::page(material) },
    ];
    pages.extend(api);
    pages.extend(
        material.log.map(|log| Page {
            path: CHANGELOG.to_owned(),
            text: changelog::page(material.name, &log.commits),
        }),
    );
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages
}

/// How a project calls itself: its manifest's name, or its README's title. Not the folder's name, which differs between machines.
pub fn name_of(texts: &BTreeMap<String, String>) -> String {
    let toml = |file: &str, tables: &[&[&str]]| {
        let toml: toml::Table = texts.get(file)?.parse().ok()?;
        let root = toml::Value::Table(toml);
        tables.iter().find_map(|path| {
            let table = path.iter().try_fold(&root, |at, key| at.get(key))?;
            Some(table.get("name")?.as_str()?.to_owned())
        })
    };
    let json = || {
        let json: serde_json::Value = serde_json::from_str(texts.get("package.json")?).ok()?;
        Some(json.get("name")?.as_str()?.to_owned())
    };
    let title = || {
        let (_, readme) = texts.iter().find(|(path, _)| commands::is_readme(path))?;
        let first = readme.lines().find_map(|line| line.strip_prefix("# "))?;
        Some(first.trim().to_owned())
    };
    let found = toml("pyproject.toml", &[&["project"], &["tool", "poetry"]])
        .or_else(|| toml("Cargo.toml", &[&["package"]]))
        .or_else(json)
        .or_else(title);
    found.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "Project".to_owned())
}

fn contents(material: &Material<'_>, folders: usize) -> Page {
    let name = escape::plain(material.name);
    let mut text = format!("# {name}: documentation\n\n");
    text +=
        "- [Getting started](onboarding.md): what it is, how to run and test it, where to begin reading\n";
    text += "- [Architecture](architecture.md): parts and how they depend on each other, endpoints, data\n";
    text += &format!("- [API reference](api/README.md): public definitions of {folders} folders\n");
    if material.log.is_some() || material.keeps_changelog {
        text += "- [Changelog](changelog.md): what changed, release by release\n";
    }
    text += "\nThese pages are made from the code by `samriddh docs`, and `samriddh docs --check` says whether they are up to date.\n";
    Page { path: "README.md".to_owned(), text }
}

/// The product's own code: neither tests nor examples, nor data.
fn is_product(facts: &FileFacts) -> bool {
    !facts.language.is_data() && !is_test(&facts.path) && !is_aside(&facts.path)
}

fn is_aside(path: &str) -> bool {
    let aside =
        ["examples", "example", "docs", "doc", "benchmarks", "benches", "vendor", "third_party", "fixtures"];
    path.split('/').any(|part| aside.contains(&part))
}

/// The folder a file lies in; empty at the root.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A link to a file of the code, or its name alone where no link leads there. `up` leads from the page to the folder of pages.
fn file_link(material: &Material<'_>, up: &str, path: &str) -> String {
    match material.root {
        Some(root) => format!("[{}]({up}{root}{})", escape::code(path), escape::url(path)),
        None => escape::code(path),
    }
}
