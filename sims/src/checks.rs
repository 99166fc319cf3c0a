//! What simulated checks and repairs come to: it follows from the files they are run on, and from what was planned to go wrong.

use protocol::check::{CheckResult, CheckStatus};
use protocol::id::ContentHash;
use protocol::repair::RepairResult;
use protocol::tree;
use tools::work::{CheckOrder, Mended, WorkFile};

use crate::faults::CheckFault;

pub(crate) fn outcome(name: &str, files: &[WorkFile], fault: Option<CheckFault>) -> CheckResult {
    let ran = |status, reason: &str, exit_code| CheckResult {
        status,
        reason: reason.to_owned(),
        exit_code,
        output_hash: Some(ContentHash::of(name.as_bytes())),
        tree_hash: hash_of(files),
        output_tail: String::new(),
        output: None,
        duration_ms: 1_000,
        used: None,
    };
    match fault {
        None => ran(CheckStatus::Verified, "", Some(0)),
        Some(CheckFault::Repairable) if is_repaired(name, files) => ran(CheckStatus::Verified, "", Some(0)),
        Some(
            CheckFault::Fails | CheckFault::Repairable | CheckFault::RepairUseless | CheckFault::RepairKilled,
        ) => ran(CheckStatus::Failed, "exit code 1", Some(1)),
        Some(CheckFault::Killed) => ran(CheckStatus::Failed, "ended by signal 9", None),
        Some(CheckFault::Missing) => CheckResult::not_checked("the tool is not here"),
    }
}

pub(crate) fn repaired(order: &CheckOrder, fault: Option<CheckFault>) -> Mended {
    let name = &order.spec.name;
    let useless = |why: &str| Mended {
        result: RepairResult { commands: order.spec.repairs.clone(), ..RepairResult::useless(why) },
        files: Vec::new(),
    };
    let Some(first) = order.ground.files.first().filter(|_| fault == Some(CheckFault::Repairable)) else {
        return useless(match fault {
            Some(CheckFault::RepairKilled) => "`fix` was ended by signal 9",
            _ => "it changed nothing",
        });
    };
    let bytes = [first.bytes.as_slice(), mark(name).as_bytes()].concat();
    let file = WorkFile { bytes, ..first.clone() };
    let mut files = order.ground.files.clone();
    files[0] = file.clone();
    let result = RepairResult {
        commands: order.spec.repairs.clone(),
        changed: vec![file.path.clone()],
        check: Some(outcome(name, &files, fault)),
        duration_ms: 2_000,
        ..RepairResult::useless("")
    };
    Mended { result, files: vec![file] }
}

fn mark(name: &str) -> String {
    format!("\nrepaired for {name}\n")
}

fn is_repaired(name: &str, files: &[WorkFile]) -> bool {
    let mark = mark(name);
    let holds = |file: &WorkFile| file.bytes.windows(mark.len()).any(|part| part == mark.as_bytes());
    files.first().is_some_and(holds)
}

fn hash_of(files: &[WorkFile]) -> Option<ContentHash> {
    let hashes: Vec<ContentHash> = files.iter().map(|file| ContentHash::of(&file.bytes)).collect();
    let entries = files.iter().zip(&hashes).map(|(file, hash)| (file.path.as_str(), file.executable, hash));
    tree::hash_files(entries)
}
