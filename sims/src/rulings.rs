//! Conflicts in any order of arrival: the same ruling, the right one, and none where nobody disagrees.

use anyhow::{Result, ensure};
use plan::consensus::{Authority, conflicts, settle};
use protocol::claim::{Basis, Claim, Evidence, Fact, Vote};
use protocol::id::{ClaimKey, Role};
use protocol::requirements::Requirements;

const ROLES: [&str; 7] = ["backend", "database", "devops", "docs", "frontend", "security", "tester"];

/// How a conflict is meant to be ruled; each kind has one right answer that is known when it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All say the same.
    Agreed,
    /// One says something.
    Alone,
    /// Somebody quotes the person.
    Words,
    /// Somebody has a predicate that holds.
    Fact,
    /// Somebody has a predicate that does not hold: it counts as nothing.
    FalseFact,
    /// The role that answers for the key says something.
    Authority,
    /// Votes differ clearly.
    Vote,
    /// Many light votes against one heavy.
    HeavyVote,
    /// Equal votes: the person is asked.
    Tie,
    /// Two quote the person for different values.
    TwoWords,
}

pub const KINDS: [Kind; 10] = [
    Kind::Agreed,
    Kind::Alone,
    Kind::Words,
    Kind::Fact,
    Kind::FalseFact,
    Kind::Authority,
    Kind::Vote,
    Kind::HeavyVote,
    Kind::Tie,
    Kind::TwoWords,
];

/// A made conflict with its right answer; none where the person has to be asked.
struct Case {
    claims: Vec<Claim>,
    votes: Vec<Vote>,
    right: Option<String>,
}

/// Settles so many seeded conflicts in so many orders each. Gives the number of rulings that were compared.
pub fn orders(requirements: &Requirements, conflicts: u64, orders: u64) -> Result<u64> {
    let mut compared = 0;
    for seed in 0..conflicts {
        let kind = KINDS[usize::try_from(seed)? % KINDS.len()];
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut case = case(kind, &mut dice);
        for _ in 0..orders {
            dice.shuffle(&mut case.claims);
            dice.shuffle(&mut case.votes);
            right(kind, &case, requirements)
                .map_err(|error| error.context(format!("{kind:?}, seed {seed}: {:#?}", case.claims)))?;
            compared += 1;
        }
    }
    Ok(compared)
}

fn right(kind: Kind, case: &Case, requirements: &Requirements) -> Result<()> {
    let disputed = !conflicts(&case.claims).is_empty();
    ensure!(disputed != matches!(kind, Kind::Agreed | Kind::Alone), "a conflict was missed or made up");
    let authority = Authority::new([("key.owned".to_owned(), Role::new("security"))]).into();
    let (rulings, questions) = settle(requirements, &case.claims, &case.votes, &authority);
    match &case.right {
        None => ensure!(rulings.is_empty() && questions.len() == 1, "the person is not asked"),
        Some(value) => {
            ensure!(questions.is_empty() && rulings.len() == 1, "it was not ruled once");
            ensure!(rulings[0].value == *value, "{} was ruled, {value} is right", rulings[0].value);
            ensure!(
                (rulings[0].basis == Basis::Undisputed) != disputed,
                "the basis is {:?}",
                rulings[0].basis
            );
        }
    }
    Ok(())
}

fn case(kind: Kind, dice: &mut fastrand::Rng) -> Case {
    let (right, wrong) = if dice.bool() { ("a", "b") } else { ("b", "a") };
    let mut roles = ROLES;
    dice.shuffle(&mut roles);
    let judged = |role: &str, value: &str| claim("key.plain", role, value, Evidence::Judgement);
    let split = vec![judged(roles[0], right), judged(roles[1], wrong)];
    let lean = |weights: [u32; 3]| {
        let values = [right, wrong, wrong];
        (0..3).map(|n| vote(roles[n], values[n], weights[n])).collect::<Vec<_>>()
    };
    let (claims, votes, right) = match kind {
        Kind::Agreed => {
            (roles[..3].iter().map(|role| judged(role, right)).collect(), Vec::new(), Some(right))
        }
        Kind::Alone => (vec![judged(roles[0], right)], Vec::new(), Some(right)),
        Kind::Words => (with(split, roles[0], words()), lean([1, 9, 9]), Some(right)),
        Kind::Fact => (with(split, roles[0], part("backend")), lean([1, 9, 9]), Some(right)),
        Kind::FalseFact => (with(split, roles[1], part("cellar")), lean([9, 3, 3]), Some(right)),
        Kind::Authority => (owned(&roles, right, wrong), lean([1, 9, 9]), Some(right)),
        Kind::Vote => (split, lean([9, 3, 3]), Some(right)),
        Kind::HeavyVote => (split, lean([10, 2, 3]), Some(right)),
        Kind::Tie => (split, lean([8, 4, 4]), None),
        Kind::TwoWords => {
            (with(with(split, roles[0], words()), roles[1], words()), lean([9, 3, 3]), Some(right))
        }
    };
    Case { claims, votes, right: right.map(str::to_owned) }
}

/// The role that answers for the key, whoever it is, against another.
fn owned(roles: &[&str; 7], right: &str, wrong: &str) -> Vec<Claim> {
    let other = roles.iter().find(|role| **role != "security").unwrap_or(&"backend");
    let claims = [("security", right), (other, wrong)];
    claims.map(|(role, value)| claim("key.owned", role, value, Evidence::Judgement)).into()
}

fn with(mut claims: Vec<Claim>, role: &str, evidence: Evidence) -> Vec<Claim> {
    for claim in claims.iter_mut().filter(|claim| claim.by.as_str() == role) {
        claim.evidence = evidence.clone();
    }
    claims
}

fn words() -> Evidence {
    Evidence::Words { words: "notebook".to_owned() }
}

fn part(part: &str) -> Evidence {
    Evidence::Fact { fact: Fact::HasPart { part: part.to_owned() } }
}

fn claim(key: &str, role: &str, value: &str, evidence: Evidence) -> Claim {
    let (key, by) = (ClaimKey::new(key), Role::new(role));
    Claim { key, value: value.to_owned(), by, reason: "a reason".to_owned(), evidence }
}

fn vote(role: &str, value: &str, weight: u32) -> Vote {
    let (key, by) = (ClaimKey::new("key.plain"), Role::new(role));
    Vote { key, by, value: value.to_owned(), weight, reason: "a reason".to_owned() }
}
