//! Rendering the steps of an approved plan, in parallel where they allow it, and putting the result in place.

use protocol::event::{Body, Outcome, PlanEvent};
use protocol::plan::{Milestone, Plan, Step};
use protocol::tree;
use protocol::view::View;

use super::{finish, record, tasks};
use crate::answer::{CommitSpec, Effect};
use crate::doubt::{self, Standing};

pub(super) fn decide(view: &View) -> Vec<Effect> {
    let Some(plan) = &view.plan else { return Vec::new() };
    let mut effects: Vec<Effect> = reached(view, plan).map(|it| record(milestone(it))).collect();
    let ready = |step: &&Step| step.after.iter().all(|before| tasks::is_done(view, before));
    effects.extend(tasks::open(view, plan.steps.iter().filter(ready).map(tasks::render)));
    if effects.is_empty() { delivery(view, plan) } else { effects }
}

fn reached<'a>(view: &'a View, plan: &'a Plan) -> impl Iterator<Item = &'a Milestone> {
    let new = plan.milestones.iter().filter(|it| !view.milestones.contains(&it.name));
    new.filter(|it| it.steps.iter().all(|step| tasks::is_done(view, step)))
}

fn milestone(milestone: &Milestone) -> Body {
    Body::Plan(PlanEvent::MilestoneReached { name: milestone.name.clone() })
}

fn delivery(view: &View, plan: &Plan) -> Vec<Effect> {
    match doubt::delivery(view) {
        Standing::Clear => {}
        Standing::Open => return Vec::new(),
        Standing::End => return finish(view, Outcome::Failed, left_alone(view)),
    }
    let files = view.files.iter().map(|(path, file)| (path.as_str(), file.executable, &file.hash));
    let (Some(tree_hash), Some(options)) = (tree::hash_files(files), &view.options) else {
        return finish(
            view,
            Outcome::Failed,
            "a staged file has no hash; run `samriddh verify` on the session",
        );
    };
    let commits =
        plan.steps.iter().map(|step| commit(view, step)).filter(|it| !it.paths.is_empty()).collect();
    vec![Effect::Deliver { target: options.out.clone(), tree_hash, commits }]
}

fn left_alone(view: &View) -> String {
    let target = view.options.as_ref().map(|options| options.out.as_str()).unwrap_or_default();
    format!("you ended it; what is at {target} was left as it is")
}

/// One commit a step: the history tells how the product came about, in the plan's order and not in that of the clock.
fn commit(view: &View, step: &Step) -> CommitSpec {
    let own = view.files.iter().filter(|(_, file)| file.task == step.task);
    CommitSpec { message: step.title.clone(), paths: own.map(|(path, _)| path.clone()).collect() }
}
