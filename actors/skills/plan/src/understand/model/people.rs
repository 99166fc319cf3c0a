//! Which nouns are people who sign in, and which are records about people.

use std::collections::BTreeSet;

use protocol::requirements::Role;

use super::draft::{Builder, Who};
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::morph;

/// Endings of words for people who do something: a guess that is said to be one.
const AGENT_ENDINGS: &[&str] = &["er", "or", "ist", "ian", "ant", "ent", "ee", "man", "keeper"];

/// Things whose names end as those of people do.
const NO_AGENTS: &[&str] = &[
    "other",
    "another",
    "either",
    "number",
    "order",
    "letter",
    "door",
    "floor",
    "error",
    "color",
    "mirror",
    "sector",
    "calculator",
    "elevator",
    "monitor",
    "printer",
    "computer",
    "server",
    "counter",
    "paper",
    "folder",
    "calendar",
    "chapter",
    "poster",
    "offer",
    "tower",
    "corner",
    "weather",
    "winter",
    "summer",
    "water",
    "paint",
    "document",
    "payment",
    "equipment",
    "event",
    "patent",
    "plant",
    "department",
    "apartment",
    "shipment",
    "comment",
    "assignment",
    "appointment",
    "content",
    "tent",
    "rent",
    "accident",
    "incident",
    "fee",
    "coffee",
    "list",
    "checklist",
    "playlist",
    "waitlist",
];

/// People who belong to the product itself.
const SIGNED_IN: &[&str] =
    &["user", "member", "author", "owner", "admin", "administrator", "person", "creator"];

