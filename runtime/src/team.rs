//! A team as a value: who is in it, how each is made and restarted, and what the team's answers may contain.

use std::sync::Arc;

use plan::answer::Bounds;
use plan::answer::TeamShape;
use protocol::id::Role;

use crate::agent::Agent;
use crate::envelope::Slots;
use crate::restart;

/// Makes the mailbox of a new incarnation.
pub type MakeMailbox = Arc<dyn Fn() -> Slots + Send + Sync>;

/// Makes a new incarnation of an agent.
pub type MakeAgent = Arc<dyn Fn() -> Box<dyn Agent> + Send + Sync>;

#[derive(Clone)]
pub struct Team {
    pub shape: TeamShape,
    /// Everyone, the orchestrator and the consensus agent too. Started in this order, stopped in the reverse.
    pub members: Vec<Member>,
    /// What claims and files are acceptable from whom.
    pub bounds: Arc<dyn Bounds>,
}

#[derive(Clone)]
pub struct Member {
    pub role: Role,
    pub make: MakeAgent,
    pub needed: Needed,
    pub restart: restart::Policy,
    pub mailbox: MakeMailbox,
}

/// The sessions that a member is started in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    Always,
    /// In those that read a repository.
    ToRead,
}

/// Mailboxes in which so many messages may wait, those that are being handled among them.
pub fn mailbox_of(capacity: usize) -> MakeMailbox {
    Arc::new(move || Slots::new(capacity))
}

impl Team {
    pub fn member(&self, role: &Role) -> Option<&Member> {
        self.members.iter().find(|member| member.role == *role)
    }
}
