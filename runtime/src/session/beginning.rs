//! How a session begins, and whether it was begun by a command that comes again.

use protocol::event::{Body, Fact, SessionEvent};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};

use super::{Mode, PROGRAM, Session, Submitted};
use crate::log::by_session;

impl Session {
    pub(super) fn open(&mut self, submitted: Submitted) -> Result<(), Problem> {
        let Submitted { command, request, options } = submitted;
        let opened = SessionEvent::Opened { request, options, program: PROGRAM.to_owned() };
        let accepted = SessionEvent::CommandAccepted { id: command.clone(), command: None };
        let facts = [opened, accepted].map(|event| by_session(command.as_str(), Body::Session(event)));
        self.log.record(self.ports.clock.now_ms(), facts.into())?;
        self.mode = Mode::Awake;
        Ok(())
    }

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
