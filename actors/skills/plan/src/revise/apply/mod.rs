//! Commands applied to requirements, so that what comes out is as whole as what went in.

mod add;
mod constrain;
mod decide;
mod drop;
mod refine;
mod rename;
mod restrict;

use protocol::plan::{Change, ChangeKind};
use protocol::requirements::{Assumption, Entity, FeatureName, Requirements, Visibility};

use super::NotUnderstood;
use super::read::Command;
use crate::constraint;
use crate::understand::model::ballots::counted;
use crate::understand::model::reach::parent_of;

use add::{add_entity, add_feature, add_field, share};
use constrain::{constrain, let_overlap};
use decide::decide;
use drop::{drop_entity, drop_feature, drop_field};
use refine::{refine, show};
use rename::rename;
use restrict::restrict;

type Done = Result<Vec<Change>, NotUnderstood>;

pub(super) fn apply(requirements: &mut Requirements, command: Command) -> Done {
    let mut changes = one(requirements, command)?;
    let words = changes.first().map(|it| it.words.clone()).unwrap_or_default();
    changes.extend(orphaned(requirements, &words));
    changes.extend(unheld(requirements, &words));
    changes.extend(uncounted(requirements, &words));
    Ok(changes)
}

/// What was read by whoever may read its parent, and has none any more, is its owner's alone.
fn orphaned(requirements: &mut Requirements, words: &str) -> Vec<Change> {
    let orphans = requirements
        .entities
        .iter_mut()
        .filter(|entity| entity.visibility == Visibility::Parent && parent_of(entity).is_none());
    orphans
        .map(|entity| {
            entity.visibility = Visibility::Owner;
            change(ChangeKind::Changed, format!("{}.visibility", entity.name), words)
        })
        .collect()
}

/// Where no votes are left there is nothing to count.
fn uncounted(requirements: &mut Requirements, words: &str) -> Option<Change> {
    let asked = requirements.features.iter().any(|it| it.name == FeatureName::Tallies);
    if !asked || !counted(requirements).is_empty() {
        return None;
    }
    requirements.features.retain(|it| it.name != FeatureName::Tallies);
    requirements.assumptions.retain(|it| it.about != "features.tallies");
    Some(change(ChangeKind::Dropped, format!("feature {}", feature_words(FeatureName::Tallies)), words))
}

/// A constraint that names what is there no longer goes with it.
fn unheld(requirements: &mut Requirements, words: &str) -> Vec<Change> {
    let mut gone = Vec::new();
    for entity in &mut requirements.entities {
        let mut constraints = std::mem::take(&mut entity.constraints);
        let before = constraints.len();
        constraints.retain(|it| constraint::unsound(entity, it).is_none());
        if constraints.len() < before {
            gone.push(change(ChangeKind::Dropped, format!("constraint of {}", entity.name), words));
        }
        entity.constraints = constraints;
    }
    gone
}

fn one(requirements: &mut Requirements, command: Command) -> Done {
    match command {
        Command::AddEntity { name, fields, points, words } => {
            add_entity(requirements, &name, fields, &points, &words)
        }
        Command::AddField { entity, field, words } => add_field(requirements, &entity, field, &words),
        Command::Share { entity, with, words } => share(requirements, &entity, &with, &words),
        Command::AddFeature { name, on, words } => add_feature(requirements, name, on, &words),
        Command::DropEntity { name, words } => drop_entity(requirements, &name, &words),
        Command::DropField { entity, name, words } => drop_field(requirements, &entity, &name, &words),
        Command::DropFeature { name, words } => drop_feature(requirements, name, &words),
        Command::Refine { entity, field, wish, words } => {
            refine(requirements, &entity, &field, &wish, &words)
        }
        Command::Restrict { limit, words } => restrict(requirements, &limit, &words),
        Command::Constrain { held, entity, words } => constrain(requirements, &entity, held, &words),
        Command::LetOverlap { entity, words } => let_overlap(requirements, &entity, &words),
        Command::Rename { entity, field, to, words } => {
            rename(requirements, &entity, field.as_deref(), &to, &words)
        }
        Command::Decide { key, value, words } => decide(requirements, &key, value, &words),
        Command::Show { entity, visibility, words } => show(requirements, &entity, visibility, &words),
    }
}

fn change(what: ChangeKind, about: impl Into<String>, words: &str) -> Change {
    Change { what, about: about.into(), words: words.to_owned() }
}

fn impossible<T>(words: &str, why: impl Into<String>) -> Result<T, NotUnderstood> {
    Err(NotUnderstood::Impossible { words: words.to_owned(), why: why.into() })
}

fn find<'r>(
    requirements: &'r mut Requirements,
    name: &str,
    words: &str,
) -> Result<&'r mut Entity, NotUnderstood> {
    match requirements.entities.iter_mut().find(|entity| entity.name == name) {
        Some(entity) => Ok(entity),
        None => impossible(words, format!("the plan has no {name}")),
    }
}

fn assume(requirements: &mut Requirements, about: impl Into<String>, text: String) {
    requirements.assumptions.push(Assumption { about: about.into(), text });
}

pub(crate) fn feature_words(name: FeatureName) -> &'static str {
    match name {
        FeatureName::Authentication => "authentication",
        FeatureName::AdminDashboard => "admin dashboard",
        FeatureName::Search => "search",
        FeatureName::Comments => "comments",
        FeatureName::CsvExport => "csv export",
        FeatureName::AuditLog => "audit log",
        FeatureName::SoftDelete => "soft delete",
        FeatureName::ApiKeys => "api keys",
        FeatureName::Tags => "tags",
        FeatureName::AccountMail => "password reset and email verification",
        FeatureName::Attachments => "attachments",
        FeatureName::RichText => "rich text",
        FeatureName::SocialLogin => "social login",
        FeatureName::BackgroundJobs => "background jobs",
        FeatureName::Webhooks => "webhooks",
        FeatureName::Notifications => "notifications",
        FeatureName::Moderation => "moderation",
        FeatureName::Charts => "charts",
        FeatureName::RateLimits => "rate limits",
        FeatureName::PasswordPolicy => "password policy",
        FeatureName::Metrics => "metrics",
        FeatureName::Payments => "payments",
        FeatureName::FullTextSearch => "full text search",
        FeatureName::CursorPagination => "cursor pagination",
        FeatureName::Caching => "caching",
        FeatureName::MultiTenancy => "multi-tenancy",
        FeatureName::I18n => "several languages",
        FeatureName::Drafts => "drafts",
        FeatureName::Tallies => "tallies",
        FeatureName::FeatureFlags => "feature flags",
        FeatureName::LiveUpdates => "live updates",
    }
}
