//! Somebody's code, read and understood: what `index`, `metrics` and the commands beside them start from.

mod cache;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use cache::Cache;
use code::graph::imports;
use code::metrics::history::{self, History};
use code::stack::{Package, Stack};
use code::{FileFacts, Index, Language, Parser, Reason, Skipped};
use protocol::problem::{Code, Problem};
use tokio::time::Instant;
use tools::ports::Shell;
use tools::sources::{Sources, Why};
use tools::{CancellationToken, Environment, Exit as Ended, Invocation, LocalShell, ToolError};

/// More threads than these wait for memory, not for processors.
pub(crate) const THREADS_MAX: usize = 16;
/// Files are taken in groups, so that threads seldom meet at the counter.
const GROUP: usize = 8;

/// Locks of large repositories have a few megabytes.
const MANIFEST_BYTES_MAX: u64 = 20_000_000;

/// A folder's code.
#[derive(Debug)]
pub struct Codebase {
    pub sources: Sources,
    pub index: Index,
    pub elapsed_ms: u64,
    /// Files that were known from before by their content.
    pub remembered: usize,
}

/// One file's facts, and under which key they are kept.
struct Seen {
    outcome: Result<FileFacts, Skipped>,
    key: Option<[u8; blake3::OUT_LEN]>,
    remembered: bool,
}

impl Codebase {
    /// Reads and analyses all that lies in a folder, or the one file that is named. What was understood before is kept in the data
    /// folder, by content.
    pub fn open(home: &Path, path: &Path) -> Result<Self, Problem> {
        let started = Instant::now();
        let sources = Sources::open(path).map_err(|error| unusable(&error))?;
        let cache = Cache::open(home, sources.path());
        let (index, remembered) = index(&sources, &cache);
        refuse_unread(&sources, &index)?;
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Self { sources, index, elapsed_ms, remembered })
    }
}

impl Codebase {
    /// What the manifests and locks of the folder name, and those that could not be read, with the reason.
    pub fn stack(&self) -> (Vec<Package>, Vec<(String, String)>) {
        packages(&self.sources, &self.sources.list().files)
    }
}

pub(crate) fn packages(sources: &Sources, files: &[String]) -> (Vec<Package>, Vec<(String, String)>) {
    let (mut stack, mut unread) = (Stack::default(), Vec::new());
    for path in files.iter().filter(|path| Stack::concerns(path)) {
        let bytes = sources.read(path, MANIFEST_BYTES_MAX).map_err(words);
        if let Err(why) = bytes.and_then(|bytes| stack.take(path, &bytes)) {
            unread.push((path.clone(), why));
        }
    }
    (stack.packages(), unread)
}

impl Codebase {
    /// The files that say how imports are resolved, by path; one that cannot be read says nothing.
    pub fn import_settings(&self) -> BTreeMap<String, String> {
        let text = |path: &str| {
            self.sources
                .read(path, MANIFEST_BYTES_MAX)
                .ok()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        let paths =
            self.index.files().map(|facts| facts.path.as_str()).filter(|path| imports::configures(path));
        paths.filter_map(|path| Some((path.to_owned(), text(path)?))).collect()
    }
}

fn index(sources: &Sources, cache: &Cache) -> (Index, usize) {
    let listing = sources.list();
    let mut index = Index::default();
    for unread in listing.unread {
        index.put(Err(Skipped { path: unread.path, reason: reason(unread.why) }));
    }
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let seen = std::thread::scope(|scope| {
        let work = || analyse_some(sources, &listing.files, &next, cache);
        let running: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut seen = work();
        for thread in running {
            seen.extend(thread.join().unwrap_or_default());
        }
        seen
    });
    // One file that was named is no reason to forget the rest of its folder.
    if sources.only().is_none() {
        keep(cache, &seen);
    }
    let remembered = seen.iter().filter(|seen| seen.remembered).count();
    for seen in seen {
        index.put(seen.outcome);
    }
    (index, remembered)
}

fn keep(cache: &Cache, seen: &[Seen]) {
    let known = seen.iter().filter_map(|seen| Some((seen.key?, seen.outcome.as_ref().ok()?)));
    let entries: Vec<_> = known.collect();
    let keys: Vec<_> = entries.iter().map(|(key, _)| *key).collect();
    if !cache.is_same(&keys) {
        cache.keep(&entries);
    }
}

/// One thread's share: whatever group of files is next.
fn analyse_some(sources: &Sources, files: &[String], next: &AtomicUsize, cache: &Cache) -> Vec<Seen> {
    let mut parser = Parser::default();
    let mut results = Vec::new();
    loop {
        let from = next.fetch_add(GROUP, Ordering::Relaxed);
        let Some(group) = files.get(from..(from + GROUP).min(files.len())).filter(|group| !group.is_empty())
        else {
            return results;
        };
        results.extend(group.iter().map(|path| analyse(sources, &mut parser, path, cache)));
    }
}

fn analyse(sources: &Sources, parser: &mut Parser, path: &str, cache: &Cache) -> Seen {
    let skipped = |reason| {
        let outcome = Err(Skipped { path: path.to_owned(), reason });
        Seen { outcome, key: None, remembered: false }
    };
    let Some(bytes_max) = readable(path) else { return skipped(Reason::UnknownLanguage) };
    let bytes = match sources.read(path, bytes_max) {
        Ok(bytes) => bytes,
        Err(why) => return skipped(reason(why)),
    };
    let key = cache::key(path, &bytes);
    if let Some(facts) = cache.find(&key) {
        return Seen { outcome: Ok(facts), key: Some(key), remembered: true };
    }
    Seen { outcome: code::analyse(parser, path, bytes), key: Some(key), remembered: false }
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
    if outcome.exit == Ended::NotFound {
        let hint = "install git, or leave out --history";
        return Err(Problem::new(
            Code::NotNow,
            "git is not installed, and the history is read with it",
            hint,
        ));
    }
    if !outcome.success() {
        let said = outcome.stderr.text();
        let said = said.lines().next().unwrap_or_default();
        return Err(failed(if said.is_empty() { format!("{:?}", outcome.exit) } else { said.to_owned() }));
    }
    // A shallow clone has the newest commits only.
    let asked = Invocation::new(["git", "rev-parse", "--is-shallow-repository"], folder, HISTORY_DEADLINE_MS);
    let shallow = shell.run(asked, CancellationToken::new()).await;
    let whole = outcome.stdout.tail.is_empty() && shallow.stdout.text().trim() != "true";
    Ok(history::fold(&outcome.stdout.head, whole))
}

pub(crate) fn unusable(error: &ToolError) -> Problem {
    let code = match error {
        ToolError::NotFound { .. } => Code::NotFound,
        ToolError::BadPath { .. } | ToolError::Unsafe { .. } => Code::Malformed,
        _ => Code::Storage,
    };
    Problem::new(code, error.to_string(), "name a folder of code that can be read")
}

/// A folder that cannot be listed, or the one file that was named and cannot be read, is no code to speak about.
pub(crate) fn refuse_unread(sources: &Sources, index: &Index) -> Result<(), Problem> {
    let named = sources.only().unwrap_or(".");
    let Some((_, Reason::Unreadable { why })) = index.skipped().find(|(path, _)| *path == named) else {
        return Ok(());
    };
    let message =
        format!("{} cannot be read: {why}", sources.path().join(sources.only().unwrap_or("")).display());
    Err(Problem::new(Code::Storage, message, "name a folder of code that can be read"))
}

/// The most memory that this process had at once, where the system tells.
pub fn memory_peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
