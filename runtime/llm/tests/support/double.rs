//! A server on a real socket that does what each connection's script says, down to the byte.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

/// One move of the server, after it has read the request.
#[derive(Clone, Debug)]
pub enum Act {
    Send(Vec<u8>),
    /// Sends the same bytes for as long as someone takes them.
    Flood(Vec<u8>),
    /// Says nothing until the client goes away.
    Hang,
    /// Ends the connection with an error instead of an orderly close.
    Reset,
}

#[derive(Clone, Debug)]
pub enum Connection {
    Answers(Vec<Act>),
    /// Closed as soon as it is there.
    Slammed,
    /// Speaks first, whatever the client wants, and then hangs.
    Greets(Vec<u8>),
}

/// What the server saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Request(String),
    /// The client closed while the server was hanging or flooding.
    ClientLeft,
}

/// Ends with the test: dropping it ends its task.
pub struct Double {
    address: SocketAddr,
    seen: UnboundedReceiver<Seen>,
    _server: JoinSet<()>,
}

impl Double {
    /// Serves one connection after the other; then the door is closed.
    pub async fn serving(connections: Vec<Connection>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (saw, seen) = unbounded_channel();
        let mut server = JoinSet::new();
        server.spawn(async move {
            for connection in connections {
                let (stream, _) = listener.accept().await.expect("a connection");
                serve(stream, connection, &saw).await;
            }
        });
        Self { address, seen, _server: server }
    }

    pub async fn answering(acts: Vec<Act>) -> Self {
        Self::serving(vec![Connection::Answers(acts)]).await
    }

    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub async fn saw(&mut self) -> Seen {
        self.seen.recv().await.expect("the server is still there")
    }

    pub async fn request(&mut self) -> String {
        match self.saw().await {
            Seen::Request(text) => text,
            Seen::ClientLeft => panic!("a request was expected"),
        }
    }
}

async fn serve(mut stream: TcpStream, connection: Connection, saw: &UnboundedSender<Seen>) {
    let acts = match connection {
        Connection::Answers(acts) => acts,
        Connection::Slammed => return,
        Connection::Greets(bytes) => return greet(stream, &bytes).await,
    };
    let request = read_request(&mut stream).await;
    // The test may have seen enough already.
    let _ = saw.send(Seen::Request(request));
    for act in acts {
        match act {
            // A client that has gone away in the middle of an answer is what some tests want.
            Act::Send(bytes) => drop(stream.write_all(&bytes).await),
            Act::Flood(bytes) => {
                while stream.write_all(&bytes).await.is_ok() {}
                let _ = saw.send(Seen::ClientLeft);
            }
            Act::Hang => {
                until_left(&mut stream).await;
                let _ = saw.send(Seen::ClientLeft);
            }
            Act::Reset => {
                stream.set_zero_linger().expect("a socket option");
                return;
            }
        }
    }
    // Whatever is left unread would turn the orderly close into a reset.
    let _ = stream.shutdown().await;
}

async fn greet(mut stream: TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes).await;
    until_left(&mut stream).await;
}

async fn until_left(stream: &mut TcpStream) {
    let mut piece = [0; 64];
    while stream.read(&mut piece).await.is_ok_and(|read| read > 0) {}
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let wanted: usize = length.and_then(|digits| digits.parse().ok()).unwrap_or(0);
            if body.len() >= wanted {
                return text.into_owned();
            }
        }
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.expect("a request");
        assert!(read > 0, "the client left in the middle of its request");
        bytes.extend_from_slice(&piece[..read]);
    }
}

/// The head of an answer whose body ends with the connection.
pub fn head(status: &str, headers: &str) -> Act {
    Act::Send(format!("HTTP/1.1 {status}\r\nconnection: close\r\n{headers}\r\n").into_bytes())
}

pub fn stream_head() -> Act {
    head("200 OK", "content-type: text/event-stream; charset=utf-8\r\n")
}

/// A whole answer that is no stream.
pub fn page(status: &str, headers: &str, body: &str) -> Vec<Act> {
    vec![head(status, &format!("{headers}content-length: {}\r\n", body.len())), send(body)]
}

pub fn send(text: &str) -> Act {
    Act::Send(text.as_bytes().to_vec())
}

pub fn event(data: &str) -> String {
    format!("data: {data}\n\n")
}

pub fn says(text: &str) -> Act {
    let text = serde_json::Value::from(text);
    send(&event(&format!(r#"{{"choices":[{{"index":0,"delta":{{"content":{text}}}}}]}}"#)))
}

pub fn finishes(reason: &str) -> Act {
    send(&event(&format!(r#"{{"choices":[{{"index":0,"delta":{{}},"finish_reason":"{reason}"}}]}}"#)))
}

pub fn counts(input: u64, output: u64) -> Act {
    send(&event(&format!(
        r#"{{"choices":[],"usage":{{"prompt_tokens":{input},"completion_tokens":{output}}}}}"#
    )))
}

pub fn done() -> Act {
    send(&event("[DONE]"))
}
