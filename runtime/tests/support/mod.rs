//! A small team with a script, on a paused clock, with a target folder that only counts.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use plan::answer::{Answer, Bounds, FileDraft, TeamShape};
use protocol::check::{CheckResult, CheckSpec, CheckStatus, Need, Tier};
use protocol::claim::{Claim, Evidence, Vote};
use protocol::command::{Command, RunOptions, Verify};
use protocol::event::{Body, Event, SessionEvent, TaskKind};
use protocol::id::{ClaimKey, CommandId, ContentHash, Role, SessionId, TaskId};
use protocol::plan::{Estimate, Milestone, Plan, Step};
use protocol::repair::RepairResult;
use protocol::requirements::{Entity, EntityKind, Field, FieldKind, Product, Requirements, Visibility};
use protocol::view::View;
use runtime::agent::{Agent, Assignment, Desk};
use runtime::ports::{Chance, Clock, Model, Ports};
use runtime::restart::Policy;
use runtime::team::{Member, Needed, Team, mailbox_of};
use runtime::{Node, NodeConfig};
use tokio_util::sync::CancellationToken;
use tools::ToolError;
use tools::effect::Found;
use tools::work::{Amendment, CheckOrder, Checked, Checker, Deliverer, Mended, Order, Receipt, WorkFile};

pub const LEAD: &str = "lead";
pub const JUDGE: &str = "judge";
pub const BUILDERS: [&str; 2] = ["ann", "bob"];

/// What goes wrong at a task's first attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Panic,
    Hang,
    Nonsense,
    /// Does the task, and panics before it hands over the answer.
    PanicAfter,
}

/// Faults by task, each for so many attempts.
pub type Script = BTreeMap<&'static str, (Fault, u32)>;

/// What the team did, across incarnations.
#[derive(Default)]
pub struct Diary {
    /// Tasks that were worked on, in order.
    pub performed: Vec<String>,
    /// For each new incarnation: its role and the events it was folded from.
    pub recalled: Vec<(String, u64)>,
    pub deliveries: u32,
    /// Tasks whose check fails until it was repaired: the files that a repair gives other bytes.
    pub broken: Vec<String>,
    pub amendments: u32,
    /// Deliveries do not come to an end.
    pub stuck: bool,
    /// What a look at an interrupted delivery finds.
    pub found: Option<Found<Receipt>>,
    pub cleaned: u32,
}

pub type Shared = Arc<Mutex<Diary>>;

struct Scripted {
    role: Role,
    script: Arc<Script>,
    diary: Shared,
    /// It has recalled something.
    begun: bool,
}

#[async_trait]
impl Agent for Scripted {
    fn recall(&mut self, view: &View) {
        if !std::mem::replace(&mut self.begun, true) {
            self.diary.lock().unwrap().recalled.push((self.role.to_string(), view.seq));
        }
    }

    /// What it does depends on the task alone.
    fn digest(&self) -> ContentHash {
        ContentHash::of(b"")
    }

    async fn perform(&mut self, assignment: Assignment, desk: &Desk) -> Answer {
        let id = assignment.task.id.to_string();
        self.diary.lock().unwrap().performed.push(id.clone());
        let planned = self.script.get(id.as_str()).filter(|(_, attempts)| assignment.attempt <= *attempts);
        match planned {
            Some((Fault::Panic, _)) => panic!("{id} was told to panic"),
            Some((Fault::Hang, _)) => std::future::pending().await,
            Some((Fault::Nonsense, _)) => Answer::Files(vec![draft("../outside")]),
            Some((Fault::PanicAfter, _)) => {
                answer(&self.role, &assignment, desk).await;
                panic!("{id} was told to panic")
            }
            None => answer(&self.role, &assignment, desk).await,
        }
    }
}

