//! From a file to requirements. Its form is checked first, so that what is read from it afterwards is there.

mod checks;
mod entity;
mod item;
mod people;
#[cfg(test)]
mod tests;

use protocol::id::ClaimKey;
use protocol::requirements::{
    Assumption, Decision, Feature, FeatureName, Product, ProductConstraint, ProductConstraintKind,
    Requirements, StackChoice,
};

use super::fault::{Fault, Faults, Place};
use super::limits::{BLUEPRINT_BYTES_MAX, FORMAT};
use super::shape::{BLUEPRINT, Kind};
use super::yaml::{self, Node};
use super::{Blueprint, complete, form};
use crate::understand::morph;
use item::{Item, texts};

/// The key that a blueprint begins with.
const HEAD: &str = "blueprint";

/// Whether a text says of itself that it is a blueprint: `blueprint: 1` before anything else but comments.
pub fn is_blueprint(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#') && *line != "---");
    let value = first.and_then(|line| line.strip_prefix(HEAD)?.trim_start().strip_prefix(':'));
    value
        .is_some_and(|value| value.starts_with(' ') && value.trim().starts_with(|c: char| c.is_ascii_digit()))
}

/// Reads a blueprint; all that is wrong with it at once, except for what makes it unreadable.
pub fn read(text: &str) -> Result<Blueprint, Faults> {
    let (root, mut faults) = load(text)?;
    let blueprint = blueprint(&root);
    if blueprint.refused.is_none() {
        let mut found = Faults::default();
        checks::check(&root, &blueprint.requirements, &mut found);
        faults.add_apart(found);
    }
    faults.or(blueprint)
}

/// The same file as a JSON document.
pub fn document(text: &str) -> Result<serde_json::Value, Faults> {
    let (root, faults) = load(text)?;
    faults.or(root.json())
}

/// A file that may be a blueprint, and what is wrong with its form.
fn load(text: &str) -> Result<(Node, Faults), Faults> {
    if text.len() > BLUEPRINT_BYTES_MAX {
        let fault = Fault::at(
            Place { line: 1, column: 1 },
            format!("a blueprint has at most {BLUEPRINT_BYTES_MAX} bytes, and this has {}", text.len()),
        );
        return Err(fault.hint("split it into several products").into());
    }
    let root = yaml::load(text)?;
    let mut faults = Faults::default();
    if !is_blueprint(text) {
        let at = root.entries().iter().find(|entry| entry.key == HEAD).map_or(root.at, |entry| entry.at);
        let fault = Fault::at(at, format!("a blueprint begins with the line `{HEAD}: {FORMAT}`"));
        return Err(fault.hint("put that line before all others").into());
    }
    // A newer form may have other keys: that it is newer is all there is to say.
    form::check(root.get(HEAD).unwrap_or(&root), &Kind::Version, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    form::check(&root, &Kind::Table(&BLUEPRINT), &mut faults);
    Ok((root, faults))
}

fn blueprint(root: &Node) -> Blueprint {
    let text = |key: &str| root.get(key).and_then(Node::text).map(str::to_owned);
    let mut requirements = Requirements {
        product: product(root),
        entities: entity::entities(root),
        roles: people::roles(root),
        permissions: people::permissions(root),
        features: features(root),
        stack: stack(root),
        constraints: constraints(root),
        decisions: decisions(root),
        assumptions: assumptions(root),
        not_understood: texts(root, "not_understood"),
        unsupported: texts(root, "unsupported"),
    };
    let refused = text("refused");
    // Where nothing is made, nothing is completed either.
    if refused.is_none() {
        complete::complete(&mut requirements, |key| root.get(key).is_some());
    }
    Blueprint { requirements, request: text("request"), refused }
}

fn product(root: &Node) -> Product {
    let Some(node) = root.get("product") else {
        return Product {
            name: String::new(),
            title: String::new(),
            summary: String::new(),
            words: String::new(),
        };
    };
    let name = node.get("name").and_then(Node::text).unwrap_or_default().to_owned();
    let capitals = |name: &str| {
        morph::name_words(name).iter().map(|word| morph::capital(word)).collect::<Vec<_>>().join(" ")
    };
    let title = node.get("title").and_then(Node::text).map_or_else(|| capitals(&name), str::to_owned);
    let summary = node.get("summary").and_then(Node::text).map_or_else(|| format!("{title}."), str::to_owned);
    let words = Item::new(&name, Some(node)).words();
    Product { name, title, summary, words }
}

fn features(root: &Node) -> Vec<Feature> {
    let known =
        |name: &str| FeatureName::ALL.into_iter().find(|feature| super::shape::feature(*feature) == name);
    let feature = |node: &Node| {
        let item = Item::short(node, "name");
        Some(Feature { name: known(item.name())?, words: item.words() })
    };
    root.get("features").map_or_else(Vec::new, |list| list.items().iter().filter_map(feature).collect())
}

fn stack(root: &Node) -> Vec<StackChoice> {
    let choice = |node: &Node| {
        let item = Item::short(node, "name");
        StackChoice { name: item.name().to_owned(), words: item.words() }
    };
    root.get("stack").map_or_else(Vec::new, |list| list.items().iter().map(choice).collect())
}

fn constraints(root: &Node) -> Vec<ProductConstraint> {
    let constraint = |node: &Node| {
        let item = Item::short(node, "part");
        let kind = match item.name() {
            "backend_only" => ProductConstraintKind::BackendOnly,
            _ => ProductConstraintKind::FrontendOnly,
        };
        ProductConstraint { kind, words: item.words() }
    };
    root.get("only").map_or_else(Vec::new, |list| list.items().iter().map(constraint).collect())
}

fn decisions(root: &Node) -> Vec<Decision> {
    let decision = |node: &Node| {
        let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
        let (key, value) = (text("key"), text("value"));
        let words = node.get("words").and_then(Node::text);
        let words = words.map_or_else(|| format!("{key}: {value}"), str::to_owned);
        Decision { key: ClaimKey::new(key), value, words }
    };
    root.get("decisions").map_or_else(Vec::new, |list| list.items().iter().map(decision).collect())
}

fn assumptions(root: &Node) -> Vec<Assumption> {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let assumption = |node: &Node| Assumption { about: text(node, "about"), text: text(node, "text") };
    root.get("assumptions").map_or_else(Vec::new, |list| list.items().iter().map(assumption).collect())
}
