//! What can be asked over HTTP, as OpenAPI 3.1: written at each handler, gathered where the handlers are put into the table.

pub mod answers;

use std::collections::BTreeMap;

use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, RefOr, ResponseBuilder, response::Response};
use utoipa::{IntoResponses, Modify, OpenApi, PartialSchema, ToSchema};

/// The document without its paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Samriddh",
        description = "Sessions of one data folder, for pages, terminals and programs of this machine. Requests come from this machine \
                       alone, by the names 127.0.0.1, localhost or [::1]; those below /api and /chat need the cookie that a code is \
                       exchanged for, or the token in the data folder's gateway.json as a bearer.",
        license(name = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem)),
    modifiers(&Ways),
    tags(
        (name = "entering", description = "Coming in by a browser, and leaving"),
        (name = "sessions", description = "What is recorded"),
        (name = "chat", description = "Speaking to a session and hearing it"),
        (name = "files", description = "Files that a person hands over"),
        (name = "gateway", description = "The gateway itself")
    )
)]
pub struct Document;

/// How somebody is let in.
struct Ways;

impl Modify for Ways {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKeyValue::with_description(
            "samriddh-PORT",
            "Set by POST /api/enter; whatever changes something also needs the Origin of the gateway's own page",
        );
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("bearer", bearer);
    }
}

/// A refusal, as RFC 9457 writes it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes what `answer` writes")]
pub struct Problem {
    r#type: String,
    /// The status in words.
    title: String,
    status: u16,
    /// What is wrong.
    detail: String,
    /// `malformed`, `unauthorized`, `not_found`, `not_now`, `unbuildable`, `too_large`, `overloaded`, `locked`, `storage`, `version` or
    /// `internal`.
    code: String,
    /// What to do about it; may be empty.
    hint: String,
}

/// How any request can be refused.
pub struct Refusals;

const STATUSES: [(&str, &str); 13] = [
    ("400", "It cannot be read"),
    ("401", "Nobody was let in with that"),
    ("403", "It does not come from this machine's own page"),
    ("404", "There is no such thing"),
    ("405", "The address takes other methods"),
    ("408", "It took too long"),
    ("409", "Not possible as things are now"),
    ("413", "It is too large"),
    ("415", "It has another form than is due"),
    ("422", "It cannot be built"),
    ("429", "Too many wrong codes came"),
    ("500", "The disk, or a mistake of the program"),
    ("503", "Too much at once, or something is not well"),
];

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let schema = || RefOr::Ref(utoipa::openapi::Ref::from_schema_name(Problem::name()));
        let refusal = |about: &str| {
            let content = Content::new(Some(schema()));
            ResponseBuilder::new().description(about).content("application/problem+json", content).build()
        };
        STATUSES.iter().map(|(status, about)| ((*status).to_owned(), refusal(about).into())).collect()
    }
}

/// Any JSON object; its parts are said in the description.
pub struct Anything;

impl PartialSchema for Anything {
    fn schema() -> RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::Object).into()
    }
}

impl ToSchema for Anything {}
