//! How a session begins, and whether it was begun by a command that comes again.

use memory::NewRecord;
use protocol::event::{Body, Fact, SessionEvent};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};

use super::{PROGRAM, Session, Submitted};
use crate::log::{by_session, record_of};

/// The one group that a new record consists of.
pub(crate) fn groups(submitted: Submitted, at_ms: u64) -> Result<Vec<Vec<NewRecord>>, Problem> {
    let Submitted { command, request, options } = submitted;
    let opened = SessionEvent::Opened { request, options, program: PROGRAM.to_owned() };
    let accepted = SessionEvent::CommandAccepted { id: command.clone(), command: None };
    let record = |event| record_of(at_ms, &by_session(command.as_str(), Body::Session(event)));
    Ok(vec![[opened, accepted].map(record).into_iter().collect::<Result<_, _>>()?])
}

impl Session {
    /// A submit that comes again, perhaps to another process than the first time, is the one that began this session.
    pub(super) fn begun(&self, submitted: &Submitted) -> Result<(), Problem> {
        let first = self.log.page(0)?;
        let same = first.first().is_some_and(|posted| {
            let Fact { correlation, body, .. } = &posted.event.fact;
            let Body::Session(SessionEvent::Opened { request, options, .. }) = body else { return false };
            *correlation == submitted.command.as_str()
                && *request == submitted.request
                && *options == submitted.options
        });
        same.then_some(()).ok_or_else(|| taken(&submitted.command))
    }

    /// The same for a fork that comes again.
    pub(super) fn forked(&self, command: &CommandId, parent: &SessionId, at: u64) -> Result<(), Problem> {
        let is_it = self.view().lineage.iter().any(|it| it.session == *parent && it.at >= at);
        (is_it && self.view().commands.contains(command)).then_some(()).ok_or_else(|| taken(command))
    }
}

fn taken(command: &CommandId) -> Problem {
    let message = format!("the command id {command} has begun another session already");
    Problem::new(Code::Malformed, message, "give each new command an id of its own, best a random one")
}
