//! Votes, likes and bookmarks: everybody casts one on a record, and no more.

use protocol::requirements::{
    Assumption, Entity, EntityKind, Feature, FeatureName, RecordConstraint, RecordConstraintKind, Relation,
    RelationKind, Requirements,
};

use super::draft::{Builder, Draft, Link};
use super::product::join;
use crate::domains::ACCOUNT;
use crate::understand::fact::Fact;
use crate::understand::lexicon::features::{BOOKMARKS, LIKES};
use crate::understand::morph;

/// What such records are called.
pub(super) const BALLOTS: [&str; 6] = ["Vote", "Like", "Upvote", "Bookmark", "Favourite", "Favorite"];
/// The records that capabilities are kept in, by the words that ask for them; `wish lists`, `reactions` and `favourites by mail` are
/// more than that.
const KEPT: [(&str, &str, &str); 7] = [
    (LIKES, "likes", "Like"),
    (LIKES, "like", "Like"),
    (LIKES, "thumbs up", "Like"),
    (LIKES, "upvotes", "Upvote"),
    (BOOKMARKS, "bookmarks", "Bookmark"),
    (BOOKMARKS, "favorites", "Favorite"),
    (BOOKMARKS, "favourites", "Favourite"),
];

impl Builder<'_> {
    /// `a blog with likes`, `posts can be bookmarked`: where it is known what of, a record of each.
    pub(super) fn cast(&mut self, capability: &str, words: &str) -> bool {
        let said = words.to_lowercase();
        let asked = |it: &&(&str, &str, &str)| it.0 == capability && it.1 == said;
        let Some((_, _, name)) = KEPT.iter().find(asked) else { return false };
        if self.has(name) {
            return true;
        }
        let (Some(target), _) = self.spoken_about() else { return false };
        self.record(name, words.to_owned());
        self.belongs(name, &target, words, true);
        self.record(name, String::new()).made_from = Some(target);
        true
    }

    /// Once everybody's own and about one record, they are one for each person.
    pub(super) fn one_each(&mut self) {
        for name in BALLOTS {
            let Some(at) = self.find(name).filter(|at| is_plain(&self.records[*at])) else { continue };
            let record = &self.records[at];
            let owner = record.relations.iter().find(|link| link.kind == RelationKind::OwnedBy);
            let about = record.relations.iter().find(|link| is_about(link));
            let (Some(owner), Some(about)) = (owner, about) else { continue };
            let text = format!(
                "Everybody has at most one {} for each {}.",
                morph::spoken(name),
                morph::spoken(&about.to)
            );
            let of = vec![owner.name.clone(), about.name.clone()];
            let said = self.facts.iter().any(|fact| matches!(fact, Fact::Constrains { record: Some(noun), .. } if self.record_name(noun) == name));
            if said || !record.constraints.is_empty() {
                continue;
            }
            self.records[at].constraints.push(RecordConstraint {
                kind: RecordConstraintKind::UniqueTogether,
                of,
                within: Vec::new(),
                words: String::new(),
            });
            self.assume(format!("{name}.constraints"), text);
        }
    }
}

fn is_about(link: &Link) -> bool {
    link.kind == RelationKind::BelongsTo && link.required && link.to != ACCOUNT
}

/// Somebody's own, about one record, and with nothing to fill in.
fn is_plain(record: &Draft) -> bool {
    let about = record.relations.iter().filter(|link| is_about(link)).count();
    about == 1 && record.fields.is_empty() && record.states.is_none() && record.steps.is_empty()
}

/// Of records that are ballots the numbers are shown to whoever may read what they are cast on.
pub(super) fn fit(requirements: &mut Requirements) {
    let ballots = counted(requirements);
    if ballots.is_empty() || requirements.features.iter().any(|it| it.name == FeatureName::Tallies) {
        return;
    }
    requirements.features.push(Feature { name: FeatureName::Tallies, words: String::new() });
    let text = format!(
        "How many {} there are is shown to whoever may read what they are for, and never whose they are.",
        join(&ballots)
    );
    requirements.assumptions.push(Assumption { about: "features.tallies".to_owned(), text });
}

/// What such records are called, in the plural: each is its owner's, for one other record, and has nothing to fill in.
pub(crate) fn counted(requirements: &Requirements) -> Vec<String> {
    let ballots = requirements.entities.iter().filter(|it| is_counted(it));
    ballots.map(|it| morph::spoken_plural(&it.name)).collect()
}

fn is_counted(entity: &Entity) -> bool {
    let about = |it: &&Relation| it.kind == RelationKind::BelongsTo && it.required;
    let mut needed = entity.relations.iter().filter(about);
    let one = needed.next().is_some_and(|it| it.to != ACCOUNT) && needed.next().is_none();
    BALLOTS.contains(&entity.name.as_str())
        && entity.kind == EntityKind::Record
        && entity.workflow.is_none()
        && entity.fields.is_empty()
        && entity.relations.iter().any(|it| it.kind == RelationKind::OwnedBy)
        && one
}
