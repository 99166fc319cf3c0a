//! Routers, applications and blueprints: their own prefixes, and who mounts them under which.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::super::super::names::Names;
use super::super::super::said::{Literal, Said};
use super::{MOUNTS_MAX, django, text_of};

/// A router, application or blueprint: the file, and the name that holds it.
pub type Holder = (usize, String);

/// One place that mounts a router.
struct Mount {
    outer: Option<Holder>,
    prefix: String,
    /// What the router itself calls its prefix does not count then.
    replaces: bool,
}

#[derive(Default)]
pub struct Routers {
    own: BTreeMap<Holder, (String, &'static str)>,
    mounts: BTreeMap<Holder, Vec<Mount>>,
    /// Django's: who includes which module's routes, and what comes of that for a file that is asked about.
    pub included: Vec<(usize, String, String)>,
    pub prefixes: RefCell<BTreeMap<(usize, u32), Vec<String>>>,
}

impl Routers {
    pub fn find(names: &Names<'_>) -> Self {
        let mut routers = Routers { included: django::inclusions(names), ..Routers::default() };
        for (file, note) in names.notes.iter().enumerate() {
            note.said.calls.iter().for_each(|said| routers.make(names, file, said));
            routers.plugins(names, file);
        }
        for (file, note) in names.notes.iter().enumerate() {
            note.said.calls.iter().for_each(|said| routers.mount(names, file, said));
        }
        routers
    }

    /// The framework of a router.
    pub fn framework(&self, holder: Option<&Holder>) -> Option<&'static str> {
        holder.and_then(|holder| self.own.get(holder)).map(|(_, framework)| *framework)
    }

    fn make(&mut self, names: &Names<'_>, file: usize, said: &Said) {
        let Some(holder) = &said.held_by else { return };
        let (_, last) = said.method();
        let text = |literal: Option<&Literal>| literal.and_then(Literal::text).unwrap_or_default().to_owned();
        let (framework, prefix) = match last {
            "FastAPI" => ("FastAPI", text(said.named("root_path"))),
            "APIRouter" => ("FastAPI", text(said.named("prefix"))),
            "Flask" => ("Flask", String::new()),
            "Blueprint" | "APIBlueprint" => ("Flask", text(said.named("url_prefix"))),
            "basePath" if said.callee.contains("Hono") => ("Hono", text(said.positional(0))),
            "Hono" => ("Hono", String::new()),
            "fastify" | "Fastify" => ("Fastify", String::new()),
            "KoaRouter" => {
                ("Koa", said.positional(0).map(|options| text(options.get("prefix"))).unwrap_or_default())
            }
            "Router" if imports(names, file, &["@koa/router", "koa-router"]) => {
                ("Koa", said.positional(0).map(|options| text(options.get("prefix"))).unwrap_or_default())
            }
            "express" | "Router" => ("Express", String::new()),
            _ => return,
        };
        self.own.insert((file, holder.clone()), (prefix, framework));
    }

    /// A plugin of Fastify is a function that gets the application.
    fn plugins(&mut self, names: &Names<'_>, file: usize) {
        for function in &names.notes[file].said.functions {
            let Some((name, kind)) = function.params.first() else { continue };
            let is_one =
                name == "fastify" || kind.as_deref().is_some_and(|kind| kind.contains("FastifyInstance"));
            if is_one {
                self.own.entry((file, name.clone())).or_insert((String::new(), "Fastify"));
            }
        }
    }

    fn mount(&mut self, names: &Names<'_>, file: usize, said: &Said) {
        let (object, last) = said.method();
        let python = names.notes[file].path.ends_with(".py");
        let outer = self.holder(names, file, &Literal::Name(object.to_owned()));
        let (router, prefix) = match last {
            "include_router" | "register_blueprint" => {
                let prefix = said.named("prefix").or(said.named("url_prefix"));
                (said.positional(0), prefix.and_then(|prefix| text_of(names, file, prefix)))
            }
            "register" if !python => {
                let options = said.positional(1).and_then(|options| options.get("prefix"));
                let prefix = options.and_then(|prefix| text_of(names, file, prefix));
                if let Some(Literal::Function { first: Some(first), .. }) = said.positional(0) {
                    self.own.entry((file, first.clone())).or_insert((String::new(), "Fastify"));
                    let inner = (file, first.clone());
                    let mount = Mount { outer, prefix: prefix.unwrap_or_default(), replaces: false };
                    self.mounts.entry(inner).or_default().push(mount);
                    return;
                }
                (said.positional(0), prefix)
            }
            "use" | "route" if !python => {
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
        let replaces = last == "register_blueprint" && prefix.is_some();
        let mount = Mount { outer, prefix: prefix.unwrap_or_default(), replaces };
        self.mounts.entry(inner).or_default().push(mount);
    }

    /// The router that an expression of a file means.
    pub fn holder(&self, names: &Names<'_>, file: usize, literal: &Literal) -> Option<Holder> {
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
    pub fn prefixes(&self, holder: &Holder, depth: u32) -> Vec<String> {
        let own = self.own.get(holder).map_or("", |(prefix, _)| prefix.as_str());
        let mounts = self.mounts.get(holder).map(Vec::as_slice).unwrap_or_default();
        if mounts.is_empty() || depth > MOUNTS_MAX {
            return vec![own.to_owned()];
        }
        let mut all = Vec::new();
        for Mount { outer, prefix, replaces } in mounts {
            let above = outer.as_ref().filter(|outer| *outer != holder);
            let above = above.map_or(vec![String::new()], |outer| self.prefixes(outer, depth + 1));
            let own = if *replaces { "" } else { own };
            all.extend(above.into_iter().map(|above| format!("{above}{prefix}{own}")));
        }
        all
    }
}

/// Whether a file asks for one of these modules.
fn imports(names: &Names<'_>, file: usize, modules: &[&str]) -> bool {
    let graph = names.notes[file].graph.as_ref();
    graph.is_some_and(|graph| graph.imports.iter().any(|import| modules.contains(&&*import.module)))
}
