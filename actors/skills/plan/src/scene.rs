//! A session for tests: it records what rules say, and stands in for agents that always answer well.

use protocol::check::{CheckResult, CheckSpec, CheckStatus, Tier};
use protocol::claim::{Claim, Evidence, Vote};
use protocol::command::{Command, RunOptions, Verify};
use protocol::enquiry::{Finding, Look, Query};
use protocol::event::{
    Body, Event, Fact, FileEvent, FileRecord, SessionEvent, TaskEnd, TaskEvent, TaskKind, TaskSpec,
};
use protocol::id::{ClaimKey, ContentHash, QuestionId, Role, SessionId, TaskId};
use protocol::plan::{Change, ChangeKind, Estimate, Milestone, Plan, Step};
use protocol::problem::Problem;
use protocol::repair::RepairResult;
use protocol::requirements::Requirements;
use protocol::view::View;

use crate::answer::{Answer, Bounds, Effect, FileDraft, Nonsense, TeamShape};
use crate::consensus::{self, Authority};
use crate::{accept, decide, fixture, obey};

/// Rounds of recording and deciding again that no rule set needs.
const ROUNDS_MAX: usize = 64;

pub(crate) struct Scene {
    pub view: View,
    pub team: TeamShape,
    /// Set while the repository is being put in place.
    pub delivering: Option<(String, ContentHash)>,
}

pub(crate) fn session() -> SessionId {
    SessionId::from_random([1; 16])
}

/// Allows every claim, and each pack the folder of its name.
pub(crate) struct Folders;

impl Bounds for Folders {
    fn allows(&self, key: &ClaimKey, _: &str) -> bool {
        key.as_str() != "unknown"
    }

    fn owns(&self, pack: &str, path: &str) -> bool {
        path.split('/').next() == Some(pack)
    }
}

impl Scene {
    pub fn open(approve: bool, verify: Verify) -> Self {
        Self::with_model(None, approve, verify)
    }

    /// A session about a repository that is there.
    pub fn reading() -> Self {
        let mut scene = Self::open(false, Verify::None);
        scene.view = View::default();
        let options = RunOptions::reading("/out");
        let (request, program) = ("read".to_owned(), "test".to_owned());
        scene.record(Body::Session(SessionEvent::Opened { request, options, program }));
        scene
    }

    pub fn with_model(model: Option<&str>, approve: bool, verify: Verify) -> Self {
        let team = TeamShape {
            orchestrator: "lead".into(),
            consensus: "judge".into(),
            members: vec!["a".into(), "b".into()],
            index: None,
        };
        let mut scene = Self { view: View::default(), team, delivering: None };
        let options =
            RunOptions { model: model.map(str::to_owned), ..RunOptions::offline("/out", approve, verify) };
        let (request, program) = ("notes".to_owned(), "test".to_owned());
        scene.record(Body::Session(SessionEvent::Opened { request, options, program }));
        scene
    }

    /// Records one fact; that it can follow is what every test relies on.
    pub fn record(&mut self, body: Body) {
        let fact =
            Fact { agent: Role::session(), incarnation: 1, cause: None, correlation: String::new(), body };
        let seq = self.view.seq + 1;
        let event = Event { seq, at_ms: seq, session: session(), fact };
        self.view.apply(&event).unwrap();
    }

    pub fn command(&mut self, command: &Command) -> Result<(), Problem> {
        obey(&self.view, command)?.into_iter().for_each(|body| self.record(body));
        Ok(())
    }

    /// Does what the rules say until only running tasks and a running delivery are left; those are returned.
    pub fn rest(&mut self) -> Vec<Effect> {
        for _ in 0..ROUNDS_MAX {
            let effects = decide(&self.view, &self.team);
            let new: Vec<Effect> =
                effects.iter().filter(|effect| !self.is_going_on(effect)).cloned().collect();
            if new.is_empty() {
                assert_eq!(effects, decide(&self.view, &self.team));
                return effects;
            }
            new.into_iter().for_each(|effect| self.begin(effect));
        }
        panic!("the rules do not come to rest: {:?}", decide(&self.view, &self.team));
    }

    fn is_going_on(&self, effect: &Effect) -> bool {
        match effect {
            Effect::Record(_) => false,
            Effect::Start(task) => self.view.tasks.get(&task.id).is_some_and(|known| known.end.is_none()),
            Effect::Deliver { .. } => self.delivering.is_some(),
            Effect::Amend { .. } => self.view.amending.is_some(),
        }
    }

