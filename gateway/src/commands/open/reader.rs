//! The agent that reads an opened repository, and the desk that others ask: it gives the work to the agent, and starts it anew
//! when it breaks off.

use std::path::PathBuf;
use std::time::Duration;

use code::graph::ask::Answer;
use protocol::problem::{Code, Problem};
use ractor::rpc::CallResult;
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent};
use tools::watch::Hint;

use super::live::{Live, Refresh};

/// Linking a repository of a million lines takes less.
const DEADLINE: Duration = Duration::from_secs(180);
/// One that breaks off more often does so for a reason that stays.
const RESTARTS_MAX: u32 = 3;

/// What is asked of the agent.
#[derive(Clone, Debug)]
pub enum Work {
    /// Look at what changed.
    Refresh(Hint),
    /// Answer a question from the files as they are.
    Ask(String),
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    pub refresh: Refresh,
    pub answer: Option<Answer>,
}

pub struct Message {
    work: Work,
    reply: RpcReplyPort<Done>,
}

/// Keeps the index, and nothing else does.
struct Reader;

impl Actor for Reader {
    type Msg = Message;
    /// None while it is lent to a thread.
    type State = Option<Live>;
    type Arguments = PathBuf;

    async fn pre_start(
        &self,
        _: ActorRef<Message>,
        path: PathBuf,
    ) -> Result<Self::State, ActorProcessingErr> {
        let opened = tokio::task::spawn_blocking(move || Live::open(&path)).await?;
        opened.map(Some).map_err(|problem| problem.message.into())
    }

    async fn handle(
        &self,
        _: ActorRef<Message>,
        message: Message,
        state: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        let Some(mut live) = state.take() else { return Err("the index was lost".into()) };
        let work = message.work;
        let (live, done) = tokio::task::spawn_blocking(move || {
            let done = match work {
                Work::Refresh(hint) => Done { refresh: live.refresh(&hint), answer: None },
                Work::Ask(question) => {
                    let (refresh, answer) = live.ask(&question);
                    Done { refresh, answer: Some(answer) }
                }
            };
            (live, done)
        })
        .await?;
        *state = Some(live);
        // Nobody may wait for it any more.
        drop(message.reply.send(done));
        Ok(())
    }
}

/// What came of work that was given to the desk.
pub struct Told {
    pub done: Result<Done, Problem>,
    /// Why the agent was started anew since this was last told.
    pub restarted: Vec<String>,
}

pub struct Errand {
    work: Work,
    reply: RpcReplyPort<Told>,
}

struct Desk;

struct State {
    me: ActorRef<Errand>,
    path: PathBuf,
    reader: Option<ActorRef<Message>>,
    restarts: u32,
    restarted: Vec<String>,
}

impl Actor for Desk {
    type Msg = Errand;
    type State = State;
    type Arguments = PathBuf;

    async fn pre_start(&self, me: ActorRef<Errand>, path: PathBuf) -> Result<State, ActorProcessingErr> {
        let mut state = State { me, path, reader: None, restarts: 0, restarted: Vec::new() };
        state.seat().await?;
        Ok(state)
    }

    async fn handle(
        &self,
        _: ActorRef<Errand>,
        errand: Errand,
        state: &mut State,
    ) -> Result<(), ActorProcessingErr> {
        let done = state.give(errand.work).await;
        drop(errand.reply.send(Told { done, restarted: std::mem::take(&mut state.restarted) }));
        Ok(())
    }

    /// An agent that broke off is seated anew when there is work for it.
    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<Errand>,
        event: SupervisionEvent,
        state: &mut State,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(who, error) = event {
            state.broke(&who.get_id(), &error.to_string());
        }
        Ok(())
    }
}

impl State {
    async fn seat(&mut self) -> Result<ActorRef<Message>, ActorProcessingErr> {
        let (reader, _) = Actor::spawn_linked(None, Reader, self.path.clone(), self.me.get_cell()).await?;
        self.reader = Some(reader.clone());
        Ok(reader)
    }

    fn broke(&mut self, who: &ractor::ActorId, why: &str) {
        if self.reader.as_ref().is_some_and(|reader| reader.get_id() == *who) {
            self.reader = None;
            self.restarts += 1;
            self.restarted.push(why.to_owned());
        }
    }

    /// Once more with another agent when the first one breaks off.
    async fn give(&mut self, work: Work) -> Result<Done, Problem> {
        loop {
            if self.restarts > RESTARTS_MAX {
                let message = format!("the reader broke off {} times and was given up", self.restarts);
                return Err(Problem::new(Code::Internal, message, "open the repository again"));
            }
            let reader = match self.reader.clone() {
                Some(reader) => reader,
                None => match self.seat().await {
                    Ok(reader) => reader,
                    Err(error) => {
                        let message = format!("the repository cannot be read any more: {error}");
                        return Err(Problem::new(
                            Code::NotFound,
                            message,
                            "see whether the folder is still there",
                        ));
                    }
                },
            };
            let again = work.clone();
            let asked = reader.call(move |reply| Message { work: again, reply }, Some(DEADLINE)).await;
            let why = match asked {
                Ok(CallResult::Success(done)) => return Ok(done),
                Ok(CallResult::Timeout) => format!("no answer within {} s", DEADLINE.as_secs()),
                Ok(CallResult::SenderError) | Err(_) => "it broke off in the middle of its work".to_owned(),
            };
            reader.kill();
            self.broke(&reader.get_id(), &why);
        }
    }
}

/// The agent with its desk, for one program.
pub struct Agent {
    desk: ActorRef<Errand>,
}

impl Agent {
    pub async fn start(path: PathBuf) -> Result<Self, Problem> {
        let (desk, _) = Actor::spawn(None, Desk, path).await.map_err(|error| {
            Problem::new(Code::NotFound, error.to_string(), "name a folder of code that can be read")
        })?;
        Ok(Self { desk })
    }

    pub async fn work(&self, work: Work) -> Told {
        let longest = DEADLINE * (RESTARTS_MAX + 2);
        match self.desk.call(|reply| Errand { work, reply }, Some(longest)).await {
            Ok(CallResult::Success(told)) => told,
            Ok(CallResult::Timeout | CallResult::SenderError) | Err(_) => Told {
                done: Err(Problem::new(
                    Code::Internal,
                    "the reader's desk is closed",
                    "open the repository again",
                )),
                restarted: Vec::new(),
            },
        }
    }

    pub fn stop(self) {
        self.desk.stop(None);
    }

    /// Ends the agent as a fault would.
    #[cfg(test)]
    async fn disturb(&self) {
        let children = self.desk.get_children();
        for child in children {
            child.kill();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_agent_that_breaks_off_is_started_anew_and_in_the_end_given_up() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.py"), "def f():\n    pass\n").unwrap();
        let agent = Agent::start(folder.path().to_owned()).await.unwrap();
        let mut restarts = 0;
        for _ in 0..=RESTARTS_MAX {
            let told = agent.work(Work::Ask("where is f?".to_owned())).await;
            restarts += told.restarted.len();
            assert!(told.done.unwrap().answer.unwrap().known);
            agent.disturb().await;
        }
        let told = agent.work(Work::Refresh(Hint::Anything)).await;
        restarts += told.restarted.len();
        assert_eq!(restarts as u32, RESTARTS_MAX + 1);
        assert!(told.done.is_err());
        agent.stop();
    }

    #[tokio::test]
    async fn what_is_not_there_cannot_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Agent::start(folder.path().join("absent")).await.is_err());
    }
}
