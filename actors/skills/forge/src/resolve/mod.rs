//! Requirements and decisions become the application plan; what cannot become working code is refused by name.

mod accounts;
mod constraints;
mod entities;
mod fields;
mod order;
mod relations;
mod roles;
mod rules;

pub use accounts::USER;

use protocol::requirements::{EntityKind, FeatureName, ProductConstraintKind, Requirements};
use thiserror::Error;

use crate::app::{AppPlan, Choices, Database, DecisionNote, EntityPlan, Parts, ProductPlan};
use crate::choices::{self, Allowed, Decisions};
use crate::{endpoints, features, names, scenarios};

/// Longest name of a product, entity, field, relation, role or state: PostgreSQL cuts identifiers at 63 characters, and a key ends in `_id`.
pub const NAME_LENGTH_MAX: usize = 60;

/// Why requirements cannot become an application.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ResolveError {
    #[error("{key} cannot be `{value}`: {}", choices::told(key, value))]
    Decision { key: String, value: String },
    #[error("nothing to build: name at least one entity besides accounts")]
    NoEntities,
    #[error(
        "`{name}` cannot be a name: use letters, digits and `_`, begin with a letter, at most {NAME_LENGTH_MAX} characters"
    )]
    Name { name: String },
    #[error("{owner} has two things called `{name}`; rename one of them")]
    NameTwice { owner: String, name: String },
    #[error("an entity cannot be called {name}: the product has that already; choose another name")]
    EntityReserved { name: String },
    #[error(
        "{entity}.{relation} points at {to}, which is not among the entities; add it or drop the relation"
    )]
    UnknownTarget { entity: String, relation: String, to: String },
    #[error("{} need each other first, so none could ever be created; make one of these relations optional", entities.join(", "))]
    RequiredCycle { entities: Vec<String> },
    #[error("{entity} has two owners, {first} and {second}; keep one")]
    TwoOwners { entity: String, first: String, second: String },
    #[error("{entity}.{relation} must point at User: records are owned by accounts")]
    OwnerNotAccount { entity: String, relation: String },
    #[error("there is no role `{role}`; add it or change the permission on {entity}")]
    UnknownRole { role: String, entity: String },
    #[error("a permission names {entity}, which is not among the entities; add it or drop the permission")]
    UnknownEntity { entity: String },
    #[error("{entity}.{field}: the least value {min} is above the greatest value {max}; swap or widen them")]
    Bounds { entity: String, field: String, min: i64, max: i64 },
    #[error("{entity}.{field} is a choice between values but has none; list them")]
    NoValues { entity: String, field: String },
    #[error(
        "a constraint of {entity} names `{name}`, which is no field and no relation to one record; add it or drop the constraint"
    )]
    UnknownColumn { entity: String, name: String },
    #[error("a constraint of {entity} needs two fields of one type, the beginning and the end, and has {}", columns.join(", "))]
    NoPair { entity: String, columns: Vec<String> },
    #[error("the workflow of {entity} names the state `{state}`, which is not among its states; add it")]
    UnknownState { entity: String, state: String },
    #[error("{entity} has no workflow with the transition `{transition}`; add it or drop the permission")]
    UnknownTransition { entity: String, transition: String },
    #[error("two operations would be called `{operation}`; rename an entity or a transition")]
    OperationTwice { operation: String },
    #[error("{feature} and {other} cannot be in one product; drop one of them")]
    FeatureConflict { feature: String, other: String },
    #[error("{feature} keeps records called {name} itself; choose another name for yours or drop {feature}")]
    FeatureTakes { feature: String, name: String },
    #[error("{feature} {why}; add that or drop {feature}")]
    FeatureRefuses { feature: String, why: String },
}

/// The plan for `requirements` as decided. The same arguments give the same plan.
pub fn resolve(
    requirements: &Requirements,
    request: &str,
    decisions: &Decisions,
) -> Result<AppPlan, ResolveError> {
    let decisions = &with_own(requirements, decisions);
    let choices = choices_for(requirements, decisions)?;
    let mut assumptions: Vec<String> = requirements.assumptions.iter().map(|it| it.text.clone()).collect();
    let roles = roles::resolve(requirements)?;
    let account = accounts::resolve(requirements, &mut assumptions)?;
    let records: Vec<_> = requirements.entities.iter().filter(|it| it.kind == EntityKind::Record).collect();
    if records.is_empty() {
        return Err(ResolveError::NoEntities);
    }
    let mut entities = entities::resolve(&records, &account, &mut assumptions)?;
    rules::resolve(requirements, &roles, &mut entities)?;
    order::by_dependency(&mut entities)?;
    let has = |feature: FeatureName| requirements.features.iter().any(|it| it.name == feature);
    let only = |kind| requirements.constraints.iter().any(|it| it.kind == kind);
    let mut plan = AppPlan {
        product: product(requirements, request)?,
        parts: Parts {
            backend: !only(ProductConstraintKind::FrontendOnly),
            frontend: !only(ProductConstraintKind::BackendOnly),
        },
        decisions: notes(&choices, decisions),
        choices,
        roles,
        account,
        entities,
        search: has(FeatureName::Search),
        admin_dashboard: has(FeatureName::AdminDashboard),
        features: Vec::new(),
        languages: features::i18n::asked_for(requirements),
        endpoints: Vec::new(),
        scenarios: Vec::new(),
        assumptions,
    };
    let asked: Vec<FeatureName> = requirements.features.iter().map(|it| it.name).collect();
    plan.features = features::chosen(&asked)?;
    plan.assumptions.extend(features::brought_along(&asked, &plan.features));
    keep_apart(&plan)?;
    features::payments::leave_to_payments(&mut plan);
    features::multi_tenancy::close(&mut plan);
    plan.endpoints = endpoints::of(&plan)?;
    plan.scenarios = scenarios::of(&plan);
    Ok(plan)
}

