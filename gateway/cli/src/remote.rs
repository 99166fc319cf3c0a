//! A session in another process: its socket on this machine, pumped into the same channels as one in this process.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::frame::{ClientFrame, ServerFrame};
use protocol::problem::{Code, Problem};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::wire::FarEnd;

/// On one machine a socket opens at once or not at all.
const OPEN_MAX: Duration = Duration::from_secs(5);
/// The library's own is 128 KiB for each connection.
const BUFFER_BYTES: usize = 4 * 1024;
/// A view of a large session is the largest thing a gateway sends.
const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Where a gateway listens on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    pub port: u16,
    pub token: String,
}

impl std::fmt::Debug for Address {
    /// The token is a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "127.0.0.1:{}", self.port)
    }
}

/// An open socket to a gateway.
pub struct Remote {
    socket: WebSocketStream<TcpStream>,
}

/// Opens the gateway's socket.
pub async fn connect(address: &Address) -> Result<Remote, Problem> {
    let opening = tokio::time::timeout(OPEN_MAX, open(address));
    let socket = opening.await.map_err(|_| unreachable(address, &"it does not answer"))??;
    Ok(Remote { socket })
}

async fn open(address: &Address) -> Result<WebSocketStream<TcpStream>, Problem> {
    let place = SocketAddr::from((Ipv4Addr::LOCALHOST, address.port));
    let stream = TcpStream::connect(place).await.map_err(|error| unreachable(address, &error))?;
    // Frames are small and each is waited for.
    stream.set_nodelay(true).map_err(|error| unreachable(address, &error))?;
    let mut request =
        format!("ws://{place}/socket").into_client_request().map_err(|error| unreachable(address, &error))?;
    let bearer = HeaderValue::from_str(&format!("Bearer {}", address.token));
    request.headers_mut().insert("authorization", bearer.map_err(|error| unreachable(address, &error))?);
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX));
    let opened = tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await;
    opened.map(|(socket, _)| socket).map_err(|error| refused(address, &error))
}

impl Remote {
    /// Carries frames both ways until one side ends. The far end's client then finds its channels closed.
    pub async fn pump(mut self, mut far: FarEnd) {
        loop {
            let go_on = tokio::select! {
                frame = far.from.recv() => match frame {
                    Some(frame) => send(&mut self.socket, &frame).await,
                    None => break,
                },
                message = self.socket.next() => match message {
                    Some(Ok(message)) => receive(message, &far).await,
                    Some(Err(_)) | None => false,
                },
            };
            if !go_on {
                return;
            }
        }
        // The client is done: a proper farewell, though nobody depends on it.
        let _ = self.socket.close(None).await;
    }
}

async fn send(socket: &mut WebSocketStream<TcpStream>, frame: &ClientFrame) -> bool {
    match serde_json::to_string(frame) {
        Ok(text) => socket.send(Message::text(text)).await.is_ok(),
        Err(_) => false,
    }
}

async fn receive(message: Message, far: &FarEnd) -> bool {
    let frame = match message {
        Message::Text(text) => serde_json::from_str::<ServerFrame>(text.as_str()).unwrap_or_else(|error| {
            let message = format!("the gateway sent what this samriddh cannot read: {error}");
            let hint = "the other samriddh may be of another version; end it and use one version";
            ServerFrame::Error { id: None, problem: Problem::new(Code::Version, message, hint) }
        }),
        // Pings are answered by the library.
        Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => return true,
        Message::Close(_) => return false,
    };
    far.to.send(frame).await.is_ok()
}

fn unreachable(address: &Address, why: &dyn std::fmt::Display) -> Problem {
    Problem::new(
        Code::Locked,
        format!(
            "another samriddh has the data folder, and its gateway at {address:?} cannot be reached: {why}"
        ),
        "wait until it is done or end it; or use another data folder with --home",
    )
}

fn refused(address: &Address, error: &Error) -> Problem {
    match error {
        Error::Http(response) if response.status().as_u16() == 401 => Problem::new(
            Code::Unauthorized,
            format!("the gateway at {address:?} did not take this data folder's token"),
            "another program may listen there; end `samriddh serve` and start it again",
        ),
        other => unreachable(address, other),
    }
}
