//! Restrictions of the request, and whether what is planned keeps to them. What does not is never built in silence.

use std::collections::BTreeSet;

use protocol::requirements::{Action, Scope, Visibility};

use super::draft::Builder;
use super::reach::{Matrix, Reach};
use crate::understand::fact::{Fact, Only};
use crate::understand::lexicon::confidential;
use crate::understand::lexicon::{function, people};
use crate::understand::morph;
use crate::understand::token::{Kind, Span};

/// Words that take something from somebody, when nothing was made of them.
const RESTRICTING: &[&str] = &[
    "only",
    "nobody",
    "noone",
    "none",
    "except",
    "not",
    "never",
    "cannot",
    "can't",
    "cant",
    "mustn't",
    "shouldn't",
    "don't",
    "dont",
    "won't",
    "unless",
    "neither",
    "hidden",
    "hide",
    "hides",
    "forbidden",
    "prohibited",
    "exclusively",
    "solely",
    "confidential",
    "restricted",
];
/// Words of a clause about what people do, beside people themselves.
const DEEDS: &[&str] = &[
    "can",
    "may",
    "must",
    "should",
    "cannot",
    "can't",
    "allowed",
    "see",
    "sees",
    "view",
    "views",
    "read",
    "reads",
    "visible",
    "access",
    "shown",
    "seen",
    "viewed",
    "available",
    "displayed",
    "accessible",
    "readable",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// These roles and administrators, nobody else.
    NobodyElse,
    /// These roles not at all.
    Never,
    /// These roles only to what is theirs.
    OwnOnly,
    /// The product keeps to it by itself.
    Kept,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub rule: Rule,
    pub roles: Vec<String>,
    pub entity: String,
    pub actions: Vec<Action>,
    pub span: Span,
}

impl Limit {
    pub fn kept_anyway(span: Span) -> Limit {
        Limit { rule: Rule::Kept, roles: Vec::new(), entity: String::new(), actions: Vec::new(), span }
    }

    pub fn reads(&self) -> bool {
        self.actions.contains(&Action::Read)
    }

    /// Whether a plan keeps to it.
    pub fn holds_in(&self, matrix: &Matrix) -> bool {
        let held = |action: &Action| {
            matrix.reach(&self.entity, action).is_some_and(|reach| self.holds(action, &reach))
        };
        self.makes_what_is_theirs(matrix) && self.actions.iter().all(held)
    }

    /// Whether those who alone may do it can do so already.
    pub fn gives_nothing(&self, matrix: &Matrix) -> bool {
        let can = |action: &Action, role: &String| {
            matrix
                .reach(&self.entity, action)
                .is_some_and(|it| [&it.any, &it.own, &it.named].iter().any(|roles| roles.contains(role)))
        };
        let able = |role: &String| role == "admin" || self.actions.iter().all(|action| can(action, role));
        self.rule != Rule::NobodyElse || self.roles.iter().all(able)
    }

    /// A record's owner is who made it: what teachers enter is theirs, although it is about students.
    fn makes_what_is_theirs(&self, matrix: &Matrix) -> bool {
        if self.rule != Rule::OwnOnly || !self.reads() {
            return true;
        }
        let Some(makers) = matrix.reach(&self.entity, &Action::Create) else { return false };
        let Some(readers) = matrix.reach(&self.entity, &Action::Read) else { return false };
        let makes = |role: &String| makers.any.contains(role) || readers.named.contains(role);
        self.roles.iter().all(|role| makes(role) || people::is_anybody(role))
    }

    /// Whether a finished right keeps to it.
    fn holds(&self, action: &Action, reach: &Reach) -> bool {
        let none = |roles: &BTreeSet<String>| self.roles.iter().all(|role| !roles.contains(role));
        let named = |roles: &BTreeSet<String>| roles.iter().all(|role| self.roles.contains(role));
        let outside = self.roles.iter().any(|role| people::is_anybody(role));
        match self.rule {
            Rule::NobodyElse => {
                !reach.anyone && named(&reach.any) && named(&reach.own) && named(&reach.named)
            }
            Rule::Never => !reach.anyone && none(&reach.any) && none(&reach.own) && none(&reach.named),
            Rule::OwnOnly => {
                let sees = |role: &String| reach.own.contains(role) || reach.named.contains(role);
                let theirs = *action != Action::Read || self.roles.iter().all(sees);
                !reach.anyone && none(&reach.any) && (theirs || outside)
            }
            Rule::Kept => true,
        }
    }
}

