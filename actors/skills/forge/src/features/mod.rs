//! What a product may have beside its records and accounts: a folder here and one below `templates/features/` each, and one
//! line in the registry. A feature says what it adds; every pack writes of it the files that it owns.

mod account_mail;
mod addition;
mod api_keys;
mod attachments;
mod audit_log;
mod background_jobs;
mod caching;
mod charts;
mod csv_export;
mod cursor_pagination;
pub(crate) mod drafts;
mod emit;
mod feature_flags;
mod files;
mod full_text_search;
mod held_back;
pub mod i18n;
mod live_updates;
pub(crate) mod mail;
mod metrics;
mod moderation;
pub(crate) mod multi_tenancy;
mod notifications;
mod password_policy;
pub(crate) mod payments;
mod rate_limits;
mod rich_text;
mod social_login;
mod soft_delete;
mod tags;
pub(crate) mod tallies;
mod webhooks;

pub use addition::{
    AddedBase, AddedCheck, AddedColumn, AddedField, AddedFilter, AddedIndex, AddedRelation, Addition, Class,
    Column, Folder, Guard, Job, LargeBody, Link, Place, RecordLink, Setting, Table,
};
pub use files::drafts;
pub(crate) use files::modules;

use protocol::requirements::FeatureName;

use crate::app::{AppPlan, EntityPlan};
use crate::fragments::Section;
use crate::pack::Draft;
use crate::resolve::ResolveError;

/// One capability.
pub struct Feature {
    pub name: FeatureName,
    /// The folder below `templates/features/`, and the name that templates ask for: `on.csv_export`.
    pub folder: &'static str,
    /// As people call it: `CSV export`.
    pub title: &'static str,
    /// Features that it does not work without: they come with it.
    pub needs: &'static [FeatureName],
    /// Features that it does not work beside.
    pub conflicts: &'static [FeatureName],
    pub adds: fn(&AppPlan) -> Addition,
    /// Files that no template can hold, because they are laid out by the names in the plan.
    pub writes: fn(&AppPlan) -> Vec<Draft>,
}

static REGISTRY: [Feature; 27] = [
    csv_export::FEATURE,
    audit_log::FEATURE,
    soft_delete::FEATURE,
    api_keys::FEATURE,
    tags::FEATURE,
    account_mail::FEATURE,
    background_jobs::FEATURE,
    webhooks::FEATURE,
    rich_text::FEATURE,
    charts::FEATURE,
    moderation::FEATURE,
    social_login::FEATURE,
    notifications::FEATURE,
    attachments::FEATURE,
    password_policy::FEATURE,
    feature_flags::FEATURE,
    rate_limits::FEATURE,
    metrics::FEATURE,
    payments::FEATURE,
    live_updates::FEATURE,
    full_text_search::FEATURE,
    cursor_pagination::FEATURE,
    caching::FEATURE,
    multi_tenancy::FEATURE,
    i18n::FEATURE,
    drafts::FEATURE,
    tallies::FEATURE,
];

/// Every feature there is.
pub fn all() -> &'static [Feature] {
    &REGISTRY
}

/// The features of a plan.
pub fn of(plan: &AppPlan) -> impl Iterator<Item = &'static Feature> {
    all().iter().filter(|it| plan.features.contains(&it.name))
}

/// What the features of a plan add, in the order of the registry.
pub fn additions(plan: &AppPlan) -> Vec<Addition> {
    of(plan).map(|it| (it.adds)(plan)).collect()
}

/// The settings that the features of a plan add; those of e-mail once, where the first stands that sends any.
pub fn settings(plan: &AppPlan) -> Vec<Setting> {
    let mut shared = mail::settings(plan);
    let mut settings = Vec::new();
    for adds in additions(plan) {
        if adds.mail {
            settings.append(&mut shared);
        }
        settings.extend(adds.settings);
    }
    settings
}

/// An entity with the relations that features add to it.
pub(crate) fn with_relations(plan: &AppPlan, entity: &EntityPlan) -> EntityPlan {
    let mut entity = entity.clone();
    let added = additions(plan).into_iter().flat_map(|it| it.relations);
    let own = added.filter(|it| it.entity == entity.names.pascal).map(|it| it.relation);
    entity.relations.extend(own.collect::<Vec<_>>());
    entity
}

/// Those asked for and what they need, in the order of the registry; refused where one cannot be beside another.
pub fn chosen(asked: &[FeatureName]) -> Result<Vec<FeatureName>, ResolveError> {
    let mut names = asked.to_vec();
    while let Some(missing) = missing(&names) {
        names.push(missing);
    }
    let chosen: Vec<&Feature> = all().iter().filter(|it| names.contains(&it.name)).collect();
    for feature in &chosen {
        if let Some(other) = feature.conflicts.iter().find(|it| names.contains(it)) {
            return Err(ResolveError::FeatureConflict {
                feature: feature.title.to_owned(),
                other: title(*other).to_owned(),
            });
        }
    }
    Ok(chosen.into_iter().map(|it| it.name).collect())
}

/// What one of the features needs and is not among them.
fn missing(names: &[FeatureName]) -> Option<FeatureName> {
    let mut needed = all().iter().filter(|it| names.contains(&it.name)).flat_map(|it| it.needs);
    needed.find(|it| !names.contains(it)).copied()
}

fn title(name: FeatureName) -> &'static str {
    all().iter().find(|it| it.name == name).map_or("", |it| it.title)
}

/// One sentence for each feature that nobody asked for, with those that need it.
pub fn brought_along(asked: &[FeatureName], chosen: &[FeatureName]) -> Vec<String> {
    let brought = chosen.iter().filter(|it| !asked.contains(it));
    let sentence = |name: &FeatureName| {
        let needing = all().iter().filter(|it| chosen.contains(&it.name) && it.needs.contains(name));
        let needing: Vec<String> = needing.map(|it| format!("“{}”", it.title)).collect();
        let verb = if needing.len() == 1 { "needs" } else { "need" };
        format!("“{}” is there because {} {verb} it.", title(*name), needing.join(" and "))
    };
    brought.map(sentence).collect()
}

/// Sections of the README, one for each feature, after those of the packs.
pub(crate) fn readme(plan: &AppPlan) -> Vec<Section> {
    const README_ORDER: u32 = 60;
    of(plan)
        .filter_map(|it| {
            let body = (it.adds)(plan).readme;
            let section = Section { title: it.title.to_owned(), body, order: README_ORDER };
            (!section.body.is_empty()).then_some(section)
        })
        .collect()
}
