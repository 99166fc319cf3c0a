//! The pieces of an answer, from the events of the stream. Pure: the connection is someone else's.

use std::collections::VecDeque;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::fault;
use super::halves::{Joiner, Wtf8};
use super::hide::Hider;
use crate::error::ModelError;
use crate::part::Part;
use protocol::model::{Finish, Usage};

/// What the server says when it has said everything.
const END: &str = "[DONE]";
/// A thousand times the longest context window. Larger counts are nonsense, and might not be kept exactly in a record.
const TOKENS_MAX: u64 = 1_000_000_000;
/// Enough for its first words, which are what is shown.
const REFUSAL_BYTES_MAX: usize = 4_096;

/// Only what is read; servers add fields of their own.
#[derive(Deserialize)]
struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Counts>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u32,
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<Wtf8>,
    refusal: Option<Wtf8>,
}

#[derive(Deserialize)]
struct Counts {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    prompt_tokens_details: Option<PromptDetails>,
    completion_tokens_details: Option<CompletionDetails>,
}

#[derive(Deserialize)]
struct PromptDetails {
    cached_tokens: Option<u64>,
    cache_write_tokens: Option<u64>,
}

#[derive(Deserialize)]
struct CompletionDetails {
    reasoning_tokens: Option<u64>,
}

/// How far the answer has come.
#[derive(Default)]
pub(super) struct Progress {
    /// To be kept out of what the server says about errors.
    key: Option<SecretString>,
    ready: VecDeque<Part>,
    events: u64,
    text: Joiner,
    hider: Hider,
    refusal: Vec<u8>,
    usage: Option<Usage>,
    finish: Option<Finish>,
    over: bool,
}

impl Progress {
    pub(super) fn new(key: Option<SecretString>) -> Self {
        Self { hider: Hider::new(key.clone()), key, ..Self::default() }
    }

    pub(super) fn pop(&mut self) -> Option<Part> {
        self.ready.pop_front()
    }

    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// The model has given its reason to end: only the usage and the end mark can still come.
    pub(super) fn has_finished(&self) -> bool {
        self.finish.is_some()
    }

    pub(super) fn take(&mut self, data: &str) -> Result<(), ModelError> {
        self.events += 1;
        if data.trim() == END {
            return self.end();
        }
        let chunk: Chunk = serde_json::from_str(data).map_err(|error| ModelError::Malformed {
            // Without the data: they may be anything.
            detail: format!("an event is not a piece of an answer (column {})", error.column()),
        })?;
        if let Some(error) = &chunk.error {
            return Err(fault::in_stream(error, self.key.as_ref()));
        }
        // Counts are of the whole answer so far: the last ones are those of the whole.
        self.usage = chunk.usage.as_ref().and_then(usage).or(self.usage);
        chunk.choices.into_iter().flatten().filter(|choice| choice.index == 0).try_for_each(|it| self.add(it))
    }

