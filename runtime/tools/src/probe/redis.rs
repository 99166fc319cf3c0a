//! A Redis server that answers: one inline command over TCP, which needs no client program.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Look, REDIS_URL, Status, Version};

const USUAL: &str = "127.0.0.1:6379";
const USUAL_PORT: u16 = 6_379;
const CONNECT: Duration = Duration::from_secs(2);
/// `INFO server` is well under this.
const REPLY_BYTES_MAX: usize = 8 * 1_024;

pub(super) async fn look(look: &Look<'_>) -> Status {
    let address = look.around.redis_url.as_deref().map_or_else(|| USUAL.to_owned(), host_of);
    match tokio::time::timeout(CONNECT, info(&address)).await {
        Ok(Ok(reply)) => judge(&address, &reply),
        _ => missing(&address, "nothing answers"),
    }
}

async fn info(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"INFO server\r\nQUIT\r\n").await?;
    let mut reply = Vec::new();
    stream.take(REPLY_BYTES_MAX as u64).read_to_end(&mut reply).await?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

fn judge(address: &str, reply: &str) -> Status {
    let version = reply.lines().find_map(|line| Version::in_text(line.strip_prefix("redis_version:")?));
    match version {
        Some(version) => Status::Found { path: address.into(), version: version.to_string() },
        None if reply.starts_with("-NOAUTH") => {
            Status::Found { path: address.into(), version: "not known (it wants a password)".to_owned() }
        }
        None => missing(address, "something else answers"),
    }
}

fn missing(address: &str, why: &str) -> Status {
    Status::missing(format!("start Redis or set {REDIS_URL} if a project uses it ({address}: {why})"))
}

/// `redis://user:password@host:port/0` as `host:port`.
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.contains(':') { host.to_owned() } else { format!("{host}:{USUAL_PORT}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_understood() {
        assert_eq!(
            judge("h:1", "$20\r\n# Server\r\nredis_version:7.2.4\r\nredis_git_sha1:0\r\n"),
            Status::Found { path: "h:1".into(), version: "7.2.4".to_owned() }
        );
        assert!(judge("h:1", "-NOAUTH Authentication required.\r\n").usable());
        assert!(!judge("h:1", "HTTP/1.1 400 Bad Request\r\n").usable());
        assert_eq!(host_of("redis://:secret@cache.local/0"), "cache.local:6379");
        assert_eq!(host_of("redis://cache:7000"), "cache:7000");
    }
}
