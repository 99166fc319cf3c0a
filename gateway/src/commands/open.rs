//! `open`: a repository that is there, read as its files change; questions about it answered, and all of it recorded as a session.

mod live;
mod reader;

use std::path::Path;

use cli::ask::{Asker, Line};
use cli::render::{narrate, style};
use cli::{Exit, Screen, notice};
use code::graph::ask::Answer;
use protocol::command::{Command, RunOptions};
use protocol::id::SessionId;
use protocol::problem::Problem;
use protocol::workspace::{Cited, WorkspaceEvent};
use serde_json::{Value, json};
use tools::watch::{Hint, Means, Watch};

use crate::commands::ask::QUESTION_BYTES_MAX;
use crate::signals::Stops;
use crate::tell::Owner;
use live::Refresh;
use reader::{Agent, Told, Work};

/// Paths that an event names; more are counted.
const PATHS_MAX: usize = 50;
/// Lines of an answer that an event keeps; answers are shorter.
const LINES_MAX: usize = 400;
/// A signature may be as long as somebody likes.
const TEXT_CHARS_MAX: usize = 500;
const PROMPT: &str = "? ";

pub async fn run(home: &Path, path: &Path, json: bool) -> Result<Exit, Problem> {
    let mut stops = Stops::listen();
    let folder = super::folder(path)?;
    // Watched before it is read: what changes in between is heard of.
    let watch = Watch::start(&folder).map_err(|error| crate::codebase::unusable(&error))?;
    let agent = Agent::start(folder.clone()).await?;
    let mut owner = Owner::reach(home).await?;
    let shown = folder.display().to_string();
    let submit =
        Command::Submit { request: format!("Read {shown}"), options: RunOptions::reading(shown.clone()) };
    let session = match owner.begin(submit).await {
        Ok(session) => session,
        Err(problem) => {
            agent.stop();
            owner.leave().await;
            return Err(problem);
        }
    };
    let mut opened = Opened {
        folder: shown,
        session,
        owner,
        agent,
        screen: Screen::of_process(json),
        document: Vec::new(),
    };
    let worked = opened.work(watch, &mut stops).await;
    let closed = opened.owner.tell(Command::Cancel { session: opened.session.clone() }).await;
    opened.agent.stop();
    opened.owner.leave().await;
    worked.and(closed)?;
    if json {
        notice::print_document(&json!({
            "session": opened.session, "path": opened.folder, "events": opened.document,
        }));
    }
    Ok(Exit::Done)
}

struct Opened {
    folder: String,
    session: SessionId,
    owner: Owner,
    agent: Agent,
    screen: Screen,
    document: Vec<Value>,
}

impl Opened {
    async fn work(&mut self, mut watch: Watch, stops: &mut Stops) -> Result<(), Problem> {
        self.screen.print(&format!("{} {}", style::strong("session"), self.session));
        if watch.means() == Means::Looking {
            self.screen.print(&style::warn(
                "the system cannot watch this folder: it is looked through every two seconds",
            ));
        }
        let told = self.agent.work(Work::Refresh(Hint::Anything)).await;
        self.taken(told, true).await?;
        let mut asker = Asker::of_terminal();
        loop {
            self.screen.ask(PROMPT);
            tokio::select! {
                () = stops.asked() => return Ok(()),
                hint = watch.next() => {
                    let told = self.agent.work(Work::Refresh(hint)).await;
                    self.taken(told, false).await?;
                }
                line = asker.line() => match line {
                    Line::End => return Ok(()),
                    Line::Unreadable => self.screen.print("that is no text, or far too long"),
                    Line::Text(text) => match text.trim() {
                        "" => {}
                        "q" | "quit" | "exit" => return Ok(()),
                        question if question.len() > QUESTION_BYTES_MAX => {
                            self.screen.print(&format!("a question has {QUESTION_BYTES_MAX} bytes at most"));
                        }
                        question => self.ask(question).await?,
                    },
                },
            }
        }
    }

    async fn ask(&mut self, question: &str) -> Result<(), Problem> {
        self.record(WorkspaceEvent::Asked { question: question.to_owned() }).await?;
        let told = self.agent.work(Work::Ask(question.to_owned())).await;
        let answer = self.taken(told, false).await?;
        if let Some(answer) = answer {
            self.record(answered(question, answer)).await?;
        }
        Ok(())
    }

    /// Records and shows what the agent did.
    async fn taken(&mut self, told: Told, first: bool) -> Result<Option<Answer>, Problem> {
        for why in told.restarted {
            self.record(WorkspaceEvent::ReaderRestarted { why }).await?;
        }
        let done = told.done?;
        if first || done.refresh.is_change() {
            self.record(indexed(&self.folder, done.refresh)).await?;
        }
        Ok(done.answer)
    }

    /// On disk before it is shown.
    async fn record(&mut self, event: WorkspaceEvent) -> Result<(), Problem> {
        let note = Command::Note { session: self.session.clone(), event: event.clone() };
        self.owner.tell(note).await?;
        // A question stands there as it was typed.
        if !matches!(event, WorkspaceEvent::Asked { .. }) {
            self.screen.print(&narrate::workspace(&event).join("\n"));
        }
        self.document.push(json!(event));
        Ok(())
    }
}

fn indexed(folder: &str, refresh: Refresh) -> WorkspaceEvent {
    let all = refresh.added.len() + refresh.changed.len() + refresh.removed.len();
    let mut room = PATHS_MAX;
    let mut some = |mut paths: Vec<String>| {
        paths.truncate(room);
        room -= paths.len();
        paths
    };
    let (added, changed, removed) = (some(refresh.added), some(refresh.changed), some(refresh.removed));
    let named = added.len() + changed.len() + removed.len();
    WorkspaceEvent::Indexed {
        folder: folder.to_owned(),
        files: counted(refresh.files),
        symbols: counted(refresh.symbols),
        skipped: counted(refresh.skipped),
        added,
        changed,
        removed,
        more: counted(all - named),
    }
}

fn answered(question: &str, answer: Answer) -> WorkspaceEvent {
    let cut = |text: String| match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    let cite = |line: code::graph::ask::Line| Cited {
        text: cut(line.text),
        file: line.file,
        line: line.line,
        level: line.level,
    };
    WorkspaceEvent::Answered {
        question: question.to_owned(),
        known: answer.known,
        lines: answer.lines.into_iter().take(LINES_MAX).map(cite).collect(),
        based_on: answer.based_on,
    }
}

fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
