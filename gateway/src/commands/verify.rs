//! `verify`: whether what a session's record holds is whole, by checksums and chain of hashes, and how far it reaches.

use std::path::Path;

use cli::Exit;
use cli::render::style;
use memory::Verdict;
use protocol::event::{Event, Outcome};
use protocol::problem::Problem;
use runtime::archive::{self, Proof};
use serde_json::{Value, json};

pub fn run(home: &Path, id: &str, json: bool) -> Result<Exit, Problem> {
    let proof = archive::verify(home, &super::session_id(id)?)?;
    super::shown(json, || document(id, &proof), || text(&proof));
    Ok(exit(&proof))
}

fn exit(proof: &Proof) -> Exit {
    match &proof.verdict {
        Verdict::Intact { .. } | Verdict::Unfinished { .. } if forged(proof).is_some() => Exit::Failed,
        Verdict::Intact { records: 0, .. } | Verdict::Unfinished { records: 0, .. } | Verdict::Damaged(_) => {
            Exit::Failed
        }
        Verdict::Intact { .. } | Verdict::Unfinished { .. } => Exit::Done,
    }
}

/// What is said of a proof as a document.
pub fn document(id: &str, proof: &Proof) -> Value {
    let last = proof.last.as_ref().map(event_name);
    let reaches = json!({ "reaches_end": proof.outcome.is_some(), "outcome": proof.outcome, "last_record": last, "unfounded_rewind": proof.unfounded, "parent": proof.parent, "foreign_fork": proof.foreign });
    let mut document = match &proof.verdict {
        Verdict::Intact { records: 0, .. } => json!({ "verdict": "empty", "records": 0 }),
        Verdict::Unfinished { records: 0, bytes, .. } => {
            json!({ "verdict": "empty", "records": 0, "unfinished_bytes": bytes })
        }
        Verdict::Intact { records, head } => {
            json!({ "verdict": "intact", "records": records, "head": hex(head) })
        }
        Verdict::Unfinished { records, head, bytes, .. } => json!({
            "verdict": "unfinished", "records": records, "head": hex(head), "unfinished_bytes": bytes,
        }),
        Verdict::Damaged(damage) => json!({
            "verdict": "damaged",
            "record": damage.seq,
            "segment": damage.segment,
            "offset": damage.offset,
            "reason": damage.why.to_string(),
        }),
    };
    if let (Value::Object(all), Value::Object(more)) = (&mut document, reaches) {
        all.extend(more);
        all.insert("session".to_owned(), json!(id));
        all.insert("trust".to_owned(), json!(trust(proof)));
        all.insert("told".to_owned(), json!(text(proof)));
    }
    document
}

/// What all of it comes to: `whole` to the session's outcome, `open` where it does not reach one, `unfinished` where a write was
/// cut short behind it, `altered`, or `empty`.
fn trust(proof: &Proof) -> &'static str {
    match &proof.verdict {
        Verdict::Damaged(_) => "altered",
        Verdict::Intact { .. } | Verdict::Unfinished { .. } if forged(proof).is_some() => "altered",
        Verdict::Intact { records: 0, .. } | Verdict::Unfinished { records: 0, .. } => "empty",
        Verdict::Unfinished { .. } => "unfinished",
        Verdict::Intact { .. } if proof.outcome.is_none() => "open",
        Verdict::Intact { .. } => "whole",
    }
}

fn text(proof: &Proof) -> String {
    if let (Some(why), Verdict::Intact { .. } | Verdict::Unfinished { .. }) = (forged(proof), &proof.verdict)
    {
        return format!(
            "the chain is whole, but {why}: samriddh did not write it\nrestore the session's folder from a backup"
        );
    }
    let parent = proof.parent.as_ref().map(|parent| {
        let session = style::clean(parent.session.as_str());
        format!("\nits first {} records are those of session {session}, whose fork it is", parent.at)
    });
    verdict(proof) + &parent.unwrap_or_default()
}

/// What no samriddh writes, if the record has any of it.
fn forged(proof: &Proof) -> Option<String> {
    let rewind = proof.unfounded.map(|event| {
        format!("event {event} goes back to a state that the record before it does not lead to")
    });
    let fork =
        proof.foreign.map(|event| format!("event {event} forks a record that is not the one before it"));
    rewind.or(fork)
}

fn verdict(proof: &Proof) -> String {
    match &proof.verdict {
        Verdict::Intact { records: 0, .. } | Verdict::Unfinished { records: 0, .. } => {
            "nothing is there: the session was never begun, or its record is lost\n\
             restore its folder from a backup, or start again with `samriddh new`"
                .to_owned()
        }
        Verdict::Intact { records, head } => {
            format!("intact: {records} records, {}\nhead {}", reach(proof), hex(head))
        }
        Verdict::Unfinished { records, head, bytes, .. } => format!(
            "intact: {records} records, {}; behind them {bytes} bytes of a write that was cut short, which the next \
             start removes\nhead {}",
            reach(proof),
            hex(head)
        ),
        Verdict::Damaged(damage) => {
            format!("{damage}\nthe {} records before it can be read", damage.seq.saturating_sub(1))
        }
    }
}

