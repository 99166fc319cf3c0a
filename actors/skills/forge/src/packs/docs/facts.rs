//! Everything that the documents' templates may say. They take sentences from here and derive none.

use serde::Serialize;

use super::commands::{self, Group};
use super::contract::{self, Operation};
use super::folders::{self, Folder};
use super::permissions::{self, Matrix};
use super::{diagrams, markdown};
use crate::app::{AppPlan, Database, DecisionNote, IdType, Login, Pagination, RefreshStorage};
use crate::features;
use crate::fragments::{EnvVar, Fragments, Section};
use crate::pack::Kit;
use crate::packs::devops::dotenv;

#[derive(Serialize)]
pub(super) struct Facts<'a> {
    plan: &'a AppPlan,
    title: String,
    summary: String,
    request: String,
    backend: bool,
    frontend: bool,
    full: bool,
    postgresql: bool,
    sqlite: bool,
    cookie: bool,
    username: bool,
    engine: &'static str,
    login: &'static str,
    ids: &'static str,
    paging: &'static str,
    /// `Members, Librarians` in lower case, the administrator last.
    roles: String,
    default_role: String,
    records: String,
    settings_command: String,
    /// `sections` of the packs, smallest order first.
    sections: Vec<&'a Section>,
    variables: Vec<VariableGroup>,
    columns: Vec<String>,
    matrices: Vec<Matrix>,
    /// Some records are read because of the record that they are written under.
    through: bool,
    operations: Vec<Operation>,
    classes: Vec<String>,
    folders: Vec<Folder>,
    backend_folders: [Folder; 7],
    checks: Vec<Group>,
    hooks: bool,
    decisions: Vec<Decision>,
    assumptions: Vec<String>,
    /// What features add to the changelog.
    changes: Vec<String>,
}

#[derive(Serialize)]
struct VariableGroup {
    title: &'static str,
    rows: Vec<VariableRow>,
}

#[derive(Serialize)]
struct VariableRow {
    name: String,
    value: String,
    about: String,
}

#[derive(Serialize)]
struct Decision {
    key: String,
    value: String,
    options: String,
    reason: String,
}

impl<'a> Facts<'a> {
    pub(super) fn of(kit: &Kit<'a>) -> Self {
        let plan = kit.plan;
        let choices = &plan.choices;
        let fragments: Vec<&'a Fragments> = kit.fragments.values().copied().collect();
        let variables = dotenv::variables(fragments.iter().copied());
        let mut sections: Vec<&Section> = fragments.iter().flat_map(|it| &it.readme).collect();
        sections.sort_by(|a, b| (a.order, &a.title).cmp(&(b.order, &b.title)));
        Self {
            plan,
            title: markdown::text(&plan.product.title),
            summary: markdown::text(&plan.product.summary),
            request: markdown::text(&plan.product.request),
            backend: plan.parts.backend,
            frontend: plan.parts.frontend,
            full: plan.parts.backend && plan.parts.frontend,
            postgresql: plan.parts.backend && choices.database == Database::Postgresql,
            sqlite: plan.parts.backend && choices.database == Database::Sqlite,
            cookie: choices.refresh_storage == RefreshStorage::Cookie,
            username: choices.login == Login::Username,
            engine: match choices.database {
                Database::Postgresql => "PostgreSQL",
                Database::Sqlite => "SQLite",
            },
            login: match choices.login {
                Login::Email => "e-mail address",
                Login::Username => "user name",
            },
            ids: match choices.id_type {
                IdType::Uuid => "random UUIDs",
                IdType::Integer => "whole numbers from 1",
            },
            paging: match choices.pagination {
                Pagination::Page => "`?page=1&size=20`",
                Pagination::Offset => "`?offset=0&limit=20`",
            },
            roles: roles(plan),
            default_role: plan
                .roles
                .iter()
                .find(|role| role.default)
                .map_or_else(String::new, |role| role.name.clone()),
            records: markdown::list(
                &plan.entities.iter().map(|it| it.names.title_plural.to_lowercase()).collect::<Vec<_>>(),
            ),
            settings_command: dotenv::make_command(&variables),
            sections,
            variables: variable_groups(&variables),
            columns: permissions::columns(plan),
            matrices: permissions::matrices(plan),
            through: plan.entities.iter().flat_map(|it| it.rules.values()).any(|it| it.through.is_some()),
            operations: contract::operations(plan),
            classes: diagrams::classes(plan),
            folders: folders::repository(plan),
            backend_folders: folders::BACKEND,
            checks: commands::groups(kit),
            hooks: fragments.iter().any(|it| !it.hooks.is_empty()),
            decisions: plan.decisions.iter().map(decision).collect(),
            changes: features::additions(plan).into_iter().flat_map(|it| it.changes).collect(),
            assumptions: plan.assumptions.iter().map(|it| markdown::text(it)).collect(),
        }
    }
}

fn roles(plan: &AppPlan) -> String {
    let title =
        |admin: bool| plan.roles.iter().filter(move |it| it.admin == admin).map(|it| it.title.to_lowercase());
    markdown::list(&title(false).chain(title(true)).collect::<Vec<_>>())
}

fn variable_groups(variables: &[&EnvVar]) -> Vec<VariableGroup> {
    dotenv::GROUPS
        .iter()
        .map(|(part, title)| {
            let rows = variables.iter().filter(|it| it.part == *part).map(|it| variable_row(it)).collect();
            VariableGroup { title, rows }
        })
        .filter(|group: &VariableGroup| !group.rows.is_empty())
        .collect()
}

fn variable_row(variable: &EnvVar) -> VariableRow {
    let value = match &variable.value {
        _ if variable.secret => "secret, made by the command above".to_owned(),
        Some(value) => markdown::code(value),
        None => "not set".to_owned(),
    };
    VariableRow { name: variable.name.clone(), value, about: markdown::prose(&variable.about) }
}

fn decision(note: &DecisionNote) -> Decision {
    let options: Vec<String> = note.options.iter().map(|it| markdown::code(it)).collect();
    Decision {
        key: markdown::code(&note.key),
        value: markdown::code(&note.value),
        options: options.join(", "),
        reason: markdown::text(&note.reason),
    }
}
