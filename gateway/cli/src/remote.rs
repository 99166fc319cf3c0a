//! A session in another process: its socket on this machine, pumped into the same channels as one in this process.

mod memo;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::frame::{ANSWER_BYTES_MAX, ClientFrame, Close, ServerFrame};
use protocol::problem::{Code, Problem};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::wire::{FarEnd, FromGateway};
use memo::Memo;

/// On one machine a socket opens at once or not at all.
const OPEN_MAX: Duration = Duration::from_secs(5);
/// The library's own is 128 KiB for each connection.
const BUFFER_BYTES: usize = 4 * 1024;

/// A gateway pings three times as often.
const SILENCE_MAX: Duration = Duration::from_secs(70);
/// How long a lost connection is made again: a gateway that is started anew is there within seconds.
const AGAIN_MAX: Duration = Duration::from_secs(60);
const PAUSE_FIRST: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(1);

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
    let opening = timeout(OPEN_MAX, open(address));
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
        .max_message_size(Some(ANSWER_BYTES_MAX))
        .max_frame_size(Some(ANSWER_BYTES_MAX));
    let opened = tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await;
    opened.map(|(socket, _)| socket).map_err(|error| refused(address, &error))
}

/// How one connection ended.
enum Parted {
    /// The client is done.
    Done,
    /// Another connection may do better.
    Lost(String),
    /// The gateway said why, and would say it again.
    Refused,
}

impl Remote {
    /// Carries frames both ways until the client is done. A connection that breaks is made again to wherever `find` says that the
    /// gateway is now, and goes on where it was. When that fails for too long, the client finds its channels closed.
    pub async fn pump(mut self, mut far: FarEnd, find: impl Fn() -> Option<Address>) {
        let mut memo = Memo::default();
        loop {
            match self.carry(&mut far, &mut memo).await {
                Parted::Done => {
                    // A proper farewell, though nobody depends on it.
                    let _ = timeout(OPEN_MAX, self.socket.close(None)).await;
                    return;
                }
                Parted::Refused => return,
                Parted::Lost(why) => {
                    if far.to.send(FromGateway::Away(away(&why))).await.is_err() {
                        return;
                    }
                    let again = tokio::select! {
                        again = again(&find, &mut memo) => again,
                        () = far.to.closed() => None,
                    };
                    let Some(remote) = again else { return };
                    self = remote;
                }
            }
        }
    }

    async fn carry(&mut self, far: &mut FarEnd, memo: &mut Memo) -> Parted {
        loop {
            tokio::select! {
                frame = far.from.recv() => {
                    let Some(frame) = frame else { return Parted::Done };
                    memo.said(&frame);
                    if !self.say(&frame).await {
                        return Parted::Lost("it does not take what is sent".to_owned());
                    }
                }
                message = timeout(SILENCE_MAX, self.socket.next()) => {
                    let heard = match message {
                        Ok(Some(Ok(message))) => heard(message),
                        Ok(Some(Err(error))) => Err(Parted::Lost(error.to_string())),
                        Ok(None) => Err(Parted::Lost("it was closed".to_owned())),
                        Err(_) => Err(Parted::Lost("nothing was heard for too long".to_owned())),
                    };
                    match heard {
                        Ok(frame) => {
                            let told = frame.and_then(|frame| memo.heard(frame));
                            if let Some(told) = told && far.to.send(told).await.is_err() {
                                return Parted::Done;
                            }
                        }
                        Err(parted) => return parted,
                    }
                }
            }
        }
    }

    async fn say(&mut self, frame: &ClientFrame) -> bool {
        match serde_json::to_string(frame) {
            Ok(text) => self.socket.send(Message::text(text)).await.is_ok(),
            Err(_) => false,
        }
    }
}

/// Another connection on which all has been said again; none when there was none in time.
async fn again(find: &impl Fn() -> Option<Address>, memo: &mut Memo) -> Option<Remote> {
    let until = Instant::now() + AGAIN_MAX;
    let mut pause = PAUSE_FIRST;
    while Instant::now() < until {
        sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
        let Some(address) = find() else { continue };
        let Ok(mut remote) = connect(&address).await else { continue };
        let mut said = true;
        for frame in memo.again() {
            said = said && remote.say(&frame).await;
        }
        if said {
            return Some(remote);
        }
    }
    None
}

/// The frame in a message, if there is one; or that it is the end.
fn heard(message: Message) -> Result<Option<ServerFrame>, Parted> {
    match message {
        Message::Text(text) => Ok(Some(serde_json::from_str(text.as_str()).unwrap_or_else(|error| {
            let message = format!("the gateway sent what this samriddh cannot read: {error}");
            let hint = "the other samriddh may be of another version; end it and use one version";
            ServerFrame::Error { id: None, problem: Problem::new(Code::Version, message, hint) }
        }))),
        // Pings are answered by the library.
        Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => Ok(None),
        Message::Close(frame) => {
            let close = frame.as_ref().and_then(|frame| Close::of_code(frame.code.into()));
            let why = frame.map_or("it was closed".to_owned(), |frame| frame.reason.to_string());
            Err(if close.is_none_or(Close::may_return) { Parted::Lost(why) } else { Parted::Refused })
        }
    }
}

fn away(why: &str) -> Problem {
    Problem::new(
        Code::NotNow,
        format!("the connection to the gateway is lost: {why}"),
        format!("trying again for {} s; if no gateway runs, start `samriddh serve`", AGAIN_MAX.as_secs()),
    )
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
