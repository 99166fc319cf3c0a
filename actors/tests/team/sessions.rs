//! Whole sessions: from a request to a checked repository, and the ways there that end otherwise.

use std::collections::{BTreeMap, BTreeSet};

use actors::{Roster, team};
use expect_test::expect;
use forge::Templates;
use protocol::command::Command;
use protocol::event::{Body, Outcome, TaskEvent};
use protocol::id::{Role, SessionId};
use protocol::plan::Plan;
use protocol::view::Stage;

use crate::table::{Table, blog, templates};

const SENTENCE: &str = "Create a modern blog platform with user authentication, post creation/editing, comments, and \
    admin dashboard. Use React frontend with FastAPI backend and PostgreSQL database.";

fn whole_team() -> runtime::team::Team {
    team(templates()).expect("the built-in team is well formed")
}

fn approve(table: &mut Table) {
    let revision = table.view.plan.as_ref().map_or(0, |plan| plan.revision);
    table.obey(&Command::Approve { session: SessionId::from_random([7; 16]), revision });
}

async fn built(mut table: Table) -> Table {
    table.run().await;
    assert_eq!(table.view.stage, Stage::Approval, "{}", table.view.outcome_reason);
    approve(&mut table);
    table.run().await;
    table
}

fn outline(plan: &Plan) -> String {
    let step = |step: &protocol::plan::Step| {
        let after: Vec<&str> = step.after.iter().map(|task| task.as_str()).collect();
        format!("{} by {} after [{}]: {}\n", step.task, step.role, after.join(" "), step.title)
    };
    let milestone =
        |it: &protocol::plan::Milestone| format!("milestone {}: {} steps\n", it.name, it.steps.len());
    plan.steps.iter().map(step).chain(plan.milestones.iter().map(milestone)).collect()
}

