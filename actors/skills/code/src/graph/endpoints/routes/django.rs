//! Django's routes, and those of Django REST framework.

use std::collections::BTreeSet;

use super::super::super::names::Names;
use super::super::super::said::{Literal, Said};
use super::routers::Routers;
use super::{Endpoint, MOUNTS_MAX, PREFIXES_MAX, clean, defined};

/// What a set of views answers to, without actions of its own.
const ACTIONS: &[(&str, &str)] =
    &[("GET", ""), ("POST", ""), ("GET", "/{id}"), ("PUT", "/{id}"), ("PATCH", "/{id}"), ("DELETE", "/{id}")];

pub fn routes(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    said: &Said,
    found: &mut BTreeSet<Endpoint>,
) {
    let (object, last) = said.method();
    let urls = names.notes[file].path.ends_with("urls.py");
    let path = said.positional(0).and_then(Literal::text);
    let Some(path) = path.filter(|_| urls || last == "register") else { return };
    let mut put = |method: &str, path: String, view: &str| {
        let (handler, file, line) = place(names, file, view, said.line);
        found.insert(Endpoint {
            method: method.to_owned(),
            path,
            handler,
            file,
            line,
            framework: "Django",
            takes: Vec::new(),
            requires: Vec::new(),
            gives: Vec::new(),
        });
    };
    let prefixes = django_prefixes(names, routers, file, 0);
    match (last, said.positional(1)) {
        ("path" | "re_path" | "url", Some(view)) => {
            let handler = match view {
                Literal::Name(name) => name.clone(),
                Literal::Call(call) if call.callee.ends_with(".as_view") => {
                    call.callee.trim_end_matches(".as_view").to_owned()
                }
                // `login_required(view)`
                Literal::Call(call) if call.method().1 != "include" => match call.positional(0) {
                    Some(Literal::Name(name)) => name.clone(),
                    Some(Literal::Call(inner)) => inner.callee.trim_end_matches(".as_view").to_owned(),
                    _ => return,
                },
                _ => return,
            };
            let path = path.trim_start_matches('^').trim_end_matches('$');
            prefixes.iter().for_each(|prefix| put("ANY", clean(&format!("{prefix}{path}")), &handler));
        }
        ("register", Some(Literal::Name(view))) if is_router(names, file, object) => {
            let reads = is_read_only(names, file, view);
            let inner = included_here(names, file, object);
            for prefix in
                prefixes.iter().flat_map(|prefix| inner.iter().map(move |inner| format!("{prefix}{inner}")))
            {
                let base = clean(&format!("{prefix}{path}"));
                for (method, tail) in ACTIONS.iter().filter(|(method, _)| !reads || *method == "GET") {
                    put(method, format!("{base}{tail}"), view);
                }
                for (method, tail) in actions(names, file, view) {
                    put(&method, format!("{base}{tail}"), view);
                }
            }
        }
        _ => {}
    }
}

/// Where a view stands, if the project defines it, else where its route does.
fn place(names: &Names<'_>, file: usize, view: &str, line: u32) -> (String, String, u32) {
    let (at, there) = names.origin(file, view);
    let class = names.notes[at].said.classes.iter().find(|class| class.name == there);
    if let Some(class) = class {
        return (there, names.notes[at].path.clone(), class.line);
    }
    match defined(names, file, view) {
        Some((at, function)) => (function.name.clone(), names.notes[at].path.clone(), function.line),
        None => (view.to_owned(), names.notes[file].path.clone(), line),
    }
}

fn is_router(names: &Names<'_>, file: usize, object: &str) -> bool {
    let made = |said: &&Said| said.held_by.as_deref() == Some(object) && said.method().1.ends_with("Router");
    object.contains("router") || names.notes[file].said.calls.iter().any(|said| made(&said))
}

