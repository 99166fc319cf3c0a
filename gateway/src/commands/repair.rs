//! `doctor --repair`: mends the data folder and says what was lost.

use std::path::Path;

use cli::Exit;
use cli::render::style;
use memory::{JournalLoss, LockError, RepairError, RepairReport};
use protocol::problem::{Code, Problem};
use serde_json::{Value, json};

pub fn run(home: &Path, json: bool) -> Result<Exit, Problem> {
    let report = memory::repair(home).map_err(|error| problem(&error))?;
    super::shown(json, || document(home, &report), || text(home, &report));
    Ok(if report.failed.is_empty() { Exit::Done } else { Exit::Failed })
}

fn problem(error: &RepairError) -> Problem {
    let (code, hint) = match error {
        RepairError::Lock(LockError::InUse { .. }) => {
            (Code::Locked, "end it first: what someone is writing to cannot be repaired")
        }
        RepairError::Lock(LockError::Format(_)) => {
            (Code::Version, "use the version of samriddh that wrote it, or a newer one")
        }
        RepairError::Lock(LockError::Disk(_)) | RepairError::Disk(_) | RepairError::Blobs(_) => {
            (Code::Storage, "when the cause is removed, repair again: it goes on where it was")
        }
    };
    Problem::new(code, error.to_string(), hint)
}

fn document(home: &Path, report: &RepairReport) -> Value {
    let RepairReport { journals, blobs, failed } = report;
    let sessions: Vec<Value> =
        journals.iter().map(|(session, loss)| session_document(session, loss)).collect();
    let blobs: Vec<Value> =
        blobs.iter().map(|lost| json!({ "blob": lost.hash.to_string(), "set_aside": lost.aside })).collect();
    let failed: Vec<Value> = failed
        .iter()
        .map(|(session, why)| json!({ "session": session, "reason": why.to_string() }))
        .collect();
    json!({ "home": home, "sessions": sessions, "blobs": blobs, "not_repaired": failed })
}

fn session_document(session: &str, loss: &JournalLoss) -> Value {
    let JournalLoss { why, kept, saved, unreadable, aside } = loss;
    json!({
        "session": session,
        "damage": why,
        "records_kept": kept,
        "records_set_aside": saved,
        "records_unreadable": unreadable,
        "set_aside": aside,
    })
}

fn text(home: &Path, report: &RepairReport) -> String {
    let RepairReport { journals, blobs, failed } = report;
    let mut lines = vec![format!("{} {}", style::strong("data folder"), home.display())];
    if journals.is_empty() && blobs.is_empty() && failed.is_empty() {
        lines.push(format!("{} nothing is damaged", style::good("✓")));
    }
    for (session, JournalLoss { why, kept, saved, unreadable, aside }) in journals {
        let mark = style::warn("–");
        lines.push(format!("{mark} session {session} ends at record {kept} now"));
        lines.push(format!("    {}", style::clean(why)));
        lines.push(format!(
            "    lost: {unreadable} that cannot be read; {saved} that can, but whose place is no longer proved"
        ));
        lines.push(format!("    set aside: {}", style::quiet(&aside.display().to_string())));
        if *kept > 0 {
            lines
                .push(format!("    move what it made out of its way, then go on: samriddh resume {session}"));
        }
    }
    for lost in blobs {
        lines.push(format!("{} the content of {} is lost", style::warn("–"), lost.hash));
        lines.push(format!("    set aside: {}", style::quiet(&lost.aside.display().to_string())));
    }
    for (session, why) in failed {
        let why = why.to_string();
        lines.push(format!("{} session {session} was not repaired: {}", style::bad("✗"), style::clean(&why)));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use expect_test::expect;
    use memory::{BlobHash, LostBlob};

    use super::*;

    #[test]
    fn what_was_lost_is_said_with_where_it_is_now() {
        let loss = JournalLoss {
            why: "record 17 is damaged (1.seg at byte 9: the record does not match its checksum)".into(),
            kept: 16,
            saved: 40,
            unreadable: 1,
            aside: PathBuf::from("/data/sessions/s/journal/damaged"),
        };
        let lost = LostBlob { hash: BlobHash::from([7; 32]), aside: PathBuf::from("/data/blobs/damaged/07") };
        let report =
            RepairReport { journals: vec![("s".into(), loss)], blobs: vec![lost], ..RepairReport::default() };
        expect![[r#"
            [1mdata folder[0m /data
            [33m–[0m session s ends at record 16 now
                record 17 is damaged (1.seg at byte 9: the record does not match its checksum)
                lost: 1 that cannot be read; 40 that can, but whose place is no longer proved
                set aside: [2m/data/sessions/s/journal/damaged[0m
                move what it made out of its way, then go on: samriddh resume s
            [33m–[0m the content of 0707070707070707070707070707070707070707070707070707070707070707 is lost
                set aside: [2m/data/blobs/damaged/07[0m"#]]
        .assert_eq(&text(Path::new("/data"), &report).replace('\u{1b}', ""));
        assert_eq!(document(Path::new("/data"), &report)["sessions"][0]["records_set_aside"], 40);
    }

    #[test]
    fn a_folder_that_is_whole_says_so() {
        let report = RepairReport::default();
        assert!(text(Path::new("/data"), &report).ends_with("nothing is damaged"));
    }
}
