//! Next.js: files that answer by their place.

use std::collections::BTreeSet;

use super::super::super::names::Names;
use super::super::super::said::Function;
use super::{Endpoint, METHODS, clean, taken};

/// `app/api/users/[id]/route.ts` exports functions named after methods.
pub fn handler(names: &Names<'_>, file: usize, function: &Function, found: &mut BTreeSet<Endpoint>) {
    let path = &names.notes[file].path;
    let is_route = ["route.ts", "route.js", "route.tsx"].iter().any(|end| path.ends_with(&format!("/{end}")));
    let method = function.name.to_lowercase();
    if !is_route || !METHODS.contains(&method.as_str()) || function.name != function.name.to_uppercase() {
        return;
    }
    let Some((_, below)) = format!("/{path}").split_once("/app/").map(|(a, b)| (a.to_owned(), b.to_owned()))
    else {
        return;
    };
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = folder.split('/').filter(|part| !part.starts_with('('));
    let parts: Vec<String> = parts.map(|part| part.replace('[', "{").replace(']', "}")).collect();
    let path = clean(&parts.join("/"));
    let (takes, requires) = taken(names, file, function, &path);
    found.insert(Endpoint {
        method: function.name.clone(),
        path,
        handler: function.name.clone(),
        file: names.notes[file].path.clone(),
        line: function.line,
        framework: "Next.js",
        takes,
        requires,
        gives: Vec::new(),
    });
}

/// `pages/api/users/[id].ts`: its default export answers, whatever the method.
pub fn page(names: &Names<'_>, file: usize, found: &mut BTreeSet<Endpoint>) {
    let note = names.notes[file];
    let whole = format!("/{}", note.path);
    let Some((_, below)) = whole.split_once("/pages/api/") else { return };
    let Some((stem, "ts" | "tsx" | "js" | "jsx" | "mjs")) = below.rsplit_once('.') else { return };
    let stem =
        stem.strip_suffix("index").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(stem);
    let bindings = note.graph.as_ref().map(|graph| graph.bindings.as_slice()).unwrap_or_default();
    if !bindings.iter().any(|(name, _)| **name == *"default") {
        return;
    }
    let path = clean(&format!("api/{}", stem.replace('[', "{").replace(']', "}")));
    let top = || note.said.functions.iter().filter(|function| !function.name.contains('.'));
    let function = top().find(|function| function.name == "handler").or_else(|| top().next_back());
    let (takes, requires) = function.map(|function| taken(names, file, function, &path)).unwrap_or_default();
    found.insert(Endpoint {
        method: "ANY".to_owned(),
        path,
        handler: function.map(|function| function.name.clone()).unwrap_or_default(),
        file: note.path.clone(),
        line: function.map_or(1, |function| function.line),
        framework: "Next.js",
        takes,
        requires,
        gives: Vec::new(),
    });
}
