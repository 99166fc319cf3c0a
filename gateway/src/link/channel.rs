//! A client in this process.

use async_trait::async_trait;
use cli::wire::{FarEnd, FromGateway};
use protocol::frame::Close;

use super::{Link, Outgoing, Received};

pub struct ChannelLink {
    far: FarEnd,
}

impl ChannelLink {
    pub fn new(far: FarEnd) -> Self {
        Self { far }
    }
}

#[async_trait]
impl Link for ChannelLink {
    async fn receive(&mut self) -> Received {
        self.far.from.recv().await.map_or(Received::Ended, Received::Frame)
    }

    async fn send(&mut self, frames: Vec<Outgoing>) -> bool {
        for frame in frames {
            if self.far.to.send(FromGateway::Frame(frame.into_frame())).await.is_err() {
                return false;
            }
        }
        true
    }

    /// The channels close with this value; the client needs no other word.
    async fn close(&mut self, _: Close) {}
}