    fn begin(&mut self, effect: Effect) {
        match effect {
            Effect::Record(body) => self.record(body),
            Effect::Start(task) => self.record(Body::Task(TaskEvent::Started { task, attempt: 1 })),
            Effect::Deliver { target, tree_hash, .. } => {
                let started =
                    FileEvent::DeliveryStarted { target: target.clone(), tree_hash: tree_hash.clone() };
                self.record(Body::File(started));
                self.delivering = Some((target, tree_hash));
            }
            Effect::Amend { tree_hash, message: _ } => {
                let before = self.view.delivery.as_ref().unwrap().tree_hash.clone();
                self.record(Body::File(FileEvent::AmendmentStarted { before, tree_hash }));
            }
        }
    }

    pub fn delivered(&mut self) {
        if let Some((_, tree_hash)) = self.delivering.take() {
            let (lines, files) = (self.view.lines(), 1);
            let note = String::new();
            self.record(Body::File(FileEvent::Delivered { tree_hash, files, lines, head: None, note }));
        }
    }

    pub fn amended(&mut self) {
        if let Some(tree_hash) = self.view.amending.clone() {
            let (head, note) = (None, String::new());
            self.record(Body::File(FileEvent::Amended { tree_hash, head, note }));
        }
    }

    /// The task's agent answers, and the answer is judged and recorded.
    pub fn answer(&mut self, task: &TaskId, answer: Answer) -> Result<(), Nonsense> {
        let spec = self.view.tasks[task].spec.clone();
        let accepted = accept(&self.view, &spec, answer, &Folders)?;
        accepted.events.into_iter().for_each(|body| self.record(body));
        for file in accepted.files {
            let hash = ContentHash::of(&file.bytes);
            let (bytes, executable) = (file.bytes.len() as u64, file.executable);
            let record = FileRecord { path: file.path, hash: hash.clone(), bytes, lines: 1, executable };
            self.record(Body::File(FileEvent::Staged {
                file: record,
                task: task.clone(),
                bundle: hash,
                offset: 0,
            }));
        }
        self.end(task, TaskEnd::Done, "");
        Ok(())
    }

    pub fn end(&mut self, task: &TaskId, end: TaskEnd, why: &str) {
        self.record(Body::Task(TaskEvent::Ended { task: task.clone(), end, why: why.to_owned() }));
    }

    /// Everybody answers well until the session ends or waits.
    pub fn play(&mut self) {
        for _ in 0..ROUNDS_MAX {
            let effects = self.rest();
            if effects.is_empty() {
                return;
            }
            for effect in effects {
                match effect {
                    Effect::Record(_) => {}
                    Effect::Start(task) => {
                        let answer = self.good_answer(&task);
                        self.answer(&task.id, answer).unwrap();
                    }
                    Effect::Deliver { .. } => self.delivered(),
                    Effect::Amend { .. } => self.amended(),
                }
            }
        }
        panic!("the session does not end");
    }

    pub fn good_answer(&self, task: &TaskSpec) -> Answer {
        let view = &self.view;
        match &task.kind {
            TaskKind::Understand => {
                let has_model = view.options.as_ref().is_some_and(|options| options.model.is_some());
                let not_understood = has_model.then(|| "with sparkles".to_owned()).into_iter().collect();
                let requirements = Box::new(Requirements { not_understood, ..fixture::notes() });
                Answer::Understood { requirements, refusal: None }
            }
            TaskKind::Revise { text } => revision(text),
            TaskKind::Refine => {
                let why = "the model had nothing to add".to_owned();
                Answer::NotRefined { why }
            }
            TaskKind::Propose => Answer::Claims(claims(&task.role)),
            TaskKind::Dispute => Answer::Conflicts(consensus::conflicts(&view.claims)),
            TaskKind::Vote => {
                let keys = view.conflicts.iter().map(|conflict| &conflict.key);
                Answer::Votes(keys.map(|key| vote(&task.role, key)).collect())
            }
            TaskKind::Rule => self.rulings(),
            TaskKind::Plan => Answer::Plan(Box::new(plan(view.round))),
            TaskKind::Render { pack } => Answer::Files(vec![file(&format!("{pack}/x"))]),
            TaskKind::Check { .. } => Answer::Check(passed()),
            TaskKind::Repair { .. } => repaired(&["api/x"]),
            TaskKind::Route { .. } => Answer::Routed { to: "a".into(), why: "it is its field".to_owned() },
            TaskKind::Consult { number } => consulted(view, *number),
            TaskKind::Look { .. } => Answer::Looked(Look { read: None, finding: finding("found") }),
        }
    }

