//! What a session was asked for, in words or as a blueprint: both come to requirements and go one way from there.

use std::borrow::Cow;

use super::{is_blueprint, read};
use crate::understand::{Verdict, nothing, understand};
use protocol::requirements::Requirements;

/// Requirements, and why nothing is made of them where that is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub requirements: Requirements,
    pub refusal: Option<String>,
}

/// Reads what a session was asked for. Never fails: what cannot be read is refused with its reason.
pub fn asked(request: &str) -> Asked {
    if is_blueprint(request) {
        return match read(request) {
            Ok(blueprint) => {
                let refusal = blueprint.refusal().or_else(|| without_default(&blueprint.requirements));
                Asked { requirements: blueprint.requirements, refusal }
            }
            Err(faults) => Asked { requirements: nothing(), refusal: Some(faults.to_string()) },
        };
    }
    let understanding = understand(request);
    let refusal = match understanding.verdict {
        Verdict::Refused { why } => Some(why.to_string()),
        Verdict::Buildable => None,
    };
    Asked { requirements: understanding.requirements, refusal }
}

/// Whoever registers gets a role; which, nobody guesses: it may be one that changes everything.
fn without_default(requirements: &Requirements) -> Option<String> {
    let roles = &requirements.roles;
    let none = !roles.is_empty() && roles.iter().all(|role| !role.default);
    none.then(|| {
        "no role is marked as the one that people who register get; write `default: true` beside one of `roles`, or add \
         one that may do nothing"
            .to_owned()
    })
}

/// The words that stand for a request in what is made of it: of a blueprint, those that it was read from, or its summary.
pub fn spoken(request: &str) -> Cow<'_, str> {
    if !is_blueprint(request) {
        return Cow::Borrowed(request);
    }
    match read(request) {
        Ok(blueprint) => {
            let summary = blueprint.requirements.product.summary;
            Cow::Owned(blueprint.request.unwrap_or(summary))
        }
        Err(_) => Cow::Borrowed(request),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_guesses_which_role_people_who_register_get() {
        let text = |roles: &str| {
            format!(
                "blueprint: 1\nproduct: {{name: fund}}\nentities:\n  Payment:\n    fields: {{amount: decimal}}\n{roles}"
            )
        };
        let refusal = asked(&text("roles: {treasurer: {}, helper: {}}\n")).refusal;
        assert!(refusal.is_some_and(|why| why.contains("default: true")));
        assert_eq!(asked(&text("roles: {treasurer: {}, helper: {default: true}}\n")).refusal, None);
        assert_eq!(asked(&text("")).refusal, None);
    }
}
