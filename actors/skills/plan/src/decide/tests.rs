//! The life of a session, stage by stage.

use protocol::check::{CheckResult, CheckStatus};
use protocol::claim::Basis;
use protocol::command::{Command, Verify};
use protocol::event::{Body, FileEvent, HumanEvent, Outcome, SupervisionEvent, TaskEnd, TaskKind};
use protocol::id::{ContentHash, TaskId};
use protocol::repair::RepairResult;
use protocol::view::{RepairState, Stage};

use super::{ROUNDS_MAX, decide};
use crate::answer::{Answer, Effect};
use crate::doubt;
use crate::fixture;
use crate::scene::{Scene, passed, repaired, session};

/// What goes on, in short.
fn going_on(scene: &mut Scene) -> Vec<String> {
    let name = |effect: Effect| match effect {
        Effect::Record(body) => format!("{body:?}"),
        Effect::Start(task) => format!("{} by {}", task.id, task.role),
        Effect::Deliver { target, commits, .. } => format!("{} commits to {target}", commits.len()),
        Effect::Amend { message, .. } => message,
    };
    scene.rest().into_iter().map(name).collect()
}

/// Every task that goes on is answered well.
fn answer_all(scene: &mut Scene) {
    for effect in scene.rest() {
        if let Effect::Start(task) = effect {
            let answer = scene.good_answer(&task);
            scene.answer(&task.id, answer).unwrap();
        }
    }
}

fn at_building() -> Scene {
    let mut scene = Scene::open(true, Verify::Full);
    loop {
        scene.rest();
        if scene.view.stage == Stage::Building {
            return scene;
        }
        answer_all(&mut scene);
    }
}

fn at_checking(verify: Verify) -> Scene {
    let mut scene = Scene::open(true, verify);
    while scene.view.stage != Stage::Checking {
        answer_all(&mut scene);
        scene.delivered();
    }
    scene
}

fn end_check(scene: &mut Scene, name: &str, result: CheckResult) {
    end_check_of(scene, &format!("check.{name}"), result);
}

fn end_check_of(scene: &mut Scene, task: &str, result: CheckResult) {
    scene.answer(&TaskId::new(task), Answer::Check(result)).unwrap();
}

fn failed() -> CheckResult {
    let reason = "exit code 1".to_owned();
    CheckResult { status: CheckStatus::Failed, exit_code: Some(1), reason, ..passed() }
}

#[test]
fn planning_goes_one_stage_at_a_time() {
    let mut scene = Scene::open(false, Verify::Full);
    let mut stages = Vec::new();
    while scene.view.open_question().is_none() {
        stages.push(going_on(&mut scene).join(", "));
        answer_all(&mut scene);
    }
    let expected = [
        "understand by lead",
        "propose.1.a by a, propose.1.b by b",
        "dispute.1 by judge",
        "vote.1.a by a, vote.1.b by b",
        "rule.1 by judge",
    ];
    assert_eq!(stages, expected);
    assert!(going_on(&mut scene).is_empty(), "it waits for the person");
}

#[test]
fn an_answer_of_the_person_is_a_ruling_and_planning_goes_on() {
    let mut scene = Scene::open(false, Verify::Full);
    scene.play();
    let question = scene.view.open_question().unwrap().clone();
    assert_eq!((question.key.as_str(), question.options.join(" ")), ("open.key", "a b".to_owned()));
    let (question, value) = (question.id, "b".to_owned());
    scene.command(&Command::Answer { session: session(), question, value }).unwrap();
    assert_eq!(going_on(&mut scene), ["plan.1 by lead"]);
    let ruling = &scene.view.rulings[&"open.key".into()];
    assert_eq!((ruling.value.as_str(), &ruling.basis, ruling.votes.len()), ("b", &Basis::Person, 2));
}

