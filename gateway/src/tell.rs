//! One command to a session from a program that then ends: to its owner on this machine, or as its owner.

use std::path::Path;
use std::sync::Arc;

use cli::client::Client;
use cli::remote::Remote;
use cli::wire;
use protocol::command::Command;
use protocol::id::{CommandId, SessionId};
use protocol::problem::Problem;
use runtime::Node;

use crate::claims::Claims;
use crate::reach::{Reach, reach};
use crate::sessions::Sessions;
use crate::{announce, wiring};

/// Whoever has the sessions, reached before anything is done that they should be told of.
pub enum Owner {
    Here(Arc<Node>, Claims),
    There(Client, tokio::task::JoinHandle<()>),
}

impl Owner {
    pub async fn reach(home: &Path) -> Result<Self, Problem> {
        match reach(home).await? {
            Reach::Here(node) => Ok(Self::Here(node.clone(), Claims::new(node, home))),
            Reach::There(remote) => Self::there(home, remote).await,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the pump ends with the connection that this value owns")]
    async fn there(home: &Path, remote: Box<Remote>) -> Result<Self, Problem> {
        let ((near, far), home) = (wire::pair(), home.to_owned());
        let pump = tokio::spawn(async move { remote.pump(far, move || announce::read(&home)).await });
        Ok(Self::There(Client::open(near, wiring::random_name()).await?, pump))
    }

    /// When this returns without a problem, it is on disk.
    pub async fn tell(&mut self, command: Command) -> Result<(), Problem> {
        self.begin(command).await.map(drop)
    }

    /// The same, for a command that begins a session.
    pub async fn begin(&mut self, command: Command) -> Result<SessionId, Problem> {
        match self {
            Self::Here(_, sessions) => sessions.command(CommandId::new(wiring::random_name()), command).await,
            Self::There(client, _) => client.command(command).await,
        }
    }

    pub async fn leave(self) {
        match self {
            Self::Here(node, _) => node.shutdown().await,
            Self::There(client, pump) => {
                drop(client);
                pump.abort();
            }
        }
    }
}
