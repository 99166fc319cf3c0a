//! From knowledge and requirements to claims.

use protocol::claim::{Claim, Evidence, Fact};
use protocol::id::{ClaimKey, Role};
use protocol::requirements::Requirements;

use super::{Backing, Knowledge, Position};

/// What a role claims on these requirements, in order of key.
pub(crate) fn claims(role: &Role, knowledge: &Knowledge, requirements: &Requirements) -> Vec<Claim> {
    let taken = knowledge.positions.iter().filter(|position| position.is_taken(requirements));
    let mut claims: Vec<Claim> = taken.map(|position| claim(role, position, requirements)).collect();
    claims.sort_by(|a, b| a.key.cmp(&b.key));
    claims
}

fn claim(role: &Role, position: &Position, requirements: &Requirements) -> Claim {
    Claim {
        key: ClaimKey::new(position.key.as_str()),
        value: position.value.clone(),
        by: role.clone(),
        reason: position.reason.clone(),
        evidence: evidence(&position.evidence, requirements),
    }
}

fn evidence(backing: &Backing, requirements: &Requirements) -> Evidence {
    match backing {
        Backing::Judgement => Evidence::Judgement,
        Backing::Fact(fact) => Evidence::Fact { fact: fact.clone() },
        Backing::Stack(name) => {
            let named = requirements.stack.iter().find(|it| it.name == *name && !it.words.is_empty());
            let fact = || Evidence::Fact { fact: Fact::UsesStack { name: name.clone() } };
            named.map_or_else(fact, |choice| Evidence::Words { words: choice.words.clone() })
        }
    }
}
