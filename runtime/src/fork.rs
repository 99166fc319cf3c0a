//! What a fork's record begins with: its parent's records up to an event, to the byte, and the event that says so. Pure.

mod together;

use memory::{GROUP_BYTES_MAX, GROUP_RECORDS_MAX, NewRecord, Record};
use protocol::event::{Body, Fact, SessionEvent};
use protocol::id::{CommandId, ContentHash, Role, SessionId};
use protocol::problem::{Code, Problem};

use crate::log::{by_session, record_of};
use crate::session::PROGRAM;

pub(crate) use together::Together;

/// Bytes that the head of a record takes on disk beside its body; far above what it is.
const RECORD_HEAD_BYTES: usize = 256;

/// The first records of a session up to an event, and what stands for all of them.
pub(crate) struct Prefix {
    pub records: Vec<Record>,
    /// BLAKE3 of the last of them.
    pub head: ContentHash,
}

/// What was asked for.
pub(crate) struct Wanted {
    pub command: CommandId,
    pub parent: SessionId,
    pub out: String,
}

/// The groups that the new record consists of; each is written at once, and all of them before the session has a name.
pub(crate) fn groups(prefix: Prefix, wanted: Wanted, at_ms: u64) -> Result<Vec<Vec<NewRecord>>, Problem> {
    let Prefix { records, head } = prefix;
    let at = records.last().map_or(0, |record| record.seq);
    // A clock that was set back does not make a log run backwards.
    let at_ms = records.last().map_or(at_ms, |record| record.time_ms.max(at_ms));
    let forked = SessionEvent::Forked {
        parent: wanted.parent,
        at,
        head,
        out: wanted.out,
        program: PROGRAM.to_owned(),
    };
    let accepted = SessionEvent::CommandAccepted { id: wanted.command.clone(), command: None };
    let own = [forked, accepted].map(|event| {
        let fact = by_session(wanted.command.as_str(), Body::Session(event));
        record_of(at_ms, &Fact { agent: Role::person(), ..fact })
    });
    let mut groups = in_groups(records.into_iter().map(as_new));
    groups.push(own.into_iter().collect::<Result<_, _>>()?);
    Ok(groups)
}

fn as_new(record: Record) -> NewRecord {
    let Record { seq: _, time_ms, kind, version, prev: _, body } = record;
    NewRecord { time_ms, kind, version, body }
}

fn in_groups(records: impl Iterator<Item = NewRecord>) -> Vec<Vec<NewRecord>> {
    let (mut groups, mut group, mut bytes) = (Vec::new(), Vec::new(), 0);
    for record in records {
        let size = record.body.len() + RECORD_HEAD_BYTES;
        if !group.is_empty() && (group.len() >= GROUP_RECORDS_MAX || bytes + size > GROUP_BYTES_MAX) {
            groups.push(std::mem::take(&mut group));
            bytes = 0;
        }
        bytes += size;
        group.push(record);
    }
    groups.push(group);
    groups
}

/// Whether a session with so many events can be forked at `at`.
pub(crate) fn check(session: &SessionId, at: u64, last: u64) -> Result<(), Problem> {
    if (1..=last).contains(&at) {
        return Ok(());
    }
    let message = format!("session {session} has the events 1 to {last}, and no event {at}");
    Err(Problem::new(Code::Malformed, message, "`samriddh fork ID --list` shows where it makes sense"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(seq: u64, bytes: usize) -> Record {
        let body = vec![b'1'; bytes];
        Record { seq, time_ms: seq, kind: 1, version: 1, prev: [0; 32], body }
    }

    fn wanted() -> Wanted {
        Wanted { command: "c".into(), parent: "p".into(), out: "/out".to_owned() }
    }

    #[test]
    fn a_long_record_is_written_in_groups_that_the_journal_takes() {
        let records: Vec<Record> = (1..=5).map(|seq| record(seq, GROUP_BYTES_MAX / 3)).collect();
        let prefix = Prefix { records, head: ContentHash::of(b"") };
        let groups = groups(prefix, wanted(), 3).unwrap();
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1, 2]);
        assert!(groups.concat().iter().all(|record| record.body.len() < GROUP_BYTES_MAX));
        assert_eq!(groups[3][0].time_ms, 5, "time does not run backwards");
    }

    #[test]
    fn an_event_that_is_not_there_is_no_place_to_fork_at() {
        let session = SessionId::new("s");
        assert!(check(&session, 1, 7).is_ok() && check(&session, 7, 7).is_ok());
        for at in [0, 8] {
            let problem = check(&session, at, 7).unwrap_err();
            assert_eq!(problem.message, format!("session s has the events 1 to 7, and no event {at}"));
        }
    }
}
