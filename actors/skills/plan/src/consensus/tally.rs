//! Counting weighted votes.

use protocol::claim::Vote;

use super::Policy;

/// Weights closer than this are a tie: less than one vote that somebody has a stake in.
pub const VOTE_MARGIN: u32 = 2;

/// Weights behind the options, heaviest first; options of equal weight in the order given.
pub(super) struct Tally<'a>(Vec<(&'a str, u32)>);

impl<'a> Tally<'a> {
    /// Votes for anything but `options` do not count.
    pub fn count(options: &[&'a str], votes: &[Vote], policy: &Policy) -> Self {
        let weight =
            |option: &str| votes.iter().filter(|it| it.value == option).map(|it| policy.weight(it)).sum();
        let mut weights: Vec<(&str, u32)> = options.iter().map(|option| (*option, weight(option))).collect();
        weights.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        Self(weights)
    }

    /// The heaviest option with its weight and the next one's.
    pub fn lead(&self) -> (&'a str, u32, u32) {
        let next = self.0.get(1).map_or(0, |(_, weight)| *weight);
        self.0.first().map_or(("", 0, 0), |(value, weight)| (*value, *weight, next))
    }

    /// The option with more than half of all weight, and clearly more than the next.
    pub fn winner(&self) -> Option<(&'a str, u32, u32)> {
        let (value, weight, next) = self.lead();
        let all: u32 = self.0.iter().map(|(_, weight)| weight).sum();
        (weight > all - weight && weight - next >= VOTE_MARGIN).then_some((value, weight, next))
    }

    /// `email 12, username 9`
    pub fn text(&self) -> String {
        self.0.iter().map(|(value, weight)| format!("{value} {weight}")).collect::<Vec<_>>().join(", ")
    }
}
