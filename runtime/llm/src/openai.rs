//! Chat completions in the format of OpenAI, which most providers and local servers speak. Answers come as server-sent events.

mod client;
mod limits;

mod body;
mod chunk;
mod fault;
mod halves;
mod hide;
mod patience;
mod source;
mod sse;

use async_trait::async_trait;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use secrecy::ExposeSecret;
use tokio::time::{Duration, timeout};

pub use limits::Limits;

use crate::call::Call;
use crate::error::{ModelError, Phase};
use crate::parts::{Bounds, Parts, Source};
use crate::provider::Provider;
use crate::request::Request;
use crate::settings::{Settings, SettingsError};
use source::ChatSource;

/// One server.
pub struct OpenAiChat {
    client: Client,
    settings: Settings,
    limits: Limits,
    bounds: Bounds,
}

impl OpenAiChat {
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        Self::bounded(settings, Limits::default(), Bounds::default())
    }

    pub fn bounded(settings: Settings, limits: Limits, bounds: Bounds) -> Result<Self, SettingsError> {
        let client = client::build(&settings, &limits)?;
        Ok(Self { client, settings, limits, bounds })
    }

    async fn open(&self, request: &Request, call: &Call) -> Result<Box<dyn Source>, ModelError> {
        request.check()?;
        let sending = self
            .client
            .post(self.settings.endpoint())
            .headers(self.headers(call)?)
            .body(body::of(request, &self.settings)?)
            .send();
        let waiting = Duration::from_millis(self.limits.connect_ms.saturating_add(self.limits.waiting_ms));
        let sent = timeout(waiting, sending).await;
        let response = sent
            .map_err(|_| ModelError::TimedOut { phase: Phase::Waiting })?
            .map_err(|error| fault::before_the_answer(error, self.key()))?;
        if response.status() != StatusCode::OK {
            return Err(self.refusal(response, call).await);
        }
        if !is_event_stream(response.headers()) {
            return Err(self.not_a_stream(response, call).await);
        }
        Ok(Box::new(ChatSource::new(response, self.limits, self.settings.key.clone())))
    }

    fn headers(&self, call: &Call) -> Result<HeaderMap, ModelError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let unusable = |what: &str| ModelError::BadRequest {
            detail: format!("{what} holds characters that cannot be sent in a header"),
        };
        let id = HeaderValue::from_str(&call.id).map_err(|_| unusable("the call's id"))?;
        headers.insert(HeaderName::from_static("idempotency-key"), id.clone());
        headers.insert(HeaderName::from_static("x-client-request-id"), id);
        if let Some(key) = &self.settings.key {
            let bearer = format!("Bearer {}", key.expose_secret());
            let mut value = HeaderValue::from_str(&bearer).map_err(|_| unusable("the key"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Ok(headers)
    }

    /// What an answer with another status than 200 says.
    async fn refusal(&self, response: Response, call: &Call) -> ModelError {
        let status = response.status().as_u16();
        let retry_after_ms = patience::asked_for(response.headers(), call.now_ms);
        let body = source::head_of(response, &self.limits).await;
        fault::of_status(status, &body, retry_after_ms, self.key())
    }

    /// A body that is no stream: an error sent with the wrong status, a page of a proxy, or a server that cannot stream.
    async fn not_a_stream(&self, response: Response, call: &Call) -> ModelError {
        let retry_after_ms = patience::asked_for(response.headers(), call.now_ms);
        let body = source::head_of(response, &self.limits).await;
        fault::in_body(&body, retry_after_ms, self.key()).unwrap_or_else(|| ModelError::Malformed {
            detail: "the server sent something else than a stream of events; is SAMRIDDH_MODEL_URL right?"
                .to_owned(),
        })
    }

    fn key(&self) -> Option<&secrecy::SecretString> {
        self.settings.key.as_ref()
    }
}

#[async_trait]
impl Provider for OpenAiChat {
    async fn ask(&self, request: &Request, call: Call) -> Result<Parts, ModelError> {
        Parts::open(&call, self.bounds, self.open(request, &call)).await
    }
}

/// A server that names no type at all is given the benefit of the doubt: the events will tell.
fn is_event_stream(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|value| {
        value
            .to_str()
            .is_ok_and(|text| text.trim_start().to_ascii_lowercase().starts_with("text/event-stream"))
    })
}
