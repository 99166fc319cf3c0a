//! A small session at several moments, folded from real events.

use protocol::check::{CheckResult, CheckSpec, CheckStatus, Tier};
use protocol::claim::{Basis, Claim, Conflict, ConflictOption, Evidence, Ruling, Vote};
use protocol::command::{RunOptions, Verify};
use protocol::event::{
    Body, CheckEvent, ClaimEvent, Event, Fact, FileEvent, FileRecord, Outcome, PlanEvent, SessionEvent,
    TaskEnd, TaskEvent, TaskKind, TaskSpec,
};
use protocol::id::{ContentHash, Role, SessionId};
use protocol::plan::{Estimate, Milestone, Plan, Step};
use protocol::repair::RepairResult;
use protocol::requirements::{
    Action, Assumption, Entity, EntityKind, Feature, FeatureName, Field, FieldConstraint, FieldKind,
    Permission, Product, Relation, RelationKind, Requirements, Scope, StackChoice, Visibility,
};
use protocol::view::View;

pub const SESSION: &str = "abcdefghijklmnopqrstuvwxyz";
const START_MS: u64 = 1_700_000_000_000;

/// Numbers and times the events, one every 100 ms.
pub fn events(bodies: Vec<Body>) -> Vec<Event> {
    let numbered = bodies.into_iter().zip(1..);
    numbered
        .map(|(body, seq)| Event {
            seq,
            at_ms: START_MS + seq * 100,
            session: SessionId::new(SESSION),
            fact: Fact {
                agent: Role::session(),
                incarnation: 1,
                cause: None,
                correlation: String::new(),
                body,
            },
        })
        .collect()
}

pub fn fold(bodies: Vec<Body>) -> View {
    View::fold(&events(bodies)).unwrap()
}

/// Waits for approval.
pub fn planned() -> View {
    fold(to_plan())
}

/// The install is running.
pub fn checking() -> View {
    let mut bodies = to_delivery();
    bodies.push(started("check.install", TaskKind::Check { name: "backend.install".into() }));
    fold(bodies)
}

/// Ended after its two checks came out so; the install before them is verified unless neither ran.
pub fn finished(statuses: &[CheckStatus]) -> View {
    fold(to_end(statuses))
}

pub fn to_end(statuses: &[CheckStatus]) -> Vec<Body> {
    let mut bodies = to_delivery();
    bodies.push(checked("backend.install", CheckStatus::Verified));
    let named = ["backend.pytest", "backend.lint"].iter().zip(statuses);
    bodies.extend(named.map(|(name, status)| checked(name, *status)));
    let outcome = if statuses.contains(&CheckStatus::Failed) { Outcome::Failed } else { Outcome::Done };
    let reason = if outcome == Outcome::Failed { "backend.pytest failed" } else { "" };
    bodies.push(Body::Session(SessionEvent::Finished { outcome, reason: reason.into() }));
    bodies
}

/// A check failed, was repaired, and was verified after that.
pub fn repaired() -> View {
    let mut bodies = to_delivery();
    bodies.push(checked("backend.lint", CheckStatus::Failed));
    let passed = match checked("backend.lint", CheckStatus::Verified) {
        Body::Check(CheckEvent::Ended { result, .. }) => *result,
        other => panic!("{other:?}"),
    };
    let result = RepairResult {
        commands: vec![["ruff", "format", "."].map(str::to_owned).to_vec()],
        changed: vec!["backend/models.py".into()],
        output_tail: "1 file reformatted".into(),
        check: Some(passed),
        ..RepairResult::useless("")
    };
    bodies
        .push(Body::Check(CheckEvent::RepairEnded { name: "backend.lint".into(), result: Box::new(result) }));
    bodies.push(Body::File(FileEvent::Amended {
        tree_hash: ContentHash::of(b"repaired"),
        head: Some("fedcba9876543210".into()),
        note: String::new(),
    }));
    bodies.extend(
        ["backend.install", "backend.pytest", "backend.lint"]
            .map(|name| checked(name, CheckStatus::Verified)),
    );
    bodies.push(Body::Session(SessionEvent::Finished { outcome: Outcome::Done, reason: String::new() }));
    fold(bodies)
}

