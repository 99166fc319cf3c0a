//! The gateway on this machine's own address: the page, what it reads over HTTP, and the socket.

mod answer;
mod arrival;
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
use hyper::upgrade::OnUpgrade;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_tungstenite::WebSocketStream;
use tokio_util::sync::CancellationToken;

use crate::connection::{self, Host, STALL_MAX};
use crate::link::SocketLink;
use crate::logs;
use crate::sessions::Sessions;
use crate::wiring;
pub use doors::Doors;
pub use guard::Guard;
use records::Records;
use stats::Stats;
use waiting::Waiting;

/// How long connections have to say goodbye when the gateway ends.
const FAREWELL_MAX: Duration = Duration::from_secs(2);
/// When no file can be opened for a new connection, trying again at once would only burn time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Open files that are none of a waiting connection: sockets, streams, records, the programs that sessions start.
const OTHER_FILES: u64 = 1024;
/// A client of this machine sends its request within milliseconds, and a browser keeps six connections for the next ones: so many
/// wait in any case, and with more than the other number nobody is in earnest.
const WAITING_MIN: u64 = 64;
const WAITING_MAX: u64 = 16_384;

/// How much a server takes upon itself.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open sockets and streams: terminals and pages of one person; more are a mistake or a nuisance.
    pub connections_max: usize,
    /// Connections that ask for nothing at the moment.
    pub waiting_max: usize,
    /// How long a client may read nothing.
    pub stall_max: Duration,
    /// Within this a request's head is there, and then once more its body where that is a few words.
    pub request_max: Duration,
}

impl Limits {
    /// What so many open files permit.
    pub fn within(open_files: u64) -> Self {
        let waiting = open_files.saturating_sub(OTHER_FILES).clamp(WAITING_MIN, WAITING_MAX);
        Self { waiting_max: waiting as usize, ..Self::default() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 128,
            waiting_max: WAITING_MIN as usize,
            stall_max: STALL_MAX,
            request_max: Duration::from_secs(10),
        }
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
        let (mut connections, mut waiting) = (JoinSet::new(), Waiting::of(self.limits.waiting_max));
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let (shared, routes) = (Arc::clone(&shared), routes.clone());
                        connections.spawn(arrival::admit(stream, shared, routes, waiting.enter(), stop.clone()));
                    }
                    Err(error) => {
                        logs::not_accepted(&error);
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
                Some(ended) = connections.join_next() => if ended.is_err_and(|error| error.is_panic()) {
                    logs::broke_off();
                },
            }
        }
        let _ = timeout(FAREWELL_MAX, async { while connections.join_next().await.is_some() {} }).await;
    }
}

impl Shared {
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// How many may be open.
    pub fn connections_max(&self) -> usize {
        self.limits.connections_max
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
