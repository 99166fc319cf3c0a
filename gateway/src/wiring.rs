//! Everything a session needs of this machine, put together: the team, its templates, time, chance, delivery and checks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actors::Roster;
use forge::Templates;
use llm::prices::PriceTable;
use llm::{OpenAiChat, Settings};
use plan::consensus::Change;
use protocol::problem::{Code, Problem};
use runtime::ports::{Chance, Model, Ports, SystemChance, SystemClock};
use runtime::team::Team;
use runtime::{Node, NodeConfig};
use tools::probe::Surroundings;
use tools::work::{Bench, LocalDeliverer};
use tools::{LocalShell, RelPath, Workspace};

use crate::reading::Local;

/// A folder whose files stand in for templates of the same path below `templates/`.
const TEMPLATES_VARIABLE: &str = "SAMRIDDH_TEMPLATES";
/// The largest embedded template is a lock file of a few hundred kilobytes.
const TEMPLATE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Below the data folder: copies of repositories, where checks run.
pub const BENCH_FOLDER: &str = "bench";

/// Becomes the owner of the data folder.
pub async fn open_node(home: &Path) -> Result<Arc<Node>, Problem> {
    let around = Surroundings::of_process();
    let shell = LocalShell::new(around.environment.clone()).map_err(|error| internal(&error))?;
    let shell: Arc<dyn tools::ports::Shell> = Arc::new(shell);
    let ports = Ports {
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        deliverer: Arc::new(LocalDeliverer::new(Arc::clone(&shell))),
        checker: Arc::new(Bench::new(home.join(BENCH_FOLDER), shell, around)),
        reader: Some(Arc::new(Local)),
        model: model()?,
    };
    let team = team()?;
    let node = Node::open(NodeConfig { home: home.to_owned(), team, ports }).await?;
    // Only now is it certain that no living samriddh of this folder owns them.
    tools::end_orphans();
    Ok(node)
}

/// The team with its templates.
pub fn team() -> Result<Team, Problem> {
    actors::team(templates()?).map_err(|error| internal(&error))
}

/// The team with some things otherwise.
pub fn team_with(changes: &[Change]) -> Result<Team, Problem> {
    let roster = Roster::embedded().map_err(|error| internal(&error))?;
    let changed = changes.iter().try_fold(roster, |roster, change| roster.with(change));
    let roster = changed.map_err(|error| {
        Problem::new(Code::Malformed, error.to_string(), "`samriddh help replay` has examples")
    })?;
    Ok(roster.team(templates()?))
}

/// A random name, for tokens and for clients' command ids.
pub fn random_name() -> String {
    [SystemChance.bytes(), SystemChance.bytes()].concat().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Which model the person's environment names, if any.
pub fn model_settings() -> Result<Option<Settings>, Problem> {
    Settings::read(|name| std::env::var(name).ok()).map_err(|error| {
        let hint = "correct that, or unset SAMRIDDH_MODEL_URL and SAMRIDDH_MODEL to work without a model";
        Problem::new(Code::Malformed, error.to_string(), hint)
    })
}

fn model() -> Result<Option<Model>, Problem> {
    let Some(settings) = model_settings()? else { return Ok(None) };
    let provider = OpenAiChat::new(settings).map_err(|error| internal(&error))?;
    let prices = PriceTable::embedded().map_err(|error| internal(&error))?;
    Ok(Some(Model { provider: Arc::new(provider), prices: Arc::new(prices) }))
}

fn templates() -> Result<Templates, Problem> {
    match std::env::var_os(TEMPLATES_VARIABLE).filter(|folder| !folder.is_empty()) {
        None => Ok(Templates::embedded()),
        Some(folder) => overrides(&PathBuf::from(folder)).map(Templates::with),
    }
}

fn overrides(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    let unreadable = |error: tools::ToolError| {
        let message = format!("the templates in {} cannot be read: {error}", folder.display());
        Problem::new(Code::Storage, message, format!("correct or unset {TEMPLATES_VARIABLE}"))
    };
    let workspace = Workspace::open(folder).map_err(unreadable)?;
    let entries = workspace.list().map_err(unreadable)?;
    let read = |path: RelPath| {
        let bytes = workspace.read(&path, TEMPLATE_BYTES_MAX)?;
        Ok((path.to_string(), bytes))
    };
    let found =
        entries.into_iter().map(|entry| read(entry.path)).collect::<Result<_, _>>().map_err(unreadable)?;
    stand_in(folder, found)
}

/// A file that stands in for no template would be ignored, and its author would wait for it to show.
fn stand_in(folder: &Path, found: BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    let known = Templates::paths();
    match found.keys().find(|path| !known.contains(path)) {
        None => Ok(found),
        Some(path) => {
            let message = format!("{path} in {} stands in for no template", folder.display());
            let hint = format!("give it a template's path, such as {}, or remove it", known[0]);
            Err(Problem::new(Code::Malformed, message, hint))
        }
    }
}

fn internal(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, error.to_string(), "run `samriddh doctor`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_stands_in_for_no_template_is_named() {
        let found = |path: &str| BTreeMap::from([(path.to_owned(), Vec::new())]);
        let problem = stand_in(Path::new("/mine"), found("typo.j2")).unwrap_err();
        assert_eq!(problem.message, "typo.j2 in /mine stands in for no template");
        assert!(stand_in(Path::new("/mine"), found(&Templates::paths()[0])).is_ok());
    }
}
