//! `open`: a repository that is there, read as its files change. What a person asks goes to the agent whose field it is, who asks
//! the index; all of it is recorded as a session.

use std::path::Path;

use cli::ask::{Asker, Line};
use cli::client::{Arrival, Client};
use cli::render::{narrate, style};
use cli::{Exit, Screen, notice, wire};
use plan::obey::QUESTION_BYTES_MAX;
use protocol::command::{Command, Place, RunOptions};
use protocol::enquiry::EnquiryEvent;
use protocol::event::{Body, Event, Outcome};
use protocol::id::{SessionId, TaskId};
use protocol::problem::{Code, Problem};
use protocol::view::View;
use serde_json::{Value, json};
use tools::watch::{Means, Watch};

use crate::signals::Stops;
use crate::{follow, wiring};

const PROMPT: &str = "? ";

pub async fn run(home: &Path, path: &Path, json: bool) -> Result<Exit, Problem> {
    let mut stops = Stops::listen();
    let folder = super::folder_or(path, "name a folder of code that exists, such as `samriddh open .`")?;
    // Watched before it is read: what changes in between is heard of.
    let watch = Watch::start(&folder).map_err(|error| crate::codebase::unusable(&error))?;
    let (near, far) = wire::pair();
    let work = async {
        let client = Client::open(near, wiring::random_name()).await?;
        Opened::begin(client, &folder, json).await?.work(watch, &mut stops).await
    };
    let (session, document) = follow::reached(home, far, work).await??;
    if json {
        notice::print_document(&json!({ "session": session, "path": folder, "events": document }));
    }
    Ok(Exit::Done)
}

struct Opened {
    client: Client,
    session: SessionId,
    view: View,
    screen: Screen,
    /// A question that this client asked is being answered.
    asking: bool,
    /// Files have changed and nobody was told.
    changed: bool,
    /// The gateway was started anew, and the session waits to be spoken to.
    waking: bool,
    document: Vec<Value>,
}

impl Opened {
    async fn begin(mut client: Client, folder: &Path, json: bool) -> Result<Self, Problem> {
        let shown = folder.display().to_string();
        let submit =
            Command::Submit { request: format!("Read {shown}"), options: RunOptions::reading(shown.clone()) };
        let session = client.command(submit).await?;
        client.command(Command::Attach { session: session.clone(), from: Place::default() }).await?;
        let screen = Screen::of_process(json);
        let (view, document) = (View::default(), Vec::new());
        Ok(Self { client, session, view, screen, asking: false, changed: false, waking: false, document })
    }

    async fn work(mut self, mut watch: Watch, stops: &mut Stops) -> Result<(SessionId, Vec<Value>), Problem> {
        if watch.means() == Means::Looking {
            self.screen.print(&style::warn(
                "the system cannot watch this folder: it is looked through every two seconds",
            ));
        }
        let worked = self.listen(&mut watch, stops).await;
        if self.view.outcome.is_none() {
            let closed = self.client.command(Command::Cancel { session: self.session.clone() }).await;
            worked.and(closed.map(drop))?;
        } else {
            worked?;
        }
        Ok((self.session, self.document))
    }

    async fn listen(&mut self, watch: &mut Watch, stops: &mut Stops) -> Result<(), Problem> {
        let mut asker = Asker::of_terminal();
        let mut prompted = false;
        loop {
            self.changed |= watch.follow();
            self.tell_of_changes().await?;
            // A question is answered before the next one is read.
            let ready = !self.asking && self.is_read();
            if ready && !prompted {
                self.screen.ask(PROMPT);
            }
            prompted = ready;
            tokio::select! {
                () = stops.asked() => return Ok(()),
                arrival = self.client.next() => {
                    // What is told stands in place of the prompt.
                    prompted &= !self.take(arrival?)?;
                }
                _ = watch.next() => self.changed = true,
                line = asker.line(), if ready => {
                    prompted = false;
                    match line {
                        Line::End => return Ok(()),
                        Line::Unreadable => self.screen.print("that is no text, or far too long"),
                        Line::Text(text) => match text.trim() {
                            "" => {}
                            "q" | "quit" | "exit" => return Ok(()),
                            question if question.len() > QUESTION_BYTES_MAX => {
                                let text = format!("a question has {QUESTION_BYTES_MAX} bytes at most");
                                self.screen.print(&text);
                            }
                            question => self.ask(question).await?,
                        },
                    }
                }
            }
            if self.view.outcome.is_some() {
                return self.ended();
            }
        }
    }

