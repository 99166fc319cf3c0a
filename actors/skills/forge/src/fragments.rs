//! What a pack adds to files that another pack writes: environment, services, CI jobs, hooks, README sections, checks.

use protocol::check::CheckSpec;
use serde::{Deserialize, Serialize};

/// A pack's contribution to shared files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fragments {
    pub env: Vec<EnvVar>,
    pub services: Vec<Service>,
    pub ci_jobs: Vec<CiJob>,
    pub hooks: Vec<Hook>,
    pub readme: Vec<Section>,
    /// Lines of `.gitignore`.
    pub ignore: Vec<String>,
    pub checks: Vec<CheckSpec>,
}

/// Who reads an environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Backend,
    Frontend,
    Infra,
    Repository,
}

/// One environment variable of the product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvVar {
    pub name: String,
    /// What `.env.example` shows; `None` for what each person fills in.
    pub value: Option<String>,
    /// A secret never has a value in the repository.
    pub secret: bool,
    pub part: Part,
    /// One sentence for `.env.example` and the README's table.
    pub about: String,
}

/// A compose service beyond those of the backend, frontend and database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    pub name: String,
    /// The YAML below the name, each line indented by four spaces, ending with a newline.
    pub body: String,
}

/// A CI job as data; the pack that writes the workflow knows the actions and their pins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CiJob {
    /// `backend`
    pub id: String,
    pub title: String,
    pub setup: Vec<CiSetup>,
    pub env: Vec<(String, String)>,
    /// `backend`, or `.`
    pub folder: String,
    pub steps: Vec<CiStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CiSetup {
    Python,
    Node,
    /// A PostgreSQL service on port 5432, user and password `postgres`, database `postgres`.
    Postgres,
    /// A Redis service on port 6379.
    Redis,
    Chromium,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CiStep {
    pub name: String,
    /// One shell line.
    pub run: String,
}

/// A local pre-commit hook that uses the repository's own tools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hook {
    pub id: String,
    pub name: String,
    /// The command, run from the repository's root.
    pub entry: String,
    /// A regular expression over paths.
    pub files: String,
    /// Whether the changed files are given as arguments.
    pub pass_filenames: bool,
}

/// A README section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    /// Markdown without the heading, ending with a newline.
    pub body: String,
    /// Smaller comes first.
    pub order: u32,
}
