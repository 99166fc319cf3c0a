//! What a word means by those that it is listed with: `csv export, tags and an audit log` are three capabilities.

use protocol::requirements::FeatureName;

use super::fact::Fact;
use super::morph;
use super::token::{Source, Span};

/// Tags among capabilities are one of them, unless something else is said of tags.
pub(super) fn tags(source: &Source<'_>, mut facts: Vec<Fact>) -> Vec<Fact> {
    let said = (0..source.tokens.len()).filter(|at| morph::singular(source.low(*at)) == "tag").count();
    let place = facts.iter().position(|fact| matches!(fact, Fact::Entity { noun } if noun.words == ["tag"]));
    let (Some(at), 1) = (place, said) else { return facts };
    let span = facts[at].span();
    // Comments are listed with records as well.
    let beside = |fact: &Fact| {
        matches!(fact, Fact::Feature { name, .. } if *name != FeatureName::Comments)
            && (is_joined(source, fact.span(), span) || is_joined(source, span, fact.span()))
    };
    if facts.iter().any(beside) {
        facts[at] = Fact::Feature { name: FeatureName::Tags, span };
    }
    facts
}

/// Whether nothing but commas and `and` stands between two places.
fn is_joined(source: &Source<'_>, first: Span, second: Span) -> bool {
    first.to < second.from
        && second.from - first.to <= 2
        && (first.to..second.from).all(|at| matches!(source.low(at), "," | "and" | "&"))
}