/// The prefixes under which a file's own routes include those of a router: `path("api/", include(router.urls))`.
fn included_here(names: &Names<'_>, file: usize, router: &str) -> Vec<String> {
    let mut found = Vec::new();
    let whole = format!("{router}.urls");
    for said in &names.notes[file].said.calls {
        let Some(Literal::Call(include)) = said.positional(1).filter(|_| said.method().1.ends_with("path"))
        else {
            continue;
        };
        let inner = match include.positional(0) {
            Some(Literal::List(items)) => items.first(),
            other => other,
        };
        if include.method().1 == "include" && inner.and_then(Literal::name) == Some(&whole) {
            found.push(
                said.positional(0)
                    .and_then(Literal::text)
                    .unwrap_or_default()
                    .trim_start_matches('^')
                    .to_owned(),
            );
        }
    }
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

fn is_read_only(names: &Names<'_>, file: usize, view: &str) -> bool {
    let (at, there) = names.origin(file, view);
    let class = names.notes[at].said.classes.iter().find(|class| class.name == there);
    class.is_some_and(|class| class.bases.iter().any(|base| base.contains("ReadOnly")))
}

/// Methods of a set of views that answer by themselves: `@action(detail=True, methods=["post"], url_path="buy-now")`.
fn actions(names: &Names<'_>, file: usize, view: &str) -> Vec<(String, String)> {
    let (at, there) = names.origin(file, view);
    let mut found = Vec::new();
    for function in &names.notes[at].said.functions {
        let Some((class, name)) = function.name.rsplit_once('.') else { continue };
        let Some(action) = function.decorators.iter().find(|said| said.method().1 == "action") else {
            continue;
        };
        if class != there {
            continue;
        }
        let item = if action.named("detail").and_then(Literal::name) == Some("True") { "/{id}" } else { "" };
        let path = action.named("url_path").and_then(Literal::text).unwrap_or(name);
        let methods = super::texts(action.named("methods"));
        let methods = if methods.is_empty() { vec!["get".to_owned()] } else { methods };
        found.extend(methods.iter().map(|method| (method.to_uppercase(), format!("{item}/{path}"))));
    }
    found
}

/// Each place that includes the routes of another module: the file, the module's name, the path before it.
pub fn inclusions(names: &Names<'_>) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    for (outer, note) in names.notes.iter().enumerate() {
        let routes = |said: &&Said| matches!(said.method().1, "path" | "re_path" | "url");
        for said in note.said.calls.iter().filter(routes) {
            let Some(Literal::Call(include)) = said.positional(1) else { continue };
            let module =
                include.positional(0).and_then(Literal::text).filter(|_| include.method().1 == "include");
            let Some(module) = module else { continue };
            let own = said.positional(0).and_then(Literal::text).unwrap_or_default().trim_start_matches('^');
            found.push((outer, module.to_owned(), own.to_owned()));
        }
    }
    found
}

/// What stands before the routes of a `urls.py`, by all ways that lead to it, to a bound.
fn django_prefixes(names: &Names<'_>, routers: &Routers, file: usize, depth: u32) -> Vec<String> {
    if let Some(known) = routers.prefixes.borrow().get(&(file, depth)) {
        return known.clone();
    }
    let dotted = names.notes[file].path.trim_end_matches(".py").replace('/', ".");
    let is_it = |module: &str| {
        dotted.strip_suffix(module).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let mut prefixes = Vec::new();
    for (outer, _, own) in routers.included.iter().filter(|(_, module, _)| is_it(module)) {
        if *outer == file || depth > MOUNTS_MAX || prefixes.len() >= PREFIXES_MAX {
            continue;
        }
        let above = django_prefixes(names, routers, *outer, depth + 1);
        prefixes.extend(above.into_iter().map(|above| format!("{above}{own}")));
    }
    prefixes.truncate(PREFIXES_MAX);
    if prefixes.is_empty() {
        prefixes.push(String::new());
    }
    routers.prefixes.borrow_mut().insert((file, depth), prefixes.clone());
    prefixes
}
