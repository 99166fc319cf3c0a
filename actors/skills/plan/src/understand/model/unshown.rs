//! Restrictions to some records of a kind, or to the people of one record: no right here is narrower than a kind of records
//! and whose they are, so these are refused.

use protocol::requirements::{FeatureName, Visibility};

use super::draft::Builder;
use super::limits::Rule;
use crate::domains::ADMIN;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::lexicon::{people, steps};
use crate::understand::morph;
use crate::understand::token::Span;

/// People of one board, one project, one group.
const BELONGING: &[&str] = &[
    "member",
    "participant",
    "follower",
    "collaborator",
    "guest",
    "subscriber",
    "attendee",
    "contributor",
    "admin",
    "owner",
    "moderator",
    "organizer",
    "organiser",
];
/// Words before a record's name for some of them.
const STATES: &[&str] = &[
    "pending",
    "draft",
    "unpublished",
    "open",
    "closed",
    "new",
    "old",
    "archived",
    "active",
    "inactive",
    "unapproved",
    "flagged",
    "reported",
    "overdue",
    "expired",
    "hidden",
    "private",
    "secret",
    "internal",
    "late",
    "premium",
    "free",
];
/// What happens to records that were approved.
const SHOWN: &[&str] = &[
    "shown",
    "shows",
    "show",
    "visible",
    "public",
    "publicly",
    "published",
    "live",
    "appear",
    "appears",
    "displayed",
    "seen",
    "listed",
    "online",
    "posted",
    "up",
    "viewable",
];
const APPROVING: &[&str] =
    &["approv", "moderat", "review", "check", "confirm", "accept", "verif", "vet", "screen", "release"];
/// Words between `before` and what happens then.
const BEFORE_SHOWN_MAX: usize = 6;

/// Groups of people, of which there are several.
const GROUPS: &[&str] = &[
    "team",
    "group",
    "class",
    "family",
    "household",
    "department",
    "project",
    "company",
    "organisation",
    "organization",
    "school",
    "club",
    "building",
    "room",
    "channel",
    "course",
];
/// Words between `just to` and the people.
const JUST_TO_MAX: usize = 3;

