//! Settling disagreement: who differs on what, and what settles it. Any order of claims and votes gives the same result.

pub mod authority;
pub mod facts;
mod policy;
pub mod request;
mod settle;
mod tally;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use protocol::claim::{Claim, Conflict, ConflictOption, Vote};
use protocol::id::ClaimKey;

pub use authority::Authority;
pub use policy::{Change, FORMS, NoChange, Policy};
pub use settle::settle;
pub(crate) use settle::{open_keys, options_of};
pub use tally::VOTE_MARGIN;

/// The keys on which claims differ, in order of key.
pub fn conflicts(claims: &[Claim]) -> Vec<Conflict> {
    let differing = by_key(claims).into_iter().filter(|(_, claims)| values(claims).len() > 1);
    differing.map(|(key, claims)| Conflict { key: key.clone(), options: options(&claims) }).collect()
}

fn options(claims: &[&Claim]) -> Vec<ConflictOption> {
    let claims_for =
        |value: &str| claims.iter().filter(|it| it.value == value).map(|it| (*it).clone()).collect();
    let option = |value: &str| ConflictOption { value: value.to_owned(), claims: claims_for(value) };
    values(claims).into_iter().map(option).collect()
}

/// The votes on a key, one a role, in order of role.
pub fn votes_on(key: &ClaimKey, votes: &[Vote]) -> Vec<Vote> {
    let mut mine: Vec<Vote> = votes.iter().filter(|vote| vote.key == *key).cloned().collect();
    mine.sort_by(|a, b| (&a.by, &a.value, a.weight, &a.reason).cmp(&(&b.by, &b.value, b.weight, &b.reason)));
    mine.dedup_by(|later, first| later.by == first.by);
    mine
}

/// The claims on each key, in an order that does not depend on how they arrived.
pub(crate) fn by_key(claims: &[Claim]) -> BTreeMap<&ClaimKey, Vec<&Claim>> {
    let mut all: BTreeMap<&ClaimKey, Vec<&Claim>> = BTreeMap::new();
    for claim in claims {
        all.entry(&claim.key).or_default().push(claim);
    }
    for claims in all.values_mut() {
        claims.sort_by_key(|it| (&it.by, &it.value, &it.reason, format!("{:?}", it.evidence)));
        claims.dedup();
    }
    all
}

/// The different values among claims, ascending.
pub(crate) fn values<'a>(claims: &[&'a Claim]) -> Vec<&'a str> {
    let mut values: Vec<&str> = claims.iter().map(|it| it.value.as_str()).collect();
    values.sort_by(|a, b| ascending(a, b));
    values.dedup();
    values
}

/// Numbers by size and before words.
pub(crate) fn ascending(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.parse::<u64>().ok();
    match (number(a), number(b)) {
        (Some(first), Some(second)) => first.cmp(&second).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests;
