//! A recorded session under other rules: people say what they said as soon as it makes sense, effects answer what they
//! answered to the same, and whatever the record has no answer for is named and not made up.

use std::collections::BTreeSet;
use std::sync::Arc;

use memory::Blobs;
use protocol::command::Command;
use protocol::event::Event;
use protocol::head::{Divergence, first_divergence};
use protocol::id::{CommandId, TaskId};
use protocol::problem::{Code, Problem};
use protocol::view::{AgentState, View};
use tools::work::Receipt;

use super::cue::{Cue, Life, Step};
use super::drive::Drive;
use super::recorded::NOT_RECORDED;
use super::stage::{Answered, Stage};
use super::{Record, read, uncanonical};
use crate::node::Node;
use crate::ports::Alarm;
use crate::team::Team;

/// What became of a session under other rules.
pub struct Otherwise {
    pub events: Vec<Event>,
    pub view: View,
    /// Holds the files that were made, as the record's blobs hold those of then.
    pub blobs: Arc<dyn Blobs>,
    /// The first event that differs from the record; none where the rules made no difference.
    pub parting: Option<Divergence>,
    pub answered: Answered,
    /// What of the record did not fit any more, and what was decided instead.
    pub notes: Vec<String>,
}

/// Executes a record again by another team or other rules. It blocks, as [`super::again`] does.
pub fn otherwise(record: &Record, team: &Team) -> Result<Otherwise, Problem> {
    let script = read(record)?;
    let cues = || script.lives.iter().flat_map(|life| &life.cues);
    if cues().any(|cue| matches!(&cue.step, Step::Say { command: Command::Rewind { .. }, .. })) {
        let message = "a session that went back to an earlier event cannot be tried under other rules";
        let hint = "the event it went back to would be another; fork it before that, and try the fork";
        return Err(Problem::new(Code::NotNow, message, hint));
    }
    let known: BTreeSet<TaskId> = cues().filter_map(|cue| task_of(&cue.step)).collect();
    let mut drive = Drive::new(team, Arc::clone(&record.blobs))?;
    let mut notes = Vec::new();
    let lives = without_interruptions(&script.lives);
    for (nth, life) in lives.iter().enumerate() {
        let to_the_end = script.ended && nth + 1 == lives.len();
        let mut improvised = Improvised { known: &known, to_the_end, unsaid: Vec::new(), notes: &mut notes };
        drive.live_by(life, async |drive, node, stage| {
            drive.improvise(life, node, stage, &mut improvised).await
        })?;
    }
    let parting = first_divergence(&record.events, &drive.events).map_err(|error| uncanonical(&error))?;
    let blobs = drive.blobs();
    Ok(Otherwise { events: drive.events, view: drive.view, blobs, parting, answered: drive.answered, notes })
}

fn task_of(step: &Step) -> Option<TaskId> {
    match step {
        Step::Ask { task, .. } | Step::HandOver { task, .. } | Step::Break { task, .. } => Some(task.clone()),
        Step::Begin { .. }
        | Step::Fork { .. }
        | Step::Say { .. }
        | Step::Hear { .. }
        | Step::Deliver { .. }
        | Step::Amend { .. }
        | Step::Doubt { .. }
        | Step::Return { .. } => None,
    }
}

/// A process that ended in the middle would end in the middle of something else. Only a fork begins anew.
fn without_interruptions(lives: &[Life]) -> Vec<Life> {
    let mut whole: Vec<Life> = Vec::new();
    for life in lives {
        let forks = matches!(life.cues.first(), Some(Cue { step: Step::Fork { .. }, .. }));
        match whole.last_mut().filter(|_| !forks) {
            Some(last) => {
                last.cues.extend(life.cues.iter().cloned());
                last.has_model |= life.has_model;
            }
            None => whole.push(Life { ends_at: None, ..life.clone() }),
        }
    }
    whole
}

/// What is not as the record has it.
struct Improvised<'a> {
    /// Tasks that the record knows the turn of.
    known: &'a BTreeSet<TaskId>,
    /// The recorded session came to an end, so this one is to come to one as well.
    to_the_end: bool,
    /// What people said and could not say yet.
    unsaid: Vec<Cue>,
    notes: &'a mut Vec<String>,
}

