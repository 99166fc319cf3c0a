//! `src/entities/<name>/model.ts`: what a kind of record is, for the pages and forms that serve all kinds.

use protocol::requirements::{FieldKind, RecordConstraintKind, RelationKind};

use super::api::{function_name, input_type, operations};
use super::layout::{Brackets, Source, quoted};
use super::{fields, types};
use crate::app::{AppPlan, EntityPlan, RelationPlan, Rule, WorkflowPlan};
use crate::features::{drafts, tallies};

/// The standard operations, as the model's `api` names them.
const STANDARD: [(&str, &str); 5] =
    [("list", "list"), ("read", "read"), ("create", "create"), ("update", "update"), ("delete", "remove")];

pub fn file(plan: &AppPlan, entity: &EntityPlan) -> String {
    let mut source = Source::default();
    let title = entity.names.title.to_lowercase();
    source
        .line(0, &format!("/** What is known of records of the kind {title}, for their pages and forms. */"));
    let mut functions: Vec<String> = operations(plan, entity).map(function_name).collect();
    functions.sort();
    source.import("import", &functions, "./api");
    let (record, sent) = (&entity.names.pascal, input_type(entity));
    source.import("import type", &[record.clone(), sent.clone()], "./api");
    source.line(0, "import type { EntityModel } from '../../schema/entity';");
    source.blank();
    // Assignments break after the type's arguments when these alone are too long.
    let (constant, arguments) = (&entity.names.camel_plural, [record.clone(), sent]);
    let head = format!("export const {constant}: EntityModel<{}> = {{", arguments.join(", "));
    if head.chars().count() <= super::layout::WIDTH {
        source.line(0, &head);
    } else {
        source.line(0, &format!("export const {constant}: EntityModel<"));
        source.line(1, &format!("{},", arguments[0])).line(1, &arguments[1]).line(0, "> = {");
    }
    description(&mut source, plan, entity);
    fields::specs(&mut source, 1, "fields: ", &entity.fields, ",");
    relations(&mut source, plan, entity);
    if let Some(workflow) = &entity.workflow {
        describe_workflow(&mut source, workflow, drafts::hidden(plan, entity));
    }
    constraints(&mut source, entity);
    rules(&mut source, entity);
    functions_by_action(&mut source, plan, entity);
    source.line(0, "};");
    source.finish()
}

fn description(source: &mut Source, plan: &AppPlan, entity: &EntityPlan) {
    let names = &entity.names;
    let texts = [
        ("key", names.kebab_plural.as_str()),
        ("name", &names.snake),
        ("title", &names.title),
        ("titlePlural", &names.title_plural),
        ("label", types::label(entity)),
        ("layout", if has_text(entity) { "cards" } else { "table" }),
    ];
    for (key, value) in texts {
        source.assign(1, &format!("{key}:"), &quoted(value), ",");
    }
    source.line(1, &format!("inNavigation: {},", in_navigation(entity)));
    source.line(1, &format!("searchable: {},", plan.searchable(entity)));
    source.group(1, "sorts: ", Brackets::Square, &types::closed(&entity.sort_names()), ",");
}

fn has_text(entity: &EntityPlan) -> bool {
    entity.fields.iter().any(|field| field.kind == FieldKind::Text)
}

/// Parts of another record are reached from it; those with a state of their own are work to be looked for.
fn in_navigation(entity: &EntityPlan) -> bool {
    entity.parent.is_none() || entity.workflow.is_some()
}

fn relations(source: &mut Source, plan: &AppPlan, entity: &EntityPlan) {
    objects(source, 1, "relations", &entity.relations, |source, relation| {
        let target = target(plan, relation);
        let texts = [
            ("name", relation.name.as_str()),
            ("key", &relation.key),
            ("title", &relation.title),
            ("kind", kind(relation.kind)),
            ("target", &target),
        ];
        for (key, value) in texts {
            source.assign(3, &format!("{key}:"), &quoted(value), ",");
        }
        source.line(3, &format!("required: {},", relation.required));
    });
    if let Some(owner) = &entity.owner {
        source.assign(1, "owner:", &quoted(owner), ",");
    }
    let named: Vec<String> = entity.named_by().map(|it| it.name.clone()).collect();
    if !named.is_empty() {
        source.group(1, "named: ", Brackets::Square, &types::closed(&named), ",");
    }
    if let Some(parent) = &entity.parent {
        source.assign(1, "parent:", &quoted(parent), ",");
    }
    // What is counted at the record itself is no list below it.
    let listed: Vec<_> =
        entity.children.iter().filter(|it| !tallies::is_counted(plan, &it.entity)).cloned().collect();
    objects(source, 1, "children", &listed, |source, child| {
        let key = plan.entity(&child.entity).map_or("", |it| it.names.kebab_plural.as_str());
        source.assign(3, "key:", &quoted(key), ",");
        source.assign(3, "relation:", &quoted(&child.relation), ",");
    });
}

