//! A scenario from a number: a request, a person, faults and stops; each is run twice and must come out the same to the byte.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use protocol::command::Verify;
use protocol::event::TaskKind;
use protocol::usage::Budget;
use runtime::team::Team;

use crate::faults::{CheckFault, Fault, Faults};
use crate::kill::{self, Run};
use crate::life::Scenario;
use crate::model::ModelFault;
use crate::person::Person;
use crate::switch::Stop;
use crate::{forks, replay};

/// Small products of different shapes: what is simulated is the team, not the size of its work.
const REQUESTS: [&str; 4] = [
    "An API only diary with SQLite. Entries have a title. Entries sparkle at night.",
    "An API only notebook with SQLite. Notes have a title.",
    "An API only library where members borrow books with title and isbn; librarians approve loans.",
    "An API only task board. Tasks have a title and a due date. Members create tasks. Managers delete tasks.",
];
const REVISIONS: [&str; 3] =
    ["add a Tag with name", "add a Label with title", "make it sing like a blackbird"];
const CHECK_FAULTS: [CheckFault; 6] = [
    CheckFault::Fails,
    CheckFault::Killed,
    CheckFault::Missing,
    CheckFault::Repairable,
    CheckFault::RepairUseless,
    CheckFault::RepairKilled,
];

/// So that where a seed is forked has nothing to do with what else it stands for.
const FORKING: u64 = 0x666f_726b;

/// What a seed stands for.
pub struct Seeded {
    pub scenario: Scenario,
    pub stops: Vec<Stop>,
    /// In words, for whoever looks at a failure.
    pub story: String,
}

/// Undisturbed runs, by request: the tasks and checks a fault can be planned for.
pub struct Stage {
    team: Team,
    undisturbed: BTreeMap<usize, Run>,
}

impl Stage {
    pub fn new(team: Team) -> Result<Self> {
        let mut undisturbed = BTreeMap::new();
        for (place, request) in REQUESTS.iter().enumerate() {
            let scenario = Scenario {
                team: team.clone(),
                request: (*request).to_owned(),
                verify: Verify::Full,
                person: Person::default(),
                faults: Arc::new(Faults::none(0)),
                budget: Some(Budget::default()),
            };
            undisturbed.insert(place, kill::run(&scenario, &[]).with_context(|| (*request).to_owned())?);
        }
        Ok(Self { team, undisturbed })
    }

    /// The scenario of a seed.
    pub fn scenario(&self, seed: u64) -> Seeded {
        let mut dice = fastrand::Rng::with_seed(seed);
        let place = dice.usize(..REQUESTS.len());
        let known = &self.undisturbed[&place];
        let faults = faults(&mut dice, seed, known);
        let person = person(&mut dice, known.events.len() as u64);
        let stops = stops(&mut dice, known);
        let budget = budget(&mut dice);
        let story = format!("{}\n{person:?}\n{faults:?}\n{stops:?}\n{budget:?}", REQUESTS[place]);
        let scenario = Scenario {
            team: self.team.clone(),
            request: REQUESTS[place].to_owned(),
            verify: Verify::Full,
            person,
            faults: Arc::new(faults),
            budget,
        };
        Seeded { scenario, stops, story }
    }

    /// Runs a seed twice. The scenario is made anew for the second, so that nothing of the first is left in it.
    pub fn run(&self, seed: u64) -> Result<Run> {
        let first = self.once(seed)?;
        let second = self.once(seed)?;
        let parting = first.events.iter().zip(&second.events).find(|(a, b)| a != b);
        ensure!(parting.is_none(), "two runs of one seed differ: {parting:#?}");
        ensure!(first.events.len() == second.events.len(), "two runs of one seed differ in length");
        Ok(first)
    }