/// Whether every feature has a use, and no entity is called as a feature's table, model or module is.
fn keep_apart(plan: &AppPlan) -> Result<(), ResolveError> {
    for feature in features::of(plan) {
        let adds = (feature.adds)(plan);
        if let Some(why) = adds.refuses {
            return Err(ResolveError::FeatureRefuses { feature: feature.title.to_owned(), why });
        }
        let modules = features::modules(feature.folder, &adds);
        let taken = |entity: &EntityPlan| {
            adds.tables.iter().any(|it| it.name == entity.table)
                || adds.models.iter().any(|it| it.name == entity.names.pascal)
                || modules.contains(&entity.names.snake_plural)
                || modules.contains(&entity.table)
        };
        if let Some(entity) = plan.entities.iter().find(|it| taken(it)) {
            return Err(ResolveError::FeatureTakes {
                feature: feature.title.to_owned(),
                name: entity.names.pascal.clone(),
            });
        }
    }
    Ok(())
}

/// What the person decided, where nothing was ruled on it yet.
fn with_own(requirements: &Requirements, decisions: &Decisions) -> Decisions {
    let open = |key: &str| !decisions.values.contains_key(key);
    let own = requirements.decisions.iter().filter(|own| open(own.key.as_str()));
    own.fold(decisions.clone(), |all, own| all.with(own.key.as_str(), &own.value))
}

/// The request's own words about the database come before the default, and a ruling before both.
fn choices_for(requirements: &Requirements, decisions: &Decisions) -> Result<Choices, ResolveError> {
    let mut choices = decisions.choices()?;
    let ruled = decisions.values.contains_key("database.engine");
    if !ruled && requirements.stack.iter().any(|it| it.name == "sqlite") {
        choices.database = Database::Sqlite;
    }
    Ok(choices)
}

fn product(requirements: &Requirements, request: &str) -> Result<ProductPlan, ResolveError> {
    let slug = names::kebab(&requirements.product.name);
    check_name(&slug.replace('-', "_"))?;
    Ok(ProductPlan {
        snake: names::snake(&slug),
        slug,
        title: one_line(&requirements.product.title),
        summary: one_line(&requirements.product.summary),
        request: one_line(request),
    })
}

/// Text from outside on one line: a line break would end a comment or a heading early.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rulings' own notes, and one for each choice that nobody argued about.
fn notes(choices: &Choices, decisions: &Decisions) -> Vec<DecisionNote> {
    let mut notes = decisions.notes.clone();
    for spec in choices::all() {
        if notes.iter().any(|note| note.key == spec.key) {
            continue;
        }
        let settled = decisions.values.get(spec.key).cloned();
        let from_request =
            spec.key == "database.engine" && settled.is_none() && choices.database == Database::Sqlite;
        let value = if from_request {
            "sqlite".to_owned()
        } else {
            settled.unwrap_or_else(|| spec.default.to_owned())
        };
        let options = match spec.allowed {
            Allowed::Words(words) => words.iter().map(|it| (*it).to_owned()).collect(),
            Allowed::Range { min, max } => vec![format!("{min} to {max}")],
        };
        let reason = if from_request {
            format!("{}: the request names it", spec.about)
        } else if value == spec.default {
            format!("{}: the default, nobody proposed another", spec.about)
        } else {
            format!("{}: chosen", spec.about)
        };
        notes.push(DecisionNote { key: spec.key.to_owned(), value, options, reason });
    }
    notes
}

/// Names become identifiers in three languages, so their letters are checked once, here.
fn check_name(name: &str) -> Result<(), ResolveError> {
    let first = name.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic());
    let rest = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if first && rest && name.len() <= NAME_LENGTH_MAX {
        Ok(())
    } else {
        Err(ResolveError::Name { name: name.to_owned() })
    }
}
