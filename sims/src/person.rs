//! The person in a simulation: what they say depends on what they see, so that a new process meets the same person.

use protocol::command::Command;
use protocol::id::{CommandId, SessionId};
use protocol::view::{Stage, View};

/// Somebody who reads the plan, perhaps has it changed, and approves it.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Said to the first plan; none approves it as it is.
    pub revision: Option<String>,
    /// Ends the session when it has so many events.
    pub cancels_at: Option<u64>,
}

impl Person {
    /// What they say to what they see, with an id that is the same whoever asks; none while they wait.
    pub fn says(&self, session: &SessionId, view: &View) -> Option<(CommandId, Command)> {
        let (id, command) = self.reaction(session, view)?;
        let id = CommandId::new(id);
        (!view.commands.contains(&id)).then_some((id, command))
    }

    fn reaction(&self, session: &SessionId, view: &View) -> Option<(String, Command)> {
        let session = session.clone();
        if view.outcome.is_some() {
            return None;
        }
        if self.cancels_at.is_some_and(|at| view.seq >= at) {
            return Some(("cancel".to_owned(), Command::Cancel { session }));
        }
        if let Some(asked) = view.open_question() {
            let (question, value) = (asked.id.clone(), asked.recommended.clone());
            return Some((format!("answer-{question}"), Command::Answer { session, question, value }));
        }
        let plan =
            view.plan.as_ref().filter(|_| view.stage == Stage::Approval && view.revision_text.is_none())?;
        match &self.revision {
            // Once is enough, also when it was not understood.
            Some(text) if !view.commands.iter().any(|id| id.as_str() == "revise") => {
                Some(("revise".to_owned(), Command::Revise { session, text: text.clone() }))
            }
            Some(_) | None => {
                let revision = plan.revision;
                Some((format!("approve-{revision}"), Command::Approve { session, revision }))
            }
        }
    }
}
