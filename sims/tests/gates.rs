//! A sample of every gate of `cargo sim`, small enough for a debug build.

use std::sync::Arc;

use protocol::command::Verify;
use protocol::view::RepairState;
use runtime::team::Team;
use sims::faults::{CheckFault, Faults};
use sims::life::Scenario;
use sims::person::Person;
use sims::seeds::Stage;
use sims::spending::spending;
use sims::switch::Stop;
use sims::{forks, kill, rulings};

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
fn a_session_that_is_stopped_anywhere_ends_as_if_it_had_not_been() {
    let tried = kill::everywhere(&notebook(), 25).unwrap();
    assert!(tried.boundaries > 10 && tried.effects > 10, "{tried:?}");
}

#[test]
fn stopping_it_again_and_again_changes_nothing() {
    let scenario = notebook();
    let undisturbed = kill::run(&scenario, &[]).unwrap();
    let stops: Vec<Stop> = (0..8).map(|n| Stop::AfterEvents(n * 40)).collect();
    let stopped = kill::run(&scenario, &stops).unwrap();
    assert_eq!((stopped.head, stopped.tree), (undisturbed.head, undisturbed.tree));
}

#[test]
fn a_session_that_is_stopped_in_a_call_at_its_budget_or_in_a_repair_ends_as_if_it_had_not_been() {
    let faults = Arc::new(Faults::none(1).with_check("backend.lint", CheckFault::Repairable));
    let tried = kill::everywhere(&spending(&Scenario { faults, ..notebook() }).unwrap(), 40).unwrap();
    assert!(tried.boundaries > 10, "{tried:?}");
}

#[test]
fn where_the_person_works_on_the_repository_a_repair_is_not_delivered() {
    let faults = Faults::none(1).with_check("backend.lint", CheckFault::Repairable).with_a_busy_person();
    let run = kill::run(&Scenario { faults: Arc::new(faults), ..notebook() }, &[]).unwrap();
    assert_eq!(run.view.outcome_reason, "failed: backend.lint");
    assert!(matches!(&run.view.repairs[0].state, RepairState::Refused { why } if why.contains("README.md")));
}

#[test]
fn seeds_repeat_to_the_byte() {
    let stage = Stage::new(team()).unwrap();
    for seed in 0..6 {
        stage.run(seed).unwrap();
    }
}

#[test]
fn rulings_do_not_depend_on_the_order_of_arrival() {
    let requirements = kill::run(&notebook(), &[]).unwrap().view.requirements.unwrap();
    assert_eq!(rulings::orders(&requirements, 20, 50).unwrap(), 1_000);
}

#[test]
fn a_session_that_is_forked_anywhere_comes_to_the_same_without_its_parent() {
    let tried = forks::everywhere(&notebook(), 120, 150).unwrap();
    assert!(tried.forks > 2 && tried.stops > 2, "{tried:?}");
}

#[test]
fn a_fork_of_a_fork_knows_both_and_comes_to_the_same() {
    let scenario = notebook();
    let run = kill::run(&scenario, &[]).unwrap();
    let child = forks::same(&scenario, &run, 200).unwrap();
    let grandchild = forks::same(&scenario, &child, 250).unwrap();
    let known: Vec<_> = grandchild.view.lineage.iter().map(|it| it.session.clone()).collect();
    assert_eq!(known, [run.session, child.session]);
}