impl Drive<'_> {
    async fn improvise(
        &mut self,
        life: &Life,
        node: &Node,
        stage: &Stage,
        how: &mut Improvised<'_>,
    ) -> Result<(), Problem> {
        for cue in &life.cues {
            stage.set(|board| board.now_ms = cue.at_ms);
            match &cue.step {
                Step::Say { .. } => how.unsaid.push(cue.clone()),
                _ => drop(self.call_out(node, stage, cue).await),
            }
            self.come_to_rest(life, node, stage, how).await?;
        }
        if how.to_the_end {
            self.finish(life, node, stage, how).await?;
        }
        for cue in how.unsaid.drain(..) {
            let Step::Say { command, .. } = &cue.step else { continue };
            how.notes.push(format!(
                "event {}: {} was said then, and there was no place for it",
                cue.seq,
                name(command)
            ));
        }
        Ok(())
    }

    /// Until nobody has anything left to do, to say or to ask.
    async fn come_to_rest(
        &mut self,
        life: &Life,
        node: &Node,
        stage: &Stage,
        how: &mut Improvised<'_>,
    ) -> Result<(), Problem> {
        loop {
            self.rest().await?;
            let moved = self.say_what_was_said(node, stage, how).await
                || (how.to_the_end && let_others_go_on(stage, how.known))
                || self.answer_what_nobody_was_asked(life, node, how).await;
            if !moved {
                return Ok(());
            }
        }
    }

    async fn say_what_was_said(&mut self, node: &Node, stage: &Stage, how: &mut Improvised<'_>) -> bool {
        for place in 0..how.unsaid.len() {
            let cue = how.unsaid[place].clone();
            if self.call_out(node, stage, &cue).await {
                how.unsaid.remove(place);
                return true;
            }
        }
        false
    }

    /// A question that came up only under these rules gets the answer that the team recommends.
    async fn answer_what_nobody_was_asked(
        &mut self,
        life: &Life,
        node: &Node,
        how: &mut Improvised<'_>,
    ) -> bool {
        let Some(asked) = self.view.open_question().cloned() else { return false };
        let answers = |cue: &Cue| matches!(&cue.step, Step::Say { command: Command::Answer { question, .. }, .. } if *question == asked.id);
        let approves = self.view.options.as_ref().is_some_and(|options| options.approve);
        let Some(session) = self.session.clone().filter(|_| !approves && how.to_the_end) else {
            return false;
        };
        if life.cues.iter().any(answers) {
            return false;
        }
        let (question, value) = (asked.id.clone(), asked.recommended.clone());
        let command = Command::Answer { session, question, value };
        let said = node.command(CommandId::new(format!("recommended-{}", asked.id)), command).await.is_ok();
        if said {
            how.notes.push(format!("{}: {} (as the team recommends)", asked.text, asked.recommended));
        }
        said
    }

    /// What the record has no cue for goes on without one.
    async fn finish(
        &mut self,
        life: &Life,
        node: &Node,
        stage: &Stage,
        how: &mut Improvised<'_>,
    ) -> Result<(), Problem> {
        let nobody = BTreeSet::new();
        loop {
            let before = self.events.len();
            let away = self.view.agents.iter().filter(|(_, agent)| agent.state == AgentState::Restarting);
            let away: Vec<Alarm> = away.map(|(role, _)| Alarm::Restart(role.clone())).collect();
            stage.set(|board| {
                board.rung.extend(away);
                let unrecorded = Receipt { head: None, note: NOT_RECORDED.to_owned() };
                board.receipt.get_or_insert((Ok(unrecorded), None));
            });
            let_others_go_on(stage, &nobody);
            self.come_to_rest(life, node, stage, how).await?;
            if self.events.len() == before {
                return Ok(());
            }
        }
    }
}

/// Tasks that the record does not know have no turn to wait for.
fn let_others_go_on(stage: &Stage, known: &BTreeSet<TaskId>) -> bool {
    stage.set(|board| {
        let others: Vec<TaskId> =
            board.waiting.iter().filter(|task| !known.contains(*task)).cloned().collect();
        board.begun.extend(others.iter().cloned());
        board.handed_over.extend(others.iter().cloned());
        !others.is_empty()
    })
}

fn name(command: &Command) -> &'static str {
    match command {
        Command::Submit { .. } => "a request",
        Command::Revise { .. } => "a revision",
        Command::Approve { .. } => "an approval",
        Command::Reject { .. } => "a rejection",
        Command::Answer { .. } => "an answer",
        Command::Pause { .. } => "a pause",
        Command::Resume { .. } => "to go on",
        Command::Cancel { .. } => "a cancellation",
        Command::Rewind { .. } => "to go back",
        Command::Ask { .. } => "a question",
        Command::Look { .. } => "a look at the files",
        Command::Note { .. } => "a note",
        Command::Fork { .. } => "a fork",
        Command::Attach { .. } => "nothing",
    }
}
