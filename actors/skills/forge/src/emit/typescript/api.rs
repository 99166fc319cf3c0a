//! `src/entities/<name>/api.ts`: a record's types and a function for each operation of its contract.

use protocol::requirements::RelationKind;

use super::layout::{Brackets, Source, quoted};
use super::types;
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::names;

pub fn file(plan: &AppPlan, entity: &EntityPlan) -> String {
    let mut source = Source::default();
    source.line(0, &format!("/** {} over HTTP. */", entity.names.title_plural));
    imports(&mut source, entity);
    source.blank();
    source.line(0, &format!("const PATH = {};", quoted(&format!("/{}", entity.names.kebab_plural))));
    source.blank();
    record(&mut source, entity);
    source.blank();
    input(&mut source, entity);
    for endpoint in operations(plan, entity) {
        source.blank();
        function(&mut source, entity, endpoint);
    }
    source.finish()
}

/// The operations of an entity, in the order of the contract.
pub fn operations<'a>(plan: &'a AppPlan, entity: &'a EntityPlan) -> impl Iterator<Item = &'a Endpoint> {
    plan.endpoints.iter().filter(|it| it.entity.as_deref() == Some(entity.names.pascal.as_str()))
}

/// The function that asks for an operation: `list_posts` is `listPosts`.
pub fn function_name(endpoint: &Endpoint) -> String {
    names::camel(&endpoint.operation)
}

pub fn input_type(entity: &EntityPlan) -> String {
    format!("{}Input", entity.names.pascal)
}

fn imports(source: &mut Source, entity: &EntityPlan) {
    source.line(0, "import { get, patch, post, remove } from '../../api/client';");
    source.line(0, "import { listParams, type ListQuery, type Paged } from '../../api/pages';");
    if !entity.relations.is_empty() {
        source.line(0, "import type { RecordRef } from '../../schema/entity';");
    }
    source.line(0, "import type { Id } from '../../schema/ids';");
}

fn record(source: &mut Source, entity: &EntityPlan) {
    source.line(0, &format!("export type {} = {{", entity.names.pascal));
    member(source, "id", &["Id".to_owned()]);
    for field in &entity.fields {
        member(source, &field.name, &types::field(field));
    }
    if let Some(workflow) = &entity.workflow {
        member(source, &workflow.field, &types::closed(&workflow.states));
    }
    for relation in &entity.relations {
        member(source, &relation.name, &types::read_relation(relation));
    }
    for time in ["created_at", "updated_at"] {
        member(source, time, &["string".to_owned()]);
    }
    source.line(0, "};");
}

fn input(source: &mut Source, entity: &EntityPlan) {
    let name = input_type(entity);
    let chosen = entity.relations.iter().any(|relation| relation.kind != RelationKind::OwnedBy);
    if entity.fields.is_empty() && !chosen {
        source.line(0, &format!("export type {name} = Readonly<Record<string, never>>;"));
        return;
    }
    source.line(0, &format!("export type {name} = {{"));
    for field in &entity.fields {
        member(source, &field.name, &types::field(field));
    }
    for relation in &entity.relations {
        if let Some(sent) = types::sent_relation(relation) {
            member(source, &relation.key, &sent);
        }
    }
    source.line(0, "};");
}

fn member(source: &mut Source, name: &str, members: &[String]) {
    source.union(1, &format!("readonly {name}:"), members);
}

fn function(source: &mut Source, entity: &EntityPlan, endpoint: &Endpoint) {
    let (record, sent) = (&entity.names.pascal, input_type(entity));
    let name = function_name(endpoint);
    let id = "id: Id".to_owned();
    let one = "`${PATH}/${id}`".to_owned();
    let (parameters, answer, call, arguments) = match endpoint.action.as_str() {
        "list" => (
            vec!["query: ListQuery".to_owned()],
            format!("Paged<{record}>"),
            format!("get<Paged<{record}>>"),
            vec!["PATH".to_owned(), "listParams(query)".to_owned()],
        ),
        "read" => (vec![id], record.clone(), format!("get<{record}>"), vec![one]),
        "create" => (
            vec![format!("input: {sent}")],
            record.clone(),
            format!("post<{record}>"),
            vec!["PATH".to_owned(), "input".to_owned()],
        ),
        "update" => (
            vec![id, format!("changes: Partial<{sent}>")],
            record.clone(),
            format!("patch<{record}>"),
            vec![one, "changes".to_owned()],
        ),
        "delete" => (vec![id], "void".to_owned(), "remove".to_owned(), vec![one]),
        transition => (
            vec![id],
            record.clone(),
            format!("post<{record}>"),
            vec![format!("`${{PATH}}/${{id}}/{}`", transition.replace('_', "-"))],
        ),
    };
    let after = format!(": Promise<{answer}> {{");
    source.group(0, &format!("export function {name}"), Brackets::Round, &parameters, &after);
    source.group(1, &format!("return {call}"), Brackets::Round, &arguments, ";");
    source.line(0, "}");
}
