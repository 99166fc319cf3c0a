//! Requests that a client makes: `fetch`, axios and its kin, clients of one's own around them, Python's clients and test clients.

mod held;
mod sent;
mod wrapped;

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::super::said::{Literal, Said};
use super::fields;
use held::Clients;
use wrapped::{through, through_others, wrapper_method, wraps};

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];
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
    /// A test makes it to be told that nothing answers.
    pub is_refused: bool,
}

pub fn find(names: &Names<'_>) -> Vec<Request> {
    let clients = Clients::find(names);
    let mut found = BTreeSet::new();
    let mut wrappers = BTreeMap::new();
    for (file, note) in names.notes.iter().enumerate() {
        for said in &note.said.calls {
            let Some((method, path)) = asks(names, file, said, &clients) else { continue };
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

/// A text, a named constant, or something computed.
fn value(names: &Names<'_>, file: usize, literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Template(text) => filled(names, file, text),
        Literal::Name(name) => filled(names, file, &format!("{{{name}}}")),
        _ => "{…}".to_owned(),
    }
}

/// A template whose parts are constants gets their texts.
fn filled(names: &Names<'_>, file: usize, template: &str) -> String {
    let mut all = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else { break };
        all += before;
        match constant(names, file, name) {
            Some(text) => all += &text,
            None => all += &format!("{{{name}}}"),
        }
        rest = after;
    }
    all + rest
}

/// The text that a constant holds, or one of a record that it holds.
fn constant(names: &Names<'_>, file: usize, name: &str) -> Option<String> {
    let (origin, there) = names.origin(file, name);
    let constants = &names.notes[origin].said.constants;
    let of = |name: &str| constants.iter().find(|(other, ..)| other == name).map(|(_, value, _)| value);
    let inner = || there.split_once('.').and_then(|(outer, key)| of(outer)?.get(key));
    of(&there).or_else(inner)?.text().map(str::to_owned)
}

fn asks(names: &Names<'_>, file: usize, said: &Said, clients: &Clients) -> Option<(String, String)> {
    let (object, last) = said.method();
    let address = || said.positional(0).or(said.named("url")).or(said.named("path"));
    let by_options = || method_of(said).unwrap_or_else(|| "GET".to_owned());
    if matches!(
        said.callee.as_str(),
        "fetch" | "$fetch" | "ofetch" | "useFetch" | "window.fetch" | "globalThis.fetch"
    ) {
        return Some((by_options(), value(names, file, address()?)));
    }
    let base = clients.base(names, file, said, object);
    if matches!(said.callee.as_str(), "axios" | "axios.request" | "ky" | "got")
        || (last == "request" && base.is_some() && matches!(said.positional(0), Some(Literal::Record(_))))
        || (last == "inject" && !object.is_empty())
    {
        let options = said.positional(0)?;
        let path = options.get("url").or(options.get("path"));
        let path = path.map(|path| value(names, file, path)).or(options.text().map(str::to_owned))?;
        return Some((by_options(), format!("{}{path}", base.unwrap_or_default())));
    }
    let known = base.is_some();
    if !known && !held::is_client(object) {
        return None;
    }
    let (method, path) = match last {
        // `client.request("GET", "/x")` of Python, `app.request("/x", { method })` of Hono.
        "request" => asked_by_name(names, file, said, known)?,
        "open" if known || held::is_test_client(object) => (by_options(), address()?),
        method if METHODS.contains(&method) => (method.to_uppercase(), address()?),
        _ => return None,
    };
    let path = match path {
        // `new Request("http://localhost/x")`
        Literal::Call(made) if made.callee == "Request" => value(names, file, made.positional(0)?),
        path => value(names, file, path),
    };
    let from_root = path.starts_with('/') || path.contains("://");
    // What bears the name of a client alone may be one of something else: only an address makes it sure.
    let is_computed = path.starts_with('{') && (held::is_library(object) || path.contains("}/"));
    let looks = from_root || known || is_computed;
    let slash = if from_root || path.starts_with('{') { "" } else { "/" };
    let path = if path.contains("://") { path } else { format!("{}{slash}{path}", base.unwrap_or_default()) };
    looks.then_some((method, path))
}

/// `client.request("GET", "/x")` of Python, and `app.request("/x", { method })` of Hono.
fn asked_by_name<'s>(
    names: &Names<'_>,
    file: usize,
    said: &'s Said,
    known: bool,
) -> Option<(String, &'s Literal)> {
    let first = said.positional(0).or(said.named("method"))?;
    let by_word = first.text().filter(|word| METHODS.contains(&word.to_lowercase().as_str()));
    let is_python = names.notes[file].path.ends_with(".py");
    if by_word.is_none() && !is_python {
        let method = method_of(said).unwrap_or_else(|| "GET".to_owned());
        return known.then_some((method, first));
    }
    let place = usize::from(said.named("method").is_none());
    let url = said.named("url").or(said.named("path")).or(said.positional(place))?;
    Some((by_word.map_or_else(|| "ANY".to_owned(), str::to_uppercase), url))
}

/// The method that the options of a call name; `ANY` for one that is computed.
fn method_of(said: &Said) -> Option<String> {
    let method = said.args.iter().find_map(|(_, value)| value.get("method")).or(said.named("method"))?;
    Some(method.text().map_or_else(|| "ANY".to_owned(), str::to_uppercase))
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
    if path.is_empty() {
        return None;
    }
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
        is_refused: said.is_refused,
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
