//! The requirements while they are being made: like the finished ones, with runs of tokens in place of words.

use std::collections::{BTreeMap, BTreeSet};

use protocol::requirements::{
    Action, Assumption, Decision, Feature, FeatureName, Field, Permission, ProductConstraint,
    RecordConstraint, RelationKind, Role, Scope, StackChoice, Visibility, Words, Workflow,
};

use super::limits::Limit;
use super::reach;
use crate::domains::{self, Domain};
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::steps::{self, Step};
use crate::understand::lexicon::verbs::Act;
use crate::understand::morph;
use crate::understand::token::{Source, Span};

/// A record while it is being made.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub words: Words,
    pub fields: Vec<Field>,
    /// Whether the request itself lists fields.
    pub listed: bool,
    pub relations: Vec<Link>,
    pub visibility: Option<Visibility>,
    pub states: Option<Course>,
    pub steps: Vec<StepBy>,
    pub workflow: Option<Workflow>,
    pub constraints: Vec<RecordConstraint>,
    /// The record that a verb left behind, and the one it is about.
    pub made_from: Option<String>,
    /// Roles that make such records, in the request's words.
    pub creators: BTreeSet<String>,
}

impl Draft {
    /// The record that it is written under.
    pub fn parent(&self) -> Option<&str> {
        reach::parent(&self.name, self.relations.iter().map(|it| (it.kind, it.required, it.to.as_str())))
    }
}

/// States in the order in which they were named, and which follows which; each the one before it where that is empty.
#[derive(Clone, Debug)]
pub struct Course {
    pub states: Vec<String>,
    pub moves: Vec<(String, String)>,
    pub words: Words,
}

impl Course {
    /// With steps that another statement tells; one that names none says nothing new.
    pub fn extend(&mut self, states: &[String], moves: &[(String, String)]) {
        if moves.is_empty() {
            return;
        }
        if self.moves.is_empty() {
            self.moves = self.states.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        }
        for state in states.iter().filter(|state| !self.states.contains(state)).collect::<Vec<_>>() {
            self.states.push(state.clone());
        }
        for step in moves.iter().filter(|step| !self.moves.contains(step)).collect::<Vec<_>>() {
            self.moves.push(step.clone());
        }
    }
}

#[derive(Clone, Debug)]
pub struct Link {
    pub name: String,
    pub kind: RelationKind,
    pub to: String,
    pub required: bool,
    pub words: Words,
}

/// A step of a workflow and who takes it.
#[derive(Clone, Debug)]
pub struct StepBy {
    pub step: Step,
    pub roles: Vec<String>,
    /// Said of what is theirs alone.
    pub own: bool,
    pub words: Words,
}

#[derive(Clone, Debug)]
pub struct Right {
    pub role: String,
    pub entity: String,
    pub action: Action,
    pub scope: Option<Scope>,
    pub words: Words,
}

/// Who a noun is, if people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Role(String),
    /// The records of such people, who do not sign in.
    Record,
    Nobody,
}

/// What is said of a record for a time, or of some of them, and is no part of what such records are called.
const PASSING: &[&str] = &[
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "annual",
    "upcoming",
    "past",
    "current",
    "future",
    "used",
    "available",
    "favourite",
    "favorite",
    "latest",
    "recent",
    "today",
    "open",
    "highest",
    "lowest",
    "vacant",
    "free",
];

