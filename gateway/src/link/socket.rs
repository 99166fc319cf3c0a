//! A client behind a WebSocket.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::{SinkExt, StreamExt};
use protocol::frame::{Close, FRAME_BYTES_MAX};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::{Link, Outgoing, Received};

/// The library's own is 128 KiB, taken at once for each connection.
const BUFFER_BYTES: usize = 4 * 1024;
/// Unsent bytes of one connection; one frame and what was begun before it.
const UNSENT_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How often a silent client is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(20);
/// A client that answers no ping for so long is gone; its network said nothing.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// What a refused client may still be sending is read for so long, so that it gets to see why it was refused.
const FAREWELL_MAX: Duration = Duration::from_secs(1);
/// A client that read nothing is still told why, when it reads again within this; nothing but the farewell is kept for it.
const SLOW_FAREWELL_MAX: Duration = Duration::from_secs(60);

/// Limits of a connection.
pub fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(UNSENT_BYTES_MAX)
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX))
}

/// What a broken message is answered with; nothing when the client is gone.
pub fn close_of(error: &Error) -> Option<Close> {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Some(Close::TooLarge),
        Error::Utf8(_) => Some(Close::NotText),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(_) => Some(Close::Unframed),
        _ => None,
    }
}

pub struct SocketLink<S> {
    socket: WebSocketStream<S>,
    pings: Interval,
    heard: Instant,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> SocketLink<S> {
    pub fn new(socket: WebSocketStream<S>) -> Self {
        let now = Instant::now();
        let mut pings = interval_at(now + PING_EVERY, PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { socket, pings, heard: now }
    }

    async fn take(&mut self, message: Option<Result<Message, Error>>) -> Option<Received> {
        self.heard = Instant::now();
        match message {
            Some(Ok(Message::Text(text))) => Some(match serde_json::from_str(text.as_str()) {
                Ok(frame) => Received::Frame(frame),
                Err(error) => Received::Unreadable(error.to_string()),
            }),
            Some(Ok(Message::Binary(_))) => {
                Some(Received::Unreadable("frames are text, not binary".to_owned()))
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => None,
            Some(Err(error)) => {
                if let Some(close) = close_of(&error) {
                    self.close(close).await;
                }
                Some(Received::Ended)
            }
            Some(Ok(Message::Close(_))) => {
                // The library answers it while it is read on.
                let _ = timeout(FAREWELL_MAX, async { while let Some(Ok(_)) = self.socket.next().await {} })
                    .await;
                Some(Received::Ended)
            }
            None => Some(Received::Ended),
        }
    }
}

#[async_trait]
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Link for SocketLink<S> {
    async fn receive(&mut self) -> Received {
        loop {
            tokio::select! {
                message = self.socket.next() => {
                    if let Some(received) = self.take(message).await {
                        return received;
                    }
                }
                _ = self.pings.tick() => {
                    if self.heard.elapsed() > SILENCE_MAX {
                        self.close(Close::Slow).await;
                        return Received::Ended;
                    }
                    // Whether it gets through is seen by whether a pong comes.
                    let _ = self.socket.feed(Message::Ping(bytes::Bytes::new())).await;
                    let _ = timeout(FAREWELL_MAX, self.socket.flush()).await;
                }
            }
        }
    }

    async fn send(&mut self, frames: Vec<Outgoing>) -> bool {
        for frame in frames {
            let text = frame.into_text().and_then(|text| Utf8Bytes::try_from(text).ok());
            let Some(text) = text else { return false };
            if self.socket.feed(Message::Text(text)).await.is_err() {
                return false;
            }
        }
        self.socket.flush().await.is_ok()
    }

    async fn close(&mut self, why: Close) {
        let frame = CloseFrame { code: why.code().into(), reason: why.reason().into() };
        let farewell = async {
            let _ = self.socket.close(Some(frame)).await;
            let mut ignored = [0; BUFFER_BYTES];
            while matches!(self.socket.get_mut().read(&mut ignored).await, Ok(read) if read > 0) {}
        };
        let within = if why == Close::Slow { SLOW_FAREWELL_MAX } else { FAREWELL_MAX };
        let _ = timeout(within, farewell).await;
    }
}
