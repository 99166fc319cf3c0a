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

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;

use crate::connection;
use crate::link::{SocketLink, config};
use crate::sessions::Sessions;
pub use guard::Guard;
use waiting::{Guest, Waiting};

/// Open sockets: terminals and pages of one person; more are a mistake or a nuisance.
const CONNECTIONS_MAX: usize = 128;
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

/// What every connection shares.
pub struct Shared {
    pub sessions: Arc<dyn Sessions>,
    pub guard: Guard,
    pub home: PathBuf,
    connections: AtomicUsize,
}

/// A listening socket that does not accept yet.
pub struct Server {
    listener: TcpListener,
    port: u16,
}

impl Server {
    /// Listens on 127.0.0.1; port 0 takes a free one.
    pub async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves until `stop`, then gives every connection a moment to end.
    pub async fn run(self, sessions: Arc<dyn Sessions>, token: &str, home: PathBuf, stop: CancellationToken) {
        let guard = Guard::new(self.port, token);
        let shared = Arc::new(Shared { sessions, guard, home, connections: AtomicUsize::new(0) });
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
        (self.connections.fetch_add(1, Ordering::Relaxed) < CONNECTIONS_MAX).then_some(seat)
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
    tokio::select! {
        () = converse(stream, shared, Arc::clone(&guest)) => {}
        () = guest.sent_away() => {}
        () = stop.cancelled() => {}
    }
}

/// One request on each connection; one for the socket goes on as frames.
async fn converse(stream: TcpStream, shared: Arc<Shared>, guest: Arc<Guest>) {
    let (upgrades, mut upgraded) = mpsc::channel::<(OnUpgrade, Seat)>(1);
    let sessions = Arc::clone(&shared.sessions);
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
    let (Ok(Ok(())), Some((upgrade, _seat))) = (served, upgraded.recv().await) else { return };
    if let Ok(Ok(io)) = timeout(UPGRADE_MAX, upgrade).await {
        let socket = WebSocketStream::from_raw_socket(TokioIo::new(io), Role::Server, Some(config())).await;
        connection::serve(SocketLink::new(socket), sessions).await;
    }
}
