//! Routes that a call registers, and classes of views: `add_url_rule` of Flask, `add_api_route` and `add_route` of FastAPI and Starlette.

use std::collections::BTreeSet;

use super::super::super::names::Names;
use super::super::super::said::{Literal, Said};
use super::decorated::{Route, listed, put};
use super::routers::Routers;
use super::{Endpoint, METHODS, clean, text_of};

/// What a route without a function of its own is called.
const UNNAMED: &str = "a function without a name";

pub fn routes(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    said: &Said,
    found: &mut BTreeSet<Endpoint>,
) {
    let (object, way) = said.method();
    let holder = routers.holder(names, file, &Literal::Name(object.to_owned()));
    let known = routers.framework(holder.as_ref());
    let (view, usual) = match way {
        "add_url_rule" => (said.named("view_func").or(said.positional(2)), Some("Flask")),
        "add_api_route" => (said.named("endpoint").or(said.positional(1)), Some("FastAPI")),
        // Others have methods of this name with other arguments.
        "add_route" => (said.named("route").or(said.positional(1)), None),
        _ => return,
    };
    let path = said.positional(0).or(said.named("rule")).or(said.named("path"));
    let path = path.and_then(|path| text_of(names, file, path));
    let (Some(path), Some(view), Some(framework)) = (path, view, known.or(usual)) else { return };
    let route = Route { path, framework, gives: Vec::new() };
    let allowed = listed(said);
    let (name, class) = match view {
        Literal::Name(name) => (name.as_str(), false),
        Literal::Call(call) => match call.callee.strip_suffix(".as_view") {
            Some(class) => (class, true),
            None => (call.callee.as_str(), false),
        },
        _ => (UNNAMED, false),
    };
    let (at, there) = names.origin(file, name);
    let before = found.len();
    for function in &names.notes[at].said.functions {
        let method = match function.name.strip_prefix(there.as_str()) {
            Some("") if !class => None,
            Some(rest) if class => rest.strip_prefix('.').filter(|rest| METHODS.contains(rest)),
            _ => continue,
        };
        let methods = match (method, &allowed) {
            (Some(method), None) => vec![method.to_uppercase()],
            (Some(method), Some(allowed)) => {
                allowed.iter().filter(|other| **other == method.to_uppercase()).cloned().collect()
            }
            (None, _) if class => continue,
            (None, allowed) => allowed.clone().unwrap_or_else(|| vec!["GET".to_owned()]),
        };
        for method in methods {
            put(names, routers, at, holder.as_ref(), &route, &method, function, found);
        }
    }
    // What answers stands in no file that was read, or has no name: the route is there all the same.
    if found.len() == before && !class {
        let prefixes = holder.map_or(vec![String::new()], |holder| routers.prefixes(&holder, 0));
        for method in allowed.unwrap_or_else(|| vec!["GET".to_owned()]) {
            found.extend(prefixes.iter().map(|prefix| Endpoint {
                method: method.clone(),
                path: clean(&format!("{prefix}{}", route.path)),
                handler: name.to_owned(),
                file: names.notes[file].path.clone(),
                line: said.line,
                framework,
                takes: Vec::new(),
                requires: Vec::new(),
                gives: Vec::new(),
            }));
        }
    }
}
