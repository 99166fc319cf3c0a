//! What goes over a socket, one JSON text message each: enough to write a client in any language.
//!
//! **Opening.** The socket is at `ws://127.0.0.1:PORT/socket`. The token that `samriddh serve` prints (also in `gateway.json` of the data
//! folder) is given as `Authorization: Bearer TOKEN` or as `?token=TOKEN`. The client's first message is `hello`; the gateway answers
//! with its own, and from then on the client sends commands.
//!
//! **Commands** carry an id of the client's choice, best a random one. It comes back in one `ack`, when the command is on disk, or in
//! one `error`. A command that is sent again with the same id is not done twice, also by a gateway that was started anew: a client that
//! lost its connection sends what was not answered once more.
//!
//! **Watching.** `attach` asks for the events after `after`. They come in order, each once, without gaps; `caught_up` says that what follows is
//! live. A client keeps the `seq` and the `mark` of the last event it took in, and attaches with both when it comes back: the mark names the
//! record it saw at that place, in the chain that `samriddh verify` walks. If the gateway's record holds another one there, or ends before it (a
//! data folder was restored from a backup, or repaired), the gateway says `reset`: the client drops what it knows of the session, and
//! is told anew from the beginning. A client that joins late or falls far behind is sent a `snapshot`, the state so far, instead of
//! very many events; `history` says whether it wants that. A snapshot replaces what the client knew. One session is watched once on a
//! connection: another `attach` takes the place of the first.
//!
//! **Drafts** are parts of a model's answer while it is being written, merged, and no events: they are never repeated, some may be missing,
//! and the answer itself is the event that ends the call.
//!
//! **Closing.** The gateway says why in the code of its close message: see [`Close`]. It pings a client that is silent, and closes when
//! nothing comes back; WebSocket libraries answer pings by themselves.

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::event::Event;
use crate::id::{CallId, CommandId, ContentHash, SessionId};
use crate::problem::Problem;
use crate::view::View;

/// Bytes of one message of a client; a larger one closes the connection.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of one message of a gateway; the client's library has to take as much. Only snapshots of very large sessions come near it.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "frame")]
pub enum ClientFrame {
    /// First on every connection.
    Hello { protocol: u32 },
    /// `id` is chosen by the client and comes back in the ack.
    Command { id: CommandId, command: Command },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "frame")]
pub enum ServerFrame {
    /// `start` is another one after each start of the gateway.
    Hello { protocol: u32, version: String, start: String },
    /// The command was accepted and is on disk. `session` names the one it started or concerns.
    Ack { id: CommandId, session: SessionId },
    /// What the client had of this session is not what is recorded: drop it. The session is told anew after this.
    Reset { session: SessionId, reason: ResetReason },
    /// State so far, instead of very many events. `mark` names the last record folded in.
    Snapshot { session: SessionId, mark: ContentHash, view: Box<View> },
    /// `mark` names the record: BLAKE3 over it and, by its place in the chain, over all before it.
    Event { mark: ContentHash, event: Box<Event> },
    /// Everything recorded before the attachment has been sent; what follows is live.
    CaughtUp { session: SessionId, seq: u64 },
    /// A part of an answer that a model is writing.
    Draft(Draft),
    /// `id` is set when a command was refused.
    Error { id: Option<CommandId>, problem: Problem },
}

/// Why what a client has seen of a session counts no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// The record ends before what the client has seen: it was cut by a repair, or comes from an older backup.
    Shorter,
    /// Another record stands where the client was: the session went on differently from a backup or a repair.
    Replaced,
}

/// Parts of a model's answer, merged. Where `at` is not where the last part ended, something is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub session: SessionId,
    pub call: CallId,
    pub attempt: u32,
    /// Bytes of the answer before this part.
    pub at: u64,
    pub text: String,
}

/// Why a gateway ends a connection: the code of its close message (RFC 6455, 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// The gateway is ending; connect again when there is a new one.
    Away,
    /// What came is no WebSocket message.
    Unframed,
    /// A text message was not UTF-8.
    NotText,
    /// The client does not keep to this protocol; connecting again changes nothing.
    Policy,
    /// A message was larger than [`FRAME_BYTES_MAX`].
    TooLarge,
    /// The client read or said nothing for too long; connect again and attach from where it was.
    Slow,
    /// The client speaks another version of this protocol.
    Version,
}

impl Close {
    pub const ALL: [Close; 7] = [
        Close::Away,
        Close::Unframed,
        Close::NotText,
        Close::Policy,
        Close::TooLarge,
        Close::Slow,
        Close::Version,
    ];

    /// 4000 and above are a protocol's own.
    pub fn code(self) -> u16 {
        match self {
            Close::Away => 1001,
            Close::Unframed => 1002,
            Close::NotText => 1007,
            Close::Policy => 1008,
            Close::TooLarge => 1009,
            Close::Slow => 1013,
            Close::Version => 4002,
        }
    }

    pub fn of_code(code: u16) -> Option<Self> {
        Close::ALL.into_iter().find(|close| close.code() == code)
    }

    /// For people, at most 123 bytes.
    pub fn reason(self) -> &'static str {
        match self {
            Close::Away => "the gateway is ending",
            Close::Unframed => "that is no WebSocket message",
            Close::NotText => "a text message is UTF-8",
            Close::Policy => "that is not the protocol",
            Close::TooLarge => "a message has at most 1 MB",
            Close::Slow => "nothing was read or said for too long; attach again",
            Close::Version => "the protocol has another version",
        }
    }

    /// Whether the same client may come back and find it better.
    pub fn may_return(self) -> bool {
        match self {
            Close::Away | Close::Slow => true,
            Close::Unframed | Close::NotText | Close::Policy | Close::TooLarge | Close::Version => false,
        }
    }
}

/// The text of an `event` frame, without a copy of the event.
pub fn event_text(event: &Event, mark: &ContentHash) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "snake_case", tag = "frame", rename = "event")]
    struct Borrowed<'a> {
        mark: &'a ContentHash,
        event: &'a Event,
    }
    serde_json::to_string(&Borrowed { mark, event })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_an_event_is_that_of_its_frame() {
        let first = include_str!("../fixtures/notes.jsonl").lines().next().unwrap();
        let event: Event = serde_json::from_str(first).unwrap();
        let mark = ContentHash::new("00");
        let text = event_text(&event, &mark).unwrap();
        let frame = ServerFrame::Event { mark, event: Box::new(event) };
        assert_eq!(text, serde_json::to_string(&frame).unwrap());
        assert_eq!(serde_json::from_str::<ServerFrame>(&text).unwrap(), frame);
    }

    #[test]
    fn closes_have_codes_of_their_own_and_reasons_that_fit() {
        for close in Close::ALL {
            assert_eq!(Close::of_code(close.code()), Some(close));
            assert!(close.reason().len() <= 123);
        }
        assert_eq!(Close::of_code(1000), None);
    }
}
