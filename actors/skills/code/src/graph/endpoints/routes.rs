//! Endpoints that a server offers: FastAPI, Flask, Django, Express and its kin, NestJS, Next.js.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::super::said::{Function, Literal, Said};
use super::{fields, segments};

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];
/// How deep routers are mounted in one another.
const MOUNTS_MAX: u32 = 6;
/// Ways that lead to the routes of one file; tests of a framework include theirs from everywhere.
const PREFIXES_MAX: usize = 64;

/// One method of one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// In capitals; `ANY` where the code does not say.
    pub method: String,
    pub path: String,
    /// The function that answers, qualified in its file.
    pub handler: String,
    pub file: String,
    pub line: u32,
    pub framework: &'static str,
    /// Fields that the body or query may hold.
    pub takes: Vec<String>,
    pub requires: Vec<String>,
    /// Fields of the answer.
    pub gives: Vec<String>,
}

/// A router, application or blueprint: the file, and the name that holds it.
type Holder = (usize, String);

#[derive(Default)]
struct Routers {
    own: BTreeMap<Holder, (String, &'static str)>,
    /// For each router, who mounts it and under which prefix.
    mounts: BTreeMap<Holder, Vec<(Option<Holder>, String)>>,
    /// Django's: who includes which module's routes, and what comes of that for a file that is asked about.
    included: Vec<(usize, String, String)>,
    prefixes: RefCell<BTreeMap<(usize, u32), Vec<String>>>,
}

pub fn find(names: &Names<'_>) -> Vec<Endpoint> {
    let routers = Routers::find(names);
    let mut found = BTreeSet::new();
    for (file, note) in names.notes.iter().enumerate() {
        for function in &note.said.functions {
            for decorator in &function.decorators {
                decorated(names, &routers, file, function, decorator, &mut found);
            }
            nest(names, file, function, &mut found);
            next(names, file, function, &mut found);
        }
        for said in &note.said.calls {
            called(names, &routers, file, said, &mut found);
        }
    }
    found.into_iter().collect()
}

impl Routers {
    fn find(names: &Names<'_>) -> Self {
        let mut routers = Routers { included: inclusions(names), ..Routers::default() };
        for (file, note) in names.notes.iter().enumerate() {
            for said in &note.said.calls {
                let Some(holder) = &said.held_by else { continue };
                let (_, last) = said.method();
                let (framework, prefix) = match last {
                    "FastAPI" => ("FastAPI", said.named("root_path")),
                    "APIRouter" => ("FastAPI", said.named("prefix")),
                    "Flask" => ("Flask", None),
                    "Blueprint" | "APIBlueprint" => ("Flask", said.named("url_prefix")),
                    "express" | "Router" | "fastify" | "Fastify" | "Hono" | "KoaRouter" => ("Express", None),
                    _ => continue,
                };
                let prefix = prefix.and_then(Literal::text).unwrap_or_default().to_owned();
                routers.own.insert((file, holder.clone()), (prefix, framework));
            }
        }
        for (file, note) in names.notes.iter().enumerate() {
            note.said.calls.iter().for_each(|said| routers.mount(names, file, said));
        }
        routers
    }

    fn mount(&mut self, names: &Names<'_>, file: usize, said: &Said) {
        let (object, last) = said.method();
        let (router, prefix) = match last {
            "include_router" | "register_blueprint" => {
                let prefix = said.named("prefix").or(said.named("url_prefix"));
                (said.positional(0), prefix.and_then(|prefix| text_of(names, file, prefix)))
            }
            "use" | "route" | "register" if !names.notes[file].path.ends_with(".py") => {
                let prefix = said.positional(0).and_then(|prefix| text_of(names, file, prefix));
                let router = said.args.iter().rev().map(|(_, value)| value).find(|value| {
                    matches!(value, Literal::Name(_))
                        || matches!(value, Literal::Call(call) if call.callee == "require")
                });
                (router, prefix)
            }
            _ => return,
        };
        let Some(inner) = router.and_then(|router| self.holder(names, file, router)) else { return };
        let outer = self.holder(names, file, &Literal::Name(object.to_owned()));
        self.mounts.entry(inner).or_default().push((outer, prefix.unwrap_or_default()));
    }

