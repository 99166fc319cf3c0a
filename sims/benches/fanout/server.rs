//! The two servers: the product's own around a session in memory, and a bare one with a queue for each watcher.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use futures_util::{SinkExt, StreamExt};
use gateway::server::{Limits, Server};
use gateway::sessions::Sessions;
use protocol::command::{Command, Place};
use protocol::event::{Body, Event, Fact, PlanEvent};
use protocol::id::{CommandId, ContentHash, Role, SessionId};
use protocol::problem::Problem;
use runtime::Attachment;
use runtime::ring::{Posted, Ring};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_util::sync::CancellationToken;

/// Bytes of an event's text.
const TEXT_BYTES: usize = 1_024 - 330;
/// Waiting frames of a watcher of the bare server.
const QUEUE: usize = 64;
/// Events that the session remembers for those who fall behind.
const REMEMBERED: usize = 4_000;

pub fn run(kind: &str) -> Result<()> {
    // On one thread, as the watchers need the other processor.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match kind {
            "ours" => ours().await,
            "bare" => bare().await,
            other => bail!("there is no server {other}"),
        }
    })
}

fn posted(seq: u64) -> Arc<Posted> {
    let message = format!("{:020}{}", super::micros(), "x".repeat(TEXT_BYTES));
    let body = Body::Plan(PlanEvent::RevisionRefused { text: String::new(), message });
    let (agent, correlation) = (Role::session(), String::new());
    let fact = Fact { agent, incarnation: 1, cause: None, correlation, body };
    let event = Event { seq, at_ms: 1, session: SessionId::new("s"), fact };
    Posted::new(event, ContentHash::of(&seq.to_le_bytes()), 1_024)
}

/// A session that only grows.
struct Growing {
    ring: Arc<Ring>,
    recent: Mutex<VecDeque<Arc<Posted>>>,
}

impl Growing {
    fn grow(&self, seq: u64) {
        let posted = posted(seq);
        let mut recent = self.recent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        recent.push_back(Arc::clone(&posted));
        if recent.len() > REMEMBERED {
            recent.pop_front();
        }
        drop(recent);
        self.ring.post(vec![posted]);
    }
}

#[async_trait]
impl Sessions for Growing {
    async fn command(&self, _: CommandId, _: Command) -> Result<SessionId, Problem> {
        Ok(SessionId::new("s"))
    }

    async fn attach(&self, _: &SessionId, from: Place) -> Result<Attachment, Problem> {
        let seq = from.after;
        Ok(Attachment { reset: None, snapshot: None, seq, feed: self.ring.watch(seq) })
    }

    async fn page(&self, _: &SessionId, after: u64) -> Result<Vec<Arc<Posted>>, Problem> {
        let recent = self.recent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(recent.iter().filter(|posted| posted.event.seq > after).take(256).cloned().collect())
    }

    async fn halted(&self, _: &SessionId) -> Option<Problem> {
        None
    }

    async fn live(&self) -> Vec<SessionId> {
        Vec::new()
    }

    async fn alive(&self) -> Result<(), Problem> {
        Ok(())
    }
}

async fn ours() -> Result<()> {
    let growing = Arc::new(Growing { ring: Ring::after(0), recent: Mutex::default() });
    let limits = Limits {
        connections_max: 2_000,
        waiting_max: 2_000,
        stall_max: Duration::from_secs(3),
        ..Limits::default()
    };
    let server = Server::bind(0).await?.with(limits);
    println!("{}", server.port());
    let (sessions, home) = (growing.clone(), std::env::temp_dir());
    let serving = server.run(sessions, super::watchers::TOKEN, home, CancellationToken::new());
    let mut seq = 0;
    tokio::select! {
        () = serving => Ok(()),
        ended = obey(|| { seq += 1; growing.grow(seq); std::future::ready(()) }) => ended,
    }
}

async fn bare() -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?.port());
    let queues = Arc::new(Mutex::new(Vec::<mpsc::Sender<Utf8Bytes>>::new()));
    let comers = Arc::clone(&queues);
    let serving = async move {
        let mut tasks = tokio::task::JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let comers = Arc::clone(&comers);
            tasks.spawn(async move {
                // The same buffers as the product's, so that the queues are the difference.
                let config = Some(gateway::link::config());
                let socket = tokio_tungstenite::accept_async_with_config(stream, config).await?;
                let (mut to, mut from) = socket.split();
                // A watcher says hello and what it wants; that is all.
                for _ in 0..2 {
                    from.next().await;
                }
                let (queue, mut waiting) = mpsc::channel(QUEUE);
                comers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(queue);
                to.send(Message::text("{\"frame\":\"caught_up\"}")).await?;
                while let Some(text) = waiting.recv().await {
                    to.send(Message::Text(text)).await?;
                }
                anyhow::Ok(())
            });
        }
        #[expect(unreachable_code, reason = "says what the loop's errors are")]
        anyhow::Ok(())
    };
    let mut seq = 0;
    let telling = obey(|| {
        seq += 1;
        let text = Utf8Bytes::try_from(posted(seq).text().clone()).unwrap_or_default();
        let queues = queues.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        async move {
            for queue in queues {
                let _ = queue.send(text.clone()).await;
            }
        }
    });
    tokio::select! { ended = serving => ended, ended = telling => ended }
}

/// `burst NUMBER PAUSE_MS`, again and again.
async fn obey<F: Future<Output = ()>>(mut tell: impl FnMut() -> F) -> Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let mut words = line.split(' ').skip(1).map(str::parse::<u64>);
        let (number, pause) = (words.next().context("no number")??, words.next().context("no pause")??);
        let mut ticks = (pause > 0).then(|| tokio::time::interval(Duration::from_millis(pause)));
        for _ in 0..number {
            tell().await;
            if let Some(ticks) = &mut ticks {
                ticks.tick().await;
            }
        }
    }
    Ok(())
}
