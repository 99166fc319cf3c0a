//! Somebody's code as one program: facts of each file, and who calls, imports, asks and keeps what.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use code::graph::{self, Note, Program, Project, by_name, unread};
use code::stack::Package;
use code::{Index, Parser, Reason, Skipped};
use protocol::problem::Problem;
use tokio::time::Instant;
use tools::sources::Sources;

use crate::codebase::{THREADS_MAX, packages, readable, reason, refuse_unread, unusable};

/// A schema that somebody wrote is smaller.
const SCHEMA_BYTES_MAX: u64 = 1_000_000;

pub struct Understanding {
    pub sources: Sources,
    pub index: Index,
    pub program: Program,
    /// What its manifests name.
    pub packages: Vec<Package>,
    /// The paths of all its files, read or not.
    pub files: Vec<String>,
    pub elapsed_ms: u64,
}

pub(crate) enum Read {
    Known(Box<code::FileFacts>, Box<Note>),
    Schema(Box<Note>),
    Skipped(Skipped),
}

impl Understanding {
    /// Reads all that lies in a folder, and links it.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        Self::with_project(path).map(|(understanding, _)| understanding)
    }

    /// The same, with what each file contributes.
    pub fn with_project(path: &Path) -> Result<(Self, Project), Problem> {
        let started = Instant::now();
        let sources = Sources::open(path).map_err(|error| unusable(&error))?;
        let (mut index, mut project) = (Index::default(), Project::default());
        let listing = sources.list();
        for unread in listing.unread {
            index.put(Err(Skipped { path: unread.path, reason: reason(unread.why) }));
        }
        for read in read_all(&sources, &listing.files) {
            match read {
                Read::Known(facts, note) => {
                    index.put(Ok(*facts));
                    project.put(*note);
                }
                Read::Schema(note) => project.put(*note),
                Read::Skipped(skipped) => index.put(Err(skipped)),
            }
        }
        refuse_unread(&sources, &index)?;
        let mut program = project.link();
        by_name::add(&mut program, &index);
        let (packages, _) = packages(&sources, &listing.files);
        program.unread = unread::unread(&index, &packages);
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok((Self { sources, index, program, packages, files: listing.files, elapsed_ms }, project))
    }

    /// Files that nothing is known of although their language is read, with the reason.
    pub fn skipped(&self) -> Vec<(&str, &Reason)> {
        self.index.skipped().filter(|(_, reason)| !matches!(reason, Reason::UnknownLanguage)).collect()
    }
}

pub(crate) fn read_all(sources: &Sources, files: &[String]) -> Vec<Read> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    std::thread::scope(|scope| {
        let work = || {
            let mut parser = Parser::default();
            let mut results = Vec::new();
            while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                results.push(read(sources, &mut parser, path));
            }
            results
        };
        let running: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for thread in running {
            results.extend(thread.join().unwrap_or_default());
        }
        results
    })
}

fn read(sources: &Sources, parser: &mut Parser, path: &str) -> Read {
    let skipped = |reason| Read::Skipped(Skipped { path: path.to_owned(), reason });
    if path.ends_with(".prisma") {
        return match sources.read(path, SCHEMA_BYTES_MAX) {
            Ok(bytes) => Read::Schema(Box::new(Note::prisma(path, &String::from_utf8_lossy(&bytes)))),
            Err(why) => skipped(reason(why)),
        };
    }
    let Some(bytes_max) = readable(path) else { return skipped(Reason::UnknownLanguage) };
    let bytes = match sources.read(path, bytes_max) {
        Ok(bytes) => bytes,
        Err(why) => return skipped(reason(why)),
    };
    match graph::understand(parser, path, bytes) {
        Ok((facts, note)) => Read::Known(Box::new(facts), Box::new(note)),
        Err(why) => Read::Skipped(why),
    }
}