    fn add(&mut self, choice: Choice) -> Result<(), ModelError> {
        if let Some(delta) = choice.delta {
            let refusal = delta.refusal.filter(|_| self.refusal.len() < REFUSAL_BYTES_MAX);
            self.refusal.extend(refusal.into_iter().flat_map(|Wtf8(bytes)| bytes));
            let text = delta.content.map(|Wtf8(bytes)| self.text.push(&bytes)).unwrap_or_default();
            self.say(&text);
        }
        match choice.finish_reason.as_deref() {
            None | Some("") => {}
            Some("stop") => self.finish = Some(Finish::Stop),
            Some("length") => self.finish = Some(Finish::Length),
            Some("content_filter") => {
                return Err(ModelError::Refused {
                    detail: "the provider's filter withheld the answer".to_owned(),
                });
            }
            Some(other) => self.finish = Some(Finish::Other(fault::clean(other, self.key.as_ref()))),
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        let shown = self.hider.push(text);
        self.show(shown);
    }

    fn show(&mut self, text: String) {
        self.ready.extend(Some(text).filter(|text| !text.is_empty()).map(Part::Text));
    }

    /// The stream has ended, by its mark or by itself.
    pub(super) fn end(&mut self) -> Result<(), ModelError> {
        self.over = true;
        if !self.refusal.is_empty() {
            let words = Joiner::default().push(&self.refusal);
            return Err(ModelError::Refused { detail: fault::clean(&words, self.key.as_ref()) });
        }
        let Some(finish) = self.finish.take() else { return Err(self.unfinished()) };
        let left = self.text.end();
        self.say(&left);
        let held = self.hider.end();
        self.show(held);
        self.ready.extend(self.usage.take().map(Part::Usage));
        self.ready.push_back(Part::Done(finish));
        Ok(())
    }

    fn unfinished(&self) -> ModelError {
        if self.events == 0 {
            return ModelError::Malformed { detail: "there was not one event in it".to_owned() };
        }
        ModelError::CutStream { detail: "it ended before the model was done".to_owned() }
    }
}

/// Nothing where the server counts only a half, or beyond all reason: the rest would be a guess.
fn usage(counts: &Counts) -> Option<Usage> {
    let prompt = counts.prompt_tokens_details.as_ref();
    let reasoning = counts.completion_tokens_details.as_ref().and_then(|details| details.reasoning_tokens);
    let usage = Usage {
        input_tokens: counts.prompt_tokens?,
        cached_input_tokens: prompt.and_then(|details| details.cached_tokens).unwrap_or(0),
        cache_write_tokens: prompt.and_then(|details| details.cache_write_tokens).unwrap_or(0),
        output_tokens: counts.completion_tokens?,
        reasoning_tokens: reasoning.unwrap_or(0),
    };
    let all = [
        usage.input_tokens,
        usage.cached_input_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
    ];
    all.iter().all(|count| *count <= TOKENS_MAX).then_some(usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(events: &[&str]) -> (Vec<Part>, Option<ModelError>) {
        let mut progress = Progress::default();
        let mut parts = Vec::new();
        for event in events {
            if let Err(error) = progress.take(event) {
                return (parts, Some(error));
            }
            parts.extend(std::iter::from_fn(|| progress.pop()));
        }
        (parts, None)
    }

    #[test]
    fn usage_follows_the_finish_and_details_are_read() {
        let (parts, error) = read(&[
            r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
            r#"{"choices":[{"index":0,"delta":{"content":"hi \ud83d"}}]}"#,
            r#"{"choices":[{"index":0,"delta":{"content":"\ude00"}},{"index":1,"delta":{"content":"no"}}],"usage":null}"#,
            r#"{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"#,
            r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":1}}}"#,
            "[DONE]",
        ]);
        let usage = Usage {
            input_tokens: 9,
            cached_input_tokens: 4,
            cache_write_tokens: 3,
            output_tokens: 2,
            reasoning_tokens: 1,
        };
        assert_eq!(error, None);
        assert_eq!(
            parts,
            [
                Part::Text("hi ".to_owned()),
                Part::Text("😀".to_owned()),
                Part::Usage(usage),
                Part::Done(Finish::Length)
            ]
        );
    }

    #[test]
    fn half_a_count_and_an_impossible_one_are_no_counts() {
        for counts in [r#"{"prompt_tokens":9}"#, r#"{"prompt_tokens":1000000001,"completion_tokens":1}"#] {
            let chunk = format!(r#"{{"choices":[{{"finish_reason":"stop"}}],"usage":{counts}}}"#);
            let (parts, error) = read(&[&chunk, "[DONE]"]);
            assert_eq!((parts, error), (vec![Part::Done(Finish::Stop)], None), "{counts}");
        }
    }

    #[test]
    fn refusals_are_errors_in_the_models_own_words() {
        let (parts, error) = read(&[
            r#"{"choices":[{"delta":{"refusal":"I can"}}]}"#,
            r#"{"choices":[{"delta":{"refusal":"not."},"finish_reason":"stop"}]}"#,
            "[DONE]",
        ]);
        assert_eq!(parts, []);
        assert_eq!(error, Some(ModelError::Refused { detail: "I cannot.".to_owned() }));
    }

    #[test]
    fn the_end_mark_without_a_reason_to_end_is_a_cut() {
        let (parts, error) = read(&[r#"{"choices":[{"delta":{"content":"ha"}}]}"#, "[DONE]"]);
        assert_eq!(parts, [Part::Text("ha".to_owned())]);
        assert!(matches!(error, Some(ModelError::CutStream { .. })));
    }
}
