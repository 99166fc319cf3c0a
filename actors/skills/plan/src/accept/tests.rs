//! Answers that do not fit, and what is said of them.

use protocol::check::{CheckResult, CheckStatus};
use protocol::claim::{Basis, Ruling};
use protocol::command::Verify;
use protocol::event::{TaskKind, TaskSpec};
use protocol::id::TaskId;
use protocol::plan::Plan;
use protocol::repair::RepairResult;

use super::FILE_BYTES_MAX;
use crate::answer::{Answer, Effect, FileDraft};
use crate::scene::{Folders, Scene, file, passed, plan, repaired};

/// A session in which the task goes on.
fn at(task: &str) -> Scene {
    let mut scene = Scene::open(true, Verify::Full);
    let task = TaskId::from(task);
    loop {
        let effects = scene.rest();
        if scene.view.tasks.contains_key(&task) {
            return scene;
        }
        for effect in effects {
            if let Effect::Start(spec) = effect {
                let answer = scene.good_answer(&spec);
                scene.answer(&spec.id, answer).unwrap();
            }
        }
        scene.delivered();
    }
}

/// Why the good answer to a task is refused once it was spoilt.
fn refused(task: &str, spoil: impl FnOnce(&mut Answer)) -> String {
    let mut scene = at(task);
    let spec: TaskSpec = scene.view.tasks[&task.into()].spec.clone();
    let mut answer = scene.good_answer(&spec);
    spoil(&mut answer);
    let before = scene.view.clone();
    let why = scene.answer(&spec.id, answer).unwrap_err().why;
    assert_eq!(scene.view, before, "nothing is recorded");
    why
}

macro_rules! spoil {
    ($variant:ident, $it:ident, $body:expr) => {
        |answer: &mut Answer| match answer {
            Answer::$variant($it) => $body,
            other => panic!("{other:?}"),
        }
    };
}

#[test]
fn the_kind_of_answer_fits_the_task() {
    let why = refused("propose.1.a", |answer| *answer = Answer::Files(Vec::new()));
    assert_eq!(why, "a list of files is no answer to it");
}