fn kind(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::BelongsTo => "belongs_to",
        RelationKind::OwnedBy => "owned_by",
        RelationKind::ManyToMany => "many_to_many",
    }
}

fn target(plan: &AppPlan, relation: &RelationPlan) -> String {
    // What is no entity is the accounts.
    plan.entity(&relation.to).map_or_else(|| "users".to_owned(), |it| it.names.kebab_plural.clone())
}

fn describe_workflow(source: &mut Source, workflow: &WorkflowPlan, hidden: &[String]) {
    source.line(1, "workflow: {");
    source.assign(2, "field:", &quoted(&workflow.field), ",");
    source.assign(2, "title:", &quoted(&workflow.title), ",");
    source.group(2, "states: ", Brackets::Square, &types::closed(&workflow.states), ",");
    if !hidden.is_empty() {
        source.group(2, "hidden: ", Brackets::Square, &types::closed(hidden), ",");
    }
    source.assign(2, "initial:", &quoted(&workflow.initial), ",");
    objects(source, 2, "transitions", &workflow.transitions, |source, transition| {
        source.assign(4, "name:", &quoted(&transition.name), ",");
        source.assign(4, "title:", &quoted(&transition.title), ",");
        source.group(4, "from: ", Brackets::Square, &types::closed(&transition.from), ",");
        source.line(4, &format!("to: {},", quoted(&transition.to)));
    });
    source.line(1, "},");
}

/// What forms and tests must know: the server alone sees whether other records are in the way.
fn constraints(source: &mut Source, entity: &EntityPlan) {
    if entity.constraints.is_empty() {
        return;
    }
    objects(source, 1, "constraints", &entity.constraints, |source, constraint| {
        source.assign(3, "kind:", &quoted(constraint_kind(constraint.kind)), ",");
        source.group(3, "of: ", Brackets::Square, &types::closed(&constraint.columns), ",");
        if constraint.days {
            source.line(3, "days: true,");
        }
        if !constraint.within.is_empty() {
            source.group(3, "within: ", Brackets::Square, &types::closed(&constraint.within), ",");
        }
    });
}

fn constraint_kind(kind: RecordConstraintKind) -> &'static str {
    match kind {
        RecordConstraintKind::UniqueTogether => "unique_together",
        RecordConstraintKind::NoOverlap => "no_overlap",
        RecordConstraintKind::InOrder => "in_order",
    }
}

fn rules(source: &mut Source, entity: &EntityPlan) {
    source.line(1, "rules: {");
    let standard = STANDARD.iter().map(|(action, _)| (*action).to_owned());
    let steps = entity.workflow.iter().flat_map(|it| it.transitions.iter().map(|step| step.name.clone()));
    for action in standard.chain(steps) {
        let rule = entity.rules.get(&action).cloned().unwrap_or_default();
        describe_rule(source, &action, &rule);
    }
    source.line(1, "},");
}

fn describe_rule(source: &mut Source, action: &str, rule: &Rule) {
    source.line(2, &format!("{action}: {{"));
    source.line(3, &format!("anonymous: {},", rule.anonymous));
    source.group(3, "roles: ", Brackets::Square, &types::closed(&rule.roles), ",");
    // Of those who read some records and not all, the client need not know by what.
    let through = rule.through.iter().flat_map(|it| &it.roles).filter(|role| !rule.own_roles.contains(role));
    let own_roles: Vec<String> = rule.own_roles.iter().chain(through).cloned().collect();
    source.group(3, "ownRoles: ", Brackets::Square, &types::closed(&own_roles), ",");
    if !rule.named_roles.is_empty() {
        source.group(3, "namedRoles: ", Brackets::Square, &types::closed(&rule.named_roles), ",");
    }
    source.line(2, "},");
}

fn functions_by_action(source: &mut Source, plan: &AppPlan, entity: &EntityPlan) {
    source.line(1, "api: {");
    let standard = |action: &str| STANDARD.iter().find(|(name, _)| *name == action);
    let mut steps = Vec::new();
    for endpoint in operations(plan, entity) {
        let function = function_name(endpoint);
        match standard(&endpoint.action) {
            Some((_, name)) => drop(source.assign(2, &format!("{name}:"), &function, ",")),
            None => steps.push((endpoint.action.clone(), function)),
        }
    }
    if steps.is_empty() {
        source.line(2, "transitions: {},");
    } else {
        source.line(2, "transitions: {");
        for (action, function) in steps {
            source.assign(3, &format!("{action}:"), &function, ",");
        }
        source.line(2, "},");
    }
    source.line(1, "},");
}

/// `key: [{ … }, { … }],`, each object with its members on lines of their own.
fn objects<T>(source: &mut Source, depth: usize, key: &str, items: &[T], members: impl Fn(&mut Source, &T)) {
    if items.is_empty() {
        source.line(depth, &format!("{key}: [],"));
        return;
    }
    source.line(depth, &format!("{key}: ["));
    for item in items {
        source.line(depth + 1, "{");
        members(source, item);
        source.line(depth + 1, "},");
    }
    source.line(depth, "],");
}
