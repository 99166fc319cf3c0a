//! The team of a replay: the real agents, each of whom sets to work and hands over when the record says so.

use std::sync::Arc;

use async_trait::async_trait;
use plan::answer::Answer;
use protocol::id::ContentHash;
use protocol::view::View;

use super::stage::{Call, Stage};
use crate::agent::{Agent, Assignment, Desk};
use crate::team::{Member, Team};

/// The same team, waiting for its cues.
pub(super) fn cast(mut team: Team, stage: &Stage) -> Team {
    team.members = team.members.into_iter().map(|member| cued(member, stage)).collect();
    team
}

fn cued(member: Member, stage: &Stage) -> Member {
    let (make, stage) = (Arc::clone(&member.make), stage.clone());
    let make = move || Box::new(Cued { inner: make(), stage: stage.clone() }) as Box<dyn Agent>;
    Member { make: Arc::new(make), ..member }
}

struct Cued {
    inner: Box<dyn Agent>,
    stage: Stage,
}

#[async_trait]
impl Agent for Cued {
    fn recall(&mut self, view: &View) {
        self.inner.recall(view);
    }

    fn digest(&self) -> ContentHash {
        self.inner.digest()
    }

    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        tokio::select! {
            biased;
            answer = self.on_cue(assignment, desk) => answer,
            () = desk.cancelled().cancelled() => unwanted(),
        }
    }
}

impl Cued {
    async fn on_cue(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        let (stage, task) = (self.stage.clone(), assignment.task.id.clone());
        if let Call::Break(failure, why) = stage.begun(&task).await {
            desk.broke(failure, why);
            return gone().await;
        }
        let answer = tokio::select! {
            biased;
            call = stage.broken(&task) => Err(call),
            answer = self.inner.perform(assignment, desk) => Ok(answer),
        };
        let answer = match answer {
            Ok(answer) => match stage.handed_over(&task).await {
                Call::GoOn => Ok(answer),
                call @ Call::Break(..) => Err(call),
            },
            Err(call) => Err(call),
        };
        match answer {
            Ok(answer) => answer,
            Err(Call::Break(failure, why)) => {
                desk.broke(failure, why);
                gone().await
            }
            Err(Call::GoOn) => unwanted(),
        }
    }
}

/// Nothing is heard of this attempt any more; the session ends it.
async fn gone() -> Answer {
    std::future::pending().await
}

fn unwanted() -> Answer {
    Answer::Declined { why: "nobody waits for it any more".to_owned() }
}