#[test]
fn approval_beforehand_takes_the_recommendation_and_the_plan() {
    let mut scene = Scene::open(true, Verify::None);
    scene.play();
    assert_eq!(scene.view.rulings[&"open.key".into()].value, "a");
    assert_eq!(scene.view.approved_revision, Some(1));
    assert_eq!((scene.view.outcome, scene.view.checks.len()), (Some(Outcome::Done), 0));
}

#[test]
fn a_refusal_ends_the_session_before_anybody_argues() {
    let mut scene = Scene::open(true, Verify::Full);
    scene.rest();
    let (requirements, refusal) = (Box::new(fixture::notes()), Some("it is a poem".to_owned()));
    scene.answer(&"understand".into(), Answer::Understood { requirements, refusal }).unwrap();
    assert!(going_on(&mut scene).is_empty());
    assert_eq!(scene.view.outcome, Some(Outcome::Refused));
    assert_eq!(scene.view.outcome_reason, "it is a poem");
}

#[test]
fn a_revision_begins_a_round_and_a_refused_one_does_not() {
    let mut scene = Scene::open(false, Verify::Full);
    scene.play();
    scene.command(&Command::Resume { session: session(), approve: false }).unwrap();
    let revise = |text: &str| Command::Revise { session: session(), text: text.to_owned() };
    scene.command(&revise("nonsense")).unwrap();
    assert_eq!(going_on(&mut scene), ["revise.1 by lead"]);
    answer_all(&mut scene);
    assert!(going_on(&mut scene).is_empty());
    assert_eq!((scene.view.round, scene.view.revision_note.as_str()), (1, "not understood"));
    scene.command(&revise("add tags")).unwrap();
    assert_eq!(going_on(&mut scene), ["revise.2 by lead"]);
    answer_all(&mut scene);
    assert_eq!(going_on(&mut scene), ["propose.2.a by a", "propose.2.b by b"]);
}

#[test]
fn steps_start_when_those_before_are_done_and_milestones_are_told() {
    let mut scene = at_building();
    assert_eq!(going_on(&mut scene), ["render.api by a", "render.web by b"]);
    answer_all(&mut scene);
    assert_eq!(going_on(&mut scene), ["render.docs by lead"]);
    assert_eq!(scene.view.milestones, ["parts"]);
    answer_all(&mut scene);
    assert_eq!(going_on(&mut scene), ["3 commits to /out"]);
    assert_eq!(scene.view.milestones, ["parts", "all"]);
}

#[test]
fn a_step_that_failed_ends_the_session_and_the_steps_beside_it() {
    let mut scene = at_building();
    scene.rest();
    scene.end(&"render.api".into(), TaskEnd::Failed, "a template is broken");
    assert!(scene.rest().is_empty());
    assert_eq!(scene.view.outcome, Some(Outcome::Failed));
    assert!(
        scene.view.outcome_reason.starts_with("a could not render the files of api: a template is broken.")
    );
    assert_eq!(scene.view.tasks[&"render.web".into()].end, Some(TaskEnd::Cancelled));
}

#[test]
fn two_checks_run_at_once_and_one_an_agent() {
    let mut scene = at_checking(Verify::Full);
    assert_eq!(going_on(&mut scene), ["check.syntax by a"], "install is by the same agent");
    end_check(&mut scene, "syntax", passed());
    assert_eq!(going_on(&mut scene), ["check.install by a"]);
    end_check(&mut scene, "install", passed());
    assert_eq!(going_on(&mut scene), ["check.test by a", "check.lint by b"]);
    scene.play();
    assert_eq!(scene.view.outcome, Some(Outcome::Done));
    assert_eq!(scene.view.outcome_reason, "delivered; 5 checks verified");
}

