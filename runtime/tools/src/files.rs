//! The `Files` port on a real folder: the disk is waited for on the runtime's blocking threads.

use std::sync::Arc;

use async_trait::async_trait;
use protocol::id::ContentHash;

use crate::error::ToolError;
use crate::path::RelPath;
use crate::ports::Files;
use crate::workspace::{Entry, Mode, Workspace};

/// Files of a workspace on the disk.
#[derive(Debug, Clone)]
pub struct LocalFiles(Arc<Workspace>);

impl LocalFiles {
    pub fn new(workspace: Workspace) -> Self {
        Self(Arc::new(workspace))
    }

    pub fn workspace(&self) -> &Workspace {
        &self.0
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Workspace) -> Result<T, ToolError> + Send + 'static,
    ) -> Result<T, ToolError> {
        let workspace = Arc::clone(&self.0);
        blocking(move || work(&workspace)).await
    }
}

/// Waits for the disk on a thread that is for waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ToolError> + Send + 'static,
) -> Result<T, ToolError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(ToolError::Cancelled { step: "work on files".to_owned() }),
        },
    }
}

#[async_trait]
impl Files for LocalFiles {
    async fn read(&self, path: &RelPath, limit_bytes: u64) -> Result<Vec<u8>, ToolError> {
        let path = path.clone();
        self.blocking(move |workspace| workspace.read(&path, limit_bytes)).await
    }

    async fn write(&self, path: &RelPath, bytes: &[u8], mode: Mode) -> Result<(), ToolError> {
        let (path, bytes) = (path.clone(), bytes.to_vec());
        self.blocking(move |workspace| workspace.write(&path, &bytes, mode)).await
    }

    async fn remove(&self, path: &RelPath) -> Result<(), ToolError> {
        let path = path.clone();
        self.blocking(move |workspace| workspace.remove(&path)).await
    }

    async fn list(&self) -> Result<Vec<Entry>, ToolError> {
        self.blocking(Workspace::list).await
    }

    async fn tree_hash(&self) -> Result<ContentHash, ToolError> {
        self.blocking(Workspace::tree_hash).await
    }
}
