//! Hearing that files below a folder changed. What is heard is a hint: the system may drop what it cannot keep, and a folder may
//! be one that it cannot watch, so whoever listens compares what is there.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use notify::{Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::error::ToolError;
use crate::path::{is_git_folder, is_temp};
use crate::sources::is_installed_name;

/// Paths of one hint; beyond them everything may have changed.
pub const PATHS_MAX: usize = 10_000;
/// An editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(80);
/// A build that never stops writing does not keep what it wrote from being heard of.
const LATEST: Duration = Duration::from_secs(1);
/// How often a folder is looked through that the system cannot watch.
const LOOKS_EVERY: Duration = Duration::from_secs(2);

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// These, relative to the folder, with `/`.
    Paths(BTreeSet<String>),
    Anything,
}

/// How changes are heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// The system tells.
    System,
    /// It cannot, so the folder is looked through every two seconds.
    Looking,
}

/// Ends when it is dropped.
pub struct Watch {
    heard: Arc<Heard>,
    means: Means,
    /// The folder itself, which another may take the place of.
    folder: Option<(u64, u64)>,
    _watcher: Box<dyn Watcher + Send>,
}

struct Heard {
    root: PathBuf,
    /// The watcher tells on a thread of its own.
    hint: Mutex<Option<Hint>>,
    wake: Notify,
}

