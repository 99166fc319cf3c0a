//! Repositories that lie in folders of this machine, read for the agent that keeps their index.

mod finding;
mod live;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use protocol::enquiry::{Finding, Look, Query};
use protocol::id::TaskId;
use protocol::problem::Problem;
use protocol::workspace::WorkspaceEvent;
use tools::reading::{Reader, Reading};
use tools::sources::Standing;
use tools::watch::Hint;

use live::{Live, Refresh};

/// Paths that an event names; more are counted.
const PATHS_MAX: usize = 50;

/// Opens what lies here.
pub struct Local;

impl Reader for Local {
    fn open(&self, folder: &Path) -> Box<dyn Reading> {
        Box::new(Repository { folder: folder.to_owned(), live: None })
    }
}

/// One folder. What is known of it is lent to a thread while it is asked.
struct Repository {
    folder: PathBuf,
    live: Option<Live>,
}

#[async_trait]
impl Reading for Repository {
    async fn look(&mut self, _: &TaskId, query: &Query) -> Result<Look, String> {
        let (folder, live, query) = (self.folder.clone(), self.live.take(), query.clone());
        let looked = tokio::task::spawn_blocking(move || look(&folder, live, &query)).await;
        let (live, look) = match looked {
            Ok(looked) => looked.map_err(|problem| problem.message)?,
            // Whoever asked breaks off with it, and begins anew with nothing.
            Err(broken) => match broken.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(cancelled) => return Err(cancelled.to_string()),
            },
        };
        self.live = Some(live);
        Ok(look)
    }
}

fn look(folder: &Path, known: Option<Live>, query: &Query) -> Result<(Live, Look), Problem> {
    let is_first = known.is_none();
    let mut live = match known {
        Some(live) => live,
        None => Live::open(folder)?,
    };
    let standing = live.follow();
    let refresh = if is_first { live.state() } else { live.refresh(&Hint::Anything) };
    let read = (is_first || refresh.is_change()).then(|| indexed(folder, refresh));
    let finding = match query {
        Query::Changes => Finding { known: true, ..Finding::default() },
        _ if standing != Standing::Same => Finding::unknown(format!(
            "not known: nothing is read in {}: {}; once a folder lies there again, it is read at the next question",
            folder.display(),
            standing.why()
        )),
        query => finding::of(&mut live, query),
    };
    Ok((live, Look { read, finding }))
}

fn indexed(folder: &Path, refresh: Refresh) -> WorkspaceEvent {
    let all = refresh.added.len() + refresh.changed.len() + refresh.removed.len();
    let mut room = PATHS_MAX;
    let mut some = |mut paths: Vec<String>| {
        paths.truncate(room);
        room -= paths.len();
        paths
    };
    let (added, changed, removed) = (some(refresh.added), some(refresh.changed), some(refresh.removed));
    let named = added.len() + changed.len() + removed.len();
    WorkspaceEvent::Indexed {
        folder: folder.display().to_string(),
        files: counted(refresh.files),
        symbols: counted(refresh.symbols),
        skipped: counted(refresh.skipped),
        added,
        changed,
        removed,
        more: counted(all - named),
    }
}

fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(reading: &mut dyn Reading, query: Query) -> Look {
        reading.look(&TaskId::new("t"), &query).await.unwrap()
    }

    #[tokio::test]
    async fn every_query_reads_first_what_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.py", "import os\n\n\ndef f():\n    return os.environ['SECRET_KEY']\n");
        let mut reading = Local.open(folder.path());
        let first = asked(reading.as_mut(), Query::Changes).await;
        assert!(matches!(first.read, Some(WorkspaceEvent::Indexed { files: 1, .. })), "{first:?}");
        assert_eq!(asked(reading.as_mut(), Query::Changes).await.read, None);
        write("b.py", "def g():\n    pass\n");
        let look = asked(reading.as_mut(), Query::Settings { about: Vec::new() }).await;
        assert!(matches!(&look.read, Some(WorkspaceEvent::Indexed { added, .. }) if added == &["b.py"]));
        let line = &look.finding.lines[0];
        assert_eq!(
            (line.text.as_str(), line.file.as_deref(), line.line),
            ("SECRET_KEY", Some("a.py"), Some(5))
        );
    }

    #[tokio::test]
    async fn a_folder_that_goes_away_is_said_to_be_gone_and_read_when_it_is_back() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().canonicalize().unwrap().join("folder");
        let make = |text: &str| {
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("a.py"), text).unwrap();
        };
        make("def old(): pass\n");
        let mut reading = Local.open(&folder);
        asked(reading.as_mut(), Query::Changes).await;
        std::fs::remove_dir_all(&folder).unwrap();
        let old = || Query::Question { text: "where is old?".to_owned() };
        let gone = asked(reading.as_mut(), old()).await.finding;
        assert!(!gone.known && gone.lines[0].text.contains("the folder is gone"), "{gone:?}");
        make("def newer(): pass\n");
        let newer = Query::Question { text: "where is newer?".to_owned() };
        assert!(asked(reading.as_mut(), newer).await.finding.known);
        assert!(!asked(reading.as_mut(), old()).await.finding.known);
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_is_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("absent");
        assert!(Local.open(&path).look(&TaskId::new("t"), &Query::Changes).await.is_err());
    }
}
