//! A client in this process.

use async_trait::async_trait;
use cli::wire::FarEnd;
use protocol::frame::ServerFrame;

use super::{Close, Link, Received};

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

    async fn send(&mut self, frames: Vec<ServerFrame>) -> bool {
        for frame in frames {
            if self.far.to.send(frame).await.is_err() {
                return false;
            }
        }
        true
    }

    /// The channels close with this value; the client needs no other word.
    async fn close(&mut self, _: Close) {}
}
