//! What a product may have beside its records and accounts: a folder here and one below `templates/features/` each, and one
//! line in the registry. A feature says what it adds; every pack writes of it the files that it owns.

mod account_mail;
mod addition;
mod api_keys;
mod audit_log;
mod csv_export;
mod emit;
mod files;
mod soft_delete;
mod tags;

pub use addition::{
    AddedColumn, AddedFilter, AddedRelation, Addition, Class, Column, Guard, Link, Place, Setting, Table,
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
    /// Features that it does not work without.
    pub needs: &'static [FeatureName],
    /// Features that it does not work beside.
    pub conflicts: &'static [FeatureName],
    pub adds: fn(&AppPlan) -> Addition,
    /// Files that no template can hold, because they are laid out by the names in the plan.
    pub writes: fn(&AppPlan) -> Vec<Draft>,
}

static REGISTRY: [Feature; 6] = [
    csv_export::FEATURE,
    audit_log::FEATURE,
    soft_delete::FEATURE,
    api_keys::FEATURE,
    tags::FEATURE,
    account_mail::FEATURE,
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

/// An entity with the relations that features add to it.
pub(crate) fn with_relations(plan: &AppPlan, entity: &EntityPlan) -> EntityPlan {
    let mut entity = entity.clone();
    let added = additions(plan).into_iter().flat_map(|it| it.relations);
    let own = added.filter(|it| it.entity == entity.names.pascal).map(|it| it.relation);
    entity.relations.extend(own.collect::<Vec<_>>());
    entity
}

/// Those asked for, in the order of the registry; refused where one lacks what it needs or cannot be beside another.
pub fn chosen(asked: &[FeatureName]) -> Result<Vec<FeatureName>, ResolveError> {
    let chosen: Vec<&Feature> = all().iter().filter(|it| asked.contains(&it.name)).collect();
    let title = |name: FeatureName| all().iter().find(|it| it.name == name).map_or("", |it| it.title);
    for feature in &chosen {
        if let Some(missing) = feature.needs.iter().find(|it| !asked.contains(it)) {
            return Err(ResolveError::FeatureNeeds {
                feature: feature.title.to_owned(),
                needs: title(*missing).to_owned(),
            });
        }
        if let Some(other) = feature.conflicts.iter().find(|it| asked.contains(it)) {
            return Err(ResolveError::FeatureConflict {
                feature: feature.title.to_owned(),
                other: title(*other).to_owned(),
            });
        }
    }
    Ok(chosen.into_iter().map(|it| it.name).collect())
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
