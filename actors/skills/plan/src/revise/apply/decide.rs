//! What the person settles themselves, instead of the team.

use protocol::id::ClaimKey;
use protocol::plan::ChangeKind;
use protocol::requirements::{Decision, Requirements};

use super::{Done, change, impossible};

/// Without a value, the team settles it again.
pub(super) fn decide(
    requirements: &mut Requirements,
    key: &ClaimKey,
    value: Option<String>,
    words: &str,
) -> Done {
    let decisions = &mut requirements.decisions;
    let known = decisions.iter().position(|decision| decision.key == *key);
    let about = format!("decision {key}");
    match (known, value) {
        (None, None) => impossible(words, format!("{key} is the team's to settle already")),
        (Some(at), None) => {
            decisions.remove(at);
            Ok(vec![change(ChangeKind::Dropped, about, words)])
        }
        (Some(at), Some(value)) if decisions[at].value == value => {
            impossible(words, format!("{key} is {value} by your word already"))
        }
        (Some(at), Some(value)) => {
            decisions[at] = Decision { key: key.clone(), value, words: words.to_owned() };
            Ok(vec![change(ChangeKind::Changed, about, words)])
        }
        (None, Some(value)) => {
            decisions.push(Decision { key: key.clone(), value, words: words.to_owned() });
            Ok(vec![change(ChangeKind::Added, about, words)])
        }
    }
}
