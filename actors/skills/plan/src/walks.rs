//! Random walks through sessions: whatever agents and people do, every fact can follow, every task ends once, and the
//! session comes to its end.

use proptest::prelude::*;
use protocol::command::{Command, Verify};
use protocol::event::{Body, Failure, SupervisionEvent, TaskEnd, TaskEvent};
use protocol::id::{QuestionId, TaskId};
use protocol::view::View;

use crate::answer::{Answer, Effect};
use crate::scene::{Scene, session};

/// Something that happens; `pick` chooses among what is going on.
#[derive(Clone, Debug)]
enum Happening {
    Answered { pick: usize },
    Nonsense { pick: usize },
    Ended { pick: usize, end: TaskEnd },
    Interrupted { pick: usize },
    GaveUp { pick: usize },
    Delivered,
    Commanded(Command),
}

fn happening() -> impl Strategy<Value = Happening> {
    let pick = 0..4usize;
    prop_oneof![
        20 => pick.clone().prop_map(|pick| Happening::Answered { pick }),
        2 => pick.clone().prop_map(|pick| Happening::Nonsense { pick }),
        1 => (pick.clone(), prop::sample::select(vec![TaskEnd::Failed, TaskEnd::TimedOut]))
            .prop_map(|(pick, end)| Happening::Ended { pick, end }),
        2 => pick.clone().prop_map(|pick| Happening::Interrupted { pick }),
        1 => pick.prop_map(|pick| Happening::GaveUp { pick }),
        4 => Just(Happening::Delivered),
        6 => command().prop_map(Happening::Commanded),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let text = prop::sample::select(vec!["nonsense", "add tags", ""]);
    prop_oneof![
        3 => text.prop_map(|text| Command::Revise { session: session(), text: text.to_owned() }),
        3 => (1..4u32).prop_map(|revision| Command::Approve { session: session(), revision }),
        4 => (1..3u32, prop::sample::select(vec!["a", "b", "c"])).prop_map(|(round, value)| Command::Answer {
            session: session(),
            question: QuestionId::new(format!("open.key.{round}")),
            value: value.to_owned(),
        }),
        2 => Just(Command::Pause { session: session() }),
        4 => any::<bool>().prop_map(|approve| Command::Resume { session: session(), approve }),
        1 => Just(Command::Reject { session: session() }),
        1 => Just(Command::Cancel { session: session() }),
    ]
}

fn happen(scene: &mut Scene, happening: Happening) {
    let running: Vec<TaskId> = scene.view.running().map(|task| task.spec.id.clone()).collect();
    let task = |pick: usize| running.get(pick % running.len().max(1)).cloned();
    match happening {
        Happening::Answered { pick } => {
            if let Some(task) = task(pick) {
                let answer = scene.good_answer(&scene.view.tasks[&task].spec.clone());
                scene.answer(&task, answer).unwrap();
            }
        }
        Happening::Nonsense { pick } => {
            if let Some(task) = task(pick) {
                let before = scene.view.clone();
                scene.answer(&task, Answer::Declined { why: "no".to_owned() }).unwrap_err();
                assert_eq!(scene.view, before);
            }
        }
        Happening::Ended { pick, end } => {
            if let Some(task) = task(pick) {
                scene.end(&task, end, "it went wrong");
            }
        }
        Happening::Interrupted { pick } => {
            if let Some(task) = task(pick) {
                let (failure, why) = (Failure::Interrupted, "the program ended".to_owned());
                scene.record(Body::Task(TaskEvent::AttemptFailed { task, attempt: 1, failure, why }));
            }
        }
        Happening::GaveUp { pick } => {
            let role = scene.team.members[pick % scene.team.members.len()].clone();
            let mine = scene.view.running().filter(|task| task.spec.role == role);
            let tasks: Vec<TaskId> = mine.map(|task| task.spec.id.clone()).collect();
            scene.record(Body::Supervision(SupervisionEvent::GaveUp { role, why: "too often".to_owned() }));
            tasks.iter().for_each(|task| scene.end(task, TaskEnd::Failed, "too often"));
        }
        Happening::Delivered => scene.delivered(),
        Happening::Commanded(command) => {
            let before = scene.view.clone();
            if scene.command(&command).is_err() {
                assert_eq!(scene.view, before, "a refused command changes nothing");
            }
        }
    }
}

fn check_starts(view: &View, effects: &[Effect]) {
    for effect in effects {
        if let Effect::Start(task) = effect {
            assert!(view.tasks.get(&task.id).is_none_or(|known| known.end.is_none()), "{} again", task.id);
        }
    }
}

proptest! {
    #[test]
    fn every_walk_ends_with_every_task_ended(
        approve in any::<bool>(),
        model in prop::sample::select(vec![None, Some("m")]),
        verify in prop::sample::select(vec![Verify::None, Verify::Quick, Verify::Full]),
        happenings in prop::collection::vec(happening(), 0..60),
    ) {
        let mut scene = Scene::with_model(model, approve, verify);
        for happening in happenings {
            let effects = scene.rest();
            check_starts(&scene.view, &effects);
            if scene.view.outcome.is_some() {
                break;
            }
            happen(&mut scene, happening);
        }
        scene.rest();
        if scene.view.outcome.is_none() {
            scene.command(&Command::Resume { session: session(), approve: true }).unwrap();
            scene.play();
        }
        prop_assert!(scene.view.outcome.is_some());
        prop_assert_eq!(scene.view.running().count(), 0);
        prop_assert!(crate::decide(&scene.view, &scene.team).is_empty());
    }
}
