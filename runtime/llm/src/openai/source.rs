//! Reading one answer from its connection, bounded in bytes and in silence.

use async_trait::async_trait;
use reqwest::Response;
use secrecy::SecretString;
use tokio::time::{Duration, Instant, timeout, timeout_at};

use super::chunk::Progress;
use super::fault;
use super::limits::Limits;
use super::sse::SseReader;
use crate::error::{ModelError, Phase};
use crate::part::Part;
use crate::parts::Source;

pub(super) struct ChatSource {
    response: Response,
    limits: Limits,
    key: Option<SecretString>,
    reader: SseReader,
    progress: Progress,
    bytes: u64,
}

impl ChatSource {
    pub(super) fn new(response: Response, limits: Limits, key: Option<SecretString>) -> Self {
        let reader = SseReader::new(limits.line_bytes_max);
        let progress = Progress::new(key.clone());
        Self { response, limits, key, reader, progress, bytes: 0 }
    }

    /// Takes one more piece from the connection.
    async fn read(&mut self) -> Result<(), ModelError> {
        let finished = self.progress.has_finished();
        let silence_ms = if finished { self.limits.after_finish_ms } else { self.limits.silence_ms };
        match timeout(Duration::from_millis(silence_ms), self.response.chunk()).await {
            Ok(Ok(Some(bytes))) => self.take(&bytes),
            Ok(Ok(None)) => self.end(),
            // The text is whole: what is lost is at most the count of tokens.
            Ok(Err(_)) | Err(_) if finished => self.progress.end(),
            Ok(Err(error)) => Err(fault::in_the_middle(error, self.key.as_ref())),
            Err(_) => Err(ModelError::TimedOut { phase: Phase::Silence }),
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), ModelError> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > self.limits.response_bytes_max {
            let limit = self.limits.response_bytes_max;
            return Err(ModelError::Excessive { what: "bytes".to_owned(), limit });
        }
        self.reader.push(bytes)
    }

    fn end(&mut self) -> Result<(), ModelError> {
        // Some servers leave out the empty line after the last event. Anything but the end mark may be half of an event.
        match self.reader.rest()? {
            Some(last) if last.trim() == "[DONE]" => self.progress.take(&last),
            Some(_) | None => self.progress.end(),
        }
    }
}

#[async_trait]
impl Source for ChatSource {
    async fn next(&mut self) -> Result<Option<Part>, ModelError> {
        loop {
            if let Some(part) = self.progress.pop() {
                return Ok(Some(part));
            }
            if self.progress.is_over() {
                return Ok(None);
            }
            match self.reader.next_event()? {
                Some(event) => self.progress.take(&event)?,
                None => self.read().await?,
            }
        }
    }
}

/// The beginning of a body that is not an answer; as much as came when it does not come whole.
pub(super) async fn head_of(mut response: Response, limits: &Limits) -> Vec<u8> {
    let mut body = Vec::new();
    let until = Instant::now() + Duration::from_millis(limits.error_ms);
    while body.len() < limits.error_bytes_max {
        match timeout_at(until, response.chunk()).await {
            Ok(Ok(Some(bytes))) => body.extend_from_slice(&bytes),
            Ok(Ok(None) | Err(_)) | Err(_) => break,
        }
    }
    body.truncate(limits.error_bytes_max);
    body
}