#[test]
fn what_builds_on_an_unverified_check_is_not_checked() {
    let mut scene = at_checking(Verify::Full);
    scene.rest();
    end_check(&mut scene, "syntax", passed());
    scene.rest();
    end_check(&mut scene, "install", CheckResult::not_checked("there is no npm"));
    assert!(going_on(&mut scene).is_empty());
    assert_eq!(scene.view.outcome, Some(Outcome::Done), "a missing tool is no failure");
    assert_eq!(scene.view.outcome_reason, "delivered; 1 checks verified, 4 not checked");
    let journeys = &scene.view.checks["journeys"];
    assert_eq!(journeys.reason, "test was not verified, and this one builds on it");
}

#[test]
fn a_failed_check_and_one_whose_agent_failed_end_in_failure_after_the_rest() {
    let mut scene = at_checking(Verify::Full);
    scene.rest();
    end_check(&mut scene, "syntax", failed());
    scene.rest();
    end_check(&mut scene, "install", passed());
    scene.rest();
    scene.end(&"check.test".into(), TaskEnd::TimedOut, "nothing was heard");
    assert_eq!(going_on(&mut scene), ["check.lint by b"]);
    assert_eq!(scene.view.checks["test"].reason, "nothing was heard");
    scene.play();
    assert_eq!(scene.view.outcome, Some(Outcome::Failed));
    assert_eq!(scene.view.outcome_reason, "failed: syntax, test");
}

#[test]
fn the_quick_tier_leaves_the_rest_out() {
    let mut scene = at_checking(Verify::Quick);
    scene.play();
    assert_eq!(scene.view.checks.keys().collect::<Vec<_>>(), ["syntax"]);
}

#[test]
fn a_paused_session_begins_nothing_and_goes_on_where_it_was() {
    let mut scene = at_building();
    scene.command(&Command::Pause { session: session() }).unwrap();
    assert_eq!(decide(&scene.view, &scene.team), []);
    scene.command(&Command::Resume { session: session(), approve: false }).unwrap();
    assert_eq!(going_on(&mut scene), ["render.api by a", "render.web by b"]);
}

#[test]
fn work_for_an_agent_that_was_given_up_is_not_waited_for() {
    let given_up =
        |role: &str| SupervisionEvent::GaveUp { role: role.into(), why: "it kept failing".to_owned() };
    let mut scene = at_building();
    scene.record(Body::Supervision(given_up("b")));
    assert!(scene.rest().is_empty());
    assert_eq!(scene.view.outcome, Some(Outcome::Failed));
    assert!(scene.view.outcome_reason.contains("b was given up: it kept failing"));

    let mut scene = at_checking(Verify::Full);
    scene.record(Body::Supervision(given_up("a")));
    assert!(scene.rest().is_empty());
    assert_eq!(scene.view.checks["syntax"].status, CheckStatus::Failed);
    assert_eq!(scene.view.outcome_reason, "failed: syntax, install");
}

#[test]
fn work_for_somebody_who_is_not_in_the_team_is_not_waited_for() {
    let mut scene = at_building();
    scene.team.members.pop();
    assert!(scene.rest().is_empty());
    assert!(scene.view.outcome_reason.contains("there is no b in the team"));
}

/// Whatever becomes of a model's question, what is read offline goes on to be argued about.
#[test]
fn a_model_is_asked_once_a_round_and_waited_for_however_it_ends() {
    let ends = [TaskEnd::Done, TaskEnd::Failed, TaskEnd::TimedOut];
    for end in ends {
        let mut scene = Scene::with_model(Some("m"), true, Verify::None);
        scene.rest();
        let understood = scene.good_answer(&scene.view.tasks[&"understand".into()].spec.clone());
        scene.answer(&"understand".into(), understood).unwrap();
        let due = scene.rest();
        assert!(matches!(&due[..], [Effect::Start(task)] if task.kind == TaskKind::Refine), "{due:?}");
        scene.end(&"refine.1".into(), end, "the model said nothing");
        scene.play();
        assert_eq!(scene.view.outcome, Some(Outcome::Done), "{end:?}");
    }
}

