//! The team as data, read and checked, and made into what the kernel runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use forge::{Templates, choices};
use plan::answer::TeamShape;
use plan::consensus::{Authority, Change, Policy};
use protocol::id::Role;
use runtime::agent::Agent;
use runtime::restart;
use runtime::team::{MakeAgent, Member, Needed, Team, mailbox_of};
use serde::Deserialize;

use crate::bounds::Packs;
use crate::enquiry::Fields;
use crate::knowledge::{Knowledge, Merits};
use crate::roles::{Consensus, Index, Orchestrator, SPECIALTIES};
use crate::worker::Specialist;

const TEAM: &str = include_str!("../packs/team.toml");
const MERITS: &str = include_str!("../packs/merits.toml");

/// Why there is no team.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    #[error("{file} cannot be read: {why}; correct it")]
    Unreadable { file: String, why: String },
    #[error("there is no agent for the role {role}; take it out of team.toml")]
    UnknownRole { role: String },
    #[error("there is no {role} in the team; there are {known}")]
    NotInTeam { role: String, known: String },
    #[error("{file} speaks of {key} = {value}, which nothing can build; see the list of choices")]
    UnknownChoice { file: String, key: String, value: String },
    #[error("the step for the pack {pack} in team.toml {why}")]
    BadStep { pack: String, why: String },
}

