//! Routes that decorators make, and classes of views: FastAPI, Flask.

use std::collections::BTreeSet;

use super::super::super::names::Names;
use super::super::super::said::{Function, Literal, Said};
use super::routers::{Holder, Routers};
use super::{Endpoint, METHODS, clean, given, taken, text_of, texts};

pub fn routes(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    function: &Function,
    decorator: &Said,
    found: &mut BTreeSet<Endpoint>,
) {
    let (object, last) = decorator.method();
    let methods = match last {
        "route" | "api_route" => listed(decorator).unwrap_or_else(|| vec!["GET".to_owned()]),
        "websocket" if !object.is_empty() => vec!["WS".to_owned()],
        method if METHODS.contains(&method) && !object.is_empty() => vec![method.to_uppercase()],
        _ => return,
    };
    let path = decorator.positional(0).or(decorator.named("path")).or(decorator.named("rule"));
    let Some(path) = path.and_then(|path| text_of(names, file, path)) else { return };
    let holder = routers.holder(names, file, &Literal::Name(object.to_owned()));
    let framework = match routers.framework(holder.as_ref()) {
        None if last == "route" => "Flask",
        None => "FastAPI",
        Some(known) => known,
    };
    let model = decorator.named("response_model").and_then(Literal::name).map(str::to_owned);
    let gives = given(names, file, model.or(function.returns.clone()));
    let route = Route { path, framework, gives };
    for method in methods {
        put(names, routers, file, holder.as_ref(), &route, &method, function, found);
    }
}

fn listed(said: &Said) -> Option<Vec<String>> {
    match said.named("methods")? {
        list @ Literal::List(_) => {
            Some(texts(Some(list)).iter().map(|method| method.to_uppercase()).collect())
        }
        _ => Some(vec!["ANY".to_owned()]),
    }
}

struct Route {
    path: String,
    framework: &'static str,
    gives: Vec<String>,
}

#[expect(clippy::too_many_arguments, reason = "what stands around a route is all of it")]
fn put(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    holder: Option<&Holder>,
    route: &Route,
    method: &str,
    function: &Function,
    found: &mut BTreeSet<Endpoint>,
) {
    let (takes, requires) = taken(names, file, function, &route.path);
    for prefix in holder.map_or(vec![String::new()], |holder| routers.prefixes(holder, 0)) {
        found.insert(Endpoint {
            method: method.to_owned(),
            path: clean(&format!("{prefix}{}", route.path)),
            handler: function.name.clone(),
            file: names.notes[file].path.clone(),
            line: function.line,
            framework: route.framework,
            takes: takes.clone(),
            requires: requires.clone(),
            gives: route.gives.clone(),
        });
    }
}

/// `app.add_url_rule("/v", view_func=View.as_view("v"))`: each method of the class that is called as a method of HTTP.
pub fn views(names: &Names<'_>, routers: &Routers, file: usize, said: &Said, found: &mut BTreeSet<Endpoint>) {
    let (object, "add_url_rule") = said.method() else { return };
    let path = said.positional(0).or(said.named("rule")).and_then(|path| text_of(names, file, path));
    let (Some(path), Some(view)) = (path, said.named("view_func").or(said.positional(2))) else { return };
    let holder = routers.holder(names, file, &Literal::Name(object.to_owned()));
    let route = Route { path, framework: "Flask", gives: Vec::new() };
    let (name, class) = match view {
        Literal::Name(name) => (name.as_str(), false),
        Literal::Call(call) => match call.callee.strip_suffix(".as_view") {
            Some(class) => (class, true),
            None => return,
        },
        _ => return,
    };
    let (at, there) = names.origin(file, name);
    let allowed = listed(said);
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
}