async fn answer(role: &Role, assignment: &Assignment, desk: &Desk) -> Answer {
    let view = &assignment.view;
    match &assignment.task.kind {
        TaskKind::Understand => Answer::Understood { requirements: Box::new(requirements()), refusal: None },
        TaskKind::Revise { .. } => Answer::NotRevised { message: "this team reads no revisions".to_owned() },
        TaskKind::Refine => refine(view, desk).await,
        TaskKind::Propose => Answer::Claims(vec![claim(role)]),
        TaskKind::Dispute => Answer::Conflicts(plan::consensus::conflicts(&view.claims)),
        TaskKind::Vote => Answer::Votes(view.conflicts.iter().map(|it| vote(role, &it.key)).collect()),
        TaskKind::Rule => {
            let authority = plan::consensus::Policy::default();
            let (rulings, questions) =
                plan::consensus::settle(&requirements(), &view.claims, &view.votes, &authority);
            Answer::Rulings { rulings, questions }
        }
        TaskKind::Plan => Answer::Plan(Box::new(plan_of(view.round))),
        TaskKind::Render { pack } => Answer::Files(vec![draft(&format!("{pack}/file.txt"))]),
        TaskKind::Check { .. } => Answer::Check(desk.check(&check()).await),
        TaskKind::Repair { .. } => {
            let Mended { result, files } = desk.repair(&check()).await;
            let draft = |file: WorkFile| FileDraft {
                path: file.path,
                bytes: file.bytes,
                executable: file.executable,
            };
            Answer::Repair { result, files: files.into_iter().map(draft).collect() }
        }
        TaskKind::Route { .. } | TaskKind::Consult { .. } | TaskKind::Look { .. } => {
            Answer::Declined { why: "this team reads no repositories".to_owned() }
        }
    }
}

async fn refine(view: &View, desk: &Desk) -> Answer {
    let before = view.requirements.as_ref().expect("something was understood");
    let ask = plan::refine::ask(before, &view.request).expect("something is open");
    let reply = match desk.ask(ask).await {
        Ok(reply) => reply,
        Err(why) => return Answer::NotRefined { why: why.to_string() },
    };
    let (edits, unusable) = plan::refine::read(&reply.text, &reply.finish, before, &view.request);
    let refined = plan::refine::apply(before, &edits, |_| Ok(()));
    let left_out: Vec<String> = unusable.iter().chain(&refined.left_out).map(ToString::to_string).collect();
    let requirements = Box::new(refined.requirements);
    match refined.changes.is_empty() {
        true => Answer::NotRefined { why: left_out.join("; ") },
        false => Answer::Refined { requirements, changes: refined.changes, left_out },
    }
}

fn claim(role: &Role) -> Claim {
    let value = if role.as_str() == BUILDERS[0] { "8000" } else { "9000" };
    Claim {
        key: ClaimKey::new("ports.backend"),
        value: value.to_owned(),
        by: role.clone(),
        reason: "it is free".to_owned(),
        evidence: Evidence::Judgement,
    }
}

/// Ann cares more.
fn vote(role: &Role, key: &ClaimKey) -> Vote {
    let (value, weight) = if role.as_str() == BUILDERS[0] { ("8000", 9) } else { ("9000", 1) };
    Vote {
        key: key.clone(),
        by: role.clone(),
        value: value.to_owned(),
        weight,
        reason: "as claimed".to_owned(),
    }
}

pub fn requirements() -> Requirements {
    Requirements {
        product: Product {
            name: "notes".to_owned(),
            title: "Notes".to_owned(),
            summary: "Notes".to_owned(),
            words: "notes".to_owned(),
        },
        entities: vec![note()],
        roles: Vec::new(),
        permissions: Vec::new(),
        features: Vec::new(),
        stack: Vec::new(),
        constraints: Vec::new(),
        decisions: Vec::new(),
        assumptions: Vec::new(),
        not_understood: vec!["in colours".to_owned()],
        unsupported: Vec::new(),
    }
}

fn note() -> Entity {
    let title = Field {
        name: "title".to_owned(),
        kind: FieldKind::String,
        constraints: Vec::new(),
        values: Vec::new(),
        words: "title".to_owned(),
    };
    Entity {
        name: "Note".to_owned(),
        kind: EntityKind::Record,
        fields: vec![title],
        relations: Vec::new(),
        visibility: Visibility::Public,
        workflow: None,
        constraints: Vec::new(),
        words: "notes".to_owned(),
    }
}