#[test]
fn a_request_is_refused_with_a_reason_or_there_is_something_to_build() {
    let refuse = |why: &str| {
        refused("understand", |answer| match answer {
            Answer::Understood { refusal, .. } => *refusal = Some(why.to_owned()),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(refuse(" "), "a refusal must have 1 to 20000 characters");
    let empty = refused("understand", |answer| match answer {
        Answer::Understood { requirements, .. } => requirements.entities.clear(),
        other => panic!("{other:?}"),
    });
    assert_eq!(empty, "there is nothing to build, and no refusal");
}

#[test]
fn claims_are_ones_own_known_and_one_a_key() {
    let claims =
        |spoil: fn(&mut Vec<protocol::claim::Claim>)| refused("propose.1.a", spoil!(Claims, it, spoil(it)));
    assert_eq!(claims(|it| it[0].by = "b".into()), "a cannot speak for b");
    assert_eq!(claims(|it| it[0].key = "unknown".into()), "unknown = same is not something to claim");
    assert_eq!(claims(|it| it[1].key = it[0].key.clone()), "agreed is claimed twice");
    assert_eq!(claims(|it| it[0].reason.clear()), "the reason of a claim must have 1 to 2000 characters");
}

#[test]
fn conflicts_are_those_among_the_claims() {
    let why = refused("dispute.1", spoil!(Conflicts, it, it.clear()));
    assert_eq!(why, "the conflicts are not those among the claims");
}

#[test]
fn votes_are_on_conflicts_for_their_options() {
    let votes =
        |spoil: fn(&mut Vec<protocol::claim::Vote>)| refused("vote.1.a", spoil!(Votes, it, spoil(it)));
    assert_eq!(votes(|it| it[0].key = "agreed".into()), "there is no conflict on agreed");
    assert_eq!(votes(|it| it[0].value = "c".to_owned()), "c is not an option of first.key");
    assert_eq!(votes(|it| it[0].weight = 11), "a vote weighs 1 to 10, not 11");
    assert_eq!(votes(|it| it[1].key = it[0].key.clone()), "there are two votes on first.key");
}

#[test]
fn rulings_follow_from_claims_and_votes() {
    let rulings = |spoil: fn(&mut Vec<Ruling>)| {
        refused("rule.1", |answer| match answer {
            Answer::Rulings { rulings, .. } => spoil(rulings),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(rulings(|it| it.truncate(1)), "first.key is left open");
    assert_eq!(rulings(|it| it[1] = it[0].clone()), "agreed is settled twice");
    let options = "the ruling on agreed does not have the options that were claimed";
    assert_eq!(rulings(|it| it[0].value = "other".to_owned()), options);
    assert_eq!(
        rulings(|it| it[1].votes.clear()),
        "the ruling on first.key does not have the votes that were cast"
    );
    let basis = "the ruling on first.key does not follow from its basis";
    let bases: [fn(&mut Vec<Ruling>); 4] = [
        |it| it[1].basis = Basis::Authority { role: "b".into() },
        |it| it[1].basis = Basis::Undisputed,
        |it| it[1].basis = Basis::Person,
        |it| it[1].basis = Basis::Vote { for_winner: 9, for_next: 5 },
    ];
    bases.into_iter().for_each(|spoil| assert_eq!(rulings(spoil), basis));
}

#[test]
fn a_plan_can_be_carried_out() {
    let plans = |spoil: fn(&mut Plan)| refused("plan.1", spoil!(Plan, it, spoil(it)));
    assert_eq!(plans(|it| it.revision = 2), "revision 1 is due, not 2");
    assert_eq!(plans(|it| it.steps.reverse()), "render.docs comes before render.api, which it needs");
    assert_eq!(plans(|it| it.steps[1].task = it.steps[0].task.clone()), "two steps are called render.api");
    assert_eq!(plans(|it| it.steps[1].pack = "api".to_owned()), "api is rendered twice");
    assert_eq!(plans(|it| it.steps[0].task = "understand".into()), "task understand is known already");
    assert_eq!(
        plans(|it| it.checks[0].after = vec!["no".to_owned()]),
        "a check builds on no, which is not planned"
    );
    let circle = "checks wait for each other: install, journeys, lint, test";
    assert_eq!(plans(|it| it.checks[1].after = vec!["journeys".to_owned()]), circle);
    assert_eq!(plans(|it| it.checks[1].name = "test".to_owned()), "two checks have one name");
    assert_eq!(plans(|it| it.checks[0].argv.clear()), "the check syntax has no command");
    assert_eq!(plans(|it| it.milestones[1].name = "parts".to_owned()), "the milestone parts is not one");
    assert_eq!(plan(1).steps.len(), 3, "the plan that was spoilt is a good one");
}

#[test]
fn files_stay_in_their_packs_and_in_the_repository() {
    let paths = [
        ("web/x", "web/x is not one of api's files"),
        ("api/../x", "\"api/../x\" does not stay inside the repository"),
        ("/api/x", "\"/api/x\" does not stay inside the repository"),
        ("api/.GIT/hooks", "\"api/.GIT/hooks\" is git's own"),
        ("api\\x", "\"api\\\\x\" has a character that paths do not have"),
        ("api/X", "api/X is written twice"),
    ];
    for (path, expected) in paths {
        assert_eq!(refused("render.api", spoil!(Files, it, it.push(file(path)))), expected);
    }
    let large = FileDraft { bytes: vec![b'x'; super::FILE_BYTES_MAX + 1], ..file("api/y") };
    let why = refused("render.api", spoil!(Files, it, it.push(large)));
    assert_eq!(why, "api/y is larger than 4194304 bytes");
}

#[test]
fn verified_means_exit_code_zero_with_its_proofs_and_nothing_else_does() {
    let results = [
        CheckResult { exit_code: Some(1), ..passed() },
        CheckResult { tree_hash: None, ..passed() },
        CheckResult { status: CheckStatus::Failed, reason: "no".to_owned(), ..passed() },
        CheckResult { status: CheckStatus::Failed, exit_code: Some(1), ..passed() },
        CheckResult { exit_code: Some(0), ..CheckResult::not_checked("no npm") },
        CheckResult::not_checked(""),
    ];
    for result in results {
        let why = refused("check.syntax", |answer| *answer = Answer::Check(result));
        assert!(why.contains("does not fit exit code"), "{why}");
    }
    let output_tail = "x".repeat(4_001);
    let long = CheckResult { exit_code: None, output_tail, ..CheckResult::not_checked("too long") };
    let why = refused("check.syntax", |answer| *answer = Answer::Check(long));
    assert_eq!(why, "it keeps more than 4000 characters of output");
}

#[test]
fn a_repair_changes_delivered_files_alone_and_only_when_it_helped() {
    let mut scene = Scene::open(true, Verify::Full);
    scene.play();
    let spec = TaskSpec {
        id: "repair.syntax.1".into(),
        kind: TaskKind::Repair { check: "syntax".to_owned() },
        role: "a".into(),
        deadline_ms: 1_000,
    };
    let judged = |spoil: &dyn Fn(&mut RepairResult, &mut Vec<FileDraft>)| {
        let Answer::Repair { mut result, mut files } = repaired(&["api/x"]) else { panic!("no repair") };
        spoil(&mut result, &mut files);
        let answer = Answer::Repair { result, files };
        crate::accept(&scene.view, &spec, answer, &Folders).map_err(|nonsense| nonsense.why)
    };
    assert!(judged(&|_, _| ()).is_ok());
    let refused = |spoil: &dyn Fn(&mut RepairResult, &mut Vec<FileDraft>)| judged(spoil).unwrap_err();
    assert_eq!(
        refused(&|result, files| {
            result.changed = vec!["../x".to_owned()];
            files[0].path = "../x".to_owned();
        }),
        "\"../x\" is not one of the delivered files"
    );
    assert_eq!(
        refused(&|_, files| files[0].executable = true),
        "a repair leaves what may be executed as it is, and api/x differs"
    );
    assert_eq!(
        refused(&|_, files| files[0].bytes = vec![0; FILE_BYTES_MAX + 1]),
        format!("api/x is larger than {FILE_BYTES_MAX} bytes")
    );
    assert_eq!(refused(&|_, files| files.push(files[0].clone())), "api/x is repaired twice");
    assert_eq!(
        refused(&|result, _| result.changed.push("web/x".to_owned())),
        "the files are not those that it says were changed"
    );
    assert_eq!(refused(&|result, _| result.why = "no".to_owned()), "a repair that did not help has no files");
    assert_eq!(
        refused(&|result, _| result.check = None),
        "a repair that helped changes files and has its check verified"
    );
}