/// Asked for what nothing builds.
pub fn refused() -> View {
    let mut requirements = requirements();
    requirements.unsupported = vec!["fortran".into()];
    let refusal = Some("no pack builds fortran".to_owned());
    fold(vec![
        opened(),
        Body::Plan(PlanEvent::Understood { requirements: Box::new(requirements), refusal }),
        Body::Session(SessionEvent::Finished {
            outcome: Outcome::Refused,
            reason: "no pack builds fortran".into(),
        }),
    ])
}

fn to_plan() -> Vec<Body> {
    vec![
        opened(),
        Body::Plan(PlanEvent::Understood { requirements: Box::new(requirements()), refusal: None }),
        Body::Claim(ClaimEvent::Disputed { conflict: conflict() }),
        Body::Claim(ClaimEvent::Ruled { ruling: ruling() }),
        Body::Claim(ClaimEvent::Ruled { ruling: agreed() }),
        Body::Plan(PlanEvent::Drafted { plan: Box::new(plan()) }),
    ]
}

fn to_delivery() -> Vec<Body> {
    let tree_hash = ContentHash::of(b"tree");
    let mut bodies = to_plan();
    bodies.push(Body::Plan(PlanEvent::Approved { revision: 1, by: Role::person() }));
    for (id, pack, path) in
        [("render.database", "database", "backend/models.py"), ("render.backend", "backend", "README.md")]
    {
        bodies.push(started(id, TaskKind::Render { pack: pack.into() }));
        bodies.push(Body::File(staged(id, path)));
        bodies.push(Body::Task(TaskEvent::Ended { task: id.into(), end: TaskEnd::Done, why: String::new() }));
    }
    bodies.push(Body::File(FileEvent::DeliveryStarted {
        target: "/nowhere/blog".into(),
        tree_hash: tree_hash.clone(),
    }));
    let head = Some("0123456789abcdef".into());
    bodies.push(Body::File(FileEvent::Delivered {
        tree_hash,
        files: 2,
        lines: 24,
        head,
        note: String::new(),
    }));
    bodies
}

fn opened() -> Body {
    Body::Session(SessionEvent::Opened {
        request: "A blog where authors write posts, with holograms".into(),
        options: RunOptions::offline("/nowhere/blog", false, Verify::Full),
        program: "samriddh 0.1.0".into(),
    })
}

fn started(id: &str, kind: TaskKind) -> Body {
    let task = TaskSpec { id: id.into(), kind, role: "backend".into(), deadline_ms: 60_000 };
    Body::Task(TaskEvent::Started { task, attempt: 1 })
}

fn staged(task: &str, path: &str) -> FileEvent {
    let hash = ContentHash::of(path.as_bytes());
    let file = FileRecord { path: path.into(), hash, bytes: 400, lines: 12, executable: false };
    FileEvent::Staged { file, task: task.into(), bundle: ContentHash::of(b"bundle"), offset: 0 }
}

fn checked(name: &str, status: CheckStatus) -> Body {
    let hash = Some(ContentHash::of(name.as_bytes()));
    let result = match status {
        CheckStatus::NotChecked => CheckResult::not_checked("npm is missing; install Node 20 or newer"),
        CheckStatus::Verified => CheckResult {
            status,
            reason: String::new(),
            exit_code: Some(0),
            output_hash: hash.clone(),
            tree_hash: hash,
            output_tail: String::new(),
            output: None,
            duration_ms: 1_500,
            used: None,
        },
        CheckStatus::Failed => CheckResult {
            status,
            reason: "exit code 1".into(),
            exit_code: Some(1),
            output_hash: hash.clone(),
            tree_hash: hash,
            output_tail: "collected 2 items\nE  assert 1 == 2\n\n1 failed\n".into(),
            output: None,
            duration_ms: 2_500,
            used: None,
        },
    };
    Body::Check(CheckEvent::Ended { name: name.into(), result: Box::new(result) })
}

fn claim(value: &str, by: &str, reason: &str) -> Claim {
    Claim {
        key: "id.type".into(),
        value: value.into(),
        by: by.into(),
        reason: reason.into(),
        evidence: Evidence::Judgement,
    }
}

fn conflict() -> Conflict {
    let option = |value: &str, by, reason| ConflictOption {
        value: value.into(),
        claims: vec![claim(value, by, reason)],
    };
    Conflict {
        key: "id.type".into(),
        options: vec![
            option("integer", "database", "small keys keep the indexes small"),
            option("uuid", "security", "public posts must not be counted"),
        ],
    }
}

