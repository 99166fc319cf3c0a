//! Putting the repository in place: recorded as begun, done once, recorded as done.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use plan::answer::CommitSpec;
use protocol::event::{Body, FileEvent, HumanEvent, Outcome, SessionEvent};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::view::FileView;
use tools::ToolError;
use tools::effect::{self, Begun, Undone, Write};
use tools::work::{Delivering, Order, Receipt, WorkCommit, WorkFile};

use super::{Mode, Session, SessionMessage};
use crate::log::by_session;

/// How the reason of an outcome begins when the repository could not be put in place.
pub(crate) const DELIVERY_FAILED: &str = "the repository could not be put in place: ";

impl Session {
    pub(super) fn begin_delivery(
        &mut self,
        target: String,
        tree_hash: ContentHash,
        commits: Vec<CommitSpec>,
    ) {
        if self.writing {
            return;
        }
        let begun = if self.view().delivery.is_some() { Begun::Before } else { Begun::Now };
        let order = match self.order(&target, &tree_hash, commits) {
            Ok(order) => order,
            Err(problem) => return self.halt(&problem),
        };
        if begun == Begun::Now {
            let started = FileEvent::DeliveryStarted { target, tree_hash };
            if !self.record(vec![by_session("", Body::File(started))]) {
                return;
            }
        }
        let deliverer = Arc::clone(&self.ports.deliverer);
        self.write(Delivering { deliverer, order }, begun, |receipt| SessionMessage::Delivered { receipt });
    }

    /// Does a write beside the session, which is told what came of it.
    pub(super) fn write(
        &mut self,
        write: impl Write<Receipt = Receipt> + 'static,
        begun: Begun,
        told: fn(Result<Receipt, Undone>) -> SessionMessage,
    ) {
        self.writing = true;
        let (me, cancel) = (self.me.clone(), self.cancel.child_token());
        self.spawn(async move {
            let receipt = effect::once(&write, begun, cancel).await;
            // A session that has ended finds out by itself when it is resumed.
            let _ = me.cast(told(receipt));
        });
    }

    fn order(
        &self,
        target: &str,
        tree_hash: &ContentHash,
        commits: Vec<CommitSpec>,
    ) -> Result<Order, Problem> {
        let files = self.work_files(&self.view().files)?;
        let commits =
            commits.into_iter().map(|c| WorkCommit { message: c.message, paths: c.paths }).collect();
        Ok(Order {
            target: PathBuf::from(target),
            session: self.log.session().to_string(),
            files,
            tree_hash: tree_hash.to_string(),
            commits,
        })
    }

    /// Staged files with their bytes.
    pub(super) fn work_files<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a String, &'a FileView)>,
    ) -> Result<Vec<WorkFile>, Problem> {
        let mut bundles = BTreeMap::new();
        let mut found = Vec::new();
        for (path, file) in files {
            if !bundles.contains_key(&file.bundle) {
                bundles.insert(file.bundle.clone(), self.log.kept(&file.bundle)?);
            }
            let bytes =
                slice(&bundles[&file.bundle], file.offset, file.bytes).ok_or_else(|| too_short(path))?;
            found.push(WorkFile { path: path.clone(), bytes: bytes.to_vec(), executable: file.executable });
        }
        Ok(found)
    }

    pub(super) async fn delivered(&mut self, receipt: Result<Receipt, Undone>) {
        self.writing = false;
        if self.mode != Mode::Awake || self.view().outcome.is_some() {
            return;
        }
        let Some(delivery) = &self.view().delivery else { return };
        let body = match receipt {
            Ok(receipt) => Body::File(FileEvent::Delivered {
                tree_hash: delivery.tree_hash.clone(),
                files: u32::try_from(self.view().files.len()).unwrap_or(u32::MAX),
                lines: self.view().lines(),
                head: receipt.head,
                note: receipt.note,
            }),
            Err(Undone::Unknown { why }) => {
                let question = plan::doubt::about_delivery(self.view(), &why);
                Body::Human(HumanEvent::Asked { question })
            }
            Err(Undone::Failed(error)) if can_be_mended(&error) => {
                let problem = mendable(&error, &delivery.target);
                return self.halt(&problem);
            }
            Err(Undone::Failed(error)) => Body::Session(SessionEvent::Finished {
                outcome: Outcome::Failed,
                reason: format!("{DELIVERY_FAILED}{error}"),
            }),
        };
        self.record(vec![by_session("", body)]);
        self.go_on().await;
    }
}

/// What the disk or the person's folder refuses can be mended and resumed.
pub(super) fn mendable(error: &ToolError, target: &str) -> Problem {
    let hint = format!("make room or give permission at {target}, then go on with `samriddh resume`");
    Problem::new(Code::Storage, error.to_string(), hint)
}

/// True where the cause lies outside the session, so that the same delivery can succeed later.
fn can_be_mended(error: &ToolError) -> bool {
    match error {
        ToolError::TargetNotEmpty { .. }
        | ToolError::TargetUnusable { .. }
        | ToolError::DiskFull { .. }
        | ToolError::ReadOnly { .. }
        | ToolError::PermissionDenied { .. }
        | ToolError::NotFound { .. }
        | ToolError::Unsafe { .. }
        | ToolError::Missing { .. }
        | ToolError::Cancelled { .. }
        | ToolError::Changing { .. }
        | ToolError::Io { .. } => true,
        ToolError::BadPath { .. }
        | ToolError::Changed { .. }
        | ToolError::Clash { .. }
        | ToolError::TooLarge { .. }
        | ToolError::TooMany { .. }
        | ToolError::Corrupt { .. }
        | ToolError::Unsavable { .. }
        | ToolError::HistoryMismatch { .. }
        | ToolError::Recorded { .. }
        | ToolError::Git { .. } => false,
    }
}

fn slice(bundle: &[u8], offset: u64, bytes: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    let end = start.checked_add(usize::try_from(bytes).ok()?)?;
    bundle.get(start..end)
}

fn too_short(path: &str) -> Problem {
    let message = format!("the kept bytes of {path} are incomplete");
    Problem::new(Code::Storage, message, "run `samriddh verify` on the session")
}
