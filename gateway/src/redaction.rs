//! A record for other people's eyes: what looks like a secret is hidden, and each place can be listed before.

use std::sync::LazyLock;

use protocol::event::Event;
use regex::Regex;
use serde::Serialize;
use serde_json::Value;

const HIDDEN: &str = "[hidden]";
/// Characters of a text that a list shows.
const SHOWN_CHARS: usize = 200;

/// Fields whose text is a secret whatever it looks like.
static SECRET_FIELDS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant that the tests of this module compile")]
    Regex::new(
        r"(?i)(?:^|[_-])(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)$",
    )
    .expect("a valid pattern")
});

/// One text that is not told as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hidden {
    pub seq: u64,
    /// Where in the event, as RFC 6901 writes it.
    pub at: String,
    /// The text as it is told.
    pub shown: String,
}

/// The event without secrets, and what was hidden of it.
pub fn redacted(event: &Event) -> (Value, Vec<Hidden>) {
    let mut value = serde_json::to_value(event).unwrap_or_default();
    let mut hidden = Vec::new();
    walk(&mut value, &mut String::new(), &mut |at, shown| {
        hidden.push(Hidden { seq: event.seq, at: at.to_owned(), shown });
    });
    (value, hidden)
}

fn walk(value: &mut Value, at: &mut String, tell: &mut impl FnMut(&str, String)) {
    let mut below = |name: &str, value: &mut Value| {
        let length = at.len();
        at.push('/');
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::String(text) if SECRET_FIELDS.is_match(name) && !text.is_empty() => {
                HIDDEN.clone_into(text);
                tell(at, HIDDEN.to_owned());
            }
            value => walk(value, at, tell),
        }
        at.truncate(length);
    };
    match value {
        Value::Object(all) => all.iter_mut().for_each(|(name, value)| below(name, value)),
        Value::Array(all) => {
            all.iter_mut().enumerate().for_each(|(place, value)| below(&place.to_string(), value));
        }
        Value::String(text) => {
            let told = tools::redact(text);
            if told != *text {
                tell(at, told.chars().take(SHOWN_CHARS).collect());
                *text = told;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use protocol::command::{RunOptions, Verify};
    use protocol::event::{Body, Fact, SessionEvent};
    use protocol::id::Role;
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_in_any_text_are_hidden_and_each_place_is_named() {
        let request = "a blog; the key is sk-abcdefghijklmnop1234, and password=hunter22".to_owned();
        let options = RunOptions::offline("/out", false, Verify::None);
        let body = Body::Session(SessionEvent::Opened { request, options, program: "test".into() });
        let (agent, correlation) = (Role::session(), String::new());
        let fact = Fact { agent, incarnation: 1, cause: None, correlation, body };
        let event = Event { seq: 1, at_ms: 1, session: "s".into(), fact };
        let (value, hidden) = redacted(&event);
        let text = value.to_string();
        assert!(!text.contains("sk-abc") && !text.contains("hunter22"), "{text}");
        assert_eq!(hidden.len(), 1);
        assert_eq!((hidden[0].seq, hidden[0].at.as_str()), (1, "/body/event/request"));
        assert!(hidden[0].shown.contains("[hidden]"), "{hidden:?}");
        serde_json::from_value::<Event>(value).unwrap();
    }

    #[test]
    fn a_field_that_is_called_a_secret_is_one() {
        let mut value =
            json!({ "a/b": [{ "api_key": "plain" }], "password": "x", "tokens": 7, "name": "password" });
        let mut places = Vec::new();
        walk(&mut value, &mut String::new(), &mut |at, _| places.push(at.to_owned()));
        assert_eq!(places, ["/a~1b/0/api_key", "/password"]);
        let told =
            json!({ "a/b": [{ "api_key": HIDDEN }], "password": HIDDEN, "tokens": 7, "name": "password" });
        assert_eq!(value, told);
    }
}