impl Builder<'_> {
    pub(super) fn unshown(&self) -> Vec<Span> {
        let mut found: Vec<Span> = self.facts.iter().filter_map(|fact| self.of_some(fact)).collect();
        let limits = self.limits.iter().filter(|limit| limit.rule != Rule::Kept);
        let of_one = limits.filter(|limit| limit.roles.iter().any(|role| self.is_of_one(role)));
        found.extend(of_one.map(|limit| limit.span));
        found.extend((0..self.source.tokens.len()).filter_map(|at| self.until_approved(at)));
        found.extend((0..self.source.tokens.len()).filter_map(|at| self.members_only(at)));
        found.extend((0..self.source.tokens.len()).filter_map(|at| self.just_to(at)));
        found.extend((0..self.source.tokens.len()).filter_map(|at| self.in_one_group(at)));
        found.extend((0..self.source.tokens.len()).filter_map(|at| self.invited(at)));
        found.extend(self.facts.iter().filter_map(|fact| self.of_their_people(fact)));
        found.extend(self.facts.iter().filter_map(|fact| self.of_each(fact)));
        found.extend(self.facts.iter().filter_map(|fact| self.of_their_child(fact)));
        found
    }

    /// `only board members can see a board`: whoever has such a role has it on every board.
    fn is_of_one(&self, role: &str) -> bool {
        let Some((of, head)) = role.rsplit_once('_') else { return false };
        let of: Vec<String> = of.split('_').map(str::to_owned).collect();
        BELONGING.contains(&head) && self.has(&morph::pascal(&of))
    }

    /// `pending comments are only visible to moderators`, `only the members of a board can see it`.
    fn of_some(&self, fact: &Fact) -> Option<Span> {
        let Fact::Acts { actors, object: Some(object), only, denied, span, .. } = fact else { return None };
        let restricts = *only != Only::Nothing || *denied;
        let state = object.words.first().is_some_and(|word| {
            steps::step_to(word).is_some()
                || STATES.contains(&word.as_str())
                || word.starts_with("un") && word.ends_with("ed")
        });
        let some = state && object.words.len() > 1 && !self.has(&morph::pascal(&object.words));
        let of_one = actors.iter().any(|actor| self.is_member_of(actor));
        (restricts && (some || of_one)).then_some(*span)
    }

    /// `only visible to the doctor and the patient`: those of each record, whom a right to all records would not keep apart.
    fn of_each(&self, fact: &Fact) -> Option<Span> {
        let Fact::Acts { actors, only, span, .. } = fact else { return None };
        let one = |actor: &Noun| {
            !actor.plural
                && actor.span.from > 0
                && self.source.low(actor.span.from - 1) == "the"
                && actor.head() != ADMIN
        };
        (*only != Only::Nothing && actors.len() > 1 && actors.iter().all(one)).then_some(*span)
    }

    /// `members of the board`.
    fn is_member_of(&self, actor: &Noun) -> bool {
        let head = BELONGING.contains(&actor.head()) && self.source.low(actor.end()) == "of";
        let record = (actor.end() + 1..actor.end() + 4)
            .map(|at| morph::singular(self.source.low(at)))
            .any(|word| self.has(&morph::capital(&word)));
        head && record
    }

    /// `comments need approval before they are shown`: no record is hidden by the state it is in.
    fn until_approved(&self, at: usize) -> Option<Span> {
        let word = self.source.low(at);
        if !matches!(word, "before" | "until" | "unless" | "once" | "after") {
            return None;
        }
        // Comments are held back where they are moderated.
        let moderated = |fact: &Fact| match fact {
            Fact::Feature { name: FeatureName::Moderation | FeatureName::Drafts, span } => {
                (span.from..span.to).contains(&at)
            }
            _ => false,
        };
        if self.facts.iter().any(moderated) {
            return None;
        }
        let later = matches!(word, "once" | "after");
        let clause = self.clause_at(at);
        let end = clause.to.min(at + 1 + BEFORE_SHOWN_MAX);
        let shown = (at + 1..end).any(|i| SHOWN.contains(&self.source.low(i)));
        let approves = |i: usize| APPROVING.iter().any(|stem| self.source.low(i).starts_with(stem));
        let hides = |i: usize| match self.source.low(i) {
            "hidden" | "wait" | "waits" | "held" | "posted" | "listed" | "up" | "seen" | "published" => {
                !later
            }
            other => SHOWN.contains(&other),
        };
        let hides = (clause.from..at).any(hides);
        let before = !later && shown && (clause.from..at).any(approves);
        let after = hides && (at + 1..end).any(approves);
        (before || after).then_some(clause)
    }

    /// `invite only`.
    fn invited(&self, at: usize) -> Option<Span> {
        let invited = matches!(self.source.low(at), "invite" | "invitation" | "invitations" | "invited");
        (invited && self.source.low(at + 1) == "only").then(|| self.clause_at(at))
    }

    /// `everyone in the same team can see them`: the people of one group, and no role.
    fn in_one_group(&self, at: usize) -> Option<Span> {
        let all = matches!(
            self.source.low(at),
            "everyone"
                | "everybody"
                | "anyone"
                | "people"
                | "users"
                | "members"
                | "colleagues"
                | "those"
                | "others"
        );
        let joined = matches!(self.source.low(at + 1), "in" | "of" | "from" | "on" | "within" | "inside");
        let one =
            matches!(self.source.low(at + 2), "the" | "their" | "his" | "her" | "your" | "a" | "my" | "that");
        let from = at + 3 + usize::from(self.source.low(at + 3) == "same");
        let group = GROUPS.contains(&self.source.low(from));
        let clause = self.clause_at(at);
        let sees = (from..clause.to)
            .any(|i| matches!(self.source.low(i), "see" | "sees" | "view" | "read" | "access" | "open"));
        // `anyone in the company can open tickets` makes them.
        let opens = self.facts.iter().any(|fact| {
            matches!(fact, Fact::Acts { verb, span, .. } if verb.base == "open" && span.from < clause.to && clause.from < span.to)
        });
        (all && joined && one && group && sees && !opens).then_some(clause)
    }

    /// `parents view the grades of their children`: by whom a record is about, and by no right.
    fn of_their_people(&self, fact: &Fact) -> Option<Span> {
        let Fact::Acts { verb, object: Some(object), denied: false, span, .. } = fact else { return None };
        let of = object.end();
        if self.is_below_theirs(fact).is_some() {
            return None;
        }
        let reads = verb.does == Does::Acts(&[Act::Read]);
        let theirs = matches!(self.source.low(of), "of" | "for")
            && matches!(self.source.low(of + 1), "their" | "his" | "her");
        let name = self.record_name(object);
        let open = self.find(&name).is_none_or(|at| self.records[at].visibility == Some(Visibility::Public));
        let end = of + 2 + usize::from(self.source.low(of + 2) == "own");
        (reads && theirs && !open).then(|| Span::new(span.from, span.to.max(end + 1)))
    }

    /// `parents see their child's grades`: theirs is the child, and no right knows whose it is.
    fn of_their_child(&self, fact: &Fact) -> Option<Span> {
        let Fact::Acts { verb, object: Some(object), denied: false, span, .. } = fact else { return None };
        let theirs = |at: usize| {
            let possessed = self.source.low(at + 1).trim_end_matches(['s']);
            matches!(self.source.low(at), "their" | "his" | "her") && possessed.ends_with(['\'', '’'])
        };
        let reads = verb.does == Does::Acts(&[Act::Read]);
        let name = self.record_name(object);
        let open = self.find(&name).is_none_or(|at| self.records[at].visibility == Some(Visibility::Public));
        let end = object.end().max(span.to);
        (reads && !open && (span.from..end).any(theirs)).then(|| Span::new(span.from, end))
    }

    /// `staff-only notes`, `a members-only area`.
    fn members_only(&self, at: usize) -> Option<Span> {
        let only = at > 0 && self.source.low(at) == "only" && self.source.glued(at);
        let person = only && people::is_person(&morph::singular(self.source.low(at - 1)));
        person.then(|| self.clause_at(at))
    }

    /// `shown just to managers`, where nothing says so of a record.
    fn just_to(&self, at: usize) -> Option<Span> {
        let just = self.source.low(at) == "just" && matches!(self.source.low(at + 1), "to" | "for" | "by");
        let person =
            (at + 2..at + 2 + JUST_TO_MAX).any(|i| people::is_person(&morph::singular(self.source.low(i))));
        let carried = |fact: &Fact| {
            matches!(fact, Fact::Acts { only: Only::People | Only::Deed, .. } | Fact::ByMaker { .. })
                && (fact.span().from..fact.span().to).contains(&at)
        };
        (just && person && !self.facts.iter().any(carried)).then(|| self.clause_at(at))
    }
}
