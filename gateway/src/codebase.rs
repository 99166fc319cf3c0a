//! Somebody's code, read and understood: what `index`, `metrics` and the commands beside them start from.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use code::metrics::history::{self, History};
use code::{FileFacts, Index, Language, Parser, Reason, Skipped};
use protocol::problem::{Code, Problem};
use tokio::time::Instant;
use tools::ports::Shell;
use tools::sources::{Sources, Why};
use tools::{CancellationToken, Environment, Invocation, LocalShell, ToolError};

/// More threads than these wait for memory, not for processors.
pub(crate) const THREADS_MAX: usize = 16;
/// Files are taken in groups, so that threads seldom meet at the counter.
const GROUP: usize = 8;

/// A folder's code.
#[derive(Debug)]
pub struct Codebase {
    pub sources: Sources,
    pub index: Index,
    pub elapsed_ms: u64,
}

impl Codebase {
    /// Reads and analyses all that lies in a folder, or the one file that is named.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let started = Instant::now();
        let sources = Sources::open(path).map_err(|error| unusable(&error))?;
        let index = index(&sources);
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Self { sources, index, elapsed_ms })
    }
}

fn index(sources: &Sources) -> Index {
    let listing = sources.list();
    let mut index = Index::default();
    for unread in listing.unread {
        index.put(Err(Skipped { path: unread.path, reason: reason(unread.why) }));
    }
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let results = std::thread::scope(|scope| {
        let work = || analyse_some(sources, &listing.files, &next);
        let running: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for thread in running {
            results.extend(thread.join().unwrap_or_default());
        }
        results
    });
    for result in results {
        index.put(result);
    }
    index
}

/// One thread's share: whatever group of files is next.
fn analyse_some(sources: &Sources, files: &[String], next: &AtomicUsize) -> Vec<Result<FileFacts, Skipped>> {
    let mut parser = Parser::default();
    let mut results = Vec::new();
    loop {
        let from = next.fetch_add(GROUP, Ordering::Relaxed);
        let Some(group) = files.get(from..(from + GROUP).min(files.len())).filter(|group| !group.is_empty())
        else {
            return results;
        };
        results.extend(group.iter().map(|path| analyse(sources, &mut parser, path)));
    }
}

fn analyse(sources: &Sources, parser: &mut Parser, path: &str) -> Result<FileFacts, Skipped> {
    let skipped = |reason| Skipped { path: path.to_owned(), reason };
    let bytes_max = readable(path).ok_or_else(|| skipped(Reason::UnknownLanguage))?;
    let bytes = sources.read(path, bytes_max).map_err(|why| skipped(reason(why)))?;
    code::analyse(parser, path, bytes)
}

/// How large a file of that name may be; none where its name already says that it is nothing for us.
pub(crate) fn readable(path: &str) -> Option<u64> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match Language::of_path(path) {
        Some(language) => Some(language.bytes_max() as u64),
        // Its first line may tell.
        None if !name.contains('.') => Some(code::limits::DATA_FILE_BYTES_MAX as u64),
        None => None,
    }
}

pub(crate) fn reason(why: Why) -> Reason {
    match why {
        Why::TooLarge { bytes, bytes_max } => Reason::TooLarge { bytes, bytes_max },
        Why::Unreadable(why) => Reason::Unreadable { why },
        Why::Changing => Reason::Changing,
        Why::Link => Reason::Link,
        Why::NotAFile => Reason::NotAFile,
        Why::BadName => Reason::BadName,
        Why::TooMany { files_max } => Reason::TooMany { files_max },
        Why::Installed => Reason::Installed,
    }
}

/// What is said of something that is not read.
pub fn words(why: Why) -> String {
    reason(why).to_string()
}

/// Two minutes read the history of the largest repositories.
const HISTORY_DEADLINE_MS: u64 = 120_000;
/// A few hundred thousand commits; beyond it the newest are counted, and the report says so.
const HISTORY_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// A repository's own settings run nothing.
const HISTORY_COMMAND: &[&str] = &[
    "git",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "log",
    "--numstat",
    "--relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-show-signature",
    history::FORMAT,
    "--",
    ".",
];

/// Who changed what how often, as git has it.
pub async fn history(folder: &Path) -> Result<History, Problem> {
    let hint = "name a folder of a git repository, or leave out --history";
    let failed = |why: String| Problem::new(Code::NotFound, format!("git has no history of it: {why}"), hint);
    let shell = LocalShell::new(Environment::of_process()).map_err(|error| failed(error.to_string()))?;
    let mut invocation = Invocation::new(HISTORY_COMMAND.iter().copied(), folder, HISTORY_DEADLINE_MS);
    invocation.output_cap_bytes = HISTORY_BYTES_MAX;
    let outcome = shell.run(invocation, CancellationToken::new()).await;
    if !outcome.success() {
        let said = outcome.stderr.text();
        let said = said.lines().next().unwrap_or_default();
        return Err(failed(if said.is_empty() { format!("{:?}", outcome.exit) } else { said.to_owned() }));
    }
    Ok(history::fold(&outcome.stdout.head, outcome.stdout.tail.is_empty()))
}

pub(crate) fn unusable(error: &ToolError) -> Problem {
    let code = match error {
        ToolError::NotFound { .. } => Code::NotFound,
        ToolError::BadPath { .. } | ToolError::Unsafe { .. } => Code::Malformed,
        _ => Code::Storage,
    };
    Problem::new(code, error.to_string(), "name a folder of code that can be read")
}

/// The most memory that this process had at once, where the system tells.
pub fn memory_peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
