//! Recorded sessions under other rules.

use std::sync::Arc;

use actors::Roster;
use forge::Templates;
use protocol::check::CheckStatus;
use protocol::command::Verify;
use protocol::event::{Body, ClaimEvent, Event, Outcome};
use protocol::view::View;
use runtime::replay::{NOT_RECORDED, Otherwise, Record, difference, otherwise};
use runtime::team::Team;
use sims::faults::{Fault, Faults};
use sims::kill::{self, Run};
use sims::life::Scenario;
use sims::person::Person;
use sims::switch::Stop;

fn team_with(changes: &[&str]) -> Team {
    let roster = Roster::embedded().expect("the built-in team is well formed");
    let changed = changes.iter().try_fold(roster, |roster, change| roster.with(&change.parse().unwrap()));
    changed.unwrap().team(Templates::embedded())
}

fn recorded(stops: &[Stop]) -> Run {
    let scenario = Scenario {
        team: team_with(&[]),
        request: "An API only notebook with SQLite. Notes have a title.".to_owned(),
        verify: Verify::Full,
        person: Person { revision: Some("add a Tag with name".to_owned()), cancels_at: None },
        faults: Arc::new(Faults::none(1).task("vote.2.backend", Fault::Panic, 1)),
        budget: None,
    };
    kill::run(&scenario, stops).unwrap()
}

fn tried(run: &Run, changes: &[&str]) -> Otherwise {
    let record = Record { events: run.events.clone(), blobs: run.blobs.clone() };
    otherwise(&record, &team_with(changes)).unwrap()
}

/// The first ruling of the record that came out otherwise, in the last round.
fn first_other_ruling(run: &Run, view: &View) -> Option<u64> {
    let last = |event: &&Event| match &event.fact.body {
        Body::Claim(ClaimEvent::Ruled { ruling }) => {
            run.view.rulings.get(&ruling.key) == Some(ruling) && view.rulings.get(&ruling.key) != Some(ruling)
        }
        _ => false,
    };
    run.events.iter().find(last).map(|event| event.seq)
}

#[test]
fn the_same_rules_make_no_difference_whatever_had_happened_on_the_way() {
    for stops in [vec![], vec![Stop::AfterEvents(120), Stop::AfterEvents(300)]] {
        let run = recorded(&stops);
        let again = tried(&run, &[]);
        assert_eq!(again.parting, None, "{:?}", again.notes);
        assert!(difference(&run.view, &again.view).is_none() && again.notes.is_empty());
        assert_eq!(
            again.answered.checks as usize,
            run.view.checks.values().filter(|it| it.exit_code.is_some()).count()
        );
    }
}

#[test]
fn nothing_before_the_first_other_ruling_is_otherwise() {
    let run = recorded(&[]);
    let mut seen = 0;
    for changes in [
        vec!["no-authority=security"],
        vec!["majority"],
        vec!["weight.tester=10"],
        vec!["authority.id.type=database"],
        vec!["majority", "weight.docs=10", "weight.database=0"],
    ] {
        let other = tried(&run, &changes);
        let first = first_other_ruling(&run, &other.view);
        // A rule that is otherwise in both rounds already shows in the first one.
        let parting = other.parting.as_ref().map(|it| it.seq);
        assert_eq!(parting.is_some(), first.is_some(), "{changes:?}");
        if let Some(parting) = parting {
            let event = run.events.iter().find(|event| event.seq == parting).unwrap();
            assert!(
                matches!(event.fact.body, Body::Claim(ClaimEvent::Ruled { .. })),
                "{changes:?}: {event:?}"
            );
            assert!(first.is_some_and(|first| parting <= first), "{changes:?}");
            seen += 1;
        }
        assert_eq!(other.view.outcome, Some(Outcome::Done), "{changes:?}: {}", other.view.outcome_reason);
    }
    assert!(seen > 2, "{seen} of these rules matter");
}

#[test]
fn what_the_record_has_no_answer_for_is_named_and_not_made_up() {
    let run = recorded(&[]);
    let other = tried(&run, &["authority.id.type=database"]);
    let change = difference(&run.view, &other.view);
    assert_eq!(change.rulings.len(), 1);
    let (before, after) =
        (change.rulings[0].before.as_ref().unwrap(), change.rulings[0].after.as_ref().unwrap());
    assert_eq!((before.value.as_str(), after.value.as_str()), ("uuid", "integer"));
    assert!(
        change.files.iter().any(|file| file.name.ends_with("models/base.py")),
        "{:?}",
        change.files.len()
    );
    assert_ne!(run.tree.as_deref(), other.view.delivery.as_ref().map(|it| it.tree_hash.as_str()));
    assert!(!other.view.checks.is_empty());
    for (name, result) in &other.view.checks {
        assert_eq!(result.status, CheckStatus::NotChecked, "{name}");
    }
    let unrecorded = other.view.checks.values().filter(|it| it.reason == NOT_RECORDED).count();
    assert!(unrecorded > 0 && other.answered.checks == 0 && other.answered.deliveries == 0);
}

#[test]
fn without_a_member_others_do_its_work_and_its_claims_are_gone() {
    let run = recorded(&[]);
    let other = tried(&run, &["without=security"]);
    let change = difference(&run.view, &other.view);
    let step = change.steps.iter().find(|it| it.name.as_str() == "render.security").unwrap();
    assert_eq!(step.after.as_ref().map(|role| role.as_str()), Some("orchestrator"));
    assert!(other.view.claims.iter().all(|claim| claim.by.as_str() != "security"));
    assert_eq!(other.view.outcome, Some(Outcome::Done), "{}", other.view.outcome_reason);
    let roster = Roster::embedded().unwrap();
    let problem = roster.with(&"without=nobody".parse().unwrap()).unwrap_err().to_string();
    assert!(problem.starts_with("there is no nobody in the team; there are backend,"), "{problem}");
}
