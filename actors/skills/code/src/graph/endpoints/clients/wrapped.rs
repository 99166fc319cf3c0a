//! Functions around a request: whoever calls them asks.

use std::collections::BTreeMap;

use super::super::super::names::Names;
use super::super::super::said::{Literal, Said};
use super::{METHODS, method_of, value};

/// Functions around a request, one around the other.
const WRAPPED_MAX: usize = 6;

/// A function that makes requests for others: which parameter is the path, and what is around it.
pub struct Wrapper {
    param: usize,
    template: String,
    method: Option<String>,
}

/// A function that hands its parameter on to one that makes requests is such a function too.
pub fn through_others(names: &Names<'_>, wrappers: &mut BTreeMap<(usize, String), Wrapper>) {
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
pub fn through<'w>(
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
pub fn wrapper_method(said: &Said, wrapper: &Wrapper) -> Option<String> {
    let written = said.args.iter().find_map(|(_, value)| match value {
        Literal::Text(text) => METHODS.iter().find(|method| method.eq_ignore_ascii_case(text)),
        _ => None,
    });
    method_of(said).or(written.map(|method| method.to_uppercase())).or_else(|| wrapper.method.clone())
}

/// The call hands on a parameter of the function around it as the path.
pub fn wraps(names: &Names<'_>, file: usize, said: &Said, path: &str, method: &str) -> Option<Wrapper> {
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
