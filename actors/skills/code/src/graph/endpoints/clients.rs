//! Requests that a client makes: `fetch`, axios and its kin, clients of one's own around them, Python's clients and test clients.

mod sent;

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::super::said::{Literal, Said};
use super::fields;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];
/// Objects whose methods make requests, by their name.
const CLIENTS: &[&str] = &[
    "axios",
    "ky",
    "got",
    "superagent",
    "$http",
    "requests",
    "httpx",
    "client",
    "test_client",
    "session",
    "$fetch",
    "supertest",
];

/// Functions around a request, one around the other.
const WRAPPED_MAX: usize = 6;

/// One request, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    pub method: String,
    /// With `{…}` for what is computed.
    pub path: String,
    pub file: String,
    pub line: u32,
    /// The function that asks, qualified in its file.
    pub within: String,
    pub client: String,
    pub sends: Vec<String>,
    /// It sends more than is written out.
    pub sends_more: bool,
    pub expects: Vec<String>,
    /// The path counts from somewhere that is computed.
    pub base_unknown: bool,
}

/// A function that makes requests for others: which parameter is the path, and what is around it.
struct Wrapper {
    param: usize,
    template: String,
    method: Option<String>,
}

pub fn find(names: &Names<'_>) -> Vec<Request> {
    let bases = bases(names);
    let mut found = BTreeSet::new();
    let mut wrappers = BTreeMap::new();
    for (file, note) in names.notes.iter().enumerate() {
        for said in &note.said.calls {
            let Some((method, path)) = asks(names, file, said, &bases) else { continue };
            if let Some(wrapper) = wraps(names, file, said, &path, &method) {
                wrappers.insert((file, said.within.clone()), wrapper);
                continue;
            }
            found.extend(request(names, file, said, method, &path));
        }
    }
    through_others(names, &mut wrappers);
    for (file, note) in names.notes.iter().enumerate() {
        for said in &note.said.calls {
            let Some((wrapper, path)) = through(names, file, said, &wrappers) else { continue };
            // What hands on its own parameter asks by whoever calls it.
            if !wrappers.contains_key(&(file, said.within.clone())) {
                let method = wrapper_method(said, wrapper).unwrap_or_else(|| "GET".to_owned());
                found.extend(request(names, file, said, method, &path));
            }
        }
    }
    found.into_iter().collect()
}

/// A function that hands its parameter on to one that makes requests is such a function too.
fn through_others(names: &Names<'_>, wrappers: &mut BTreeMap<(usize, String), Wrapper>) {
    for _ in 0..WRAPPED_MAX {
        let mut more = Vec::new();
        for (file, note) in names.notes.iter().enumerate() {
            for said in &note.said.calls {
                let key = (file, said.within.clone());
                if wrappers.contains_key(&key) {
                    continue;
                }
                let Some((inner, path)) = through(names, file, said, wrappers) else { continue };
                let method = wrapper_method(said, inner);
                if let Some(outer) = wraps(names, file, said, &path, "") {
                    more.push((key, Wrapper { method, ..outer }));
                }
            }
        }
        if more.is_empty() {
            return;
        }
        wrappers.extend(more);
    }
}

/// The function that makes requests which a call is of, and the path that it is given.
fn through<'w>(
    names: &Names<'_>,
    file: usize,
    said: &Said,
    wrappers: &'w BTreeMap<(usize, String), Wrapper>,
) -> Option<(&'w Wrapper, String)> {
    if wrappers.is_empty() {
        return None;
    }
    let wrapper = wrappers.get(&names.origin(file, &said.callee))?;
    let path = match said.positional(wrapper.param)? {
        // `pathTo(path)`: what it puts around the path is not known.
        Literal::Call(call) => format!("{{…}}{}", call.positional(0).map(|path| value(names, file, path))?),
        path => value(names, file, path),
    };
    (path != "{…}").then(|| (wrapper, wrapper.template.replace("{\u{0}}", &path)))
}

/// By the options of the call, by a method that stands among its arguments, or by the function that is called.
fn wrapper_method(said: &Said, wrapper: &Wrapper) -> Option<String> {
    let written = said.args.iter().find_map(|(_, value)| match value {
        Literal::Text(text) => METHODS.iter().find(|method| method.to_uppercase() == *text),
        _ => None,
    });
    method_of(said).or(written.map(|method| method.to_uppercase())).or_else(|| wrapper.method.clone())
}

/// Clients with a base: `axios.create({ baseURL: "/api" })`.
fn bases(names: &Names<'_>) -> BTreeMap<(usize, String), String> {
    let mut bases = BTreeMap::new();
    for (file, note) in names.notes.iter().enumerate() {
        for said in &note.said.calls {
            let Some(holder) = &said.held_by else { continue };
            let makes = matches!(
                said.callee.as_str(),
                "axios.create"
                    | "ky.create"
                    | "ofetch.create"
                    | "$fetch.create"
                    | "got.extend"
                    | "httpx.Client"
                    | "httpx.AsyncClient"
                    | "TestClient"
                    | "app.test_client"
                    | "requests.Session"
                    | "APIClient"
            );
            if !makes {
                continue;
            }
            let options = said.positional(0);
            let base = options.and_then(|options| options.get("baseURL").or(options.get("prefixUrl")));
            let base =
                base.or(said.named("base_url")).map(|base| value(names, file, base)).unwrap_or_default();
            bases.insert((file, holder.clone()), base);
        }
    }
    bases
}

