//! The fields that a request sends: in its body, and behind its path.

use super::super::super::names::Names;
use super::super::super::said::{Literal, Said};
use super::super::fields;

#[derive(Default)]
pub struct Sent {
    pub fields: Vec<String>,
    /// More is sent than is written out.
    pub more: bool,
}

/// Methods whose second argument is options, not a body.
const WITHOUT_BODY: &[&str] = &["GET", "DELETE", "HEAD", "OPTIONS"];

pub fn sent(names: &Names<'_>, file: usize, said: &Said, method: &str, path: &str) -> Sent {
    let mut sent = Sent::default();
    let option = |key: &str| said.args.iter().find_map(|(_, value)| value.get(key));
    let is_options = |value: &&Literal| {
        ["method", "headers", "params", "searchParams", "body"].iter().any(|key| value.get(key).is_some())
    };
    let named = said.named("json").or(said.named("data")).or(said.named("form"));
    let second = said.positional(1);
    let own = said.callee.contains('.') && !said.callee.ends_with("fetch") && !WITHOUT_BODY.contains(&method);
    let body = match second {
        // `axios.post(path, body, options)`
        Some(second) if own && !is_options(&second) => Some(second),
        _ => option("body").or(option("data")).or(option("json")).or(named),
    };
    let wraps = !said.callee.contains('.') && second.is_some_and(|second| !is_options(&second));
    let body = body.or(second.filter(|_| wraps));
    if let Some(body) = body {
        sent.take(names, file, said, body);
    }
    for query in [option("params"), option("searchParams"), said.named("params")].into_iter().flatten() {
        sent.take(names, file, said, query);
    }
    if let Some((_, query)) = path.split_once('?') {
        let keys = query.split('&').map(|pair| pair.split('=').next().unwrap_or(pair));
        for key in keys {
            match key.contains(['{', '$']) || key.is_empty() {
                true => sent.more = true,
                false => sent.fields.push(key.to_owned()),
            }
        }
    }
    sent
}

impl Sent {
    fn take(&mut self, names: &Names<'_>, file: usize, said: &Said, value: &Literal) {
        let value = match value {
            Literal::Call(call) if call.callee == "JSON.stringify" => call.positional(0).unwrap_or(value),
            other => other,
        };
        match value {
            Literal::Record(_) => {
                self.fields.extend(value.keys());
                self.more |= value.is_open();
            }
            Literal::Name(name) => match of_parameter(names, file, said, name) {
                fields if fields.is_empty() => self.more = true,
                fields => self.fields.extend(fields),
            },
            _ => self.more = true,
        }
    }
}

/// The fields of a parameter of the function around, by its type.
fn of_parameter(names: &Names<'_>, file: usize, said: &Said, name: &str) -> Vec<String> {
    let functions = &names.notes[file].said.functions;
    let function = functions.iter().find(|function| function.name == said.within);
    let kind =
        function.and_then(|function| function.params.iter().find(|(param, _)| param == name)?.1.clone());
    let found = kind.as_deref().and_then(|kind| fields::of_type(names, file, kind));
    found.map(|(at, class)| fields::of_class(names, at, class, 0).0).unwrap_or_default()
}
