//! What the tests of providers share: requests, outcomes as text, and a server that misbehaves on request.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod double;

use llm::{
    Bounds, Call, Limits, Message, ModelError, OpenAiChat, Part, Parts, Provider, Request, SecretString,
    Settings,
};

pub const KEY: &str = "sk-canary-4242";
/// Long enough to be never reached by a test that does not pause the clock.
pub const LONG_MS: u64 = 60_000;

pub fn request() -> Request {
    Request {
        model: "m".to_owned(),
        messages: vec![Message::system("be brief"), Message::user("say hello")],
        output_tokens_max: 32,
        temperature_milli: Some(0),
        format: llm::Format::Text,
    }
}

pub fn call() -> Call {
    Call::new("call-1", 0, LONG_MS)
}

pub fn client(url: &str) -> OpenAiChat {
    client_within(url, Limits::default(), Bounds::default())
}

pub fn client_within(url: &str, limits: Limits, bounds: Bounds) -> OpenAiChat {
    let settings = Settings::new(url, "m", Some(SecretString::from(KEY))).expect("a usable address");
    OpenAiChat::bounded(settings, limits, bounds).expect("a client")
}

/// One line for each part, and the end.
pub async fn outcome(provider: &dyn Provider) -> String {
    match provider.ask(&request(), call()).await {
        Ok(mut parts) => rest(&mut parts).await,
        Err(error) => format!("not begun: {error:?}"),
    }
}

pub async fn rest(parts: &mut Parts) -> String {
    let mut lines = Vec::new();
    loop {
        match parts.next().await {
            Ok(Some(part)) => lines.push(format!("{part:?}")),
            Ok(None) => break,
            Err(error) => {
                lines.push(format!("broke off: {error:?}"));
                break;
            }
        }
    }
    let after = parts.next().await;
    assert_eq!(after, Ok(None), "after the end there is nothing");
    lines.join("\n")
}

pub async fn first_text(parts: &mut Parts) -> String {
    match parts.next().await {
        Ok(Some(Part::Text(text))) => text,
        other => panic!("text was expected, not {other:?}"),
    }
}

pub fn error_of(asked: Result<Parts, ModelError>) -> ModelError {
    asked.expect_err("an error was expected")
}
