//! Relations between records, and between records and the people who own or do them.

use protocol::requirements::{Action, RelationKind, Scope};

use super::draft::{Builder, Link as Relation, Who};
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::morph;
use crate::understand::token::Span;

impl Builder<'_> {
    pub(super) fn links(&mut self) {
        for fact in self.facts {
            if let Fact::Link { from, to, link, optional, name, span } = fact {
                self.link(from, to, *link, *optional, name.as_deref(), *span);
            }
        }
    }

    fn link(&mut self, from: &Noun, to: &Noun, link: Link, optional: bool, name: Option<&str>, span: Span) {
        let person_from = people::is_person(from.head()) && self.who(from) != Who::Record;
        let person_to = people::is_person(to.head()) && self.who(to) != Who::Record;
        let (source, target) = (self.record_name(from), self.record_name(to));
        match (person_from, person_to) {
            (true, true) => {}
            (true, false) => self.has_own(from, &target, link, span),
            (false, true) => self.by_people(&source, to, link, name, span),
            (false, false) => self.between((&source, &target), link, optional, name, span),
        }
    }

    /// `members have loans`: each loan is a member's.
    fn has_own(&mut self, from: &Noun, target: &str, link: Link, span: Span) {
        if link == Link::HasMany && self.has(target) {
            let words = self.take(span);
            let owner = self.owner_name(target, &super::people::role_name(from));
            self.own(target, &owner, words);
        }
    }

    fn by_people(&mut self, source: &str, to: &Noun, link: Link, name: Option<&str>, span: Span) {
        if !self.has(source) {
            return;
        }
        let role = super::people::role_name(to);
        let known = self.who(to) == Who::Role(role.clone());
        // `HR keeps salaries of employees`: about them, and made by others.
        let about = link != Link::MadeBy && name.is_none() && self.others_make(source, &role);
        match link {
            Link::Belongs | Link::Perhaps if about && known => {
                let words = self.take(span);
                let called = self.account_link(to);
                self.points(source, &called, "User", RelationKind::BelongsTo, true, words);
            }
            Link::Assigned => {
                let words = self.take(span);
                let called = self.account_link(to);
                self.points(source, &called, "User", RelationKind::BelongsTo, false, words);
            }
            Link::HasMany | Link::Shared => {
                let words = self.take(span);
                let called = morph::plural(&role);
                self.points(source, &called, "User", RelationKind::ManyToMany, false, words);
            }
            Link::Perhaps if !known => {}
            Link::Belongs | Link::MadeBy | Link::Perhaps => {
                let words = self.take(span);
                let owner = name
                    .filter(|_| role == "user")
                    .map_or_else(|| self.owner_name(source, &role), str::to_owned);
                self.own(source, &owner, words.clone());
                if known && role != "admin" {
                    // Whose a record is does not say who makes it; who made it does.
                    let said = if link == Link::MadeBy { words } else { String::new() };
                    self.right(&role, source, Action::Create, Some(Scope::Any), &said);
                }
            }
        }
    }

    /// Whether people of other roles are said to make such records, and those of this one are not.
    fn others_make(&self, record: &str, role: &str) -> bool {
        let mut others = false;
        for fact in self.facts {
            let Fact::Acts { actors, verb, object: Some(object), denied: false, .. } = fact else { continue };
            let makes = matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create));
            if !makes || self.record_name(object) != record {
                continue;
            }
            if actors.iter().any(|actor| super::people::role_name(actor) == role) {
                return false;
            }
            others |= actors.iter().any(|actor| people::is_person(actor.head()));
        }
        others
    }

    fn between(
        &mut self,
        (source, target): (&str, &str),
        link: Link,
        optional: bool,
        name: Option<&str>,
        span: Span,
    ) {
        if !self.has(source) || !self.has(target) {
            return;
        }
        let words = self.take(span);
        match link {
            Link::Belongs if name.is_some() => {
                let called = name.unwrap_or_default();
                self.points(source, called, target, RelationKind::BelongsTo, !optional, words);
            }
            Link::Belongs | Link::Perhaps | Link::Assigned | Link::MadeBy => {
                self.belongs(source, target, &words, !optional && link != Link::Assigned)
            }
            Link::HasMany => {
                let back = self.facts.iter().any(|fact| {
                    matches!(fact, Fact::Link { from, to, link: Link::HasMany | Link::Shared, .. } if self.record_name(from) == target && self.record_name(to) == source)
                });
                if back {
                    self.shared(source, target, &words)
                } else {
                    self.belongs(target, source, &words, true)
                }
            }
            Link::Shared => self.shared(source, target, &words),
        }
    }

    /// Many of `source` to one of `target`. Of itself, a record has a parent, and need not.
    pub(super) fn belongs(&mut self, source: &str, target: &str, words: &str, required: bool) {
        let same = source == target;
        let name = if same { "parent".to_owned() } else { morph::snake(&morph::name_words(target)) };
        self.points(source, &name, target, RelationKind::BelongsTo, required && !same, words.to_owned());
    }

    pub(super) fn shared(&mut self, source: &str, target: &str, words: &str) {
        let there = self.find(target).is_some_and(|at| {
            self.records[at]
                .relations
                .iter()
                .any(|link| link.kind == RelationKind::ManyToMany && link.to == source)
        });
        if there || source == target {
            return;
        }
        let name = morph::spoken_plural(target).replace(' ', "_");
        self.points(source, &name, target, RelationKind::ManyToMany, false, words.to_owned());
    }

    pub(super) fn points(
        &mut self,
        source: &str,
        name: &str,
        target: &str,
        kind: RelationKind,
        required: bool,
        words: String,
    ) {
        let Some(at) = self.find(source) else { return };
        let draft = &mut self.records[at];
        match draft.relations.iter_mut().find(|link| link.name == name) {
            Some(link) if link.to == target && link.kind == kind => link.required |= required,
            // One name means one thing: what was said first.
            Some(_) => {}
            None => {
                draft.fields.retain(|field| field.name != name);
                draft.relations.push(Relation {
                    name: name.to_owned(),
                    kind,
                    to: target.to_owned(),
                    required,
                    words,
                });
            }
        }
    }

    /// Records that need each other first could never be made: the later need becomes optional.
    pub(super) fn untie_cycles(&mut self) {
        for at in 0..self.records.len() {
            for link in 0..self.records[at].relations.len() {
                let relation = &self.records[at].relations[link];
                let required = relation.required && relation.kind == RelationKind::BelongsTo;
                if required && self.needs(&relation.to, &self.records[at].name) {
                    let (record, name) = (self.records[at].name.clone(), relation.name.clone());
                    self.records[at].relations[link].required = false;
                    self.assume(
                        format!("{record}.{name}"),
                        format!(
                            "Each {} may be without its {}, because each needs the other first.",
                            morph::spoken(&record),
                            name.replace('_', " ")
                        ),
                    );
                }
            }
        }
    }

    /// Whether making a record needs, directly or not, another.
    fn needs(&self, from: &str, wanted: &str) -> bool {
        let mut open = vec![from.to_owned()];
        let mut seen = Vec::new();
        while let Some(name) = open.pop() {
            if name == wanted {
                return true;
            }
            if seen.contains(&name) {
                continue;
            }
            if let Some(at) = self.find(&name) {
                open.extend(
                    self.records[at]
                        .relations
                        .iter()
                        .filter(|link| link.required && link.kind == RelationKind::BelongsTo)
                        .map(|link| link.to.clone()),
                );
            }
            seen.push(name);
        }
        false
    }
}
