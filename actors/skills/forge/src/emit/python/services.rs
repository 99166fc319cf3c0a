//! What the common code must know about each entity, and the list of entities that the dashboard counts.

use protocol::requirements::RelationKind;

use super::imports::Imports;
use super::layout::{Node, Source, atom, call, frozen_set, named, quoted, tuple};
use super::schemas;
use crate::app::{AppPlan, EntityPlan};
use crate::features;

/// The constant that holds an entity's description: `BLOG_POSTS`.
pub fn constant(entity: &EntityPlan) -> String {
    entity.names.snake_plural.to_uppercase()
}

fn words(names: &[String]) -> Node {
    tuple(names.iter().map(|name| atom(quoted(name))).collect())
}

/// `app/services/<plural>.py`
pub fn entity(plan: &AppPlan, entity: &EntityPlan) -> String {
    let mut imports = Imports::default();
    imports.name("app.models", &entity.names.pascal);
    imports.name("app.services", "records");
    let mut items = vec![
        named("model", atom(&entity.names.pascal)),
        named("title", atom(quoted(&entity.names.title.to_lowercase()))),
    ];
    let mut push = |name: &str, names: Vec<String>| {
        if !names.is_empty() {
            items.push(named(name, words(&names)));
        }
    };
    let related = features::with_relations(plan, entity).relations;
    push("related", related.into_iter().map(|it| it.name).collect());
    push("search", if plan.searchable(entity) { entity.search_fields.clone() } else { Vec::new() });
    push("filters", schemas::filters(entity));
    let links: Vec<Node> = entity
        .relations
        .iter()
        .filter(|it| it.kind != RelationKind::OwnedBy)
        .map(|it| {
            imports.name("app.models", &it.to);
            let mut link = vec![
                named("key", atom(quoted(&it.key))),
                named("attribute", atom(quoted(&it.name))),
                named("target", atom(&it.to)),
            ];
            if it.kind == RelationKind::ManyToMany {
                link.push(named("many", atom("True")));
            }
            call("records.Link", link)
        })
        .collect();
    if !links.is_empty() {
        items.push(named("links", tuple(links)));
    }
    if let Some(workflow) = &entity.workflow {
        let steps = workflow.transitions.iter().map(|it| {
            let step = vec![
                named("name", atom(quoted(&it.name))),
                named("from_states", frozen_set(&it.from)),
                named("to_state", atom(quoted(&it.to))),
            ];
            call("records.Transition", step)
        });
        items.push(named("status_field", atom(quoted(&workflow.field))));
        items.push(named("transitions", tuple(steps.collect())));
    }
    let mut source = Source::default();
    source.line(0, &format!("\"\"\"{}, as the common code must know them.\"\"\"", entity.names.title_plural));
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(1);
    source.statement(0, &format!("{} = ", constant(entity)), &call("records.Resource", items), "");
    source.finish()
}

/// `app/services/registry.py`
pub fn registry(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("dataclasses", "dataclass");
    imports.name("app.models", "Record");
    for entity in &plan.entities {
        imports.name("app.models", &entity.names.pascal);
    }
    let described = plan.entities.iter().map(|entity| {
        let items = vec![
            atom(quoted(&entity.names.snake)),
            atom(quoted(&entity.names.title_plural)),
            atom(&entity.names.pascal),
        ];
        call("Described", items)
    });
    let mut source = Source::default();
    source.line(0, "\"\"\"Every kind of record, as the dashboard names them.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.raw("\n\n@dataclass(frozen=True)\nclass Described:\n    name: str\n    title: str\n    model: type[Record]\n\n\n");
    source.statement(0, "ENTITIES = ", &tuple(described.collect()), "");
    source.finish()
}
