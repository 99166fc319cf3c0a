//! Reading a repository that lies in a folder, as a port: an index that follows the files and is asked in typed queries.

use std::path::Path;

use async_trait::async_trait;
use protocol::enquiry::{Look, Query};
use protocol::id::TaskId;

/// Opens repositories.
pub trait Reader: Send + Sync {
    /// Nothing is read yet.
    fn open(&self, folder: &Path) -> Box<dyn Reading>;
}

/// The index of one folder. It belongs to one actor, and what it knows ends with that.
#[async_trait]
pub trait Reading: Send {
    /// Reads what has changed, then answers from the files as they are. An error says why nothing can be read there.
    async fn look(&mut self, task: &TaskId, query: &Query) -> Result<Look, String>;
}
