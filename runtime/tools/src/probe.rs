//! What is installed here and fit for use: for `doctor`, and to know which checks can run.

mod browser;
pub(crate) mod postgres;
mod redis;
mod version;

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::command::{Exit, Invocation};
use crate::environment::Environment;
use crate::ports::Shell;

pub use version::Version;

/// A tool that does not answer by then is as good as absent; a cold `npm --version` takes a second, several on
/// a busy machine.
const DEADLINE_MS: u64 = 10_000;
/// The environment variable that names the PostgreSQL server to use.
pub const POSTGRES_URL: &str = "SAMRIDDH_POSTGRES_URL";
/// And the Redis server.
pub const REDIS_URL: &str = "SAMRIDDH_REDIS_URL";

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    Git,
    Python,
    Venv,
    Node,
    Npm,
    Postgres,
    Chromium,
    Redis,
}

impl Tool {
    pub const ALL: [Self; 8] = [
        Self::Git,
        Self::Python,
        Self::Venv,
        Self::Node,
        Self::Npm,
        Self::Postgres,
        Self::Chromium,
        Self::Redis,
    ];

    /// The name a person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Python => "python3",
            Self::Venv => "python venv",
            Self::Node => "node",
            Self::Npm => "npm",
            Self::Postgres => "PostgreSQL",
            Self::Chromium => "Chromium",
            Self::Redis => "Redis",
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was found. For a server, `path` is where it answers, without a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Status {
    Found { path: PathBuf, version: String },
    Missing { what_to_do: String },
    TooOld { path: PathBuf, found: String, need: String },
}

impl Status {
    pub fn usable(&self) -> bool {
        matches!(self, Self::Found { .. })
    }

    fn missing(what_to_do: impl Into<String>) -> Self {
        Self::Missing { what_to_do: what_to_do.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    pub tool: Tool,
    /// Whether a session is complete without it.
    pub optional: bool,
    pub status: Status,
}

/// Where to look. The two addresses come from the environment variables of the same names and may hold passwords, which
/// reach neither a command line nor an answer.
#[derive(Clone, Default)]
pub struct Surroundings {
    pub environment: Environment,
    pub postgres_url: Option<String>,
    pub redis_url: Option<String>,
}

impl Surroundings {
    pub fn of_process() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            environment: Environment::of_process(),
            postgres_url: variable(POSTGRES_URL),
            redis_url: variable(REDIS_URL),
        }
    }
}

/// Looks for everything at once; in the order of `Tool::ALL`.
pub async fn probe_all(shell: &dyn Shell, around: &Surroundings, cancel: CancellationToken) -> Vec<Probe> {
    let look = Look { shell, around, cancel };
    let (git, python, venv, node, npm, postgres, chromium, redis) = tokio::join!(
        look.for_tool(Tool::Git),
        look.for_tool(Tool::Python),
        look.for_tool(Tool::Venv),
        look.for_tool(Tool::Node),
        look.for_tool(Tool::Npm),
        look.for_tool(Tool::Postgres),
        look.for_tool(Tool::Chromium),
        look.for_tool(Tool::Redis),
    );
    vec![git, python, venv, node, npm, postgres, chromium, redis]
}

/// Looks for one tool.
pub async fn probe(tool: Tool, shell: &dyn Shell, around: &Surroundings, cancel: CancellationToken) -> Probe {
    Look { shell, around, cancel }.for_tool(tool).await
}

struct Look<'a> {
    shell: &'a dyn Shell,
    around: &'a Surroundings,
    cancel: CancellationToken,
}

/// What a program printed, or the exit that explains why it printed nothing of use.
struct Answer {
    text: String,
    exit: Exit,
}

impl Look<'_> {
    async fn for_tool(&self, tool: Tool) -> Probe {
        let status = match tool {
            // --object-format came with 2.29.
            Tool::Git => self.program("git", "2.29", "install git, for example: apt install git").await,
            Tool::Python => {
                self.program("python3", "3.11", "install Python 3.11 or later from python.org or your system")
                    .await
            }
            Tool::Venv => self.venv().await,
            Tool::Node => self.program("node", "20", "install Node 20 or later from nodejs.org").await,
            Tool::Npm => {
                self.program("npm", "9", "npm comes with Node: install Node 20 or later from nodejs.org")
                    .await
            }
            Tool::Postgres => postgres::look(self).await,
            Tool::Chromium => browser::look(self).await,
            Tool::Redis => redis::look(self).await,
        };
        Probe { tool, optional: matches!(tool, Tool::Redis), status }
    }

    /// A program in `PATH` that prints its version.
    async fn program(&self, name: &str, need: &str, what_to_do: &str) -> Status {
        let Some(path) = self.around.environment.find_program(name) else {
            return Status::missing(what_to_do);
        };
        self.versioned(path, need, what_to_do).await
    }

    async fn versioned(&self, path: PathBuf, need: &str, what_to_do: &str) -> Status {
        let answer = self.ask([path.display().to_string(), "--version".to_owned()], &[]).await;
        let found = Version::in_text(&answer.text).filter(|_| answer.exit == Exit::Code(0));
        let Some(found) = found else {
            let why =
                format!("`{} --version` did not answer with a version ({:?})", path.display(), answer.exit);
            return Status::missing(format!("{why}; {what_to_do}"));
        };
        match Version::in_text(need) {
            Some(least) if found < least => {
                Status::TooOld { path, found: found.to_string(), need: need.to_owned() }
            }
            _ => Status::Found { path, version: found.to_string() },
        }
    }

    /// Debian ships Python without what `venv` needs, so the module has to be asked for what it will use.
    async fn venv(&self) -> Status {
        let what_to_do = "install Python's venv module, for example: apt install python3-venv";
        let Some(path) = self.around.environment.find_program("python3") else {
            return Status::missing(what_to_do);
        };
        let code = "import venv, ensurepip; print(ensurepip.version())";
        let answer = self.ask([&path.display().to_string(), "-c", code], &[]).await;
        match Version::in_text(&answer.text) {
            Some(pip) if answer.exit == Exit::Code(0) => {
                Status::Found { path, version: format!("pip {pip}") }
            }
            _ => Status::missing(what_to_do),
        }
    }

    async fn ask<S: Into<String>>(
        &self,
        argv: impl IntoIterator<Item = S>,
        env: &[(&str, String)],
    ) -> Answer {
        // The root folder: nothing of the person's is there for a program to pick up.
        let mut invocation = Invocation::new(argv, "/", DEADLINE_MS);
        invocation.env.extend(env.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let outcome = self.shell.run(invocation, self.cancel.clone()).await;
        let said =
            if outcome.stdout.head.trim().is_empty() { outcome.stderr.head } else { outcome.stdout.head };
        Answer { text: said, exit: outcome.exit }
    }
}
