//! Records that are executed again.

use std::sync::Arc;

use protocol::command::Verify;
use protocol::event::{Body, CheckEvent, Event, FileEvent, PlanEvent, SessionEvent, TaskEvent};
use protocol::head::first_divergence;
use protocol::usage::Budget;
use runtime::team::Team;
use serde_json::{Value, json};
use sims::faults::{Fault, Faults};
use sims::life::Scenario;
use sims::person::Person;
use sims::seeds::Stage;
use sims::spending::spending;
use sims::switch::Stop;
use sims::{kill, replay};

fn team() -> Team {
    actors::team(forge::Templates::embedded()).expect("the built-in team is well formed")
}

fn notebook() -> Scenario {
    Scenario {
        team: team(),
        request: "An API only notebook with SQLite. Notes have a title.".to_owned(),
        verify: Verify::Full,
        person: Person::default(),
        faults: Arc::new(Faults::none(1)),
        budget: None,
    }
}

#[test]
fn a_record_comes_to_the_same_head_again() {
    let scenario = notebook();
    let run = kill::run(&scenario, &[]).unwrap();
    let again = replay::same(&run, &scenario.team).unwrap();
    assert_eq!(again.events.len(), run.events.len());
    assert!(again.answered.checks > 3 && again.answered.deliveries == 1 && again.answered.commands == 1);
}

#[test]
fn interruptions_failures_models_and_their_budget_are_replayed() {
    let scenario = spending(&notebook()).unwrap();
    let run = kill::run(&scenario, &[Stop::AfterEvents(25), Stop::InsideEffect(2), Stop::AfterEvents(250)])
        .unwrap();
    let again = replay::same(&run, &scenario.team).unwrap();
    assert!(again.answered.model_calls > 1, "{:?}", again.answered);
    assert!(again.answered.interruptions > 1, "{:?}", again.answered);
    for fault in Fault::ALL {
        for attempts in [1, 3] {
            let faults = Arc::new(Faults::none(1).task("vote.1.backend", fault, attempts));
            let run = kill::run(&Scenario { faults, ..notebook() }, &[]).unwrap();
            replay::same(&run, &scenario.team).unwrap();
        }
    }
}

#[test]
fn a_session_that_was_stopped_inside_any_effect_is_replayed() {
    let scenario = notebook();
    let whole = kill::run(&scenario, &[]).unwrap();
    for effect in 1..=whole.acts {
        let run = kill::run(&scenario, &[Stop::InsideEffect(effect)]).unwrap();
        let again = replay::same(&run, &scenario.team);
        let again = again.unwrap_or_else(|error| panic!("stopped inside effect {effect}: {error:#}"));
        assert_eq!(again.answered.interruptions, 1);
    }
}

#[test]
fn seeds_are_executed_again() {
    let (stage, team) = (Stage::new(team()).unwrap(), team());
    for seed in 0..8 {
        let run = stage.run(seed).unwrap();
        replay::same(&run, &team)
            .unwrap_or_else(|error| panic!("seed {seed}: {error:#}\n{}", stage.scenario(seed).story));
    }
}

#[test]
fn a_session_that_waits_is_replayed_as_far_as_it_went() {
    let scenario = Scenario { budget: Some(Budget::default()), ..notebook() };
    let whole = kill::run(&scenario, &[]).unwrap();
    for length in (3..whole.events.len()).step_by(11) {
        let again = replay::replayed_as(&whole, &scenario.team, whole.events[..length].to_vec()).unwrap();
        assert_eq!(again.divergence, None, "{length} events");
    }
}

/// What the team and the rules say, as opposed to what came from outside.
fn is_worked_out(body: &Body) -> bool {
    matches!(
        body,
        Body::Plan(
            PlanEvent::Understood { .. } | PlanEvent::Drafted { .. } | PlanEvent::MilestoneReached { .. }
        ) | Body::Claim(_)
            | Body::File(FileEvent::Staged { .. } | FileEvent::DeliveryStarted { .. })
            | Body::Task(TaskEvent::Started { attempt: 1, .. } | TaskEvent::Ended { .. })
    )
}

