//! A server that says back what it is told, over the very same server, limits and WebSocket settings as the product: for
//! conformance suites. Prints its address as one line of JSON; ends with its standard input.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{SinkExt, StreamExt};
use gateway::link::close_of;
use gateway::server::{Reception, Server, Socket};
use gateway::sessions::Sessions;
use protocol::command::{Command, Place};
use protocol::id::{CommandId, SessionId};
use protocol::problem::{Code, Problem};
use runtime::Attachment;
use runtime::ring::Posted;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_util::sync::CancellationToken;

const TOKEN: &str = "echo";

struct Echo;

#[async_trait]
impl Reception for Echo {
    async fn receive(&self, mut socket: Socket) {
        while let Some(message) = socket.next().await {
            let said = match message {
                Ok(message @ (Message::Text(_) | Message::Binary(_))) => socket.send(message).await,
                Ok(_) => Ok(()),
                Err(error) => {
                    if let Some(close) = close_of(&error) {
                        let frame = CloseFrame { code: close.code().into(), reason: close.reason().into() };
                        let _ = socket.close(Some(frame)).await;
                    }
                    return;
                }
            };
            if said.is_err() {
                return;
            }
        }
    }
}

/// There are no sessions here.
struct Nothing;

fn nothing<T>() -> Result<T, Problem> {
    Err(Problem::new(Code::NotFound, "this server only echoes", "use `samriddh serve`"))
}

#[async_trait]
impl Sessions for Nothing {
    async fn command(&self, _: CommandId, _: Command) -> Result<SessionId, Problem> {
        nothing()
    }

    async fn attach(&self, _: &SessionId, _: Place) -> Result<Attachment, Problem> {
        nothing()
    }

    async fn page(&self, _: &SessionId, _: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        nothing()
    }

    async fn halted(&self, _: &SessionId) -> Option<Problem> {
        None
    }

    async fn live(&self) -> Vec<SessionId> {
        Vec::new()
    }

    async fn alive(&self) -> Result<(), Problem> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let server = Server::bind(0).await?;
    println!(
        "{}",
        serde_json::json!({ "url": format!("ws://127.0.0.1:{}/socket?token={TOKEN}", server.port()) })
    );
    let stop = CancellationToken::new();
    let home = std::env::temp_dir();
    let running = server.receive(Arc::new(Echo), Arc::new(Nothing), TOKEN, home, stop.clone());
    let ended = async {
        let mut line = [0; 64];
        let mut input = tokio::io::stdin();
        while input.read(&mut line).await.is_ok_and(|read| read > 0) {}
    };
    tokio::select! {
        () = running => {}
        () = ended => stop.cancel(),
    }
    Ok(())
}