    async fn ask(&mut self, question: &str) -> Result<(), Problem> {
        let (session, question) = (self.session.clone(), question.to_owned());
        self.client.command(Command::Ask { session, question }).await?;
        self.asking = true;
        Ok(())
    }

    /// One look at a time is asked for: the next one sees whatever changed during this one.
    async fn tell_of_changes(&mut self) -> Result<(), Problem> {
        if (self.changed && self.is_read()) || std::mem::take(&mut self.waking) {
            self.changed = false;
            self.client.command(Command::Look { session: self.session.clone() }).await?;
        }
        Ok(())
    }

    /// The files were looked at as often as that was asked for.
    fn is_read(&self) -> bool {
        let last = TaskId::new(format!("look.{}", self.view.enquiries.looks));
        self.view.tasks.get(&last).is_some_and(|look| look.end.is_some())
    }

    /// True when something was shown.
    fn take(&mut self, arrival: Arrival) -> Result<bool, Problem> {
        match arrival {
            Arrival::Event(event) => return self.fold(&event),
            Arrival::Snapshot(view) => self.view = *view,
            Arrival::CaughtUp => {}
            Arrival::Reset(_) => self.view = View::default(),
            Arrival::Away(problem) => self.screen.print(&notice::text(&problem)),
            Arrival::Back { anew } => {
                self.waking |= anew;
                self.screen.print("connected again");
            }
            Arrival::Trouble(problem) => return Err(problem),
        }
        Ok(true)
    }

    fn fold(&mut self, event: &Event) -> Result<bool, Problem> {
        if event.seq <= self.view.seq {
            return Ok(false);
        }
        self.view
            .apply(event)
            .map_err(|error| Problem::new(Code::Internal, error.to_string(), "open the repository again"))?;
        let body = &event.fact.body;
        let asked = matches!(body, Body::Enquiry(EnquiryEvent::Asked { .. }));
        // With several clients, a question is answered when none is open.
        if matches!(body, Body::Enquiry(EnquiryEvent::Answered { .. })) {
            self.asking = !self.view.enquiries.open.is_empty();
        }
        self.document.extend(document(event));
        // A question stands there as it was typed.
        let lines = if asked { Vec::new() } else { narrate::lines(&self.view, event) };
        lines.iter().for_each(|line| self.screen.print(line));
        Ok(!lines.is_empty())
    }

    fn ended(&self) -> Result<(), Problem> {
        match self.view.outcome {
            Some(Outcome::Failed) => {
                let hint = "see whether the folder is there and can be read, then open it again";
                Err(Problem::new(Code::NotFound, self.view.outcome_reason.clone(), hint))
            }
            _ => Ok(()),
        }
    }
}

/// What is told of an event: who did it, and what it was.
fn document(event: &Event) -> Option<Value> {
    let mut told = match &event.fact.body {
        Body::Workspace(body) => json!(body),
        Body::Enquiry(body) => json!(body),
        Body::Supervision(
            body @ (protocol::event::SupervisionEvent::AgentFailed { .. }
            | protocol::event::SupervisionEvent::GaveUp { .. }),
        ) => json!(body),
        _ => return None,
    };
    told.as_object_mut()?.insert("agent".to_owned(), json!(event.fact.agent));
    Some(told)
}
