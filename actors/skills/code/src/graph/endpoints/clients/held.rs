//! Objects that make requests: clients with a base, test clients around an application, and what is called as clients are.

use std::collections::BTreeMap;

use super::super::super::names::Names;
use super::super::super::said::{Literal, Said};
use super::super::routed;
use super::value;

/// Libraries whose functions make requests, by the name that they have in code.
const LIBRARIES: &[&str] = &[
    "axios",
    "$axios",
    "ky",
    "got",
    "superagent",
    "$http",
    "requests",
    "httpx",
    "session",
    "$fetch",
    "supertest",
];
/// What a client of an application's tests is made by, whatever the module is called.
const TEST_CLIENTS: &[&str] =
    &["test_client", "TestClient", "AsyncTestClient", "APIClient", "FlaskClient", "AsyncAPIClient"];
/// Modules whose `Client` or `Session` makes requests.
const MODULES: &[&str] =
    &["httpx", "requests", "django.test", "django.test.client", "werkzeug.test", "rest_framework.test"];
/// Modules of scripts that make a client of an application.
const AROUND_APPLICATIONS: &[&str] = &["supertest", "supertest-session", "superwstest", "chai"];

/// Clients by what holds them, each with the function around.
#[derive(Default)]
pub struct Clients {
    held: BTreeMap<(usize, String), Vec<(String, Made)>>,
}

/// What a call makes that can be asked.
#[derive(Clone)]
struct Made {
    /// What stands before the paths of its requests.
    base: String,
    /// An application, of which only `request` asks: its `get` makes a route.
    is_application: bool,
}

impl Made {
    fn client(base: String) -> Option<Self> {
        Some(Made { base, is_application: false })
    }
}

/// Whether an object is one that makes requests, by its name.
pub fn is_client(object: &str) -> bool {
    is_library(object) || is_test_client(object)
}

pub fn is_library(object: &str) -> bool {
    LIBRARIES.contains(&plain(object))
}

/// `client`, `self._client`, `test_client`, `adminClient`, `TestClient(app)`.
pub fn is_test_client(object: &str) -> bool {
    let plain = plain(object);
    plain == "http" || plain.to_lowercase().ends_with("client")
}

fn plain(object: &str) -> &str {
    object.rsplit('.').next().unwrap_or(object).trim_start_matches('_')
}

impl Clients {
    pub fn find(names: &Names<'_>) -> Self {
        let mut clients = Clients::default();
        for (file, note) in names.notes.iter().enumerate() {
            for said in &note.said.calls {
                let (Some(holder), Some(made)) = (&said.held_by, made(names, file, said)) else { continue };
                clients.held.entry((file, holder.clone())).or_default().push((said.within.clone(), made));
            }
        }
        clients
    }

    /// The base of the client that a call is made on.
    pub fn base(&self, names: &Names<'_>, file: usize, said: &Said, object: &str) -> Option<String> {
        let asks = |made: &Made| !made.is_application || said.method().1 == "request";
        if let Some(made) = said.on.as_deref().and_then(|on| made(names, file, on)).filter(asks) {
            return Some(made.base);
        }
        let (origin, there) = names.origin(file, object);
        let own = ["self.", "this."].iter().any(|word| object.starts_with(word));
        let reaches = |around: &str| {
            let around = if own { around.split('.').next().unwrap_or(around) } else { around };
            let behind = said.within.strip_prefix(around);
            around.is_empty()
                || (origin == file && behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let held = match self.held.get(&(origin, there.clone())) {
            Some(held) => held,
            None if matches!(there.as_str(), "" | "default" | "=") => self.only(origin)?,
            None => return None,
        };
        let made = held.iter().rev().find(|(around, _)| reaches(around)).map(|(_, made)| made);
        made.filter(|made| asks(made)).map(|made| made.base.clone())
    }
}

impl Clients {
    /// What a file gives as a whole: the one that it makes.
    fn only(&self, file: usize) -> Option<&Vec<(String, Made)>> {
        let mut inside = self.held.range((file, String::new())..(file + 1, String::new()));
        match (inside.next(), inside.next()) {
            (Some((_, only)), None) => Some(only),
            _ => None,
        }
    }
}

/// The client that a call makes, if it makes one.
fn made(names: &Names<'_>, file: usize, said: &Said) -> Option<Made> {
    let (object, last) = said.method();
    let text = |base: Option<&Literal>| base.map(|base| value(names, file, base)).unwrap_or_default();
    if matches!(
        said.callee.as_str(),
        "axios.create" | "ky.create" | "ofetch.create" | "$fetch.create" | "got.extend"
    ) {
        let options = said.positional(0);
        return Made::client(text(
            options.and_then(|options| options.get("baseURL").or(options.get("prefixUrl"))),
        ));
    }
    let base = text(said.named("base_url"));
    // Around an application there is no server: the host is made up.
    let local = routed(&base).trim_end_matches('/').to_owned();
    let first = said.callee.split('.').next().unwrap_or_default();
    let is_of = |modules: &[&str]| {
        modules.contains(&object)
            || module_of(names, file, first).is_some_and(|module| modules.contains(&module))
    };
    match last {
        _ if TEST_CLIENTS.contains(&last) => Made::client(local),
        "AsyncClient" | "Client" | "Session" | "session" if is_of(MODULES) => {
            let around = said.named("app").is_some() || said.named("transport").is_some();
            Made::client(if around { local } else { base })
        }
        "Hono" | "OpenAPIHono" => Some(Made { base: String::new(), is_application: true }),
        _ if (object.is_empty() || matches!(last, "agent" | "request")) && is_of(AROUND_APPLICATIONS) => {
            Made::client(String::new())
        }
        _ => None,
    }
}

/// The module that a name of a file was imported from.
fn module_of<'n>(names: &'n Names<'_>, file: usize, local: &str) -> Option<&'n str> {
    let note = names.notes[file];
    let imports = note.graph.as_ref().map(|graph| graph.imports.as_slice()).unwrap_or_default();
    let bound = imports.iter().find(|import| import.bound.iter().any(|(name, _)| **name == *local));
    bound.map(|import| &*import.module).or_else(|| {
        // `const request = require("supertest")`
        let constant = note.said.constants.iter().find(|(name, ..)| name == local)?;
        let Literal::Call(call) = &constant.1 else { return None };
        call.positional(0).filter(|_| call.callee == "require")?.text()
    })
}