#[test]
fn without_a_model_or_with_nothing_open_nobody_is_asked() {
    let mut scene = Scene::open(true, Verify::None);
    scene.play();
    assert!(!scene.view.tasks.contains_key(&"refine.1".into()));
}

/// A session in which `syntax` fails, and can be repaired.
fn with_a_failure() -> Scene {
    let mut scene = at_checking(Verify::Full);
    for check in &mut scene.view.plan.as_mut().unwrap().checks {
        if matches!(check.name.as_str(), "syntax" | "lint") {
            check.repairs = vec![vec!["fix".to_owned()]];
        }
    }
    scene.rest();
    end_check(&mut scene, "syntax", failed());
    scene
}

fn end_repair(scene: &mut Scene, task: &str, answer: Answer) {
    scene.answer(&task.into(), answer).unwrap();
}

fn in_vain() -> Answer {
    Answer::Repair { result: RepairResult::useless("it changed nothing"), files: Vec::new() }
}

#[test]
fn a_failed_check_is_repaired_delivered_and_every_check_runs_again() {
    let mut scene = with_a_failure();
    assert_eq!(going_on(&mut scene), ["repair.syntax.1 by a"], "no check is begun beside it");
    let before = scene.view.delivery.clone().unwrap().tree_hash;
    end_repair(&mut scene, "repair.syntax.1", repaired(&["api/x"]));
    assert_eq!(going_on(&mut scene), ["Repair what syntax complained of"]);
    assert_eq!(scene.view.files["api/x"].hash, ContentHash::of(b"x\n"), "not before it is delivered");
    scene.amended();
    assert_ne!(scene.view.delivery.as_ref().unwrap().tree_hash, before);
    assert_eq!(scene.view.files["api/x"].hash, ContentHash::of(b"repaired\n"));
    assert!(scene.view.checks.is_empty(), "proofs of the tree before do not count");
    assert_eq!(going_on(&mut scene), ["check.syntax.2 by a"]);
    scene.play();
    assert_eq!(scene.view.outcome_reason, "delivered; 5 checks verified, after 1 repair");
    assert_eq!(scene.view.repairs[0].before, failed());
}

#[test]
fn checks_that_run_end_before_a_repair_begins() {
    let mut scene = at_checking(Verify::Full);
    for name in ["syntax", "install"] {
        scene.rest();
        end_check(&mut scene, name, passed());
    }
    assert_eq!(going_on(&mut scene), ["check.test by a", "check.lint by b"]);
    scene.view.plan.as_mut().unwrap().checks[3].repairs = vec![vec!["fix".to_owned()]];
    end_check(&mut scene, "lint", failed());
    assert_eq!(going_on(&mut scene), ["check.test by a"]);
    end_check(&mut scene, "test", passed());
    assert_eq!(going_on(&mut scene), ["repair.lint.1 by b"]);
}

#[test]
fn a_repair_that_does_not_help_leaves_the_check_failed_and_is_not_tried_again() {
    for vain in [true, false] {
        let mut scene = with_a_failure();
        scene.rest();
        match vain {
            true => end_repair(&mut scene, "repair.syntax.1", in_vain()),
            false => scene.end(&"repair.syntax.1".into(), TaskEnd::Failed, "given up"),
        }
        scene.play();
        assert_eq!(scene.view.outcome_reason, "failed: syntax");
        assert_eq!((scene.view.repairs.len(), scene.view.amendments), (1, 0));
        assert_eq!(scene.view.repairs[0].state, RepairState::Useless);
    }
}

