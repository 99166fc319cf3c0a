//! A crowd at the gateway's door, for journeys: as many connections as are asked for, in a process of their own. Prints what became of
//! them as lines of JSON; each line of its standard input lets it go on.
//!
//! `crowd idle|asking|sockets PORT TOKEN COUNT` or `crowd deaf PORT TOKEN SESSION`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines, Stdin};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

/// Connections that are being opened at once: a listening socket keeps about a thousand for its program.
const OPENING: usize = 512;
/// The gateway closes a connection on which nothing is said for ten seconds. Where this process was kept from running between connecting
/// and asking, what becomes of that connection says nothing of the gateway, and another takes its place.
const PROMPT_MAX: Duration = Duration::from_secs(3);
/// An answer that takes longer is none.
const ANSWER_MAX: Duration = Duration::from_secs(60);
/// Requests that wait on a connection that reads nothing: their answers are more than the system keeps for it.
const UNREAD: usize = 200;

struct Door {
    port: u16,
    token: String,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let limits = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits })?;
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [manner, port, token, what] = words.as_slice() else { return Err(usage()) };
    let door = Arc::new(Door { port: port.parse().map_err(|_| usage())?, token: token.clone() });
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    if manner == "deaf" {
        return deaf(&door, what, &mut input).await;
    }
    let count = what.parse().map_err(|_| usage())?;
    let ask = match manner.as_str() {
        "idle" => "GET /health HTTP/1.1\r\n".to_owned(),
        "asking" => format!("GET /health HTTP/1.1\r\nHost: {}\r\n\r\n", door.host()),
        "sockets" => format!("{}\r\n", door.handshake()),
        _ => return Err(usage()),
    };
    let begun = Instant::now();
    let mut streams = opened(&door, count, &ask).await;
    say(&json!({ "opened": streams.len(), "failed": count - streams.len(), "ms": ms(begun) }));
    if manner != "idle" {
        let (answers, held) = answered(streams).await;
        say(&json!({ "answers": answers, "ms": ms(begun) }));
        streams = held;
    }
    next(&mut input).await?;
    // What came of those that never asked.
    if manner == "idle" {
        let (mut open, mut told, mut ended) = (0, 0, 0);
        for mut stream in streams {
            let mut bytes = [0; 1024];
            match stream.try_read(&mut bytes) {
                Ok(read) if bytes[..read].starts_with(b"HTTP/1.1 ") => told += 1,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => open += 1,
                Ok(_) | Err(_) => ended += 1,
            }
            let _ = stream.shutdown().await;
        }
        say(&json!({ "open": open, "told": told, "ended": ended }));
    }
    Ok(())
}

/// Asks for much and reads nothing of it: once as a stream of server-sent events, once over a socket.
async fn deaf(door: &Door, session: &str, input: &mut Lines<BufReader<Stdin>>) -> std::io::Result<()> {
    let stream = format!(
        "GET /chat/stream?session={session} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
        door.host(),
        door.token
    );
    let mut events = door.deaf().await?;
    events.write_all(stream.repeat(UNREAD).as_bytes()).await?;
    let mut socket = door.deaf().await?;
    socket.write_all(format!("{}\r\n", door.handshake()).as_bytes()).await?;
    let mut frames = frame(&json!({ "frame": "hello", "protocol": protocol::PROTOCOL_VERSION }).to_string());
    for number in 0..UNREAD {
        let command = json!({ "command": "attach", "session": session, "after": 0 });
        let attach = json!({ "frame": "command", "id": format!("a{number}"), "command": command });
        frames.extend(frame(&attach.to_string()));
    }
    // Not all of it is taken before the gateway has enough.
    let _ = timeout(ANSWER_MAX, socket.write_all(&frames)).await;
    say(&json!({ "deaf": 2 }));
    next(input).await?;
    drop((events, socket));
    Ok(())
}

impl Door {
    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn handshake(&self) -> String {
        format!(
            "GET /socket HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            self.host(),
            self.token
        )
    }

    /// A connection that keeps next to nothing of what it is sent.
    async fn deaf(&self) -> std::io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        socket.connect(([127, 0, 0, 1], self.port).into()).await
    }
}

/// A text in one frame, masked by zeros.
fn frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap_or_default().to_be_bytes();
    [&[0x81, 0xfe, length[0], length[1], 0, 0, 0, 0], text.as_bytes()].concat()
}

/// All at once, each with the first that it says.
async fn opened(door: &Arc<Door>, count: usize, ask: &str) -> Vec<TcpStream> {
    let (turns, ask) = (Arc::new(Semaphore::new(OPENING)), Arc::<str>::from(ask));
    let mut opening = JoinSet::new();
    for _ in 0..count {
        let (door, turns, ask) = (Arc::clone(door), Arc::clone(&turns), Arc::clone(&ask));
        opening.spawn(async move {
            let _turn = turns.acquire().await.ok()?;
            loop {
                let begun = Instant::now();
                let mut stream = TcpStream::connect((std::net::Ipv4Addr::LOCALHOST, door.port)).await.ok()?;
                stream.write_all(ask.as_bytes()).await.ok()?;
                if begun.elapsed() < PROMPT_MAX {
                    return Some(stream);
                }
            }
        });
    }
    opening.join_all().await.into_iter().flatten().collect()
}

/// How often each status came, and the connections, which stay open.
async fn answered(streams: Vec<TcpStream>) -> (BTreeMap<String, usize>, Vec<TcpStream>) {
    let mut reading = JoinSet::new();
    for mut stream in streams {
        reading.spawn(async move {
            let mut head = [0; 12];
            let read = timeout(ANSWER_MAX, stream.read_exact(&mut head)).await;
            let status = match read {
                Ok(Ok(_)) => String::from_utf8_lossy(&head[9..]).into_owned(),
                Ok(Err(error)) => format!("ended: {}", error.kind()),
                Err(_) => "none".to_owned(),
            };
            (status, stream)
        });
    }
    let (mut answers, mut held) = (BTreeMap::new(), Vec::new());
    for (status, stream) in reading.join_all().await {
        *answers.entry(status).or_default() += 1;
        held.push(stream);
    }
    (answers, held)
}

fn say(document: &serde_json::Value) {
    println!("{document}");
}

async fn next(input: &mut Lines<BufReader<Stdin>>) -> std::io::Result<()> {
    input.next_line().await.map(|_| ())
}

fn ms(begun: Instant) -> u64 {
    begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX)
}

fn usage() -> std::io::Error {
    std::io::Error::other("crowd idle|asking|sockets PORT TOKEN COUNT, or crowd deaf PORT TOKEN SESSION")
}
