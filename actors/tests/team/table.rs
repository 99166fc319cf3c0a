//! The team at a table: rules and agents of a session without its kernel, one task after another.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use forge::Templates;
use plan::answer::{Answer, CommitSpec, Effect};
use protocol::check::{CheckResult, CheckStatus};
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::{
    Body, Event, Fact, FileEvent, FileRecord, SessionEvent, TaskEnd, TaskEvent, TaskKind, TaskSpec,
};
use protocol::id::{ContentHash, Role, SessionId, TaskId};
use protocol::repair::RepairResult;
use protocol::requirements::Requirements;
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};
use runtime::team::Team;
use tokio_util::sync::CancellationToken;
use tools::work::{CheckOrder, Checked, Checker, Mended};

/// Rounds after which a session that has not come to rest is stuck.
const ROUNDS_MAX: usize = 1_000;

pub struct Table {
    team: Team,
    agents: BTreeMap<Role, Box<dyn Agent>>,
    /// Whether each task is done by a new incarnation that knows nothing but the log.
    pub forgetful: bool,
    pub view: View,
    pub commits: Vec<CommitSpec>,
    pub files: BTreeMap<String, Vec<u8>>,
    pub log: Vec<Event>,
}

/// Every check passes.
struct AllPass;

#[async_trait]
impl Checker for AllPass {
    async fn run(&self, order: CheckOrder, _: CancellationToken) -> Checked {
        let result = CheckResult {
            status: CheckStatus::Verified,
            exit_code: Some(0),
            output_hash: Some(ContentHash::of(order.spec.name.as_bytes())),
            tree_hash: Some(ContentHash::of(b"tree")),
            ..CheckResult::not_checked("")
        };
        result.into()
    }

    async fn repair(&self, _: CheckOrder, _: CancellationToken) -> Mended {
        Mended { result: RepairResult::useless("every check passes here"), files: Vec::new() }
    }

    async fn clean(&self, _: &str) {}
}

pub fn blog() -> Requirements {
    fixture(include_str!("../../skills/forge/fixtures/blog.json"))
}

pub fn library() -> Requirements {
    fixture(include_str!("../../skills/forge/fixtures/library.json"))
}

fn fixture(text: &str) -> Requirements {
    serde_json::from_str(text).expect("a fixture of requirements")
}

impl Table {
    /// A session that begins with requirements, as if the request had been read.
    pub fn of(team: Team, requirements: Requirements) -> Self {
        let mut table = Self::begin(team, "a request");
        let requirements = Box::new(requirements);
        let answer = Answer::Understood { requirements, refusal: None };
        let Some(Effect::Start(task)) = plan::decide(&table.view, &table.team.shape).into_iter().next()
        else {
            panic!("the first thing is to read the request");
        };
        table.start(&task);
        table.take(&task, answer);
        table
    }

    /// A session that begins with a request. It stops where the person has to say something.
    pub fn begin(team: Team, request: &str) -> Self {
        let agents = team.members.iter().map(|member| (member.role.clone(), (member.make)())).collect();
        let mut table = Self {
            team,
            agents,
            forgetful: false,
            view: View::default(),
            commits: Vec::new(),
            files: BTreeMap::new(),
            log: Vec::new(),
        };
        let options = RunOptions::offline("/out", false, Verify::Full);
        let (request, program) = (request.to_owned(), "test".to_owned());
        table.record(&Role::session(), Body::Session(SessionEvent::Opened { request, options, program }));
        table
    }

    pub fn obey(&mut self, command: &Command) {
        for body in plan::obey(&self.view, command).expect("the command is possible now") {
            self.record(&Role::person(), body);
        }
    }

    /// Goes on until nothing is left to do.
    pub async fn run(&mut self) {
        self.run_until(|effects| effects.is_empty()).await;
    }

    /// Goes on until the team has settled everything and the plan is to be drafted.
    pub async fn settle(&mut self) {
        self.run_until(|effects| matches!(effects, [Effect::Start(task)] if task.kind == TaskKind::Plan))
            .await;
    }

