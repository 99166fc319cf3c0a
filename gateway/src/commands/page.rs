//! `page`: a fresh address of the page that a running gateway of this data folder serves.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use cli::remote::Address;
use cli::{Exit, Screen, notice};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use protocol::problem::{Code, Problem};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::announce;

/// A gateway of this machine answers at once.
const ANSWER_MAX: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 64 * 1024;

#[derive(Deserialize)]
struct Invitation {
    code: String,
    expires_in_s: u64,
}

pub async fn run(home: &Path, open_it: bool, json: bool) -> Result<Exit, Problem> {
    let address = announce::read(home).ok_or_else(|| nobody(home, "none says where it listens"))?;
    let asked = timeout(ANSWER_MAX, ask(&address)).await;
    let asked = asked.unwrap_or_else(|_| Err("it does not answer".to_owned()));
    let invitation = asked.map_err(|why| nobody(home, &why))?;
    let url = url(address.port, &invitation.code);
    let document = || json!({ "url": url, "port": address.port, "expires_in_s": invitation.expires_in_s });
    super::shown(json, document, || url.clone());
    if open_it && let Err(problem) = open(&url).await {
        Screen::errors().print(&notice::text(&problem));
    }
    Ok(Exit::Done)
}

/// The code is in the part of the address that browsers keep to themselves.
pub fn url(port: u16, code: &str) -> String {
    format!("http://127.0.0.1:{port}/#enter={code}")
}

/// Opens an address in the person's browser, which goes on without this program.
pub async fn open(url: &str) -> Result<(), Problem> {
    let address = url.to_owned();
    let opened = tokio::task::spawn_blocking(move || open::that_detached(address)).await;
    let why = match opened {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Err(Problem::new(Code::NotNow, format!("no browser could be opened: {why}"), "open the address yourself"))
}

async fn ask(address: &Address) -> Result<Invitation, String> {
    let stream = TcpStream::connect(("127.0.0.1", address.port)).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let request = Request::post("/api/codes")
        .header(HOST, format!("127.0.0.1:{}", address.port))
        .header(AUTHORIZATION, format!("Bearer {}", address.token))
        .header(CONTENT_TYPE, "application/json")
        .body(Full::<Bytes>::default())
        .map_err(|error| error.to_string())?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
        if answer.status() != StatusCode::CREATED {
            return Err(format!("it answers {}", answer.status()));
        }
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(|error| error.to_string())?.to_bytes();
        serde_json::from_slice(&body).map_err(|error| error.to_string())
    };
    tokio::select! {
        biased;
        invitation = exchange => invitation,
        _ = connection => Err("it broke the connection off".to_owned()),
    }
}

fn nobody(home: &Path, why: &str) -> Problem {
    let message = format!("no gateway serves {}: {why}", home.display());
    Problem::new(Code::NotNow, message, "start one with `samriddh serve`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn where_no_gateway_runs_the_command_that_starts_one_is_named() {
        let home = tempfile::tempdir().unwrap();
        let problem = run(home.path(), false, false).await.unwrap_err();
        assert!(problem.hint.contains("samriddh serve"), "{problem:?}");
    }
}
