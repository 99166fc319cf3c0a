//! Rulings and questions: one of them for each claimed key, and each must follow from the claims and votes on record.

use std::collections::BTreeSet;

use protocol::claim::{Basis, Claim, Ruling, Vote};
use protocol::event::{Body, ClaimEvent, HumanEvent, Question};
use protocol::id::{ClaimKey, QuestionId};
use protocol::view::View;

use super::check_text;
use crate::answer::Bounds;
use crate::consensus::{open_keys, options_of, votes_on};

pub(super) fn check(
    view: &View,
    rulings: &[Ruling],
    questions: &[Question],
    bounds: &dyn Bounds,
) -> Result<(), String> {
    let Some(requirements) = &view.requirements else { return Err("nothing was understood yet".to_owned()) };
    let claimed = open_keys(&view.claims, requirements);
    let mut settled: BTreeSet<&ClaimKey> = BTreeSet::new();
    let mut once = |key| if settled.insert(key) { Ok(()) } else { Err(format!("{key} is settled twice")) };
    for ruling in rulings {
        once(&ruling.key)?;
        let claims = claimed.get(&ruling.key).ok_or_else(|| format!("nobody claimed {}", ruling.key))?;
        check_ruling(view, ruling, &options_of(&ruling.key, claims, requirements), claims, bounds)?;
    }
    let mut ids: BTreeSet<&QuestionId> = BTreeSet::new();
    for question in questions {
        once(&question.key)?;
        let claims = claimed.get(&question.key).ok_or_else(|| format!("nobody claimed {}", question.key))?;
        check_question(question, &options_of(&question.key, claims, requirements))?;
        if view.questions.contains_key(&question.id) || !ids.insert(&question.id) {
            return Err(format!("question {} is asked twice", question.id));
        }
    }
    match claimed.keys().find(|key| !settled.contains(*key)) {
        Some(left) => Err(format!("{left} is left open")),
        None => Ok(()),
    }
}

fn check_ruling(
    view: &View,
    ruling: &Ruling,
    options: &[String],
    claims: &[&Claim],
    bounds: &dyn Bounds,
) -> Result<(), String> {
    let (key, value) = (&ruling.key, &ruling.value);
    if ruling.options != options || !options.contains(value) {
        return Err(format!("the ruling on {key} does not have the options that were claimed"));
    }
    if ruling.votes != votes_on(key, &view.votes) {
        return Err(format!("the ruling on {key} does not have the votes that were cast"));
    }
    check_text(&ruling.reason, "the reason of a ruling")?;
    let counted = |vote: &Vote| vote.weight.saturating_mul(bounds.counts(&vote.by));
    let weight = |of: &str| ruling.votes.iter().filter(|it| it.value == of).map(counted).sum::<u32>();
    let follows = match &ruling.basis {
        Basis::Undisputed => options.len() == 1,
        Basis::Words | Basis::Evidence => true,
        Basis::Authority { role } => claims.iter().any(|claim| claim.by == *role && claim.value == *value),
        Basis::Vote { for_winner, for_next } => weight(value) == *for_winner && for_winner > for_next,
        // Only an answer of theirs makes such a ruling, and no agent gives it.
        Basis::Person => false,
    };
    if follows { Ok(()) } else { Err(format!("the ruling on {key} does not follow from its basis")) }
}

fn check_question(question: &Question, options: &[String]) -> Result<(), String> {
    check_text(&question.text, "a question")?;
    if question.options == options && options.len() > 1 && options.contains(&question.recommended) {
        Ok(())
    } else {
        Err(format!("the question on {} does not have the options that were claimed", question.key))
    }
}

pub(super) fn events(rulings: Vec<Ruling>, questions: Vec<Question>) -> impl Iterator<Item = Body> {
    let ruled = rulings.into_iter().map(|ruling| Body::Claim(ClaimEvent::Ruled { ruling }));
    ruled.chain(questions.into_iter().map(|question| Body::Human(HumanEvent::Asked { question })))
}
