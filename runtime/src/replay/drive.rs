//! Calling out the cues of a script to the real kernel and team, one after another, each when all before have had their effect.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use llm::prices::PriceTable;
use memory::Blobs;
use protocol::command::Command;
use protocol::event::Event;
use protocol::head;
use protocol::id::{ContentHash, SessionId};
use protocol::problem::{Code, Problem};
use protocol::view::{AgentState, View};

use super::cast::cast;
use super::cue::{Cue, Heard, Life, Mark, Step};
use super::recorded;
use super::shelf::MemoryShelf;
use super::stage::{Answered, Board, Stage};
use crate::log::events_after;
use crate::node::Node;
use crate::ports::Alarm;
use crate::team::Team;

/// On a paused clock this passes when nobody has anything left to do, and not before.
const REST: Duration = Duration::from_millis(1);

/// A replay on its way.
pub(super) struct Drive<'a> {
    team: &'a Team,
    shelf: MemoryShelf,
    blobs: Arc<dyn Blobs>,
    prices: Arc<PriceTable>,
    pub session: Option<SessionId>,
    /// What the session has recorded anew.
    pub events: Vec<Event>,
    pub view: View,
    marks: BTreeMap<Mark, usize>,
    pub answered: Answered,
    /// The tree that was put in place: it stays where the process that put it there ends.
    delivered: Option<ContentHash>,
}

impl<'a> Drive<'a> {
    pub fn new(team: &'a Team, blobs: Arc<dyn Blobs>) -> Result<Self, Problem> {
        let prices = PriceTable::embedded().map_err(|error| internal(&error))?;
        Ok(Self {
            team,
            shelf: MemoryShelf::default(),
            blobs,
            prices: Arc::new(prices),
            session: None,
            events: Vec::new(),
            view: View::default(),
            marks: BTreeMap::new(),
            answered: Answered::default(),
            delivered: None,
        })
    }

    /// Plays one life by its cues. False when one had no effect, so that those that follow it make no sense.
    pub fn live(&mut self, life: &Life) -> Result<bool, Problem> {
        self.live_by(life, async |drive, node, stage| drive.play(life, node, stage).await)
    }

    /// Plays one life. Its end is that of a process: whatever is going on is gone.
    pub fn live_by<T>(
        &mut self,
        life: &Life,
        play: impl AsyncFnOnce(&mut Self, &Node, &Stage) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .map_err(|error| internal(&error))?;
        runtime.block_on(async {
            let stage = Stage::default();
            stage.set(|board| {
                board.answered = self.answered;
                board.delivered = self.delivered.take();
            });
            self.shelf.limit(life.ends_at);
            let ports = recorded::ports(&stage, &self.blobs, &self.prices, life.has_model);
            let team = cast(self.team.clone(), &stage);
            let node = Node::over(Arc::new(self.shelf.clone()), team, ports).await?;
            let played = play(self, &node, &stage).await;
            let mut board = stage.board();
            (self.answered, self.delivered) = (board.answered, board.delivered.take());
            played
        })
    }

