//! A provider that says what it is told to, when it is told to. Waiting follows tokio's clock, which tests can pause.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::time::{Duration, sleep};

use crate::call::Call;
use crate::error::ModelError;
use crate::part::Part;
use crate::parts::{Bounds, Parts, Source};
use crate::provider::Provider;
use crate::request::Request;
use protocol::model::{Finish, Usage};

/// One move of a scripted answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Wait {
        ms: u64,
    },
    Say(Part),
    Fail(ModelError),
    /// Nothing more, and no end either.
    Hang,
}

/// What one call gets. A script that ends without `Done` is a connection that ends there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Before the answer begins: only waiting, failing and hanging have a meaning here.
    pub opening: Vec<Step>,
    pub steps: Vec<Step>,
}

impl Script {
    /// A whole answer in one piece.
    pub fn answer(text: impl Into<String>, usage: Option<Usage>) -> Self {
        let parts = [Some(Part::Text(text.into())), usage.map(Part::Usage), Some(Part::Done(Finish::Stop))];
        Self { opening: vec![], steps: parts.into_iter().flatten().map(Step::Say).collect() }
    }

    /// An error before anything was said.
    pub fn refusal(error: ModelError) -> Self {
        Self { opening: vec![Step::Fail(error)], steps: vec![] }
    }
}

type Choose = Box<dyn Fn(&Request, usize) -> Script + Send>;

/// Answers from a script; keeps what it was asked.
pub struct Scripted {
    bounds: Bounds,
    /// Calls may come from several tasks; the lock is held for a moment and never across a wait.
    inner: Mutex<Inner>,
}

struct Inner {
    choose: Choose,
    asked: Vec<(String, Request)>,
}

impl Scripted {
    /// Chooses by the request and its number, from 0: the answer of each is the same whatever order they come in if the
    /// number is not looked at.
    pub fn choosing(choose: impl Fn(&Request, usize) -> Script + Send + 'static) -> Self {
        let inner = Inner { choose: Box::new(choose), asked: Vec::new() };
        Self { bounds: Bounds::default(), inner: Mutex::new(inner) }
    }

    /// One script a call; calls beyond the last are refused as bad requests.
    pub fn in_order(scripts: Vec<Script>) -> Self {
        Self::choosing(move |_, number| {
            scripts.get(number).cloned().unwrap_or_else(|| Script::refusal(spent()))
        })
    }

    pub fn bounded(self, bounds: Bounds) -> Self {
        Self { bounds, ..self }
    }

    /// The id and request of every call until now.
    pub fn asked(&self) -> Vec<(String, Request)> {
        self.lock().asked.clone()
    }

    fn take(&self, request: &Request, call: &Call) -> Script {
        let mut inner = self.lock();
        let number = inner.asked.len();
        inner.asked.push((call.id.clone(), request.clone()));
        (inner.choose)(request, number)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self, request: &Request, call: &Call) -> Result<Box<dyn Source>, ModelError> {
        request.check()?;
        let script = self.take(request, call);
        let mut opening = ScriptSource { steps: script.opening.into() };
        // Whatever is said before the answer begins goes unheard.
        while opening.next().await?.is_some() {}
        Ok(Box::new(ScriptSource { steps: script.steps.into() }))
    }
}

#[async_trait]
impl Provider for Scripted {
    async fn ask(&self, request: &Request, call: Call) -> Result<Parts, ModelError> {
        Parts::open(&call, self.bounds, self.open(request, &call)).await
    }
}

struct ScriptSource {
    steps: VecDeque<Step>,
}

#[async_trait]
impl Source for ScriptSource {
    async fn next(&mut self) -> Result<Option<Part>, ModelError> {
        while let Some(step) = self.steps.pop_front() {
            match step {
                Step::Wait { ms } => sleep(Duration::from_millis(ms)).await,
                Step::Say(part) => return Ok(Some(part)),
                Step::Fail(error) => return Err(error),
                Step::Hang => std::future::pending().await,
            }
        }
        Ok(None)
    }
}

fn spent() -> ModelError {
    ModelError::BadRequest { detail: "the script has no answer for this call".to_owned() }
}