/// How far the record goes. Only one that ends with its outcome is known to lack nothing behind it.
fn reach(proof: &Proof) -> String {
    if let Some(outcome) = proof.outcome {
        return format!("and reaches the session's outcome ({})", outcome_name(outcome));
    }
    let last = proof.last.as_ref().map_or_else(|| "unreadable".to_owned(), event_name);
    format!(
        "but it does not reach the session's end: the last record is {}; a session that was cut off there looks the \
         same, and can be resumed",
        style::clean(&last)
    )
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
        Outcome::Cancelled => "cancelled",
    }
}

/// As the record itself calls it: `plan.drafted`.
pub fn event_name(event: &Event) -> String {
    let body = serde_json::to_value(&event.fact.body).unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    format!("{}.{}", word(&body["family"]), word(&body["event"]["kind"]))
}

fn hex(bytes: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use memory::{Cut, Damage, Flaw};
    use protocol::event::{Body, Fact, SessionEvent};
    use protocol::id::{Role, SessionId};

    use super::*;

    fn proof(verdict: Verdict, outcome: Option<Outcome>) -> Proof {
        let body = Body::Session(SessionEvent::Paused);
        let (agent, correlation) = (Role::session(), String::new());
        let fact = Fact { agent, incarnation: 1, cause: None, correlation, body };
        let last = Event { seq: 240, at_ms: 5, session: SessionId::new("s"), fact };
        Proof { verdict, last: Some(last), outcome, unfounded: None, parent: None, foreign: None }
    }

    #[test]
    fn a_damaged_record_is_named_by_its_number() {
        let damage = Damage { seq: 17, segment: "1.log".into(), offset: 4_711, why: Flaw::SegmentMissing };
        let proof = proof(Verdict::Damaged(damage), None);
        assert!(text(&proof).starts_with("record 17 is damaged (1.log at byte 4711"), "{}", text(&proof));
        assert_eq!(document("x", &proof)["record"], 17);
        assert_eq!(exit(&proof), Exit::Failed);
    }

    #[test]
    fn a_record_that_stops_before_the_sessions_end_says_so() {
        let cut = proof(Verdict::Intact { records: 240, head: [7; 32] }, None);
        let whole = proof(Verdict::Intact { records: 506, head: [7; 32] }, Some(Outcome::Done));
        assert!(
            text(&cut).contains("240 records, but it does not reach the session's end"),
            "{}",
            text(&cut)
        );
        assert!(text(&cut).contains("the last record is session.paused"), "{}", text(&cut));
        assert_eq!(document("x", &cut)["reaches_end"], false);
        assert_eq!(
            (&document("x", &cut)["trust"], &document("x", &whole)["trust"]),
            (&json!("open"), &json!("whole"))
        );
        assert_eq!(document("x", &cut)["last_record"], "session.paused");
        assert!(text(&whole).starts_with("intact: 506 records, and reaches the session's outcome (done)"));
        assert_eq!(document("x", &whole)["outcome"], "done");
        assert_eq!([exit(&cut), exit(&whole)], [Exit::Done, Exit::Done]);
    }

    #[test]
    fn a_session_without_a_record_is_not_called_intact() {
        let cut_at = Cut { seq: 1, segment: "1.seg".into(), offset: 0 };
        let empty = Verdict::Intact { records: 0, head: [0; 32] };
        let torn = Verdict::Unfinished { records: 0, head: [0; 32], cut_at, bytes: 64 };
        for verdict in [empty, torn] {
            let proof =
                Proof { verdict, last: None, outcome: None, unfounded: None, parent: None, foreign: None };
            assert!(text(&proof).starts_with("nothing is there"), "{}", text(&proof));
            assert_eq!(document("x", &proof)["verdict"], "empty");
            assert_eq!(exit(&proof), Exit::Failed);
        }
    }

    #[test]
    fn a_forged_rewind_fails_however_whole_the_chain_is() {
        let whole = proof(Verdict::Intact { records: 240, head: [7; 32] }, Some(Outcome::Done));
        let forged = Proof { unfounded: Some(230), ..whole };
        assert!(text(&forged).contains("event 230 goes back to a state"), "{}", text(&forged));
        assert_eq!(document("x", &forged)["unfounded_rewind"], 230);
        assert_eq!(document("x", &forged)["trust"], "altered");
        assert_eq!(exit(&forged), Exit::Failed);
    }

    #[test]
    fn a_session_whose_segments_were_deleted_has_nothing() {
        let home = tempfile::tempdir().unwrap();
        let id = SessionId::new("abcdefghijklmnopqrstuvwxyz");
        let folder = home.path().join("sessions").join(id.as_str());
        assert!(archive::verify(home.path(), &id).is_err(), "there is no such session");
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(exit(&archive::verify(home.path(), &id).unwrap()), Exit::Failed);
        std::fs::create_dir_all(folder.join("journal")).unwrap();
        assert_eq!(exit(&archive::verify(home.path(), &id).unwrap()), Exit::Failed);
    }
}
