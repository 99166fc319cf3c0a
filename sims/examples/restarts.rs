//! `cargo run --release -p sims --example restarts`: how long an agent is away when it fails, the policy's pause left out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use async_trait::async_trait;
use plan::answer::{Answer, Bounds, TeamShape};
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::{Body, SessionEvent, SupervisionEvent};
use protocol::id::{ClaimKey, CommandId, ContentHash, Role};
use protocol::view::View;
use runtime::Node;
use runtime::agent::{Agent, Assignment, Desk};
use runtime::ports::{Ports, SystemChance, SystemClock};
use runtime::restart::Policy;
use runtime::team::{Member, Needed, Team, mailbox_of};
use sims::faults::Faults;
use sims::machine::Machine;
use sims::shelf::SimShelf;
use sims::switch::{Stop, Switch};

const SESSIONS: usize = 500;

/// Panics at everything it is given: its task is parked after three attempts, between which it is restarted.
struct Panicking;

#[async_trait]
impl Agent for Panicking {
    fn recall(&mut self, _: &View) {}

    fn digest(&self) -> ContentHash {
        ContentHash::of(b"")
    }

    async fn perform(&mut self, _: Assignment, _: &Desk) -> Answer {
        panic!("told to")
    }
}

struct Nothing;

impl Bounds for Nothing {
    fn allows(&self, _: &ClaimKey, _: &str) -> bool {
        false
    }

    fn owns(&self, _: &str, _: &str) -> bool {
        false
    }
}

fn team() -> Team {
    let lead = Role::new("lead");
    let shape = TeamShape {
        orchestrator: lead.clone(),
        consensus: lead.clone(),
        members: vec![lead.clone()],
        index: None,
    };
    let restart = Policy { backoff_first_ms: 0, backoff_max_ms: 0, ..Policy::default() };
    let make = Arc::new(|| Box::new(Panicking) as Box<dyn Agent>);
    Team {
        shape,
        members: vec![Member { role: lead, make, needed: Needed::Always, restart, mailbox: mailbox_of(4) }],
        bounds: Arc::new(Nothing),
    }
}

fn main() -> Result<()> {
    std::panic::set_hook(Box::new(|_| {}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut took = Vec::new();
    for _ in 0..SESSIONS {
        took.extend(runtime.block_on(session())?);
    }
    took.sort();
    ensure!(!took.is_empty(), "nothing was restarted");
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    println!("{} restarts: p50 {:?}, p99 {:?}, longest {:?}", took.len(), at(50), at(99), at(100));
    Ok(())
}

/// From the recorded failure of an incarnation to the record that the next one is there, as a watcher sees them.
#[expect(clippy::disallowed_methods, reason = "it measures real time")]
async fn session() -> Result<Vec<Duration>> {
    let (machine, switch) = (Machine::default(), Switch::new(Stop::Never));
    let ports = machine.ports(&switch, &Arc::new(Faults::none(1)), 1);
    let ports = Ports { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance), ..ports };
    let shelf = SimShelf { disk: machine.disk.clone(), switch };
    let node = Node::over(Arc::new(shelf), team(), ports).await.map_err(|problem| anyhow!(problem))?;
    let submit = Command::Submit {
        request: "notes".to_owned(),
        options: RunOptions::offline("/simulated/out", true, Verify::None),
    };
    let session = node.command(CommandId::new("c1"), submit).await.map_err(|problem| anyhow!(problem))?;
    let mut follower = node.follow(&session).await.map_err(|problem| anyhow!(problem))?;
    let past = follower.past().await.map_err(|problem| anyhow!(problem))?;
    let (mut failed_at, mut took, mut ended) = (None, Vec::new(), false);
    let mut see = |body: &Body| {
        match body {
            Body::Supervision(SupervisionEvent::AgentFailed { .. }) => failed_at = Some(Instant::now()),
            Body::Supervision(SupervisionEvent::AgentStarted { .. }) => {
                took.extend(failed_at.take().map(|at| at.elapsed()));
            }
            _ => {}
        }
        matches!(body, Body::Session(SessionEvent::Finished { .. }))
    };
    past.iter().for_each(|posted| ended |= see(&posted.event.fact.body));
    while !ended {
        let next = follower.next().await.map_err(|problem| anyhow!(problem))?;
        ended = next.is_none_or(|posted| see(&posted.event.fact.body));
    }
    node.shutdown().await;
    Ok(took)
}
