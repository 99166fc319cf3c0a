//! One ruling for each claimed key: by the person's words, else by evidence, else by authority, else by votes; else a question.

use std::collections::BTreeMap;

use protocol::claim::{Basis, Claim, Evidence, Ruling, Vote};
use protocol::event::Question;
use protocol::id::{ClaimKey, QuestionId, Role};
use protocol::requirements::Requirements;

use super::tally::Tally;
use super::{Policy, ascending, by_key, facts, request, values, votes_on};

/// Rulings and the questions that only the person can settle, each in order of key.
pub fn settle(
    requirements: &Requirements,
    claims: &[Claim],
    votes: &[Vote],
    policy: &Policy,
) -> (Vec<Ruling>, Vec<Question>) {
    let (mut rulings, mut questions) = (Vec::new(), Vec::new());
    for (key, claims) in open_keys(claims, requirements) {
        let case = Case::open(key, claims, votes_on(key, votes), requirements);
        match case.settle(policy, requirements) {
            Settled::Ruled(ruling) => rulings.push(ruling),
            Settled::Open(question) => questions.push(question),
        }
    }
    (rulings, questions)
}

/// The claims on each key that is to be settled: those that were claimed, and those that the person settles.
pub(crate) fn open_keys<'a>(
    claims: &'a [Claim],
    requirements: &'a Requirements,
) -> BTreeMap<&'a ClaimKey, Vec<&'a Claim>> {
    let mut all = by_key(claims);
    for decision in &requirements.decisions {
        all.entry(&decision.key).or_default();
    }
    all
}

/// Every value of a key that can win, ascending: what was claimed, and what the request asks for.
pub(crate) fn options_of(key: &ClaimKey, claims: &[&Claim], requirements: &Requirements) -> Vec<String> {
    let mut options: Vec<String> = values(claims).into_iter().map(str::to_owned).collect();
    options.extend(request::asked(requirements, key).map(|(value, _)| value));
    options.sort_by(|a, b| ascending(a, b));
    options.dedup();
    options
}

enum Settled {
    Ruled(Ruling),
    Open(Question),
}

struct Case<'a> {
    key: &'a ClaimKey,
    options: Vec<String>,
    votes: Vec<Vote>,
    /// Claims that still count.
    standing: Vec<&'a Claim>,
    /// Those that do not, with the reason.
    struck: Vec<(&'a Claim, String)>,
}

impl<'a> Case<'a> {
    fn open(
        key: &'a ClaimKey,
        claims: Vec<&'a Claim>,
        votes: Vec<Vote>,
        requirements: &Requirements,
    ) -> Self {
        let options = options_of(key, &claims, requirements);
        Self { key, options, votes, standing: claims, struck: Vec::new() }
    }

    fn settle(mut self, policy: &Policy, requirements: &Requirements) -> Settled {
        if self.options.len() == 1 && !self.standing.is_empty() {
            let value = self.options[0].clone();
            let reason = self.reason_for(&value);
            return self.ruled(value, Basis::Undisputed, reason);
        }
        if let Some((value, words)) = request::asked(requirements, self.key) {
            let others = self.standing.iter().filter(|claim| claim.value != value);
            self.struck = others.map(|claim| (*claim, "the person says otherwise".to_owned())).collect();
            let reason = format!("the person asks for it: \"{words}\"");
            return self.ruled(value, Basis::Words, reason);
        }
        self.strike(|claim| request::objection(claim, requirements));
        if let Some(value) = self.agreed() {
            let reason = self.reason_for(&value);
            return self.ruled(value, Basis::Evidence, reason);
        }
        self.narrow(|claim| matches!(&claim.evidence, Evidence::Words { words } if request::says(requirements, words)));
        if let Some(value) = self.agreed() {
            let reason = self.reason_for(&value);
            return self.ruled(value, Basis::Words, reason);
        }
        self.narrow(
            |claim| matches!(&claim.evidence, Evidence::Fact { fact } if facts::holds(fact, requirements)),
        );
        if let Some(value) = self.agreed() {
            let reason = self.reason_for(&value);
            return self.ruled(value, Basis::Evidence, reason);
        }
        match policy.authority.of(self.key).and_then(|role| Some((role, self.claimed_by(role)?))) {
            Some((role, value)) => {
                let (reason, role) = (self.reason_for(&value), role.clone());
                self.ruled(value, Basis::Authority { role }, reason)
            }
            None => self.vote(policy),
        }
    }

    fn vote(self, policy: &Policy) -> Settled {
        let standing = values(&self.standing);
        let tally = Tally::count(&standing, &self.votes, policy);
        if let Some((value, for_winner, for_next)) = tally.winner() {
            // The counts are the basis; whoever shows a ruling shows that too.
            let (reason, value) = (self.reason_for(value), value.to_owned());
            return self.ruled(value, Basis::Vote { for_winner, for_next }, reason);
        }
        let (recommended, ..) = tally.lead();
        let text = format!("the team is split on {} ({}): which one?", self.key, tally.text());
        Settled::Open(Question {
            id: QuestionId::new(self.key.as_str()),
            key: self.key.clone(),
            text,
            options: self.options.clone(),
            recommended: recommended.to_owned(),
        })
    }

    /// Takes out claims that do not stand. When none would be left, all count again, as judgement.
    fn strike(&mut self, objection: impl Fn(&Claim) -> Option<String>) {
        let (mut standing, mut struck) = (Vec::new(), Vec::new());
        for claim in &self.standing {
            match objection(claim) {
                None => standing.push(*claim),
                Some(why) => struck.push((*claim, why)),
            }
        }
        if !standing.is_empty() {
            (self.standing, self.struck) = (standing, struck);
        }
    }

    /// Keeps the claims that have the stronger backing, if any has.
    fn narrow(&mut self, is_backed: impl Fn(&Claim) -> bool) {
        let backed: Vec<&Claim> = self.standing.iter().copied().filter(|claim| is_backed(claim)).collect();
        if !backed.is_empty() {
            self.standing = backed;
        }
    }

    fn agreed(&self) -> Option<String> {
        match values(&self.standing)[..] {
            [value] => Some(value.to_owned()),
            _ => None,
        }
    }

    fn claimed_by(&self, role: &Role) -> Option<String> {
        let own: Vec<&Claim> = self.standing.iter().copied().filter(|claim| claim.by == *role).collect();
        match values(&own)[..] {
            [value] => Some(value.to_owned()),
            _ => None,
        }
    }

    fn reason_for(&self, value: &str) -> String {
        let claim = self.standing.iter().find(|claim| claim.value == value);
        claim.map(|claim| claim.reason.clone()).unwrap_or_default()
    }

    fn ruled(self, value: String, basis: Basis, mut reason: String) -> Settled {
        for (claim, why) in &self.struck {
            reason.push_str(&format!("; {} by {} does not count: {why}", claim.value, claim.by));
        }
        let Self { key, options, votes, .. } = self;
        Settled::Ruled(Ruling { key: key.clone(), value, basis, reason, options, votes })
    }
}