impl Builder<'_> {
    /// Gives what is kept from some readers to those who are left.
    pub(super) fn hide(&mut self) {
        self.limits_of_readers();
        for limit in self.limits.clone().into_iter().filter(Limit::reads) {
            if !self.has(&limit.entity) {
                continue;
            }
            self.hidden.insert(limit.entity.clone());
            match limit.rule {
                Rule::NobodyElse => match self.parties(&limit) {
                    Some(parties) => self.parties_read(&limit, &parties),
                    None => self.may_read(&limit, &limit.roles, Scope::Any),
                },
                Rule::Never => {
                    for role in self.others(&limit, |_| true) {
                        self.read_what_is_theirs(&limit, role);
                    }
                }
                Rule::OwnOnly => self.only_their_own(&limit),
                Rule::Kept => {}
            }
        }
        for fact in self.facts {
            if let Fact::Sees { noun: Some(noun), visibility: Visibility::Owner, .. } = fact {
                let name = self.record_name(noun);
                if self.has(&name) {
                    self.hidden.insert(name);
                } else if !self.is_field(&name) && (self.usual || self.records.len() == 1) {
                    // `a diary, nobody else can see the entries`: all that it keeps.
                    self.hidden.extend(self.records.iter().map(|record| record.name.clone()));
                }
            }
        }
    }

    fn parties_read(&mut self, limit: &Limit, parties: &[(String, Scope)]) {
        for (role, scope) in parties {
            if *scope == Scope::Own {
                let owner = self.owner_name(&limit.entity, role);
                self.own(&limit.entity, &owner, String::new());
            }
            self.may_read(limit, std::slice::from_ref(role), *scope);
        }
    }

    /// Of those from whom nothing is kept: who is named sees that, who hands in what they handed in, all others all.
    fn read_what_is_theirs(&mut self, limit: &Limit, role: String) {
        let entity = &limit.entity;
        let makes = self.find(entity).is_some_and(|at| self.records[at].creators.contains(&role));
        let words = morph::name_words(entity);
        let scope = match () {
            () if self.names(entity, &role) => Scope::Named,
            () if makes && !self.is_staff(&role) => Scope::Own,
            () => Scope::Any,
        };
        // To keep some from what is confidential opens it to nobody else.
        let works = self.rights.iter().any(|right| right.role == role && right.entity == *entity);
        if scope != Scope::Any || works || self.is_staff(&role) || !confidential::is_record(&words) {
            self.may_read(limit, &[role], scope);
        }
    }

    fn only_their_own(&mut self, limit: &Limit) {
        let entity = &limit.entity;
        if limit.roles.iter().all(|role| self.names(entity, role)) {
            self.may_read(limit, &limit.roles, Scope::Named);
            // Of those who make such records, staff have them in common; who books one has made their own.
            let maker = |role: &String| {
                !self.is_staff(role)
                    && self.find(entity).is_some_and(|at| self.records[at].creators.contains(role))
            };
            let (makers, working): (Vec<String>, Vec<String>) =
                self.others(limit, |works| works).into_iter().partition(maker);
            self.may_read(limit, &makers, Scope::Own);
            return self.may_read(limit, &working, Scope::Any);
        }
        let made = self.rights.iter().any(|right| right.entity == *entity && right.action == Action::Create);
        // Who is said to see their own need not be who makes it, where others are at work as well.
        let alone = self.roles.iter().all(|role| role.name == "admin" || limit.roles.contains(&role.name));
        // Agents who see their own leads are who keeps them.
        let staff = limit.roles.iter().all(|role| self.is_staff(role));
        if !made && (alone || staff) {
            for role in &limit.roles {
                self.right(role, entity, Action::Create, Some(Scope::Any), "");
                if let Some(at) = self.find(entity) {
                    self.records[at].creators.insert(role.clone());
                }
            }
        }
        if let Some(role) = limit.roles.first() {
            let owner = self.owner_name(entity, role);
            self.own(entity, &owner, self.source.slice(limit.span).to_owned());
        }
        self.may_read(limit, &limit.roles, Scope::Own);
        let working = self.others(limit, |builder_role| builder_role);
        self.may_read(limit, &working, Scope::Any);
    }

    /// Roles that a limit leaves out: all of them, or those whose work it is.
    fn others(&self, limit: &Limit, wanted: impl Fn(bool) -> bool) -> Vec<String> {
        let limited = |role: &str| {
            self.limits.iter().any(|other| {
                other.entity == limit.entity && other.reads() && other.roles.iter().any(|name| name == role)
            })
        };
        let dependents: BTreeSet<&str> = self
            .records
            .iter()
            .filter(|record| record.relations.iter().any(|link| link.to == limit.entity))
            .map(|record| record.name.as_str())
            .chain([limit.entity.as_str()])
            .collect();
        let works = |role: &str| {
            self.is_staff(role)
                || self
                    .rights
                    .iter()
                    .any(|right| right.role == role && dependents.contains(right.entity.as_str()))
        };
        let rest = self.roles.iter().filter(|role| role.name != "admin" && !limited(&role.name));
        rest.filter(|role| wanted(works(&role.name))).map(|role| role.name.clone()).collect()
    }

    fn may_read(&mut self, limit: &Limit, roles: &[String], scope: Scope) {
        let words = self.source.slice(limit.span).to_owned();
        for role in roles {
            let said = if limit.roles.contains(role) { words.as_str() } else { "" };
            self.right(role, &limit.entity, Action::Read, Some(scope), said);
            let right = self.rights.iter_mut().find(|right| {
                right.role == *role && right.entity == limit.entity && right.action == Action::Read
            });
            if let Some(right) = right {
                right.scope = Some(scope);
            }
        }
    }

    /// Holds the finished rights against each restriction, and says which of them nothing carries.
    pub(super) fn hold_to_limits(&mut self) {
        let matrix = self.matrix();
        for limit in self.limits.clone() {
            let kept = limit.rule == Rule::Kept
                || !self.is_field(&limit.entity)
                    && limit.holds_in(&matrix)
                    && !self.is_of_one_of_them(&limit);
            if !kept {
                self.unmet(limit.span);
            } else if limit.reads() {
                self.say_readers(&limit, &matrix);
            }
        }
        for fact in self.facts {
            if let Fact::Acts { only, denied, span, .. } = fact
                && (*only != Only::Nothing || *denied)
                && !self.limits.iter().any(|limit| limit.span == *span)
            {
                self.unmet(*span);
            }
            if let Fact::Sees { noun: Some(noun), visibility: Visibility::Owner, span } = fact
                && !self.hidden.contains(&self.record_name(noun))
                && (self.is_field(&self.record_name(noun)) || !self.hides_all())
            {
                self.unmet(*span);
            }
        }
    }

    /// `only HR and the employee can see a salary`: the one it is about, and a right of that kind would be everybody's who registers.
    fn is_of_one_of_them(&self, limit: &Limit) -> bool {
        let default = self.default_name();
        let named = limit.rule == Rule::NobodyElse && limit.reads() && limit.roles.contains(&default);
        let one = |i: usize| self.source.low(i) == "the" && self.source.low(i + 1) == default;
        named && !self.names(&limit.entity, &default) && (limit.span.from..limit.span.to).any(one)
    }

    fn hides_all(&self) -> bool {
        self.records.iter().all(|record| self.hidden.contains(&record.name))
    }

    /// A right is to whole records: nothing keeps one field of them from somebody.
    fn is_field(&self, entity: &str) -> bool {
        let name = morph::spoken(entity).replace(' ', "_");
        let mut fields = self.records.iter().flat_map(|record| &record.fields).chain(&self.account_fields);
        fields.any(|field| field.name == name || morph::singular(&field.name) == name)
    }

    pub(super) fn unmet(&mut self, span: Span) {
        let words = self.source.slice(span).to_owned();
        let said = format!("As asked: “{words}”.");
        let left_out = super::features::left_out_as_asked(&words);
        self.assumptions.retain(|assumption| assumption.text != said && assumption.text != left_out);
        self.used.retain(|used| *used != span);
        if !self.unmet.contains(&words) {
            self.unmet.push(words);
        }
    }

    fn say_readers(&mut self, limit: &Limit, matrix: &Matrix) {
        let Some(reach) = matrix.reach(&limit.entity, &Action::Read) else { return };
        let text = readers(&limit.entity, &reach);
        self.assume(format!("{}.visibility", limit.entity), text);
    }

    /// Restrictions among the words of which nothing was made.
    pub(super) fn left_restrictions(&mut self, left: &[usize]) {
        for at in left {
            let just = self.source.low(*at) == "just"
                && matches!(self.source.low(at + 1), "to" | "for" | "by" | "their" | "his" | "her");
            let negated = just
                || RESTRICTING.contains(&self.source.low(*at))
                || self.source.low(*at) == "without"
                    && matches!(
                        self.source.low(at + 1),
                        "access" | "customers" | "clients" | "others" | "anyone" | "them"
                    )
                || self.source.low(*at) == "off" && self.source.low(at + 1) == "limits"
                || self.source.low(*at) == "no"
                    && matches!(self.source.low(at + 1), "one" | "other" | "access");
            if !negated || self.counts(*at) {
                continue;
            }
            let clause = self.clause_around(*at);
            let about = |i: usize| {
                let word = self.source.low(i);
                DEEDS.contains(&word) || people::is_person(&morph::singular(word)) || people::is_anybody(word)
            };
            if (clause.from..clause.to).any(about) {
                let words = self.source.slice(clause).to_owned();
                if !self.unmet.contains(&words) {
                    self.unmet.push(words);
                }
            }
        }
    }

    /// `only one`, `only 3`, `can't exceed`: a number, not people.
    fn counts(&self, at: usize) -> bool {
        if matches!(self.source.low(at + 1), "exceed" | "exceeds") {
            return true;
        }
        // `nobody can book more than two hours a day`.
        let clause = self.clause_around(at);
        let more = |i: usize| (self.source.low(i), self.source.low(i + 1)) == ("more", "than");
        let number = |i: usize| {
            self.source.kind(i + 2) == Some(Kind::Number)
                || matches!(self.source.low(i + 2), "one" | "two" | "three" | "four" | "five" | "six" | "ten")
        };
        if (clause.from..clause.to).any(|i| more(i) && number(i)) {
            return true;
        }
        self.source.low(at) == "only"
            && (self.source.kind(at + 1) == Some(Kind::Number)
                || matches!(self.source.low(at + 1), "one" | "a" | "an" | "two" | "three" | "need" | "want"))
    }

    fn clause_around(&self, at: usize) -> Span {
        let ends =
            |i: usize| !self.source.is_word(i) || function::is(function::CONNECTORS, self.source.low(i));
        let from = (0..at).rev().find(|i| ends(*i)).map_or(0, |i| i + 1);
        let to = (at..self.source.tokens.len()).find(|i| ends(*i)).unwrap_or(self.source.tokens.len());
        Span::new(from, to)
    }
}

/// Who reads a record, as an assumption says it.
pub fn readers(entity: &str, reach: &Reach) -> String {
    let plural = morph::spoken_plural(entity);
    let people = |roles: &BTreeSet<String>| {
        let named: Vec<String> = roles.iter().map(|role| morph::plural(&role.replace('_', " "))).collect();
        super::product::join(&named)
    };
    let mut text = Vec::new();
    if !reach.named.is_empty() {
        text.push(format!("{} read only {plural} that name them", people(&reach.named)));
    }
    let own: BTreeSet<String> = reach.own.difference(&reach.named).cloned().collect();
    if !own.is_empty() {
        text.push(format!("{} read only their own {plural}", people(&own)));
    }
    let mut all = reach.any.clone();
    all.insert("administrator".into());
    text.push(format!("{} read all {plural}", people(&all)));
    format!("{}.", morph::capital(&text.join("; ")))
}
