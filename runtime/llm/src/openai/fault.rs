//! What a server's refusal means. Servers agree on status codes, hardly on anything else; so codes first, words second.

use std::error::Error;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::error::{ModelError, Phase};

/// Longer messages are pages of HTML.
const DETAIL_CHARS_MAX: usize = 300;

/// A server's own words about what went wrong.
struct Said {
    message: String,
    /// Its `type` and `code`, in lower case.
    kind: String,
    status: Option<u16>,
}

/// No answer had begun. Without a connection nothing was sent; with one, the work may have been done and charged.
pub(super) fn before_the_answer(error: reqwest::Error, key: Option<&SecretString>) -> ModelError {
    if error.is_timeout() {
        return ModelError::TimedOut { phase: Phase::Connecting };
    }
    let unconnected = error.is_connect();
    let detail = clean(&causes(&error.without_url()), key);
    if unconnected {
        return ModelError::Unavailable { detail, retry_after_ms: None };
    }
    ModelError::CutStream { detail }
}

/// The answer had begun.
pub(super) fn in_the_middle(error: reqwest::Error, key: Option<&SecretString>) -> ModelError {
    ModelError::CutStream { detail: clean(&causes(&error.without_url()), key) }
}

/// A status other than 200.
pub(super) fn of_status(
    status: u16,
    body: &[u8],
    retry_after_ms: Option<u64>,
    key: Option<&SecretString>,
) -> ModelError {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let said = value.as_ref().map_or_else(|| in_plain(body), in_json);
    meaning(status, said, retry_after_ms, key)
}

/// An error in a body that came with status 200, if it is one.
pub(super) fn in_body(
    body: &[u8],
    retry_after_ms: Option<u64>,
    key: Option<&SecretString>,
) -> Option<ModelError> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get("error").filter(|error| !error.is_null())?;
    Some(without_status(in_json(&value), retry_after_ms, key))
}

/// An error in an event, after the answer had begun with status 200.
pub(super) fn in_stream(error: &Value, key: Option<&SecretString>) -> ModelError {
    without_status(in_json(error), None, key)
}

fn without_status(said: Said, retry_after_ms: Option<u64>, key: Option<&SecretString>) -> ModelError {
    let by_kind = if said.kind.contains("rate_limit") {
        429
    } else if said.kind.contains("invalid_request") || said.kind.contains("exceed_context") {
        400
    } else if said.kind.contains("auth") {
        401
    } else {
        500
    };
    let status = said.status.unwrap_or(by_kind);
    meaning(status, said, retry_after_ms, key)
}

fn meaning(status: u16, said: Said, retry_after_ms: Option<u64>, key: Option<&SecretString>) -> ModelError {
    let spent = ["insufficient_quota", "billing", "payment"].iter().any(|word| said.kind.contains(word));
    let detail = format!("{} ({status})", clean(&said.message, key));
    match status {
        402 => ModelError::OutOfCredit { detail },
        400 | 429 if spent => ModelError::OutOfCredit { detail },
        429 => ModelError::RateLimited { detail, retry_after_ms },
        401 | 403 => ModelError::Unauthorized { detail },
        413 => ModelError::ContextTooLong { detail },
        400 | 422 if is_about_length(&said) => ModelError::ContextTooLong { detail },
        400 | 422 if is_about_content(&said) => ModelError::Refused { detail },
        408 | 409 | 425 | 500.. => ModelError::Unavailable { detail, retry_after_ms },
        300..400 => ModelError::BadRequest {
            detail: format!(
                "the server points elsewhere ({status}); set SAMRIDDH_MODEL_URL to where it points"
            ),
        },
        400..500 => ModelError::BadRequest { detail },
        ..300 => ModelError::Malformed { detail: format!("a status without an answer ({status})") },
    }
}

fn is_about_length(said: &Said) -> bool {
    // Codes of OpenAI and llama.cpp; the words of servers that have no code for it.
    let kinds = ["context_length", "exceed_context", "string_above_max_length"];
    let words = ["context length", "context window", "context size", "prompt is too long", "too many tokens"];
    let message = said.message.to_lowercase();
    kinds.iter().any(|kind| said.kind.contains(kind)) || words.iter().any(|word| message.contains(word))
}

fn is_about_content(said: &Said) -> bool {
    ["content_filter", "content_policy"].iter().any(|kind| said.kind.contains(kind))
}

