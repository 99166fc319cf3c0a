//! What a model is asked. Plain data: it is recorded, compared and used as a cache key, so nothing of one attempt is in it.

use protocol::model::{Ask, Format, Message};
use serde::{Deserialize, Serialize};

use crate::error::ModelError;

/// More messages than this are a conversation that should have been summarised.
pub const MESSAGES_MAX: usize = 1_000;
/// Larger than any context window in use today at four bytes a token; more is a mistake of the caller.
pub const PROMPT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The hottest sampling that providers accept.
const TEMPERATURE_MILLI_MAX: u32 = 2_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// As the provider calls it.
    pub model: String,
    pub messages: Vec<Message>,
    pub output_tokens_max: u32,
    /// Thousandths; nothing leaves it to the provider, and some models accept nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_milli: Option<u32>,
    #[serde(default)]
    pub format: Format,
}

impl Request {
    pub fn new(model: &str, ask: Ask) -> Self {
        let Ask { messages, format, output_tokens_max } = ask;
        Self { model: model.to_owned(), messages, output_tokens_max, temperature_milli: None, format }
    }

    /// What every provider would refuse is refused here, before it costs a round trip.
    pub fn check(&self) -> Result<(), ModelError> {
        let bytes: usize = self.messages.iter().map(|message| message.text.len()).sum();
        let problem = if self.model.trim().is_empty() {
            "no model is named".to_owned()
        } else if self.messages.is_empty() {
            "there is no message".to_owned()
        } else if self.messages.len() > MESSAGES_MAX {
            format!("there are more than {MESSAGES_MAX} messages")
        } else if bytes > PROMPT_BYTES_MAX {
            format!("the messages are longer than {PROMPT_BYTES_MAX} bytes")
        } else if self.output_tokens_max == 0 {
            "no token may be answered".to_owned()
        } else if self.temperature_milli.is_some_and(|milli| milli > TEMPERATURE_MILLI_MAX) {
            format!("the temperature is above {TEMPERATURE_MILLI_MAX} thousandths")
        } else {
            return Ok(());
        };
        Err(ModelError::BadRequest { detail: problem })
    }

    /// No tokenizer that works on bytes makes more tokens of this request: one a byte, and what a template puts around
    /// messages. Far above the real number; it is what a reservation must assume.
    pub fn input_tokens_worst(&self) -> u64 {
        const AROUND_A_MESSAGE: u64 = 16;
        const AROUND_THE_WHOLE: u64 = 64;
        let texts = self.messages.iter().map(|message| message.text.len() as u64 + AROUND_A_MESSAGE);
        let schema = match &self.format {
            Format::Text => 0,
            Format::Json { name, schema } => (name.len() + schema.to_string().len()) as u64,
        };
        AROUND_THE_WHOLE + schema + texts.sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request {
            model: "m".to_owned(),
            messages: vec![Message::user("hello")],
            output_tokens_max: 10,
            temperature_milli: None,
            format: Format::Text,
        }
    }

    #[test]
    fn what_no_provider_would_take_is_refused_before_it_is_sent() {
        assert_eq!(request().check(), Ok(()));
        let refused = [
            Request { model: " ".to_owned(), ..request() },
            Request { messages: vec![], ..request() },
            Request { messages: vec![Message::user(""); MESSAGES_MAX + 1], ..request() },
            Request { messages: vec![Message::user("x".repeat(PROMPT_BYTES_MAX + 1))], ..request() },
            Request { output_tokens_max: 0, ..request() },
            Request { temperature_milli: Some(2_001), ..request() },
        ];
        let texts: Vec<String> =
            refused.iter().filter_map(|bad| bad.check().err()).map(|error| error.to_string()).collect();
        expect_test::expect![[r#"
            the request cannot be sent as it is: no model is named
            the request cannot be sent as it is: there is no message
            the request cannot be sent as it is: there are more than 1000 messages
            the request cannot be sent as it is: the messages are longer than 8388608 bytes
            the request cannot be sent as it is: no token may be answered
            the request cannot be sent as it is: the temperature is above 2000 thousandths"#]]
        .assert_eq(&texts.join("\n"));
    }

    #[test]
    fn the_worst_case_counts_the_schema_and_every_byte() {
        let plain = request().input_tokens_worst();
        assert_eq!(plain, 64 + 16 + 5);
        let schema = serde_json::json!({"type": "object"});
        let formed = Request { format: Format::Json { name: "n".to_owned(), schema }, ..request() };
        assert_eq!(formed.input_tokens_worst(), plain + 1 + r#"{"type":"object"}"#.len() as u64);
    }
}
