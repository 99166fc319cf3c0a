//! A gateway over a real socket, around one session in memory, and clients of it.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use cli::client::Client;
use cli::remote::{self, Address};
use cli::wire;
use futures_util::{SinkExt, StreamExt};
use gateway::server::{Doors, Limits, Server};
use protocol::PROTOCOL_VERSION;
use protocol::frame::{ClientFrame, Close, ServerFrame};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use super::OneSession;
use super::http::{self, Answer};

pub const TOKEN: &str = "a-token";

/// A running gateway; it ends with this value.
pub struct Running {
    pub session: Arc<OneSession>,
    pub port: u16,
    pub doors: Arc<Doors>,
    /// Ends the gateway in order.
    pub stop: CancellationToken,
    _home: Option<tempfile::TempDir>,
    _tasks: JoinSet<()>,
}

pub async fn running() -> Running {
    running_with(Limits::default()).await
}

pub async fn running_with(limits: Limits) -> Running {
    let home = tempfile::tempdir().unwrap();
    let running = running_in(home.path(), limits).await;
    Running { _home: Some(home), ..running }
}

/// The same over a data folder that is there.
pub async fn running_in(home: &Path, limits: Limits) -> Running {
    let session = OneSession::new();
    let server = Server::bind(0).await.unwrap().with(limits);
    let (port, doors) = (server.port(), server.doors());
    let (mut tasks, stop) = (JoinSet::new(), CancellationToken::new());
    let (sessions, folder, stopped) = (session.clone(), home.to_owned(), stop.clone());
    tasks.spawn(async move { server.run(sessions, TOKEN, folder, stopped).await });
    Running { session, port, doors, stop, _home: None, _tasks: tasks }
}

impl Running {
    pub fn request(&self, query: &str) -> Request<()> {
        format!("ws://127.0.0.1:{}/socket{query}", self.port).into_client_request().unwrap()
    }

    pub async fn stream(&self) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.unwrap()
    }

    /// A socket past the handshake, or the status it was refused with.
    pub async fn open(&self, request: Request<()>) -> Result<WebSocketStream<TcpStream>, u16> {
        match tokio_tungstenite::client_async(request, self.stream().await).await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// A socket that has exchanged hellos.
    pub async fn greeted(&self) -> WebSocketStream<TcpStream> {
        let mut socket = self.open(self.request(&format!("?token={TOKEN}"))).await.unwrap();
        say(&mut socket, &ClientFrame::Hello { protocol: PROTOCOL_VERSION }).await;
        assert!(matches!(hear(&mut socket).await, ServerFrame::Hello { .. }));
        socket
    }

    pub async fn client(&self, tasks: &mut JoinSet<()>) -> Client {
        let remote = remote::connect(&Address { port: self.port, token: TOKEN.into() }).await.unwrap();
        let (near, far) = wire::pair();
        tasks.spawn(remote.pump(far, || None));
        Client::open(near, "test".into()).await.unwrap()
    }

    pub async fn get(&self, path: &str, headers: &str) -> Answer {
        self.said("GET", path, headers, "").await
    }

    pub async fn said(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        self.said_to(&format!("127.0.0.1:{}", self.port), method, path, headers, body).await
    }

    /// The same to a gateway that is called by another name.
    pub async fn said_to(&self, host: &str, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        http::say(self.port, host, http::Request { method, path, headers, body: body.as_bytes() }).await
    }
}

pub async fn say(socket: &mut WebSocketStream<TcpStream>, frame: &ClientFrame) {
    socket.send(Message::text(serde_json::to_string(frame).unwrap())).await.unwrap();
}

pub async fn hear(socket: &mut WebSocketStream<TcpStream>) -> ServerFrame {
    let message = socket.next().await.unwrap().unwrap();
    serde_json::from_str(message.to_text().unwrap()).unwrap()
}

pub async fn close_code(socket: &mut WebSocketStream<TcpStream>) -> Option<Close> {
    while let Some(message) = socket.next().await {
        if let Ok(Message::Close(frame)) = message {
            return frame.and_then(|frame| Close::of_code(frame.code.into()));
        }
    }
    None
}
