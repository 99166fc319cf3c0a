//! What nobody was said to do is the administrators' to do, and that is said; states to which nothing leads are left out.

use std::collections::BTreeSet;

use protocol::requirements::{Action, Permission, RelationKind, Scope, Visibility, Workflow};

use super::draft::Builder;
use super::product::join;
use crate::domains::ADMIN;
use crate::understand::morph;

impl Builder<'_> {
    pub(super) fn left_to_admins(&mut self) {
        let matrix = self.matrix();
        for at in 0..self.records.len() {
            let record = &self.records[at];
            let name = record.name.clone();
            let nobody = |action: &Action| {
                let known = self.permissions.iter().any(|it| it.entity == name && it.action == *action);
                !known
                    && matrix.reach(&name, action).is_some_and(|reach| {
                        !reach.anyone
                            && reach.any.is_empty()
                            && reach.own.is_empty()
                            && reach.named.is_empty()
                    })
            };
            let steps = record.workflow.iter().flat_map(|workflow| &workflow.transitions);
            let mut actions: Vec<Action> = steps.map(|step| Action::Transition(step.name.clone())).collect();
            actions.retain(nobody);
            // What its owner alone may see has an owner, or somebody whose right shows it.
            let owned = record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy);
            let shown = self.permissions.iter().any(|it| it.entity == name && it.action != Action::Create);
            if record.visibility == Some(Visibility::Owner) && !owned && !shown {
                actions.push(Action::Read);
            }
            self.say_admins(at, &actions);
            for action in actions {
                self.left_to_admin(&name, action);
            }
        }
    }

    fn say_admins(&mut self, at: usize, actions: &[Action]) {
        let step = |action: &Action| match action {
            Action::Transition(step) => Some(step.replace('_', " ")),
            Action::Create | Action::Read | Action::Update | Action::Delete => None,
        };
        let steps: Vec<String> = actions.iter().filter_map(step).collect();
        let record = &self.records[at];
        let Some(workflow) = record.workflow.as_ref().filter(|_| !steps.is_empty()) else { return };
        let (about, plural) =
            (format!("{}.{}", record.name, workflow.field), morph::spoken_plural(&record.name));
        let text = format!(
            "Only administrators take the steps of {plural} that the request gives to nobody: {}.",
            join(&steps)
        );
        self.assume(about, text);
    }

    fn left_to_admin(&mut self, name: &str, action: Action) {
        self.permissions.push(Permission {
            role: ADMIN.to_owned(),
            action,
            entity: name.to_owned(),
            scope: Scope::Any,
            words: String::new(),
        });
    }

    /// A workflow without the states that no step leads to.
    pub(super) fn reached(&mut self, name: &str, mut workflow: Workflow) -> Workflow {
        let mut reached: BTreeSet<String> = BTreeSet::from([workflow.initial.clone()]);
        loop {
            let leads = workflow
                .transitions
                .iter()
                .filter(|step| step.from.iter().any(|from| reached.contains(from)));
            let more: Vec<String> =
                leads.map(|step| step.to.clone()).filter(|to| !reached.contains(to)).collect();
            if more.is_empty() {
                break;
            }
            reached.extend(more);
        }
        let lost: Vec<String> = workflow
            .states
            .iter()
            .filter(|state| !reached.contains(*state))
            .map(|it| it.replace('_', " "))
            .collect();
        if lost.is_empty() {
            return workflow;
        }
        self.assume(
            format!("{name}.{}", workflow.field),
            format!(
                "The states of {} are without {}, because no step leads there.",
                morph::spoken_plural(name),
                join(&lost)
            ),
        );
        workflow.states.retain(|state| reached.contains(state));
        for step in &mut workflow.transitions {
            step.from.retain(|from| reached.contains(from));
        }
        workflow.transitions.retain(|step| !step.from.is_empty());
        workflow
    }
}
