//! A session of a hundred thousand events and a gigabyte of outputs, written by the writer that every session has.

use std::path::Path;

use anyhow::{Context, Result};
use memory::{DataFolder, Owner};
use protocol::check::{CheckResult, CheckStatus, Output};
use protocol::command::{RunOptions, Verify};
use protocol::event::{
    Body, CheckEvent, Fact, MessageEvent, SessionEvent, Subject, SupervisionEvent, TaskEnd, TaskEvent,
    TaskKind, TaskSpec,
};
use protocol::id::{ContentHash, Role, SessionId, TaskId};
use protocol::view::View;
use runtime::log::Log;
use runtime::shelf::FolderShelf;

/// One output: what a long test run prints.
const OUTPUT_BYTES: u64 = 1024 * 1024;
/// Checks that run again and again; each keeps its last result in the view.
const CHECKS: u64 = 40;
/// Events of one check, from its beginning to its end.
const EVENTS_OF_A_CHECK: u64 = 10;

/// How large the session is to be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub events: u64,
    /// Bytes of all outputs.
    pub output_bytes: u64,
}

impl Size {
    pub const LONG: Size = Size { events: 100_000, output_bytes: 1024 * OUTPUT_BYTES };
    /// A session of usual length, without outputs.
    pub const USUAL: Size = Size { events: 1_500, output_bytes: 0 };
}

pub fn session() -> SessionId {
    SessionId::new("l".repeat(26))
}

/// Writes it into a data folder that nobody owns; what it folds to.
pub fn write(home: &Path, size: Size) -> Result<View> {
    anyhow::ensure!(DataFolder::owner(home)? == Owner::Nobody, "the folder has an owner");
    let shelf = FolderShelf::new(DataFolder::lock(home)?);
    let mut log = Log::on(&shelf, session())?;
    let options = RunOptions::offline("/nowhere", true, Verify::Full);
    let request = "A session that is long".to_owned();
    let opened = SessionEvent::Opened { request, options, program: "samriddh sims".to_owned() };
    log.record(0, vec![fact("", Body::Session(opened))])?;
    let outputs = size.output_bytes / OUTPUT_BYTES;
    let every = (size.events / EVENTS_OF_A_CHECK / outputs.max(1)).max(1);
    let mut round = 0;
    while log.view().seq < size.events {
        let printed = (outputs > 0 && round % every == 0).then(|| output(&log, round)).transpose()?;
        let mut facts = check(round, printed);
        facts.truncate(usize::try_from(size.events - log.view().seq).context("few are left")?);
        // As a session writes them: what an agent answers is one group, what it tells meanwhile another.
        let later = facts.split_off(facts.len().min(6));
        log.record(round * 1_000, facts)?;
        log.record(round * 1_000 + 500, later)?;
        round += 1;
    }
    Ok(View::clone(log.view()))
}

/// A megabyte of lines that no other output has.
fn output(log: &Log, round: u64) -> Result<Output> {
    let mut text = String::with_capacity(OUTPUT_BYTES as usize + 100);
    let mut line = 0;
    while (text.len() as u64) < OUTPUT_BYTES {
        text.push_str(&format!(
            "test case {line:06} of round {round:06} ... ok (0.{:03} s)\n",
            (line * 7) % 1_000
        ));
        line += 1;
    }
    let blob = log.keep(text.as_bytes())?;
    Ok(Output::new(blob, &text, text.len() as u64))
}

fn check(round: u64, printed: Option<Output>) -> Vec<Fact> {
    let name = format!("suite.{:02}", round % CHECKS);
    let task = TaskId::new(format!("check.{name}.{}", round / CHECKS % 8));
    let role = Role::new("tester");
    let spec = TaskSpec {
        id: task.clone(),
        kind: TaskKind::Check { name: name.clone() },
        role: role.clone(),
        deadline_ms: 60_000,
    };
    let result = CheckResult {
        status: CheckStatus::Verified,
        exit_code: Some(0),
        output_hash: Some(ContentHash::of(&round.to_le_bytes())),
        tree_hash: Some(ContentHash::of(b"tree")),
        output: printed,
        ..CheckResult::not_checked("")
    };
    let sent = |from: &Role, to: &Role, subject| {
        Body::Message(MessageEvent::Sent { from: from.clone(), to: to.clone(), about: task.clone(), subject })
    };
    let told = |done| {
        let note = format!("case {done} of 3 in round {round}");
        Body::Task(TaskEvent::Progressed { task: task.clone(), done, total: 3, note })
    };
    let first = round / CHECKS < 8;
    let mut bodies = vec![
        Body::Task(TaskEvent::Started { task: spec, attempt: 1 }),
        sent(&Role::session(), &role, Subject::Assignment),
        told(0),
        told(1),
        told(2),
        told(3),
        sent(&role, &Role::session(), Subject::Answer),
        Body::Check(CheckEvent::Ended { name, result: Box::new(result) }),
    ];
    // A task ends once; later rounds are told by it all the same.
    if first {
        bodies.push(Body::Task(TaskEvent::Ended {
            task: task.clone(),
            end: TaskEnd::Done,
            why: String::new(),
        }));
    } else {
        bodies.push(told(3));
    }
    bodies.push(Body::Supervision(SupervisionEvent::AgentStarted { role, incarnation: 1 }));
    bodies.into_iter().map(|body| fact(task.as_str(), body)).collect()
}

fn fact(correlation: &str, body: Body) -> Fact {
    Fact { agent: Role::session(), incarnation: 1, cause: None, correlation: correlation.to_owned(), body }
}

#[cfg(test)]
mod tests {
    use runtime::archive::Reader;

    use super::*;

    #[test]
    fn a_long_session_is_read_back_as_it_was_written() {
        let home = tempfile::tempdir().unwrap();
        let written = write(home.path(), Size { events: 9_000, output_bytes: 3 * OUTPUT_BYTES }).unwrap();
        assert_eq!(written.seq, 9_000);
        assert_eq!(written.tasks.len() as u64, CHECKS * 8);
        let reader = Reader::open(home.path(), &session()).unwrap();
        assert_eq!(reader.view().unwrap(), written);
        assert_eq!(View::fold(&reader.events().collect::<Result<Vec<_>, _>>().unwrap()).unwrap(), written);
        let blobs = std::fs::read_dir(home.path().join("blobs")).unwrap().count();
        assert_eq!(blobs, 3 + 1, "three outputs and the folder for unfinished ones");
    }
}
