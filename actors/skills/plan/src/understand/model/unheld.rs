//! Restrictions known by how they are worded, that nothing made of the request holds anybody to. Each is refused: what
//! was to be kept from somebody is never built open.

use protocol::requirements::{Action, FeatureName};

use super::draft::{Builder, Right};
use super::limits::Limit;
use super::people::role_name;
use crate::understand::fact::{Fact, Only};
use crate::understand::lexicon::verbs::Does;
use crate::understand::lexicon::{function, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// Things that can be taken from people, and that leaving out a name does not take.
const RIGHTS: &[&str] = &[
    "access",
    "registration",
    "signup",
    "account",
    "role",
    "editing",
    "edit",
    "deletion",
    "delete",
    "deleting",
    "change",
    "changing",
    "visitor",
    "guest",
];
/// People by what they did to one record; a role of that name would have the right to all of them.
const MAKERS: &[&str] = &["author", "owner", "creator", "maker", "writer"];
const CLOSED: &[&str] = &["secret", "private", "confidential", "closed"];
/// Words between `no` and what is refused: `no public access`.
const NO_WORDS_MAX: usize = 3;
/// Words between `only` and `their own`.
const ONLY_WORDS_MAX: usize = 4;
/// Words between a verb's object and `their own` behind it.
const OWN_BEHIND_MAX: usize = 7;

impl Builder<'_> {
    /// Names every restriction that is worded so and that no fact carries.
    pub(super) fn unheld(&mut self) {
        let mut found: Vec<Span> = Vec::new();
        for at in 0..self.source.tokens.len() {
            let rules = [
                self.no_right(at),
                self.only_own(at),
                self.only_maker(at),
                self.only_who(at),
                self.kept_closed(at),
                self.nobody_apart(at),
                self.by_them_only(at),
            ];
            found.extend(rules.into_iter().flatten());
        }
        found.extend(self.facts.iter().filter_map(|fact| self.own_denied(fact)));
        found.extend(self.limits.iter().filter(|limit| self.is_of_a_state(limit)).map(|limit| limit.span));
        found.extend(self.unshown());
        for span in found {
            self.unmet(span);
        }
    }

    /// `no public access`, `no registration`, `no editing after creation`.
    fn no_right(&self, at: usize) -> Option<Span> {
        if self.source.low(at) != "no" {
            return None;
        }
        let end = (at + 1..=at + NO_WORDS_MAX)
            .take_while(|i| self.source.is_word(*i))
            .find(|i| RIGHTS.contains(&morph::singular(self.source.low(*i)).as_str()))?;
        let carried = self.facts.iter().any(|fact| {
            matches!(fact, Fact::Acts { .. } | Fact::NoFeature { .. } | Fact::Sees { .. })
                && holds(fact.span(), at)
        });
        (!carried).then(|| Span::new(at, end + 1))
    }

    /// `but only their own`, `(just theirs)`.
    fn only_own(&self, at: usize) -> Option<Span> {
        let own = self.source.low(at) == "theirs"
            || self.source.low(at) == "own" && at > 0 && self.is_theirs(at - 1);
        let from = at.saturating_sub(ONLY_WORDS_MAX);
        let only = (from..at).rev().take_while(|i| self.source.is_word(*i)).find(|i| self.is_only(*i))?;
        let carried = self.facts.iter().any(|fact| {
            let of_people = matches!(
                fact,
                Fact::Acts { own: true, .. } | Fact::Acts { only: Only::People | Only::Deed, .. }
            );
            let of_organisations = matches!(fact, Fact::Feature { name: FeatureName::MultiTenancy, .. });
            (of_people || of_organisations) && holds(fact.span(), at)
        });
        (own && !carried).then(|| Span::new(only, at + 1))
    }

    fn is_only(&self, at: usize) -> bool {
        matches!(self.source.low(at), "only" | "just")
    }

    fn is_theirs(&self, at: usize) -> bool {
        matches!(self.source.low(at), "their" | "his" | "her" | "its" | "one's")
    }

    /// `only the author can edit`, `nobody but the owner`, `by their author only`.
    fn only_maker(&self, at: usize) -> Option<Span> {
        let maker = MAKERS.contains(&self.source.low(at)) && at > 1;
        let lead = self.source.low(at.wrapping_sub(2));
        let the = self.source.low(at.wrapping_sub(1)) == "the"
            && matches!(lead, "only" | "except" | "but" | "than");
        let by = self.is_theirs(at.wrapping_sub(1))
            && lead == "by"
            && matches!(self.source.low(at + 1), "only" | "alone");
        // Where authors are those who write, theirs is what is left to them.
        let makes = |right: &Right| right.role == self.source.low(at) && right.action == Action::Create;
        let held = the && self.rights.iter().any(makes) || self.is_of_makers(at);
        (maker && !held && (the || by)).then(|| self.clause_at(at))
    }

    /// `only the agent who owns a listing`.
    fn only_who(&self, at: usize) -> Option<Span> {
        let only = self.source.low(at) == "only";
        let person = at + 1 + usize::from(function::is(function::DETERMINERS, self.source.low(at + 1)));
        let who = matches!(self.source.low(person + 1), "who" | "that" | "whose");
        let people = people::is_person(&morph::singular(self.source.low(person)));
        (only && who && people && !self.is_of_makers(at)).then(|| self.clause_at(at))
    }

    /// Whether a restriction to whoever made a record stands here: it is held against the rights by itself.
    fn is_of_makers(&self, at: usize) -> bool {
        self.facts.iter().any(|fact| matches!(fact, Fact::ByMaker { .. }) && holds(fact.span(), at))
    }

    /// `recipes are secret`, `keep the phone number private`.
    fn kept_closed(&self, at: usize) -> Option<Span> {
        let from = at.saturating_sub(ONLY_WORDS_MAX);
        let kept = (from..at).rev().take_while(|i| self.source.is_word(*i)).any(|i| {
            function::is(function::BE, self.source.low(i))
                || matches!(self.source.low(i), "keep" | "stay" | "remain" | "keeps")
        });
        let carried = self.facts.iter().any(|fact| {
            !matches!(fact, Fact::Unknown { .. } | Fact::Beside { .. } | Fact::Entity { .. })
                && holds(fact.span(), at)
        });
        (CLOSED.contains(&self.source.low(at)) && kept && !carried).then(|| self.clause_at(at))
    }

    /// `apart from the chef nobody may change menu items`.
    fn nobody_apart(&self, at: usize) -> Option<Span> {
        let nobody = matches!(self.source.low(at), "nobody" | "noone")
            || self.source.low(at) == "no" && self.source.low(at + 1) == "one";
        let clause = self.clause_at(at);
        let apart = (clause.from..at).any(|i| matches!(self.source.low(i), "apart" | "besides" | "except"));
        (nobody && apart && !self.is_of_makers(at)).then_some(clause)
    }

    /// `should be seen by senior agents only`.
    fn by_them_only(&self, at: usize) -> Option<Span> {
        let only = matches!(self.source.low(at), "only" | "alone") && at > 1;
        let people = people::is_person(&morph::singular(self.source.low(at.wrapping_sub(1))));
        let by = (at.saturating_sub(ONLY_WORDS_MAX)..at).any(|i| matches!(self.source.low(i), "by" | "to"));
        let carried = self.facts.iter().any(|fact| {
            matches!(fact, Fact::Acts { only: Only::People | Only::Deed, .. })
                && holds(fact.span(), at.saturating_sub(1))
        });
        let carried = carried || self.is_of_makers(at);
        (only && people && by && !carried).then(|| self.clause_at(at))
    }

    /// `may not approve their own expense`; `see only applications to their own jobs`.
    fn own_denied(&self, fact: &Fact) -> Option<Span> {
        let Fact::Acts { own, only, denied, span, .. } = fact else { return None };
        if *denied && *own {
            return (!self.cannot_anyway(fact)).then_some(*span);
        }
        let behind = (span.to..span.to + OWN_BEHIND_MAX).take_while(|i| self.source.is_word(*i)).any(|i| {
            self.is_theirs(i) && function::is(function::PREPOSITIONS, self.source.low(i.saturating_sub(1)))
        });
        (*only == Only::Deed && !*own && behind).then_some(*span)
    }

    /// `employees cannot approve their own request`, where managers alone approve any.
    fn cannot_anyway(&self, fact: &Fact) -> bool {
        let Fact::Acts { actors, verb, object: Some(object), .. } = fact else { return false };
        let Does::Moves(step) = verb.does else { return false };
        let name = self.record_name(object);
        let takes = |role: &str| {
            self.permissions.iter().any(|right| {
                right.entity == name
                    && right.role == role
                    && matches!(&right.action, Action::Transition(it) if it == step.name.as_str())
            })
        };
        self.has(&name) && actors.iter().all(|actor| !takes(&role_name(actor)))
    }

    /// `unpublished articles must not be visible`: a state of articles, and no record of its own.
    fn is_of_a_state(&self, limit: &Limit) -> bool {
        let of_another = |other: &&str| limit.entity.len() > other.len() && limit.entity.ends_with(*other);
        let names: Vec<&str> = self.records.iter().map(|record| record.name.as_str()).collect();
        let described = self.find(&limit.entity).is_some_and(|at| self.records[at].listed);
        !described && names.iter().any(of_another)
    }

    pub(super) fn clause_at(&self, at: usize) -> Span {
        let ends = |i: usize| matches!(self.source.low(i), "." | ";" | "!" | "?");
        let from = (0..at).rev().find(|i| ends(*i)).map_or(0, |i| i + 1);
        let to = (at..self.source.tokens.len()).find(|i| ends(*i)).unwrap_or(self.source.tokens.len());
        Span::new(from, to)
    }
}

fn holds(span: Span, at: usize) -> bool {
    (span.from..span.to).contains(&at)
}
