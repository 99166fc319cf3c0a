//! Commands at the wrong time, and what they say.

use protocol::command::{Command, Place, Verify};
use protocol::event::{Outcome, TaskEnd};
use protocol::problem::Code;
use protocol::view::Stage;

use super::fits;
use crate::scene::{Scene, session};

fn revise(text: &str) -> Command {
    Command::Revise { session: session(), text: text.to_owned() }
}

fn approve(revision: u32) -> Command {
    Command::Approve { session: session(), revision }
}

fn answer(question: &str, value: &str) -> Command {
    Command::Answer { session: session(), question: question.into(), value: value.to_owned() }
}

fn refused(scene: &mut Scene, command: &Command) -> (Code, String) {
    let problem = scene.command(command).unwrap_err();
    (problem.code, problem.message)
}

/// At the plan, after its question was answered.
fn at_approval() -> Scene {
    let mut scene = Scene::open(false, Verify::Full);
    scene.play();
    scene.command(&answer("open.key.1", "a")).unwrap();
    scene.play();
    assert_eq!(scene.view.stage, Stage::Approval);
    scene
}

#[test]
fn only_the_plan_that_is_shown_can_be_approved() {
    let mut scene = Scene::open(false, Verify::Full);
    assert_eq!(refused(&mut scene, &approve(1)).1, "there is no plan to decide on yet");
    let mut scene = at_approval();
    assert_eq!(refused(&mut scene, &approve(2)).1, "the plan shown now is revision 1, not 2");
    scene.command(&revise("add tags")).unwrap();
    assert_eq!(refused(&mut scene, &approve(1)).1, "a revision is being read");
    assert_eq!(refused(&mut scene, &revise("more")).1, "another revision is being read");
    let mut scene = at_approval();
    scene.command(&approve(1)).unwrap();
    assert_eq!(scene.view.stage, Stage::Building);
    for late in [approve(1), revise("add tags"), Command::Reject { session: session() }] {
        assert_eq!(refused(&mut scene, &late).1, "the plan was approved and is being carried out");
    }
}

#[test]
fn answers_are_to_open_questions_and_among_the_options() {
    let mut scene = Scene::open(false, Verify::Full);
    scene.play();
    assert_eq!(refused(&mut scene, &answer("other", "a")).0, Code::NotFound);
    assert_eq!(refused(&mut scene, &answer("open.key.1", "c")).0, Code::Malformed);
    scene.command(&answer("open.key.1", "b")).unwrap();
    assert_eq!(refused(&mut scene, &answer("open.key.1", "a")).1, "open.key.1 was answered with b");
}

#[test]
fn a_revision_has_a_size() {
    let mut scene = at_approval();
    assert_eq!(refused(&mut scene, &revise(" \n")).0, Code::Malformed);
    assert_eq!(refused(&mut scene, &revise(&"é".repeat(10_001))).0, Code::TooLarge);
}

#[test]
fn a_request_has_a_size_and_a_blueprint_another() {
    let long = "é".repeat(10_000);
    assert_eq!(fits(&long), Ok(()));
    let refused = fits(&format!("{long}é")).unwrap_err();
    assert_eq!(refused.code, Code::TooLarge);
    assert_eq!(refused.message, "the request has 10001 characters, and at most 10000 are read");
    let blueprint = |bytes: usize| format!("blueprint: 1\n{}", "#".repeat(bytes));
    assert_eq!(fits(&blueprint(200_000)), Ok(()));
    assert!(fits(&blueprint(300_000)).unwrap_err().message.starts_with("the blueprint has 300013 bytes"));
}

#[test]
fn rejecting_ends_the_session_with_nothing_written() {
    let mut scene = at_approval();
    scene.command(&Command::Reject { session: session() }).unwrap();
    assert_eq!(scene.view.outcome, Some(Outcome::Cancelled));
    assert_eq!(scene.view.outcome_reason, "the plan was rejected; nothing was written");
}

#[test]
fn cancelling_ends_every_running_task_and_nothing_but_attaching_is_possible_after() {
    let mut scene = at_approval();
    scene.command(&approve(1)).unwrap();
    scene.rest();
    scene.command(&Command::Cancel { session: session() }).unwrap();
    let ends: Vec<_> =
        scene.view.tasks.values().filter(|task| !task.is_done()).map(|task| task.end).collect();
    assert_eq!(ends, [Some(TaskEnd::Cancelled), Some(TaskEnd::Cancelled)]);
    let resume = Command::Resume { session: session(), approve: true };
    for command in [resume, Command::Pause { session: session() }, Command::Cancel { session: session() }] {
        assert_eq!(refused(&mut scene, &command), (Code::NotNow, "this session has ended".to_owned()));
    }
    scene.command(&Command::Attach { session: session(), from: Place::default() }).unwrap();
}

#[test]
fn pausing_twice_is_refused_and_resuming_with_approval_goes_on() {
    let mut scene = at_approval();
    scene.command(&Command::Pause { session: session() }).unwrap();
    assert_eq!(refused(&mut scene, &Command::Pause { session: session() }).0, Code::NotNow);
    scene.command(&Command::Resume { session: session(), approve: true }).unwrap();
    scene.play();
    assert_eq!(scene.view.outcome, Some(Outcome::Done));
}

#[test]
fn a_session_that_only_reads_begins_nothing_and_ends_when_it_is_closed() {
    let mut scene = Scene::reading();
    assert!(crate::decide::decide(&scene.view, &scene.team).is_empty());
    for command in [approve(1), revise("add x"), Command::Resume { session: session(), approve: true }] {
        let (code, message) = refused(&mut scene, &command);
        assert_eq!((code, message.as_str()), (Code::NotNow, "this session only reads a repository"));
    }
    scene.command(&Command::Cancel { session: session() }).unwrap();
    assert_eq!(scene.view.outcome, Some(Outcome::Done));
}