#[test]
fn a_check_that_fails_again_after_its_repair_is_tried_a_named_number_of_times() {
    let mut scene = with_a_failure();
    for round in 1..=ROUNDS_MAX {
        assert_eq!(going_on(&mut scene), [format!("repair.syntax.{round} by a")]);
        let Answer::Repair { result, mut files } = repaired(&["api/x"]) else { panic!("no repair") };
        files[0].bytes = format!("round {round}\n").into_bytes();
        end_repair(&mut scene, &format!("repair.syntax.{round}"), Answer::Repair { result, files });
        scene.rest();
        scene.amended();
        scene.rest();
        end_check_of(&mut scene, &format!("check.syntax.{}", round + 1), failed());
    }
    assert_eq!(going_on(&mut scene), ["check.install.3 by a"]);
    scene.play();
    assert_eq!(scene.view.outcome_reason, "failed: syntax");
}

#[test]
fn where_the_person_changed_the_repository_nothing_is_repaired_any_more() {
    let mut scene = with_a_failure();
    scene.rest();
    end_repair(&mut scene, "repair.syntax.1", repaired(&["api/x"]));
    scene.rest();
    scene.record(Body::File(FileEvent::AmendmentRefused { why: "README.md was changed".to_owned() }));
    assert_eq!(scene.view.files["api/x"].hash, ContentHash::of(b"x\n"));
    assert!(scene.view.restaged.is_empty() && scene.view.amending.is_none());
    scene.rest();
    end_check(&mut scene, "install", passed());
    scene.rest();
    end_check(&mut scene, "lint", failed());
    scene.play();
    assert_eq!(scene.view.outcome_reason, "failed: syntax, lint");
    assert_eq!(scene.view.repairs.len(), 1);
}

#[test]
fn a_check_that_was_killed_is_not_repaired() {
    let mut scene = at_checking(Verify::Full);
    scene.view.plan.as_mut().unwrap().checks[0].repairs = vec![vec!["fix".to_owned()]];
    scene.rest();
    end_check(&mut scene, "syntax", CheckResult { exit_code: None, ..failed() });
    assert_eq!(going_on(&mut scene), ["check.install by a"]);
}

#[test]
fn a_repair_for_an_agent_that_was_given_up_is_not_waited_for() {
    let mut scene = with_a_failure();
    let role = "a".into();
    scene.record(Body::Supervision(SupervisionEvent::GaveUp { role, why: "it kept failing".to_owned() }));
    assert!(scene.rest().is_empty());
    assert!(scene.view.repairs[0].result.why.contains("a was given up"), "{:?}", scene.view.repairs);
    assert_eq!(scene.view.outcome_reason, "failed: syntax, install");
}

#[test]
fn what_an_interrupted_delivery_left_is_asked_about_and_nothing_is_done_until_the_answer() {
    for (answer, reason) in
        [(doubt::AGAIN, ""), (doubt::END, "you ended it; what is at /out was left as it is")]
    {
        let mut scene = at_building();
        while scene.delivering.is_none() {
            answer_all(&mut scene);
            scene.rest();
        }
        let question = doubt::about_delivery(&scene.view, "/out is not empty");
        let id = question.id.clone();
        scene.record(Body::Human(HumanEvent::Asked { question }));
        assert!(going_on(&mut scene).is_empty(), "it waits for the person, who allowed the plan beforehand");
        assert!(scene.view.waits_for_person());
        let (question, value) = (id, answer.to_owned());
        scene.command(&Command::Answer { session: session(), question, value }).unwrap();
        let goes_on = going_on(&mut scene);
        assert_eq!(scene.view.outcome_reason, reason);
        assert_eq!(goes_on.is_empty(), answer == doubt::END, "{goes_on:?}");
        let next = doubt::about_delivery(&scene.view, "/out is not empty");
        assert_eq!(next.id.as_str(), "delivery.2");
    }
}

mod reading {
    use protocol::enquiry::{EnquiryEvent, Query};
    use protocol::event::{Body, Outcome, TaskEnd, TaskKind};
    use protocol::id::TaskId;

    use super::super::decide;
    use crate::answer::{Answer, Effect};
    use crate::scene::Scene;

    fn scene() -> Scene {
        let mut scene = Scene::reading();
        scene.team.index = Some("index".into());
        scene.play();
        scene
    }

