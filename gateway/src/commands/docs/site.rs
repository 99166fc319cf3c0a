//! Where pages lie: a folder of its own, in the code's folder or elsewhere. Below what the person named, no link is followed.

use std::path::{Component, Path, PathBuf};

use protocol::problem::{Code, Problem};
use tools::{Mode, RelPath, ToolError, Workspace};

/// Where pages lie if nobody says otherwise.
const USUAL: &str = "docs/samriddh";
/// Pages that somebody edited may be longer than what is made.
const PAGE_BYTES_MAX: u64 = 20_000_000;
/// The folder of pages and the one in it.
const FOLDERS: &[&str] = &["", "api"];

pub struct Site {
    /// What is opened: the code's folder if the pages lie in it, else their own.
    base: PathBuf,
    /// From there to the pages; empty where they lie in it directly.
    below: String,
    inside: bool,
    root: Option<String>,
}

impl Site {
    pub fn find(code: &Path, out: Option<&Path>) -> Result<Self, Problem> {
        let full = match out {
            None => code.join(USUAL),
            Some(out) => real(out)?,
        };
        let Ok(below) = full.strip_prefix(code) else {
            return Ok(Self { base: full, below: String::new(), inside: false, root: None });
        };
        let named = below.to_str().ok_or_else(|| refused("its name is not UTF-8"))?;
        if named.is_empty() {
            return Err(refused("it is the folder of the code itself"));
        }
        RelPath::new(named).map_err(|error| refused(&error.to_string()))?;
        let root = "../".repeat(named.split('/').count());
        Ok(Self { base: code.to_owned(), below: named.to_owned(), inside: true, root: Some(root) })
    }

    pub fn path(&self) -> PathBuf {
        if self.below.is_empty() { self.base.clone() } else { self.base.join(&self.below) }
    }

    /// From the pages up to the code; none where they lie elsewhere.
    pub fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// The pages' folder in the code's.
    pub fn below(&self) -> Option<&str> {
        self.inside.then_some(self.below.as_str())
    }

    /// A path of the code's folder is that of a page.
    pub fn holds(&self, path: &str) -> bool {
        self.inside && path.strip_prefix(&self.below).is_some_and(|rest| rest.starts_with('/'))
    }

    fn at(&self, page: &str) -> Result<RelPath, Problem> {
        let path = if self.below.is_empty() { page.to_owned() } else { format!("{}/{page}", self.below) };
        RelPath::new(path).map_err(|error| failed(&error))
    }

    fn open(&self) -> Result<Option<Workspace>, Problem> {
        match Workspace::open(&self.base) {
            Ok(workspace) => Ok(Some(workspace)),
            Err(ToolError::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    pub fn read(&self, page: &str) -> Result<Option<Vec<u8>>, Problem> {
        let Some(workspace) = self.open()? else { return Ok(None) };
        match workspace.read(&self.at(page)?, PAGE_BYTES_MAX) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(ToolError::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    pub fn write(&self, page: &str, text: &str) -> Result<(), Problem> {
        let path = self.at(page)?;
        let workspace = Workspace::create(&self.base).map_err(|error| failed(&error))?;
        workspace.write(&path, text.as_bytes(), Mode::FILE).map_err(|error| failed(&error))
    }

    pub fn remove(&self, page: &str) -> Result<(), Problem> {
        let Some(workspace) = self.open()? else { return Ok(()) };
        workspace.remove(&self.at(page)?).map_err(|error| failed(&error))
    }

    /// Markdown files where pages lie, by their path there.
    pub fn names(&self) -> Result<Vec<String>, Problem> {
        let Some(workspace) = self.open()? else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for folder in FOLDERS {
            let path = [self.below.as_str(), *folder]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join("/");
            let path =
                (!path.is_empty()).then(|| RelPath::new(path)).transpose().map_err(|error| failed(&error))?;
            for found in workspace.names(path.as_ref()).map_err(|error| failed(&error))? {
                let name = found.as_str().rsplit('/').next().unwrap_or_default();
                if name.ends_with(".md") {
                    names.push(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
                }
            }
        }
        Ok(names)
    }
}

/// A path without links as far as it is there, and without `..`.
fn real(path: &Path) -> Result<PathBuf, Problem> {
    let full = std::path::absolute(path).map_err(|error| refused(&error.to_string()))?;
    let mut missing = Vec::new();
    let mut there = full.as_path();
    loop {
        if let Ok(found) = there.canonicalize() {
            return Ok(missing.iter().rev().fold(found, |path, name| path.join(name)));
        }
        match (there.components().next_back(), there.parent()) {
            (Some(Component::Normal(name)), Some(above)) => {
                missing.push(name.to_owned());
                there = above;
            }
            _ => return Err(refused("it cannot be reached")),
        }
    }
}

fn refused(why: &str) -> Problem {
    Problem::new(
        Code::Malformed,
        format!("pages cannot lie there: {why}"),
        "name a folder of their own with --out DIR",
    )
}

fn failed(error: &ToolError) -> Problem {
    Problem::new(
        Code::Storage,
        error.to_string(),
        "put right what is said, or name another folder with --out DIR",
    )
}
