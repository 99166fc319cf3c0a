//! What the options of a choice are good at: knowledge that all roles share.

use std::collections::BTreeMap;

use protocol::claim::Fact;
use protocol::requirements::Requirements;
use serde::Deserialize;

use super::{Merit, hold};

/// The best that an option can be at something.
const SCORE_MAX: i64 = 10;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merits {
    #[serde(rename = "option")]
    pub options: Vec<OptionMerits>,
    #[serde(rename = "scale")]
    pub scales: Vec<Scale>,
}

/// What one value has going for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionMerits {
    pub key: String,
    pub value: String,
    /// Facts under which it is so.
    #[serde(default)]
    pub when: Vec<Fact>,
    pub merits: BTreeMap<Merit, i64>,
}

/// How good a number is at something, in proportion between its best and its worst.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scale {
    pub key: String,
    pub merit: Merit,
    pub best: i64,
    pub worst: i64,
}

impl Merits {
    /// The scores of a value, from 0 to 10 each.
    pub fn scores(&self, key: &str, value: &str, requirements: &Requirements) -> BTreeMap<Merit, i64> {
        let mut scores: BTreeMap<Merit, i64> = BTreeMap::new();
        let mine = self.options.iter().filter(|it| it.key == key && it.value == value);
        for option in mine.filter(|it| hold(&it.when, requirements)) {
            for (merit, score) in &option.merits {
                *scores.entry(*merit).or_default() += score;
            }
        }
        if let Ok(number) = value.parse::<i64>() {
            let scales = self.scales.iter().filter(|it| it.key == key);
            scores.extend(scales.map(|scale| (scale.merit, scale.score(number))));
        }
        scores.values_mut().for_each(|score| *score = (*score).clamp(0, SCORE_MAX));
        scores
    }
}

impl Scale {
    fn score(&self, number: i64) -> i64 {
        let range = self.best - self.worst;
        if range == 0 {
            return 0;
        }
        (SCORE_MAX * (number - self.worst) / range).clamp(0, SCORE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_run_either_way_and_stop_at_their_ends() {
        let scale = |best, worst| Scale { key: String::new(), merit: Merit::Safety, best, worst };
        let less_is_better = scale(5, 60);
        assert_eq!([1, 5, 15, 60, 90].map(|n| less_is_better.score(n)), [10, 10, 8, 0, 0]);
        let more_is_better = scale(14, 8);
        assert_eq!([8, 11, 14, 20].map(|n| more_is_better.score(n)), [0, 5, 10, 10]);
    }
}
