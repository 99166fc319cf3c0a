//! A run from the person's side: start or resume a session, tell what happens, ask where it waits, and know how it ended.

use std::time::Duration;

use protocol::command::{Command, Place, RunOptions};
use protocol::event::{Body, Event, PlanEvent};
use protocol::frame::ResetReason;
use protocol::id::{QuestionId, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::{Stage, View};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::ask::{self, Asker, Line, PlanAnswer, QuestionAnswer};
use crate::client::{Arrival, Client};
use crate::exit::Exit;
use crate::notice;
use crate::render::{agents, narrate, plan, session};
use crate::screen::Screen;

/// Often enough for seconds that count down.
const BOARD_EVERY: Duration = Duration::from_millis(250);

/// Which session to follow.
#[derive(Clone, Debug)]
pub enum Start {
    New {
        request: String,
        options: RunOptions,
    },
    /// `say` is said before it goes on.
    Resume {
        session: SessionId,
        approve: bool,
        say: Option<Say>,
    },
}

/// What a person says to a session that waits, without being asked at a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// A change of the plan, in words.
    Change(String),
    /// One of the open question's options, or its number, or nothing for the recommended one.
    Answer(String),
}

/// How a run ended, and all that is known of its session.
#[derive(Debug)]
pub struct Ending {
    pub view: View,
    pub exit: Exit,
    /// What ended it, if the session itself did not.
    pub problem: Option<Problem>,
}

/// What the session waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// The plan. A refused revision leaves it as it is and asks again.
    Plan {
        revision: u32,
        revisions_refused: u32,
    },
    Question(QuestionId),
}

enum Step {
    GoOn,
    Stop(Exit),
}

struct Run<'a> {
    client: Client,
    screen: &'a mut Screen,
    /// None where nobody can be asked.
    asker: Option<Asker>,
    view: View,
    /// Known before its first event arrives.
    session: Option<SessionId>,
    /// All that was recorded before has arrived.
    live: bool,
    /// Whether events are told; a resumed session's past is not told again.
    telling: bool,
    asked: Option<Asked>,
    prompting: bool,
    /// It was told to approve; the event that says so may still be on its way.
    approving: bool,
    plan_shown: Option<u32>,
    revisions_refused: u32,
    /// The gateway was started anew and may have left the session where it was.
    waking: bool,
    heard: Instant,
}

/// Follows a session to its end, to a question that nobody is there to answer, or to `interrupted`.
pub async fn run(
    client: Client,
    start: Start,
    screen: &mut Screen,
    may_ask: bool,
    interrupted: impl Future<Output = ()>,
) -> Ending {
    let mut run = Run {
        client,
        asker: may_ask.then(Asker::of_terminal),
        view: View::default(),
        session: None,
        live: false,
        telling: matches!(start, Start::New { .. }),
        asked: None,
        prompting: false,
        approving: matches!(start, Start::Resume { approve: true, .. }),
        plan_shown: None,
        revisions_refused: 0,
        waking: false,
        heard: Instant::now(),
        screen,
    };
    let ended = tokio::select! {
        biased;
        () = interrupted => Ok(Exit::Interrupted),
        ended = run.follow(start) => ended,
    };
    run.screen.clear_board();
    let (mut view, session) = (run.view, run.session);
    if matches!(ended, Ok(Exit::Interrupted)) {
        view.session = view.session.or(session);
    }
    match ended {
        Ok(exit) => Ending { view, exit, problem: None },
        Err(problem) => Ending { view, exit: Exit::of_code(problem.code), problem: Some(problem) },
    }
}