#[tokio::test]
async fn a_blog_is_planned_built_and_checked() {
    let table = built(Table::of(whole_team(), blog())).await;
    let view = &table.view;
    assert_eq!(view.outcome, Some(Outcome::Done), "{}", view.outcome_reason);
    let plan = view.plan.as_ref().expect("a plan");
    expect![[r#"
        render.database by database after []: Model posts and comments, with migrations
        render.security by security after [render.database]: Add passwords, tokens and rules of access
        render.backend by backend after [render.database render.security]: Serve posts and comments over HTTP
        render.tester by tester after [render.backend]: Test the API by its permission matrix
        render.frontend by frontend after [render.database]: Add pages for posts and comments
        render.tester_web by tester after [render.frontend]: Test whole journeys in a browser
        render.devops by devops after [render.backend render.frontend]: Add containers, continuous integration and hooks
        render.docs by docs after [render.tester render.tester_web render.devops]: Describe set-up, design and decisions
        milestone data model: 1 steps
        milestone API: 3 steps
        milestone web app: 2 steps
        milestone delivery: 2 steps
    "#]].assert_eq(&outline(plan));
    let planned: BTreeSet<&String> = plan.milestones.iter().map(|it| &it.name).collect();
    assert_eq!(view.milestones.iter().collect::<BTreeSet<_>>(), planned);
    assert_eq!(view.milestones.len(), planned.len());
    assert_eq!(plan.estimate.files as usize, view.files.len());
    assert_eq!(plan.estimate.lines, view.lines());
    assert_eq!(view.checks.len(), plan.checks.len());
    let messages: Vec<&String> = table.commits.iter().map(|commit| &commit.message).collect();
    assert_eq!(messages, plan.steps.iter().map(|step| &step.title).collect::<Vec<_>>());
    let committed: BTreeSet<&String> = table.commits.iter().flat_map(|commit| &commit.paths).collect();
    assert_eq!(committed, view.files.keys().collect());
}

#[tokio::test]
async fn a_request_in_plain_words_gives_the_same_tree_each_time_also_to_agents_that_were_restarted() {
    let first = built(Table::begin(whole_team(), SENTENCE)).await;
    let mut other = Table::begin(whole_team(), SENTENCE);
    other.forgetful = true;
    let second = built(other).await;
    let names: Vec<&String> =
        first.view.requirements.iter().flat_map(|it| &it.entities).map(|it| &it.name).collect();
    assert!(["User", "Post", "Comment"].iter().all(|name| names.iter().any(|it| it == name)), "{names:?}");
    let hash = |table: &Table| table.view.delivery.as_ref().map(|it| it.tree_hash.clone());
    assert!(hash(&first).is_some());
    assert_eq!(hash(&first), hash(&second));
    assert_eq!(first.files, second.files);
}

#[tokio::test]
async fn a_task_starts_only_when_those_it_needs_are_done() {
    let table = built(Table::of(whole_team(), blog())).await;
    let plan = table.view.plan.as_ref().expect("a plan");
    let mut done = BTreeSet::new();
    for event in &table.log {
        match &event.fact.body {
            Body::Task(TaskEvent::Started { task, .. }) => {
                let needs =
                    plan.steps.iter().filter(|step| step.task == task.id).flat_map(|step| &step.after);
                assert!(needs.clone().all(|need| done.contains(need)), "{}", task.id);
            }
            Body::Task(TaskEvent::Ended { task, .. }) => assert!(done.insert(task.clone()), "{task}"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_revision_is_argued_and_planned_anew() {
    let mut table = Table::begin(whole_team(), SENTENCE);
    table.run().await;
    let revise =
        |text: &str| Command::Revise { session: SessionId::from_random([7; 16]), text: text.to_owned() };
    table.obey(&revise("add a Tag with name"));
    table.run().await;
    assert_eq!((table.view.round, table.view.plan.as_ref().map(|it| it.revision)), (2, Some(2)));
    let entities = table.view.requirements.as_ref().map(|it| &it.entities).expect("requirements");
    assert!(entities.iter().any(|it| it.name == "Tag"));
    table.obey(&revise("make it sing like a blackbird"));
    table.run().await;
    assert_eq!((table.view.round, table.view.stage), (2, Stage::Approval));
    assert!(!table.view.revision_note.is_empty());
    approve(&mut table);
    table.run().await;
    assert_eq!(table.view.outcome, Some(Outcome::Done), "{}", table.view.outcome_reason);
}

#[tokio::test]
async fn undo_takes_the_last_change_of_the_plan_back() {
    let mut table = Table::begin(whole_team(), SENTENCE);
    table.run().await;
    let first = table.view.requirements.clone();
    let files = table.view.plan.as_ref().map(|plan| plan.estimate);
    let revise =
        |text: &str| Command::Revise { session: SessionId::from_random([7; 16]), text: text.to_owned() };
    table.obey(&revise("add a Tag with name"));
    table.run().await;
    assert_ne!(table.view.requirements, first);
    table.obey(&revise("undo that"));
    table.run().await;
    assert_eq!((table.view.round, table.view.stage), (3, Stage::Approval));
    assert_eq!(table.view.requirements, first);
    assert_eq!(table.view.plan.as_ref().map(|plan| plan.estimate), files);
    assert!(table.view.changes.iter().any(|change| change.about == "entity Tag"), "{:?}", table.view.changes);
    table.obey(&revise("undo"));
    table.run().await;
    assert_eq!(table.view.round, 3);
    assert!(table.view.revision_note.contains("nothing to take back"), "{}", table.view.revision_note);
}

#[tokio::test]
async fn what_cannot_be_built_is_refused_before_anybody_argues() {
    for request in ["", "write a kernel driver", "a shop with products, use Fortran"] {
        let mut table = Table::begin(whole_team(), request);
        table.run().await;
        assert_eq!(table.view.outcome, Some(Outcome::Refused), "{request}: {}", table.view.outcome_reason);
        assert!(table.view.claims.is_empty() && !table.view.outcome_reason.is_empty());
    }
}

#[tokio::test]
async fn a_corrupted_template_fails_the_session_and_is_named() {
    let path = Templates::paths().iter().find(|path| path.ends_with("README.md")).expect("a template");
    let broken = Templates::with(BTreeMap::from([(path.clone(), b"<% if %>\n".to_vec())]));
    let mut table = Table::of(team(broken).expect("a team"), blog());
    table.run().await;
    assert_eq!(table.view.outcome, Some(Outcome::Failed));
    assert!(table.view.outcome_reason.contains(path.as_str()), "{}", table.view.outcome_reason);
}

#[tokio::test]
async fn the_orchestrator_stands_in_for_a_missing_specialist() {
    let roster = Roster::embedded().expect("a roster").without(&Role::from("tester"));
    let table = built(Table::of(roster.team(templates()), blog())).await;
    assert_eq!(table.view.outcome, Some(Outcome::Done), "{}", table.view.outcome_reason);
    let step = table.view.plan.iter().flat_map(|plan| &plan.steps).find(|step| step.pack == "tester");
    assert_eq!(step.map(|step| step.role.as_str()), Some("orchestrator"));
}

#[tokio::test]
async fn requests_of_other_domains_are_built_from_their_words() {
    let requests = [
        include_str!("../../../tests/journeys/library.txt"),
        "A project tracker. Projects have a name and an optional description. Tasks have a title and a due date and \
         belong to a project. Members create tasks. Managers manage projects.",
        "An API only recipe box with SQLite. Recipes have a title, instructions and minutes between 1 and 600. \
         Recipes have many tags. Tags have a unique name. Cooks create recipes.",
    ];
    for request in requests {
        let table = built(Table::begin(whole_team(), request.trim())).await;
        assert_eq!(table.view.outcome, Some(Outcome::Done), "{request}: {}", table.view.outcome_reason);
        let understood = table.view.requirements.as_ref().map(|it| it.not_understood.clone());
        assert_eq!(understood, Some(Vec::new()), "{request}");
    }
}
