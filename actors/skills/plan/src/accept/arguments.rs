//! Claims, conflicts and votes as agents hand them in.

use std::collections::BTreeSet;

use protocol::claim::{Claim, Conflict, Vote};
use protocol::event::{Body, ClaimEvent, TaskSpec};
use protocol::view::View;

use super::check_text;
use crate::answer::Bounds;
use crate::consensus;

const WEIGHTS: std::ops::RangeInclusive<u32> = 1..=10;

pub(super) fn claims(task: &TaskSpec, claims: Vec<Claim>, bounds: &dyn Bounds) -> Result<Vec<Body>, String> {
    let mut keys = BTreeSet::new();
    for claim in &claims {
        if claim.by != task.role {
            return Err(format!("{} cannot speak for {}", task.role, claim.by));
        }
        if !bounds.allows(&claim.key, &claim.value) {
            return Err(format!("{} = {} is not something to claim", claim.key, claim.value));
        }
        if !keys.insert(&claim.key) {
            return Err(format!("{} is claimed twice", claim.key));
        }
        check_text(&claim.reason, "the reason of a claim")?;
    }
    Ok(claims.into_iter().map(|claim| Body::Claim(ClaimEvent::Published { claim })).collect())
}

/// Conflicts follow from the claims, so there is one right answer.
pub(super) fn conflicts(view: &View, conflicts: Vec<Conflict>) -> Result<Vec<Body>, String> {
    if conflicts != consensus::conflicts(&view.claims) {
        return Err("the conflicts are not those among the claims".to_owned());
    }
    Ok(conflicts.into_iter().map(|conflict| Body::Claim(ClaimEvent::Disputed { conflict })).collect())
}

pub(super) fn votes(view: &View, task: &TaskSpec, votes: Vec<Vote>) -> Result<Vec<Body>, String> {
    let mut keys = BTreeSet::new();
    for vote in &votes {
        if vote.by != task.role {
            return Err(format!("{} cannot vote for {}", task.role, vote.by));
        }
        let conflict = view.conflicts.iter().find(|conflict| conflict.key == vote.key);
        let conflict = conflict.ok_or_else(|| format!("there is no conflict on {}", vote.key))?;
        if !conflict.options.iter().any(|option| option.value == vote.value) {
            return Err(format!("{} is not an option of {}", vote.value, vote.key));
        }
        if !WEIGHTS.contains(&vote.weight) {
            return Err(format!("a vote weighs 1 to 10, not {}", vote.weight));
        }
        if !keys.insert(&vote.key) {
            return Err(format!("there are two votes on {}", vote.key));
        }
        check_text(&vote.reason, "the reason of a vote")?;
    }
    Ok(votes.into_iter().map(|vote| Body::Claim(ClaimEvent::VoteCast { vote })).collect())
}
