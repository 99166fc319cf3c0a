//! What a request says, read into types; what cannot be read is refused in the form of every other refusal.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use hyper::StatusCode;
use hyper::http::request::Parts;
use protocol::problem::{Code, Problem};
use protocol::view::View;
use runtime::archive::Reader;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use tokio::time::timeout;
use utoipa::IntoParams;

use super::Shared;
use super::answer::Refusal;

/// Behind the question mark.
pub struct Asked<T>(pub T);
/// In the path.
pub struct Named<T>(pub T);
/// In the body, as JSON.
pub struct Said<T>(pub T);

/// A moment of a record.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Moment {
    /// As it was after this event; without it, as it is now
    #[serde(default, deserialize_with = "number")]
    pub at: Option<u64>,
}

impl Moment {
    /// What the record folds to then; refused where it has no such event.
    pub fn view(&self, reader: &Reader) -> Result<View, Problem> {
        let last = reader.last_seq();
        let at = self.at.unwrap_or(last);
        if at > last {
            let message = format!("there is no event {at}: the record has events 1 to {last}");
            return Err(Problem::new(Code::NotFound, message, "leave `at` out for the state as it is"));
        }
        reader.view_at(at)
    }
}

/// A number as the description has it: of 64 bits with a sign, and not below zero.
pub fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let number = u64::deserialize(from)?;
    i64::try_from(number).map(|_| Some(number)).map_err(|_| D::Error::custom("the number is too large"))
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let asked = Query::from_request_parts(parts, state).await;
        asked
            .map(|Query(asked)| Self(asked))
            .map_err(|error: QueryRejection| unreadable(error.status(), error.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let named = Path::from_request_parts(parts, state).await;
        named
            .map(|Path(named)| Self(named))
            .map_err(|error: PathRejection| unreadable(error.status(), error.body_text()))
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Shared>> for Said<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Refusal> {
        let said = timeout(shared.limits.request_max, Json::from_request(request, shared)).await;
        let said = said.map_err(|_| too_slow())?;
        said.map(|Json(said)| Self(said))
            .map_err(|error: JsonRejection| unreadable(error.status(), error.body_text()))
    }
}

/// A request that takes longer than it may.
pub fn too_slow() -> Refusal {
    let problem = Problem::new(Code::Overloaded, "the request took too long", "send it faster, or try again");
    Refusal::new(StatusCode::REQUEST_TIMEOUT, problem)
}

impl From<BytesRejection> for Refusal {
    fn from(error: BytesRejection) -> Self {
        unreadable(error.status(), error.body_text())
    }
}

/// A request whose body or address does not have the form that is due.
pub fn unreadable(status: StatusCode, why: String) -> Refusal {
    let (status, code, hint) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => (status, Code::TooLarge, "send less"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            (status, Code::Malformed, "send JSON, as Content-Type: application/json")
        }
        _ => (StatusCode::BAD_REQUEST, Code::Malformed, "/docs says what is due"),
    };
    Refusal::new(status, Problem::new(code, why, hint))
}
