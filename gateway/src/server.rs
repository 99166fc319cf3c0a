//! The gateway on this machine's own address: a page, health, the list of sessions, and the socket.

mod answer;
mod guard;
mod routes;
mod waiting;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;

use crate::connection::{self, Host, STALL_MAX};
use crate::link::{SocketLink, config};
use crate::sessions::Sessions;
use crate::wiring;
pub use guard::Guard;
use waiting::{Guest, Waiting};

/// A local client sends its request at once.
const HEADERS_MAX: Duration = Duration::from_secs(10);
/// A request and its answer; each answer closes its connection, and an upgrade ends the exchange.
const EXCHANGE_MAX: Duration = Duration::from_secs(30);
/// Between the answer to an upgrade and the socket itself.
const UPGRADE_MAX: Duration = Duration::from_secs(10);
const REQUEST_BYTES_MAX: usize = 16 * 1024;
/// How long connections have to say goodbye when the gateway ends.
const FAREWELL_MAX: Duration = Duration::from_secs(2);
/// When no file can be opened for a new connection, trying again at once would only burn time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How much a server takes upon itself.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open sockets: terminals and pages of one person; more are a mistake or a nuisance.
    pub connections_max: usize,
    /// How long a client may read nothing.
    pub stall_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections_max: 128, stall_max: STALL_MAX }
    }
}

/// A socket that was let in.
pub type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// What is done with sockets that were let in.
#[async_trait]
pub trait Reception: Send + Sync {
    async fn receive(&self, socket: Socket);
}

/// The protocol of this project.
struct Conversation(Host);

#[async_trait]
impl Reception for Conversation {
    async fn receive(&self, socket: Socket) {
        connection::serve(SocketLink::new(socket), self.0.clone()).await;
    }
}

/// What every connection shares.
pub struct Shared {
    pub sessions: Arc<dyn Sessions>,
    pub guard: Guard,
    pub home: PathBuf,
    reception: Arc<dyn Reception>,
    limits: Limits,
    connections: AtomicUsize,
}

/// A listening socket that does not accept yet.
pub struct Server {
    listener: TcpListener,
    port: u16,
    limits: Limits,
}

impl Server {
    /// Listens on 127.0.0.1; port 0 takes a free one.
    pub async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port, limits: Limits::default() })
    }

    pub fn with(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves until `stop`, then gives every connection a moment to end.
    pub async fn run(self, sessions: Arc<dyn Sessions>, token: &str, home: PathBuf, stop: CancellationToken) {
        let mut host = Host::new(Arc::clone(&sessions), wiring::random_name(), stop.clone());
        host.stall_max = self.limits.stall_max;
        self.receive(Arc::new(Conversation(host)), sessions, token, home, stop).await;
    }

    /// The same for sockets that are received in another way.
    pub async fn receive(
        self,
        reception: Arc<dyn Reception>,
        sessions: Arc<dyn Sessions>,
        token: &str,
        home: PathBuf,
        stop: CancellationToken,
    ) {
        let (guard, limits) = (Guard::new(self.port, token), self.limits);
        let connections = AtomicUsize::new(0);
        let shared = Arc::new(Shared { sessions, guard, home, reception, limits, connections });
        let (mut connections, mut waiting) = (JoinSet::new(), Waiting::default());
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(admit(stream, Arc::clone(&shared), waiting.enter(), stop.clone()));
                    }
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                Some(_) = connections.join_next() => {}
            }
        }
        let _ = timeout(FAREWELL_MAX, async { while connections.join_next().await.is_some() {} }).await;
    }
}

impl Shared {
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// A place for one more socket, if there is one.
    pub fn seat(self: &Arc<Self>) -> Option<Seat> {
        let seat = Seat(Arc::clone(self));
        (self.connections.fetch_add(1, Ordering::Relaxed) < self.limits.connections_max).then_some(seat)
    }
}

/// A socket's place for as long as it lives.
pub struct Seat(Arc<Shared>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn admit(stream: TcpStream, shared: Arc<Shared>, guest: Arc<Guest>, stop: CancellationToken) {
    // Frames are small and each is waited for; without this they are only later, not wrong.
    let _ = stream.set_nodelay(true);
    let upgraded = tokio::select! {
        upgraded = exchange(stream, Arc::clone(&shared), Arc::clone(&guest)) => upgraded,
        () = guest.sent_away() => None,
        () = stop.cancelled() => None,
    };
    if let Some((io, _seat)) = upgraded {
        let socket = WebSocketStream::from_raw_socket(TokioIo::new(io), Role::Server, Some(config())).await;
        shared.reception.receive(socket).await;
    }
}

/// One request on each connection; one for the socket goes on as frames.
async fn exchange(stream: TcpStream, shared: Arc<Shared>, guest: Arc<Guest>) -> Option<(Upgraded, Seat)> {
    let (upgrades, mut upgraded) = mpsc::channel::<(OnUpgrade, Seat)>(1);
    let service = service_fn(move |request| {
        guest.has_spoken();
        routes::answer(request, Arc::clone(&shared), upgrades.clone())
    });
    let served = timeout(
        EXCHANGE_MAX,
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_MAX)
            .max_buf_size(REQUEST_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades(),
    )
    .await;
    let (Ok(Ok(())), Some((upgrade, seat))) = (served, upgraded.recv().await) else { return None };
    let io = timeout(UPGRADE_MAX, upgrade).await.ok()?.ok()?;
    Some((io, seat))
}
