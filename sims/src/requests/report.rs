//! The scores of a corpus in words.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::item::{Item, Kind};
use super::score::{Score, Tally};

/// All requests of a folder, scored.
#[derive(Debug, Default)]
pub struct Report {
    pub requests: usize,
    /// Requests in which nothing was misread silently.
    pub clean: usize,
    pub tallies: BTreeMap<Kind, Tally>,
    /// What was wrong with each, for who mends the reading.
    pub told: String,
}

impl Report {
    pub fn add(&mut self, domain: &str, number: usize, text: &str, score: &Score) {
        self.requests += 1;
        self.clean += usize::from(score.silent.is_empty() && score.extra.is_empty());
        for (kind, tally) in &score.tallies {
            self.tallies.entry(*kind).or_default().add(tally);
        }
        if score.silent.is_empty() && score.extra.is_empty() {
            return;
        }
        let _ = writeln!(self.told, "\n=== {domain} {number}: {}", text.trim());
        for (what, items) in [("missing", &score.silent), ("extra", &score.extra), ("named", &score.named)] {
            if !items.is_empty() {
                let _ = writeln!(self.told, "  {what}: {}", names(items));
            }
        }
    }

    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.tallies.values().for_each(|tally| total.add(tally));
        total
    }

    /// A line a kind, and one for all.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{:<10} {:>8} {:>6} {:>6} {:>6} {:>6} {:>7} {:>9}\n",
            "kind", "expected", "found", "named", "silent", "extra", "recall", "precision"
        );
        for kind in Kind::ALL {
            if let Some(tally) = self.tallies.get(&kind) {
                out.push_str(&line(kind.word(), tally));
            }
        }
        out.push_str(&line("all", &self.total()));
        let _ = writeln!(out, "{} of {} requests without a silent misreading", self.clean, self.requests);
        out
    }
}

fn line(name: &str, tally: &Tally) -> String {
    let share = |it: Option<f64>| it.map_or_else(|| "-".to_owned(), |it| format!("{it:.3}"));
    format!(
        "{name:<10} {:>8} {:>6} {:>6} {:>6} {:>6} {:>7} {:>9}\n",
        tally.expected,
        tally.found,
        tally.named,
        tally.silent(),
        tally.extra,
        share(tally.recall()),
        share(tally.precision())
    )
}

fn names(items: &[Item]) -> String {
    let each: Vec<String> =
        items.iter().map(|item| format!("{} “{}”", item.kind.word(), item.name)).collect();
    each.join(", ")
}