fn ruling() -> Ruling {
    let vote = |by: &str, value: &str, weight| Vote {
        key: "id.type".into(),
        by: by.into(),
        value: value.into(),
        weight,
        reason: String::new(),
    };
    Ruling {
        key: "id.type".into(),
        value: "uuid".into(),
        basis: Basis::Vote { for_winner: 14, for_next: 6 },
        reason: "the weightier votes".into(),
        options: vec!["integer".into(), "uuid".into()],
        votes: vec![vote("database", "integer", 6), vote("security", "uuid", 9), vote("backend", "uuid", 5)],
    }
}

fn agreed() -> Ruling {
    Ruling {
        key: "ports.backend".into(),
        value: "8000".into(),
        basis: Basis::Undisputed,
        reason: "nobody claimed another".into(),
        options: vec!["8000".into()],
        votes: Vec::new(),
    }
}

fn field(name: &str, kind: FieldKind, constraints: Vec<FieldConstraint>) -> Field {
    Field { name: name.into(), kind, constraints, values: Vec::new(), words: name.into() }
}

fn requirements() -> Requirements {
    let words = || "posts".to_owned();
    Requirements {
        product: Product {
            name: "blog".into(),
            title: "Blog".into(),
            summary: "A blog where authors write posts.".into(),
            words: "A blog".into(),
        },
        entities: vec![Entity {
            name: "Post".into(),
            kind: EntityKind::Record,
            fields: vec![
                field("title", FieldKind::String, vec![FieldConstraint::MaxLength(200)]),
                field("published_at", FieldKind::DateTime, vec![FieldConstraint::Optional]),
            ],
            relations: vec![Relation {
                name: "author".into(),
                kind: RelationKind::OwnedBy,
                to: "User".into(),
                required: true,
                words: words(),
            }],
            visibility: Visibility::Public,
            workflow: None,
            constraints: Vec::new(),
            words: words(),
        }],
        roles: vec![protocol::requirements::Role {
            name: "author".into(),
            default: true,
            words: "authors".into(),
        }],
        permissions: vec![Permission {
            role: "author".into(),
            action: Action::Update,
            entity: "Post".into(),
            scope: Scope::Own,
            words: words(),
        }],
        features: vec![Feature { name: FeatureName::Authentication, words: String::new() }],
        stack: vec![StackChoice { name: "fastapi".into(), words: String::new() }],
        constraints: Vec::new(),
        decisions: Vec::new(),
        assumptions: vec![Assumption {
            about: "stack.backend".into(),
            text: "FastAPI, as none was named".into(),
        }],
        not_understood: vec!["with holograms".into()],
        unsupported: Vec::new(),
    }
}

fn check(name: &str, argv: &[&str], after: &[&str], estimate_s: u64) -> CheckSpec {
    CheckSpec {
        name: name.into(),
        role: "tester".into(),
        tier: Tier::Full,
        criterion: format!("{} is fine", name.trim_start_matches("backend.")),
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        cwd: "backend".into(),
        env: Vec::new(),
        needs: Vec::new(),
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        setup: after.is_empty(),
        repairs: Vec::new(),
        deadline_s: 60,
        estimate_s,
    }
}

fn plan() -> Plan {
    let step = |id: &str, title: &str, after: &[&str]| Step {
        task: id.into(),
        role: id.trim_start_matches("render.").into(),
        title: title.into(),
        pack: id.trim_start_matches("render.").into(),
        after: after.iter().map(|id| (*id).into()).collect(),
        files: 1,
    };
    Plan {
        revision: 1,
        summary: "A small blog".into(),
        steps: vec![
            step("render.database", "Data model", &[]),
            step("render.backend", "API", &["render.database"]),
        ],
        milestones: vec![Milestone { name: "API".into(), steps: vec!["render.backend".into()] }],
        checks: vec![
            check("backend.install", &["pip", "install", "."], &[], 20),
            check("backend.pytest", &[".venv/bin/pytest", "-k", "not slow"], &["backend.install"], 10),
            check("backend.lint", &["ruff", "check"], &["backend.install"], 4),
        ],
        estimate: Estimate { files: 2, lines: 24, build_ms: 300, checks_s: 34 },
    }
}
