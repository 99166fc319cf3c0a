//! Drafts: what is in a hidden state of its workflow is there for its owner and for whoever may change or publish it, and for nobody else.

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place};
use crate::app::{AppPlan, EntityPlan, Rule, WorkflowPlan};
use crate::emit::python::layout::{Source, entry, frozen_set, group};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Drafts,
    folder: "drafts",
    title: "Drafts",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| vec![Draft::new("backend/app/services/hidden_states.py", states(plan))],
};

fn adds(plan: &AppPlan) -> Addition {
    let kinds: Vec<&EntityPlan> = plan.entities.iter().filter(|it| !hides(it).is_empty()).collect();
    Addition {
        refuses: refuses(plan, &kinds),
        installs: vec!["held_back"],
        all_records: true,
        actor: true,
        holds_back: true,
        guards: vec![Guard {
            concern: "What is not published",
            what: "every query of every session leaves it out, and what cannot be without it, but for its owner and for whoever may \
                   change any of them or take any of their steps; nobody else can point at it; the state is no field of any request"
                .to_owned(),
            place: "backend/app/services/unpublished.py",
        }],
        places: vec![Place::part("recordMarks", "DraftMark", "drafts/DraftMark")],
        changes: vec!["Records that are not published yet are there for their owners, and for whoever publishes them, alone.".to_owned()],
        readme: readme(&kinds),
        ..Addition::default()
    }
}

/// States in which others do not find a record, where anything hides it.
pub(crate) fn hidden<'a>(plan: &AppPlan, entity: &'a EntityPlan) -> &'a [String] {
    if plan.features.contains(&FeatureName::Drafts) { hides(entity) } else { &[] }
}

/// None of what nobody else reads anyway.
fn hides(entity: &EntityPlan) -> &[String] {
    match &entity.workflow {
        Some(workflow) if has_other_readers(entity, workflow) => &workflow.hidden,
        _ => &[],
    }
}

/// Whether a role finds records of others in hidden states: it may change any of them, or take any of the steps with any.
pub(crate) fn finds(entity: &EntityPlan, workflow: &WorkflowPlan, role: &str) -> bool {
    changing(entity, workflow).any(|rule| rule.roles.iter().any(|it| it == role))
}

/// For a kind that begins hidden: a state in which others find a record, and in which it is in others' way as a new one is.
pub(crate) fn shown<'a>(plan: &AppPlan, entity: &'a EntityPlan) -> Option<&'a str> {
    let workflow = entity.workflow.as_ref()?;
    let hidden = hidden(plan, entity);
    let free = |state: &String| entity.constraints.iter().any(|it| it.free.contains(state));
    let others = || workflow.states.iter().filter(|it| !hidden.contains(it));
    let state = others().find(|it| !free(it)).or_else(|| others().next());
    state.filter(|_| hidden.contains(&workflow.initial)).map(String::as_str)
}

fn changing<'a>(entity: &'a EntityPlan, workflow: &'a WorkflowPlan) -> impl Iterator<Item = &'a Rule> {
    let steps = workflow.transitions.iter().map(|it| it.name.as_str());
    std::iter::once("update").chain(steps).filter_map(|action| entity.rules.get(action))
}

/// Whether somebody reads it who is neither its owner nor publishes any of them.
fn has_other_readers(entity: &EntityPlan, workflow: &WorkflowPlan) -> bool {
    let Some(read) = entity.rules.get("read") else { return false };
    let others = read.roles.iter().any(|role| !finds(entity, workflow, role));
    read.anonymous || others || !read.named_roles.is_empty() || read.through.is_some()
}

fn refuses(plan: &AppPlan, kinds: &[&EntityPlan]) -> Option<String> {
    let named = plan.entities.iter().any(|it| it.workflow.as_ref().is_some_and(|it| !it.hidden.is_empty()));
    if !named {
        return Some("has nothing to hide here: it needs a workflow with a hidden state, as `draft` before `published`".to_owned());
    }
    if kinds.is_empty() {
        return Some("has nothing to hide here: it needs somebody who reads such records and neither owns nor publishes them".to_owned());
    }
    let lost = kinds.iter().find(|it| loses_its_maker(it))?;
    let many = lost.names.title_plural.to_lowercase();
    Some(format!(
        "would hide {many} from those who make them: it needs {many} with an owner, or made by those alone who publish them"
    ))
}

/// Whether somebody makes one who does not find it from then on.
fn loses_its_maker(entity: &EntityPlan) -> bool {
    let Some(workflow) = &entity.workflow else { return false };
    let Some(create) = entity.rules.get("create").filter(|_| entity.owner.is_none()) else { return false };
    workflow.hidden.contains(&workflow.initial)
        && (create.anonymous || create.roles.iter().any(|role| !finds(entity, workflow, role)))
}

/// `app/services/hidden_states.py`
fn states(plan: &AppPlan) -> String {
    let hiding = plan.entities.iter().filter(|it| !hides(it).is_empty());
    let rows = hiding.map(|it| entry(&it.table, frozen_set(&sorted(hides(it))))).collect();
    let mut source = Source::default();
    source.line(0, "\"\"\"States in which only some find a record, by its table; who does is in `app/services/unpublished.py`.\"\"\"");
    source.blank(1);
    source.statement(0, "HIDDEN: dict[str, frozenset[str]] = ", &group("{", rows, "}"), "");
    source.finish()
}

fn sorted(states: &[String]) -> Vec<String> {
    let mut states = states.to_vec();
    states.sort();
    states
}

fn readme(kinds: &[&EntityPlan]) -> String {
    let kind = |it: &&EntityPlan| {
        let states: Vec<String> = hides(it).iter().map(|state| format!("`{state}`")).collect();
        format!("- {} while {}\n", it.names.title_plural, states.join(" or "))
    };
    let listed: String = kinds.iter().map(kind).collect();
    format!(
        "These are hidden:\n\n{listed}\n\
         Until then they are there for their owner, and for whoever may change any of them or move any of them on: administrators, and who \
         publishes them. Nobody else finds them, or what is written under them, in any list, count, search or export, by id, or as \
         something that another record points at. From the step on that leads to another state they are there for everybody who may read \
         such records; a step back hides them again.\n\n\
         Whom a session of the database works for is in `session.info[\"actor\"]`; a job without one finds what everybody finds.\n"
    )
}