/// A text, a named constant, or something computed.
fn value(names: &Names<'_>, file: usize, literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Template(text) => filled(names, file, text),
        Literal::Name(name) => filled(names, file, &format!("{{{name}}}")),
        _ => "{…}".to_owned(),
    }
}

/// A template whose first part is a constant gets its text.
fn filled(names: &Names<'_>, file: usize, template: &str) -> String {
    let Some((name, rest)) = template.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return template.to_owned();
    };
    let (origin, there) = names.origin(file, name);
    let constants = &names.notes[origin].said.constants;
    let text = constants.iter().find(|(other, ..)| *other == there).and_then(|(_, value, _)| value.text());
    text.map_or_else(|| template.to_owned(), |text| format!("{text}{rest}"))
}

fn asks(
    names: &Names<'_>,
    file: usize,
    said: &Said,
    bases: &BTreeMap<(usize, String), String>,
) -> Option<(String, String)> {
    let (object, last) = said.method();
    let first = said.positional(0);
    let of_object = |object: &str| bases.get(&names.origin(file, object)).cloned();
    if matches!(
        said.callee.as_str(),
        "fetch" | "$fetch" | "ofetch" | "useFetch" | "window.fetch" | "globalThis.fetch"
    ) {
        let path = value(names, file, first?);
        return Some((method_of(said).unwrap_or_else(|| "GET".to_owned()), path));
    }
    if matches!(said.callee.as_str(), "axios" | "axios.request")
        || (last == "request" && of_object(object).is_some())
    {
        let options = first?;
        let path = options
            .get("url")
            .map(|url| value(names, file, url))
            .or_else(|| options.text().map(str::to_owned))?;
        let base = of_object(object).unwrap_or_default();
        return Some((method_of(said).unwrap_or_else(|| "GET".to_owned()), format!("{base}{path}")));
    }
    if !METHODS.contains(&last) {
        return None;
    }
    let base = of_object(object);
    let plain = object.rsplit('.').next().unwrap_or(object);
    if base.is_none() && !CLIENTS.contains(&plain) {
        return None;
    }
    let path = value(names, file, first?);
    let looks = path.starts_with(['/', '{']) || path.contains("://") || base.is_some();
    let slash = if path.starts_with(['/', '{']) || path.contains("://") { "" } else { "/" };
    looks.then(|| (last.to_uppercase(), format!("{}{slash}{path}", base.unwrap_or_default())))
}

/// The method that the options of a call name; `ANY` for one that is computed.
fn method_of(said: &Said) -> Option<String> {
    let method = said.args.iter().find_map(|(_, value)| value.get("method"))?;
    Some(method.text().map_or_else(|| "ANY".to_owned(), str::to_uppercase))
}

/// The call hands on a parameter of the function around it as the path.
fn wraps(names: &Names<'_>, file: usize, said: &Said, path: &str, method: &str) -> Option<Wrapper> {
    let function =
        names.notes[file].said.functions.iter().rev().find(|function| function.name == said.within)?;
    let param = function.params.iter().position(|(name, _)| path.contains(&format!("{{{name}}}")))?;
    let whole = format!("{{{}}}", function.params[param].0);
    // `/users/${id}` asks by itself: the parameter is only a part of its path.
    let written: String = path
        .replace(&whole, "")
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
        .collect();
    let around = written.split("://").last().unwrap_or_default();
    if around.matches('/').count() > 1 && path.find(&whole).is_some_and(|at| path[..at].ends_with('/')) {
        return None;
    }
    if path.find(&whole).is_some_and(|at| at > 0 && path[..at].ends_with('/')) {
        return None;
    }
    let fixed =
        said.args.iter().any(|(_, value)| value.get("method").is_some_and(|method| method.text().is_some()));
    Some(Wrapper {
        param,
        template: path.replace(&whole, "{\u{0}}"),
        method: fixed.then(|| method.to_owned()),
    })
}

fn request(names: &Names<'_>, file: usize, said: &Said, method: String, path: &str) -> Option<Request> {
    let base_unknown = path.starts_with('{');
    let path = match path.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((_, rest)) => rest,
        None => path,
    };
    if path.is_empty() || path.contains("example.com") {
        return None;
    }
    let sent = sent::sent(names, file, said, &method, path);
    // What stands behind the path is no part of it.
    let path = path.split(['?', '#']).next().unwrap_or(path);
    Some(Request {
        sends: sent.fields,
        sends_more: sent.more,
        expects: expects(names, file, said),
        method,
        path: path.to_owned(),
        file: names.notes[file].path.clone(),
        line: said.line,
        within: said.within.clone(),
        client: said.callee.clone(),
        base_unknown,
    })
}

/// Fields of the type that the answer is said to have.
fn expects(names: &Names<'_>, file: usize, said: &Said) -> Vec<String> {
    let around = || {
        let function =
            names.notes[file].said.functions.iter().find(|function| function.name == said.within)?;
        function.returns.clone()
    };
    let kind = said.types.clone().or_else(around);
    let found = kind.as_deref().and_then(|kind| fields::of_type(names, file, kind));
    found.map(|(at, class)| fields::of_class(names, at, class, 0).0).unwrap_or_default()
}
