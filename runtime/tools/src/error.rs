//! What can go wrong at the edge, by what the caller can do about it. Plain data: it is recorded and read back in a replay.

use rustix::io::Errno;
use serde::{Deserialize, Serialize};

/// Paths are text as the person would see them; `detail` is what the system or the program said, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolError {
    #[error("`{path}` cannot be used as a path in a workspace: {why}")]
    BadPath { path: String, why: String },
    #[error("`{path}` was refused: {why}; replace it with an ordinary file or folder and try again")]
    Unsafe { path: String, why: String },
    #[error("`{path}` and `{other}` are the same file where case does not count; rename one of them")]
    Clash { path: String, other: String },
    #[error("there is no `{path}`")]
    NotFound { path: String },
    #[error("`{path}` is larger than {limit_bytes} bytes; read it in another way or leave it out")]
    TooLarge { path: String, limit_bytes: u64 },
    #[error("`{path}` holds more than {limit} {what}; point at a smaller folder")]
    TooMany { path: String, what: String, limit: usize },
    #[error("`{path}` no longer has the content that was put there; run the session again")]
    Corrupt { path: String },
    #[error(
        "`{path}` changed while samriddh was at it; nothing is lost: end what writes there and try again"
    )]
    Changing { path: String },
    #[error("`{path}` cannot be saved: {why}")]
    Unsavable { path: String, why: String },
    #[error("`{target}` is not empty; name a folder that does not exist yet, or an empty one")]
    TargetNotEmpty { target: String },
    #[error("`{target}` was changed since it was delivered: {what}; it was left as it is")]
    Changed { target: String, what: String },
    #[error("`{target}` cannot take the result: {why}")]
    TargetUnusable { target: String, why: String },
    #[error("the disk that holds `{path}` is full; free some space and resume the session")]
    DiskFull { path: String },
    #[error("`{path}` is on a read-only file system; choose another folder")]
    ReadOnly { path: String },
    #[error("no permission to write or read `{path}`; choose another folder or change its permissions")]
    PermissionDenied { path: String },
    #[error("`{program}` was not found; {what_to_do}")]
    Missing { program: String, what_to_do: String },
    #[error("the history was asked to hold `{path}`, which is not among the files (or the other way round)")]
    HistoryMismatch { path: String },
    #[error("git could not {step}: {detail}")]
    Git { step: String, detail: String },
    #[error("stopped while it was asked to {step}")]
    Cancelled { step: String },
    /// What an earlier run was told, for a replay of it.
    #[error("{said}")]
    Recorded { said: String },
    #[error("could not {action} `{path}`: {detail}")]
    Io { action: String, path: String, detail: String },
}

impl ToolError {
    /// The variant for a system error while doing `action` (an infinitive) on `path`.
    pub(crate) fn of_errno(action: &str, path: impl Into<String>, errno: Errno) -> Self {
        let path = path.into();
        match errno {
            Errno::NOSPC | Errno::DQUOT => Self::DiskFull { path },
            Errno::ROFS => Self::ReadOnly { path },
            Errno::ACCESS | Errno::PERM => Self::PermissionDenied { path },
            Errno::NOENT => Self::NotFound { path },
            // A link where a folder should be is either, depending on the system.
            Errno::NOTDIR | Errno::LOOP => {
                Self::Unsafe { path, why: "a file or a symbolic link is in the way".to_owned() }
            }
            Errno::ISDIR => Self::Unsafe { path, why: "it is a folder".to_owned() },
            other => Self::Io { action: action.to_owned(), path, detail: other.to_string() },
        }
    }

    /// The same for an error of the standard library.
    pub(crate) fn of_io(action: &str, path: impl Into<String>, error: &std::io::Error) -> Self {
        match Errno::from_io_error(error) {
            Some(errno) => Self::of_errno(action, path, errno),
            None => Self::Io { action: action.to_owned(), path: path.into(), detail: error.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_to_do_and_survive_a_recording() {
        let full = ToolError::of_errno("write", "a/b", Errno::NOSPC);
        assert_eq!(
            full.to_string(),
            "the disk that holds `a/b` is full; free some space and resume the session"
        );
        let kinds = [Errno::DQUOT, Errno::ROFS, Errno::ACCESS, Errno::NOENT, Errno::LOOP, Errno::IO];
        let texts: Vec<String> =
            kinds.into_iter().map(|e| ToolError::of_errno("write", "a/b", e).to_string()).collect();
        expect_test::expect![[r#"
            the disk that holds `a/b` is full; free some space and resume the session
            `a/b` is on a read-only file system; choose another folder
            no permission to write or read `a/b`; choose another folder or change its permissions
            there is no `a/b`
            `a/b` was refused: a file or a symbolic link is in the way; replace it with an ordinary file or folder and try again
            could not write `a/b`: Input/output error (os error 5)"#]].assert_eq(&texts.join("\n"));
        let text = serde_json::to_string(&full).expect("plain data");
        assert_eq!(serde_json::from_str::<ToolError>(&text).expect("the same data"), full);
    }
}
