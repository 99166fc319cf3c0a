//! The stream of one answer, with what holds for every provider: deadline, cancellation, limits, order, and one end.

use async_trait::async_trait;
use tokio::time::{Duration, Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::call::Call;
use crate::error::{ModelError, Phase};
use crate::part::Part;
use protocol::model::{Finish, Usage};

/// What a provider implements: the next part, without regard to time, order or limits. `None` is the end of the connection.
#[async_trait]
pub trait Source: Send {
    async fn next(&mut self) -> Result<Option<Part>, ModelError>;
}

/// How much of an answer is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// A token is at least one part with most providers; models write fewer than 200,000.
    pub parts_max: u64,
    /// Ten times what the longest answers of today's models come to.
    pub text_bytes_max: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { parts_max: 500_000, text_bytes_max: 8 * 1024 * 1024 }
    }
}

/// The parts of one answer. After an error or after `Done` there is nothing more. Dropping it ends the call.
pub struct Parts {
    source: Option<Box<dyn Source>>,
    /// A read is going on; still set at the next one if that read was dropped.
    midway: bool,
    deadline: Instant,
    cancel: CancellationToken,
    bounds: Bounds,
    parts: u64,
    text_bytes: u64,
    usage_seen: bool,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("parts", &self.parts).field("text_bytes", &self.text_bytes).finish()
    }
}

impl Parts {
    /// Opens a source within the call's time. The deadline holds from here to the last part.
    pub async fn open(
        call: &Call,
        bounds: Bounds,
        opening: impl Future<Output = Result<Box<dyn Source>, ModelError>>,
    ) -> Result<Self, ModelError> {
        if call.remaining_ms() == 0 {
            return Err(ModelError::TimedOut { phase: Phase::Whole });
        }
        let deadline = Instant::now() + Duration::from_millis(call.remaining_ms());
        let source = within(deadline, &call.cancel, opening).await?;
        let cancel = call.cancel.clone();
        let source = Some(source);
        let (parts, text_bytes) = (0, 0);
        Ok(Self { source, midway: false, deadline, cancel, bounds, parts, text_bytes, usage_seen: false })
    }

    /// The next part; `None` after the end. Dropping the future ends the call.
    pub async fn next(&mut self) -> Result<Option<Part>, ModelError> {
        if std::mem::take(&mut self.midway) {
            return Err(ModelError::Cancelled);
        }
        // Taken out, so that whatever goes wrong leaves nothing to read on from.
        let Some(mut source) = self.source.take() else { return Ok(None) };
        self.midway = true;
        let part = within(self.deadline, &self.cancel, source.next()).await;
        self.midway = false;
        let Some(part) = part? else {
            return Err(cut_before_done());
        };
        self.check(&part)?;
        if !matches!(part, Part::Done(_)) {
            self.source = Some(source);
        }
        Ok(Some(part))
    }

    fn check(&mut self, part: &Part) -> Result<(), ModelError> {
        self.parts += 1;
        if self.parts > self.bounds.parts_max {
            return Err(excessive("parts", self.bounds.parts_max));
        }
        match part {
            Part::Text(_) if self.usage_seen => Err(out_of_order("text after the usage")),
            Part::Usage(_) if self.usage_seen => Err(out_of_order("usage twice")),
            Part::Text(text) => {
                self.text_bytes = self.text_bytes.saturating_add(text.len() as u64);
                let within = self.text_bytes <= self.bounds.text_bytes_max;
                within.then_some(()).ok_or_else(|| excessive("bytes of text", self.bounds.text_bytes_max))
            }
            Part::Usage(_) => {
                self.usage_seen = true;
                Ok(())
            }
            Part::Done(_) => Ok(()),
        }
    }

    /// Reads to the end. `on_text` hears each piece of text as it comes.
    pub async fn collect(mut self, mut on_text: impl FnMut(&str)) -> Result<Answer, Broken> {
        let (mut text, mut usage) = (String::new(), None);
        loop {
            match self.next().await {
                Ok(Some(Part::Text(piece))) => {
                    on_text(&piece);
                    text.push_str(&piece);
                }
                Ok(Some(Part::Usage(reported))) => usage = Some(reported),
                Ok(Some(Part::Done(finish))) => return Ok(Answer { text, usage, finish }),
                Ok(None) => return Err(Broken { error: cut_before_done(), partial: text }),
                Err(error) => return Err(Broken { error, partial: text }),
            }
        }
    }
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub text: String,
    /// `None` when the provider did not report it.
    pub usage: Option<Usage>,
    pub finish: Finish,
}

/// An answer that did not reach its end, with what had come until then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct Broken {
    pub error: ModelError,
    pub partial: String,
}

/// Runs a future up to the deadline or the cancellation, whichever is first.
async fn within<T>(
    deadline: Instant,
    cancel: &CancellationToken,
    future: impl Future<Output = Result<T, ModelError>>,
) -> Result<T, ModelError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(ModelError::Cancelled),
        ended = timeout_at(deadline, future) => {
            ended.unwrap_or(Err(ModelError::TimedOut { phase: Phase::Whole }))
        }
    }
}

fn cut_before_done() -> ModelError {
    ModelError::CutStream { detail: "it ended before the model was done".to_owned() }
}

fn excessive(what: &str, limit: u64) -> ModelError {
    ModelError::Excessive { what: what.to_owned(), limit }
}

fn out_of_order(what: &str) -> ModelError {
    ModelError::Malformed { detail: format!("parts came out of order: {what}") }
}
