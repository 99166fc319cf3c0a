//! `verify`: whether a session's record is whole, by its checksums and its chain of hashes.

use std::path::Path;

use cli::Exit;
use memory::Verdict;
use protocol::problem::Problem;
use runtime::archive;
use serde_json::{Value, json};

pub fn run(home: &Path, id: &str, json: bool) -> Result<Exit, Problem> {
    let verdict = archive::verify(home, &super::session_id(id)?)?;
    super::shown(json, || document(id, &verdict), || text(&verdict));
    Ok(match verdict {
        Verdict::Intact { .. } | Verdict::Unfinished { .. } => Exit::Done,
        Verdict::Damaged(_) => Exit::Failed,
    })
}

fn document(id: &str, verdict: &Verdict) -> Value {
    match verdict {
        Verdict::Intact { records, head } => {
            json!({ "session": id, "verdict": "intact", "records": records, "head": hex(head) })
        }
        Verdict::Unfinished { records, head, bytes, .. } => json!({
            "session": id, "verdict": "unfinished", "records": records, "head": hex(head), "unfinished_bytes": bytes,
        }),
        Verdict::Damaged(damage) => json!({
            "session": id,
            "verdict": "damaged",
            "record": damage.seq,
            "segment": damage.segment,
            "offset": damage.offset,
            "reason": damage.why.to_string(),
        }),
    }
}

fn text(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Intact { records, head } => format!("intact: {records} records\nhead {}", hex(head)),
        Verdict::Unfinished { records, head, bytes, .. } => format!(
            "intact: {records} records; behind them {bytes} bytes of a write that was cut short, which nobody was told \
             of and which the next start removes\nhead {}",
            hex(head)
        ),
        Verdict::Damaged(damage) => {
            format!("{damage}\nthe {} records before it can be read", damage.seq.saturating_sub(1))
        }
    }
}

fn hex(bytes: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use memory::{Damage, Flaw};

    use super::*;

    #[test]
    fn a_damaged_record_is_named_by_its_number() {
        let damage = Damage { seq: 17, segment: "1.log".into(), offset: 4_711, why: Flaw::SegmentMissing };
        let verdict = Verdict::Damaged(damage);
        assert!(text(&verdict).starts_with("record 17 is damaged (1.log at byte 4711"), "{}", text(&verdict));
        assert_eq!(document("x", &verdict)["record"], 17);
    }
}
