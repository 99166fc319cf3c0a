//! Endpoints that a server offers: FastAPI, Flask, Django, Express and its kin, NestJS, Next.js.

mod decorated;
mod django;
mod nest;
mod next;
mod registered;
mod routers;
mod script;

use std::collections::BTreeSet;

use super::super::names::Names;
use super::super::said::{Function, Literal};
use super::fields;
use routers::Routers;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];
/// How deep routers are mounted in one another.
const MOUNTS_MAX: u32 = 6;
/// Ways that lead to the routes of one file; tests of a framework include theirs from everywhere.
const PREFIXES_MAX: usize = 64;

/// One method of one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// In capitals; `ANY` where the code does not say, `WS` for a web socket.
    pub method: String,
    pub path: String,
    /// The function that answers, qualified in its file.
    pub handler: String,
    /// Where it is registered; where the handler stands if that is another file.
    pub file: String,
    pub line: u32,
    pub framework: &'static str,
    /// Fields that the body or query may hold.
    pub takes: Vec<String>,
    pub requires: Vec<String>,
    /// Fields of the answer.
    pub gives: Vec<String>,
}

pub fn find(names: &Names<'_>) -> Vec<Endpoint> {
    let routers = Routers::find(names);
    let mut found = BTreeSet::new();
    for (file, note) in names.notes.iter().enumerate() {
        for function in &note.said.functions {
            for decorator in &function.decorators {
                decorated::routes(names, &routers, file, function, decorator, &mut found);
            }
            nest::routes(names, file, function, &mut found);
            next::handler(names, file, function, &mut found);
        }
        next::page(names, file, &mut found);
        for said in &note.said.calls {
            match note.path.ends_with(".py") {
                true => {
                    registered::routes(names, &routers, file, said, &mut found);
                    django::routes(names, &routers, file, said, &mut found);
                }
                false => script::routes(names, &routers, file, said, &mut found),
            }
        }
    }
    found.into_iter().collect()
}

fn text_of(names: &Names<'_>, file: usize, literal: &Literal) -> Option<String> {
    match literal {
        Literal::Text(text) => Some(text.clone()),
        Literal::Name(name) => {
            let (origin, there) = names.origin(file, name);
            let constants = &names.notes[origin].said.constants;
            let found = constants.iter().find(|(other, ..)| *other == there);
            found.and_then(|(_, value, _)| value.text().map(str::to_owned))
        }
        Literal::Template(text) => Some(text.clone()),
        _ => None,
    }
}

fn clean(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

/// The texts of an argument: one, or a list of them.
fn texts(literal: Option<&Literal>) -> Vec<String> {
    match literal {
        Some(Literal::List(items)) => items.iter().filter_map(Literal::text).map(str::to_owned).collect(),
        Some(one) => one.text().map(str::to_owned).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Where a handler stands, if the project defines it: the file, and its function.
fn defined<'n>(names: &'n Names<'_>, file: usize, name: &str) -> Option<(usize, &'n Function)> {
    let (at, there) = names.origin(file, name);
    let note = names.notes[at];
    let last = there.rsplit('.').next().unwrap_or(&there);
    let exact = note.said.functions.iter().find(|function| function.name == there);
    let found = exact.or_else(|| {
        note.said.functions.iter().find(|function| function.name.rsplit('.').next() == Some(last))
    });
    found.map(|function| (at, function))
}

/// What a handler reads: fields of a model among its parameters, keys of the request, parameters that are not in the path.
fn taken(names: &Names<'_>, file: usize, function: &Function, path: &str) -> (Vec<String>, Vec<String>) {
    let (mut takes, mut requires) = (Vec::new(), Vec::new());
    for (name, kind) in &function.params {
        let Some(kind) = kind else { continue };
        if kind.contains("Depends") || matches!(name.as_str(), "self" | "request" | "response") {
            continue;
        }
        if let Some((at, class)) = fields::of_type(names, file, kind) {
            let is_body = kind.starts_with('@') || class.fields.iter().any(|field| field.kind.is_some());
            if is_body && !class.bases.iter().any(|base| base.ends_with("Session")) {
                let (all, needed) = fields::of_class(names, at, class, 0);
                takes.extend(all);
                requires.extend(needed);
            }
        } else if !is_in_path(path, name) && names.notes[file].path.ends_with(".py") {
            let scalar = ["str", "int", "float", "bool", "UUID", "date", "list", "Query", "Form"];
            if scalar.iter().any(|word| kind.contains(word)) {
                takes.push(name.clone());
            }
        }
    }
    for read in &function.reads {
        takes.extend(read.rsplit('.').next().map(str::to_owned));
    }
    takes.sort();
    takes.dedup();
    (takes, requires)
}

/// A parameter of the path, however a framework writes it: `{id}`, `<id>`, `<int:id>`.
fn is_in_path(path: &str, name: &str) -> bool {
    [format!("{{{name}"), format!("<{name}>"), format!(":{name}>")].iter().any(|part| path.contains(part))
}

fn given(names: &Names<'_>, file: usize, kind: Option<String>) -> Vec<String> {
    let found = kind.as_deref().and_then(|kind| fields::of_type(names, file, kind));
    found.map(|(at, class)| fields::of_class(names, at, class, 0).0).unwrap_or_default()
}
