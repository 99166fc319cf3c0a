//! Repairs on top of a delivered repository: a commit first, moved to by compare-and-swap, then the files.
//!
//! Each step looks before it acts and gives the same when it is done again, so that an interrupted amendment is finished and
//! never made twice. What the person has changed since the delivery is never overwritten.

use std::collections::BTreeSet;
use std::path::Path;

use protocol::id::ContentHash;
use tokio_util::sync::CancellationToken;

use super::{FILE_BYTES_MAX, LocalDeliverer, checked, without_history};
use crate::effect::Found;
use crate::error::ToolError;
use crate::files::blocking;
use crate::git::{Commit, CommitId};
use crate::path::RelPath;
use crate::work::{AmendedFile, Amendment, Receipt};
use crate::workspace::{Mode, Workspace};

impl LocalDeliverer {
    pub(super) async fn put_on_top(
        &self,
        amendment: Amendment,
        cancel: CancellationToken,
    ) -> Result<Receipt, ToolError> {
        let target = amendment.target.clone();
        untouched(&amendment).await?;
        let receipt = match &amendment.head {
            None => without_history("it was delivered without one"),
            Some(head) => {
                let onto = CommitId(head.clone());
                let commit = commit_of(&amendment)?;
                self.refuse_changes(&target, &onto, &commit, &cancel).await?;
                let id = self.git.put_on_top(&target, &onto, &commit, cancel.clone()).await?;
                Receipt { head: Some(id.to_string()), note: String::new() }
            }
        };
        write(amendment.clone()).await?;
        if amendment.head.is_some() {
            let paths = paths_of(&amendment)?;
            self.git.take_into_index(&target, &paths, cancel).await?;
        }
        Ok(receipt)
    }

    /// Before the commit nothing that git knows may differ from the delivery. After it, only what the commit is about.
    async fn refuse_changes(
        &self,
        target: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: &CancellationToken,
    ) -> Result<(), ToolError> {
        let head = self.git.head(target, cancel.clone()).await?;
        let ours: BTreeSet<&str> = match &head {
            Some(head) if head == onto => BTreeSet::new(),
            Some(_) if self.git.is_on_top(target, onto, commit, cancel.clone()).await? => {
                commit.files.iter().map(|file| file.path.as_str()).collect()
            }
            Some(_) => return Err(changed(target, "it has other commits")),
            None => return Err(changed(target, "its history is gone")),
        };
        let differing = self.git.changed_paths(target, cancel.clone()).await?;
        match differing.iter().find(|path| !ours.contains(path.as_str())) {
            Some(path) => Err(changed(target, &format!("{path} differs from the last commit"))),
            None => Ok(()),
        }
    }

    pub(super) async fn is_on_top(&self, amendment: &Amendment) -> Result<Found<Receipt>, ToolError> {
        let cancel = CancellationToken::new();
        if !all_written(amendment.clone()).await? {
            return Ok(Found::NotDone);
        }
        let Some(head) = &amendment.head else {
            return Ok(Found::Done(without_history("it was delivered without one")));
        };
        let (onto, commit) = (CommitId(head.clone()), commit_of(amendment)?);
        if !self.git.is_on_top(&amendment.target, &onto, &commit, cancel.clone()).await? {
            return Ok(Found::NotDone);
        }
        let differing = self.git.changed_paths(&amendment.target, cancel.clone()).await?;
        if commit.files.iter().any(|file| differing.contains(&file.path.to_string())) {
            return Ok(Found::NotDone);
        }
        let head = self.git.head(&amendment.target, cancel).await?;
        Ok(Found::Done(Receipt { head: head.map(|id| id.to_string()), note: String::new() }))
    }
}

fn commit_of(amendment: &Amendment) -> Result<Commit, ToolError> {
    let files = amendment.files.iter().map(|it| checked(it.file.clone())).collect::<Result<_, _>>()?;
    Ok(Commit { message: amendment.message.clone(), files, removed: Vec::new() })
}

fn paths_of(amendment: &Amendment) -> Result<Vec<RelPath>, ToolError> {
    amendment.files.iter().map(|it| RelPath::new(it.file.path.as_str())).collect()
}

fn changed(target: &Path, what: &str) -> ToolError {
    ToolError::Changed { target: target.display().to_string(), what: what.to_owned() }
}

/// Every file that is to be written stands there as it was delivered, or as it is to be.
async fn untouched(amendment: &Amendment) -> Result<(), ToolError> {
    let amendment = amendment.clone();
    blocking(move || {
        let workspace = open(&amendment.target)?;
        for it in &amendment.files {
            stands(&workspace, &amendment.target, it)?;
        }
        Ok(())
    })
    .await
}

async fn write(amendment: Amendment) -> Result<(), ToolError> {
    blocking(move || {
        let workspace = open(&amendment.target)?;
        for it in &amendment.files {
            // Looked at again: the person may have saved it in the meantime.
            if stands(&workspace, &amendment.target, it)? == Stands::Before {
                let path = RelPath::new(it.file.path.as_str())?;
                workspace.write(&path, &it.file.bytes, Mode { executable: it.file.executable })?;
            }
        }
        Ok(())
    })
    .await
}

async fn all_written(amendment: Amendment) -> Result<bool, ToolError> {
    blocking(move || {
        let workspace = match open(&amendment.target) {
            Err(ToolError::Changed { .. }) => return Ok(false),
            opened => opened?,
        };
        for it in &amendment.files {
            match stands(&workspace, &amendment.target, it) {
                Ok(Stands::After) => {}
                // What is in the way is for the attempt to say.
                Ok(Stands::Before) | Err(ToolError::Changed { .. }) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    })
    .await
}

fn open(target: &Path) -> Result<Workspace, ToolError> {
    Workspace::open(target).map_err(|error| match error {
        ToolError::NotFound { .. } | ToolError::Unsafe { .. } => changed(target, "it is not there any more"),
        other => other,
    })
}

#[derive(PartialEq, Eq)]
enum Stands {
    Before,
    After,
}

fn stands(workspace: &Workspace, target: &Path, it: &AmendedFile) -> Result<Stands, ToolError> {
    let path = RelPath::new(it.file.path.as_str())?;
    match workspace.read(&path, FILE_BYTES_MAX) {
        Ok(bytes) if bytes == it.file.bytes => Ok(Stands::After),
        Ok(bytes) if ContentHash::of(&bytes) == it.before => Ok(Stands::Before),
        Ok(_) | Err(ToolError::Unsafe { .. } | ToolError::TooLarge { .. }) => {
            Err(changed(target, &format!("{path} is another one")))
        }
        Err(ToolError::NotFound { .. }) => Err(changed(target, &format!("{path} was removed"))),
        Err(error) => Err(error),
    }
}