fn plan_of(revision: u32) -> Plan {
    let step = |role: &str, after: &[&str]| Step {
        task: TaskId::new(format!("render.{role}")),
        role: Role::new(role),
        title: format!("Add the part of {role}"),
        pack: role.to_owned(),
        after: after.iter().map(|task| TaskId::new(*task)).collect(),
        files: 1,
    };
    let steps = vec![step(BUILDERS[0], &[]), step(BUILDERS[1], &[])];
    let all = steps.iter().map(|step| step.task.clone()).collect();
    Plan {
        revision,
        summary: "two files".to_owned(),
        steps,
        milestones: vec![Milestone { name: "all".to_owned(), steps: all }],
        checks: vec![check()],
        estimate: Estimate { files: 2, lines: 2, build_ms: 1, checks_s: 1 },
    }
}

fn check() -> CheckSpec {
    CheckSpec {
        name: "all.exists".to_owned(),
        role: Role::new(BUILDERS[0]),
        tier: Tier::Quick,
        criterion: "the files are there".to_owned(),
        argv: vec!["true".to_owned()],
        cwd: ".".to_owned(),
        env: Vec::new(),
        needs: vec![Need::Git],
        after: Vec::new(),
        setup: false,
        repairs: vec![vec!["fix".to_owned()]],
        deadline_s: 10,
        estimate_s: 1,
    }
}

fn draft(path: &str) -> FileDraft {
    FileDraft { path: path.to_owned(), bytes: format!("{path}\n").into_bytes(), executable: false }
}

struct Anything;

impl Bounds for Anything {
    fn allows(&self, _: &ClaimKey, _: &str) -> bool {
        true
    }

    fn owns(&self, pack: &str, path: &str) -> bool {
        path.starts_with(pack)
    }
}

fn passed() -> CheckResult {
    CheckResult {
        status: CheckStatus::Verified,
        reason: String::new(),
        exit_code: Some(0),
        output_hash: Some(ContentHash::of(b"")),
        tree_hash: Some(ContentHash::of(b"tree")),
        output_tail: String::new(),
        output: None,
        duration_ms: 1,
        used: None,
    }
}

/// Counts deliveries; remembers nothing else.
struct CountingDeliverer(Shared);

#[async_trait]
impl Deliverer for CountingDeliverer {
    async fn deliver(&self, _: Order, _: CancellationToken) -> Result<Receipt, ToolError> {
        if self.0.lock().unwrap().stuck {
            std::future::pending::<()>().await;
        }
        self.0.lock().unwrap().deliveries += 1;
        Ok(Receipt { head: None, note: String::new() })
    }

    async fn delivered(&self, _: &Path, _: &str) -> Result<Found<Receipt>, ToolError> {
        Ok(self.0.lock().unwrap().found.clone().unwrap_or(Found::NotDone))
    }

    async fn amend(&self, amendment: Amendment, _: CancellationToken) -> Result<Receipt, ToolError> {
        let mut diary = self.0.lock().unwrap();
        diary.amendments += 1;
        diary.broken.retain(|path| !amendment.files.iter().any(|it| it.file.path == *path));
        Ok(Receipt { head: None, note: String::new() })
    }

    async fn amended(&self, _: &Amendment) -> Result<Found<Receipt>, ToolError> {
        Ok(Found::NotDone)
    }
}

/// Checks pass where nothing is broken; cleaning up takes a while.
struct PassingChecker(Shared);

#[async_trait]
impl Checker for PassingChecker {
    async fn run(&self, _: CheckOrder, _: CancellationToken) -> Checked {
        let result = match self.0.lock().unwrap().broken.is_empty() {
            true => passed(),
            false => CheckResult {
                status: CheckStatus::Failed,
                reason: "it ended with exit code 1".to_owned(),
                exit_code: Some(1),
                ..passed()
            },
        };
        Checked { result, output: "1 passed\n".to_owned(), written_bytes: 9 }
    }