/// `{"error": {message, type, code}}`, `{"error": "…"}`, `{"message": "…"}`, `{"detail": "…"}`, and the insides of the first.
fn in_json(value: &Value) -> Said {
    let inner = value.get("error").unwrap_or(value);
    let text = |name: &str| inner.get(name).and_then(Value::as_str);
    let message = inner.as_str().or_else(|| text("message")).or_else(|| text("detail"));
    let kind = [text("type"), text("code")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let status = ["code", "status"].iter().find_map(|name| inner.get(*name)?.as_u64());
    Said {
        message: message.unwrap_or("it gives no reason").to_owned(),
        kind: kind.to_lowercase(),
        status: status.and_then(|code| u16::try_from(code).ok()).filter(|code| (400..600).contains(code)),
    }
}

fn in_plain(body: &[u8]) -> Said {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let message = if text.is_empty() { "it gives no reason" } else { text };
    Said { message: message.to_owned(), kind: String::new(), status: None }
}

/// An error and what led to it: the first alone says no more than "error sending request".
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            text += &format!(": {words}");
        }
        cause = inner.source();
    }
    text
}

/// Fit to keep and to show: without the key, which some servers repeat, without control characters, short.
pub(super) fn clean(text: &str, key: Option<&SecretString>) -> String {
    let hidden = match key.map(ExposeSecret::expose_secret).filter(|key| !key.is_empty()) {
        Some(key) => text.replace(key, "[hidden]"),
        None => text.to_owned(),
    };
    let plain: Vec<&str> = hidden.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<&str> = plain.into_iter().filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(DETAIL_CHARS_MAX) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_of_many_kinds_are_understood() {
        let cases: &[(u16, &str)] = &[
            (
                400,
                r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_ctx":2048}}"#,
            ),
            (
                400,
                r#"{"error":{"message":"This model's maximum context length is 8192 tokens","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            ),
            (400, r#"{"error":{"message":"blocked","code":"content_filter"}}"#),
            (400, r#"{"detail":"temperature is not supported"}"#),
            (401, r#"{"error":{"message":"Incorrect API key provided: sk-secret-123."}}"#),
            (402, ""),
            (404, r#"{"error":"model not found"}"#),
            (413, "<html>\u{1b}[31m too large </html>"),
            (429, r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota"}}"#),
            (429, r#"{"error":{"message":"slow down","type":"rate_limit_error"}}"#),
            (307, ""),
            (204, ""),
            (529, r#"{"error":{"type":"overloaded_error","message":"Overloaded"}}"#),
        ];
        let key = SecretString::from("sk-secret-123");
        let texts: Vec<String> = cases
            .iter()
            .map(|(status, body)| format!("{:?}", of_status(*status, body.as_bytes(), Some(7), Some(&key))))
            .collect();
        expect_test::expect![[r#"
            ContextTooLong { detail: "the request exceeds the available context size (400)" }
            ContextTooLong { detail: "This model's maximum context length is 8192 tokens (400)" }
            Refused { detail: "blocked (400)" }
            BadRequest { detail: "temperature is not supported (400)" }
            Unauthorized { detail: "Incorrect API key provided: [hidden]. (401)" }
            OutOfCredit { detail: "it gives no reason (402)" }
            BadRequest { detail: "model not found (404)" }
            ContextTooLong { detail: "<html> [31m too large </html> (413)" }
            OutOfCredit { detail: "You exceeded your current quota (429)" }
            RateLimited { detail: "slow down (429)", retry_after_ms: Some(7) }
            BadRequest { detail: "the server points elsewhere (307); set SAMRIDDH_MODEL_URL to where it points" }
            Malformed { detail: "a status without an answer (204)" }
            Unavailable { detail: "Overloaded (529)", retry_after_ms: Some(7) }"#]].assert_eq(&texts.join("\n"));
    }

    #[test]
    fn errors_inside_a_stream_are_read_by_their_code_or_kind() {
        let of = |text: &str| in_stream(&serde_json::from_str(text).expect("JSON"), None);
        assert!(matches!(of(r#"{"code":429,"message":"m"}"#), ModelError::RateLimited { .. }));
        assert!(matches!(
            of(r#"{"type":"rate_limit_exceeded","message":"m"}"#),
            ModelError::RateLimited { .. }
        ));
        assert!(matches!(of(r#"{"type":"exceed_context_size_error"}"#), ModelError::ContextTooLong { .. }));
        assert!(matches!(of(r#""overloaded""#), ModelError::Unavailable { .. }));
    }

    #[test]
    fn long_messages_are_cut_after_the_key_is_hidden() {
        let key = SecretString::from("k".repeat(20));
        let text = format!("{}{}", "x ".repeat(145), "k".repeat(20));
        let cleaned = clean(&text, Some(&key));
        assert!(!cleaned.contains("kk"), "{cleaned}");
        assert!(clean(&"y".repeat(1_000), None).chars().count() == DETAIL_CHARS_MAX + 1);
    }
}
