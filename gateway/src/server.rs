//! The gateway on this machine's own address: the page, what it reads over HTTP, and the socket.

mod answer;
mod asked;
mod chat;
mod doors;
mod guard;
mod load;
mod observe;
mod openapi;
mod paging;
mod records;
mod routes;
mod stats;
mod waiting;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::connection::{self, Host, STALL_MAX};
use crate::link::{SocketLink, config};
use crate::sessions::Sessions;
use crate::wiring;
pub use doors::Doors;
pub use guard::Guard;
use records::Records;
use stats::Stats;
use waiting::{Guest, Waiting};

/// A local client sends its request at once, and a browser the next one soon or on another connection.
const HEADERS_MAX: Duration = Duration::from_secs(10);
/// A client that takes nothing of an answer for so long is gone.
const WRITE_MAX: Duration = Duration::from_secs(30);
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
    /// Open sockets and streams: terminals and pages of one person; more are a mistake or a nuisance.
    pub connections_max: usize,
    /// How long a client may read nothing.
    pub stall_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections_max: 128, stall_max: STALL_MAX }
    }
}

/// A connection on which writing cannot take for ever.
type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
/// A socket that was let in.
pub type Socket = WebSocketStream<Stream>;
/// Where a request leaves its connection when it becomes a socket.
type Upgrades = mpsc::Sender<(OnUpgrade, Seat)>;

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
    pub doors: Arc<Doors>,
    pub home: PathBuf,
    pub records: Records,
    pub stats: Stats,
    /// The gateway ends.
    pub stop: CancellationToken,
    reception: Arc<dyn Reception>,
    limits: Limits,
    connections: AtomicUsize,
}

/// A listening socket that does not accept yet.
pub struct Server {
    listener: TcpListener,
    port: u16,
    doors: Arc<Doors>,
    limits: Limits,
}

impl Server {
    /// Listens on 127.0.0.1; port 0 takes a free one.
    pub async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port, doors: Arc::new(Doors::new(port)), limits: Limits::default() })
    }

    pub fn with(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Who may come in by a browser.
    pub fn doors(&self) -> Arc<Doors> {
        Arc::clone(&self.doors)
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
        self.doors.keep_in(&home);
        let shared = Arc::new(Shared {
            sessions,
            guard: Guard::new(self.port, token),
            doors: self.doors,
            records: Records::of(&home),
            stats: Stats::default(),
            home,
            stop: stop.clone(),
            reception,
            limits: self.limits,
            connections: AtomicUsize::new(0),
        });
        let routes = routes::of(&shared);
        let (mut connections, mut waiting) = (JoinSet::new(), Waiting::default());
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let (shared, routes) = (Arc::clone(&shared), routes.clone());
                        connections.spawn(admit(stream, shared, routes, waiting.enter(), stop.clone()));
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

async fn admit(
    stream: TcpStream,
    shared: Arc<Shared>,
    routes: Router,
    guest: Arc<Guest>,
    stop: CancellationToken,
) {
    // Frames are small and each is waited for; without this they are only later, not wrong.
    let _ = stream.set_nodelay(true);
    let upgraded = tokio::select! {
        upgraded = exchange(stream, routes, Arc::clone(&guest)) => upgraded,
        () = guest.sent_away() => None,
        () = stop.cancelled() => None,
    };
    if let Some((Parts { io, read_buf, .. }, _seat)) = upgraded {
        let mut stream = io.into_inner();
        // From here on the conversation has its own limits.
        stream.as_mut().set_write_timeout_pinned(None);
        let (read, config) = (read_buf.to_vec(), Some(config()));
        let socket = WebSocketStream::from_partially_read(stream, read, Role::Server, config).await;
        shared.reception.receive(socket).await;
    }
}

/// The requests of one connection, one after the other; one for the socket goes on as frames.
async fn exchange(
    stream: TcpStream,
    routes: Router,
    guest: Arc<Guest>,
) -> Option<(Parts<TokioIo<Stream>>, Seat)> {
    let (upgrades, mut upgraded) = mpsc::channel::<(OnUpgrade, Seat)>(1);
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let speaking = guest.speaks();
        request.extensions_mut().insert(upgrades.clone());
        let answer = routes.clone().oneshot(request);
        async move { answer.await.map(|answer| waiting::speaks_until_the_end_of(answer, speaking)) }
    });
    let mut patient = TimeoutStream::new(stream);
    patient.set_write_timeout(Some(WRITE_MAX));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_MAX)
        .max_buf_size(REQUEST_BYTES_MAX)
        .serve_connection(TokioIo::new(Box::pin(patient)), service)
        .with_upgrades()
        .await;
    let (Ok(()), Some((upgrade, seat))) = (served, upgraded.recv().await) else { return None };
    let io = timeout(UPGRADE_MAX, upgrade).await.ok()?.ok()?;
    Some((io.downcast().ok()?, seat))
}
