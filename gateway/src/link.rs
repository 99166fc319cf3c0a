//! What carries frames to one client. A socket and a pair of channels are the two kinds; the handler does not know which.

mod channel;
mod socket;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use protocol::frame::{ClientFrame, Close, Draft, ServerFrame};
use runtime::ring::Posted;

pub use channel::ChannelLink;
pub use socket::{SocketLink, close_of, config};

#[async_trait]
pub trait Link: Send {
    /// The next frame. Nothing is lost when this is dropped before it is done.
    async fn receive(&mut self) -> Received;
    /// Sends frames in order; false when the client is gone.
    async fn send(&mut self, frames: Vec<Outgoing>) -> bool;
    /// Says why it ends, as far as the client still listens.
    async fn close(&mut self, why: Close);
}

#[derive(Debug)]
pub enum Received {
    Frame(ClientFrame),
    /// It is no frame of ours, and why.
    Unreadable(String),
    Ended,
}

/// What goes to a client: what many of them get is text already, once for all.
#[derive(Clone, Debug)]
pub enum Outgoing {
    Frame(Box<ServerFrame>),
    Event(Arc<Posted>),
    Draft(Arc<Draft>, Bytes),
}

impl Outgoing {
    fn into_frame(self) -> ServerFrame {
        match self {
            Outgoing::Frame(frame) => *frame,
            Outgoing::Event(posted) => {
                let (mark, event) = (posted.mark.clone(), Box::new(posted.event.clone()));
                ServerFrame::Event { mark, event }
            }
            Outgoing::Draft(draft, _) => ServerFrame::Draft(Draft::clone(&draft)),
        }
    }

    fn into_text(self) -> Option<Bytes> {
        match self {
            Outgoing::Frame(frame) => serde_json::to_vec(&frame).ok().map(Bytes::from),
            Outgoing::Event(posted) => Some(posted.text().clone()),
            Outgoing::Draft(_, text) => Some(text),
        }
    }
}
