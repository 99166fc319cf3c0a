//! From the request to an approved plan.

use protocol::claim::{Basis, Ruling};
use protocol::event::{Body, ClaimEvent, HumanEvent, Outcome, PlanEvent, TaskKind};
use protocol::id::Role;
use protocol::plan::Plan;
use protocol::view::{QuestionView, Stage, View};

use super::{finish, record, tasks};
use crate::answer::{Effect, TeamShape};
use crate::consensus;
use crate::refine;

/// The first thing that is not done yet; empty while the person has to say something.
pub(super) fn decide(view: &View, team: &TeamShape) -> Vec<Effect> {
    if let Some(effects) = reading(view, team) {
        return effects;
    }
    let arguing = arguing(view, team);
    if !arguing.is_empty() {
        return arguing;
    }
    if let Some(effects) = asking(view) {
        return effects;
    }
    tasks::open(view, [tasks::of_round(view, "plan", TaskKind::Plan, &team.orchestrator)])
}

/// A shown plan waits for the person, unless they said beforehand that it need not.
pub(super) fn decide_approval(view: &View, team: &TeamShape) -> Vec<Effect> {
    if let Some(effects) = reading(view, team) {
        return effects;
    }
    match &view.plan {
        Some(plan) if approves(view) => vec![record(approved(plan))],
        Some(_) | None => Vec::new(),
    }
}

fn approved(plan: &Plan) -> Body {
    Body::Plan(PlanEvent::Approved { revision: plan.revision, by: Role::person() })
}

fn approves(view: &View) -> bool {
    view.options.as_ref().is_some_and(|options| options.approve)
}

/// The request, or a revision of it, that still has to be read.
fn reading(view: &View, team: &TeamShape) -> Option<Vec<Effect>> {
    if view.requirements.is_none() {
        return Some(tasks::open(view, [tasks::understand(team)]));
    }
    if let Some(refusal) = &view.refusal {
        return Some(finish(view, Outcome::Refused, refusal));
    }
    if let Some(text) = &view.revision_text {
        return Some(vec![Effect::Start(tasks::revise(view, team, text))]);
    }
    refining(view, team)
}

/// Before anything is argued about, a model may speak of what is open. However that ends, the plan goes on.
fn refining(view: &View, team: &TeamShape) -> Option<Vec<Effect>> {
    let has_model = view.options.as_ref().is_some_and(|options| options.model.is_some());
    let task = tasks::refine(view, team);
    let is_over = view.tasks.get(&task.id).is_some_and(|known| known.end.is_some());
    let is_due = has_model
        && view.stage == Stage::Planning
        && !is_over
        && view.requirements.as_ref().is_some_and(refine::is_wanted);
    is_due.then(|| vec![Effect::Start(task)])
}

/// Claims, conflicts, votes and rulings, each when all before are in.
fn arguing(view: &View, team: &TeamShape) -> Vec<Effect> {
    let claims = tasks::open(view, tasks::of_members(view, team, "propose", &TaskKind::Propose));
    if !claims.is_empty() {
        return claims;
    }
    let dispute = tasks::of_round(view, "dispute", TaskKind::Dispute, &team.consensus);
    if !tasks::is_done(view, &dispute.id) {
        return vec![Effect::Start(dispute)];
    }
    if !view.conflicts.is_empty() {
        let votes = tasks::open(view, tasks::of_members(view, team, "vote", &TaskKind::Vote));
        if !votes.is_empty() {
            return votes;
        }
    }
    tasks::open(view, [tasks::of_round(view, "rule", TaskKind::Rule, &team.consensus)])
}

/// Questions to the person: answered ones become rulings; open ones are waited for, or answered as recommended.
fn asking(view: &View) -> Option<Vec<Effect>> {
    let ruled = |asked: &&QuestionView| view.rulings.contains_key(&asked.question.key);
    let unsettled: Vec<&QuestionView> = view.questions.values().filter(|asked| !ruled(asked)).collect();
    if unsettled.is_empty() {
        return None;
    }
    let answers = unsettled.iter().filter_map(|asked| Some(by_person(view, asked, asked.answer.as_ref()?)));
    let rulings: Vec<Effect> =
        answers.map(|ruling| record(Body::Claim(ClaimEvent::Ruled { ruling }))).collect();
    if !rulings.is_empty() || !approves(view) {
        return Some(rulings);
    }
    let recommended = |asked: &QuestionView| HumanEvent::Answered {
        question: asked.question.id.clone(),
        value: asked.question.recommended.clone(),
        by: Role::session(),
    };
    Some(unsettled.into_iter().map(|asked| record(Body::Human(recommended(asked)))).collect())
}

fn by_person(view: &View, asked: &QuestionView, value: &str) -> Ruling {
    let key = &asked.question.key;
    let claim =
        view.claims.iter().filter(|claim| claim.key == *key && claim.value == *value).min_by_key(|it| &it.by);
    let why = claim.map(|claim| format!(": {}", claim.reason)).unwrap_or_default();
    Ruling {
        key: key.clone(),
        value: value.to_owned(),
        basis: Basis::Person,
        reason: format!("the team was split and this was chosen{why}"),
        options: asked.question.options.clone(),
        votes: consensus::votes_on(key, &view.votes),
    }
}
