//! What has to be said again on a new connection, so that the client behind it notices nothing. Pure.

use std::collections::{BTreeMap, BTreeSet};

use protocol::PROTOCOL_VERSION;
use protocol::command::{Command, Place};
use protocol::frame::{ClientFrame, ServerFrame};
use protocol::id::{CommandId, SessionId};

use crate::wire::FromGateway;

#[derive(Debug, Default)]
pub struct Memo {
    /// Which start of the gateway the client talks with; none before its hello.
    start: Option<String>,
    /// Commands without an answer, in order. Sent again with the same id, they are not done twice.
    unanswered: Vec<(CommandId, Command)>,
    /// How far the client has come in what it watches.
    watched: BTreeMap<SessionId, Place>,
    /// Attachments that were made again here; the client waits for no answer to them.
    own: BTreeSet<CommandId>,
    connections: u32,
}

impl Memo {
    /// The client sends this.
    pub fn said(&mut self, frame: &ClientFrame) {
        match frame {
            ClientFrame::Hello { .. } => {}
            ClientFrame::Command { id, command } => self.unanswered.push((id.clone(), command.clone())),
        }
    }

    /// What the client is to hear of this; nothing where it is about what was said again here.
    pub fn heard(&mut self, frame: ServerFrame) -> Option<FromGateway> {
        match &frame {
            ServerFrame::Hello { start, .. } => {
                let before = self.start.replace(start.clone());
                if let Some(before) = before {
                    return Some(FromGateway::Back { anew: before != *start });
                }
            }
            ServerFrame::Ack { id, .. } => {
                if let Some(Command::Attach { session, from }) = self.answered(id) {
                    self.watched.insert(session, from);
                }
                if self.own.remove(id) {
                    return None;
                }
            }
            ServerFrame::Error { id: Some(id), problem } => {
                self.answered(id);
                if self.own.remove(id) {
                    return Some(FromGateway::Frame(ServerFrame::Error {
                        id: None,
                        problem: problem.clone(),
                    }));
                }
            }
            ServerFrame::Event { mark, event } => {
                let place = self.watched.entry(event.session.clone()).or_default();
                if event.seq <= place.after {
                    return None;
                }
                (place.after, place.mark) = (event.seq, Some(mark.clone()));
            }
            ServerFrame::Snapshot { session, mark, view } => {
                let place = self.watched.entry(session.clone()).or_default();
                (place.after, place.mark) = (view.seq, Some(mark.clone()));
            }
            ServerFrame::Reset { session, .. } => {
                let place = self.watched.entry(session.clone()).or_default();
                (place.after, place.mark) = (0, None);
            }
            ServerFrame::CaughtUp { .. } | ServerFrame::Draft(_) | ServerFrame::Error { id: None, .. } => {}
        }
        Some(FromGateway::Frame(frame))
    }

    /// Everything that a new connection begins with.
    pub fn again(&mut self) -> Vec<ClientFrame> {
        self.connections += 1;
        self.own.clear();
        let mut frames = vec![ClientFrame::Hello { protocol: PROTOCOL_VERSION }];
        for (number, (session, from)) in self.watched.iter().enumerate() {
            let id = CommandId::new(format!("again-{}-{number}", self.connections));
            self.own.insert(id.clone());
            let command = Command::Attach { session: session.clone(), from: from.clone() };
            frames.push(ClientFrame::Command { id, command });
        }
        let unanswered = self.unanswered.iter().cloned();
        frames.extend(unanswered.map(|(id, command)| ClientFrame::Command { id, command }));
        frames
    }

    fn answered(&mut self, id: &CommandId) -> Option<Command> {
        let index = self.unanswered.iter().position(|(waiting, _)| waiting == id)?;
        Some(self.unanswered.remove(index).1)
    }
}

#[cfg(test)]
mod tests {
    use protocol::event::{Body, Event, Fact, SessionEvent};
    use protocol::frame::ResetReason;
    use protocol::id::{ContentHash, Role};

    use super::*;

    fn hello(start: &str) -> ServerFrame {
        ServerFrame::Hello { protocol: PROTOCOL_VERSION, version: String::new(), start: start.into() }
    }

    fn event(seq: u64) -> ServerFrame {
        let body = Body::Session(SessionEvent::Paused);
        let (agent, correlation) = (Role::session(), String::new());
        let fact = Fact { agent, incarnation: 1, cause: None, correlation, body };
        let event = Box::new(Event { seq, at_ms: 1, session: "s".into(), fact });
        ServerFrame::Event { mark: ContentHash::new(format!("m{seq}")), event }
    }

    fn attach(id: &str) -> ClientFrame {
        let command = Command::Attach { session: "s".into(), from: Place::default() };
        ClientFrame::Command { id: id.into(), command }
    }

    fn ack(id: &str) -> ServerFrame {
        ServerFrame::Ack { id: id.into(), session: "s".into() }
    }

    #[test]
    fn what_was_not_answered_is_sent_again_and_what_is_watched_goes_on_from_its_last_event() {
        let mut memo = Memo::default();
        assert!(matches!(memo.heard(hello("a")), Some(FromGateway::Frame(_))));
        memo.said(&attach("1"));
        let pause = ClientFrame::Command { id: "2".into(), command: Command::Pause { session: "s".into() } };
        memo.said(&pause);
        assert_eq!(memo.again().len(), 3, "hello and both commands");
        memo.heard(ack("1"));
        memo.heard(event(1));
        memo.heard(event(2));
        assert!(memo.heard(event(2)).is_none(), "once is enough");
        let again = memo.again();
        let [_, ClientFrame::Command { id, command: Command::Attach { from, .. } }, last] = again.as_slice()
        else {
            panic!("{again:?}")
        };
        assert_eq!((from.after, from.mark.clone()), (2, Some(ContentHash::new("m2"))));
        assert_eq!(last, &pause);
        assert!(matches!(memo.heard(hello("a")), Some(FromGateway::Back { anew: false })));
        assert!(memo.heard(ack(id.as_str())).is_none(), "the client waits for no such answer");
        assert!(memo.heard(ack("2")).is_some());
        assert_eq!(memo.again().len(), 2);
        assert!(matches!(memo.heard(hello("b")), Some(FromGateway::Back { anew: true })));
    }

    #[test]
    fn after_a_reset_it_begins_at_the_beginning() {
        let mut memo = Memo::default();
        memo.said(&attach("1"));
        memo.heard(ack("1"));
        memo.heard(event(1));
        memo.heard(ServerFrame::Reset { session: "s".into(), reason: ResetReason::Replaced });
        assert!(memo.heard(event(1)).is_some());
    }
}
