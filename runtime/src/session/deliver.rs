//! Putting the repository in place: recorded as begun, done once, recorded as done.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plan::answer::CommitSpec;
use protocol::event::{Body, FileEvent, Outcome, SessionEvent};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use tokio_util::sync::CancellationToken;
use tools::ToolError;
use tools::work::{Deliverer, Order, Receipt, WorkCommit, WorkFile};

use super::{Mode, Session, SessionMessage};
use crate::log::by_session;

impl Session {
    pub(super) fn begin_delivery(
        &mut self,
        target: String,
        tree_hash: ContentHash,
        commits: Vec<CommitSpec>,
    ) {
        if self.delivering {
            return;
        }
        let begun_before = self.view().delivery.is_some();
        let order = match self.order(&target, &tree_hash, commits) {
            Ok(order) => order,
            Err(problem) => return self.halt(&problem),
        };
        if !begun_before {
            let started = FileEvent::DeliveryStarted { target, tree_hash };
            if !self.record(vec![by_session("", Body::File(started))]) {
                return;
            }
        }
        self.delivering = true;
        let (me, deliverer) = (self.me.clone(), Arc::clone(&self.ports.deliverer));
        let cancel = self.cancel.child_token();
        self.spawn(async move {
            let receipt = put_in_place(deliverer.as_ref(), order, begun_before, cancel).await;
            // A session that has ended finds out by itself when it is resumed.
            let _ = me.cast(SessionMessage::Delivered { receipt });
        });
    }

    fn order(
        &self,
        target: &str,
        tree_hash: &ContentHash,
        commits: Vec<CommitSpec>,
    ) -> Result<Order, Problem> {
        let mut bundles = BTreeMap::new();
        let mut files = Vec::with_capacity(self.view().files.len());
        for (path, file) in &self.view().files {
            if !bundles.contains_key(&file.bundle) {
                bundles.insert(file.bundle.clone(), self.log.kept(&file.bundle)?);
            }
            let bytes =
                slice(&bundles[&file.bundle], file.offset, file.bytes).ok_or_else(|| too_short(path))?;
            files.push(WorkFile { path: path.clone(), bytes: bytes.to_vec(), executable: file.executable });
        }
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

    pub(super) async fn delivered(&mut self, receipt: Result<Receipt, Problem>) {
        self.delivering = false;
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
            Err(problem) if problem.code == Code::Storage => return self.halt(&problem),
            Err(problem) => Body::Session(SessionEvent::Finished {
                outcome: Outcome::Failed,
                reason: format!("the repository could not be put in place: {}", problem.message),
            }),
        };
        self.record(vec![by_session("", body)]);
        self.go_on().await;
    }
}

/// A delivery that was begun before may have happened: that is looked up first, so that nothing is done twice.
async fn put_in_place(
    deliverer: &dyn Deliverer,
    order: Order,
    begun_before: bool,
    cancel: CancellationToken,
) -> Result<Receipt, Problem> {
    let failed = |error: ToolError| delivery_problem(&error, &order.target);
    if begun_before
        && let Some(receipt) = deliverer.delivered(&order.target, &order.tree_hash).await.map_err(failed)?
    {
        return Ok(receipt);
    }
    deliverer.deliver(order.clone(), cancel).await.map_err(failed)
}

/// What the disk or the person's folder refuses can be mended and resumed; anything else ends the session.
fn delivery_problem(error: &ToolError, target: &Path) -> Problem {
    let hint =
        format!("make room or give permission at {}, then go on with `samriddh resume`", target.display());
    let code = if can_be_mended(error) { Code::Storage } else { Code::Internal };
    Problem::new(code, error.to_string(), hint)
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
        | ToolError::Clash { .. }
        | ToolError::TooLarge { .. }
        | ToolError::TooMany { .. }
        | ToolError::Corrupt { .. }
        | ToolError::Unsavable { .. }
        | ToolError::HistoryMismatch { .. }
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
