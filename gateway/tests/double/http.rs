//! HTTP as it goes over the wire, so that a test can say what no library would.

use std::net::Ipv4Addr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// All that came back.
#[derive(Debug)]
pub struct Answer {
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Something that is said to a port of this machine.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    /// Lines, each with its end.
    pub headers: &'a str,
    pub body: &'a [u8],
}

/// One request on a connection of its own, in HTTP/1.0, so that the body comes as it is.
pub async fn say(port: u16, host: &str, request: Request<'_>) -> Answer {
    let Request { method, path, headers, body } = request;
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    let length = if method == "GET" { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head = format!("{method} {path} HTTP/1.0\r\nHost: {host}\r\n{length}{headers}\r\n");
    // A body that is refused is not read to its end: what was said about it is what counts.
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all).await;
    let end =
        all.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer: {all:?}"));
    let head = String::from_utf8(all[..end].to_vec()).unwrap();
    Answer { head, body: all[end + 4..].to_vec() }
}
