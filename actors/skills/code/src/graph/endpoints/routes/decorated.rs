//! Routes that decorators make: FastAPI, Flask.

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
    // Of a router that is not seen here, only what looks like a path: `mock.patch("os.stat")` is none.
    let looks = path.is_empty() || path.starts_with('/');
    let framework = match routers.framework(holder.as_ref()) {
        None if !looks => return,
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

pub(super) fn listed(said: &Said) -> Option<Vec<String>> {
    match said.named("methods")? {
        list @ Literal::List(_) => {
            Some(texts(Some(list)).iter().map(|method| method.to_uppercase()).collect())
        }
        _ => Some(vec!["ANY".to_owned()]),
    }
}

pub(super) struct Route {
    pub path: String,
    pub framework: &'static str,
    pub gives: Vec<String>,
}

#[expect(clippy::too_many_arguments, reason = "what stands around a route is all of it")]
pub(super) fn put(
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
