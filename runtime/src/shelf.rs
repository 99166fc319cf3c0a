//! Where sessions are kept, as a port: a data folder of this machine, or something a simulation owns.

use std::sync::Arc;

use memory::{
    Blobs, DataFolder, FileBlobs, FileJournal, FileSnapshots, Journal, LayeredSnapshots, NewRecord, Options,
    SledStore, Snapshots, StoreSnapshots,
};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};

/// Keeps the journals of all sessions, their blobs, and snapshots of their views.
pub trait Shelf: Send + Sync {
    fn has(&self, session: &SessionId) -> bool;

    /// Opens a session's record for its one writer, making it if there is none.
    fn open(&self, session: &SessionId) -> Result<Kept, Problem>;

    /// Makes a session whose record consists of these groups: all of them, or there is no such session.
    fn begin(&self, session: &SessionId, groups: Vec<Vec<NewRecord>>) -> Result<(), Problem>;

    /// Where views are kept so that a long log need not be folded from its beginning; none is slower and not wrong.
    fn snapshots(&self) -> Option<Arc<dyn Snapshots>>;

    /// Events between snapshots; without a number it goes by how large the view is.
    fn snapshots_every(&self) -> Option<u64> {
        None
    }
}

/// The record of one session.
pub struct Kept {
    pub journal: Box<dyn Journal>,
    pub blobs: Arc<dyn Blobs>,
}

/// A data folder that this process owns.
pub struct FolderShelf {
    folder: DataFolder,
    snapshots: Option<Arc<dyn Snapshots>>,
}

impl FolderShelf {
    pub fn new(folder: DataFolder) -> Self {
        // Without the one or the other there are fewer snapshots, and more is folded again.
        let store = SledStore::open(folder.layout().store());
        let near = store.ok().map(|(store, _report)| StoreSnapshots::new(Arc::new(store)));
        let far = FileSnapshots::open(folder.layout().snapshots()).ok();
        let snapshots = far.map(|far| Arc::new(LayeredSnapshots::new(near, far)) as Arc<dyn Snapshots>);
        Self { folder, snapshots }
    }
}

impl Shelf for FolderShelf {
    fn has(&self, session: &SessionId) -> bool {
        self.folder.layout().journal(session.as_str()).is_ok_and(|journal| journal.is_dir())
    }

    fn open(&self, session: &SessionId) -> Result<Kept, Problem> {
        let layout = self.folder.layout();
        let folder = layout.journal(session.as_str()).map_err(|error| storage(&error))?;
        let (journal, _report) =
            FileJournal::open(folder, Options::default()).map_err(|error| storage(&error))?;
        let blobs = FileBlobs::open(layout.blobs()).map_err(|error| storage(&error))?;
        Ok(Kept { journal: Box::new(journal), blobs: Arc::new(blobs) })
    }

    fn begin(&self, session: &SessionId, groups: Vec<Vec<NewRecord>>) -> Result<(), Problem> {
        self.folder.begin(session.as_str(), groups).map_err(|error| storage(&error))
    }

    fn snapshots(&self) -> Option<Arc<dyn Snapshots>> {
        self.snapshots.clone()
    }
}

fn storage(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "check the data folder with `samriddh doctor`")
}
