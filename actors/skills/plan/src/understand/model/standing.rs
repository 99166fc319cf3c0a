//! Which role people get by registering: the least trusted that acts, and nobody who decides on what others want.

use protocol::requirements::{Action, Role, Scope};

use super::draft::{Builder, Right};
use super::people::role_name;
use super::unattended::CONSUMERS;
use crate::understand::everyone;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::morph;

impl Builder<'_> {
    /// The least trusted role that acts is what a person who registers gets.
    pub(super) fn default_role(&mut self) {
        // What everybody is called is what everybody is, also where they judge.
        let usual = self.usual_role();
        let candidate = self
            .roles
            .iter()
            .filter(|role| {
                let name = role.name.as_str();
                name == usual
                    || (name != "admin"
                        && !self.is_staff(name)
                        && !self.judges(name)
                        && !self.is_the_one(name)
                        && !self.is_set_apart(name)
                        && !is_ranked(name))
            })
            // What people do in words that are not understood may be more than others are trusted with.
            .min_by_key(|role| {
                let makes = |right: &Right| right.role == role.name && right.action == Action::Create;
                let consumes = CONSUMERS.contains(&role.name.as_str()) && self.rights.iter().any(makes);
                let comes = consumes || self.hands_in(&role.name);
                (self.works_unread(&role.name), !comes, self.weight(&role.name))
            })
            .map(|role| role.name.clone());
        let name = match candidate {
            Some(name) => {
                if self.roles.iter().filter(|role| role.name != "admin").count() > 1 {
                    self.assume(
                        "roles.default",
                        format!(
                            "A person who registers becomes {} {}; other roles are given by an administrator.",
                            morph::article(&name),
                            name.replace('_', " ")
                        ),
                    );
                }
                name
            }
            None => {
                let name = usual;
                let title = name.replace('_', " ");
                let hands_in = self.rights.iter().any(is_judging);
                let text = if hands_in {
                    format!(
                        "A person who registers becomes {} {title}; other roles are given by an administrator.",
                        morph::article(&name)
                    )
                } else if self.roles.iter().any(|role| role.name != "admin") {
                    format!(
                        "A person who registers becomes {} {title}, who may look but not change; other roles are given by an administrator.",
                        morph::article(&name)
                    )
                } else {
                    format!(
                        "A person who registers becomes {} {title}, because the request names no role for them.",
                        morph::article(&name)
                    )
                };
                self.assume("roles.default", text);
                self.roles.insert(0, Role { name: name.clone(), default: false, words: String::new() });
                name
            }
        };
        for role in &mut self.roles {
            role.default = role.name == name;
        }
        if !self.roles.iter().any(|role| role.name == "admin") {
            self.roles.push(Role { name: "admin".into(), default: false, words: String::new() });
            self.assume(
                "roles.admin",
                "There is an administrator, who may do everything and gives roles to others.",
            );
        }
    }

    /// Whether people of a role hand something in, or take what is offered: those come by themselves, and who reads or is given
    /// what they hand in is chosen.
    fn hands_in(&self, role: &str) -> bool {
        self.facts.iter().any(|fact| match fact {
            Fact::Acts { actors, verb, denied: false, .. } => {
                let hands = HANDING.contains(&verb.base)
                    || matches!(verb.does, Does::Makes(record) if record != "Comment" && record != "Review")
                    || matches!(verb.does, Does::MakesNamed(_));
                hands && actors.iter().any(|actor| role_name(actor) == role)
            }
            _ => false,
        })
    }

    /// `workers log harvests, the farmer sees all`: there is one of them, who makes nothing, and nobody becomes that by registering.
    fn is_the_one(&self, role: &str) -> bool {
        let mut own = self.rights.iter().filter(|it| it.role == role).peekable();
        let looks_on = own.peek().is_some() && own.all(|it| it.action == Action::Read);
        let mut named = self.facts.iter().flat_map(|fact| match fact {
            Fact::Acts { actors, .. } => actors.as_slice(),
            _ => &[],
        });
        let of_role = |actor: &&Noun| role_name(actor) == role;
        let the = |actor: &Noun| {
            !actor.plural && actor.span.from > 0 && self.source.low(actor.span.from - 1) == "the"
        };
        let others = named.clone().any(|it| !of_role(&it) && it.plural);
        looks_on && others && named.clone().any(|it| of_role(&it)) && named.all(|it| !of_role(&it) || the(it))
    }

    /// `pastors see everything`, `only band members can edit`: more than who comes by themselves is trusted with.
    fn is_set_apart(&self, role: &str) -> bool {
        self.facts.iter().any(|fact| match fact {
            Fact::Acts { actors, verb, object, only, denied: false, .. } => {
                let reads = verb.does == Does::Acts(&[Act::Read]);
                let everything = object.as_ref().is_some_and(|it| it.words == ["everything"]) && reads;
                let alone = *only == Only::People && object.is_none() && role.contains('_');
                (everything && *only == Only::Nothing || alone)
                    && actors.iter().any(|actor| role_name(actor) == role)
            }
            _ => false,
        })
    }

    /// Whether nothing that a role does is understood, and it does something.
    fn works_unread(&self, role: &str) -> bool {
        self.works(role) && !self.rights.iter().any(|right| right.role == role)
    }

    /// Whether a role decides on what others hand in, and is given nothing to make: nobody becomes a judge by registering.
    pub(super) fn judges(&self, role: &str) -> bool {
        let is_of = |right: &&Right| right.role == role;
        let makes = self.rights.iter().filter(is_of).any(|right| right.action == Action::Create);
        // Customers accept what staff make out.
        let of_staff = |right: &Right| {
            self.rights.iter().any(|other| {
                other.entity == right.entity && other.action == Action::Create && self.is_staff(&other.role)
            })
        };
        !makes && self.rights.iter().filter(is_of).any(|right| is_judging(right) && !of_staff(right))
    }

    pub(super) fn weight(&self, role: &str) -> usize {
        self.rights
            .iter()
            .filter(|right| right.role == role)
            .map(|right| match right.action {
                Action::Transition(_) => 3,
                Action::Delete | Action::Update if right.scope != Some(Scope::Own) => 2,
                Action::Create
                    if self.find(&right.entity).is_some_and(|at| self.records[at].made_from.is_none()) =>
                {
                    1
                }
                _ => 0,
            })
            .sum()
    }

    pub(super) fn default_name(&self) -> String {
        self.roles.iter().find(|role| role.default).map_or_else(|| "user".into(), |role| role.name.clone())
    }

    /// `post creation` was said of nobody, and `users` may be no role of their own: both mean the default role.
    pub(super) fn name_default(&mut self) {
        let default = self.default_name();
        let users = self.roles.iter().any(|role| role.name == "user");
        let is_named = |right: &Right| !right.role.is_empty() && (users || right.role != "user");
        let (named, unnamed): (Vec<Right>, Vec<Right>) =
            std::mem::take(&mut self.rights).into_iter().partition(is_named);
        self.rights = named;
        for right in unnamed {
            self.right(&default, &right.entity, right.action.clone(), right.scope, &right.words);
            if right.action == Action::Create
                && let Some(at) = self.find(&right.entity)
            {
                self.records[at].creators.insert(default.clone());
            }
        }
    }
}

/// What people do who come to a product by themselves.
const HANDING: &[&str] = &[
    "submit", "file", "report", "request", "raise", "ask", "log", "send", "apply", "order", "book", "donate",
];

/// `senior developers`, `premium members`, `enrolled students`: nobody becomes that by registering.
pub(super) fn is_ranked(role: &str) -> bool {
    role.split_once('_').is_some_and(|(first, _)| everyone::RANKS.contains(&first))
}

/// Steps that decide on what somebody else wants.
const JUDGING: &[&str] = &["approve", "accept", "confirm", "verify", "grant", "reject", "decline", "deny"];

/// Whether a right is to decide on what somebody else wants.
pub(super) fn is_judging(right: &Right) -> bool {
    matches!(&right.action, Action::Transition(step) if JUDGING.contains(&step.as_str()))
}
