//! What Python templates know beside the plan: the choices as flags, so that templates ask no questions of their own.

use std::collections::BTreeMap;

use protocol::requirements::{FieldKind, RelationKind};
use serde::Serialize;

use super::layout::{Source, frozen_set, quoted};
use super::{constraints, tables};
use crate::app::{AppPlan, Database, IdType, Login, Pagination, RefreshStorage, TestDatabase};
use crate::features::i18n::Language;
use crate::features::{self, Guard, Setting};

#[derive(Clone, Debug, Serialize)]
pub struct Context<'a> {
    app: &'a AppPlan,
    uuid: bool,
    username: bool,
    cookie: bool,
    page: bool,
    postgres: bool,
    /// The product or its tests run on SQLite.
    has_sqlite: bool,
    /// Tests need a server whose address is in `TEST_DATABASE_URL`.
    test_server: bool,
    /// Roles that choose among accounts; where there are none, nobody gets a list to choose from.
    choosers: Vec<String>,
    py: Literals,
    /// By the folder of each feature: whether the product has it.
    on: BTreeMap<&'static str, bool>,
    /// Those that the product speaks, the default first.
    languages: Vec<Language>,
    /// A feature has to know on whose behalf a session of the database works.
    actor: bool,
    /// A feature keeps records from people who find them later.
    held_back: bool,
    /// A feature sends e-mail.
    mail: bool,
    /// A feature sets something up when the application is built.
    startup: bool,
    /// A feature does something as long as the application serves.
    serving: bool,
    /// A statement: the tables with rows that may be of no organisation.
    of_the_product: String,
    /// A statement: the tables whose changes nobody notes.
    quiet_tables: String,
    /// Lines of `app/config.py`.
    settings: Vec<String>,
    guards: Vec<Guard>,
}

/// By the folder of each feature there is: whether the product has it.
pub fn on(plan: &AppPlan) -> BTreeMap<&'static str, bool> {
    features::all().iter().map(|it| (it.folder, plan.features.contains(&it.name))).collect()
}

/// Python source of values, and which building blocks the plan uses.
#[derive(Clone, Debug, Serialize)]
struct Literals {
    title: String,
    login_column: &'static str,
    searchable: bool,
    decimals: bool,
    dates: bool,
    moments: bool,
    urls: bool,
    integers: bool,
    links: bool,
    workflows: bool,
    uniques: bool,
    /// Some records are held to more than the limits of their fields.
    constraints: bool,
    /// Some are held to an order of their fields, or to a time of their own; the models declare it.
    declared: bool,
    /// Some are unique in several columns together.
    together: bool,
    /// Some take a time of their own.
    spans: bool,
    /// Some of these are in nobody's way in some states.
    frees: bool,
    /// An entity belongs to another record of its own kind.
    self_links: bool,
    /// Some records are read because of the record that they are written under.
    through: bool,
    /// Some records are read or changed by whom they name.
    named: bool,
}

pub fn of(plan: &AppPlan) -> Context<'_> {
    let choices = &plan.choices;
    let fields = || plan.entities.iter().flat_map(|it| &it.fields).chain(&plan.account.fields);
    let has = |kind: FieldKind| fields().any(|field| field.kind == kind);
    let relations = || plan.entities.iter().flat_map(|it| &it.relations);
    let postgres = choices.database == Database::Postgresql;
    let test_server = postgres && choices.test_database == TestDatabase::SameEngine;
    let adds = features::additions(plan);
    Context {
        app: plan,
        on: on(plan),
        languages: features::i18n::by_codes(&plan.languages),
        actor: adds.iter().any(|it| it.actor),
        held_back: adds.iter().any(|it| it.holds_back),
        mail: features::mail::is_sent(plan),
        startup: adds.iter().any(|it| !it.installs.is_empty()),
        serving: adds.iter().any(|it| !it.serving.is_empty()),
        of_the_product: of_the_product(plan),
        quiet_tables: quiet_tables(adds.iter().flat_map(|it| &it.quiet)),
        settings: lines(features::settings(plan)),
        guards: adds.iter().flat_map(|it| &it.guards).cloned().collect(),
        uuid: choices.id_type == IdType::Uuid,
        username: choices.login == Login::Username,
        cookie: choices.refresh_storage == RefreshStorage::Cookie,
        page: choices.pagination == Pagination::Page,
        postgres,
        has_sqlite: !test_server,
        test_server,
        choosers: plan.choosers(),
        py: Literals {
            title: quoted(&plan.product.title),
            login_column: if choices.login == Login::Username { "username" } else { "email" },
            searchable: plan.search && plan.entities.iter().any(|it| !it.search_fields.is_empty()),
            decimals: has(FieldKind::Decimal),
            dates: has(FieldKind::Date),
            moments: has(FieldKind::DateTime),
            urls: has(FieldKind::Url),
            integers: has(FieldKind::Integer),
            links: relations().any(|it| it.kind == RelationKind::ManyToMany),
            workflows: plan.entities.iter().any(|it| it.workflow.is_some()),
            self_links: plan
                .entities
                .iter()
                .any(|it| it.to_one().any(|relation| relation.to == it.names.pascal)),
            through: plan.entities.iter().flat_map(|it| it.rules.values()).any(|it| it.through.is_some()),
            named: plan.entities.iter().any(|it| it.named_by().next().is_some()),
            constraints: constraints::any(plan),
            declared: plan.entities.iter().any(|it| constraints::declare(it).is_some()),
            together: constraints::any_together(plan),
            spans: constraints::any_span(plan),
            frees: plan.entities.iter().flat_map(|it| &it.constraints).any(|it| !it.free.is_empty()),
            uniques: plan.entities.iter().flat_map(|it| &it.fields).any(|field| field.unique),
        },
    }
}

/// Lines of `app/config.py`; a setting that others write has none.
fn lines(settings: Vec<Setting>) -> Vec<String> {
    settings.into_iter().map(|it| it.field).filter(|it| !it.is_empty()).collect()
}

/// Tables with rows that may be of no organisation.
fn of_the_product(plan: &AppPlan) -> String {
    let mut names: Vec<String> = tables::of_the_product(plan).into_iter().map(str::to_owned).collect();
    names.sort();
    let mut source = Source::default();
    source.statement(0, "OF_THE_PRODUCT: frozenset[str] = ", &frozen_set(&names), "");
    source.finish()
}

/// Of every product, of the features that were there before they could say so themselves, and of those that do.
fn quiet_tables<'a>(added: impl Iterator<Item = &'a &'static str>) -> String {
    let known = ["account_tokens", "audit_entries", "refresh_tokens"];
    let mut tables: Vec<String> = known.into_iter().chain(added.copied()).map(str::to_owned).collect();
    tables.sort();
    let mut source = Source::default();
    source.statement(0, "QUIET_TABLES = ", &frozen_set(&tables), "");
    source.finish()
}
