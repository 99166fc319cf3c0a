//! The log of `serve`: one JSON object a line, in a bounded number of files below the data folder. What may be a secret has no
//! place in it: addresses are told as their route is written, and nothing of headers, queries, bodies or names is.

mod files;

use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use cli::Screen;
use serde::Serialize;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, fmt, registry};

use files::Files;
pub use files::{BYTES_MAX, FOLDER};

/// What is told of requests, and of the gateway itself; other libraries' events are not written.
const REQUEST: &str = "request";
const GATEWAY: &str = "gateway";
/// Lines that wait for the disk; what comes when they are this many is lost rather than waited for.
const LINES_MAX: usize = 16_384;

/// Lines that the disk did not take since it last took one.
static UNWRITTEN: AtomicU64 = AtomicU64::new(0);
/// Lines that came while [`LINES_MAX`] waited.
static OVERFLOWN: OnceLock<ErrorCounter> = OnceLock::new();

/// How many lines the log has lost: what the disk does not take now, and what came faster than it was written.
pub fn lost() -> (u64, u64) {
    let overflown = OVERFLOWN.get().map_or(0, ErrorCounter::dropped_lines);
    (UNWRITTEN.load(Ordering::Relaxed), overflown as u64)
}

/// The log of this process; what waits is written when it is dropped.
pub struct Log {
    _worker: WorkerGuard,
}

impl Log {
    /// Everything that is told from now on is written below `home`, into so many files at most.
    pub fn begin(home: &Path, files_max: usize) -> Self {
        let careful = Careful { files: Files::below(home, files_max), was_said: false };
        let builder = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(LINES_MAX);
        let (writer, worker) = builder.thread_name("log").finish(careful);
        OVERFLOWN.get_or_init(|| writer.error_counter());
        let lines = fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
        let ours = Targets::new().with_target(REQUEST, tracing::Level::INFO);
        let ours = ours.with_target(GATEWAY, tracing::Level::INFO);
        let all = registry().with(lines.with_writer(writer).with_filter(ours));
        // One process has one log: there is none before it.
        let _ = tracing::subscriber::set_global_default(all);
        Self { _worker: worker }
    }
}

/// A request that was answered.
pub struct Answered<'a> {
    pub id: &'a str,
    pub method: &'a str,
    /// As it is written in the table of routes.
    pub route: &'a str,
    pub status: u16,
    pub code: Option<protocol::problem::Code>,
    pub ms: f64,
    pub performance: &'a str,
}

pub fn answered(answered: &Answered<'_>) {
    let Answered { id, method, route, status, code, ms, performance } = answered;
    let code = code.map(|code| word(&code));
    // Of what a stranger may do a million times, nothing is more than a line of this size.
    tracing::info!(target: REQUEST, id, method, route, status, code, ms, performance, "answered");
}

pub fn started(port: u16, open_files: u64) {
    let (version, pid) = (env!("CARGO_PKG_VERSION"), std::process::id());
    tracing::info!(target: GATEWAY, version, pid, port, open_files, "started");
}

pub fn stopping() {
    tracing::info!(target: GATEWAY, "stopping");
}

pub fn stopped() {
    tracing::info!(target: GATEWAY, "stopped");
}

/// A connection was turned away before it asked for anything: too slow, or one too many.
pub fn turned_away(status: u16, why: &str) {
    tracing::warn!(target: GATEWAY, status, why, "turned away");
}

/// No file could be opened for a new connection.
pub fn not_accepted(error: &io::Error) {
    tracing::warn!(target: GATEWAY, error = %error, "not accepted");
}

/// A mistake of this program ended a connection.
pub fn broke_off() {
    tracing::error!(target: GATEWAY, "a connection broke off by a mistake of the program");
}

pub fn socket_ended(ms: f64, connections: usize) {
    tracing::info!(target: GATEWAY, ms, connections, "socket ended");
}

/// A word of a closed family, as every client reads it.
fn word(of: &impl Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Files that may fail without anybody being the worse for it: it is said once, and counted.
struct Careful {
    files: Files,
    was_said: bool,
}

impl Write for Careful {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.files.append(line) {
            Err(error) => {
                UNWRITTEN.fetch_add(1, Ordering::Relaxed);
                self.say(&error);
            }
            Ok(()) => match UNWRITTEN.swap(0, Ordering::Relaxed) {
                0 => {}
                lost => tracing::warn!(target: GATEWAY, lost, "lines of this log were lost"),
            },
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Careful {
    fn say(&mut self, error: &io::Error) {
        if !std::mem::replace(&mut self.was_said, true) {
            let folder = self.files.folder().display();
            Screen::errors().print(&format!(
                "the log in {folder} cannot be written: {error}; serving goes on without it, and the log as soon as there is room"
            ));
        }
    }
}
