//! How a role votes: by its own concerns over what each option is good at, and it may be convinced by another's reason.

use protocol::claim::{Conflict, ConflictOption, Vote};
use protocol::id::Role;
use protocol::requirements::Requirements;

use super::{Knowledge, Merit, Merits};

/// What one step of conviction counts beside merits: full conviction outweighs six points of a main concern.
const CONVICTION_POINTS: i64 = 3;
/// Points of lead that make one unit of a vote's weight; a lead of a main concern's whole range weighs 10.
const POINTS_A_WEIGHT: i64 = 5;
const WEIGHT_MAX: i64 = 10;

/// One vote on each conflict in which the role prefers an option; it abstains where all are the same to it.
pub(crate) fn votes(
    role: &Role,
    knowledge: &Knowledge,
    merits: &Merits,
    conflicts: &[Conflict],
    requirements: &Requirements,
) -> Vec<Vote> {
    let judge = Judge { role, knowledge, merits, requirements };
    conflicts.iter().filter_map(|conflict| judge.vote(conflict)).collect()
}

struct Judge<'a> {
    role: &'a Role,
    knowledge: &'a Knowledge,
    merits: &'a Merits,
    requirements: &'a Requirements,
}

impl Judge<'_> {
    fn vote(&self, conflict: &Conflict) -> Option<Vote> {
        let mut judged: Vec<(i64, &ConflictOption)> =
            conflict.options.iter().map(|option| (self.points(conflict, option), option)).collect();
        // Stable, so that equal options stay in the conflict's own order.
        judged.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
        let [(first, best), (second, _), ..] = judged[..] else { return None };
        let lead = first - second;
        if lead == 0 {
            return None;
        }
        let weight = ((lead + POINTS_A_WEIGHT - 1) / POINTS_A_WEIGHT).clamp(1, WEIGHT_MAX);
        Some(Vote {
            key: conflict.key.clone(),
            by: self.role.clone(),
            value: best.value.clone(),
            weight: u32::try_from(weight).unwrap_or(1),
            reason: self.reason(conflict, best),
        })
    }

    fn points(&self, conflict: &Conflict, option: &ConflictOption) -> i64 {
        let scores = self.merits.scores(conflict.key.as_str(), &option.value, self.requirements);
        let by_merit = scores.iter().map(|(merit, score)| self.concern(*merit) * score);
        let own =
            if self.claimed(option) { CONVICTION_POINTS * self.conviction(conflict, option) } else { 0 };
        by_merit.sum::<i64>() + own
    }

    fn concern(&self, merit: Merit) -> i64 {
        self.knowledge.concerns.get(&merit).copied().unwrap_or(0)
    }

    fn claimed(&self, option: &ConflictOption) -> bool {
        option.claims.iter().any(|claim| claim.by == *self.role)
    }

    fn conviction(&self, conflict: &Conflict, option: &ConflictOption) -> i64 {
        let about_it = |key: &str, value: &str| key == conflict.key.as_str() && value == option.value;
        let positions = self.knowledge.positions.iter().filter(|it| about_it(&it.key, &it.value));
        let taken = positions.filter(|it| it.is_taken(self.requirements));
        taken.map(|position| position.conviction).max().unwrap_or(0)
    }

    /// Its own reason; or whose reason convinced it, and by what.
    fn reason(&self, conflict: &Conflict, best: &ConflictOption) -> String {
        let own = best.claims.iter().find(|claim| claim.by == *self.role);
        if let Some(own) = own {
            return own.reason.clone();
        }
        let merit = self.strongest_merit(conflict, best).map_or("on balance", Merit::name);
        let Some(other) = best.claims.first() else { return merit.to_owned() };
        let had_another = conflict.options.iter().any(|option| self.claimed(option));
        let verb = if had_another { "gives way to" } else { "agrees with" };
        format!("{verb} {} for {merit}: {}", other.by, other.reason)
    }

    fn strongest_merit(&self, conflict: &Conflict, best: &ConflictOption) -> Option<Merit> {
        let scores = self.merits.scores(conflict.key.as_str(), &best.value, self.requirements);
        let weighed = scores.into_iter().map(|(merit, score)| (self.concern(merit) * score, merit));
        weighed.filter(|(points, _)| *points > 0).max_by_key(|(points, _)| *points).map(|(_, merit)| merit)
    }
}
