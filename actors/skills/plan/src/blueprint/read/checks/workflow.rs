//! States that exist, each once, and steps between them.

use std::collections::BTreeSet;

use protocol::requirements::{Entity, Transition, Workflow};

use super::list;
use crate::blueprint::fault::{Fault, Faults, Place};
use crate::blueprint::yaml::{Entry, Node};

pub(super) fn check(entry: &Entry, entity: &Entity, faults: &mut Faults) {
    let (Some(node), Some(workflow)) = (entry.value.get("workflow"), &entity.workflow) else { return };
    let items = |node: &Node, key: &str| node.get(key).map_or(Vec::new(), |list| list.items().to_vec());
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
