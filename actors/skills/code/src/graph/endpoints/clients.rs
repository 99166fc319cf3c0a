//! Requests that a client makes: `fetch`, axios and its kin, clients of one's own around them, Python's clients and test clients.

mod held;
mod sent;

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::super::said::{Literal, Said};
use super::fields;
use held::Clients;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];
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
    /// A test makes it to be told that nothing answers.
    pub is_refused: bool,
}

/// A function that makes requests for others: which parameter is the path, and what is around it.
struct Wrapper {
    param: usize,
    template: String,
    method: Option<String>,
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
    let wrapper = wrappers.get(&called(names, file, said))?;
    let path = match said.positional(wrapper.param)? {
        // `pathTo(path)`: what it puts around the path is not known.
        Literal::Call(call) => format!("{{…}}{}", call.positional(0).map(|path| value(names, file, path))?),
        path => value(names, file, path),
    };
    (path != "{…}").then(|| (wrapper, wrapper.template.replace("{\u{0}}", &path)))
}

/// The function that a call is of: where it is `self.send`, the method of the class around.
fn called(names: &Names<'_>, file: usize, said: &Said) -> (usize, String) {
    let own = ["self.", "this."].iter().find_map(|word| said.callee.strip_prefix(word));
    match (own, said.within.split_once('.')) {
        (Some(method), Some((class, _))) if !method.contains('.') => (file, format!("{class}.{method}")),
        _ => names.origin(file, &said.callee),
    }
}

/// By the options of the call, by a method that stands among its arguments, or by the function that is called.
fn wrapper_method(said: &Said, wrapper: &Wrapper) -> Option<String> {
    let written = said.args.iter().find_map(|(_, value)| match value {
        Literal::Text(text) => METHODS.iter().find(|method| method.to_uppercase() == *text),
        _ => None,
    });
    method_of(said).or(written.map(|method| method.to_uppercase())).or_else(|| wrapper.method.clone())
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
        "request" => match said.positional(0).or(said.named("method"))? {
            Literal::Text(word) if METHODS.contains(&word.to_lowercase().as_str()) => {
                (word.to_uppercase(), said.positional(1).or(said.named("url")).or(said.named("path"))?)
            }
            first if known => (by_options(), first),
            _ => return None,
        },
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
    let looks = from_root || known || (path.starts_with('{') && held::is_library(object));
    let slash = if from_root || path.starts_with('{') { "" } else { "/" };
    let path = if path.contains("://") { path } else { format!("{}{slash}{path}", base.unwrap_or_default()) };
    looks.then_some((method, path))
}

/// The method that the options of a call name; `ANY` for one that is computed.
fn method_of(said: &Said) -> Option<String> {
    let method = said.args.iter().find_map(|(_, value)| value.get("method")).or(said.named("method"))?;
    Some(method.text().map_or_else(|| "ANY".to_owned(), str::to_uppercase))
}

/// The call hands on a parameter of the function around it as the path.
fn wraps(names: &Names<'_>, file: usize, said: &Said, path: &str, method: &str) -> Option<Wrapper> {
    // A function without a name in it bears its name too: `get` is not what is behind `then`.
    let around = names.notes[file].said.functions.iter().rev().filter(|one| one.name == said.within);
    let (function, param) = around
        .filter_map(|one| {
            let given = |(name, _): &(String, Option<String>)| path.contains(&format!("{{{name}}}"));
            Some((one, one.params.iter().position(given)?))
        })
        .next()?;
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
    let written = said.args.iter().any(|(name, value)| {
        let method = if name.as_deref() == Some("method") { Some(value) } else { value.get("method") };
        method.is_some_and(|method| method.text().is_some())
    });
    let fixed = written || METHODS.contains(&said.method().1);
    // Whoever calls a method does not give what it is called on.
    let own = function.params.first().is_some_and(|(name, _)| matches!(name.as_str(), "self" | "cls"));
    Some(Wrapper {
        param: param.checked_sub(usize::from(own))?,
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
