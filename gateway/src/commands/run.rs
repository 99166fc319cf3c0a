//! `run`: a command whose damage is shown and saved before it begins.

mod show;

pub use show::{bytes, saved};

use std::path::{Path, PathBuf};

use cli::args::files::Run;
use cli::{Exit, Screen, notice};
use protocol::command::Command;
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::workspace::{SavePoint, WorkspaceEvent};
use serde_json::{Value, json};
use tools::blast::{self, Answers, Forecast, Setting};
use tools::checkpoint::{Cover, Manifest, Meta, Part, Reason, TreePath, Uncovered, Why};
use tools::ports::Shell;
use tools::{CancellationToken, Environment, Invocation, LocalShell, ToolError};

use crate::checkpoints::{self, Checkpoints, now_ms};
use crate::signals::Stops;
use crate::tell::Owner;

/// What is to be run, and where.
struct Task {
    command: blast::Command,
    /// The folder it may change, and where in it the command starts.
    root: PathBuf,
    cwd: Option<TreePath>,
    session: Option<SessionId>,
}

pub async fn run(home: &Path, asked: &Run, json: bool) -> Result<Exit, Problem> {
    let task = Task::of(asked)?;
    let mut owner = match &task.session {
        Some(session) if !asked.preview => {
            // Before anything is done: whether there is such a session, and somebody to tell.
            super::recorded(home, session.as_str())?;
            Some(Owner::reach(home).await?)
        }
        _ => None,
    };
    let done = attempt(home, asked, &task, owner.as_mut(), json).await;
    if let Some(owner) = owner {
        owner.leave().await;
    }
    done
}

async fn attempt(
    home: &Path,
    asked: &Run,
    task: &Task,
    mut owner: Option<&mut Owner>,
    json: bool,
) -> Result<Exit, Problem> {
    let store = checkpoints::open(home).await?;
    let (forecast, uncovered) = foresee(&store, task).await?;
    let mut screen = Screen::of_process(json);
    if !forecast.is_harmless() {
        screen.print(&show::forecast(&forecast, &uncovered));
    }
    let mut document = json!({
        "folder": task.root, "command": task.line(), "forecast": forecast, "uncovered": uncovered, "exact": forecast.is_exact(),
    });
    if asked.preview {
        if forecast.is_harmless() {
            screen.print("nothing that is there would be lost");
        }
        return Ok(told(json, document, Exit::Done));
    }
    refuse_what_cannot_be_saved(&forecast, &uncovered, asked)?;
    let saved = if forecast.is_harmless() && task.session.is_none() {
        None
    } else {
        // Saved before it is asked about: what is shown is what can be brought back.
        if !asked.yes && !forecast.is_harmless() {
            match super::confirmed(json, "\nsave this and run it? [y/N] ").await {
                Some(true) => {}
                Some(false) => return Ok(told(json, document, Exit::Refused)),
                None => {
                    Screen::errors().print("nothing was run; say --yes to save this and run it");
                    return Ok(told(json, document, Exit::NeedsAnswer));
                }
            }
        }
        Some(save(&store, task, &forecast, asked)?)
    };
    if let Some((meta, _)) = &saved {
        screen.print(&show::saved(meta));
        document["checkpoint"] = json!(meta);
        if let (Some(owner), Some(session)) = (owner.as_deref_mut(), &task.session) {
            let (folder, line) = (task.root.display().to_string(), task.line());
            owner.tell(note(session, WorkspaceEvent::Saved { folder, line, save: meta.point() })).await?;
        }
    }
    // Others may save while it runs, it itself among them.
    drop(store);
    let exit = perform(task, asked, &mut screen).await?;
    let after = after(home, task, saved.as_ref(), &mut screen, &mut document).await;
    if let (Some(owner), Some(session)) = (owner, &task.session) {
        let (folder, line) = (task.root.display().to_string(), task.line());
        let code = if let tools::Exit::Code(code) = exit { Some(code) } else { None };
        owner.tell(note(session, WorkspaceEvent::Ran { folder, line, exit: code, after })).await?;
    }
    document["exit"] = json!(exit);
    screen.print(&show::exit(&exit));
    Ok(told(json, document, exit_of(&exit)))
}

fn note(session: &SessionId, event: WorkspaceEvent) -> Command {
    Command::Note { session: session.clone(), event }
}

fn told(json: bool, document: Value, exit: Exit) -> Exit {
    if json {
        notice::print_document(&document);
    }
    exit
}

