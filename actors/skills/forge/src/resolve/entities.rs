//! Entities: names, fields, relations, workflow, the field that stands for a record, and who is shown under whom.

use protocol::requirements::{Entity, FieldKind, RelationKind};

use super::accounts::USER;
use super::{ResolveError, check_name, constraints, fields, relations};
use crate::app::{AccountPlan, ChildPlan, EntityPlan, FieldPlan, OnDelete, TransitionPlan, WorkflowPlan};
use crate::{names, reserved};

/// Fields whose text people recognise a record by, best first.
const LABELS: [&str; 6] = ["title", "name", "label", "subject", "headline", "full_name"];

/// Names of rules that are not transitions.
const ACTIONS: [&str; 6] = ["list", "read", "get", "create", "update", "delete"];

pub fn resolve(
    records: &[&Entity],
    account: &AccountPlan,
    assumptions: &mut Vec<String>,
) -> Result<Vec<EntityPlan>, ResolveError> {
    let mut plans: Vec<EntityPlan> = Vec::new();
    for record in records {
        let plan = entity(record, assumptions)?;
        let taken = |it: &EntityPlan| it.names.pascal == plan.names.pascal || it.table == plan.table;
        if plan.names.pascal == USER || reserved::is_table(&plan.table) {
            return Err(ResolveError::EntityReserved { name: record.name.clone() });
        }
        if plans.iter().any(taken) {
            return Err(ResolveError::NameTwice {
                owner: "the product".to_owned(),
                name: record.name.clone(),
            });
        }
        plans.push(plan);
    }
    relations::resolve(records, account, &mut plans)?;
    for (record, plan) in records.iter().zip(&mut plans) {
        check_names(plan)?;
        plan.constraints = constraints::resolve(record, plan)?;
    }
    set_parents(&mut plans);
    Ok(plans)
}

fn entity(record: &Entity, assumptions: &mut Vec<String>) -> Result<EntityPlan, ResolveError> {
    check_name(&names::snake(&record.name))?;
    let names = names::entity(&record.name);
    check_name(&names.snake_plural)?;
    check_name(&names.snake)?;
    if names.pascal != names::pascal(&record.name) {
        assumptions.push(format!(
            "`{}` is a reserved word, so the entity is called `{}`.",
            record.name, names.pascal
        ));
    }
    let mut plans: Vec<FieldPlan> = Vec::new();
    for field in &record.fields {
        plans.push(fields::resolve(&record.name, field, assumptions)?);
    }
    Ok(EntityPlan {
        table: names.snake_plural.clone(),
        label: label(&plans),
        search_fields: searchable(&plans),
        workflow: workflow(record)?,
        constraints: Vec::new(),
        names,
        fields: plans,
        relations: Vec::new(),
        owner: None,
        rules: Default::default(),
        parent: None,
        children: Vec::new(),
    })
}

fn label(fields: &[FieldPlan]) -> String {
    let strings = || fields.iter().filter(|field| field.required && field.kind == FieldKind::String);
    LABELS
        .iter()
        .find_map(|label| strings().find(|field| field.name == *label))
        .or_else(|| strings().find(|field| field.name.ends_with("_name") || field.name.ends_with("_title")))
        .or_else(|| strings().next())
        .or_else(|| fields.iter().find(|field| field.required && field.kind == FieldKind::Email))
        .map_or_else(|| "id".to_owned(), |field| field.name.clone())
}

fn searchable(fields: &[FieldPlan]) -> Vec<String> {
    let textual = |field: &&FieldPlan| matches!(field.kind, FieldKind::String | FieldKind::Text);
    fields.iter().filter(textual).map(|field| field.name.clone()).collect()
}

