//! What git says of the history, for the changelog. A repository's own settings run nothing.

use std::path::Path;

use code::pages::changelog::{self, Ids, Log};
use protocol::problem::{Code, Problem};
use tools::ports::Shell;
use tools::{CancellationToken, Environment, Exit, Invocation, LocalShell, Outcome};

use super::site::Site;

/// Two minutes read the history of the largest repositories.
const DEADLINE_MS: u64 = 120_000;
/// A few hundred thousand commits.
const BYTES_MAX: u64 = 256 * 1024 * 1024;
const ID: &str = "--format=%H";
const QUIET: &[&str] =
    &["-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.quotePath=false"];

/// The history, or why there is none to tell of.
pub enum History {
    Whole(Log),
    None(String),
}

impl History {
    pub async fn read(folder: &Path, site: &Site) -> Result<Self, Problem> {
        let shell = LocalShell::new(Environment::of_process())
            .map_err(|error| Problem::new(Code::Internal, error.to_string(), "run it again"))?;
        let git = Git { shell, folder };
        let inside = git.run(&["rev-parse", "--is-shallow-repository"]).await;
        match (inside.exit.clone(), inside.stdout.head.trim()) {
            (Exit::Code(0), "false") => {}
            (Exit::Code(0), _) => {
                return Ok(Self::none("git has only a part of the history here (a shallow clone)"));
            }
            (Exit::NotFound, _) => return Ok(Self::none("git is not installed")),
            _ => return Ok(Self::none("the folder is in no git repository")),
        }
        if !git.run(&["rev-parse", "--verify", "--quiet", "HEAD"]).await.success() {
            return Ok(Self::none("nothing was committed yet"));
        }
        let tags = ["--decorate=full", "--decorate-refs=refs/tags/*"];
        let log = git
            .log(&[&["--topo-order", "--encoding=UTF-8", changelog::FORMAT][..], &tags].concat(), &[])
            .await?;
        let all = git.log(&["--topo-order", ID], &[]).await?;
        let breaking = git.log(&["-E", "--grep", changelog::BREAKING, ID], &[]).await?;
        let (besides, own) = match site.below() {
            Some(below) => (format!(":(exclude,literal){below}"), Some(format!(":(literal){below}"))),
            None => (".".to_owned(), None),
        };
        let counting = git.log(&["--full-history", ID], &[".", &besides]).await?;
        let carrying = match &own {
            Some(own) => git.log(&["--full-history", ID], &[own]).await?,
            None => String::new(),
        };
        let ids = Ids {
            all: all.lines().collect(),
            counting: counting.lines().collect(),
            carrying: carrying.lines().collect(),
            breaking: breaking.lines().collect(),
        };
        Ok(Self::Whole(Log::read(&log, &ids)))
    }

    fn none(why: &str) -> Self {
        Self::None(why.to_owned())
    }

    pub fn log(&self) -> Option<&Log> {
        match self {
            Self::Whole(log) => Some(log),
            Self::None(_) => None,
        }
    }

    /// The changelogs that may lie there.
    pub fn accepted(&self, name: &str) -> Vec<String> {
        self.log().map(|log| log.accepted(name)).unwrap_or_default()
    }

    pub fn note(&self) -> Option<String> {
        match self {
            Self::Whole(_) => None,
            Self::None(why) => Some(format!("the changelog is neither made nor checked: {why}")),
        }
    }
}

struct Git<'g> {
    shell: LocalShell,
    folder: &'g Path,
}

impl Git<'_> {
    async fn run(&self, words: &[&str]) -> Outcome {
        let line = [&["git"][..], QUIET, words].concat();
        let mut invocation = Invocation::new(line, self.folder, DEADLINE_MS);
        invocation.output_cap_bytes = BYTES_MAX;
        self.shell.run(invocation, CancellationToken::new()).await
    }

    async fn log(&self, words: &[&str], paths: &[&str]) -> Result<String, Problem> {
        let line = [&["log"][..], words, &["--"], paths].concat();
        let outcome = self.run(&line).await;
        let failed = |why: String| {
            Problem::new(
                Code::Storage,
                format!("git could not tell the history: {why}"),
                "see what `git log` says in that folder",
            )
        };
        if !outcome.success() {
            return Err(failed(outcome.stderr.text().lines().next().unwrap_or_default().to_owned()));
        }
        if outcome.truncated {
            return Err(failed(format!("it is longer than {BYTES_MAX} bytes")));
        }
        Ok(outcome.stdout.head)
    }
}