    fn ask(scene: &mut Scene, number: u32) {
        let question = format!("question {number}?");
        scene.record(Body::Enquiry(EnquiryEvent::Asked { number, question }));
    }

    fn due(scene: &Scene) -> Vec<String> {
        let started = |effect: &Effect| match effect {
            Effect::Start(task) => Some(format!("{} by {}", task.id, task.role)),
            _ => None,
        };
        decide(&scene.view, &scene.team).iter().filter_map(started).collect()
    }

    #[test]
    fn the_files_are_read_first_and_again_when_somebody_says_that_they_changed() {
        let mut scene = Scene::reading();
        scene.team.index = Some("index".into());
        assert_eq!(due(&scene), ["look.0 by index"]);
        scene.play();
        assert!(due(&scene).is_empty());
        for _ in 0..3 {
            scene.record(Body::Enquiry(EnquiryEvent::LookAsked));
        }
        assert_eq!(due(&scene), ["look.3 by index"]);
    }

    #[test]
    fn a_question_is_routed_looked_up_and_answered() {
        let mut scene = scene();
        ask(&mut scene, 1);
        assert_eq!(due(&scene), ["ask.1.route by lead"]);
        scene.play();
        assert!(scene.view.enquiries.open.is_empty());
        let names: Vec<&str> = scene.view.tasks.keys().map(TaskId::as_str).collect();
        assert_eq!(names, ["ask.1.consult.1", "ask.1.consult.2", "ask.1.look.1", "ask.1.route", "look.0"]);
        let look = &scene.view.tasks[&TaskId::new("ask.1.look.1")].spec.kind;
        assert_eq!(look.by().map(protocol::id::Role::as_str), Some("a"));
        assert_eq!(scene.view.outcome, None);
    }

    #[test]
    fn questions_go_on_beside_one_another() {
        let mut scene = scene();
        ask(&mut scene, 1);
        ask(&mut scene, 2);
        assert_eq!(due(&scene), ["ask.1.route by lead", "ask.2.route by lead"]);
        scene.play();
        assert!(scene.view.enquiries.open.is_empty());
    }

    #[test]
    fn work_that_fails_is_told_as_the_answer_and_ends_nothing() {
        let mut scene = scene();
        ask(&mut scene, 1);
        let [Effect::Start(task)] = &scene.rest()[..] else { panic!("nothing is due") };
        scene.end(&task.id.clone(), TaskEnd::Failed, "broke off");
        scene.play();
        assert!(scene.view.enquiries.open.is_empty() && scene.view.outcome.is_none());
    }

    #[test]
    fn without_a_first_look_the_session_ends_with_the_reason() {
        let mut scene = Scene::reading();
        scene.team.index = Some("index".into());
        scene.rest();
        scene.end(&TaskId::new("look.0"), TaskEnd::Failed, "it is gone");
        scene.rest();
        assert_eq!(scene.view.outcome, Some(Outcome::Failed));
        assert_eq!(scene.view.outcome_reason, "the repository cannot be read: it is gone");
    }

    #[test]
    fn what_was_asked_before_and_too_much_are_no_queries() {
        let mut scene = scene();
        ask(&mut scene, 1);
        scene.record(Body::Enquiry(EnquiryEvent::Routed { number: 1, to: "a".into(), why: "x".to_owned() }));
        let [Effect::Start(task)] = &scene.rest()[..] else { panic!("nothing is due") };
        assert!(matches!(task.kind, TaskKind::Consult { number: 1 }));
        let task = task.id.clone();
        for queries in
            [Vec::new(), vec![Query::Changes], (0..13).map(|n| Query::Impact { of: n.to_string() }).collect()]
        {
            assert!(scene.answer(&task, Answer::Queries(queries)).is_err());
        }
        assert!(scene.answer(&task, Answer::Queries(vec![Query::Untested])).is_ok());
    }
}