impl Watch {
    /// Watches a folder, whose path holds no link, with all below it.
    pub fn start(root: &Path) -> Result<Self, ToolError> {
        let folder = identity(root);
        let heard = Arc::new(Heard { root: root.to_owned(), hint: Mutex::default(), wake: Notify::new() });
        let failed = |error: &notify::Error| ToolError::Io {
            action: "watch".to_owned(),
            path: root.display().to_string(),
            detail: error.to_string(),
        };
        let to = Arc::clone(&heard);
        let system = RecommendedWatcher::new(move |event| to.take(event), notify::Config::default());
        let watched = system.and_then(|mut watcher| {
            watcher.watch(root, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        if let Ok(watcher) = watched {
            return Ok(Self { heard, means: Means::System, folder, _watcher: Box::new(watcher) });
        }
        let to = Arc::clone(&heard);
        let config = notify::Config::default().with_poll_interval(LOOKS_EVERY);
        let mut watcher =
            PollWatcher::new(move |event| to.take(event), config).map_err(|error| failed(&error))?;
        watcher.watch(root, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
        Ok(Self { heard, means: Means::Looking, folder, _watcher: Box::new(watcher) })
    }

    /// Watches the folder that lies at the path now, if it is another one; true if it is.
    pub fn follow(&mut self) -> bool {
        let now = identity(&self.heard.root);
        if now.is_none() || now == self.folder {
            return false;
        }
        match Self::start(&self.heard.root.clone()) {
            Ok(anew) => *self = anew,
            Err(_) => return false,
        }
        true
    }

    pub fn means(&self) -> Means {
        self.means
    }

    /// What may have changed since this was last asked, once it is quiet. Nothing is lost when this is dropped before it is done.
    pub async fn next(&mut self) -> Hint {
        loop {
            // What was heard while an earlier wait was dropped wakes nobody any more.
            if !self.heard.is_told() {
                self.heard.wake.notified().await;
            }
            let quiet = async { while timeout(QUIET, self.heard.wake.notified()).await.is_ok() {} };
            // Busy to the end: what was heard so far counts.
            drop(timeout(LATEST, quiet).await);
            if let Some(hint) = self.heard.hint.lock().ok().and_then(|mut hint| hint.take()) {
                return hint;
            }
        }
    }
}

/// None where no folder lies; a link to one is none.
fn identity(root: &Path) -> Option<(u64, u64)> {
    let found = std::fs::symlink_metadata(root).ok().filter(std::fs::Metadata::is_dir)?;
    Some((found.dev(), found.ino()))
}

impl Heard {
    fn is_told(&self) -> bool {
        self.hint.lock().is_ok_and(|hint| hint.is_some())
    }

    fn take(&self, event: notify::Result<Event>) {
        let event = match event {
            Ok(event) if event.need_rescan() => None,
            // Reading is no change.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) => Some(event),
            Err(_) => None,
        };
        let Ok(mut hint) = self.hint.lock() else { return };
        let Some(event) = event else {
            *hint = Some(Hint::Anything);
            self.wake.notify_one();
            return;
        };
        let paths: Vec<String> = event.paths.iter().filter_map(|path| self.relative(path)).collect();
        if paths.is_empty() {
            return;
        }
        let known = hint.get_or_insert_with(|| Hint::Paths(BTreeSet::new()));
        if let Hint::Paths(known_paths) = known {
            known_paths.extend(paths);
            if known_paths.len() > PATHS_MAX {
                *known = Hint::Anything;
            }
        }
        self.wake.notify_one();
    }

    /// None for what is no source: git's own files, installed packages, files that are being written.
    fn relative(&self, path: &Path) -> Option<String> {
        let relative = path.strip_prefix(&self.root).ok()?.to_str()?;
        let own = |name: &str| {
            is_git_folder(name.as_bytes()) || is_temp(name.as_bytes()) || is_installed_name(name)
        };
        (!relative.split('/').any(own)).then(|| relative.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn heard(watch: &mut Watch, name: &str) {
        // As long as it takes on a busy machine; what is waited for comes in one or two of them.
        for _ in 0..200 {
            match timeout(Duration::from_secs(30), watch.next()).await.expect("a change is heard of") {
                Hint::Paths(paths) if paths.contains(name) => return,
                Hint::Anything => return,
                Hint::Paths(_) => {}
            }
        }
        panic!("{name} was never named");
    }

    #[tokio::test]
    async fn a_folder_that_is_made_again_is_watched_again() {
        let room = tempfile::tempdir().unwrap();
        let root = room.path().canonicalize().unwrap().join("folder");
        std::fs::create_dir(&root).unwrap();
        let mut watch = Watch::start(&root).unwrap();
        assert!(!watch.follow());
        std::fs::rename(&root, room.path().join("moved")).unwrap();
        assert!(!watch.follow());
        std::fs::create_dir(&root).unwrap();
        assert!(watch.follow());
        std::fs::write(root.join("a.py"), "x").unwrap();
        heard(&mut watch, "a.py").await;
    }

    #[tokio::test]
    async fn a_wait_that_is_dropped_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut watch = Watch::start(&root).unwrap();
        watch.heard.take(Err(notify::Error::generic("too much")));
        // Awake, and not yet sure that it is quiet.
        assert!(timeout(QUIET / 4, watch.next()).await.is_err());
        let hint = timeout(Duration::from_secs(30), watch.next()).await;
        assert_eq!(hint.ok(), Some(Hint::Anything));
    }

    #[tokio::test]
    async fn writes_new_folders_and_removals_are_heard_of() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut watch = Watch::start(&root).unwrap();
        std::fs::write(root.join("a.py"), "1").unwrap();
        heard(&mut watch, "a.py").await;
        std::fs::create_dir_all(root.join("deep/er")).unwrap();
        heard(&mut watch, "deep").await;
        std::fs::rename(root.join("a.py"), root.join("b.py")).unwrap();
        heard(&mut watch, "b.py").await;
        std::fs::remove_file(root.join("b.py")).unwrap();
        heard(&mut watch, "b.py").await;
    }

    #[test]
    fn what_is_no_source_is_no_hint_and_too_many_are_anything() {
        let heard = Heard { root: PathBuf::from("/r"), hint: Mutex::default(), wake: Notify::new() };
        let event = |path: String| Ok(Event::new(EventKind::Any).add_path(PathBuf::from(path)));
        for path in ["/r/.git/index", "/r/node_modules/x/a.js", "/elsewhere/a.py", "/r/a/.samriddh-1-2.tmp"] {
            heard.take(event(path.to_owned()));
        }
        assert_eq!(*heard.hint.lock().unwrap(), None);
        heard.take(event("/r/a/b.py".to_owned()));
        assert_eq!(*heard.hint.lock().unwrap(), Some(Hint::Paths(BTreeSet::from(["a/b.py".to_owned()]))));
        for number in 0..=PATHS_MAX {
            heard.take(event(format!("/r/{number}")));
        }
        assert_eq!(*heard.hint.lock().unwrap(), Some(Hint::Anything));
        heard.take(event("/r/a".to_owned()));
        assert_eq!(*heard.hint.lock().unwrap(), Some(Hint::Anything));
    }
}
