//! A gateway over a real socket, around one session in memory, and clients of it.

use std::net::Ipv4Addr;
use std::sync::Arc;

use cli::client::Client;
use cli::remote::{self, Address};
use cli::wire;
use futures_util::{SinkExt, StreamExt};
use gateway::server::{Doors, Limits, Server};
use protocol::PROTOCOL_VERSION;
use protocol::frame::{ClientFrame, Close, ServerFrame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use super::OneSession;

pub const TOKEN: &str = "a-token";

/// A running gateway; it ends with this value.
pub struct Running {
    pub session: Arc<OneSession>,
    pub port: u16,
    pub doors: Arc<Doors>,
    /// Ends the gateway in order.
    pub stop: CancellationToken,
    _home: tempfile::TempDir,
    _tasks: JoinSet<()>,
}

pub async fn running() -> Running {
    running_with(Limits::default()).await
}

pub async fn running_with(limits: Limits) -> Running {
    let session = OneSession::new();
    let server = Server::bind(0).await.unwrap().with(limits);
    let (port, doors, home) = (server.port(), server.doors(), tempfile::tempdir().unwrap());
    let (mut tasks, stop) = (JoinSet::new(), CancellationToken::new());
    let (sessions, folder, stopped) = (session.clone(), home.path().to_owned(), stop.clone());
    tasks.spawn(async move { server.run(sessions, TOKEN, folder, stopped).await });
    Running { session, port, doors, stop, _home: home, _tasks: tasks }
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

    pub async fn get(&self, path: &str, headers: &str) -> String {
        self.said("GET", path, headers, "").await
    }

    /// One request on a connection of its own, and all that comes back.
    pub async fn said(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        self.said_as(&format!("127.0.0.1:{}", self.port), method, path, headers, body).await
    }

    /// The same to a gateway that is called by another name.
    pub async fn said_to(&self, host: &str, method: &str, path: &str, headers: &str) -> String {
        self.said_as(host, method, path, headers, "").await
    }

    async fn said_as(&self, host: &str, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = self.stream().await;
        let length = body.len();
        let length = if method == "GET" { String::new() } else { format!("Content-Length: {length}\r\n") };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}{headers}\r\n{body}"
        );
        // A body that is refused is not read to its end: what was said about it is what counts.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
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