    async fn play(&mut self, life: &Life, node: &Node, stage: &Stage) -> Result<bool, Problem> {
        for cue in &life.cues {
            stage.set(|board| board.now_ms = cue.at_ms);
            let heard = self.call_out(node, stage, cue).await;
            self.rest().await?;
            if !heard || !self.has_happened(cue) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Waits until nobody has anything left to do, and reads what came of it.
    pub async fn rest(&mut self) -> Result<(), Problem> {
        tokio::time::sleep(REST).await;
        self.read_on()
    }

    /// What the session has kept anew.
    pub fn blobs(&self) -> Arc<dyn Blobs> {
        Arc::new(self.shelf.blobs().clone())
    }

    /// False where the session does not take what it is told.
    pub async fn call_out(&mut self, node: &Node, stage: &Stage, cue: &Cue) -> bool {
        match &cue.step {
            Step::Begin { command, request, options } => {
                let submit = Command::Submit { request: request.clone(), options: options.clone() };
                self.session = node.command(command.clone(), submit).await.ok();
                self.session.is_some()
            }
            Step::Fork { command, out } => {
                let Some(session) = self.session.clone() else { return false };
                let fork = Command::Fork { session, at: self.view.seq, out: out.clone() };
                let forked = node.command(command.clone(), fork).await.ok();
                self.turn_to(forked)
            }
            Step::Say { id, command, back_to } => {
                let Some(session) = &self.session else { return false };
                let mut command = command.clone().for_session(session);
                if let (Command::Rewind { to, .. }, Some(back_to)) = (&mut command, back_to) {
                    *to = self.nth_compared(*back_to);
                }
                let taken = node.command(id.clone(), command).await.is_ok();
                stage.board().answered.commands += u32::from(taken);
                taken
            }
            step => {
                stage.set(|board| write(board, step));
                true
            }
        }
    }

    /// A fork's own record begins with that of its parent.
    fn turn_to(&mut self, session: Option<SessionId>) -> bool {
        self.events.clear();
        self.marks.clear();
        self.view = View::default();
        self.session = session;
        self.session.is_some()
    }

    /// The number that an event has in this run, by its place among those that are compared.
    fn nth_compared(&self, nth: usize) -> u64 {
        let compared = self.events.iter().filter(|event| head::counts(&event.fact.body));
        compared.take(nth).last().map_or(0, |event| event.seq)
    }

    fn read_on(&mut self) -> Result<(), Problem> {
        let Some(session) = &self.session else { return Ok(()) };
        let journal = self.shelf.journal(session);
        for event in events_after(session, &journal, self.view.seq)? {
            self.view.apply(&event).map_err(|error| internal(&error))?;
            if let Some(mark) = Mark::of(&event.fact.body) {
                *self.marks.entry(mark).or_default() += 1;
            }
            self.events.push(event);
        }
        Ok(())
    }

    fn has_happened(&self, cue: &Cue) -> bool {
        if let Step::Return { role } = &cue.step {
            return self.view.agents.get(role).is_some_and(|agent| agent.state == AgentState::Running);
        }
        self.marks.get(&cue.step.mark()).copied().unwrap_or(0) >= cue.goal
    }
}

/// What is called out to agents, effects and alarms.
fn write(board: &mut Board, step: &Step) {
    match step {
        Step::Ask { task, call } => {
            if board.waiting.contains(task) {
                board.begun.insert(task.clone());
            }
            board.asked.insert(call.clone(), task.clone());
            board.try_again(call);
        }
        Step::Hear { call, heard } => {
            if let Heard::Failure { tried_again, .. } = heard {
                // The pause was drawn by chance; whether there was time for it is seen from what followed.
                board.chance = if *tried_again { [0; 16] } else { [u8::MAX; 16] };
            }
            board.heard.insert(call.clone(), heard.clone());
        }
        Step::HandOver { task, check, look, repair } => {
            if let Some(look) = look {
                board.looks.insert(task.clone(), (**look).clone());
            }
            if let Some(proof) = check {
                board.checks.insert(proof.check.clone(), proof.clone());
            }
            if let Some(repair) = repair {
                board.repairs.insert(repair.check.clone(), (**repair).clone());
            }
            // An attempt that the budget did not allow left no event: its agent has given up since.
            board.calls(task).iter().for_each(|call| board.try_again(call));
            board.handed_over.insert(task.clone());
        }
        Step::Break { task, failure, why } => {
            board.broken.insert(task.clone(), (*failure, why.clone()));
        }
        Step::Deliver { receipt, tree } => board.receipt = Some((receipt.clone(), tree.clone())),
        Step::Amend { receipt, tree } => board.amended = Some((receipt.clone(), tree.clone())),
        Step::Doubt { why } => board.doubt = Some(why.clone()),
        Step::Return { role } => drop(board.rung.insert(Alarm::Restart(role.clone()))),
        Step::Begin { .. } | Step::Fork { .. } | Step::Say { .. } => {}
    }
}

fn internal(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, error.to_string(), "keep the session's folder and report this")
}
