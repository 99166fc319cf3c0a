//! The permission matrix as tests: who does what to whose record, and the status they get.

use crate::app::{Actor, AppPlan, EntityPlan, Rule, Scenario};
use crate::features::drafts;

/// One scenario for each entity, action and actor, in that order.
pub fn of(plan: &AppPlan) -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for entity in &plan.entities {
        for action in actions(entity) {
            for actor in actors(plan, entity, &action) {
                scenarios.push(scenario(plan, entity, &action, actor));
            }
        }
    }
    scenarios
}

/// `list`, `read`, `create`, `update`, `delete`, then transitions in the workflow's order.
pub fn actions(entity: &EntityPlan) -> Vec<String> {
    let fixed = ["list", "read", "create", "update", "delete"].map(str::to_owned);
    let steps = entity.workflow.iter().flat_map(|it| &it.transitions).map(|step| step.name.clone());
    fixed.into_iter().chain(steps).collect()
}

/// Whether an action is on one record that is there already.
fn on_record(action: &str) -> bool {
    !matches!(action, "list" | "create")
}

fn actors(plan: &AppPlan, entity: &EntityPlan, action: &str) -> Vec<Actor> {
    let mut actors = vec![Actor::Anonymous];
    for role in &plan.roles {
        let role = || role.name.clone();
        if entity.owner.is_some() && on_record(action) {
            actors.push(Actor::Role { role: role(), owns: true });
        }
        actors.push(Actor::Role { role: role(), owns: false });
    }
    actors
}

fn scenario(plan: &AppPlan, entity: &EntityPlan, action: &str, actor: Actor) -> Scenario {
    let status = match &actor {
        Actor::Anonymous if rule(entity, action).anonymous => success(action),
        Actor::Anonymous => 401,
        Actor::Role { role, owns } => signed_in(plan, entity, action, role, *owns),
    };
    let (who, whose) = match &actor {
        Actor::Anonymous => ("anonymous", ""),
        Actor::Role { role, owns: true } => (role.as_str(), "own_"),
        Actor::Role { role, .. } if entity.owner.is_some() && on_record(action) => {
            (role.as_str(), "foreign_")
        }
        Actor::Role { role, .. } => (role.as_str(), ""),
    };
    let verb = if status < 300 { "can" } else { "cannot" };
    Scenario {
        name: format!("{who}_{verb}_{action}_{whose}{}", entity.names.snake),
        entity: entity.names.pascal.clone(),
        action: action.to_owned(),
        actor,
        status,
    }
}

fn rule<'a>(entity: &'a EntityPlan, action: &str) -> &'a Rule {
    const NOBODY: &Rule = &Rule {
        anonymous: false,
        roles: Vec::new(),
        own_roles: Vec::new(),
        named_roles: Vec::new(),
        through: None,
    };
    entity.rules.get(action).unwrap_or(NOBODY)
}

/// A role that never may is told so; a record that is not visible is not there; then ownership decides.
fn signed_in(plan: &AppPlan, entity: &EntityPlan, action: &str, role: &str, owns: bool) -> u16 {
    if plan.roles.iter().any(|it| it.admin && it.name == role) {
        return success(action);
    }
    let may = |rule: &Rule| rule.anonymous || rule.roles.iter().any(|it| it == role);
    let may_own = |rule: &Rule| rule.own_roles.iter().any(|it| it == role);
    let (asked, read) = (rule(entity, action), rule(entity, "read"));
    let may_named = asked.named_roles.iter().any(|it| it == role);
    if !may(asked) && !may_own(asked) && !may_named && !asked.covers_through(role) {
        return 403;
    }
    // A stranger's record is under a stranger's.
    let hidden = !owns && !may(read) && read.covers_through(role);
    if !on_record(action) || may(asked) && !hidden {
        return success(action);
    }
    match owns {
        true => success(action),
        false if may(read) && !is_unpublished(plan, entity, action, role) => 403,
        false => 404,
    }
}

/// Whether a step starts from hidden states alone, in which the role does not find what is somebody else's.
fn is_unpublished(plan: &AppPlan, entity: &EntityPlan, action: &str, role: &str) -> bool {
    let Some(workflow) = &entity.workflow else { return false };
    let step = workflow.transitions.iter().find(|it| it.name == action);
    let hidden = drafts::hidden(plan, entity);
    step.is_some_and(|it| it.from.iter().all(|state| hidden.contains(state)))
        && !drafts::finds(entity, workflow, role)
}

fn success(action: &str) -> u16 {
    match action {
        "create" => 201,
        "delete" => 204,
        _ => 200,
    }
}