fn workflow(record: &Entity) -> Result<Option<WorkflowPlan>, ResolveError> {
    let Some(workflow) = &record.workflow else { return Ok(None) };
    let plain = names::snake(&workflow.field);
    let field = reserved::safe_attribute(&plain, true);
    check_name(&field)?;
    let states: Vec<String> = workflow.states.iter().map(|state| names::snake(state)).collect();
    for state in &states {
        check_name(state)?;
    }
    let known = |state: &str| {
        let state = names::snake(state);
        if states.contains(&state) {
            Ok(state)
        } else {
            Err(ResolveError::UnknownState { entity: record.name.clone(), state })
        }
    };
    let mut transitions: Vec<TransitionPlan> = Vec::new();
    for transition in &workflow.transitions {
        let name = transition_name(&transition.name);
        check_name(&name)?;
        if transitions.iter().any(|it| it.name == name) {
            return Err(ResolveError::NameTwice { owner: format!("the workflow of {}", record.name), name });
        }
        let mut from = transition.from.iter().map(|state| known(state)).collect::<Result<Vec<_>, _>>()?;
        if from.is_empty() {
            let to = known(&transition.to)?;
            from = states.iter().filter(|state| **state != to).cloned().collect();
        }
        let title = names::sentence(&names::snake(&transition.name));
        transitions.push(TransitionPlan { title, from, to: known(&transition.to)?, name });
    }
    Ok(Some(WorkflowPlan {
        title: names::sentence(&plain),
        initial: known(&workflow.initial)?,
        hidden: workflow.hidden.iter().map(|state| known(state)).collect::<Result<_, _>>()?,
        field,
        states,
        transitions,
    }))
}

/// A transition's name as operation and rule: `delete` would hide the action of that name.
pub fn transition_name(name: &str) -> String {
    let plain = names::snake(name);
    if ACTIONS.contains(&plain.as_str()) { format!("{plain}_step") } else { plain }
}

/// One name, one meaning: fields, relations, their keys and what other entities' relations add here.
fn check_names(plan: &EntityPlan) -> Result<(), ResolveError> {
    let mut seen: Vec<&str> = Vec::new();
    let fields = plan.fields.iter().map(|field| field.name.as_str());
    let relations = plan.relations.iter().flat_map(|it| [it.name.as_str(), it.key.as_str()]);
    let workflow = plan.workflow.iter().map(|it| it.field.as_str());
    for name in fields.chain(relations).chain(workflow) {
        if seen.contains(&name) {
            return Err(ResolveError::NameTwice { owner: plan.names.pascal.clone(), name: name.to_owned() });
        }
        seen.push(name);
    }
    Ok(())
}

/// A record that cannot be without another is shown under it; parts of a whole go when the whole goes.
fn set_parents(plans: &mut [EntityPlan]) {
    let mut children: Vec<(String, ChildPlan)> = Vec::new();
    for plan in plans.iter_mut() {
        let own = plan.names.pascal.clone();
        let part = is_part(plan);
        let parent = plan
            .relations
            .iter_mut()
            .find(|it| it.kind == RelationKind::BelongsTo && it.required && it.to != USER && it.to != own);
        let Some(parent) = parent else { continue };
        if part {
            parent.on_delete = OnDelete::Cascade;
        }
        children.push((parent.to.clone(), ChildPlan { entity: own, relation: parent.name.clone() }));
        plan.parent = Some(parent.name.clone());
    }
    for (to, child) in children {
        if let Some(plan) = plans.iter_mut().find(|plan| plan.names.pascal == to) {
            plan.children.push(child);
        }
    }
}

/// Whether records are parts of what they belong to, as comments and order lines are, and not business of their own, as loans.
fn is_part(plan: &EntityPlan) -> bool {
    const PARTS: [&str; 14] = [
        "comment",
        "reply",
        "note",
        "attachment",
        "item",
        "line",
        "entry",
        "image",
        "photo",
        "answer",
        "message",
        "step",
        "reaction",
        "like",
    ];
    let last = plan.names.title.rsplit(' ').next().unwrap_or_default().to_lowercase();
    plan.workflow.is_none() && PARTS.contains(&last.as_str())
}