impl Run<'_> {
    async fn follow(&mut self, start: Start) -> Result<Exit, Problem> {
        match start {
            Start::New { request, options } => {
                let session = self.client.command(Command::Submit { request, options }).await?;
                self.attach(session).await?;
            }
            Start::Resume { session, approve, say } => {
                self.attach(session.clone()).await?;
                self.catch_up().await?;
                if let Some(said) = say.as_ref().filter(|_| self.view.outcome.is_some()) {
                    return Err(too_late(said));
                }
                if self.view.outcome.is_some() {
                    return Ok(Exit::of_view(&self.view));
                }
                if self.view.seq == 0 {
                    let message = format!("nothing is recorded of session {session}");
                    let hint = "it was never begun, or its record is lost: start again with `samriddh new`";
                    return Err(Problem::new(Code::Storage, message, hint));
                }
                self.screen
                    .print(&format!("session {session}: {}", session::told(session::state(&self.view))));
                self.telling = true;
                if let Some(said) = say {
                    self.say(session.clone(), said).await?;
                }
                self.client.command(Command::Resume { session, approve }).await?;
            }
        }
        self.watch().await
    }

    async fn say(&mut self, session: SessionId, said: Say) -> Result<(), Problem> {
        let command = match said {
            Say::Change(text) => {
                self.plan_shown = self.view.plan.as_ref().map(|plan| plan.revision);
                Command::Revise { session, text }
            }
            Say::Answer(line) => {
                let Some(question) = self.view.open_question() else { return Err(nothing_asked(&self.view)) };
                let QuestionAnswer::Value(value) = ask::question_answer(question, &line) else {
                    let message = format!("“{line}” is none of the answers to: {}", question.text);
                    let hint = format!("answer with one of: {}", question.options.join(", "));
                    return Err(Problem::new(Code::Malformed, message, hint));
                };
                Command::Answer { session, question: question.id.clone(), value }
            }
        };
        // What was just answered still seems to wait until the events arrive that say otherwise.
        self.asked = self.waits_for();
        self.client.command(command).await.map(|_| ())
    }

    async fn attach(&mut self, session: SessionId) -> Result<(), Problem> {
        self.session = Some(session.clone());
        let attach = Command::Attach { session, from: Place::default() };
        self.client.command(attach).await.map(|_| ())
    }

    async fn catch_up(&mut self) -> Result<(), Problem> {
        while !self.live {
            let arrival = self.client.next().await?;
            self.take(arrival)?;
        }
        Ok(())
    }

    async fn watch(&mut self) -> Result<Exit, Problem> {
        let mut ticks = interval(BOARD_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            if self.live {
                if self.view.outcome.is_some() {
                    return Ok(Exit::of_view(&self.view));
                }
                self.wake_if_due().await?;
                if let Step::Stop(exit) = self.ask_if_due() {
                    return Ok(exit);
                }
            }
            let prompting = self.prompting;
            tokio::select! {
                arrival = self.client.next() => self.take(arrival?)?,
                line = next_line(&mut self.asker), if prompting => {
                    if let Step::Stop(exit) = self.answer(line).await? {
                        return Ok(exit);
                    }
                }
                _ = ticks.tick() => self.draw(),
            }
        }
    }

    fn take(&mut self, arrival: Arrival) -> Result<(), Problem> {
        match arrival {
            Arrival::Event(event) => self.fold(&event)?,
            Arrival::Snapshot(view) => self.view = *view,
            Arrival::CaughtUp => self.live = true,
            Arrival::Reset(reason) => self.forget(reason),
            Arrival::Away(problem) => {
                self.live = false;
                self.screen.print(&notice::text(&problem));
            }
            Arrival::Back { anew } => {
                self.waking |= anew;
                self.screen.print("connected again");
            }
            Arrival::Trouble(problem) => return Err(problem),
        }
        self.heard = Instant::now();
        Ok(())
    }

    /// What was seen is not what is recorded; it is told again, from the beginning.
    fn forget(&mut self, reason: ResetReason) {
        let why = match reason {
            ResetReason::Shorter => "ends before what was shown here",
            ResetReason::Replaced => "went on differently from what was shown here",
        };
        self.screen.print(&format!("the session's record {why}: it was restored or repaired; told anew"));
        (self.view, self.live, self.asked, self.plan_shown) = (View::default(), false, None, None);
    }

    /// A session that was at work when its gateway ended goes on when it is told to.
    async fn wake_if_due(&mut self) -> Result<(), Problem> {
        let rests = self.view.outcome.is_some() || self.view.waits_for_person();
        let session = self.view.session.clone().filter(|_| std::mem::take(&mut self.waking) && !rests);
        let Some(session) = session else { return Ok(()) };
        match self.client.command(Command::Resume { session, approve: self.approving }).await {
            // It ended in the meantime, which its events say.
            Err(problem) if problem.code == Code::NotNow => Ok(()),
            resumed => resumed.map(|_| ()),
        }
    }

    fn fold(&mut self, event: &Event) -> Result<(), Problem> {
        if event.seq <= self.view.seq {
            // A gateway that read the log again may send an event twice.
            return Ok(());
        }
        self.view.apply(event).map_err(|error| {
            Problem::new(Code::Internal, error.to_string(), "attach again with `samriddh resume <ID>`")
        })?;
        if let Body::Plan(PlanEvent::RevisionRefused { .. }) = &event.fact.body {
            self.revisions_refused += 1;
        }
        if let (Body::Plan(PlanEvent::Drafted { plan }), true) = (&event.fact.body, self.telling) {
            self.plan_shown = Some(plan.revision);
        }
        if self.telling {
            for line in narrate::lines(&self.view, event) {
                self.screen.print(&line);
            }
        }
        Ok(())
    }

    fn draw(&mut self) {
        let now_ms = self.view.timing.last_ms + u64::try_from(self.heard.elapsed().as_millis()).unwrap_or(0);
        if let Some(board) = self.screen.board().filter(|_| !self.prompting) {
            board.show(&agents::rows(&self.view, now_ms));
        }
    }

    /// What the session waits for now. One that was told to approve everything goes on by itself.
    fn waits_for(&self) -> Option<Asked> {
        let approves = self.approving || self.view.options.as_ref().is_some_and(|options| options.approve);
        // What is asked in the middle of the work has no recommendation that could be taken for the person.
        let takes_recommended = approves && self.view.stage <= Stage::Approval;
        if takes_recommended || self.view.paused || !self.view.waits_for_person() {
            return None;
        }
        if let Some(question) = self.view.open_question() {
            return Some(Asked::Question(question.id.clone()));
        }
        let revision = self.view.plan.as_ref().map_or(0, |plan| plan.revision);
        (self.view.stage == Stage::Approval)
            .then_some(Asked::Plan { revision, revisions_refused: self.revisions_refused })
    }

    fn ask_if_due(&mut self) -> Step {
        let due = self.waits_for();
        if due.is_none() {
            self.prompting = false;
        }
        let Some(due) = due.filter(|due| self.asked.as_ref() != Some(due)) else { return Step::GoOn };
        self.screen.clear_board();
        match &due {
            Asked::Plan { revision, .. } if self.plan_shown != Some(*revision) => {
                self.plan_shown = Some(*revision);
                self.screen.print(&plan::text(&self.view));
            }
            Asked::Plan { .. } | Asked::Question(_) => {}
        }
        if self.asker.is_none() {
            return Step::Stop(Exit::NeedsAnswer);
        }
        match &due {
            Asked::Plan { .. } => self.screen.ask(ask::PLAN_PROMPT),
            Asked::Question(_) => {
                for line in self.view.open_question().map(narrate::question).unwrap_or_default() {
                    self.screen.print(&line);
                }
                self.screen.ask(ask::QUESTION_PROMPT);
            }
        }
        self.asked = Some(due);
        self.prompting = true;
        Step::GoOn
    }

    async fn answer(&mut self, line: Line) -> Result<Step, Problem> {
        let line = match line {
            Line::Text(line) => line,
            Line::Unreadable => return Ok(self.again("that is not text in UTF-8; type it again")),
            Line::End => return Ok(Step::Stop(Exit::NeedsAnswer)),
        };
        let Some(session) = self.view.session.clone() else { return Ok(Step::GoOn) };
        let command = match self.asked.clone() {
            Some(Asked::Question(id)) => {
                let open = self.view.open_question().filter(|question| question.id == id);
                match open.map(|question| ask::question_answer(question, &line)) {
                    None => return Ok(Step::GoOn),
                    Some(QuestionAnswer::Quit) => return Ok(Step::Stop(Exit::NeedsAnswer)),
                    Some(QuestionAnswer::Unclear) => return Ok(self.again("that is none of the options")),
                    Some(QuestionAnswer::Value(value)) => Command::Answer { session, question: id, value },
                }
            }
            Some(Asked::Plan { revision, .. }) => match ask::plan_answer(&line) {
                PlanAnswer::Quit => return Ok(Step::Stop(Exit::NeedsAnswer)),
                PlanAnswer::Unclear(what) => return Ok(self.again(what)),
                PlanAnswer::Approve => Command::Approve { session, revision },
                PlanAnswer::Revise(text) => Command::Revise { session, text },
            },
            None => return Ok(Step::GoOn),
        };
        self.prompting = false;
        match self.client.command(command).await {
            Ok(_) => Ok(Step::GoOn),
            Err(problem) if problem.code == Code::Internal => Err(problem),
            Err(problem) => Ok(self.again(&notice::text(&problem))),
        }
    }

    /// Says what was wrong with an answer and asks anew.
    fn again(&mut self, what: &str) -> Step {
        self.screen.print(what);
        self.asked = None;
        Step::GoOn
    }
}

fn too_late(said: &Say) -> Problem {
    let what = match said {
        Say::Change(_) => "the plan cannot be changed",
        Say::Answer(_) => "there is no question to answer",
    };
    let hint = "fork it from an event before its end: `samriddh fork <ID> --list` shows which";
    Problem::new(Code::NotNow, format!("{what}: the session has ended"), hint)
}

fn nothing_asked(view: &View) -> Problem {
    let message = format!("no question is open: {}", session::told(session::state(view)));
    Problem::new(Code::NotNow, message, "resume it without --answer")
}

async fn next_line(asker: &mut Option<Asker>) -> Line {
    match asker {
        Some(asker) => asker.line().await,
        None => std::future::pending().await,
    }
}
