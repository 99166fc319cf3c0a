//! A scenario in which a model is asked, answers, and is then asked more than its budget holds.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use protocol::event::{Body, Event};
use protocol::model::ModelEvent;
use protocol::usage::{Budget, LedgerEvent};

use crate::kill;
use crate::life::Scenario;
use crate::person::Person;

/// Not understood by any rule, so that there is something to ask about.
const OPEN: &str = "Notes sparkle at night.";

/// The first question is answered even where a process ended in it. All answers to the second, about the revised plan, are
/// cut, until the budget holds no further attempt: that is the end in every life, however many went before.
pub fn spending(scenario: &Scenario) -> Result<Scenario> {
    let unlimited = Scenario {
        request: format!("{} {OPEN}", scenario.request),
        person: Person { revision: Some("add a Tag with name".to_owned()), cancels_at: None },
        faults: Arc::new(scenario.faults.again().cutting_at("\"name\":\"Tag\"")),
        budget: Some(Budget::default()),
        ..scenario.clone()
    };
    let worst = kill::run(&unlimited, &[])?.events.iter().find_map(reserved).context("no model was asked")?;
    let budget = Budget { tokens_max: Some(worst * 5 / 2), micro_dollars_max: None };
    let spending = Scenario { budget: Some(budget), ..unlimited };
    let run = kill::run(&spending, &[])?;
    let count = |is: fn(&ModelEvent) -> bool| {
        run.events.iter().filter(|it| matches!(&it.fact.body, Body::Model(event) if is(event))).count()
    };
    let (answered, failed) = (
        count(|event| matches!(event, ModelEvent::Answered { .. })),
        count(|event| matches!(event, ModelEvent::Failed { .. })),
    );
    ensure!((answered, failed) == (1, 2), "{answered} answers and {failed} cut ones before the budget's end");
    ensure!(run.view.tasks[&"refine.2".into()].why.contains("budget"), "the budget was not crossed");
    Ok(spending)
}

fn reserved(event: &Event) -> Option<u64> {
    match &event.fact.body {
        Body::Usage(usage) => match usage.entry {
            LedgerEvent::Reserved { worst, .. } => Some(worst.tokens),
            LedgerEvent::Settled { .. } | LedgerEvent::Released { .. } => None,
        },
        _ => None,
    }
}