    fn rulings(&self) -> Answer {
        let requirements = self.view.requirements.as_ref().unwrap();
        let authority = Authority::new([("first.".to_owned(), Role::from("a"))]).into();
        let (rulings, mut questions) =
            consensus::settle(requirements, &self.view.claims, &self.view.votes, &authority);
        for question in &mut questions {
            question.id = QuestionId::new(format!("{}.{}", question.key, self.view.round));
        }
        Answer::Rulings { rulings, questions }
    }
}

/// Asks one thing, and answers with what was found.
fn consulted(view: &View, number: u32) -> Answer {
    let enquiry = &view.enquiries.open[&number];
    match enquiry.findings.last() {
        None => Answer::Queries(vec![Query::Question { text: enquiry.question.clone() }]),
        Some(found) => Answer::Reply(found.clone()),
    }
}

pub(crate) fn finding(text: &str) -> Finding {
    Finding { known: true, ..Finding::unknown(text) }
}

fn revision(text: &str) -> Answer {
    if text == "nonsense" {
        return Answer::NotRevised { message: "not understood".to_owned() };
    }
    let change = Change { what: ChangeKind::Added, about: "entity Tag".to_owned(), words: text.to_owned() };
    let requirements = Box::new(fixture::notes());
    Answer::Revised { requirements, changes: vec![change], not_understood: Vec::new() }
}

/// Both agree on one key, differ on one that `a` answers for, and on one that nobody does.
fn claims(role: &Role) -> Vec<Claim> {
    let own = role.as_str();
    let all = [("agreed", "same"), ("first.key", own), ("open.key", own)];
    let claim = |(key, value): (&str, &str)| Claim {
        key: key.into(),
        value: value.to_owned(),
        by: role.clone(),
        reason: format!("{own} says so"),
        evidence: Evidence::Judgement,
    };
    all.map(claim).to_vec()
}

fn vote(role: &Role, key: &ClaimKey) -> Vote {
    let (by, value) = (role.clone(), role.to_string());
    Vote { key: key.clone(), by, value, weight: 5, reason: "its own".to_owned() }
}

pub(crate) fn file(path: &str) -> FileDraft {
    FileDraft { path: path.to_owned(), bytes: b"x\n".to_vec(), executable: false }
}

pub(crate) fn passed() -> CheckResult {
    CheckResult {
        status: CheckStatus::Verified,
        exit_code: Some(0),
        output_hash: Some(ContentHash::of(b"output")),
        tree_hash: Some(ContentHash::of(b"tree")),
        ..CheckResult::not_checked("")
    }
}

/// A repair that helped by changing these files.
pub(crate) fn repaired(paths: &[&str]) -> Answer {
    let changed = paths.iter().map(|path| (*path).to_owned()).collect();
    let result = RepairResult { changed, check: Some(passed()), ..RepairResult::useless("") };
    let draft = |path: &&str| FileDraft { bytes: b"repaired\n".to_vec(), ..file(path) };
    Answer::Repair { result, files: paths.iter().map(draft).collect() }
}

/// Three steps, the third after the others; five checks in two tiers.
pub(crate) fn plan(revision: u32) -> Plan {
    let step = |pack: &str, role: &str, after: &[&str]| Step {
        task: TaskId::new(format!("render.{pack}")),
        role: role.into(),
        title: format!("Add {pack}"),
        pack: pack.to_owned(),
        after: after.iter().map(|name| TaskId::new(format!("render.{name}"))).collect(),
        files: 1,
    };
    let steps = vec![step("api", "a", &[]), step("web", "b", &[]), step("docs", "lead", &["api", "web"])];
    let milestone = |name: &str, steps: &[Step]| Milestone {
        name: name.to_owned(),
        steps: steps.iter().map(|step| step.task.clone()).collect(),
    };
    Plan {
        revision,
        summary: "notes".to_owned(),
        milestones: vec![milestone("parts", &steps[..2]), milestone("all", &steps)],
        steps,
        checks: vec![
            check("syntax", "a", Tier::Quick, &[]),
            check("install", "a", Tier::Full, &[]),
            check("test", "a", Tier::Full, &["install"]),
            check("lint", "b", Tier::Full, &["install"]),
            check("journeys", "b", Tier::Full, &["test", "lint"]),
        ],
        estimate: Estimate { files: 3, lines: 3, build_ms: 1, checks_s: 5 },
    }
}

fn check(name: &str, role: &str, tier: Tier, after: &[&str]) -> CheckSpec {
    CheckSpec {
        name: name.to_owned(),
        role: role.into(),
        tier,
        criterion: format!("{name} works"),
        argv: vec!["true".to_owned()],
        cwd: String::new(),
        env: Vec::new(),
        needs: Vec::new(),
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        setup: false,
        repairs: Vec::new(),
        deadline_s: 10,
        estimate_s: 1,
    }
}
