//! A recorded session executed again: the real kernel, team and rules in memory, every effect answered from the record.
//!
//! People say again what they said, processes end where they ended, and time, chance, models, checks and deliveries are
//! what they were. Nothing else is there to reach: no disk, no network, no process. The same program comes to the same
//! logical head, or the first event is named at which it does not.

mod cast;
mod cue;
mod difference;
mod drive;
mod otherwise;
mod recorded;
mod script;
mod shelf;
mod stage;

use std::sync::Arc;

use memory::{BlobError, BlobHash, Blobs};
use protocol::canonical::CanonicalError;
use protocol::event::{Body, Event, SessionEvent};
use protocol::head::{Divergence, first_divergence, logical_head};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::view::View;

use crate::team::Team;
use cue::{Heard, Step};
use drive::Drive;
use script::Script;

pub use difference::{Changed, Difference, difference};
pub use otherwise::{Otherwise, otherwise};
pub use recorded::NOT_RECORDED;
pub use stage::Answered;

/// What is replayed: a session's whole record, and the blobs it speaks of.
pub struct Record {
    pub events: Vec<Event>,
    pub blobs: Arc<dyn Blobs>,
}

/// What came of it.
#[derive(Debug)]
pub struct Replayed {
    /// Logical head of the record.
    pub expected: ContentHash,
    /// Logical head of what happened now.
    pub got: ContentHash,
    /// Where the two part first; none where they are the same.
    pub divergence: Option<Divergence>,
    /// Names and versions of the programs that wrote the record.
    pub recorded_by: Vec<String>,
    /// What happened now.
    pub events: Vec<Event>,
    pub view: View,
    pub answered: Answered,
}

/// Executes a record again. It blocks until it is done, and must not be called by a task of an asynchronous runtime.
pub fn again(record: &Record, team: &Team) -> Result<Replayed, Problem> {
    let script = read(record)?;
    let mut drive = Drive::new(team, Arc::clone(&record.blobs))?;
    for life in &script.lives {
        if !drive.live(life)? {
            break;
        }
    }
    let mut answered = drive.answered;
    answered.interruptions = u32::try_from(script.lives.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let (expected, got) = (head(&record.events)?, head(&drive.events)?);
    let divergence = first_divergence(&record.events, &drive.events).map_err(|error| uncanonical(&error))?;
    let recorded_by = script.programs;
    Ok(Replayed { expected, got, divergence, recorded_by, events: drive.events, view: drive.view, answered })
}

fn head(events: &[Event]) -> Result<ContentHash, Problem> {
    logical_head(events).map_err(|error| uncanonical(&error))
}

/// The script of a record that holds all that is needed.
fn read(record: &Record) -> Result<Script, Problem> {
    let opened = record.events.first().map(|event| &event.fact.body);
    if !matches!(opened, Some(Body::Session(SessionEvent::Opened { .. }))) {
        let message = "the record does not begin with the beginning of a session";
        return Err(Problem::new(Code::Storage, message, "check it with `samriddh verify`"));
    }
    let script = Script::read(&record.events);
    for cue in script.lives.iter().flat_map(|life| &life.cues) {
        if let Step::Hear { call, heard: Heard::Answer { text, .. } } = &cue.step {
            kept(record.blobs.as_ref(), text).map_err(|why| {
                let message = format!("the model's answer to {call} (event {}) is not kept: {why}", cue.seq);
                Problem::new(Code::Storage, message, "restore the data folder's blobs from a backup")
            })?;
        }
    }
    Ok(script)
}

fn kept(blobs: &dyn Blobs, hash: &ContentHash) -> Result<(), String> {
    let hash: BlobHash = hash.as_str().parse().map_err(|error: memory::BadBlobHash| error.to_string())?;
    blobs.get(&hash).map(drop).map_err(|error: BlobError| error.to_string())
}

fn uncanonical(error: &CanonicalError) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "check the record with `samriddh verify`")
}
