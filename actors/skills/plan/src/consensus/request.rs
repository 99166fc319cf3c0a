//! What the person's own words say about a key: no claim may contradict them.

use protocol::claim::{Claim, Evidence};
use protocol::id::ClaimKey;
use protocol::requirements::{Entity, Requirements};

use super::facts;

/// Stack names that settle `database.engine`.
const ENGINES: [&str; 2] = ["postgresql", "sqlite"];

/// The value the person asks for, with the words that do: what they decided themselves, before what the request says.
pub fn asked(requirements: &Requirements, key: &ClaimKey) -> Option<(String, String)> {
    if let Some(decision) = requirements.decisions.iter().find(|decision| decision.key == *key) {
        return Some((decision.value.clone(), decision.words.clone()));
    }
    if key.as_str() != "database.engine" {
        return None;
    }
    let named = |name: &str| ENGINES.contains(&name);
    let choice = requirements.stack.iter().find(|it| named(&it.name) && !it.words.is_empty())?;
    Some((choice.name.clone(), choice.words.clone()))
}

/// Why a claim's evidence does not stand; none when it does, or when it is plain judgement.
pub(crate) fn objection(claim: &Claim, requirements: &Requirements) -> Option<String> {
    match &claim.evidence {
        Evidence::Words { words } if !says(requirements, words) => {
            Some(format!("the request does not say \"{words}\""))
        }
        Evidence::Fact { fact } if !facts::holds(fact, requirements) => {
            Some(format!("it is not so that {}", facts::describe(fact)))
        }
        Evidence::Words { .. } | Evidence::Fact { .. } | Evidence::Judgement => None,
    }
}

/// Whether the words are among those that something was read from.
pub(crate) fn says(requirements: &Requirements, words: &str) -> bool {
    let wanted = words.trim().to_lowercase();
    !wanted.is_empty() && all_words(requirements).any(|words| words.to_lowercase().contains(&wanted))
}

fn all_words(requirements: &Requirements) -> impl Iterator<Item = &str> {
    let product = std::iter::once(requirements.product.words.as_str());
    product
        .chain(requirements.entities.iter().flat_map(entity_words))
        .chain(requirements.roles.iter().map(|it| it.words.as_str()))
        .chain(requirements.permissions.iter().map(|it| it.words.as_str()))
        .chain(requirements.features.iter().map(|it| it.words.as_str()))
        .chain(requirements.stack.iter().map(|it| it.words.as_str()))
        .chain(requirements.constraints.iter().map(|it| it.words.as_str()))
}

fn entity_words(entity: &Entity) -> impl Iterator<Item = &str> {
    std::iter::once(entity.words.as_str())
        .chain(entity.fields.iter().map(|it| it.words.as_str()))
        .chain(entity.relations.iter().map(|it| it.words.as_str()))
        .chain(entity.workflow.iter().map(|it| it.words.as_str()))
}
