//! What a session was asked for, in words or as a blueprint: both come to requirements and go one way from there.

use std::borrow::Cow;

use super::{is_blueprint, read};
use crate::understand::{Verdict, understand};
use protocol::requirements::{Product, Requirements};

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
                let refusal = blueprint.refusal();
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

fn nothing() -> Requirements {
    Requirements {
        product: Product {
            name: String::new(),
            title: String::new(),
            summary: String::new(),
            words: String::new(),
        },
        entities: Vec::new(),
        roles: Vec::new(),
        permissions: Vec::new(),
        features: Vec::new(),
        stack: Vec::new(),
        constraints: Vec::new(),
        assumptions: Vec::new(),
        not_understood: Vec::new(),
        unsupported: Vec::new(),
    }
}
