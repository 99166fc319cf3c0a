//! Asking a model. Recorded and reserved before, recorded and settled after; what was answered once is never paid for again.

use std::sync::Arc;

use llm::ledger::{Denied, Ledger, LedgerEvent, Used};
use llm::retry::{self, Decision, Heard, History, Jitter, Policy, Repeatable};
use llm::{Broken, Call, CancellationToken, Provider, Request, charge};
use protocol::event::{Body, Fact};
use protocol::frame::Draft;
use protocol::id::{CallId, ContentHash};
use protocol::model::{Ask, ModelEvent};
use protocol::problem::{Code, Problem};
use protocol::usage::{Budget, ReservationId, UsageEvent};
use ractor::RpcReplyPort;

use super::drafts::Drafts;
use super::{Mode, Session, SessionMessage};
use crate::agent::{NoAnswer, Reply};
use crate::log::by_session;
use crate::ports::{Alarm, Model};
use crate::worker::Origin;

/// For one question with all its attempts, so that the task that asked can still go on without an answer.
const CALL_MS: u64 = 90_000;
/// No attempt starts so late that it could hardly end.
const POLICY: Policy = Policy {
    attempts_max: 4,
    backoff_first_ms: 500,
    backoff_max_ms: 8_000,
    retry_after_max_ms: 30_000,
    total_ms: 60_000,
};

/// A question that has not been answered yet, with whoever waits for it.
pub(crate) struct Question {
    origin: Origin,
    call: CallId,
    ask: ContentHash,
    request: Request,
    history: History,
    reply: RpcReplyPort<Result<Reply, NoAnswer>>,
}

impl Question {
    fn answer(self, answer: Result<Reply, NoAnswer>) {
        // An agent that has ended wants none.
        let _ = self.reply.send(answer);
    }
}

impl Session {
    pub(super) fn ask(&mut self, origin: Origin, ask: Ask, reply: RpcReplyPort<Result<Reply, NoAnswer>>) {
        let model = self.view().options.as_ref().and_then(|options| options.model.clone());
        let known = match (&model, self.is_current(&origin)) {
            (_, false) => Err(NoAnswer::Unwanted),
            (None, true) => Err(NoAnswer::NotConfigured),
            (Some(model), true) => Ok(Request::new(model, ask)),
        };
        let request = match known {
            Ok(request) => request,
            Err(why) => return drop(reply.send(Err(why))),
        };
        let hash = match self.keep_request(&request) {
            Ok(hash) => hash,
            Err(problem) => return self.halt(&problem),
        };
        match self.recorded_answer(&hash) {
            Ok(Some(answer)) => drop(reply.send(Ok(answer))),
            Err(problem) => self.halt(&problem),
            Ok(None) => {
                let (started_at_ms, call) = (self.ports.clock.now_ms(), self.call_id(&origin, &hash));
                let (heard, repeatable) = (Heard::Nothing, Repeatable::Always);
                let history = History { started_at_ms, attempts: 0, heard, request: repeatable };
                self.attempt(Box::new(Question { origin, call, ask: hash, request, history, reply }));
            }
        }
    }

    fn keep_request(&self, request: &Request) -> Result<ContentHash, Problem> {
        let bytes = serde_json::to_vec(request).map_err(|error| {
            Problem::new(Code::Internal, error.to_string(), "report this: a request is plain data")
        })?;
        self.log.keep(&bytes)
    }

    /// By the whole request, so that another model or another wording is another question.
    fn recorded_answer(&self, ask: &ContentHash) -> Result<Option<Reply>, Problem> {
        let answers = self.view().calls.values().filter(|call| call.ask == *ask);
        let Some(answer) = answers.filter_map(|call| call.answer.as_ref()).next() else { return Ok(None) };
        let text = String::from_utf8_lossy(&self.log.kept(&answer.text)?).into_owned();
        Ok(Some(Reply { text, finish: answer.finish.clone() }))
    }

    /// A question that a task asks again, because its agent or the program ended, is the same call.
    fn call_id(&self, origin: &Origin, ask: &ContentHash) -> CallId {
        let mine = || self.view().calls.iter().filter(|(_, call)| call.task == origin.task);
        let known = mine().find(|(_, call)| call.ask == *ask).map(|(id, _)| id.clone());
        known.unwrap_or_else(|| CallId::new(format!("{}.{}", origin.task, mine().count() + 1)))
    }

    /// Makes one attempt, if the budget holds its worst case.
    pub(super) fn attempt(&mut self, mut question: Box<Question>) {
        let running = self.running.get(&question.origin.task).map(|running| running.cancel.child_token());
        let (Some(cancel), true) = (running, self.is_current(&question.origin)) else {
            return question.answer(Err(NoAnswer::Unwanted));
        };
        let Some(model) = self.ports.model.clone() else {
            return question.answer(Err(NoAnswer::NotConfigured));
        };
        let reserved = match self.ledger().reserve(charge::worst(&question.request, &model.prices)) {
            Ok(reserved) => reserved,
            Err(denied) => return question.answer(Err(refusal(denied))),
        };
        let attempt = self.view().calls.get(&question.call).map_or(0, |call| call.attempts) + 1;
        let reservation = self.view().spending.next_id();
        let requested = ModelEvent::Requested {
            call: question.call.clone(),
            task: question.origin.task.clone(),
            ask: question.ask.clone(),
            model: question.request.model.clone(),
            attempt,
            reservation,
        };
        question.history.attempts = attempt;
        let shown = Draft {
            session: self.log.session().clone(),
            call: question.call.clone(),
            attempt,
            at: 0,
            text: String::new(),
        };
        let facts = vec![question.paid(&model, reserved), question.fact(Body::Model(requested))];
        if self.record(facts) {
            self.run(model.provider, question, reservation, cancel, Drafts::new(self.log.ring(), shown));
        }
    }