    async fn run_until(&mut self, is_over: impl Fn(&[Effect]) -> bool) {
        for _ in 0..ROUNDS_MAX {
            let effects = plan::decide(&self.view, &self.team.shape);
            if is_over(&effects) {
                return;
            }
            for effect in effects {
                self.perform(effect).await;
            }
        }
        panic!("the session does not come to rest");
    }

    async fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Record(body) => self.record(&Role::session(), body),
            Effect::Start(task) => {
                self.start(&task);
                let assignment =
                    Assignment { task: task.clone(), attempt: 1, view: Arc::new(self.view.clone()) };
                if self.forgetful {
                    self.replace(&task.role);
                }
                let agent = self.agents.get_mut(&task.role).expect("tasks are given to agents of the team");
                agent.recall(&assignment.view);
                let mut fresh = (self.team.member(&task.role).expect("a member").make)();
                fresh.recall(&assignment.view);
                assert_eq!(
                    agent.digest(),
                    fresh.digest(),
                    "at {}: what it knows is what the log tells",
                    task.id
                );
                let answer = agent.perform(assignment, &Desk::alone(Arc::new(AllPass))).await;
                self.take(&task, answer);
            }
            Effect::Amend { .. } => unreachable!("every check passes at this table"),
            Effect::Deliver { target, tree_hash, commits } => {
                self.commits = commits;
                let started = FileEvent::DeliveryStarted { target, tree_hash: tree_hash.clone() };
                self.record(&Role::session(), Body::File(started));
                let (files, lines) = (self.files.len() as u32, self.view.lines());
                let delivered =
                    FileEvent::Delivered { tree_hash, files, lines, head: None, note: String::new() };
                self.record(&Role::session(), Body::File(delivered));
            }
        }
    }

    fn replace(&mut self, role: &Role) {
        let member = self.team.member(role).expect("a member");
        let mut agent = (member.make)();
        agent.recall(&self.view);
        self.agents.insert(role.clone(), agent);
    }

    fn start(&mut self, task: &TaskSpec) {
        self.record(&Role::session(), Body::Task(TaskEvent::Started { task: task.clone(), attempt: 1 }));
    }

    fn take(&mut self, task: &TaskSpec, answer: Answer) {
        if let Answer::Declined { why } = answer {
            return self.end(&task.id, TaskEnd::Failed, &why);
        }
        let accepted =
            plan::accept(&self.view, task, answer, self.team.bounds.as_ref()).expect("a fitting answer");
        for body in accepted.events {
            self.record(&task.role, body);
        }
        for file in accepted.files {
            let record = FileRecord {
                path: file.path.clone(),
                hash: ContentHash::of(&file.bytes),
                bytes: file.bytes.len() as u64,
                lines: file.bytes.iter().filter(|byte| **byte == b'\n').count() as u32,
                executable: file.executable,
            };
            let bundle = record.hash.clone();
            let staged = FileEvent::Staged { file: record, task: task.id.clone(), bundle, offset: 0 };
            self.record(&task.role, Body::File(staged));
            self.files.insert(file.path, file.bytes);
        }
        self.end(&task.id, TaskEnd::Done, "");
    }

    fn end(&mut self, task: &TaskId, end: TaskEnd, why: &str) {
        let (task, why) = (task.clone(), why.to_owned());
        self.record(&Role::session(), Body::Task(TaskEvent::Ended { task, end, why }));
    }

    fn record(&mut self, agent: &Role, body: Body) {
        let fact =
            Fact { agent: agent.clone(), incarnation: 1, cause: None, correlation: String::new(), body };
        let seq = self.view.seq + 1;
        let event = Event { seq, at_ms: seq, session: SessionId::from_random([7; 16]), fact };
        self.view.apply(&event).expect("an event that follows");
        self.log.push(event);
    }
}

pub fn templates() -> Templates {
    Templates::embedded()
}
