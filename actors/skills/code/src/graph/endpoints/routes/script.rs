//! Routes that calls make in JavaScript: Express, Fastify, Hono, Koa.

use std::collections::BTreeSet;

use super::super::super::names::Names;
use super::super::super::said::{Function, Literal, Said};
use super::routers::{Holder, Routers};
use super::{Endpoint, METHODS, clean, defined, taken, texts};

/// What one call says: a method, its paths, and the functions behind them.
struct Route<'s> {
    method: String,
    paths: Vec<String>,
    functions: Vec<&'s Literal>,
    line: u32,
    callee: &'s str,
}

pub fn routes(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    said: &Said,
    found: &mut BTreeSet<Endpoint>,
) {
    let (object, last) = said.method();
    let of = |object: &str| routers.holder(names, file, &Literal::Name(object.to_owned()));
    if last == "route" {
        if let Some(holder) = of(object) {
            described(names, routers, file, said, &holder, found);
            mounted(names, routers, file, said, &holder, found);
        }
        return;
    }
    let Some(method) = method(last) else { return };
    let (start, paths) = match start(said) {
        Some(route) => (route.method().0, texts(route.positional(0))),
        None => (object, texts(said.positional(0))),
    };
    let Some(holder) = of(start) else { return };
    let behind = usize::from(said.on.is_none() || self::start(said).is_none());
    let functions = said.args.iter().skip(behind).map(|(_, value)| value).collect();
    let route = Route { method, paths, functions, line: said.line, callee: &said.callee };
    put(names, routers, file, &route, &holder, "", found);
}

fn method(word: &str) -> Option<String> {
    match word {
        "all" => Some("ANY".to_owned()),
        _ => METHODS.contains(&word).then(|| word.to_uppercase()),
    }
}

/// `app.route("/x")`, at the start of a chain of methods.
fn start(said: &Said) -> Option<&Said> {
    let mut at = said.on.as_deref()?;
    loop {
        match (at.method().1, &at.on) {
            ("route", _) => return Some(at),
            (_, Some(before)) => at = before,
            (_, None) => return None,
        }
    }
}

/// `app.route({ method, url, handler })`
fn described(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    said: &Said,
    holder: &Holder,
    found: &mut BTreeSet<Endpoint>,
) {
    let Some(options @ Literal::Record(_)) = said.positional(0) else { return };
    let paths = texts(options.get("url").or(options.get("path")));
    for method in texts(options.get("method")) {
        let functions = options.get("handler").into_iter().collect();
        let method = method.to_uppercase();
        let route = Route { method, paths: paths.clone(), functions, line: said.line, callee: &said.callee };
        put(names, routers, file, &route, holder, "", found);
    }
}

/// `app.route("/sub", new Hono().get(…).post(…))`
fn mounted(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    said: &Said,
    holder: &Holder,
    found: &mut BTreeSet<Endpoint>,
) {
    let (Some(prefix), Some(Literal::Call(inner))) =
        (said.positional(0).and_then(Literal::text), said.positional(1))
    else {
        return;
    };
    let mut at = Some(inner.as_ref());
    while let Some(call) = at {
        if let Some(method) = method(call.method().1) {
            let functions = call.args.iter().skip(1).map(|(_, value)| value).collect();
            let paths = texts(call.positional(0));
            let route = Route { method, paths, functions, line: call.line, callee: &said.callee };
            put(names, routers, file, &route, holder, prefix, found);
        }
        at = call.on.as_deref();
    }
}

fn put(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    route: &Route<'_>,
    holder: &Holder,
    prefix: &str,
    found: &mut BTreeSet<Endpoint>,
) {
    // The last function answers; those before it let a request through or not.
    let last =
        route.functions.iter().rev().find(|value| !matches!(value, Literal::Record(_) | Literal::Other));
    let framework = routers.framework(Some(holder)).unwrap_or("Express");
    for path in route.paths.iter().filter(|path| path.starts_with(['/', '*']) || path.is_empty()) {
        let unnamed = format!("{} {path}", route.callee);
        let answer = last.map(|last| answer(names, file, last)).unwrap_or_default();
        let name = answer.name.unwrap_or(unnamed);
        let (takes, requires) =
            answer.function.map(|(at, function)| taken(names, at, function, path)).unwrap_or_default();
        let elsewhere = answer.function.filter(|(at, _)| *at != file);
        for above in routers.prefixes(holder, 0) {
            found.insert(Endpoint {
                method: route.method.clone(),
                path: clean(&format!("{above}{prefix}{path}")),
                handler: name.clone(),
                file: names.notes[elsewhere.map_or(file, |(at, _)| at)].path.clone(),
                line: elsewhere.map_or(route.line, |(_, function)| function.line),
                framework,
                takes: takes.clone(),
                requires: requires.clone(),
                gives: Vec::new(),
            });
        }
    }
}

#[derive(Default)]
struct Answer<'n> {
    name: Option<String>,
    function: Option<(usize, &'n Function)>,
}

fn answer<'n>(names: &'n Names<'_>, file: usize, handler: &Literal) -> Answer<'n> {
    match handler {
        Literal::Name(name) => {
            let function = defined(names, file, name);
            let elsewhere = function.filter(|(at, _)| *at != file).map(|(_, function)| function.name.clone());
            Answer { name: Some(elsewhere.unwrap_or_else(|| name.clone())), function }
        }
        Literal::Function { name, line, .. } => {
            let functions = &names.notes[file].said.functions;
            let last = |function: &&Function| function.name.rsplit('.').next() == name.as_deref();
            let on_line = || functions.iter().filter(|function| function.line == *line);
            let function = on_line().find(last).or_else(|| on_line().next());
            Answer { name: name.clone(), function: function.map(|function| (file, function)) }
        }
        // `wrap(handler)`: the function that it is given, or itself.
        Literal::Call(call) => {
            let inner = call.args.iter().rev().map(|(_, value)| value);
            let inner =
                inner.clone().find(|value| matches!(value, Literal::Name(_) | Literal::Function { .. }));
            match inner {
                Some(inner) => answer(names, file, inner),
                None => Answer { name: Some(call.callee.clone()), function: None },
            }
        }
        _ => Answer::default(),
    }
}