    fn ledger(&self) -> Ledger {
        let budget = self.view().options.as_ref().map_or(Budget::default(), |options| options.budget);
        Ledger::resumed(budget, self.view().spending.clone())
    }

    /// Beside the session, which goes on hearing others.
    fn run(
        &self,
        provider: Arc<dyn Provider>,
        question: Box<Question>,
        reservation: ReservationId,
        cancel: CancellationToken,
        drafts: Drafts,
    ) {
        let deadline_ms = question.history.started_at_ms.saturating_add(CALL_MS);
        let call = Call::new(question.call.as_str(), self.ports.clock.now_ms(), deadline_ms);
        let (call, me) = (call.cancelled_by(cancel), self.me.clone());
        self.spawn(async move {
            let ended = match provider.ask(&question.request, call).await {
                Ok(parts) => drafts.show(parts).await,
                Err(error) => Err(Broken { error, partial: String::new() }),
            };
            // A session that has ended settles it when it is taken up again.
            let _ = me.cast(SessionMessage::Called { question, reservation, ended });
        });
    }

    pub(super) fn called(
        &mut self,
        question: Box<Question>,
        reservation: ReservationId,
        ended: Result<llm::Answer, Broken>,
    ) {
        let (Mode::Awake, Some(model)) = (self.mode, self.ports.model.clone()) else { return };
        match ended {
            Ok(answer) => self.model_answered(question, &model, reservation, answer),
            Err(broken) => self.model_failed(question, &model, reservation, &broken),
        }
    }

    fn model_answered(
        &mut self,
        question: Box<Question>,
        model: &Model,
        reservation: ReservationId,
        answer: llm::Answer,
    ) {
        let text = match self.log.keep(answer.text.as_bytes()) {
            Ok(text) => text,
            Err(problem) => return self.halt(&problem),
        };
        let used = charge::of_answer(&question.request, &answer, &model.prices);
        let (call, finish) = (question.call.clone(), answer.finish.clone());
        let answered = ModelEvent::Answered { call, answer: text, finish, usage: answer.usage };
        if self.close(&question, model, answered, reservation, Some(used)) {
            question.answer(Ok(Reply { text: answer.text, finish: answer.finish }));
        }
    }

    fn model_failed(
        &mut self,
        mut question: Box<Question>,
        model: &Model,
        reservation: ReservationId,
        broken: &Broken,
    ) {
        let error = &broken.error;
        question.history.heard = if broken.partial.is_empty() { Heard::Nothing } else { Heard::Parts };
        let failed = ModelEvent::Failed {
            call: question.call.clone(),
            failure: error.kind(),
            why: error.to_string(),
            retry_after_ms: error.retry_after_ms(),
        };
        let used = charge::of_failure(error, question.history.heard);
        if !self.close(&question, model, failed, reservation, used) {
            return;
        }
        match retry::next(&POLICY, &question.history, error, self.ports.clock.now_ms(), self.jitter()) {
            Decision::Retry { after_ms } => {
                let alarm = Alarm::Retry(question.call.clone());
                self.later(after_ms, alarm, SessionMessage::CallDue { question });
            }
            Decision::GiveUp { why } => {
                let why = format!("{error} ({why})");
                question.answer(Err(NoAnswer::Failed { why }));
            }
        }
    }

    /// Records how an attempt ended and what it cost, as one group. False when the session has halted.
    fn close(
        &mut self,
        question: &Question,
        model: &Model,
        event: ModelEvent,
        reservation: ReservationId,
        used: Option<Used>,
    ) -> bool {
        let over = match used {
            Some(used) => self.ledger().settle(reservation, used),
            None => self.ledger().release(reservation),
        };
        // Only this session ends reservations, each once; a misfit is refused by the fold as well.
        let Ok(over) = over else { return false };
        self.record(vec![question.fact(Body::Model(event)), question.paid(model, over)])
    }

    fn jitter(&self) -> Jitter {
        let [a, b, c, d, ..] = self.ports.chance.bytes();
        Jitter(u32::from_le_bytes([a, b, c, d]))
    }

    /// Calls that another process was in when it ended: what they cost is unknown, so the worst is assumed.
    pub(super) fn settle_abandoned(&mut self) {
        let ledger = self.ledger();
        let prices = self.ports.model.as_ref().map_or(String::new(), |model| model.prices.version.clone());
        let mut facts = Vec::new();
        for (id, _) in ledger.held() {
            let call = self.view().calls.iter().find(|(_, call)| call.reservations.contains(&id));
            if let (Some((call, known)), Ok(entry)) = (call, ledger.settle(id, Used::Unknown)) {
                let usage = UsageEvent { call: call.clone(), prices: prices.clone(), entry };
                facts.push(by_session(known.task.as_str(), Body::Usage(usage)));
            }
        }
        self.record(facts);
    }
}

impl Question {
    fn fact(&self, body: Body) -> Fact {
        by_session(self.origin.task.as_str(), body)
    }

    fn paid(&self, model: &Model, entry: LedgerEvent) -> Fact {
        let (call, prices) = (self.call.clone(), model.prices.version.clone());
        self.fact(Body::Usage(UsageEvent { call, prices, entry }))
    }
}

fn refusal(denied: Denied) -> NoAnswer {
    match denied {
        Denied::Tokens { .. } | Denied::Money { .. } | Denied::TooManyHeld => NoAnswer::OverBudget,
        Denied::Unpriced => NoAnswer::Unpriced,
    }
}
