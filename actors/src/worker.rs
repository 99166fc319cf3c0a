//! The shell that specialists share: they claim and vote by their knowledge, render packs, and run checks.

use std::sync::Arc;

use async_trait::async_trait;
use forge::Templates;
use plan::answer::{Answer, FileDraft};
use protocol::event::TaskKind;
use protocol::id::{ContentHash, Role};
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};
use tools::work::{Mended, WorkFile};

use crate::briefing::{Briefing, BriefingError};
use crate::enquiry::{Field, consult};
use crate::knowledge::{self, Knowledge, Merits};

/// A member of the team with knowledge of its own.
pub(crate) struct Specialist {
    role: Role,
    knowledge: Arc<Knowledge>,
    merits: Arc<Merits>,
    builder: Builder,
    field: Field,
}

impl Specialist {
    pub fn new(
        role: Role,
        knowledge: Arc<Knowledge>,
        merits: Arc<Merits>,
        templates: Arc<Templates>,
        field: Field,
    ) -> Self {
        Self { role, knowledge, merits, builder: Builder::new(templates), field }
    }

    fn claim(&self, view: &View) -> Answer {
        match &view.requirements {
            Some(requirements) => {
                Answer::Claims(knowledge::claims(&self.role, &self.knowledge, requirements))
            }
            None => declined(BriefingError::NoRequirements),
        }
    }

    fn vote(&self, view: &View) -> Answer {
        let Some(requirements) = &view.requirements else { return declined(BriefingError::NoRequirements) };
        let (knowledge, merits) = (&self.knowledge, &self.merits);
        Answer::Votes(knowledge::votes(&self.role, knowledge, merits, &view.conflicts, requirements))
    }
}

#[async_trait]
impl Agent for Specialist {
    fn recall(&mut self, view: &View) {
        self.builder.recall(view);
    }

    fn digest(&self) -> ContentHash {
        self.builder.digest()
    }

    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        let view = &assignment.view;
        match &assignment.task.kind {
            TaskKind::Propose => self.claim(view),
            TaskKind::Vote => self.vote(view),
            TaskKind::Render { pack } => self.builder.render(view, pack, desk),
            TaskKind::Check { name } => check(view, name, desk).await,
            TaskKind::Repair { check } => repair(view, check, desk).await,
            TaskKind::Consult { number } => consult(view, *number, &self.field),
            TaskKind::Understand
            | TaskKind::Revise { .. }
            | TaskKind::Refine
            | TaskKind::Dispute
            | TaskKind::Rule
            | TaskKind::Plan
            | TaskKind::Route { .. }
            | TaskKind::Look { .. } => declined(format!("this is no work for {}", self.role)),
        }
    }
}

/// Renders packs; keeps the application plan between steps.
pub(crate) struct Builder {
    templates: Arc<Templates>,
    briefing: Option<Briefing>,
}

impl Builder {
    pub fn new(templates: Arc<Templates>) -> Self {
        Self { templates, briefing: None }
    }

    /// Once there is a plan, the application plan of its round is at hand before the first task that needs it.
    pub fn recall(&mut self, view: &View) {
        let known = self.briefing.take().filter(|it| it.round == view.round);
        self.briefing = view.plan.as_ref().and_then(|_| known.or_else(|| Briefing::of(view).ok()));
    }

    /// Nothing where there is no application plan yet.
    pub fn digest(&self) -> ContentHash {
        let known = self.briefing.as_ref().map(|briefing| (briefing.round, &briefing.plan));
        ContentHash::of(serde_json::to_string(&known).unwrap_or_default().as_bytes())
    }

    /// The application plan of the view's round.
    pub fn brief(&mut self, view: &View) -> Result<&Briefing, BriefingError> {
        let known = self.briefing.take().filter(|it| it.round == view.round && view.plan.is_some());
        let briefing = match known {
            Some(known) => known,
            None => Briefing::of(view)?,
        };
        Ok(self.briefing.insert(briefing))
    }

    pub fn render(&mut self, view: &View, name: &str, desk: &Desk) -> Answer {
        let Some(pack) = forge::packs().iter().find(|pack| pack.name == name) else {
            return declined(format!("there is no pack {name}"));
        };
        let templates = Arc::clone(&self.templates);
        let briefing = match self.brief(view) {
            Ok(briefing) => briefing,
            Err(error) => return declined(error),
        };
        match forge::render(pack, &briefing.plan, &briefing.fragments, &templates) {
            Ok(files) => {
                let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
                desk.progress(count, count, &format!("rendered {name}"));
                Answer::Files(files.into_iter().map(draft).collect())
            }
            Err(error) => declined(error),
        }
    }
}

fn draft(file: forge::RenderedFile) -> FileDraft {
    FileDraft { path: file.path, bytes: file.bytes, executable: file.executable }
}

/// Runs a planned check on a copy of what was delivered.
pub(crate) async fn check(view: &View, name: &str, desk: &Desk) -> Answer {
    let planned = view.plan.iter().flat_map(|plan| &plan.checks).find(|check| check.name == name);
    let Some(spec) = planned else { return declined(format!("there is no check {name} in the plan")) };
    desk.progress(0, 1, &spec.argv.join(" "));
    Answer::Check(desk.check(spec).await)
}

/// Does what a planned check names for the case that it fails.
pub(crate) async fn repair(view: &View, name: &str, desk: &Desk) -> Answer {
    let planned = view.plan.iter().flat_map(|plan| &plan.checks).find(|check| check.name == name);
    let Some(spec) = planned else { return declined(format!("there is no check {name} in the plan")) };
    desk.progress(0, 1, &spec.repairs.iter().map(|argv| argv.join(" ")).collect::<Vec<_>>().join("; "));
    let Mended { result, files } = desk.repair(spec).await;
    let draft =
        |file: WorkFile| FileDraft { path: file.path, bytes: file.bytes, executable: file.executable };
    Answer::Repair { result, files: files.into_iter().map(draft).collect() }
}

pub(crate) fn declined(why: impl std::fmt::Display) -> Answer {
    Answer::Declined { why: why.to_string() }
}
