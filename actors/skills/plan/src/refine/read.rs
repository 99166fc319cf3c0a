//! From a model's text to edits that are anchored in the request.

use protocol::model::Finish;
use protocol::requirements::Requirements;
use serde::Deserialize;
use serde_json::Value;

use super::edit::{Edit, Unusable, plain};

/// A request of ten thousand characters has fewer gaps than this; more is a model that has gone astray.
pub const EDITS_MAX: usize = 40;
/// A quote names a passage, not the whole request.
const QUOTE_CHARS_MAX: usize = 200;
/// Fewer letters are found everywhere.
const QUOTE_LETTERS_MIN: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proposals {
    edits: Vec<Value>,
}

/// The edits that can be tried, in order, and what is wrong with the rest.
pub fn read(
    text: &str,
    finish: &Finish,
    requirements: &Requirements,
    request: &str,
) -> (Vec<Edit>, Vec<Unusable>) {
    match proposals(text, finish) {
        Err(unusable) => (Vec::new(), vec![unusable]),
        Ok(values) => {
            let (mut edits, mut unusable) = (Vec::new(), Vec::new());
            for value in values {
                match edit(value, requirements, request) {
                    Ok(edit) => edits.push(edit),
                    Err(why) => unusable.push(why),
                }
            }
            (edits, unusable)
        }
    }
}

fn proposals(text: &str, finish: &Finish) -> Result<Vec<Value>, Unusable> {
    match finish {
        Finish::Length => return Err(Unusable::Cut),
        Finish::Stop | Finish::Other(_) => {}
    }
    let value: Value = serde_json::from_str(unfenced(text)).map_err(|_| Unusable::NotJson)?;
    let proposals: Proposals = serde_json::from_value(value).map_err(|error| wrong_shape(&error))?;
    let count = proposals.edits.len();
    if count > EDITS_MAX {
        return Err(Unusable::TooMany { count, max: EDITS_MAX });
    }
    Ok(proposals.edits)
}

/// Some models put a fence around JSON whatever they are told.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("```json").or_else(|| text.strip_prefix("```"));
    inner.and_then(|inner| inner.strip_suffix("```")).unwrap_or(text).trim()
}

fn wrong_shape(error: &serde_json::Error) -> Unusable {
    Unusable::WrongShape { why: plain(&error.to_string()) }
}

fn edit(value: Value, requirements: &Requirements, request: &str) -> Result<Edit, Unusable> {
    let edit: Edit = serde_json::from_value(value).map_err(|error| wrong_shape(&error))?;
    let quote = &edit.quote;
    let letters = quote.chars().filter(|c| c.is_alphanumeric()).count();
    let anchored = letters >= QUOTE_LETTERS_MIN
        && quote.chars().count() <= QUOTE_CHARS_MAX
        && request.contains(quote.as_str());
    if !anchored {
        return Err(Unusable::Unanchored { what: edit.what() });
    }
    if edit.adds() && !requirements.not_understood.iter().any(|part| touches(quote, part)) {
        let why = format!("“{}” was understood already", plain(quote));
        return Err(Unusable::AgainstThePerson { what: edit.what(), why });
    }
    Ok(edit)
}

fn touches(quote: &str, part: &str) -> bool {
    let (quote, part) = (spaced(quote), spaced(part));
    !part.is_empty() && (quote.contains(&part) || part.contains(&quote))
}

/// True when the quote holds all of a part.
pub(super) fn covers(quote: &str, part: &str) -> bool {
    spaced(quote).contains(&spaced(part))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