    /// The router that an expression of a file means.
    fn holder(&self, names: &Names<'_>, file: usize, literal: &Literal) -> Option<Holder> {
        let (origin, there) = match literal {
            Literal::Name(name) => names.origin(file, name),
            Literal::Call(call) if call.callee == "require" => {
                let module = call.positional(0)?.text()?;
                (names.required(file, module)?, String::new())
            }
            _ => return None,
        };
        let exact = (origin, there.clone());
        if self.own.contains_key(&exact) {
            return Some(exact);
        }
        // A default export, or the module itself: the one router of that file.
        let whole = there.is_empty() || matches!(there.as_str(), "default" | "=");
        let mut inside = self.own.keys().filter(|(file, _)| *file == origin);
        match (inside.next(), inside.next()) {
            (Some(only), None) if whole => Some(only.clone()),
            _ => None,
        }
    }

    /// All prefixes under which a router can be reached.
    fn prefixes(&self, holder: &Holder, depth: u32) -> Vec<String> {
        let own = self.own.get(holder).map_or("", |(prefix, _)| prefix.as_str());
        let mounts = self.mounts.get(holder).map(Vec::as_slice).unwrap_or_default();
        if mounts.is_empty() || depth > MOUNTS_MAX {
            return vec![own.to_owned()];
        }
        let mut all = Vec::new();
        for (outer, prefix) in mounts {
            let above = outer.as_ref().filter(|outer| *outer != holder);
            let above = above.map_or(vec![String::new()], |outer| self.prefixes(outer, depth + 1));
            all.extend(above.into_iter().map(|above| format!("{above}{prefix}{own}")));
        }
        all
    }
}

fn text_of(names: &Names<'_>, file: usize, literal: &Literal) -> Option<String> {
    match literal {
        Literal::Text(text) => Some(text.clone()),
        Literal::Name(name) => {
            let (origin, there) = names.origin(file, name);
            let constants = &names.notes[origin].said.constants;
            let found = constants.iter().find(|(other, ..)| *other == there);
            found.and_then(|(_, value, _)| value.text().map(str::to_owned))
        }
        Literal::Template(text) => Some(text.clone()),
        _ => None,
    }
}

fn clean(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

fn decorated(
    names: &Names<'_>,
    routers: &Routers,
    file: usize,
    function: &Function,
    decorator: &Said,
    found: &mut BTreeSet<Endpoint>,
) {
    let (object, last) = decorator.method();
    let methods: Vec<String> = match last {
        "route" => match decorator.named("methods") {
            Some(Literal::List(methods)) => {
                methods.iter().filter_map(Literal::text).map(str::to_uppercase).collect()
            }
            _ => vec!["GET".to_owned()],
        },
        "api_route" => vec!["ANY".to_owned()],
        method if METHODS.contains(&method) && !object.is_empty() => vec![method.to_uppercase()],
        _ => return,
    };
    let path = decorator.positional(0).or(decorator.named("path")).or(decorator.named("rule"));
    let Some(path) = path.and_then(|path| text_of(names, file, path)) else { return };
    let holder = routers.holder(names, file, &Literal::Name(object.to_owned()));
    let framework =
        holder.as_ref().and_then(|holder| routers.own.get(holder)).map_or("", |(_, framework)| framework);
    let framework = match framework {
        "" if last == "route" => "Flask",
        "" => "FastAPI",
        known => known,
    };
    let prefixes = holder.map_or(vec![String::new()], |holder| routers.prefixes(&holder, 0));
    let (takes, requires) = taken(names, file, function, &path);
    let model = decorator.named("response_model").and_then(Literal::name).map(str::to_owned);
    let gives = given(names, file, model.or(function.returns.clone()));
    for prefix in prefixes {
        for method in &methods {
            found.insert(Endpoint {
                method: method.clone(),
                path: clean(&format!("{prefix}{path}")),
                handler: function.name.clone(),
                file: names.notes[file].path.clone(),
                line: function.line,
                framework,
                takes: takes.clone(),
                requires: requires.clone(),
                gives: gives.clone(),
            });
        }
    }
}

/// What a handler reads: fields of a model among its parameters, keys of the request, parameters that are not in the path.
fn taken(names: &Names<'_>, file: usize, function: &Function, path: &str) -> (Vec<String>, Vec<String>) {
    let (mut takes, mut requires) = (Vec::new(), Vec::new());
    for (name, kind) in &function.params {
        let Some(kind) = kind else { continue };
        if kind.contains("Depends") || matches!(name.as_str(), "self" | "request" | "response") {
            continue;
        }
        if let Some((at, class)) = fields::of_type(names, file, kind) {
            let is_body = kind.starts_with('@') || class.fields.iter().any(|field| field.kind.is_some());
            if is_body && !class.bases.iter().any(|base| base.ends_with("Session")) {
                let (all, needed) = fields::of_class(names, at, class, 0);
                takes.extend(all);
                requires.extend(needed);
            }
        } else if !path.contains(&format!("{{{name}")) && names.notes[file].path.ends_with(".py") {
            let scalar = ["str", "int", "float", "bool", "UUID", "date", "list", "Query", "Form"];
            if scalar.iter().any(|word| kind.contains(word)) {
                takes.push(name.clone());
            }
        }
    }
    for read in &function.reads {
        takes.extend(read.rsplit('.').next().map(str::to_owned));
    }
    takes.sort();
    takes.dedup();
    (takes, requires)
}

fn given(names: &Names<'_>, file: usize, kind: Option<String>) -> Vec<String> {
    let found = kind.as_deref().and_then(|kind| fields::of_type(names, file, kind));
    found.map(|(at, class)| fields::of_class(names, at, class, 0).0).unwrap_or_default()
}

/// Routes that a call makes: Express, Django, routers of Django REST framework.
fn called(names: &Names<'_>, routers: &Routers, file: usize, said: &Said, found: &mut BTreeSet<Endpoint>) {
    let (object, last) = said.method();
    let note = names.notes[file];
    if note.path.ends_with(".py") {
        return django(names, routers, file, said, found);
    }
    let method = if last == "all" { "ANY".to_owned() } else { last.to_uppercase() };
    if !METHODS.contains(&last) && last != "all" {
        return;
    }
    let Some(path) = said.positional(0).and_then(Literal::text).filter(|path| path.starts_with('/')) else {
        return;
    };
    let Some(holder) = routers.holder(names, file, &Literal::Name(object.to_owned())) else { return };
    let handler = said.args.iter().skip(1).rev().find_map(|(_, value)| value.name());
    let answers = handler.map(|handler| names.origin(file, handler));
    let (at, name) = answers.unwrap_or((file, said.within.clone()));
    let last_name = name.rsplit('.').next().unwrap_or(&name).to_owned();
    let function = names.notes[at].said.functions.iter().find(|function| {
        function.name.rsplit('.').next() == Some(&last_name)
            && (handler.is_some() || function.line >= said.line)
    });
    // A function without a name stands in the call itself.
    let inline = note
        .said
        .functions
        .iter()
        .find(|function| function.line >= said.line && function.line <= said.line + 1);
    let function = if handler.is_some() { function } else { inline };
    let (takes, requires) = function.map(|function| taken(names, at, function, path)).unwrap_or_default();
    for prefix in routers.prefixes(&holder, 0) {
        found.insert(Endpoint {
            method: method.clone(),
            path: clean(&format!("{prefix}{path}")),
            handler: handler.map_or_else(|| format!("{} {path}", said.callee), str::to_owned),
            file: note.path.clone(),
            line: said.line,
            framework: "Express",
            takes: takes.clone(),
            requires: requires.clone(),
            gives: Vec::new(),
        });
    }
}

fn django(names: &Names<'_>, routers: &Routers, file: usize, said: &Said, found: &mut BTreeSet<Endpoint>) {
    let (object, last) = said.method();
    let note = names.notes[file];
    let urls = note.path.ends_with("urls.py");
    let path = said.positional(0).and_then(Literal::text);
    let Some(path) = path.filter(|_| urls || last == "register") else { return };
    let mut put = |method: &str, path: String, handler: &str| {
        found.insert(Endpoint {
            method: method.to_owned(),
            path,
            handler: handler.to_owned(),
            file: note.path.clone(),
            line: said.line,
            framework: "Django",
            takes: Vec::new(),
            requires: Vec::new(),
            gives: Vec::new(),
        });
    };
    let prefixes = django_prefixes(names, routers, file, 0);
    match (last, said.positional(1)) {
        ("path" | "re_path" | "url", Some(view)) => {
            let handler = match view {
                Literal::Name(name) => name.clone(),
                Literal::Call(call) if call.callee.ends_with(".as_view") => {
                    call.callee.trim_end_matches(".as_view").to_owned()
                }
                _ => return,
            };
            let path = path.trim_start_matches('^').trim_end_matches('$');
            prefixes.iter().for_each(|prefix| put("ANY", clean(&format!("{prefix}{path}")), &handler));
        }
        ("register", Some(Literal::Name(view))) if object.contains("router") => {
            for prefix in &prefixes {
                let base = clean(&format!("{prefix}{path}"));
                for (method, tail) in [
                    ("GET", ""),
                    ("POST", ""),
                    ("GET", "/{id}"),
                    ("PUT", "/{id}"),
                    ("PATCH", "/{id}"),
                    ("DELETE", "/{id}"),
                ] {
                    put(method, format!("{base}{tail}"), view);
                }
            }
        }
        _ => {}
    }
}

/// Each place that includes the routes of another module: the file, the module's name, the path before it.
fn inclusions(names: &Names<'_>) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    for (outer, note) in names.notes.iter().enumerate() {
        let routes = |said: &&Said| matches!(said.method().1, "path" | "re_path" | "url");
        for said in note.said.calls.iter().filter(routes) {
            let Some(Literal::Call(include)) = said.positional(1) else { continue };
            let module =
                include.positional(0).and_then(Literal::text).filter(|_| include.method().1 == "include");
            let Some(module) = module else { continue };
            let own = said.positional(0).and_then(Literal::text).unwrap_or_default().trim_start_matches('^');
            found.push((outer, module.to_owned(), own.to_owned()));
        }
    }
    found
}

/// What stands before the routes of a `urls.py`, by all ways that lead to it, to a bound.
fn django_prefixes(names: &Names<'_>, routers: &Routers, file: usize, depth: u32) -> Vec<String> {
    if let Some(known) = routers.prefixes.borrow().get(&(file, depth)) {
        return known.clone();
    }
    let dotted = names.notes[file].path.trim_end_matches(".py").replace('/', ".");
    let is_it = |module: &str| {
        dotted.strip_suffix(module).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let mut prefixes = Vec::new();
    for (outer, _, own) in routers.included.iter().filter(|(_, module, _)| is_it(module)) {
        if *outer == file || depth > MOUNTS_MAX || prefixes.len() >= PREFIXES_MAX {
            continue;
        }
        let above = django_prefixes(names, routers, *outer, depth + 1);
        prefixes.extend(above.into_iter().map(|above| format!("{above}{own}")));
    }
    prefixes.truncate(PREFIXES_MAX);
    if prefixes.is_empty() {
        prefixes.push(String::new());
    }
    routers.prefixes.borrow_mut().insert((file, depth), prefixes.clone());
    prefixes
}

fn nest(names: &Names<'_>, file: usize, function: &Function, found: &mut BTreeSet<Endpoint>) {
    let note = names.notes[file];
    let Some((class, _)) = function.name.rsplit_once('.') else { return };
    let Some(class) = note.said.classes.iter().find(|other| other.name == class) else { return };
    let Some(controller) = class.decorators.iter().find(|said| said.callee == "Controller") else { return };
    let given_base = controller.positional(0);
    let base =
        given_base.and_then(|base| base.text().or_else(|| base.get("path")?.text())).unwrap_or_default();
    let global = names
        .notes
        .iter()
        .flat_map(|note| &note.said.calls)
        .find(|said| said.method().1 == "setGlobalPrefix");
    let global = global.and_then(|said| said.positional(0)).and_then(Literal::text).unwrap_or_default();
    for decorator in &function.decorators {
        let lower = decorator.callee.to_lowercase();
        if !METHODS.contains(&lower.as_str()) && lower != "all" {
            continue;
        }
        let path = decorator.positional(0).and_then(Literal::text).unwrap_or_default();
        let path = clean(&format!("{global}/{base}/{path}"));
        let (takes, requires) = taken(names, file, function, &path);
        found.insert(Endpoint {
            method: if lower == "all" { "ANY".to_owned() } else { lower.to_uppercase() },
            path,
            handler: function.name.clone(),
            file: note.path.clone(),
            line: function.line,
            framework: "NestJS",
            takes,
            requires,
            gives: given(names, file, function.returns.clone()),
        });
    }
}

/// `app/api/users/[id]/route.ts` exports functions named after methods.
fn next(names: &Names<'_>, file: usize, function: &Function, found: &mut BTreeSet<Endpoint>) {
    let path = &names.notes[file].path;
    let is_route = ["route.ts", "route.js", "route.tsx"].iter().any(|end| path.ends_with(&format!("/{end}")));
    let method = function.name.to_lowercase();
    if !is_route || !METHODS.contains(&method.as_str()) || function.name != function.name.to_uppercase() {
        return;
    }
    let Some((_, below)) = format!("/{path}").split_once("/app/").map(|(a, b)| (a.to_owned(), b.to_owned()))
    else {
        return;
    };
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = folder.split('/').filter(|part| !part.starts_with('('));
    let parts: Vec<String> = parts.map(|part| part.replace('[', "{").replace(']', "}")).collect();
    let path = clean(&parts.join("/"));
    let (takes, requires) = taken(names, file, function, &path);
    debug_assert!(segments(&path).len() <= parts.len());
    found.insert(Endpoint {
        method: function.name.clone(),
        path,
        handler: function.name.clone(),
        file: names.notes[file].path.clone(),
        line: function.line,
        framework: "Next.js",
        takes,
        requires,
        gives: Vec::new(),
    });
}