impl Task {
    fn of(asked: &Run) -> Result<Self, Problem> {
        let here = super::folder(asked.folder.as_deref().unwrap_or(Path::new(".")))?;
        let root = if asked.folder.is_some() { here.clone() } else { repository(&here) };
        let below = here.strip_prefix(&root).ok().map(|path| path.as_os_str().as_encoded_bytes().to_vec());
        let cwd = below.filter(|path| !path.is_empty()).and_then(TreePath::new);
        let session = asked.session.as_deref().map(super::session_id).transpose()?;
        let command = match &asked.line {
            Some(line) => blast::Command::Line(line.clone()),
            None => blast::Command::Words(asked.command.clone()),
        };
        let empty = match &command {
            blast::Command::Line(line) => line.trim().is_empty(),
            blast::Command::Words(words) => words.first().is_none_or(String::is_empty),
        };
        if empty {
            return Err(Problem::new(
                Code::Malformed,
                "there is no command",
                "give one: samriddh run -- make clean",
            ));
        }
        Ok(Self { command, root, cwd, session })
    }

    fn line(&self) -> String {
        match &self.command {
            blast::Command::Line(line) => line.clone(),
            blast::Command::Words(words) => {
                words.iter().map(|word| cli::render::style::shell_word(word)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    fn cwd_path(&self) -> PathBuf {
        use std::os::unix::ffi::OsStrExt;
        let below = self.cwd.as_ref().map(|path| std::ffi::OsStr::from_bytes(path.as_bytes()));
        below.map_or_else(|| self.root.clone(), |below| self.root.join(below))
    }
}

/// The top of the repository around a folder, else the folder: a command of git reaches that far.
fn repository(here: &Path) -> PathBuf {
    here.ancestors().find(|above| above.join(".git").exists()).unwrap_or(here).to_owned()
}

async fn foresee(store: &Checkpoints, task: &Task) -> Result<(Forecast, Vec<Uncovered>), Problem> {
    let found = store.vault.look(&task.root, now_ms()).map_err(|error| checkpoints::problem(&error))?;
    let environment = Environment::of_process();
    let variables = environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (command, root, cwd) = (task.command.clone(), task.root.clone(), task.cwd.clone());
    let uncovered = found.uncovered.clone();
    let forecast = tokio::task::spawn_blocking(move || {
        let setting = Setting { root: &root, found: &found, cwd, environment: variables };
        blast::foresee(&command, &setting, &mut Answers::new(environment))
    });
    let forecast = forecast.await.map_err(|error| {
        Problem::new(Code::Internal, error.to_string(), "report this with the command line; nothing was run")
    })?;
    // What cannot be saved matters where something may happen to it.
    let touched = |left: &Uncovered| {
        let within = |path: &TreePath| left.path.is_within(path) || path.is_within(&left.path);
        !forecast.is_exact() || forecast.files.keys().chain(&forecast.folders).any(within)
    };
    let uncovered =
        if forecast.is_harmless() { Vec::new() } else { uncovered.into_iter().filter(touched).collect() };
    Ok((forecast, uncovered))
}

/// What cannot be brought back is not run.
fn refuse_what_cannot_be_saved(
    forecast: &Forecast,
    uncovered: &[Uncovered],
    asked: &Run,
) -> Result<(), Problem> {
    if let Some(left) = uncovered.first().filter(|_| forecast.is_exact()) {
        let message = format!("{} would be lost, and it cannot be saved: {}", left.path, left.why);
        return Err(Problem::new(Code::NotNow, message, "move it away, or run the command without samriddh"));
    }
    let Some(outside) = forecast.outside.first() else { return Ok(()) };
    let message = format!("“{}” would change what lies outside the folder: {}", outside.by, outside.path);
    if forecast.outside.iter().any(|it| !Path::new(&it.path).is_absolute()) {
        let hint = "that cannot be saved first; write out what it should change, or run it without samriddh";
        return Err(Problem::new(Code::NotNow, message, hint));
    }
    if asked.allow_outside {
        return Ok(());
    }
    let hint = "name a folder that holds it all with --in DIR, or say --allow-outside to save that as well and go on";
    Err(Problem::new(Code::NotNow, message, hint))
}

/// Saves what is in danger: some paths where all of the danger is known, else everything.
fn save(
    store: &Checkpoints,
    task: &Task,
    forecast: &Forecast,
    asked: &Run,
) -> Result<(Meta, Manifest), Problem> {
    let why = || Why::BeforeCommand { line: task.line() };
    let reason = || Reason { why: why(), session: task.session.clone() };
    let fail = |error: ToolError| checkpoints::problem(&error);
    if asked.allow_outside {
        for outside in &forecast.outside {
            let path = Path::new(&outside.path);
            // A pattern, or a name that nothing has: what it stands for was not looked at, so it is not saved either.
            if std::fs::symlink_metadata(path).is_err() {
                let message = format!("{} cannot be saved before “{}” changes it", outside.path, outside.by);
                let hint = "nothing was run; write out what it should change, or run it without samriddh";
                return Err(Problem::new(Code::NotNow, message, hint));
            }
            let (folder, only) = match (path.is_dir() && !path.is_symlink(), path.parent(), path.file_name())
            {
                (true, ..) => (path, Vec::new()),
                (false, Some(above), Some(name)) => {
                    (above, TreePath::new(name.as_encoded_bytes()).into_iter().collect())
                }
                _ => (path, Vec::new()),
            };
            let (meta, _) =
                store.vault.save(folder, Cover { git: true, only }, why(), now_ms()).map_err(fail)?;
            Screen::errors().print(&show::saved(&meta));
        }
    }
    let of_history = !forecast.commits.is_empty() || !forecast.staged.is_empty();
    let known = forecast.is_exact() && !of_history && task.session.is_none();
    let only =
        if known { forecast.files.keys().chain(&forecast.folders).cloned().collect() } else { Vec::new() };
    store.vault.save(&task.root, Cover { git: true, only }, reason(), now_ms()).map_err(fail)
}

async fn perform(task: &Task, asked: &Run, screen: &mut Screen) -> Result<tools::Exit, Problem> {
    let argv = match &task.command {
        blast::Command::Line(line) => vec!["sh".to_owned(), "-c".to_owned(), line.clone()],
        blast::Command::Words(words) => words.clone(),
    };
    let shell = LocalShell::new(Environment::of_process()).map_err(|error| checkpoints::problem(&error))?;
    let (cancel, mut stops) = (CancellationToken::new(), Stops::listen());
    let invocation = Invocation::new(argv, task.cwd_path(), asked.timeout.saturating_mul(1_000));
    let mut print = |line: tools::Line| screen.print(&line.text);
    let running = shell.run_streaming(invocation, cancel.clone(), &mut print);
    tokio::pin!(running);
    tokio::select! {
        outcome = &mut running => return Ok(outcome.exit),
        () = stops.asked() => cancel.cancel(),
    }
    Ok(running.await.exit)
}

/// What the command left, saved for the session it belongs to, and what a way back would bring.
async fn after(
    home: &Path,
    task: &Task,
    saved: Option<&(Meta, Manifest)>,
    screen: &mut Screen,
    document: &mut Value,
) -> Option<SavePoint> {
    let (meta, manifest) = saved?;
    // Whatever goes wrong here, the command has run and what it destroyed is saved.
    let looked = async {
        let store = checkpoints::open(home).await?;
        let outlook = store.vault.preview(&task.root, manifest, Part::FilesAndGit, now_ms());
        let outlook = outlook.map_err(|error| checkpoints::problem(&error))?;
        let reason = Reason { why: Why::AfterCommand { line: task.line() }, session: task.session.clone() };
        let after = match &task.session {
            Some(_) => {
                let saved =
                    store.vault.save(&task.root, Cover { git: true, only: Vec::new() }, reason, now_ms());
                Some(saved.map_err(|error| checkpoints::problem(&error))?.0)
            }
            None => None,
        };
        Ok::<_, Problem>((outlook, after))
    };
    match looked.await {
        Ok((outlook, after)) => {
            screen.print(&show::way_back(meta, &outlook));
            document["differs"] = json!(outlook.changes.len());
            after.map(|meta| meta.point())
        }
        Err(problem) => {
            Screen::errors().print(&notice::text(&problem));
            None
        }
    }
}

fn exit_of(exit: &tools::Exit) -> Exit {
    match exit {
        tools::Exit::Code(0) => Exit::Done,
        tools::Exit::Code(_) | tools::Exit::Signal(_) | tools::Exit::TimedOut => Exit::Failed,
        tools::Exit::Cancelled => Exit::Interrupted,
        tools::Exit::NotFound | tools::Exit::NotStarted(_) => Exit::Refused,
    }
}
