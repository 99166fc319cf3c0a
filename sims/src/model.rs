//! The language model of a simulation: it answers every question about what is open, and goes wrong as planned.

use llm::{Finish, ModelError, Part, Request, Script, Step, Usage};
use protocol::requirements::{EntityKind, Requirements};
use serde_json::{Value, json};

/// As the price table names it.
pub const NAME: &str = "gpt-4o-mini";
/// Longer than everything else takes, and within a call's time.
const SLOW_MS: u64 = 60_000;

/// How one attempt at a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelFault {
    RateLimited,
    Down,
    /// The answer ends in the middle.
    Cut,
    /// The right answer, late.
    Slow,
    /// An answer that is none.
    Garbage,
    /// Everything that is forbidden, in the right form.
    Hostile,
}

impl ModelFault {
    pub const ALL: [ModelFault; 6] = [
        ModelFault::RateLimited,
        ModelFault::Down,
        ModelFault::Cut,
        ModelFault::Slow,
        ModelFault::Garbage,
        ModelFault::Hostile,
    ];
}

/// What the provider does with a request.
pub fn script(request: &Request, fault: Option<ModelFault>) -> Script {
    let error = |error| Script::refusal(error);
    match fault {
        None => whole(&reading(request), 0),
        Some(ModelFault::RateLimited) => {
            error(ModelError::RateLimited { detail: "slow down".to_owned(), retry_after_ms: Some(2_000) })
        }
        Some(ModelFault::Down) => {
            error(ModelError::Unavailable { detail: "status 503".to_owned(), retry_after_ms: None })
        }
        Some(ModelFault::Cut) => {
            let half: String = reading(request).chars().take(20).collect();
            Script { opening: Vec::new(), steps: vec![Step::Say(Part::Text(half))] }
        }
        Some(ModelFault::Slow) => whole(&reading(request), SLOW_MS),
        Some(ModelFault::Garbage) => whole("{\"edits\": [1, {\"drop\": \"everything\"}]}", 0),
        Some(ModelFault::Hostile) => whole(&hostile(request), 0),
    }
}

fn whole(text: &str, wait_ms: u64) -> Script {
    let half = text.len() / 2;
    let usage = Usage { input_tokens: 1_000, output_tokens: 100, ..Usage::default() };
    let parts = [
        Part::Text(text[..half].to_owned()),
        Part::Text(text[half..].to_owned()),
        Part::Usage(usage),
        Part::Done(Finish::Stop),
    ];
    let says = parts.into_iter().map(Step::Say);
    Script { opening: Vec::new(), steps: std::iter::once(Step::Wait { ms: wait_ms }).chain(says).collect() }
}

/// The requirements as the question gives them.
fn known(request: &Request) -> Option<Requirements> {
    let json = request.messages.iter().find_map(|message| message.text.split_once(":\n{"))?.1;
    serde_json::from_str(&format!("{{{json}")).ok()
}

/// A field for the first part that was not understood; nothing where all was.
fn reading(request: &Request) -> String {
    let edit = known(request).and_then(|known| {
        let record = known.entities.iter().find(|entity| entity.kind == EntityKind::Record)?;
        let quote = known.not_understood.first()?;
        let field = json!({"name": "said_by_model", "type": "string", "optional": true});
        Some(edit(quote, json!({"kind": "add_field", "entity": record.name, "field": field})))
    });
    json!({"edits": edit.into_iter().collect::<Vec<_>>()}).to_string()
}

fn hostile(request: &Request) -> String {
    let Some(known) = known(request) else { return String::new() };
    let edits = known.entities.iter().flat_map(|entity| {
        let name = &entity.name;
        let field = json!({"name": "title", "type": "integer"});
        [
            edit(&entity.words, json!({"kind": "narrow", "entity": name, "visibility": "public"})),
            edit(&entity.words, json!({"kind": "refine_field", "entity": name, "field": field})),
            edit(&entity.words, json!({"kind": "drop_entity", "name": name})),
        ]
    });
    json!({"edits": edits.collect::<Vec<_>>()}).to_string()
}

fn edit(quote: &str, change: Value) -> Value {
    json!({"quote": quote, "reason": "simulated", "change": change})
}
