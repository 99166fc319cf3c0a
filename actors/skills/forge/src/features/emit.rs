//! Modules of Python that give every kind of record the same operations: described as endpoints, laid out here.

use crate::app::{Endpoint, EntityPlan};
use crate::emit::python::imports::Imports;
use crate::emit::python::layout::{Node, Source, atom, call, group, named, quoted};
use crate::emit::python::services::constant;
use crate::endpoints::BASE;

/// A module in the making.
pub(super) struct Module {
    docstring: &'static str,
    pub imports: Imports,
    pub body: Source,
}

/// An operation, and the function that answers it.
pub(super) struct Route<'a> {
    pub endpoint: &'a Endpoint,
    /// What the decorator says beside what the endpoint does.
    pub options: Vec<Node>,
    /// The function that describes the errors.
    pub errors: &'static str,
    pub parameters: Vec<Node>,
    pub result: String,
    /// What stands before each call of the body, and the call.
    pub calls: Vec<(&'static str, Node)>,
}

impl Module {
    pub(super) fn new(docstring: &'static str) -> Self {
        Self { docstring, imports: Imports::default(), body: Source::default() }
    }

    /// A module of `app/api/`.
    pub(super) fn of_routes(docstring: &'static str, tag: &str) -> Self {
        let mut module = Self::new(docstring);
        module.imports.name("fastapi", "APIRouter");
        module.body.blank(1);
        module.body.line(0, &format!("router = APIRouter(tags=[{}])", quoted(tag)));
        module
    }

    /// Several names of one module.
    pub(super) fn import(&mut self, module: &str, names: &[&str]) {
        for name in names {
            self.imports.name(module, name);
        }
    }

    /// What an operation on a kind of record names: how it is shown, and what the common code knows of it.
    pub(super) fn import_kind(&mut self, entity: &EntityPlan) {
        let module = &entity.names.module;
        self.imports.name(&format!("app.schemas.{module}"), &shown(entity));
        self.imports.name(&format!("app.services.{module}"), &constant(entity));
    }

    pub(super) fn route(&mut self, route: Route<'_>) {
        let endpoint = route.endpoint;
        let path = endpoint.path.strip_prefix(BASE).unwrap_or(&endpoint.path);
        let mut items = vec![
            atom(quoted(path)),
            named("operation_id", atom(quoted(&endpoint.operation))),
            named("summary", atom(quoted(&endpoint.summary))),
        ];
        if endpoint.status != 200 {
            items.push(named("status_code", atom(endpoint.status.to_string())));
        }
        items.extend(route.options);
        let errors = endpoint.errors.iter().map(|status| atom(status.to_string())).collect();
        items.push(named("responses", call(route.errors, errors)));
        let decorator = format!("router.{}", endpoint.method.to_lowercase());
        self.body.blank(2);
        self.body.statement(0, "@", &call(&decorator, items), "");
        let head = call(&endpoint.operation, route.parameters);
        self.body.statement(0, "def ", &head, &format!(" -> {}:", route.result));
        for (before, call) in route.calls {
            self.body.statement(1, before, &call, "");
        }
    }

    pub(super) fn finish(self) -> String {
        let mut source = Source::default();
        source.line(0, &format!("\"\"\"{}\"\"\"", self.docstring));
        source.blank(1);
        self.imports.write(&mut source, 0);
        source.raw(&self.body.finish());
        source.finish()
    }
}

/// The schema that a kind of record is shown by: `PostOut`.
pub(super) fn shown(entity: &EntityPlan) -> String {
    format!("{}Out", entity.names.pascal)
}

/// The parameter that takes a record's id: `post_id`.
pub(super) fn id(entity: &EntityPlan) -> String {
    format!("{}_id", entity.names.snake)
}

/// `query: Annotated[PageQuery, Query()]`
pub(super) fn query(kind: &str) -> Node {
    let annotated = group("Annotated[", vec![atom(kind), atom("Query()")], "]");
    Node::Prefixed("query: ".to_owned(), Box::new(annotated))
}
