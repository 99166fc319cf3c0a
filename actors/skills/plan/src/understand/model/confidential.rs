//! Records that are kept from most people although the request does not say so: what is said in confidence, what somebody earns,
//! what a doctor found. Who keeps them reads them, and whom they are about, and nobody else; the assumption says so.

use protocol::requirements::{Action, RelationKind, Scope};

use super::draft::{Builder, Draft};
use super::product::join;
use crate::domains;
use crate::understand::fact::Fact;
use crate::understand::lexicon::confidential;
use crate::understand::morph;

/// Why a record is kept from most people.
enum Why {
    Name,
    /// A field that it keeps.
    Field(String),
}

impl Builder<'_> {
    pub(super) fn keep_confidential(&mut self) {
        for at in 0..self.records.len() {
            let record = &self.records[at];
            let decided = record.visibility.is_some() || self.hidden.contains(&record.name);
            let Some(why) = self.why_confidential(record).filter(|_| !decided && !self.is_shown(record))
            else {
                continue;
            };
            if self.is_chosen_by_all(&record.name) {
                continue;
            }
            self.keep(at, &why);
        }
    }

    fn why_confidential(&self, record: &Draft) -> Option<Why> {
        let words = morph::name_words(&record.name);
        let known = domains::record(&record.name, self.domain);
        // What a domain says of its own records was thought about.
        if known.is_some_and(|known| known.visibility.is_some()) {
            return None;
        }
        if confidential::is_record(&words) || known.is_some_and(|known| known.confidential) {
            return Some(Why::Name);
        }
        let head = words.last()?;
        // What is sent to somebody, or entered about them, is between them and who does so.
        let about_somebody = record.relations.iter().any(|link| {
            link.kind == RelationKind::BelongsTo
                && link.to == domains::ACCOUNT
                && (self.roles.iter().any(|role| role.name == link.name) || link.name == "recipient")
        });
        if about_somebody && confidential::is_between(head) {
            return Some(Why::Name);
        }
        let field = record.fields.iter().find(|field| confidential::is_field(&field.name, head))?;
        Some(Why::Field(field.name.replace('_', " ")))
    }

    /// Whether the request says who sees it.
    fn is_shown(&self, record: &Draft) -> bool {
        self.facts.iter().any(|fact| match fact {
            Fact::Sees { noun, .. } => noun.as_ref().is_none_or(|noun| self.record_name(noun) == record.name),
            _ => false,
        })
    }

    /// Whether people who register must choose among such records, of which none are their own.
    fn is_chosen_by_all(&self, name: &str) -> bool {
        let default = self.default_name();
        let own = |record: &Draft| record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy);
        let theirs = self.find(name).is_some_and(|at| own(&self.records[at]));
        let needs = |record: &&Draft| record.relations.iter().any(|link| link.to == name && link.required);
        let made_by_all =
            |record: &Draft| record.creators.contains(&default) || self.may_make(&default, &record.name);
        !theirs && self.records.iter().filter(needs).any(made_by_all)
    }

    fn may_make(&self, role: &str, entity: &str) -> bool {
        self.rights.iter().any(|it| it.role == role && it.entity == entity && it.action == Action::Create)
    }

    fn writes_about(&self, role: &str, name: &str) -> bool {
        let about = |record: &&Draft| record.relations.iter().any(|link| link.to == name);
        self.records.iter().filter(about).any(|record| self.may_make(role, &record.name))
    }

    fn keep(&mut self, at: usize, why: &Why) {
        let name = self.records[at].name.clone();
        let owned = self.records[at].relations.iter().any(|link| link.kind == RelationKind::OwnedBy);
        let default = self.default_name();
        self.hidden.insert(name.clone());
        let (mut all, mut some) = (Vec::new(), Vec::new());
        let words = morph::name_words(&name);
        let roles: Vec<String> = self.roles.iter().map(|role| role.name.clone()).collect();
        for role in roles.into_iter().filter(|role| role != domains::ADMIN) {
            let of = |wide: bool| {
                self.rights.iter().any(|it| {
                    let is_wide = !matches!(it.scope, Some(Scope::Own | Scope::Named)) || !owned;
                    it.role == role && it.entity == name && it.action != Action::Create && is_wide == wide
                })
            };
            // What staff make is theirs in common, where nothing says otherwise.
            let common = !owned || self.is_staff(&role);
            let keeps = self.may_make(&role, &name) && role != default && common;
            // A doctor must find the patients whom the receptionist enters.
            let needs = role != default && self.writes_about(&role, &name);
            if keeps || needs || of(true) {
                all.push(role);
            } else if self.may_make(&role, &name) || of(false) {
                some.push(role);
            } else if self.names(&name, &role) && !confidential::is_kept_from_whom_it_is_about(&words) {
                self.right(&role, &name, Action::Read, Some(Scope::Named), "");
                self.is_about(&name, &role);
                some.push(role);
            }
        }
        // What people hand in and nobody is said to look at is for those who work there.
        if all.is_empty() {
            let staff = |role: &&protocol::requirements::Role| {
                role.name != default && role.name != domains::ADMIN && self.is_staff(&role.name)
            };
            all.extend(
                self.roles.iter().filter(staff).map(|role| role.name.clone()).filter(|it| !some.contains(it)),
            );
        }
        for role in &all {
            self.right(role, &name, Action::Read, Some(Scope::Any), "");
        }
        self.say_confidential(&name, why, &all, &some);
    }

    fn say_confidential(&mut self, name: &str, why: &Why, all: &[String], some: &[String]) {
        let people = |roles: &[String]| -> Vec<String> {
            roles.iter().map(|role| morph::plural(&role.replace('_', " "))).collect()
        };
        let plural = morph::spoken_plural(name);
        let mut readers = people(all);
        readers.push("administrators".to_owned());
        let theirs = match some {
            [] => String::new(),
            _ => format!(", and {} those of their own", join(&people(some))),
        };
        let because = match why {
            Why::Name => format!("{plural} are confidential"),
            Why::Field(field) => format!("they hold {} {field}", morph::article(field)),
        };
        let text = format!(
            "Only {} read all {plural}{theirs}, because {because}; the request does not say who else may.",
            join(&readers)
        );
        self.assume(format!("{name}.visibility"), text);
    }
}