/// Who is in the team and what each knows.
#[derive(Clone, Debug)]
pub struct Roster {
    data: TeamData,
    knowledge: BTreeMap<Role, Arc<Knowledge>>,
    merits: Arc<Merits>,
    factors: BTreeMap<Role, u32>,
    fields: Arc<Fields>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TeamData {
    mailbox: usize,
    orchestrator: String,
    consensus: String,
    index: String,
    restart: RestartData,
    #[serde(rename = "member")]
    members: Vec<MemberData>,
    authority: BTreeMap<String, String>,
    #[serde(rename = "step")]
    steps: Vec<StepData>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RestartData {
    restarts_max: usize,
    window_ms: u64,
    backoff_first_ms: u64,
    backoff_max_ms: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberData {
    role: String,
    title: String,
}

/// One pack's place in the plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepData {
    pub pack: String,
    pub title: String,
    pub after: Vec<String>,
    pub milestone: String,
}

impl Roster {
    /// The team that is built in.
    pub fn embedded() -> Result<Self, TeamError> {
        let data: TeamData = read("team.toml", TEAM)?;
        let merits: Merits = read("merits.toml", MERITS)?;
        let mut knowledge = BTreeMap::new();
        for member in &data.members {
            let specialty = SPECIALTIES.iter().find(|it| it.role == member.role);
            let specialty = specialty.ok_or_else(|| TeamError::UnknownRole { role: member.role.clone() })?;
            let known = read_knowledge(specialty.role, specialty.knowledge)?;
            knowledge.insert(Role::new(member.role.as_str()), Arc::new(known));
        }
        check_steps(&data.steps)?;
        let fields = Fields::embedded()
            .map_err(|e| TeamError::Unreadable { file: "fields.toml".to_owned(), why: e.to_string() })?;
        let (merits, fields) = (Arc::new(merits), Arc::new(fields));
        Ok(Self { data, knowledge, merits, factors: BTreeMap::new(), fields })
    }

    /// The same team without one of its specialists.
    pub fn without(mut self, role: &Role) -> Self {
        self.data.members.retain(|member| member.role != role.as_str());
        self.knowledge.remove(role);
        self
    }

    /// The same team with one thing otherwise.
    pub fn with(mut self, change: &Change) -> Result<Self, TeamError> {
        if let Some(role) = change.role().filter(|role| !self.knowledge.contains_key(role)) {
            let known: Vec<&str> = self.knowledge.keys().map(Role::as_str).collect();
            return Err(TeamError::NotInTeam { role: role.to_string(), known: known.join(", ") });
        }
        match change {
            Change::Majority => self.data.authority.clear(),
            Change::NoAuthority(role) => self.data.authority.retain(|_, holder| holder != role.as_str()),
            Change::Authority { prefix, role } => {
                self.data.authority.insert(prefix.clone(), role.to_string());
            }
            Change::Weight { role, factor } => drop(self.factors.insert(role.clone(), *factor)),
            Change::Without(role) => return Ok(self.without(role)),
        }
        Ok(self)
    }

    /// Roles with the titles that people read, in order of role.
    pub fn titles(&self) -> Vec<(Role, String)> {
        let titled = |member: &MemberData| (Role::new(member.role.as_str()), member.title.clone());
        self.data.members.iter().map(titled).collect()
    }

    pub fn team(&self, templates: Templates) -> Team {
        let templates = Arc::new(templates);
        let shape = self.shape();
        let mut members = vec![
            self.member(&shape.orchestrator, self.orchestrator(&shape, &templates)),
            self.member(&shape.consensus, self.consensus()),
        ];
        for (role, knowledge) in &self.knowledge {
            members.push(self.member(role, self.specialist(role, knowledge, &templates)));
        }
        let index = Role::new(self.data.index.as_str());
        let make: MakeAgent = Arc::new(|| Box::new(Index::default()));
        members.push(Member { needed: Needed::ToRead, ..self.member(&index, make) });
        Team { shape, members, bounds: Arc::new(Packs { policy: self.policy() }) }
    }

    fn shape(&self) -> TeamShape {
        TeamShape {
            orchestrator: Role::new(self.data.orchestrator.as_str()),
            consensus: Role::new(self.data.consensus.as_str()),
            members: self.knowledge.keys().cloned().collect(),
            index: Some(Role::new(self.data.index.as_str())),
        }
    }

    fn member(&self, role: &Role, make: MakeAgent) -> Member {
        let RestartData { restarts_max, window_ms, backoff_first_ms, backoff_max_ms } = self.data.restart;
        let restart = restart::Policy { restarts_max, window_ms, backoff_first_ms, backoff_max_ms };
        Member {
            role: role.clone(),
            make,
            needed: Needed::Always,
            restart,
            mailbox: mailbox_of(self.data.mailbox),
        }
    }

    fn orchestrator(&self, shape: &TeamShape, templates: &Arc<Templates>) -> MakeAgent {
        let (shape, templates, fields) = (shape.clone(), Arc::clone(templates), Arc::clone(&self.fields));
        let steps: Arc<[StepData]> = self.data.steps.clone().into();
        Arc::new(move || {
            let (steps, templates) = (Arc::clone(&steps), Arc::clone(&templates));
            let agent = Orchestrator::new(shape.clone(), steps, templates, Arc::clone(&fields));
            Box::new(agent) as Box<dyn Agent>
        })
    }

    fn consensus(&self) -> MakeAgent {
        let policy = self.policy();
        Arc::new(move || Box::new(Consensus::new(policy.clone())) as Box<dyn Agent>)
    }

    fn policy(&self) -> Policy {
        let entries =
            self.data.authority.iter().map(|(prefix, role)| (prefix.clone(), Role::new(role.as_str())));
        Policy { authority: Authority::new(entries), factors: self.factors.clone() }
    }

    fn specialist(&self, role: &Role, knowledge: &Arc<Knowledge>, templates: &Arc<Templates>) -> MakeAgent {
        let (role, knowledge, merits) = (role.clone(), Arc::clone(knowledge), Arc::clone(&self.merits));
        let (templates, field) = (Arc::clone(templates), self.fields.of(&role));
        Arc::new(move || {
            let (knowledge, merits) = (Arc::clone(&knowledge), Arc::clone(&merits));
            let (templates, field) = (Arc::clone(&templates), field.clone());
            Box::new(Specialist::new(role.clone(), knowledge, merits, templates, field)) as Box<dyn Agent>
        })
    }
}

fn read<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, TeamError> {
    toml::from_str(text).map_err(|e| TeamError::Unreadable { file: file.to_owned(), why: e.to_string() })
}

/// Positions are on choices that can be built, or they would be nonsense at run time.
fn read_knowledge(role: &str, text: &str) -> Result<Knowledge, TeamError> {
    let file = format!("{role}.toml");
    let knowledge: Knowledge = read(&file, text)?;
    let unknown = knowledge.positions.iter().find(|it| !choices::allowed(&it.key, &it.value));
    match unknown {
        Some(it) => Err(TeamError::UnknownChoice { file, key: it.key.clone(), value: it.value.clone() }),
        None => Ok(knowledge),
    }
}

/// One step a pack, each after those it needs.
fn check_steps(steps: &[StepData]) -> Result<(), TeamError> {
    let bad = |pack: &str, why: &str| TeamError::BadStep { pack: pack.to_owned(), why: why.to_owned() };
    for (place, step) in steps.iter().enumerate() {
        let is_before = |name: &String| steps[..place].iter().any(|it| it.pack == *name);
        if !forge::packs().iter().any(|pack| pack.name == step.pack) {
            return Err(bad(&step.pack, "names no pack; take it out"));
        }
        if is_before(&step.pack) {
            return Err(bad(&step.pack, "is there twice; take one out"));
        }
        if !step.after.iter().all(is_before) {
            return Err(bad(&step.pack, "comes before one that it needs; move it down"));
        }
    }
    match forge::packs().iter().find(|pack| !steps.iter().any(|step| step.pack == pack.name)) {
        Some(pack) => Err(bad(pack.name, "is missing; add it")),
        None => Ok(()),
    }
}
