//! Putting repairs on top of what was delivered: recorded as begun, done once, recorded as done or as refused.

use std::path::PathBuf;
use std::sync::Arc;

use protocol::event::{Body, FileEvent};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use tools::ToolError;
use tools::effect::{Begun, Undone};
use tools::work::{AmendedFile, Amending, Amendment, Receipt};

use super::deliver::mendable;
use super::{Mode, Session, SessionMessage};
use crate::log::by_session;

impl Session {
    pub(super) fn begin_amendment(&mut self, tree_hash: ContentHash, message: String) {
        if self.writing {
            return;
        }
        let begun = if self.view().amending.is_some() { Begun::Before } else { Begun::Now };
        let amendment = match self.amendment(message) {
            Ok(amendment) => amendment,
            Err(problem) => return self.halt(&problem),
        };
        if begun == Begun::Now {
            let Some(before) = self.view().delivery.as_ref().map(|delivery| delivery.tree_hash.clone())
            else {
                return;
            };
            let started = FileEvent::AmendmentStarted { before, tree_hash };
            if !self.record(vec![by_session("", Body::File(started))]) {
                return;
            }
        }
        let deliverer = Arc::clone(&self.ports.deliverer);
        self.write(Amending { deliverer, amendment }, begun, |receipt| SessionMessage::Amended { receipt });
    }

    fn amendment(&self, message: String) -> Result<Amendment, Problem> {
        let delivery = self.view().delivery.as_ref().ok_or_else(nothing_delivered)?;
        let mut files = Vec::new();
        for file in self.work_files(&self.view().restaged)? {
            let before = self.view().files.get(&file.path).ok_or_else(nothing_delivered)?.hash.clone();
            files.push(AmendedFile { file, before });
        }
        let (target, head) = (PathBuf::from(&delivery.target), delivery.head.clone());
        Ok(Amendment { target, head, message, files })
    }

    pub(super) async fn amended(&mut self, receipt: Result<Receipt, Undone>) {
        self.writing = false;
        if self.mode != Mode::Awake || self.view().outcome.is_some() {
            return;
        }
        let Some(tree_hash) = self.view().amending.clone() else { return };
        let body = match receipt {
            Ok(Receipt { head, note }) => FileEvent::Amended { tree_hash, head, note },
            Err(Undone::Failed(error)) if can_be_mended(&error) => {
                let target = self.view().delivery.as_ref().map(|it| it.target.clone()).unwrap_or_default();
                return self.halt(&mendable(&error, &target));
            }
            // The failed checks stay failed, which is the truth about what was delivered.
            Err(Undone::Failed(error)) => FileEvent::AmendmentRefused { why: error.to_string() },
            Err(Undone::Unknown { why }) => FileEvent::AmendmentRefused { why },
        };
        self.record(vec![by_session("", Body::File(body))]);
        self.go_on().await;
    }
}

fn nothing_delivered() -> Problem {
    let message = "there is a repair of what was never delivered";
    Problem::new(Code::Internal, message, "keep the session's folder and report this")
}

/// True where the disk stands in the way, so that the same repair can be delivered later.
fn can_be_mended(error: &ToolError) -> bool {
    match error {
        ToolError::DiskFull { .. }
        | ToolError::ReadOnly { .. }
        | ToolError::PermissionDenied { .. }
        | ToolError::Cancelled { .. }
        | ToolError::Changing { .. }
        | ToolError::Io { .. } => true,
        ToolError::TargetNotEmpty { .. }
        | ToolError::TargetUnusable { .. }
        | ToolError::NotFound { .. }
        | ToolError::Unsafe { .. }
        | ToolError::Unsavable { .. }
        | ToolError::Missing { .. }
        | ToolError::BadPath { .. }
        | ToolError::Changed { .. }
        | ToolError::Clash { .. }
        | ToolError::TooLarge { .. }
        | ToolError::TooMany { .. }
        | ToolError::Corrupt { .. }
        | ToolError::HistoryMismatch { .. }
        | ToolError::Recorded { .. }
        | ToolError::Git { .. } => false,
    }
}
