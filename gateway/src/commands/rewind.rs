//! `rewind`: files, a session, or both as they were; shown before it is done, saved before it is done, undone by `--undo`.

mod show;
mod state;

use std::path::{Path, PathBuf};

use cli::args::files::Rewind;
use cli::{Exit, Screen, notice, target};
use protocol::event::Event;
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::rewind;
use protocol::view::View;
use protocol::workspace::Restored;
use serde_json::json;
use tools::checkpoint::{Manifest, Outlook, Part, Wish};

use crate::checkpoints::{self, Checkpoints, Errand, now_ms, problem};
use crate::tell::Owner;

pub async fn run(home: &Path, asked: &Rewind, json: bool) -> Result<Exit, Problem> {
    match &asked.id {
        Some(id) => of_session(home, asked, super::session_id(id)?, json).await,
        None => of_folder(home, asked, json).await,
    }
}

/// What is to be done to files.
struct Files {
    folder: PathBuf,
    then: Manifest,
    /// Which state it is, in words.
    to: String,
    part: Part,
    outlook: Outlook,
}

impl Files {
    fn of(
        store: &Checkpoints,
        folder: &Path,
        then: Manifest,
        to: String,
        part: Part,
    ) -> Result<Self, Problem> {
        is_itself(folder)?;
        let outlook = store.vault.preview(folder, &then, part, now_ms()).map_err(|error| problem(&error))?;
        Ok(Self { folder: folder.to_owned(), then, to, part, outlook })
    }

    fn put_back(
        &self,
        store: &Checkpoints,
        part: Part,
        session: Option<&SessionId>,
        errand: Option<&Errand>,
    ) -> Result<Restored, Problem> {
        let errand = errand.and_then(|errand| serde_json::to_string(errand).ok());
        let wish = Wish { to: &self.to, session: session.cloned(), errand };
        let back = store.vault.restore(&self.folder, &self.then, part, wish, now_ms());
        let back = back.map_err(|error| problem(&error))?;
        let folder = self.folder.display().to_string();
        Ok(Restored { folder, before: back.before.point(), after: back.after.point() })
    }
}

