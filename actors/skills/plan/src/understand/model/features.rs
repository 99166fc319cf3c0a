//! Capabilities: those that are built, those that come with every product, and those that are left out or refused.

use protocol::id::ClaimKey;
use protocol::requirements::{Decision, FeatureName, RecordConstraint, RecordConstraintKind};

use super::draft::{Builder, Draft, Link};
use super::product::join;
use crate::domains::ACCOUNT;
use crate::understand::fact::Fact;
use crate::understand::lexicon::features::{ESSENTIAL, RATINGS};
use crate::understand::lexicon::languages::spoken;
use crate::understand::morph;
use crate::understand::token::Span;

pub(super) fn left_out_as_asked(words: &str) -> String {
    format!("Left out as asked: “{words}”.")
}

/// The record that ratings as a capability are kept in.
const RATING: &str = "Rating";

/// Records that are about another one.
const ABOUT: [&str; 9] =
    ["Comment", RATING, "Review", "Vote", "Like", "Bookmark", "Upvote", "Favourite", "Favorite"];

impl Builder<'_> {
    pub(super) fn features(&mut self) {
        for fact in self.facts {
            match fact {
                Fact::Feature { name, span } => self.feature(*name, *span),
                Fact::NoFeature { name, span } => {
                    let words = self.take(*span);
                    self.no_features.push((*name, words));
                }
                Fact::Decides { key, value, span } => {
                    let words = self.take(*span);
                    let key = ClaimKey::new(*key);
                    self.decisions.retain(|known| known.key != key);
                    self.decisions.push(Decision { key, value: value.clone(), words });
                }
                Fact::LeftOut { span } => {
                    let words = self.take(*span);
                    self.assume("excluded", left_out_as_asked(&words));
                }
                Fact::Unbuilt { name: RATINGS, span } => {
                    let words = self.take(*span);
                    // `ratings no, hearts yes`.
                    if self.source.low(span.to) == "no" {
                        self.assume("excluded", left_out_as_asked(&words));
                        continue;
                    }
                    self.rated(&words);
                }
                Fact::Unbuilt { name, span } => {
                    let words = self.take(*span);
                    if self.source.low(span.to) != "no" && self.cast(name, &words) {
                        continue;
                    }
                    let said = super::stack::in_their_words(name, &words);
                    if ESSENTIAL.contains(name) {
                        self.cannot(&said);
                    } else {
                        self.left_out(&said);
                    }
                }
                Fact::Refused { name, span } => {
                    self.take(*span);
                    self.cannot(name);
                }
                Fact::Always { name, span } => {
                    let words = self.take(*span);
                    self.assume("included", format!("“{words}” asks for {name}, which every product has."));
                }
                _ => {}
            }
        }
        self.usual_features();
        self.for_redis();
        self.exclude();
        self.commented();
    }

    /// `FastAPI, PostgreSQL, Redis` does not say what Redis is for: what most products have it for, unless something else that
    /// is asked for is done with it.
    fn for_redis(&mut self) {
        let named = |tool: &str| {
            self.facts.iter().find_map(|fact| match fact {
                Fact::Stack { known, span } if known.name == tool => Some(*span),
                _ => None,
            })
        };
        let has = |name: FeatureName| self.features.iter().any(|feature| feature.name == name);
        let other = named("celery").is_some()
            || has(FeatureName::BackgroundJobs)
            || has(FeatureName::RateLimits)
            || has(FeatureName::LiveUpdates);
        let excluded = self.no_features.iter().any(|(name, _)| *name == FeatureName::Caching);
        // `Redis as a queue`, `sessions in Redis` say what it is for.
        let is_alone = |span: &Span| {
            let before = span.from.checked_sub(1).map_or("", |at| self.source.low(at));
            before != "in"
                && !matches!(self.source.low(span.to), "as" | "for" | "pub" | "queue" | "queues" | "pubsub")
        };
        let Some(span) =
            named("redis").filter(is_alone).filter(|_| !other && !excluded && !has(FeatureName::Caching))
        else {
            return;
        };
        self.feature(FeatureName::Caching, span);
        self.assume(
            "features.caching",
            "Redis keeps lists and records that many people are answered alike; the request does not say what it is for.",
        );
    }

    fn feature(&mut self, name: FeatureName, span: Span) {
        let words = self.take(span);
        self.has_feature(name, words);
    }

    pub(super) fn has_feature(&mut self, name: FeatureName, words: String) {
        // Which languages they are is said once, wherever several of them are asked for.
        let known = self.features.iter_mut().find(|feature| feature.name == name);
        if let Some(known) = known.filter(|_| name == FeatureName::I18n) {
            if names_language(&words) && !names_language(&known.words) {
                known.words = words;
            }
        } else if !self.features.iter().any(|feature| feature.name == name) {
            self.features.push(protocol::requirements::Feature { name, words });
        }
    }

    /// What was asked for and is not built: the rest is, and the plan says so.
    pub(super) fn left_out(&mut self, name: &str) {
        // `maps` and `maps (“GPS”)` are one.
        let base = |name: &str| name.split(" (").next().unwrap_or(name).to_owned();
        let Some(known) = self.unsupported.iter_mut().find(|known| base(known) == base(name)) else {
            return self.unsupported.push(name.to_owned());
        };
        // Each of the words that asked for it is told: `chat (“typing indicators”, “read receipts”)`.
        let words = name.split_once(" (").map(|(_, words)| words.trim_end_matches(')'));
        if let Some(words) = words.filter(|words| !known.contains(words))
            && known.ends_with("”)")
        {
            known.truncate(known.len() - 1);
            known.push_str(&format!(", {words})"));
        }
    }

    /// What was asked for, cannot be built, and stands in the way of all else.
    pub(super) fn cannot(&mut self, name: &str) {
        self.left_out(name);
        if !self.refused.iter().any(|known| known == name) {
            self.refused.push(name.to_owned());
        }
    }

    fn exclude(&mut self) {
        for (name, words) in self.no_features.clone() {
            if let Some(feature) = self.features.iter().find(|feature| feature.name == name) {
                let pair = vec![feature.words.clone(), words.clone()];
                self.contradictions.push(("what to include".into(), pair));
            }
            match name {
                FeatureName::Authentication => self.cannot("no authentication"),
                FeatureName::Comments if self.has("Comment") && self.mentioned_apart("comment") => {
                    self.contradictions.push(("comments".into(), vec!["comments".into(), words]));
                }
                _ => self.assume("excluded", format!("Left out as asked: “{words}”.")),
            }
        }
    }

    /// Whether a word stands in the request outside the phrase that excludes it.
    fn mentioned_apart(&self, singular: &str) -> bool {
        let excluded = |at: usize| {
            self.facts.iter().any(
                |fact| matches!(fact, Fact::NoFeature { span, .. } if (span.from..span.to).contains(&at)),
            )
        };
        (0..self.source.tokens.len())
            .any(|at| morph::singular(self.source.low(at)) == singular && !excluded(at))
    }

    /// Where tags are records of their own, records point at these, and need no others.
    pub(super) fn tagged(&mut self) {
        let Some(at) = self.features.iter().position(|it| it.name == FeatureName::Tags) else { return };
        if self.has("Tag") {
            let words = self.features.remove(at).words;
            self.assume("Tag", format!("“{words}” is what the records called tags are for."));
        }
    }

    /// The record that the product is about, and all that may be.
    pub(super) fn spoken_about(&self) -> (Option<String>, Vec<String>) {
        let usual = |name: String| if self.has(&name) { Some(name) } else { self.standing_for(&name) };
        let target = self.domain.map(|domain| domain.commented.clone()).and_then(usual);
        let about = |record: &&Draft| !ABOUT.contains(&record.name.as_str()) && record.made_from.is_none();
        let candidates: Vec<String> =
            self.records.iter().filter(about).map(|record| record.name.clone()).collect();
        (target.or_else(|| candidates.first().cloned()), candidates)
    }

    /// `users submit ideas, vote and comment`: of what such records are, where nothing says it.
    pub(super) fn about_something(&mut self) {
        for name in ABOUT {
            let (Some(target), candidates) = self.spoken_about() else { return };
            let Some(at) = self.find(name).filter(|_| target != *name) else { continue };
            let is_record = |link: &Link| link.to != ACCOUNT;
            let pointed = candidates
                .iter()
                .filter_map(|other| self.find(other))
                .any(|other| self.records[other].relations.iter().any(|link| link.to == *name));
            if pointed || self.records[at].relations.iter().any(is_record) {
                continue;
            }
            self.belongs(name, &target, "", true);
            let text = format!(
                "Each {} is about {} {}; the request does not say.",
                morph::spoken(name),
                morph::article(&target),
                morph::spoken(&target)
            );
            self.assume(format!("{name}.{}", morph::snake(&morph::name_words(&target))), text);
        }
    }

    /// `a recipe site with ratings`: a record of stars, one by everybody for each recipe. Reviews have them already.
    fn rated(&mut self, words: &str) {
        if self.has("Review") {
            return self.assume("Review", format!("“{words}” are part of the reviews."));
        }
        let (Some(target), _) = self.spoken_about() else { return self.left_out(RATINGS) };
        if self.has(RATING) {
            return;
        }
        self.record(RATING, words.to_owned());
        self.belongs(RATING, &target, words, true);
        let owner = self.owner_name(RATING, "");
        let draft = self.record(RATING, String::new());
        draft.made_from = Some(target.clone());
        let of: Vec<String> =
            [owner].into_iter().chain(draft.relations.iter().map(|link| link.name.clone())).collect();
        draft.constraints.push(RecordConstraint {
            kind: RecordConstraintKind::UniqueTogether,
            of,
            within: Vec::new(),
            words: String::new(),
        });
        let text = format!("Everybody rates {} {} once.", morph::article(&target), morph::spoken(&target));
        self.assume("Rating.constraints", text);
    }

    /// Comments as a capability are on the record that the product is about.
    fn commented(&mut self) {
        let Some(feature) =
            self.features.iter().find(|feature| feature.name == FeatureName::Comments).cloned()
        else {
            return;
        };
        let (target, candidates) = self.spoken_about();
        let linked = self.find("Comment").is_some_and(|at| !self.records[at].relations.is_empty());
        let Some(target) = target else { return };
        self.record("Comment", feature.words.clone());
        if linked {
            return;
        }
        if candidates.len() > 1 {
            let all: Vec<String> = candidates.iter().map(|name| morph::spoken_plural(name)).collect();
            self.assume(
                "Comment",
                format!("Comments are on {}, the first of {}.", morph::spoken_plural(&target), join(&all)),
            );
        }
        self.belongs("Comment", &target, &feature.words, true);
        self.record("Comment", String::new()).made_from = Some(target);
    }
}

fn names_language(words: &str) -> bool {
    words.split(|it: char| !it.is_alphabetic()).any(|word| spoken(&word.to_lowercase()).is_some())
}
