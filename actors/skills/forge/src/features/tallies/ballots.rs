//! Which kinds of records are ballots: each says nothing but that its owner is for the record that it points at.

use protocol::requirements::{FieldKind, RelationKind};

use crate::app::{AppPlan, EntityPlan, RelationPlan};

/// The last word of what a ballot is called. A membership points at a person and a group just so, and is no matter of numbers.
const NAMES: [&str; 16] = [
    "applause",
    "bookmark",
    "clap",
    "downvote",
    "endorsement",
    "favorite",
    "favourite",
    "heart",
    "interest",
    "like",
    "reaction",
    "rsvp",
    "star",
    "thumb",
    "upvote",
    "vote",
];

/// A kind of ballot, and its relation to the record that it is cast on.
pub(super) struct Ballot<'a> {
    pub entity: &'a EntityPlan,
    pub on: &'a RelationPlan,
}

/// A kind of record that has ballots, with all their kinds.
pub(super) struct Tallied<'a> {
    pub entity: &'a EntityPlan,
    pub ballots: Vec<Ballot<'a>>,
}

/// In the order of the plan.
pub(super) fn tallied(plan: &AppPlan) -> Vec<Tallied<'_>> {
    let of = |entity| Tallied { entity, ballots: on(plan, entity) };
    plan.entities.iter().map(of).filter(|it| !it.ballots.is_empty()).collect()
}

fn on<'a>(plan: &'a AppPlan, entity: &EntityPlan) -> Vec<Ballot<'a>> {
    let ballots = plan.entities.iter().filter_map(|it| ballot(plan, it));
    ballots.filter(|it| it.on.to == entity.names.pascal).collect()
}

fn ballot<'a>(plan: &'a AppPlan, entity: &'a EntityPlan) -> Option<Ballot<'a>> {
    let silent =
        entity.workflow.is_none() && !entity.fields.iter().any(|it| it.required || says_by_default(it.kind));
    if !is_called_so(&entity.names.snake) || entity.owner.is_none() || !silent {
        return None;
    }
    let mut needed = entity.relations.iter().filter(|it| it.required && it.kind != RelationKind::OwnedBy);
    let (on, others) = (needed.next()?, needed.next());
    let is_record = on.kind == RelationKind::BelongsTo && plan.entity(&on.to).is_some();
    (is_record && others.is_none()).then_some(Ballot { entity, on })
}

/// Whether a field says something also where nobody filled it in: what is not a yes is a no.
fn says_by_default(kind: FieldKind) -> bool {
    kind == FieldKind::Boolean
}

fn is_called_so(snake: &str) -> bool {
    let last = snake.rsplit('_').next().unwrap_or(snake);
    NAMES.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name_tells() {
        for name in ["vote", "idea_vote", "comment_like", "favorite", "rsvp"] {
            assert!(is_called_so(name), "{name}");
        }
        for name in ["membership", "vote_round", "starling", "enrolment", ""] {
            assert!(!is_called_so(name), "{name}");
        }
    }

    #[test]
    fn the_names_are_in_order_and_there_once() {
        assert!(NAMES.is_sorted_by(|a, b| a < b));
    }
}