pub struct Builder<'a> {
    pub source: &'a Source<'a>,
    pub facts: &'a [Fact],
    pub used: Vec<Span>,
    pub product_words: Vec<String>,
    pub product_noun: Option<Noun>,
    /// Where the product's own name stands.
    pub called: Option<Span>,
    pub domain: Option<&'static Domain>,
    pub personal: bool,
    /// Whether whoever asks keeps it all themselves: `I run a bakery`, `Manage hotel rooms`.
    pub run_by_them: bool,
    /// The record that the product's own name says it keeps, beside those that are named.
    pub of_product: Option<String>,
    /// Whether the request names no record, so that what is kept is what such a product usually keeps.
    pub usual: bool,
    pub records: Vec<Draft>,
    pub account_fields: Vec<Field>,
    pub account_words: Words,
    /// Role name to the words that named it first.
    pub roles: Vec<Role>,
    pub people_records: BTreeSet<String>,
    /// Other names of records: requests for leave are the leave.
    pub aliases: BTreeMap<String, String>,
    pub rights: Vec<Right>,
    pub exclusive: BTreeMap<(String, Act), BTreeSet<String>>,
    pub denied: BTreeSet<(String, Act, String)>,
    /// Restrictions that the finished rights must keep to.
    pub limits: Vec<Limit>,
    /// Records that the request itself keeps from some readers.
    pub hidden: BTreeSet<String>,
    pub unmet: Vec<Words>,
    /// Names of what to build with that nobody here knows.
    pub unknown_tools: Vec<String>,
    pub features: Vec<Feature>,
    pub no_features: Vec<(FeatureName, Words)>,
    /// Where something is said of everybody.
    pub everyones: Vec<Span>,
    pub decisions: Vec<Decision>,
    pub stack: Vec<StackChoice>,
    pub constraints: Vec<ProductConstraint>,
    pub assumptions: Vec<Assumption>,
    pub unsupported: Vec<String>,
    /// Those of them without which nothing is built at all.
    pub refused: Vec<String>,
    pub contradictions: Vec<(String, Vec<String>)>,
    pub permissions: Vec<Permission>,
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a Source<'a>, facts: &'a [Fact]) -> Builder<'a> {
        Builder {
            source,
            facts,
            used: Vec::new(),
            product_words: Vec::new(),
            product_noun: None,
            called: None,
            domain: None,
            personal: false,
            run_by_them: false,
            of_product: None,
            usual: false,
            records: Vec::new(),
            account_fields: Vec::new(),
            account_words: String::new(),
            roles: Vec::new(),
            people_records: BTreeSet::new(),
            aliases: BTreeMap::new(),
            rights: Vec::new(),
            exclusive: BTreeMap::new(),
            denied: BTreeSet::new(),
            limits: Vec::new(),
            hidden: BTreeSet::new(),
            unmet: Vec::new(),
            unknown_tools: Vec::new(),
            features: Vec::new(),
            no_features: Vec::new(),
            everyones: Vec::new(),
            decisions: Vec::new(),
            stack: Vec::new(),
            constraints: Vec::new(),
            assumptions: Vec::new(),
            unsupported: Vec::new(),
            refused: Vec::new(),
            contradictions: Vec::new(),
            permissions: Vec::new(),
        }
    }

    /// The person's words of a run, which from now on counts as understood.
    pub fn take(&mut self, span: Span) -> Words {
        self.used.push(span);
        self.source.slice(span).to_owned()
    }

    pub fn assume(&mut self, about: impl Into<String>, text: impl Into<String>) {
        let assumption = Assumption { about: about.into(), text: text.into() };
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }

    /// The record's name that a noun stands for; `blog posts` of a blog are posts.
    pub fn record_name(&self, noun: &Noun) -> String {
        let mut words = noun.words.as_slice();
        while words.len() > 1
            && self.product_words.first() == words.first()
            && self.domain.is_some()
            && domains::record(&morph::pascal(&words[1..]), self.domain).is_some()
        {
            words = &words[1..];
        }
        // `weekly meals` are meals, where those are known.
        if words.len() > 1
            && PASSING.contains(&words[0].as_str())
            && domains::record(&morph::pascal(words), self.domain).is_none()
            && domains::is_record(&words[words.len() - 1])
        {
            words = &words[1..];
        }
        // `approved reports` are reports.
        if words.len() > 1
            && (steps::step_to(&words[0]).is_some() || matches!(words[0].as_str(), "pending" | "assigned"))
        {
            words = &words[1..];
        }
        let name = morph::pascal(words);
        self.aliases.get(&name).cloned().unwrap_or(name)
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.records.iter().position(|record| record.name == name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The record of a name, made when there is none yet.
    pub fn record(&mut self, name: &str, words: Words) -> &mut Draft {
        let at = match self.find(name) {
            Some(at) => at,
            None => {
                self.records.push(Draft {
                    name: name.to_owned(),
                    words,
                    fields: Vec::new(),
                    listed: false,
                    relations: Vec::new(),
                    visibility: None,
                    states: None,
                    steps: Vec::new(),
                    workflow: None,
                    constraints: Vec::new(),
                    made_from: None,
                    creators: BTreeSet::new(),
                });
                self.records.len() - 1
            }
        };
        &mut self.records[at]
    }

    pub fn owner_name(&self, record: &str, role: &str) -> String {
        // Whom the request names outranks what such people are usually called; `member` says no more than that they sign in.
        let named = self.roles.iter().any(|known| known.name == role && !known.words.is_empty());
        if let Some(owner) = self.usual_owner(record).filter(|_| !named || matches!(role, "user" | "member"))
        {
            return owner.clone();
        }
        match role {
            "user" | "" => "owner".to_owned(),
            other => other.to_owned(),
        }
    }

    /// What those who make such records are usually called: the author of a post.
    pub fn usual_owner(&self, record: &str) -> Option<&'static String> {
        domains::record(record, self.domain).and_then(|known| known.owner.as_ref())
    }

    /// Gives a record its owner, unless it has one. Where the name stands for somebody else already, the owner is called so.
    pub fn own(&mut self, record: &str, name: &str, words: Words) {
        let Some(at) = self.find(record) else { return };
        let draft = &mut self.records[at];
        if draft.relations.iter().any(|link| link.kind == RelationKind::OwnedBy) {
            return;
        }
        let is_free = |name: &&str| !draft.relations.iter().any(|link| link.name == **name);
        let name = [name, "owner"].into_iter().find(is_free).unwrap_or("made_by");
        draft.fields.retain(|field| field.name != name);
        draft.relations.push(Link {
            name: name.to_owned(),
            kind: RelationKind::OwnedBy,
            to: "User".into(),
            required: true,
            words,
        });
    }

    pub fn right(&mut self, role: &str, entity: &str, action: Action, scope: Option<Scope>, words: &str) {
        let known = self
            .rights
            .iter_mut()
            .find(|right| right.role == role && right.entity == entity && right.action == action);
        match known {
            Some(right) => right.scope = right.scope.or(scope),
            None => self.rights.push(Right {
                role: role.into(),
                entity: entity.into(),
                action,
                scope,
                words: words.into(),
            }),
        }
    }
}

pub fn action(act: Act) -> Action {
    match act {
        Act::Create => Action::Create,
        Act::Read => Action::Read,
        Act::Update => Action::Update,
        Act::Delete => Action::Delete,
    }
}