    async fn repair(&self, order: CheckOrder, _: CancellationToken) -> Mended {
        let broken = self.0.lock().unwrap().broken.clone();
        let files = order.ground.files.iter().filter(|file| broken.contains(&file.path));
        let files: Vec<WorkFile> =
            files.map(|file| WorkFile { bytes: b"repaired\n".to_vec(), ..file.clone() }).collect();
        let result = RepairResult {
            commands: order.spec.repairs.clone(),
            changed: files.iter().map(|file| file.path.clone()).collect(),
            check: Some(passed()),
            ..RepairResult::useless("")
        };
        Mended { result, files }
    }

    async fn clean(&self, _: &str) {
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        self.0.lock().unwrap().cleaned += 1;
    }
}

/// Follows tokio's clock, so that paused time is the only time there is.
struct TokioClock(tokio::time::Instant);

impl Clock for TokioClock {
    fn now_ms(&self) -> u64 {
        1_700_000_000_000 + self.0.elapsed().as_millis() as u64
    }
}

struct CountingChance(std::sync::atomic::AtomicU8);

impl Chance for CountingChance {
    fn bytes(&self) -> [u8; 16] {
        [self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed); 16]
    }
}

pub fn team(script: Script, diary: &Shared) -> Team {
    let script = Arc::new(script);
    let member = |role: &str| {
        let (role, script, diary) = (Role::new(role), Arc::clone(&script), Arc::clone(diary));
        let make_role = role.clone();
        Member {
            role,
            make: Arc::new(move || {
                let (script, diary) = (Arc::clone(&script), Arc::clone(&diary));
                Box::new(Scripted { role: make_role.clone(), script, diary, begun: false })
            }),
            needed: Needed::Always,
            restart: Policy { restarts_max: 4, ..Policy::default() },
            mailbox: mailbox_of(4),
        }
    };
    Team {
        shape: TeamShape {
            orchestrator: Role::new(LEAD),
            consensus: Role::new(JUDGE),
            members: BUILDERS.map(Role::new).into(),
            index: None,
        },
        members: [LEAD, JUDGE, BUILDERS[0], BUILDERS[1]].map(member).into(),
        bounds: Arc::new(Anything),
    }
}

pub fn ports(diary: &Shared) -> Ports {
    Ports {
        clock: Arc::new(TokioClock(tokio::time::Instant::now())),
        chance: Arc::new(CountingChance(std::sync::atomic::AtomicU8::new(1))),
        deliverer: Arc::new(CountingDeliverer(Arc::clone(diary))),
        checker: Arc::new(PassingChecker(Arc::clone(diary))),
        reader: None,
        model: None,
    }
}

pub async fn node(home: &Path, script: Script, diary: &Shared) -> Arc<Node> {
    node_with(home, script, diary, None).await
}

pub async fn node_with(home: &Path, script: Script, diary: &Shared, model: Option<Model>) -> Arc<Node> {
    let (team, ports) = (team(script, diary), Ports { model, ..ports(diary) });
    Node::open(NodeConfig { home: home.to_owned(), team, ports }).await.unwrap()
}

pub fn submit(approve: bool) -> Command {
    let options = RunOptions::offline("/nowhere/notes", approve, Verify::Full);
    Command::Submit { request: "notes".to_owned(), options }
}

/// Events until one that `last` accepts is among them.
pub async fn events_until(node: &Node, session: &SessionId, last: impl Fn(&Body) -> bool) -> Vec<Event> {
    gathered(node, session, |events| events.last().is_some_and(|event| last(&event.fact.body))).await
}

/// Events until there are enough of them.
pub async fn gathered(node: &Node, session: &SessionId, enough: impl Fn(&[Event]) -> bool) -> Vec<Event> {
    let mut follower = node.follow(session).await.unwrap();
    let mut events: Vec<Event> = Vec::new();
    while !enough(&events) {
        let posted = follower.next().await.unwrap().expect("the session goes on until then");
        events.push(posted.event.clone());
    }
    events
}

/// All events of a session that comes to an end by itself.
pub async fn run_to_end(node: &Node) -> Vec<Event> {
    let session = node.command(CommandId::new("c1"), submit(true)).await.unwrap();
    events_until(node, &session, is_finished).await
}

pub fn is_finished(body: &Body) -> bool {
    matches!(body, Body::Session(SessionEvent::Finished { .. }))
}
