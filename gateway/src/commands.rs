//! One file a command; each returns how the program ends and has said all there is to say.

pub mod ask;
pub mod backup;
pub mod blueprint;
pub mod checkpoints;
pub mod docs;
pub mod doctor;
pub mod fork;
pub mod graph;
pub mod index;
pub mod map;
pub mod metrics;
pub mod new;
pub mod open;
pub mod otherwise;
pub mod page;
pub mod reexecute;
pub mod repair;
pub mod replay;
pub mod restore;
pub mod resume;
pub mod rewind;
pub mod run;
pub mod serve;
pub mod sessions;
pub mod show;
pub mod verify;

use std::path::Path;

use cli::args::{Action, Args, Replay};
use cli::{Exit, Screen, notice};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::view::View;
use runtime::archive::Reader;
use serde_json::Value;

use crate::{follow, home};

/// Does what was typed.
pub async fn run(args: Args) -> Exit {
    let json = args.shared.json;
    let home = match home::find(&args.shared) {
        Ok(home) => home,
        Err(problem) if matches!(args.action, Action::New(_)) => return follow::refused(&problem, json),
        Err(problem) => return stopped(&problem, json),
    };
    match args.action {
        Action::New(new) => new::run(&home, &new, json).await,
        Action::Blueprint(asked) => done(blueprint::run(&asked, json), json),
        Action::Resume(resume) => resume::run(&home, &resume, json).await,
        Action::Serve { port, open, log_files } => {
            done(serve::run(&home, port, serve::Manner { open, json, log_files }).await, json)
        }
        Action::Page { open } => done(page::run(&home, open, json).await, json),
        Action::Sessions => done(sessions::run(&home, json), json),
        Action::Show { id, output } => done(show::run(&home, &id, output.as_deref(), json), json),
        Action::Replay(Replay { id, with, .. }) if !with.is_empty() => {
            done(otherwise::run(&home, &id, &with, json).await, json)
        }
        Action::Replay(Replay { id, verify: true, .. }) => done(reexecute::run(&home, &id, json).await, json),
        Action::Replay(Replay { id, speed, .. }) => done(replay::run(&home, &id, speed, json).await, json),
        Action::Fork(fork) => fork::run(&home, &fork, json).await,
        Action::Verify { id } => done(verify::run(&home, &id, json), json),
        Action::Backup { to } => done(backup::run(&home, &to, json), json),
        Action::Restore { from, check } => done(restore::run(&home, &from, check, json), json),
        Action::Run(asked) => done(run::run(&home, &asked, json).await, json),
        Action::Rewind(asked) => done(rewind::run(&home, &asked, json).await, json),
        Action::Checkpoints(asked) => done(checkpoints::run(&home, &asked, json).await, json),
        Action::Metrics { path, coverage, history } => {
            done(metrics::run(&home, &path, coverage.as_deref(), history, json).await, json)
        }
        Action::Ask { path, question } => done(ask::run(&path, &question, json), json),
        Action::Map { path, tokens, about } => done(map::run(&home, &path, tokens, &about, json), json),
        Action::Graph(wanted) => done(graph::run(&wanted, json), json),
        Action::Index { path } => done(index::run(&home, &path, json), json),
        Action::Docs(wanted) => done(docs::run(&wanted, json).await, json),
        Action::Open { path } => done(open::run(&home, &path, json).await, json),
        Action::Doctor { repair: true } => done(repair::run(&home, json), json),
        Action::Doctor { repair: false } => done(doctor::run(&home, json).await, json),
    }
}

fn done(result: Result<Exit, Problem>, json: bool) -> Exit {
    result.unwrap_or_else(|problem| stopped(&problem, json))
}

/// Says why a command came to nothing.
pub fn stopped(problem: &Problem, json: bool) -> Exit {
    Screen::errors().print(&notice::text(problem));
    if json {
        notice::print_document(&notice::document(problem));
    }
    Exit::of_code(problem.code)
}

/// Shows a result as the document or as text.
fn shown(json: bool, document: impl FnOnce() -> Value, text: impl FnOnce() -> String) {
    if json {
        notice::print_document(&document());
    } else {
        Screen::of_process(false).print(&text());
    }
}

/// Asks on the terminal before something is done; none where nobody can be asked.
async fn confirmed(json: bool, question: &str) -> Option<bool> {
    use std::io::IsTerminal;
    if json || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return None;
    }
    Screen::of_process(false).ask(question);
    let line = cli::ask::Asker::of_terminal().line().await;
    Some(matches!(line, cli::ask::Line::Text(text) if matches!(text.trim(), "y" | "yes" | "Y")))
}

/// A folder as it was typed, links followed.
fn folder(path: &Path) -> Result<std::path::PathBuf, Problem> {
    folder_or(path, "name a folder that exists with --in DIR")
}

/// The same, with what to do where there is none.
fn folder_or(path: &Path, hint: &str) -> Result<std::path::PathBuf, Problem> {
    let found = std::fs::canonicalize(path).map_err(|error| {
        let message = format!("the folder {} cannot be used: {error}", path.display());
        Problem::new(Code::NotFound, message, hint)
    })?;
    if found.is_dir() {
        Ok(found)
    } else {
        let message = format!("{} is not a folder", path.display());
        Err(Problem::new(Code::NotFound, message, hint))
    }
}

fn session_id(text: &str) -> Result<SessionId, Problem> {
    SessionId::parse(text).ok_or_else(|| {
        let message = format!("{text:?} is not a session's id, which has 26 small letters and digits");
        Problem::new(Code::NotFound, message, "`samriddh sessions` lists those there are")
    })
}

/// A session's record, which must have something to tell.
/// A change of which nothing is understood would leave a plan that nobody asked for.
fn understood(view: &View, text: &str) -> Result<(), Problem> {
    let Some(Err(why)) = view.requirements.as_ref().map(|_| plan::rework(view, text)) else {
        return Ok(());
    };
    let hint = "say it as one of the changes that are known, such as “add a Tag with name” or “drop the admin dashboard”";
    Err(Problem::new(Code::Unbuildable, format!("the plan cannot be changed so: {why}"), hint))
}

fn recorded(home: &Path, id: &str) -> Result<Reader, Problem> {
    Reader::open(home, &session_id(id)?)?.whole()
}