/// Every text, number and truth in a value, changed one at a time; where the result is an event again, it is one.
fn mutants(event: &Event) -> Vec<Event> {
    let whole = serde_json::to_value(event).unwrap();
    let mut found = Vec::new();
    let mut paths = Vec::new();
    leaves(&whole["body"]["event"], "/body/event", &mut paths);
    for path in paths {
        let mut changed = whole.clone();
        let leaf = changed.pointer_mut(&path).unwrap();
        *leaf = match leaf.clone() {
            Value::String(text) => json!(format!("{text}x")),
            Value::Number(number) => json!(number.as_u64().unwrap_or(0) + 1),
            Value::Bool(truth) => json!(!truth),
            other => other,
        };
        found.extend(serde_json::from_value::<Event>(changed).ok().filter(|mutant| mutant != event));
    }
    found
}

fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    let below = |name: &str| format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| leaves(value, &below(name), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| leaves(value, &below(&at.to_string()), found));
        }
        // Which attempt it was, and into which folder, may differ between equal runs.
        Value::String(_) | Value::Number(_) | Value::Bool(_)
            if !path.ends_with("/attempt") && !path.ends_with("/target") =>
        {
            found.push(path.to_owned());
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {}
        Value::Null => {}
    }
}

#[test]
fn a_changed_field_of_what_was_worked_out_is_named_as_the_first_that_differs() {
    let scenario = notebook();
    let run = kill::run(&scenario, &[]).unwrap();
    let mut dice = fastrand::Rng::with_seed(7);
    let worked_out: Vec<usize> =
        (0..run.events.len()).filter(|at| is_worked_out(&run.events[*at].fact.body)).collect();
    let again = replay::same(&run, &scenario.team).unwrap();
    let mut tried = 0;
    for at in worked_out {
        let mut mutants = mutants(&run.events[at]);
        dice.shuffle(&mut mutants);
        for mutant in mutants.into_iter().take(1) {
            let mut events = run.events.clone();
            let seq = mutant.seq;
            events[at] = mutant;
            // What is executed does not depend on what was worked out: once is enough to know what comes of it.
            let parting = first_divergence(&events, &again.events).unwrap().expect("a change is seen");
            assert_eq!(parting.seq, seq, "{:?}", events[at]);
            assert!(parting.expected.is_some() && parting.expected != parting.got);
            if tried % 60 == 0 {
                let replayed = replay::replayed_as(&run, &scenario.team, events).unwrap();
                assert_eq!(replayed.divergence.map(|it| it.seq), Some(seq));
            }
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried} changes");
}

#[test]
fn what_people_said_and_effects_answered_is_believed_and_its_consequences_are_not() {
    let scenario = notebook();
    let run = kill::run(&scenario, &[]).unwrap();
    let changed = |change: &dyn Fn(&mut Body) -> bool| {
        let mut events = run.events.clone();
        let seq =
            events.iter_mut().find_map(|event| change(&mut event.fact.body).then_some(event.seq)).unwrap();
        let replayed = replay::replayed_as(&run, &scenario.team, events).unwrap();
        (seq, replayed.divergence.map(|it| it.seq))
    };
    let (opened, parting) = changed(&|body| match body {
        Body::Session(SessionEvent::Opened { request, .. }) => {
            request.push_str(" Notes have a colour.");
            true
        }
        _ => false,
    });
    assert!(parting.is_some_and(|seq| seq > opened), "the reading of another request is another");
    let (checked, parting) = changed(&|body| match body {
        Body::Check(CheckEvent::Ended { result, .. }) => {
            **result = protocol::check::CheckResult::not_checked("npm is not here");
            true
        }
        _ => false,
    });
    assert!(parting.is_some_and(|seq| seq > checked), "the outcome does not follow from another result");
}
