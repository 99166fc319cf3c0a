//! One connection: its requests one after the other, each in time, until it leaves, is sent away, or becomes a socket.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::{TokioIo, TokioTimer};
use protocol::problem::{Code, Problem};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::answer::{self, Refusal};
use super::waiting::{Asking, Guest};
use super::{Limits, Seat, Shared, Stream, asked, observe};
use crate::link::config;
use crate::logs;

/// Between the answer to an upgrade and the socket itself.
const UPGRADE_MAX: Duration = Duration::from_secs(10);
const REQUEST_BYTES_MAX: usize = 16 * 1024;
/// How long somebody who is sent away may take to hear it.
const TURNED_MAX: Duration = Duration::from_secs(2);

pub async fn admit(
    stream: TcpStream,
    shared: Arc<Shared>,
    routes: Router,
    guest: Arc<Guest>,
    stop: CancellationToken,
) {
    // Frames are small and each is waited for; without this they are only later, not wrong.
    let _ = stream.set_nodelay(true);
    let upgraded = tokio::select! {
        upgraded = exchange(stream, routes, guest, shared.limits) => upgraded,
        () = stop.cancelled() => None,
    };
    if let Some((Parts { io, read_buf, .. }, seat)) = upgraded {
        let begun = Instant::now();
        let mut stream = io.into_inner();
        // From here on the conversation has its own limits.
        stream.as_mut().set_write_timeout_pinned(None);
        let (read, config) = (read_buf.to_vec(), Some(config()));
        let socket = WebSocketStream::from_partially_read(stream, read, Role::Server, config).await;
        shared.reception.receive(socket).await;
        drop(seat);
        logs::socket_ended(begun.elapsed().as_secs_f64() * 1000.0, shared.connections());
    }
}

/// The requests of one connection, one after the other; one for the socket goes on as frames.
async fn exchange(
    stream: TcpStream,
    routes: Router,
    guest: Arc<Guest>,
    limits: Limits,
) -> Option<(Parts<TokioIo<Stream>>, Seat)> {
    let (upgrades, mut upgraded) = mpsc::channel::<(OnUpgrade, Seat)>(1);
    let asks = Arc::clone(&guest);
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let asking = Asking::of(&asks);
        request.extensions_mut().insert(upgrades.clone());
        let answer = routes.clone().oneshot(request.map(|body| asking.clone().heard(body)));
        async move { answer.await.map(|answer| asking.answered(answer)) }
    });
    let begun = Instant::now();
    let mut patient = TimeoutStream::new(stream);
    patient.set_write_timeout(Some(limits.stall_max));
    let mut serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.request_max)
        .max_buf_size(REQUEST_BYTES_MAX)
        .serve_connection(TokioIo::new(Box::pin(patient)), service)
        .with_upgrades();
    let served = tokio::select! {
        served = &mut serving => served,
        () = guest.sent_away() => {
            if !guest.is_known() {
                turn_away(serving.into_parts()?.io, too_many(), begun.elapsed()).await;
            }
            return None;
        }
    };
    match served {
        Ok(()) => {}
        Err(error) => {
            // Who has begun to ask hears why it goes no further; a connection that was only kept is closed without a word.
            let parts = serving.into_parts().filter(|parts| error.is_timeout() && !parts.read_buf.is_empty());
            if let Some(parts) = parts {
                turn_away(parts.io, asked::too_slow(), begun.elapsed()).await;
            }
            return None;
        }
    }
    let (upgrade, seat) = upgraded.recv().await?;
    let io = timeout(UPGRADE_MAX, upgrade).await.ok()?.ok()?;
    Some((io.downcast().ok()?, seat))
}

fn too_many() -> Refusal {
    let problem = Problem::new(Code::Overloaded, "too many connections wait", "close some, and try again");
    Refusal { retry_after_s: Some(5), ..problem.into() }
}

/// The last that is said on a connection which never came to ask: the same refusal as any other.
async fn turn_away(io: TokioIo<Stream>, refusal: Refusal, took: Duration) {
    logs::turned_away(refusal.status.as_u16(), &refusal.problem.message);
    let text = written(refusal, took).await;
    let mut stream = io.into_inner();
    let _ = timeout(TURNED_MAX, async {
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await?;
        heard_out(&mut stream).await
    })
    .await;
}

/// Takes what is still on its way until the other side ends: a connection that is closed with words unread is reset, and what was said
/// last is lost with it.
async fn heard_out(stream: &mut Stream) -> std::io::Result<()> {
    let (mut rest, mut heard) = ([0; 1024], 0);
    while heard < REQUEST_BYTES_MAX {
        match stream.read(&mut rest).await? {
            0 => break,
            read => heard += read,
        }
    }
    Ok(())
}

async fn written(refusal: Refusal, took: Duration) -> String {
    let mut answer = refusal.into_response();
    answer::secure(&mut answer);
    observe::mark(&mut answer, &observe::new_id(), took);
    let (head, body) = answer.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let status = head.status;
    let mut text =
        format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    for (name, value) in &head.headers {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
    }
    text.push_str(&format!("connection: close\r\ncontent-length: {}\r\n\r\n", body.len()));
    text.push_str(&String::from_utf8_lossy(&body));
    text
}

#[cfg(test)]
mod tests {
    use hyper::StatusCode;

    use super::*;

    #[tokio::test]
    async fn who_is_turned_away_gets_a_whole_answer() {
        let text = written(too_many(), Duration::from_millis(2)).await;
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{head}");
        for line in [
            "retry-after: 5",
            "x-response-time: 2.000ms",
            "x-performance: fast",
            "x-request-id: ",
            "content-type: application/problem+json",
            "x-content-type-options: nosniff",
            &format!("content-length: {}", body.len()),
        ] {
            assert!(head.contains(line), "{line} in {head}");
        }
        assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap()["code"], "overloaded");
        let status = asked::too_slow().status;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn who_is_sent_away_while_it_asks_hears_why() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        client.write_all(b"GET /socket HTTP/1.1\r\n").await.unwrap();
        // What it asked is here, and nobody reads it.
        stream.readable().await.unwrap();
        let io = TokioIo::new(Box::pin(TimeoutStream::new(stream)));
        let mut away = std::pin::pin!(turn_away(io, too_many(), Duration::ZERO));
        // It looks a little later: a reset would have taken the answer from it.
        let is_over = timeout(Duration::from_millis(200), &mut away).await.is_ok();
        assert!(!is_over, "it was not waited for");
        let looks = async move {
            let mut said = String::new();
            client.read_to_string(&mut said).await.unwrap();
            said
        };
        let (said, ()) = tokio::join!(looks, away);
        assert!(said.starts_with("HTTP/1.1 503 "), "{said}");
    }
}