impl Builder<'_> {
    pub(super) fn people(&mut self) {
        let acting = self.acting();
        let described = self.described();
        let mut about: BTreeSet<String> = BTreeSet::new();
        for fact in self.facts {
            if let Fact::Acts { object: Some(object), .. } = fact {
                about.insert(key(object));
            }
            if let Fact::Link {
                to, link: Link::Belongs | Link::Perhaps | Link::HasMany | Link::Shared, ..
            } = fact
            {
                about.insert(key(to));
            }
        }
        for name in described.iter().chain(&about) {
            let person = name.rsplit('_').next().is_some_and(people::is_person);
            let others_act = acting.iter().any(|actor| actor != name && !people::is_admin(actor));
            if person
                && !acting.contains(name)
                && name != "user"
                && !is_admin(name)
                && (described.contains(name) || others_act)
            {
                self.people_records.insert(name.clone());
            }
        }
        self.shared_people(&acting);
        self.defined_people();
        self.usually_kept(&acting);
        if acting.iter().all(|name| is_admin(name)) {
            self.kept_people();
        }
        self.name_roles(&acting);
    }

    /// `one or more authors`: many to each book, where nobody of that name does anything.
    fn shared_people(&mut self, acting: &BTreeSet<String>) {
        for fact in self.facts {
            if let Fact::Link { to, link: Link::Shared | Link::HasMany, .. } = fact
                && people::is_person(to.head())
                && !acting.contains(&key(to))
                && (key(to) == "author" || !SIGNED_IN.contains(&key(to).as_str()))
            {
                self.people_records.insert(key(to));
            }
        }
    }

    /// People with a line of their own are kept, whether they act or not, unless a list of roles names them: then the
    /// line is of their accounts.
    fn defined_people(&mut self) {
        let roles: BTreeSet<String> = self
            .facts
            .iter()
            .filter_map(|fact| if let Fact::Role { noun } = fact { Some(noun) } else { None })
            .filter(|noun| self.listed_as_role(noun))
            .map(key)
            .collect();
        for fact in self.facts {
            if let Fact::Record { noun } = fact
                && people::is_person(noun.head())
                && !roles.contains(&key(noun))
            {
                self.people_records.insert(key(noun));
            }
        }
    }

    /// `a CRM to track leads and deals`: people in a list of what is kept, whom such products keep.
    fn usually_kept(&mut self, acting: &BTreeSet<String>) {
        let Some(domain) = self.domain else { return };
        for fact in self.facts {
            if let Fact::Role { noun } = fact
                && noun.plural
                && !acting.contains(&key(noun))
                && domain.record(&morph::pascal(&noun.words)).is_some()
            {
                self.people_records.insert(key(noun));
            }
        }
    }

    /// Where nobody acts, people whom records belong to are records as well: artists of albums, clients of invoices.
    fn kept_people(&mut self) {
        for fact in self.facts {
            // Nobody who signs in is one of several in a record: `teams have players`.
            if let Fact::Link { to, link: Link::Belongs | Link::HasMany | Link::Shared, .. } = fact
                && people::is_person(to.head())
                && !SIGNED_IN.contains(&key(to).as_str())
            {
                self.people_records.insert(key(to));
            }
            if let Fact::Role { noun } = fact
                && noun.plural
                && !SIGNED_IN.contains(&key(noun).as_str())
            {
                self.people_records.insert(key(noun));
            }
        }
    }

    fn acting(&self) -> BTreeSet<String> {
        let mut acting = BTreeSet::new();
        for fact in self.facts {
            match fact {
                Fact::Acts { actors, .. } => {
                    acting.extend(actors.iter().filter(|actor| self.may_act(actor)).map(key))
                }
                Fact::Role { noun } if self.listed_as_role(noun) => {
                    acting.insert(key(noun));
                }
                Fact::Works { actors, .. } => acting.extend(
                    actors
                        .iter()
                        .filter(|actor| people::is_person(actor.head()) && !people::is_anybody(actor.head()))
                        .map(key),
                ),
                Fact::Link { to, link: Link::Assigned | Link::MadeBy, .. }
                    if people::is_person(to.head()) && !self.kept_by_others(to) =>
                {
                    acting.insert(key(to));
                }
                _ => {}
            }
        }
        acting
    }

    /// `receptionists register patients with a name and a phone number`: whom others enter with what is kept of them does not
    /// sign in, unless they act themselves.
    fn kept_by_others(&self, noun: &Noun) -> bool {
        let described = self
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Field { owner, .. } if key(owner) == key(noun)));
        let entered = self.facts.iter().any(|fact| match fact {
            Fact::Acts { actors, verb, object: Some(object), .. } => {
                key(object) == key(noun)
                    && actors.iter().all(|actor| key(actor) != key(noun))
                    && matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create))
            }
            _ => false,
        });
        described && entered
    }

    /// A person by the lexicon, or by a word's ending when nothing says that it is a record.
    fn may_act(&self, noun: &Noun) -> bool {
        let described = self
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Field { owner, .. } if key(owner) == key(noun)));
        people::is_person(noun.head())
            || !described
                && !NO_AGENTS.contains(&noun.head())
                && (people::is_group(noun.head())
                    || AGENT_ENDINGS.iter().any(|ending| noun.head().ends_with(ending)))
    }

    /// `Roles: librarian, member` says so outright; a list of what a product has does not.
    fn listed_as_role(&self, noun: &Noun) -> bool {
        !noun.plural
    }

    fn described(&self) -> BTreeSet<String> {
        let owners = self.facts.iter().filter_map(|fact| match fact {
            Fact::Field { owner, .. } => Some(key(owner)),
            Fact::Link { from, link: Link::Belongs | Link::Assigned, .. } => Some(key(from)),
            _ => None,
        });
        owners.collect()
    }

    fn name_roles(&mut self, acting: &BTreeSet<String>) {
        for fact in self.facts {
            match fact {
                Fact::Acts { actors, .. } => {
                    for actor in actors.iter().filter(|actor| acting.contains(&key(actor))) {
                        self.name_role(actor);
                    }
                }
                Fact::Link { to, link: Link::Assigned | Link::MadeBy, .. } if acting.contains(&key(to)) => {
                    self.name_role(to)
                }
                // `for freelance translators`: the translators of all other statements.
                Fact::Role { noun }
                    if noun.plural
                        && noun.words.len() > 1
                        && acting.contains(noun.head())
                        && !acting.contains(&key(noun)) =>
                {
                    self.take(noun.span);
                }
                Fact::Role { noun } if !self.people_records.contains(&key(noun)) => self.name_role(noun),
                Fact::Entity { noun }
                    if people::is_person(noun.head()) && !self.people_records.contains(&key(noun)) =>
                {
                    self.name_role(noun)
                }
                _ => {}
            }
        }
    }

    fn name_role(&mut self, noun: &Noun) {
        let name = role_name(noun);
        let words = self.take(noun.span);
        if !self.roles.iter().any(|role| role.name == name) {
            if !people::is_person(noun.head()) {
                self.assume(
                    format!("roles.{name}"),
                    format!(
                        "{} are taken to be people who sign in.",
                        morph::capital(&morph::plural(noun.head()))
                    ),
                );
            }
            self.roles.push(Role { name, default: false, words });
        }
    }

    /// Who everybody was taken to be.
    pub(super) fn say_everyone(&mut self, kinds: &[Noun]) {
        if self.everyones.is_empty() || kinds.is_empty() {
            return;
        }
        let titles: Vec<String> =
            kinds.iter().map(|it| morph::spoken_plural(&morph::pascal(&it.words))).collect();
        let who = super::product::join(&titles);
        self.assume("roles.everyone", format!("Everybody means all who sign in here: {who}."));
    }

    pub(super) fn who(&self, noun: &Noun) -> Who {
        if self.people_records.contains(&key(noun)) {
            return Who::Record;
        }
        let name = role_name(noun);
        if self.roles.iter().any(|role| role.name == name) || name == "user" || is_admin(&name) {
            Who::Role(name)
        } else {
            Who::Nobody
        }
    }
}

/// A noun as a name in snake case.
pub(crate) fn key(noun: &Noun) -> String {
    morph::snake(&noun.words)
}

fn is_admin(name: &str) -> bool {
    people::is_admin(name)
}

/// `administrators` are `admin`; `people` are `user`.
pub(crate) fn role_name(noun: &Noun) -> String {
    let name = key(noun);
    match name.as_str() {
        name if is_admin(name) => "admin".into(),
        "site_admin" | "system_admin" | "system_administrator" | "site_administrator" => "admin".into(),
        "person" | "registered_user" | "normal_user" | "regular_user" | "visitor_user" => "user".into(),
        other => other.into(),
    }
}
