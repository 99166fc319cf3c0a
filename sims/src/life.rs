//! One life of a process: it takes over what the one before left, meets the person, and goes on until the session ends or it is stopped.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use memory::Journal;
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::Event;
use protocol::id::{CommandId, SessionId};
use protocol::problem::Code;
use protocol::usage::Budget;
use protocol::view::View;
use runtime::Node;
use runtime::team::Team;

use crate::faults::{Faults, faulty};
use crate::machine::Machine;
use crate::model;
use crate::person::Person;
use crate::shelf::SimShelf;
use crate::switch::{Stop, Switch};

/// Where the simulated repository goes.
pub const TARGET: &str = "/simulated/out";
/// Milliseconds since the Unix epoch at which every simulation begins.
const BEGINNING_MS: u64 = 1_700_000_000_000;
/// Between a process's end and the next one's start.
const DOWNTIME_MS: u64 = 1_000;
/// Virtual time after which a process that is not at its end hangs: longer than every deadline of a session together.
const HANGS_AFTER: Duration = Duration::from_secs(7 * 24 * 3_600);

/// What is simulated, for all of its lives.
#[derive(Clone)]
pub struct Scenario {
    pub team: Team,
    pub request: String,
    pub verify: Verify,
    pub person: Person,
    pub faults: Arc<Faults>,
    /// What the model may cost; none works without one.
    pub budget: Option<Budget>,
}

/// How a life ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The session came to an outcome.
    Finished,
    /// The switch was turned off.
    Stopped,
}

impl Scenario {
    /// Where its lives take place.
    pub fn machine(&self) -> Result<Machine> {
        match self.budget {
            None => Ok(Machine::default()),
            Some(_) => Machine::with_model(),
        }
    }

    /// Runs one process on the machine.
    pub fn live(&self, machine: &Machine, stop: Stop) -> Result<End> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
        let switch = Switch::new(stop);
        let end = runtime.block_on(async {
            tokio::select! {
                biased;
                () = switch.wait() => Ok(End::Stopped),
                end = tokio::time::timeout(HANGS_AFTER, self.work(machine, &switch)) => {
                    end.unwrap_or_else(|_| Err(anyhow!("the session hangs")))
                }
            }
        });
        // A process that was stopped says nothing more that counts.
        if switch.is_off() { Ok(End::Stopped) } else { end }
    }

    async fn work(&self, machine: &Machine, switch: &Switch) -> Result<End> {
        let before = begun(machine)?;
        let began_ms = before.as_ref().map_or(BEGINNING_MS, |(_, view)| view.timing.last_ms + DOWNTIME_MS);
        let node = self.node(machine, switch, began_ms).await?;
        let session = match before {
            Some((_, view)) if view.outcome.is_some() => return ended(&node).await,
            Some((session, view)) => resumed(&node, session, view.seq).await?,
            None => self.submitted(&node).await?,
        };
        self.accompany(&node, &session).await?;
        ended(&node).await
    }

    /// A process that has the machine's disk.
    pub(crate) async fn node(&self, machine: &Machine, switch: &Switch, began_ms: u64) -> Result<Arc<Node>> {
        let shelf = SimShelf { disk: machine.disk.clone(), switch: switch.clone() };
        let ports = machine.ports(switch, &self.faults, began_ms);
        let team = faulty(self.team.clone(), &self.faults);
        Node::over(Arc::new(shelf), team, ports).await.map_err(|problem| anyhow!(problem))
    }

    async fn submitted(&self, node: &Node) -> Result<SessionId> {
        let offline = RunOptions::offline(TARGET, false, self.verify);
        let options = match self.budget {
            None => offline,
            Some(budget) => RunOptions { model: Some(model::NAME.to_owned()), budget, ..offline },
        };
        let command = Command::Submit { request: self.request.clone(), options };
        node.command(CommandId::new("submit"), command).await.map_err(|problem| anyhow!(problem))
    }

    /// Reads every event and answers like the person, until the session has ended.
    async fn accompany(&self, node: &Node, session: &SessionId) -> Result<()> {
        let mut follower = node.follow(session).await.map_err(|problem| anyhow!(problem))?;
        let mut view = View::default();
        for posted in follower.past().await.map_err(|problem| anyhow!(problem))? {
            view.apply(&posted.event)?;
        }
        let mut said = BTreeSet::new();
        while view.outcome.is_none() {
            if let Some((id, command)) = self.person.says(session, &view)
                && !said.contains(&id)
            {
                match node.command(id.clone(), command).await {
                    // What they saw is already past; they look again at the next event.
                    Err(problem) if problem.code == Code::NotNow => {}
                    Err(problem) => bail!(problem),
                    Ok(_) => drop(said.insert(id)),
                }
            }
            match follower.next().await.map_err(|problem| anyhow!(problem))? {
                Some(posted) => view.apply(&posted.event)?,
                None => return Err(halted(node, session, &view).await),
            }
        }
        Ok(())
    }
}

async fn halted(node: &Node, session: &SessionId, view: &View) -> anyhow::Error {
    let why = node.halted(session).await.map_or("without a reason".to_owned(), |problem| problem.to_string());
    anyhow!("the session halted after event {}: {why}", view.seq)
}

async fn resumed(node: &Node, session: SessionId, after: u64) -> Result<SessionId> {
    let command = Command::Resume { session, approve: false };
    let id = CommandId::new(format!("resume-{after}"));
    node.command(id, command).await.map_err(|problem| anyhow!(problem))
}

async fn ended(node: &Node) -> Result<End> {
    node.shutdown().await;
    Ok(End::Finished)
}

/// The session on the machine's disk, as far as it was acknowledged.
pub fn begun(machine: &Machine) -> Result<Option<(SessionId, View)>> {
    let mut found = None;
    for session in machine.disk.sessions() {
        let events = recorded(machine, &session)?;
        if !events.is_empty() && found.replace((session, View::fold(&events)?)).is_some() {
            bail!("one request began two sessions");
        }
    }
    Ok(found)
}

/// What the disk holds of a session.
pub fn recorded(machine: &Machine, session: &SessionId) -> Result<Vec<Event>> {
    let journal = machine.disk.journal(session);
    let count = usize::try_from(journal.last_seq()).unwrap_or(usize::MAX);
    let records = journal.read(1, count)?;
    let event = |record: &memory::Record| {
        let fact = serde_json::from_slice(&record.body)?;
        Ok(Event { seq: record.seq, at_ms: record.time_ms, session: session.clone(), fact })
    };
    records.iter().map(event).collect()
}
