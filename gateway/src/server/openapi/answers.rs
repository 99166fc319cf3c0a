//! The shapes of what is answered, for the description alone: they describe what the handlers write, and the foreign clients'
//! test holds them to it.
#![expect(dead_code, reason = "they only describe")]

use utoipa::ToSchema;

use super::Anything;

/// A session of the data folder.
#[derive(ToSchema)]
pub struct Session {
    id: String,
    /// `understanding`, `waiting_plan`, `waiting_answer`, `working`, `reading`, `paused`, `interrupted`, `done`, `failed`, `refused`,
    /// `cancelled`, `damaged` or `empty`.
    state: String,
    /// The product's name, or the beginning of the request.
    title: String,
    request: String,
    /// The folder that it makes or reads.
    path: String,
    created_ms: u64,
    changed_ms: u64,
    events: u64,
    files: u64,
    conflicts: u64,
    tokens: u64,
    cost_usd: f64,
    /// Calls of models whose price is not known: what they cost is not in `cost_usd`.
    unpriced_calls: u64,
    /// What it waits for.
    #[schema(required = true, inline)]
    waiting: Option<Waiting>,
    /// Somebody works on it in this gateway.
    live: bool,
    /// Why its record cannot be read to its end.
    #[schema(required = false)]
    damage: Option<String>,
    /// Where it was forked, if it is a fork.
    #[schema(required = false, inline)]
    parent: Option<Fork>,
}

#[derive(ToSchema)]
struct Waiting {
    /// `plan`, `answer` or `resume`.
    r#for: String,
    #[schema(required = false)]
    revision: Option<u32>,
    #[schema(required = false)]
    question: Option<Anything>,
}

#[derive(ToSchema)]
struct Fork {
    session: String,
    at: u64,
}

/// Whether a record is whole.
#[derive(ToSchema)]
pub struct Verified {
    session: String,
    /// `intact`, `unfinished`, `damaged` or `empty`: what the checksums and the chain of hashes say.
    verdict: String,
    /// What all of it comes to: `whole` to the session's outcome, `open` where it does not reach one, `unfinished`, `altered` or
    /// `empty`.
    trust: String,
    /// The same in words.
    told: String,
    #[schema(required = false)]
    records: Option<u64>,
    /// BLAKE3 of the last record, which stands for all before it.
    #[schema(required = false)]
    head: Option<String>,
    /// Whether the last record is the session's outcome.
    reaches_end: bool,
}

/// Where words were found.
#[derive(ToSchema)]
pub struct Found {
    #[schema(inline)]
    hits: Vec<Hit>,
    /// How many sessions there are.
    sessions: u64,
    /// Those that were looked through.
    searched: u64,
    /// Whether all of them were, and all hits are told.
    complete: bool,
}

#[derive(ToSchema)]
struct Hit {
    session: String,
    title: String,
    /// None for a hit in the request itself.
    #[schema(required = true)]
    seq: Option<u64>,
    at_ms: u64,
    agent: String,
    /// `plan.drafted`, or `request`.
    kind: String,
    excerpt: String,
}

/// What an export would hide.
#[derive(ToSchema)]
pub struct Reviewed {
    events: u64,
    redacted: u64,
    /// Findings that are not listed.
    more: u64,
    #[schema(inline)]
    findings: Vec<Finding>,
}

#[derive(ToSchema)]
struct Finding {
    kind: String,
    r#where: String,
    seq: u64,
    /// Its beginning, and no more.
    sample: String,
    count: u64,
}

/// How the gateway is.
#[derive(ToSchema)]
pub struct Health {
    /// `ok`, `degraded` or `failing`: the worst of the components.
    status: String,
    version: String,
    protocol: u32,
    #[schema(inline)]
    components: Components,
}

/// Each with a `status` of its own, and a `reason` where that is not `ok`.
#[derive(ToSchema)]
struct Components {
    #[schema(inline)]
    gateway: Component,
    #[schema(inline)]
    data_folder: Component,
    #[schema(inline)]
    sessions: Component,
    #[schema(inline)]
    model: Component,
    #[schema(inline)]
    log: Component,
    #[schema(inline)]
    machine: Component,
}

#[derive(ToSchema)]
struct Component {
    status: String,
    #[schema(required = false)]
    reason: Option<String>,
}

/// Whether work can be given to it.
#[derive(ToSchema)]
pub struct Ready {
    ready: bool,
}

/// What a page begins with.
#[derive(ToSchema)]
pub struct Start {
    version: String,
    protocol: u32,
    /// The data folder.
    home: String,
    /// Where a request that names no folder is made.
    #[schema(required = true)]
    out_root: Option<String>,
    /// The language model that may be asked.
    #[schema(required = true)]
    model: Option<String>,
}
