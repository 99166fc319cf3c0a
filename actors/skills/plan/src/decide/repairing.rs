//! Putting right what failed checks complain of, on the checks' copy, and delivering what helped.

use protocol::check::{CheckSpec, CheckStatus};
use protocol::event::{Body, CheckEvent, FileEvent, TaskEnd};
use protocol::repair::RepairResult;
use protocol::tree;
use protocol::view::{Delivery, RepairState, View};

use super::{record, tasks};
use crate::answer::Effect;

/// Of one check, each on another tree than the one before.
pub const ROUNDS_MAX: usize = 2;
/// Deliveries of repairs in a session: after each, every check runs again, which takes minutes.
pub const AMENDMENTS_MAX: u32 = 4;
/// Checks that a commit's first line names before it only counts.
const NAMES_MAX: usize = 3;

/// What repairs need now; none when there is nothing to repair. No check is begun while this gives something: they run on
/// the copy that a repair changes.
pub(super) fn decide(view: &View, chosen: &[&CheckSpec]) -> Option<Vec<Effect>> {
    let delivery = view.delivery.as_ref()?;
    let due: Vec<&CheckSpec> = chosen.iter().copied().filter(|spec| is_due(view, delivery, spec)).collect();
    if due.is_empty() && view.restaged.is_empty() {
        return None;
    }
    let checks = view.running().filter(|task| task.check().is_some());
    let running: Vec<Effect> = checks.map(|task| Effect::Start(task.spec.clone())).collect();
    if !running.is_empty() {
        return Some(running);
    }
    match due.first() {
        Some(spec) => Some(vec![repair(view, spec)]),
        None => Some(vec![amend(view, delivery)]),
    }
}

/// A check that ran and complained, and about which nothing was tried yet on this tree. Where the person has changed the
/// repository, repairs have no place any more.
fn is_due(view: &View, delivery: &Delivery, spec: &CheckSpec) -> bool {
    let complained = |name: &str| {
        view.checks.get(name).is_some_and(|it| it.status == CheckStatus::Failed && it.exit_code.is_some())
    };
    let refused = view.repairs.iter().any(|it| matches!(it.state, RepairState::Refused { .. }));
    let tried_here = of(view, spec).any(|it| it.tree.as_ref() == Some(&delivery.tree_hash));
    !spec.repairs.is_empty()
        && !refused
        && !tried_here
        && of(view, spec).count() < ROUNDS_MAX
        && view.amendments < AMENDMENTS_MAX
        && complained(&spec.name)
}

fn of<'a>(view: &'a View, spec: &'a CheckSpec) -> impl Iterator<Item = &'a protocol::view::RepairView> {
    view.repairs.iter().filter(|repair| repair.check == spec.name)
}

fn repair(view: &View, spec: &CheckSpec) -> Effect {
    let task = tasks::repair(spec, of(view, spec).count() + 1);
    match view.tasks.get(&task.id).map(|known| (known.end, known.why.as_str())) {
        Some((Some(TaskEnd::Failed | TaskEnd::TimedOut), why)) => record(useless(&spec.name, why)),
        _ => Effect::Start(task),
    }
}

/// One that its agent could not bring to an end.
pub(super) fn useless(check: &str, why: &str) -> Body {
    let why = if why.is_empty() { "its agent did not come to an end" } else { why };
    let result = Box::new(RepairResult::useless(why));
    Body::Check(CheckEvent::RepairEnded { name: check.to_owned(), result })
}

fn amend(view: &View, delivery: &Delivery) -> Effect {
    let files = view.repaired_files().map(|(path, file)| (path.as_str(), file.executable, &file.hash));
    match tree::hash_files(files) {
        Some(hash) if hash != delivery.tree_hash => Effect::Amend { tree_hash: hash, message: message(view) },
        Some(_) => refuse("the repairs undo each other"),
        None => refuse("a repaired file has no hash; run `samriddh verify` on the session"),
    }
}

fn refuse(why: &str) -> Effect {
    record(Body::File(FileEvent::AmendmentRefused { why: why.to_owned() }))
}

/// The first line of the commit.
fn message(view: &View) -> String {
    let pending = view.repairs.iter().filter(|repair| repair.state == RepairState::Pending);
    let names: Vec<&str> = pending.map(|repair| repair.check.as_str()).collect();
    if names.len() > NAMES_MAX {
        return format!("Repair what {} checks complained of", names.len());
    }
    format!("Repair what {} complained of", names.join(", "))
}
