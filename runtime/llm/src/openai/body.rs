//! A request as the server reads it.

use serde::Serialize;
use serde_json::Value;

use crate::error::ModelError;
use crate::request::Request;
use crate::settings::{OutputLimitField, Settings};
use protocol::model::{Format, Message, Speaker};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<BodyMessage<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
}

#[derive(Serialize)]
struct BodyMessage<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
enum ResponseFormat<'a> {
    JsonSchema { json_schema: JsonSchema<'a> },
}

#[derive(Serialize)]
struct JsonSchema<'a> {
    name: &'a str,
    strict: bool,
    schema: &'a Value,
}

pub(super) fn of(request: &Request, settings: &Settings) -> Result<String, ModelError> {
    let limit = Some(request.output_tokens_max);
    let (max_tokens, max_completion_tokens) = match settings.output_limit_field {
        OutputLimitField::MaxTokens => (limit, None),
        OutputLimitField::MaxCompletionTokens => (None, limit),
    };
    let body = Body {
        model: &request.model,
        messages: request.messages.iter().map(message).collect(),
        stream: true,
        stream_options: settings.ask_for_usage.then_some(StreamOptions { include_usage: true }),
        max_tokens,
        max_completion_tokens,
        temperature: request.temperature_milli.map(|milli| f64::from(milli) / 1000.0),
        response_format: match &request.format {
            Format::Text => None,
            Format::Json { name, schema } => {
                let json_schema = JsonSchema { name, strict: true, schema };
                Some(ResponseFormat::JsonSchema { json_schema })
            }
        },
    };
    serde_json::to_string(&body).map_err(|error| ModelError::BadRequest { detail: error.to_string() })
}

fn message(message: &Message) -> BodyMessage<'_> {
    let role = match message.speaker {
        Speaker::System => "system",
        Speaker::User => "user",
        Speaker::Assistant => "assistant",
    };
    BodyMessage { role, content: &message.text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_as_the_format_has_it() {
        let settings = Settings::new("http://127.0.0.1:9/v1", "m", None).expect("a local address");
        let plain = Request {
            model: "m".to_owned(),
            messages: vec![Message::system("be brief"), Message::user("2+2?"), Message::assistant("4")],
            output_tokens_max: 16,
            temperature_milli: None,
            format: Format::Text,
        };
        let schema = serde_json::json!({ "type": "object" });
        let formed = Request {
            messages: vec![Message::user("go")],
            temperature_milli: Some(200),
            format: Format::Json { name: "answer".to_owned(), schema },
            ..plain.clone()
        };
        let mut strict = settings.clone();
        strict.output_limit_field = OutputLimitField::MaxCompletionTokens;
        strict.ask_for_usage = false;
        let texts = [of(&plain, &settings), of(&formed, &strict)].map(|body| body.expect("plain data"));
        expect_test::expect![[r#"
            {"model":"m","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":16}
            {"model":"m","messages":[{"role":"user","content":"go"}],"stream":true,"max_completion_tokens":16,"temperature":0.2,"response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}}}"#]].assert_eq(&texts.join("\n"));
    }
}
