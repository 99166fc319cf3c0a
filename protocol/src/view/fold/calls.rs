//! Calls of models and what they cost.

use super::FoldError;
use crate::event::Event;
use crate::model::ModelEvent;
use crate::usage::UsageEvent;
use crate::view::{AnswerView, CallView, View};

pub(super) fn model(view: &mut View, event: &Event, body: &ModelEvent) -> Result<(), FoldError> {
    let unknown = |call: &crate::id::CallId| FoldError::UnknownCall { seq: event.seq, call: call.clone() };
    match body {
        ModelEvent::Requested { call, task, ask, model, attempt, reservation } => {
            let known = view.calls.entry(call.clone()).or_insert_with(|| CallView {
                task: task.clone(),
                ask: ask.clone(),
                model: model.clone(),
                attempts: 0,
                reservations: Vec::new(),
                why: String::new(),
                answer: None,
            });
            known.attempts = *attempt;
            known.reservations.push(*reservation);
        }
        ModelEvent::Answered { call, answer, finish, usage: _ } => {
            let known = view.calls.get_mut(call).ok_or_else(|| unknown(call))?;
            known.answer = Some(AnswerView { text: answer.clone(), finish: finish.clone() });
        }
        ModelEvent::Failed { call, failure: _, why, retry_after_ms: _ } => {
            let known = view.calls.get_mut(call).ok_or_else(|| unknown(call))?;
            known.why.clone_from(why);
        }
    }
    Ok(())
}

pub(super) fn usage(view: &mut View, event: &Event, body: &UsageEvent) -> Result<(), FoldError> {
    let misfit = |misfit| FoldError::Account { seq: event.seq, misfit };
    view.spending.apply(&body.entry).map_err(misfit)
}
