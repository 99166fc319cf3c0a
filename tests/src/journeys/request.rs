//! The requests that journeys make, as a person would type them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

#[derive(Clone, Debug)]
pub struct Request {
    pub name: String,
    pub text: String,
    /// The one that is proved in full every time.
    pub flagship: bool,
}

/// The request that every run proves in full.
const FLAGSHIP: &str = "blog";

impl Request {
    /// Every file in `tests/journeys`, the flagship first.
    pub fn all() -> Result<Vec<Request>> {
        let folder = folder();
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        let mut requests = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                requests.push(read(&path)?);
            }
        }
        requests.sort_by(|a, b| b.flagship.cmp(&a.flagship).then_with(|| a.name.cmp(&b.name)));
        anyhow::ensure!(requests.first().is_some_and(|first| first.flagship), "{FLAGSHIP}.txt is missing");
        Ok(requests)
    }
}

fn read(path: &Path) -> Result<Request> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let flagship = name == FLAGSHIP;
    Ok(Request { name, text: text.trim().to_owned(), flagship })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys")
}
