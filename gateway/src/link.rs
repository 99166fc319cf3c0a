//! What carries frames to one client. A socket and a pair of channels are the two kinds; the handler does not know which.

mod channel;
mod socket;

use async_trait::async_trait;
use protocol::frame::{ClientFrame, ServerFrame};

pub use channel::ChannelLink;
pub use socket::{SocketLink, config};

#[async_trait]
pub trait Link: Send {
    /// The next frame. Nothing is lost when this is dropped before it is done.
    async fn receive(&mut self) -> Received;
    /// Sends frames in order; false when the client is gone.
    async fn send(&mut self, frames: Vec<ServerFrame>) -> bool;
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

/// Why the gateway ends a connection (RFC 6455, 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// The gateway is ending.
    Away,
    /// The client does not keep to the protocol.
    Policy,
    TooLarge,
    /// The client read nothing for too long, or said nothing.
    Slow,
}
