//! What is recorded at once happens at once: a fork in the midst of it would begin with a half of something.

use protocol::event::{Body, Fact, MessageEvent, SessionEvent, Subject, TaskEvent};
use protocol::id::{Role, TaskId};
use protocol::model::ModelEvent;
use protocol::usage::LedgerEvent;

/// Follows a record and knows whether the next event belongs to what has begun.
#[derive(Default)]
pub(crate) struct Together {
    /// An answer whose events are not all there yet.
    answering: Option<TaskId>,
    /// Something that is recorded in two events, of which one is there.
    halfway: bool,
    /// What a person said, with the id of their command.
    said: Option<String>,
}

impl Together {
    pub fn take(&mut self, fact: &Fact) {
        self.said = (fact.agent == Role::person()).then(|| fact.correlation.clone());
        self.halfway = match &fact.body {
            Body::Session(SessionEvent::Opened { .. })
            | Body::Model(ModelEvent::Answered { .. } | ModelEvent::Failed { .. }) => true,
            Body::Usage(usage) => matches!(usage.entry, LedgerEvent::Reserved { .. }),
            _ => false,
        };
        match &fact.body {
            Body::Message(MessageEvent::Sent { about, subject: Subject::Answer, .. }) => {
                self.answering = Some(about.clone());
            }
            Body::Task(TaskEvent::Ended { task, .. }) if self.answering.as_ref() == Some(task) => {
                self.answering = None;
            }
            _ => {}
        }
    }

    /// Whether a session could have stood here, with `next` not recorded.
    pub fn ends_before(&self, next: &Fact) -> bool {
        let said_on = next.agent == Role::person() && self.said.as_ref() == Some(&next.correlation);
        self.answering.is_none() && !self.halfway && !said_on
    }
}