/// A folder under the name that it had, and not what a link in its place leads to.
fn is_itself(folder: &Path) -> Result<(), Problem> {
    let shown = folder.display();
    let refuse = |message: String| {
        let hint = "move what is there away, then go back again; nothing was changed";
        Err(Problem::new(Code::NotNow, message, hint))
    };
    match std::fs::canonicalize(folder) {
        Ok(real) if real != folder => {
            refuse(format!("{shown} is reached through a link now, which leads to {}", real.display()))
        }
        Ok(real) if !real.is_dir() => refuse(format!("{shown} is a file now, and no folder")),
        Err(_) if folder.is_symlink() => refuse(format!("{shown} is a link now, which leads nowhere")),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn part(asked: &Rewind) -> Part {
    if asked.git { Part::FilesAndGit } else { Part::Files }
}

/// A folder goes back to a checkpoint, or to before its last rewind.
async fn of_folder(home: &Path, asked: &Rewind, json: bool) -> Result<Exit, Problem> {
    let store = checkpoints::open(home).await?;
    let here = || super::folder(asked.folder.as_deref().unwrap_or(Path::new(".")));
    if asked.list {
        let all = store.vault.of_folder(&here()?).map_err(|error| problem(&error))?;
        super::shown(json, || json!({ "checkpoints": all }), || super::checkpoints::listed(&all, now_ms()));
        return Ok(Exit::Done);
    }
    let meta = match (asked.checkpoint, asked.undo) {
        (Some(number), _) => {
            let all = store.vault.list().map_err(|error| problem(&error))?;
            all.into_iter().find(|meta| meta.id == number).ok_or_else(|| no_checkpoint(number))?
        }
        (None, true) => {
            let found = store.vault.before_last_rewind(&here()?).map_err(|error| problem(&error))?;
            found.ok_or_else(|| nothing_to_undo("nothing was put back in this folder"))?
        }
        (None, false) => {
            let hint = "samriddh rewind <ID> --to SEQ, samriddh rewind --checkpoint N, or --undo";
            return Err(Problem::new(Code::Malformed, "it is not said where to go back to", hint));
        }
    };
    let folder = match &asked.folder {
        Some(folder) => super::folder(folder)?,
        None => meta.folder.clone(),
    };
    let then = store.vault.manifest(&meta).map_err(|error| problem(&error))?;
    let to = format!("checkpoint {}", meta.id);
    let files = Files::of(&store, &folder, then, to, part(asked))?;
    let mut screen = Screen::of_process(json);
    screen.print(&show::files(&files, meta.at_ms));
    let mut document =
        json!({ "folder": folder, "checkpoint": meta.id, "files": show::document(&files.outlook) });
    let exit = match decide(asked, files.outlook.changes.is_empty(), json).await {
        Decision::Go => {
            let restored = files.put_back(&store, part(asked), None, None)?;
            screen.print(&show::done(Some(&restored), None, &undo_line(&folder)));
            document["before"] = json!(restored.before.checkpoint);
            Exit::Done
        }
        Decision::Stop(exit) => exit,
    };
    document["done"] = json!(document.get("before").is_some());
    if json {
        notice::print_document(&document);
    }
    Ok(exit)
}

fn undo_line(folder: &Path) -> String {
    format!("samriddh rewind --in {} --undo", cli::render::style::shell_word(&folder.display().to_string()))
}

fn no_checkpoint(number: u64) -> Problem {
    let message = format!("there is no checkpoint {number}");
    Problem::new(Code::NotFound, message, "`samriddh checkpoints` lists those there are")
}

fn nothing_to_undo(message: &str) -> Problem {
    Problem::new(Code::NotFound, message, "`samriddh checkpoints` lists what can be gone back to")
}

enum Decision {
    Go,
    Stop(Exit),
}

async fn decide(asked: &Rewind, is_nothing: bool, json: bool) -> Decision {
    if asked.preview || is_nothing {
        return Decision::Stop(Exit::Done);
    }
    if asked.yes {
        return Decision::Go;
    }
    match super::confirmed(json, "\ngo back? [y/N] ").await {
        Some(true) => Decision::Go,
        Some(false) => Decision::Stop(Exit::Refused),
        None => {
            Screen::errors().print("nothing was changed; say --yes to do it");
            Decision::Stop(Exit::NeedsAnswer)
        }
    }
}

/// Where a session goes: to an event, with its files or without, or to before its last rewind.
struct Goal {
    /// The event its state goes back to; none when that stays.
    conversation: Option<u64>,
    files: Option<(PathBuf, Manifest)>,
    to: u64,
}

async fn of_session(home: &Path, asked: &Rewind, session: SessionId, json: bool) -> Result<Exit, Problem> {
    let events = runtime::archive::load(home, &session)?;
    if asked.list {
        super::shown(json, || show::events_document(&events), || show::events(&events));
        return Ok(Exit::Done);
    }
    let store = checkpoints::open(home).await?;
    // A rewind that had been broken off may have been told to the session just now.
    let events = runtime::archive::load(home, &session)?;
    let goal = if asked.undo { undo(&store, &events, asked)? } else { goal(home, &store, &events, asked)? };
    let files = match goal.files {
        Some((folder, then)) => {
            Some(Files::of(&store, &folder, then, format!("event {}", goal.to), part(asked))?)
        }
        None => None,
    };
    let out = out(asked, home)?;
    let mut screen = Screen::of_process(json);
    let (now, then) = (fold(&events, u64::MAX)?, fold(&events, goal.conversation.unwrap_or(u64::MAX))?);
    screen.print(&show::session(&events, &goal.conversation, &now, &then, out.as_deref()));
    if let Some(files) = &files {
        screen.print(&show::files(files, 0));
    }
    let mut document = json!({
        "session": session, "to": goal.to, "conversation": goal.conversation,
        "files": files.as_ref().map(|files| show::document(&files.outlook)),
    });
    let unchanged = files.as_ref().is_none_or(|files| files.outlook.changes.is_empty());
    let exit = match decide(asked, unchanged && goal.conversation.is_none(), json).await {
        Decision::Stop(exit) => exit,
        Decision::Go => {
            // Whoever has the session is reached before anything changes.
            let mut owner = Owner::reach(home).await?;
            let done = perform(
                &mut owner,
                &store,
                asked,
                &session,
                &goal.conversation,
                goal.to,
                files.as_ref(),
                out,
            )
            .await;
            owner.leave().await;
            let restored = done?;
            document["before"] = json!(restored.as_ref().map(|restored| restored.before.checkpoint));
            document["done"] = json!(true);
            screen.print(&show::done(
                restored.as_ref(),
                goal.conversation,
                &format!("samriddh rewind {session} --undo"),
            ));
            Exit::Done
        }
    };
    if json {
        notice::print_document(&document);
    }
    Ok(exit)
}

#[expect(clippy::too_many_arguments, reason = "each is a part of what was asked")]
async fn perform(
    owner: &mut Owner,
    store: &Checkpoints,
    asked: &Rewind,
    session: &SessionId,
    conversation: &Option<u64>,
    to: u64,
    files: Option<&Files>,
    out: Option<String>,
) -> Result<Option<Restored>, Problem> {
    let errand = Errand { to: conversation.unwrap_or(to), conversation: conversation.is_some(), out };
    let files = files.filter(|files| !files.outlook.changes.is_empty());
    let back = |files: &Files| files.put_back(store, part(asked), Some(session), Some(&errand));
    let restored = files.map(back).transpose()?;
    owner.tell(errand.command(session, restored.clone())).await?;
    if let Some(files) = files {
        store.vault.settle(&files.folder).map_err(|error| problem(&error))?;
    }
    Ok(restored)
}

fn fold(events: &[Event], to: u64) -> Result<View, Problem> {
    View::fold(events.iter().take_while(|event| event.seq <= to)).map_err(|error| {
        Problem::new(Code::Storage, error.to_string(), "run `samriddh verify` on the session")
    })
}

fn out(asked: &Rewind, home: &Path) -> Result<Option<String>, Problem> {
    let Some(out) = &asked.out else { return Ok(None) };
    let out = target::check(out, home)?;
    Ok(Some(out.to_string_lossy().into_owned()))
}

fn goal(home: &Path, store: &Checkpoints, events: &[Event], asked: &Rewind) -> Result<Goal, Problem> {
    let last = events.len() as u64;
    let Some(to) = asked.to else {
        let hint = "name an event with --to SEQ; `samriddh rewind <ID> --list` shows them";
        return Err(Problem::new(Code::Malformed, "it is not said where to go back to", hint));
    };
    if to == 0 || to > last {
        let message = format!("there is no event {to}: the record has events 1 to {last}");
        return Err(Problem::new(Code::NotFound, message, "`samriddh rewind <ID> --list` shows them"));
    }
    let settled = rewind::settled(events, to);
    let conversation = (!asked.code).then_some(settled);
    let files = match asked.conversation {
        true => None,
        false => Some(state::at(
            home,
            store,
            events,
            if asked.code { to } else { settled },
            asked.folder.as_deref(),
        )?),
    };
    Ok(Goal { conversation, files, to: if asked.code { to } else { settled } })
}

fn undo(store: &Checkpoints, events: &[Event], asked: &Rewind) -> Result<Goal, Problem> {
    let found =
        rewind::last_rewind(events).ok_or_else(|| nothing_to_undo("this session was never taken back"))?;
    let conversation = found.conversation.filter(|_| !asked.code).map(|rewound| rewound - 1);
    let files = match found.files.filter(|_| !asked.conversation) {
        Some(restored) => {
            let then = store.vault.kept(&restored.before.manifest).map_err(|error| problem(&error))?;
            Some((PathBuf::from(restored.folder), then))
        }
        None => None,
    };
    let to = conversation.unwrap_or(events.len() as u64);
    Ok(Goal { conversation, files, to })
}
