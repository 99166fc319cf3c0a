//! A session whose record begins with records it already has: all of them are there under its name, or there is no such session.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::disk::{At, Disk, DiskError, Kind, RealDisk, is_folder, kind, sync_folder};
use crate::folder::{BadSessionName, DataFolder, Layout};
use crate::journal::{FileJournal, Journal, JournalError, NewRecord, Options};

/// Beside the sessions, so that giving the name is one step; no session can have a name with a dot in it.
const UNFINISHED: &str = ".unfinished-";

/// Why a session could not be begun. Nothing of it is there then.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error(transparent)]
    Name(#[from] BadSessionName),
    #[error("there is a session {0} already; take another id")]
    Taken(String),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl DataFolder {
    /// Keeps the groups as the record of a new session. It gets its name when all of it is on disk.
    pub fn begin(&self, session: &str, groups: Vec<Vec<NewRecord>>) -> Result<(), BeginError> {
        self.begin_on(RealDisk::shared(), session, groups)
    }

    /// The same on another disk.
    pub fn begin_on(
        &self,
        disk: Arc<dyn Disk>,
        session: &str,
        groups: Vec<Vec<NewRecord>>,
    ) -> Result<(), BeginError> {
        let folder = self.layout().session(session)?;
        if kind(&*disk, &folder)?.is_some() {
            if !is_without_record(&disk, &folder)? {
                return Err(BeginError::Taken(session.to_owned()));
            }
            remove_all(&*disk, &folder)?;
        }
        let unfinished = self.layout().sessions().join(format!("{UNFINISHED}{session}"));
        remove_all(&*disk, &unfinished)?;
        let (mut journal, _) =
            FileJournal::open_on(Arc::clone(&disk), unfinished.join("journal"), Options::default())?;
        for group in groups {
            journal.append(group)?;
        }
        drop(journal);
        disk.rename(&unfinished, &folder).at("name the session", &folder)?;
        Ok(sync_folder(&*disk, folder.parent().unwrap_or(&folder))?)
    }
}

/// Whether a session's folder is of a process that ended before it recorded anything. One whose records are lost is damaged.
fn is_without_record(disk: &Arc<dyn Disk>, folder: &Path) -> Result<bool, JournalError> {
    match FileJournal::open_read_only_on(Arc::clone(disk), folder.join("journal")) {
        Err(JournalError::Missing { .. }) => Ok(true),
        Ok((journal, report)) => Ok(journal.last_seq() == 0 && report.damage.is_none()),
        Err(error) => Err(error),
    }
}

/// Clears what was left half begun. For a new owner of the folder.
pub(crate) fn clear_unfinished(disk: &dyn Disk, layout: &Layout) -> Result<(), DiskError> {
    let folder = layout.sessions();
    if !is_folder(disk, &folder)? {
        return Ok(());
    }
    let names = disk.list(&folder).at("list", &folder)?;
    let half = names.iter().filter(|name| name.starts_with(UNFINISHED));
    half.map(|name| folder.join(name)).try_for_each(|path| remove_all(disk, &path))
}

/// Depth is bounded by what `begin_on` makes: a session, its journal, segments.
fn remove_all(disk: &dyn Disk, path: &Path) -> Result<(), DiskError> {
    match disk.kind(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).at("look at", path),
        Ok(Kind::File) => disk.remove_file(path).at("remove", path),
        Ok(Kind::Folder) => {
            for name in disk.list(path).at("list", path)? {
                remove_all(disk, &path.join(name))?;
            }
            disk.remove_folder(path).at("remove the folder", path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::sim::{Failure, Kept, SimDisk, Trigger};

    const ID: &str = "abcdefghijklmnopqrstuvwxyz";

    fn record(n: u64) -> NewRecord {
        NewRecord { time_ms: n, kind: 1, version: 1, body: n.to_string().into_bytes() }
    }

    fn groups() -> Vec<Vec<NewRecord>> {
        vec![vec![record(1), record(2)], vec![record(3)]]
    }

    #[test]
    fn a_session_begins_with_all_its_records_and_takes_no_others_name() {
        let home = tempfile::tempdir().unwrap();
        let folder = DataFolder::lock(home.path()).unwrap();
        folder.begin(ID, groups()).unwrap();
        let (mut journal, _) =
            FileJournal::open(folder.layout().journal(ID).unwrap(), Options::default()).unwrap();
        assert_eq!(journal.read(1, 9).unwrap().len(), 3);
        journal.append(vec![record(4)]).unwrap();
        assert!(matches!(folder.begin(ID, groups()), Err(BeginError::Taken(_))));
        assert!(matches!(folder.begin("../x", groups()), Err(BeginError::Name(_))));
        assert_eq!(folder.layout().session_names().unwrap(), [ID]);
    }

    #[test]
    fn a_folder_without_a_record_is_begun_and_a_damaged_one_is_not() {
        let home = tempfile::tempdir().unwrap();
        let folder = DataFolder::lock(home.path()).unwrap();
        let journal = folder.layout().journal(ID).unwrap();
        drop(FileJournal::open(&journal, Options::default()).unwrap());
        folder.begin(ID, groups()).unwrap();
        let segment = journal.join("00000000000000000001.seg");
        let mut bytes = std::fs::read(&segment).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        std::fs::write(&segment, &bytes).unwrap();
        assert!(folder.begin(ID, groups()).is_err());
        assert_eq!(std::fs::read(&segment).unwrap(), bytes, "what is left of it stays");
    }

    #[test]
    fn what_was_left_half_begun_is_no_session_and_goes_with_the_next_owner() {
        let home = tempfile::tempdir().unwrap();
        let half = home.path().join("sessions").join(format!("{UNFINISHED}{ID}"));
        let left = half.join("journal");
        std::fs::create_dir_all(&left).unwrap();
        std::fs::write(left.join("00000000000000000001.seg"), "half").unwrap();
        assert_eq!(Layout::new(home.path()).session_names().unwrap(), [""; 0]);
        let folder = DataFolder::lock(home.path()).unwrap();
        assert!(!half.exists());
        folder.begin(ID, groups()).unwrap();
        assert_eq!(folder.layout().session_names().unwrap(), [ID]);
    }

    #[test]
    fn a_disk_that_fails_or_loses_power_leaves_no_session_of_half_a_record() {
        let home = Path::new("/home");
        for nth in 1.. {
            let fail = Trigger::Fail { nth, with: Failure::Full };
            let met = [fail, Trigger::LosePower { nth }].map(|trigger| {
                let disk = SimDisk::new(nth);
                let folder = DataFolder::lock_on(&disk, home).unwrap();
                disk.plan(trigger);
                let begun = folder.begin_on(Arc::new(disk.clone()), ID, groups());
                let met = disk.met().is_some();
                assert!(met || begun.is_ok(), "{begun:?}");
                drop(folder);
                disk.power_cycle(Kept::Any { seed: nth });
                let folder = DataFolder::lock_on(&disk, home).unwrap();
                let named = folder.layout().session_names_on(&disk).unwrap();
                assert!(begun.is_err() || named == [ID], "what was begun is there");
                for name in named {
                    let path = folder.layout().journal(&name).unwrap();
                    let (journal, _) =
                        FileJournal::open_on(Arc::new(disk.clone()), path, Options::default()).unwrap();
                    assert_eq!(journal.last_seq(), 3, "operation {nth}");
                }
                met
            });
            if met == [false, false] {
                assert!(nth > 10, "{nth} operations");
                break;
            }
        }
    }
}