    /// What a seed's record is good for: it comes to the same when it is executed again, and can be gone on with from
    /// anywhere; where nothing goes wrong, to the same tree.
    pub fn reuse(&self, seed: u64, run: &Run) -> Result<()> {
        let Seeded { mut scenario, story, .. } = self.scenario(seed);
        let mut dice = fastrand::Rng::with_seed(seed ^ FORKING);
        replay::same(run, &self.team).with_context(|| story.clone())?;
        let at = dice.u64(1..=run.events.len() as u64);
        let forked = forks::continued(&scenario, run, at, &[]);
        let forked = forked.with_context(|| format!("forked at {at}: {story}"))?;
        replay::same(&forked, &self.team).with_context(|| format!("forked at {at}: {story}"))?;
        scenario.person.cancels_at = None;
        scenario.faults = Arc::new(Faults::none(seed));
        scenario.budget = None;
        let calm = kill::run(&scenario, &[])?;
        let at = dice.u64(1..=calm.events.len() as u64);
        forks::same(&scenario, &calm, at).map(drop).with_context(|| story)
    }

    fn once(&self, seed: u64) -> Result<Run> {
        let Seeded { scenario, stops, story } = self.scenario(seed);
        kill::run(&scenario, &stops).with_context(|| story)
    }
}

fn faults(dice: &mut fastrand::Rng, seed: u64, known: &Run) -> Faults {
    let mut faults = Faults::none(seed);
    let is_work = |kind: &TaskKind| !matches!(kind, TaskKind::Check { .. });
    let work = known.view.tasks.iter().filter(|(_, task)| is_work(&task.spec.kind));
    let tasks: Vec<&str> = work.map(|(id, _)| id.as_str()).collect();
    for _ in 0..dice.usize(..4) {
        let (Some(task), Some(fault)) = (dice.choice(&tasks), dice.choice(Fault::ALL)) else { continue };
        faults = faults.task(task.to_string(), fault, dice.u32(1..=3));
    }
    let checks: Vec<&String> = known.view.checks.keys().collect();
    let repairable: Vec<&str> = known
        .view
        .plan
        .iter()
        .flat_map(|plan| &plan.checks)
        .filter(|it| !it.repairs.is_empty())
        .map(|it| it.name.as_str())
        .collect();
    if let (true, Some(check)) = (dice.u8(..4) == 0, dice.choice(&repairable)) {
        faults = faults.with_check(check.to_string(), CheckFault::Repairable);
        faults = if dice.u8(..4) == 0 { faults.with_a_busy_person() } else { faults };
    }
    if let (true, Some(check), Some(fault)) =
        (dice.u8(..4) == 0, dice.choice(&checks), dice.choice(CHECK_FAULTS))
    {
        faults = faults.with_check(check.to_string(), fault);
    }
    let model = (0..dice.usize(..6)).filter_map(|_| dice.choice(ModelFault::ALL));
    faults.with_model(model.collect())
}

fn person(dice: &mut fastrand::Rng, events: u64) -> Person {
    let revision = (dice.u8(..4) == 0).then(|| dice.choice(REVISIONS).map(str::to_owned)).flatten();
    let cancels_at = (dice.u8(..6) == 0).then(|| dice.u64(1..events));
    Person { revision, cancels_at }
}

/// No model, one without a limit, or one that can be asked about twice.
fn budget(dice: &mut fastrand::Rng) -> Option<Budget> {
    match dice.u8(..4) {
        0 => None,
        1 => Some(Budget::default()),
        2 => Some(Budget { tokens_max: Some(dice.u64(8_000..60_000)), micro_dollars_max: None }),
        _ => Some(Budget { tokens_max: None, micro_dollars_max: Some(dice.u64(2_000..20_000)) }),
    }
}

/// Up to three processes that are stopped before the last.
fn stops(dice: &mut fastrand::Rng, known: &Run) -> Vec<Stop> {
    let events = known.events.len() as u64;
    let mut at = 0;
    let mut stops = Vec::new();
    for _ in 0..dice.usize(..4) {
        if dice.u8(..5) == 0 {
            stops.push(Stop::InsideEffect(dice.usize(1..=known.acts.max(1))));
        } else {
            at += dice.u64(..events / 2);
            stops.push(Stop::AfterEvents(at));
        }
    }
    stops
}
