//! The orchestrator: reads the request and its revisions, and drafts the plan.

use std::sync::Arc;

use async_trait::async_trait;
use forge::{Decisions, Templates};
use plan::answer::{Answer, TeamShape};
use plan::blueprint::{self, Asked};
use protocol::event::TaskKind;
use protocol::id::{ClaimKey, ContentHash};
use protocol::requirements::Requirements;
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};

use crate::briefing::BriefingError;
use crate::draft::draft;
use crate::enquiry::{Field, Fields, consult, route};
use crate::roster::StepData;
use crate::worker::{Builder, check, declined, repair};

pub(crate) struct Orchestrator {
    shape: TeamShape,
    steps: Arc<[StepData]>,
    templates: Arc<Templates>,
    builder: Builder,
    fields: Arc<Fields>,
}

impl Orchestrator {
    pub fn new(
        shape: TeamShape,
        steps: Arc<[StepData]>,
        templates: Arc<Templates>,
        fields: Arc<Fields>,
    ) -> Self {
        Self { shape, steps, builder: Builder::new(Arc::clone(&templates)), templates, fields }
    }

    fn plan(&mut self, view: &View) -> Answer {
        let briefing = match self.builder.brief(view) {
            Ok(briefing) => briefing,
            Err(error) => return declined(error),
        };
        match draft(briefing, &self.shape, &self.steps, &self.templates) {
            Ok(plan) => Answer::Plan(Box::new(plan)),
            Err(error) => declined(error),
        }
    }
}

#[async_trait]
impl Agent for Orchestrator {
    fn recall(&mut self, view: &View) {
        self.builder.recall(view);
    }

    fn digest(&self) -> ContentHash {
        self.builder.digest()
    }

    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        let view = &assignment.view;
        match &assignment.task.kind {
            TaskKind::Understand => understand(&view.request),
            TaskKind::Revise { text } => revise(view, text),
            TaskKind::Refine => refine(view, desk).await,
            TaskKind::Plan => self.plan(view),
            // What belongs to a specialist that the team does not have.
            TaskKind::Render { pack } => self.builder.render(view, pack, desk),
            TaskKind::Check { name } => check(view, name, desk).await,
            TaskKind::Repair { check } => repair(view, check, desk).await,
            TaskKind::Route { number } => {
                route(view, *number, &self.fields, &self.shape.members, &self.shape.orchestrator)
            }
            TaskKind::Consult { number } => consult(view, *number, &Field::default()),
            TaskKind::Propose
            | TaskKind::Dispute
            | TaskKind::Vote
            | TaskKind::Rule
            | TaskKind::Look { .. } => declined("this is no work for the orchestrator"),
        }
    }
}

/// What cannot become working code is refused now, and not after the team has argued about it.
fn understand(request: &str) -> Answer {
    let Asked { requirements, refusal } = blueprint::asked(request);
    let refusal = refusal.or_else(|| unbuildable(&requirements, request, &Decisions::default()));
    Answer::Understood { requirements: Box::new(requirements), refusal }
}

fn unbuildable(requirements: &Requirements, request: &str, ruled: &Decisions) -> Option<String> {
    let spoken = blueprint::spoken(request);
    forge::resolve(requirements, &spoken, ruled).err().map(|error| error.to_string())
}

/// What the team ruled and the person does not settle otherwise: what they settle has to go with it.
fn standing(view: &View, revised: &Requirements) -> Decisions {
    let own = |key: &ClaimKey| {
        let before = view.requirements.iter().flat_map(|it| &it.decisions);
        before.chain(&revised.decisions).any(|decision| decision.key == *key)
    };
    let ruled = view.rulings.values().filter(|ruling| !own(&ruling.key));
    ruled.fold(Decisions::default(), |all, ruling| all.with(ruling.key.as_str(), &ruling.value))
}

fn revise(view: &View, text: &str) -> Answer {
    if view.requirements.is_none() {
        return declined(BriefingError::NoRequirements);
    }
    match plan::rework(view, text) {
        Err(not_understood) => Answer::NotRevised { message: not_understood.to_string() },
        Ok(revision) => {
            match unbuildable(&revision.requirements, &view.request, &standing(view, &revision.requirements))
            {
                Some(message) => Answer::NotRevised { message },
                None => Answer::Revised {
                    requirements: Box::new(revision.requirements),
                    changes: revision.changes,
                    not_understood: revision.not_understood,
                },
            }
        }
    }
}

/// A model's answer is worth what holds of it; without one the reading stays as it is.
async fn refine(view: &View, desk: &Desk) -> Answer {
    let Some(before) = &view.requirements else { return declined(BriefingError::NoRequirements) };
    let request = blueprint::spoken(&view.request);
    let Some(ask) = plan::refine::ask(before, &request) else {
        return Answer::NotRefined { why: "there was nothing to ask the model about".to_owned() };
    };
    let reply = match desk.ask(ask).await {
        Ok(reply) => reply,
        Err(why) => return Answer::NotRefined { why: why.to_string() },
    };
    let (edits, unusable) = plan::refine::read(&reply.text, &reply.finish, before, &request);
    let builds =
        |after: &Requirements| unbuildable(after, &view.request, &Decisions::default()).map_or(Ok(()), Err);
    let refined = plan::refine::apply(before, &edits, builds);
    let left_out: Vec<String> = unusable.iter().chain(&refined.left_out).map(ToString::to_string).collect();
    match (refined.changes.is_empty(), left_out.first()) {
        (true, None) => Answer::NotRefined { why: "the model had nothing to add".to_owned() },
        (true, Some(first)) => Answer::NotRefined { why: nothing_taken(first, left_out.len()) },
        (false, _) => Answer::Refined {
            requirements: Box::new(refined.requirements),
            changes: refined.changes,
            left_out,
        },
    }
}

fn nothing_taken(first: &str, count: usize) -> String {
    let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
    format!("nothing of the model's answer could be taken: {first}{more}")
}
