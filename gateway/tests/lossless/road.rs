//! A bad road between clients and a gateway: connections break off after some bytes, in the middle of whatever passes.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Bytes of an answer that pass before a connection breaks off, at most.
const BYTES_MAX: u64 = 12_000;

pub struct Road {
    /// Where clients come in.
    pub port: u16,
    /// Where the gateway is now.
    pub to: Arc<AtomicU16>,
    /// Cuts that were made.
    pub cuts: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl Road {
    /// Breaks off so many connections, then none.
    pub async fn with(cuts_max: usize, seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (to, cuts, mut tasks) =
            (Arc::new(AtomicU16::new(0)), Arc::new(AtomicUsize::new(0)), JoinSet::new());
        let (target, made, mut chance) = (Arc::clone(&to), Arc::clone(&cuts), Chance(seed));
        tasks.spawn(async move {
            let mut ways = JoinSet::new();
            loop {
                let Ok((near, _)) = listener.accept().await else { return };
                let bytes = 1 + chance.next() % BYTES_MAX;
                let way = Way { port, target: Arc::clone(&target), made: Arc::clone(&made), cuts_max, bytes };
                ways.spawn(way.carry(near));
                while ways.try_join_next().is_some() {}
            }
        });
        Self { port, to, cuts, _tasks: tasks }
    }
}

/// Numbers that look like chance and are the same for the same seed (Marsaglia's xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

struct Way {
    port: u16,
    target: Arc<AtomicU16>,
    made: Arc<AtomicUsize>,
    cuts_max: usize,
    bytes: u64,
}

impl Way {
    async fn carry(self, mut near: TcpStream) {
        let target = self.target.load(Ordering::SeqCst);
        let Ok(mut far) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else { return };
        let (near_read, near_write) = near.split();
        let (mut far_read, mut far_write) = far.split();
        let answers = async {
            let mut to = near_write;
            pass(&mut far_read, &mut to, self.bytes).await;
            let made = |made| (made < self.cuts_max).then_some(made + 1);
            if self.made.fetch_update(Ordering::SeqCst, Ordering::SeqCst, made).is_err() {
                // All cuts were made: the rest passes.
                pass(&mut far_read, &mut to, u64::MAX).await;
            }
        };
        let mut from = near_read;
        let requests = async {
            // The gateway takes requests to its own address only.
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                match from.read_u8().await {
                    Ok(byte) => request.push(byte),
                    Err(_) => return,
                }
            }
            let request = String::from_utf8_lossy(&request);
            let request = request.replacen(&format!(":{}", self.port), &format!(":{target}"), 1);
            if far_write.write_all(request.as_bytes()).await.is_ok() {
                pass(&mut from, &mut far_write, u64::MAX).await;
            }
        };
        tokio::select! {
            () = requests => {}
            () = answers => {}
        }
    }
}

/// Carries so many bytes, or all there are.
async fn pass(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin), mut left: u64) {
    let mut buffer = [0; 4096];
    while left > 0 {
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let Ok(read) = from.read(&mut buffer[..room]).await else { return };
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        left -= read as u64;
    }
}
