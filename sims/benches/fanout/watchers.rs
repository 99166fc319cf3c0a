//! The watchers: many sockets in one process, which count what arrives and how late.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

pub const TOKEN: &str = "bench";

type Socket = WebSocketStream<TcpStream>;

/// What all sockets count together.
#[derive(Default)]
struct Count {
    frames: AtomicUsize,
    more: Notify,
}

pub fn run(port: u16, number: usize, frozen: bool) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut sockets = Vec::with_capacity(number);
        for _ in 0..number {
            sockets.push(open(port).await?);
        }
        println!("ready");
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        if frozen {
            lines.next_line().await?;
            return thaw(sockets.remove(0)).await;
        }
        let (count, (late, mut times)) = (Arc::new(Count::default()), mpsc::unbounded_channel());
        let mut tasks = tokio::task::JoinSet::new();
        for socket in sockets {
            tasks.spawn(listen(socket, Arc::clone(&count), late.clone()));
        }
        let mut expected = 0;
        while let Some(line) = lines.next_line().await? {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["until", frames] => {
                    expected += frames.parse::<usize>()? * number;
                    while count.frames.load(Ordering::Relaxed) < expected {
                        count.more.notified().await;
                    }
                    println!("all");
                }
                ["forget"] => while times.try_recv().is_ok() {},
                ["times"] => println!("{}", told(&mut times)),
                _ => bail!("{line}?"),
            }
        }
        Ok(())
    })
}

async fn open(port: u16) -> Result<Socket> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.set_nodelay(true)?;
    let url = format!("ws://127.0.0.1:{port}/socket?token={TOKEN}");
    let config = Some(gateway::link::config());
    let (mut socket, _) = tokio_tungstenite::client_async_with_config(url, stream, config).await?;
    let hello = format!("{{\"frame\":\"hello\",\"protocol\":{}}}", protocol::PROTOCOL_VERSION);
    socket.send(Message::text(hello)).await?;
    let attach = "{\"frame\":\"command\",\"id\":\"a\",\"command\":{\"command\":\"attach\",\"session\":\"s\",\"after\":0}}";
    socket.send(Message::text(attach)).await?;
    while let Some(message) = socket.next().await {
        if message?.to_text()?.contains("caught_up") {
            return Ok(socket);
        }
    }
    bail!("the server closed")
}

async fn listen(mut socket: Socket, count: Arc<Count>, late: mpsc::UnboundedSender<u64>) {
    while let Some(Ok(message)) = socket.next().await {
        let Ok(text) = message.to_text() else { return };
        if let Some(at) = text.find("\"message\":\"").and_then(|at| text.get(at + 11..at + 31)) {
            let told = at.parse().unwrap_or(u64::MAX);
            let _ = late.send(super::micros().saturating_sub(told));
            count.frames.fetch_add(1, Ordering::Relaxed);
            count.more.notify_one();
        }
    }
}

fn told(times: &mut mpsc::UnboundedReceiver<u64>) -> String {
    let mut all: Vec<u64> = std::iter::from_fn(|| times.try_recv().ok()).collect();
    all.sort_unstable();
    let at = |part: usize| all.get(all.len() * part / 100).copied().unwrap_or(0) as f64 / 1000.0;
    format!("p50 {:.2} ms, p99 {:.2} ms", at(50), at(99))
}

/// What one that has read nothing finds when it reads again.
async fn thaw(mut socket: Socket) -> Result<()> {
    let mut frames = 0;
    loop {
        match socket.next().await.context("it was not told why")?? {
            Message::Close(frame) => {
                let frame = frame.context("without a code")?;
                println!("{frames} frames, then closed with {} ({})", u16::from(frame.code), frame.reason);
                return Ok(());
            }
            _ => frames += 1,
        }
    }
}
