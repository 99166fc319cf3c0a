//! What is understood of requests as people type them, beside what a careful reader expects of each.

pub mod corpus;
pub mod item;
pub mod reading;
pub mod report;
pub mod score;

use std::path::{Path, PathBuf};

use anyhow::Result;

use reading::Reading;
use report::Report;

/// Which half of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Read while the product learns.
    Open,
    /// Never looked at while it does.
    Blind,
}

impl Part {
    pub fn folder(self) -> PathBuf {
        let name = match self {
            Part::Open => "open",
            Part::Blind => "blind",
        };
        Path::new(env!("CARGO_MANIFEST_DIR")).join("requests").join(name)
    }
}

/// Reads every request of a part, or of one domain of it.
///
/// # Errors
/// A corpus that cannot be read.
pub fn run(part: Part, only: Option<&str>) -> Result<Report> {
    let mut report = Report::default();
    let domains = corpus::read(&part.folder())?;
    for domain in domains.iter().filter(|domain| only.is_none_or(|name| domain.domain == name)) {
        for (at, request) in domain.requests.iter().enumerate() {
            let reading = Reading::of(&plan::understand(&request.text));
            let score = score::score(request, reading);
            report.add(&domain.domain, at + 1, &request.text, &score);
        }
    }
    Ok(report)
}
