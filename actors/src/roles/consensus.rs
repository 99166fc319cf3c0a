//! The one who settles what the others disagree on: by rules, with no opinion of its own.

use async_trait::async_trait;
use plan::answer::Answer;
use plan::consensus::{self, Policy};
use protocol::event::TaskKind;
use protocol::id::{ContentHash, QuestionId};
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};

use crate::briefing::BriefingError;
use crate::worker::declined;

pub(crate) struct Consensus {
    policy: Policy,
}

impl Consensus {
    pub fn new(policy: Policy) -> Self {
        Self { policy }
    }

    fn rule(&self, view: &View) -> Answer {
        let Some(requirements) = &view.requirements else { return declined(BriefingError::NoRequirements) };
        let (rulings, mut questions) =
            consensus::settle(requirements, &view.claims, &view.votes, &self.policy);
        for question in &mut questions {
            // An answer that was meant for an earlier round must not settle this one.
            question.id = QuestionId::new(format!("{}.{}", question.key, view.round));
        }
        Answer::Rulings { rulings, questions }
    }
}

#[async_trait]
impl Agent for Consensus {
    /// Rulings follow from the log alone, so there is nothing to remember.
    fn recall(&mut self, _: &View) {}

    fn digest(&self) -> ContentHash {
        ContentHash::of(b"")
    }

    async fn perform(&mut self, assignment: Assignment, _: &Desk) -> Answer {
        let view = &assignment.view;
        match &assignment.task.kind {
            TaskKind::Dispute => Answer::Conflicts(consensus::conflicts(&view.claims)),
            TaskKind::Rule => self.rule(view),
            TaskKind::Understand
            | TaskKind::Revise { .. }
            | TaskKind::Refine
            | TaskKind::Propose
            | TaskKind::Vote
            | TaskKind::Plan
            | TaskKind::Render { .. }
            | TaskKind::Check { .. }
            | TaskKind::Repair { .. }
            | TaskKind::Route { .. }
            | TaskKind::Consult { .. }
            | TaskKind::Look { .. } => declined("this is no work for the one who settles conflicts"),
        }
    }
}
