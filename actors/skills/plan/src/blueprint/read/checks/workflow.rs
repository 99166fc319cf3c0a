//! States that exist, each once, and steps between them.

use std::collections::BTreeSet;

use protocol::requirements::{Entity, FeatureName, Requirements, Transition, Workflow};

use super::list;
use crate::blueprint::fault::{Fault, Faults, Place};
use crate::blueprint::yaml::{Entry, Node};

pub(super) fn check(entry: &Entry, entity: &Entity, requirements: &Requirements, faults: &mut Faults) {
    let (Some(node), Some(workflow)) = (entry.value.get("workflow"), &entity.workflow) else { return };
    hidden(node, workflow, entity, requirements, faults);
    let states = items(node, "states");
    for (index, state) in states.iter().enumerate() {
        if states[..index].iter().any(|other| other.text() == state.text()) {
            let name = state.text().unwrap_or_default();
            let message = format!("{} has the state `{name}` twice", entity.name);
            faults.push(Fault::at(state.at, message).hint("remove one"));
        }
    }
    if states.is_empty() {
        let message = format!("the workflow of {} has no states", entity.name);
        faults.push(Fault::at(node.at, message).hint("list them: `states: [open, done]`"));
    }
    let known = list(workflow.states.iter().map(String::as_str));
    let known_all =
        |step: &Transition| step.from.iter().chain([&step.to]).all(|state| workflow.states.contains(state));
    // Where a step names another state than there is, that is what is wrong.
    let sound = workflow.transitions.iter().all(known_all) && workflow.states.contains(&workflow.initial);
    let reached = reached(workflow);
    for state in
        states.iter().filter(|state| sound && state.text().is_some_and(|name| !reached.contains(name)))
    {
        let name = state.text().unwrap_or_default();
        let message = format!("no step leads to the state `{name}` of {}", entity.name);
        faults.push(Fault::at(state.at, message).hint("add a transition to it, or remove the state"));
    }
    let mut named = |at: Place, state: Option<&str>| {
        if let Some(state) = state.filter(|state| !workflow.states.iter().any(|it| it == state)) {
            let message = format!("`{state}` is no state of {}", entity.name);
            faults.push(Fault::at(at, message).hint(format!("add it, or use one of {known}")));
        }
    };
    if let Some(initial) = node.get("initial") {
        named(initial.at, initial.text());
    }
    for step in node.get("transitions").map_or(&[] as &[Entry], Node::entries) {
        for from in items(&step.value, "from") {
            named(from.at, from.text());
        }
        if let Some(to) = step.value.get("to") {
            named(to.at, to.text());
        }
    }
}

/// States that hide a record are some of those there are, and something hides them.
fn hidden(
    node: &Node,
    workflow: &Workflow,
    entity: &Entity,
    requirements: &Requirements,
    faults: &mut Faults,
) {
    let Some(list) = node.get("hidden") else { return };
    let states = list.items();
    let known = |state: &Node| state.text().is_some_and(|name| workflow.states.iter().any(|it| it == name));
    for (index, state) in states.iter().enumerate() {
        let name = state.text().unwrap_or_default();
        if !known(state) {
            let message = format!("`{name}` is no state of {}", entity.name);
            let hint = format!("hide one of {}", super::list(workflow.states.iter().map(String::as_str)));
            faults.push(Fault::at(state.at, message).hint(hint));
        } else if states[..index].iter().any(|other| other.text() == state.text()) {
            let message = format!("{} hides the state `{name}` twice", entity.name);
            faults.push(Fault::at(state.at, message).hint("remove one"));
        }
    }
    if !workflow.states.is_empty() && workflow.states.iter().all(|it| workflow.hidden.contains(it)) {
        let message = format!("{} is hidden in every state, so that nobody else ever finds it", entity.name);
        let hint = "leave out the states in which others read it, or write `visibility: owner`";
        faults.push(Fault::at(list.at, message).hint(hint));
    }
    let built = requirements.features.iter().any(|it| it.name == FeatureName::Drafts);
    if !states.is_empty() && !built {
        let message = format!("nothing hides these states of {}", entity.name);
        faults.push(Fault::at(list.at, message).hint("add `drafts` to the features"));
    }
}

fn items(node: &Node, key: &str) -> Vec<Node> {
    node.get(key).map_or(Vec::new(), |list| list.items().to_vec())
}

/// States that steps lead to from the first.
fn reached(workflow: &Workflow) -> BTreeSet<&str> {
    let mut reached: BTreeSet<&str> = BTreeSet::from([workflow.initial.as_str()]);
    loop {
        let leads = |step: &&Transition| step.from.iter().any(|from| reached.contains(from.as_str()));
        let next: Vec<&str> =
            workflow.transitions.iter().filter(leads).map(|step| step.to.as_str()).collect();
        let before = reached.len();
        reached.extend(next);
        if reached.len() == before {
            return reached;
        }
    }
}
