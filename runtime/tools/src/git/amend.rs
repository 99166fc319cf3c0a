//! One commit on top of a history of the product's own making, without touching what the person has checked out or staged.

use std::path::Path;

use tokio_util::sync::CancellationToken;

use super::{AUTHOR_EMAIL, AUTHOR_NAME, BETWEEN_COMMITS_S, Commit, CommitId, SystemGit};
use super::{message_of, push_commit};
use crate::error::ToolError;
use crate::path::RelPath;

const MAIN: &str = "refs/heads/main";
/// Where the commit is made before the branch moves to it.
const ASIDE: &str = "refs/samriddh/repair";

impl SystemGit {
    /// The commit is the same whenever it is made, so an interrupted call is finished by the next one.
    pub(super) async fn commit_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: &CancellationToken,
    ) -> Result<CommitId, ToolError> {
        let branch = self.said(folder, &["symbolic-ref", "--quiet", "HEAD"], None, cancel).await;
        match branch {
            Ok(branch) if branch == MAIN => {}
            Ok(_) | Err(ToolError::Git { .. }) => {
                return Err(changed(folder, "another branch is checked out"));
            }
            Err(error) => return Err(error),
        }
        let date = ["log", "-1", "--format=%ct", onto.as_str()];
        let date = self.said(folder, &date, None, cancel).await?.parse::<u64>();
        let seconds = date.map_err(|_| broken("log", "a commit has no date"))? + BETWEEN_COMMITS_S;
        let mut stream = Vec::new();
        push_commit(&mut stream, (ASIDE, Some(onto)), 1, commit, seconds);
        stream.extend_from_slice(b"get-mark :1\ndone\n");
        let import = ["fast-import", "--quiet", "--done", "--force", "--date-format=raw"];
        let id = self.said(folder, &import, Some(stream), cancel).await?;
        let moved = self.move_main(folder, onto, &id, cancel).await;
        self.git(folder, &["update-ref", "-d", ASIDE], None, cancel).await?;
        moved?;
        Ok(CommitId(id))
    }

    async fn move_main(
        &self,
        folder: &Path,
        onto: &CommitId,
        id: &str,
        cancel: &CancellationToken,
    ) -> Result<(), ToolError> {
        let now = self.said(folder, &["rev-parse", "--verify", MAIN], None, cancel).await?;
        if now == id {
            return Ok(());
        }
        // Git compares and moves in one step: a commit that the person makes at this moment is not lost.
        let swap = ["update-ref", MAIN, id, onto.as_str()];
        match self.git(folder, &swap, None, cancel).await {
            Err(ToolError::Git { .. }) => Err(changed(folder, "it has other commits")),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Whether the last commit is this one, made by an earlier call.
    pub(super) async fn has_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: &CancellationToken,
    ) -> Result<bool, ToolError> {
        let format = ["log", "-1", "--format=%P %an %ae%n%B", MAIN];
        let said = self.said(folder, &format, None, cancel).await?;
        let message = String::from_utf8_lossy(&message_of(commit)).trim().to_owned();
        Ok(said == format!("{onto} {AUTHOR_NAME} {AUTHOR_EMAIL}\n{message}"))
    }

    /// Paths that git knows and that differ from the last commit, staged or not; one with unusual characters in git's quotes.
    pub(super) async fn differing(
        &self,
        folder: &Path,
        cancel: &CancellationToken,
    ) -> Result<Vec<String>, ToolError> {
        let status =
            ["status", "--porcelain=v1", "--no-renames", "--untracked-files=no", "--ignore-submodules=none"];
        let said = self.git(folder, &status, None, cancel).await?.stdout.text();
        // Two letters and a space stand before each path.
        Ok(said.lines().filter_map(|line| line.get(3..)).map(str::to_owned).collect())
    }

    /// Tells the index of these files alone; what else is staged stays so.
    pub(super) async fn stage_from_head(
        &self,
        folder: &Path,
        paths: &[RelPath],
        cancel: &CancellationToken,
    ) -> Result<(), ToolError> {
        let stdin: Vec<u8> =
            paths.iter().flat_map(|path| [path.as_str(), "\0"].concat().into_bytes()).collect();
        let from =
            ["--literal-pathspecs", "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"];
        self.git(folder, &from, Some(stdin), cancel).await.map(|_| ())
    }

    async fn said(
        &self,
        folder: &Path,
        arguments: &[&str],
        stdin: Option<Vec<u8>>,
        cancel: &CancellationToken,
    ) -> Result<String, ToolError> {
        Ok(self.git(folder, arguments, stdin, cancel).await?.stdout.text().trim().to_owned())
    }
}

fn changed(folder: &Path, what: &str) -> ToolError {
    ToolError::Changed { target: folder.display().to_string(), what: what.to_owned() }
}

fn broken(step: &str, detail: &str) -> ToolError {
    ToolError::Git { step: step.to_owned(), detail: detail.to_owned() }
}
