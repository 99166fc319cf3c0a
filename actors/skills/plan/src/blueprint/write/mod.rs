//! From requirements to a file that a person can read and change. What was assumed says so beside each item.

mod entity;
mod line;

use protocol::requirements::{Action, Decision, Permission, ProductConstraintKind, Requirements, Scope};

use super::limits::FORMAT;
use super::{Blueprint, shape};
use crate::blueprint::yaml::scalar;
use line::{Line, words};

const HEAD: &str = "\
# What was understood. Change what should be otherwise, then make it: samriddh new --blueprint FILE --out DIR
# `assumed: true` marks what nobody asked for; `words` are those it was asked for in.
";

/// The file; [`super::read`] gives the same blueprint again.
pub fn write(blueprint: &Blueprint) -> String {
    let requirements = &blueprint.requirements;
    let product = &requirements.product;
    let mut out = format!("blueprint: {FORMAT}\n\nproduct:\n");
    if !product.name.is_empty() {
        pair(&mut out, 1, "name", &product.name);
    }
    pair(&mut out, 1, "title", &product.title);
    pair(&mut out, 1, "summary", &product.summary);
    words(&mut out, 1, &product.words, &product.name);
    if let Some(request) = &blueprint.request {
        pair(&mut out, 0, "request", request);
    }
    if let Some(refused) = &blueprint.refused {
        out.push_str("\n# Nothing is made of this yet. Put it right, and remove this line.\n");
        pair(&mut out, 0, "refused", refused);
    }
    section(&mut out, HEAD, "entities", "{}", requirements.entities.iter().map(entity::entity));
    section(&mut out, "", "roles", "{}", roles(requirements));
    section(&mut out, "", "permissions", "[]", permissions(&requirements.permissions));
    section(
        &mut out,
        "",
        "features",
        "[]",
        requirements
            .features
            .iter()
            .map(|feature| item("name", shape::feature(feature.name), &feature.words)),
    );
    section(
        &mut out,
        "",
        "stack",
        "[]",
        requirements.stack.iter().map(|choice| item("name", &choice.name, &choice.words)),
    );
    if !requirements.constraints.is_empty() {
        section(
            &mut out,
            "",
            "only",
            "[]",
            requirements.constraints.iter().map(|it| item("part", part(it.kind), &it.words)),
        );
    }
    if !requirements.decisions.is_empty() {
        section(&mut out, "", "decisions", "[]", requirements.decisions.iter().map(decision));
    }
    notes(&mut out, requirements);
    out
}

fn decision(decision: &Decision) -> String {
    let Decision { key, value, words } = decision;
    let mut line = Line::default();
    line.add("key", &scalar(key.as_str()));
    line.add("value", &scalar(value));
    if *words != format!("{key}: {value}") {
        line.add("words", &scalar(words));
    }
    format!("  - {line}\n")
}

fn notes(out: &mut String, requirements: &Requirements) {
    let text = |text: &String| format!("  - {}\n", scalar(text));
    let assumption = requirements
        .assumptions
        .iter()
        .map(|it| format!("  - about: {}\n    text: {}\n", scalar(&it.about), scalar(&it.text)));
    let mut listed = |comment: &str, key: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            section(out, comment, key, "[]", lines.into_iter());
        }
    };
    listed("# Decided because the request leaves it open.\n", "assumptions", assumption.collect());
    listed(
        "# Nothing was made of these.\n",
        "not_understood",
        requirements.not_understood.iter().map(text).collect(),
    );
    listed(
        "# Understood, but nothing here builds it: what is made is without it.\n",
        "unsupported",
        requirements.unsupported.iter().map(text).collect(),
    );
}

fn pair(out: &mut String, depth: usize, key: &str, text: &str) {
    out.push_str(&format!("{}{key}: {}\n", "  ".repeat(depth), scalar(text)));
}

fn section(out: &mut String, comment: &str, key: &str, empty: &str, lines: impl Iterator<Item = String>) {
    let body: String = lines.collect();
    match body.is_empty() {
        true => out.push_str(&format!("\n{comment}{key}: {empty}\n")),
        false => out.push_str(&format!("\n{comment}{key}:\n{body}")),
    }
}

fn roles(requirements: &Requirements) -> impl Iterator<Item = String> {
    requirements.roles.iter().map(|role| {
        let mut line = Line::default();
        if role.default {
            line.add("default", "true");
        }
        line.words(&role.words, &role.name);
        format!("  {}: {line}\n", scalar(&role.name))
    })
}

/// Neighbours that differ in what may be done alone stand together.
fn permissions(all: &[Permission]) -> impl Iterator<Item = String> {
    let same = |a: &Permission, b: &Permission| {
        (&a.role, &a.entity, a.scope, &a.words) == (&b.role, &b.entity, b.scope, &b.words)
    };
    all.chunk_by(same).filter_map(|group| {
        let first = group.first()?;
        let mut line = Line::default();
        line.add("role", &scalar(&first.role));
        let actions: Vec<String> = group.iter().map(|permission| action(&permission.action)).collect();
        line.add("may", &format!("[{}]", actions.join(", ")));
        line.add("entity", &scalar(&first.entity));
        match first.scope {
            Scope::Any => {}
            Scope::Own => line.add("records", "own"),
            Scope::Named => line.add("records", "named"),
        }
        line.words(&first.words, &first.role);
        Some(format!("  - {line}\n"))
    })
}

fn action(action: &Action) -> String {
    match action {
        Action::Create => "create".to_owned(),
        Action::Read => "read".to_owned(),
        Action::Update => "update".to_owned(),
        Action::Delete => "delete".to_owned(),
        Action::Transition(name) if matches!(name.as_str(), "create" | "read" | "update" | "delete") => {
            scalar(&format!("transition {name}"))
        }
        Action::Transition(name) => scalar(name),
    }
}

/// A name alone, or with the words it was asked for in.
fn item(key: &str, name: &str, words: &str) -> String {
    if words == name {
        return format!("  - {}\n", scalar(name));
    }
    let mut line = Line::default();
    line.add(key, &scalar(name));
    line.words(words, name);
    format!("  - {line}\n")
}

fn part(kind: ProductConstraintKind) -> &'static str {
    match kind {
        ProductConstraintKind::BackendOnly => "backend_only",
        ProductConstraintKind::FrontendOnly => "frontend_only",
    }
}
