//! Canonical JSON (RFC 8785) and hashes over it, equal in every language that folds the same events.

use serde::Serialize;
use serde_json::Value;

use crate::id::ContentHash;

/// Greatest integer that every JSON reader keeps exactly.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CanonicalError {
    #[error("a number at {at} is not an integer below 2^53; carry it as a string")]
    Number { at: String },
    #[error("the value cannot be written as json: {0}")]
    Json(String),
}

/// The canonical text of a value that holds no floats and no integers of 2^53 or more.
pub fn to_canonical(value: &impl Serialize) -> Result<String, CanonicalError> {
    let value = serde_json::to_value(value).map_err(|e| CanonicalError::Json(e.to_string()))?;
    refuse_inexact(&value, "$")?;
    serde_json_canonicalizer::to_string(&value).map_err(|e| CanonicalError::Json(e.to_string()))
}

/// BLAKE3 of the canonical text.
pub fn hash(value: &impl Serialize) -> Result<ContentHash, CanonicalError> {
    Ok(ContentHash::of(to_canonical(value)?.as_bytes()))
}

fn refuse_inexact(value: &Value, at: &str) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) => {
            let exact = number.as_i64().is_some_and(|n| n.unsigned_abs() <= INTEGER_MAX);
            if exact { Ok(()) } else { Err(CanonicalError::Number { at: at.to_owned() }) }
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(i, item)| refuse_inexact(item, &format!("{at}[{i}]")))
        }
        Value::Object(map) => {
            map.iter().try_for_each(|(key, item)| refuse_inexact(item, &format!("{at}.{key}")))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_by_utf16_units_and_text_is_escaped_minimally() {
        // U+E000 sorts after U+10000's surrogate pair in UTF-16, before it in UTF-8.
        let value = json!({ "\u{e000}": 1, "\u{10000}": 2, "b": "\u{7}\n\"é", "a": [true, null, -3] });
        let expected = "{\"a\":[true,null,-3],\"b\":\"\\u0007\\n\\\"é\",\"\u{10000}\":2,\"\u{e000}\":1}";
        assert_eq!(to_canonical(&value).unwrap(), expected);
    }

    #[test]
    fn floats_and_large_integers_are_refused_with_their_place() {
        let refused = |value: Value| to_canonical(&value).unwrap_err();
        assert_eq!(refused(json!({ "a": [0.5] })), CanonicalError::Number { at: "$.a[0]".into() });
        assert_eq!(refused(json!(1u64 << 53)), CanonicalError::Number { at: "$".into() });
    }
}
