//! What the frontend's templates know beside the plan: the choices as flags, and literals laid out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::layout::{Brackets, Source, WIDTH, quoted};
use super::{accounts, places, types};
use crate::app::{AppPlan, IdType, Login, Pagination, RefreshStorage};
use crate::features::i18n::{Language, by_codes};

/// Accents that keep their contrast in light and dark; degrees on the OKLCH colour wheel.
const HUES: [u16; 8] = [268, 285, 250, 230, 195, 160, 340, 15];

#[derive(Clone, Debug, Serialize)]
pub struct Context<'a> {
    app: &'a AppPlan,
    uuid: bool,
    username: bool,
    cookie: bool,
    page: bool,
    dashboard: bool,
    /// There is a backend beside it to be tested with.
    full: bool,
    default_role: &'a str,
    /// Some role beside the administrator's chooses among accounts.
    user_options: bool,
    /// Some kind of record has a workflow.
    workflows: bool,
    /// Some kind of record is held to more than the limits of its fields.
    constrained: bool,
    hue: u16,
    ts: Literals,
    /// By the folder of each feature: whether the product has it.
    on: BTreeMap<&'static str, bool>,
    /// Those that the product speaks, the default first.
    languages: Vec<Language>,
    /// The lists of `src/app/places.ts` that have something in them.
    places: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
struct Literals {
    title_html: String,
    /// `<meta name="description" …>`, ending with a newline.
    description_meta: String,
    /// Members of an object, each line ending with a newline.
    product: String,
    roles: String,
    /// A list of roles as a statement, ending with a newline.
    choosers: String,
    account_members: String,
}

pub fn of(plan: &AppPlan) -> Context<'_> {
    let choices = &plan.choices;
    Context {
        app: plan,
        on: crate::emit::python::context::on(plan),
        languages: by_codes(&plan.languages),
        places: places::used(plan),
        uuid: choices.id_type == IdType::Uuid,
        username: choices.login == Login::Username,
        cookie: choices.refresh_storage == RefreshStorage::Cookie,
        page: choices.pagination == Pagination::Page,
        dashboard: plan.admin_dashboard,
        full: plan.parts.backend && plan.parts.frontend,
        default_role: plan.roles.iter().find(|role| role.default).map_or("", |role| &role.name),
        user_options: !plan.choosers().is_empty(),
        workflows: plan.entities.iter().any(|it| it.workflow.is_some()),
        constrained: crate::emit::python::constraints::any(plan),
        hue: hue(&plan.product.slug),
        ts: Literals {
            title_html: escape(&plan.product.title),
            description_meta: description(&plan.product.summary),
            product: product(plan),
            roles: roles(plan),
            choosers: choosers(plan),
            account_members: accounts::members(plan),
        },
    }
}

/// Two products look different, and one product always the same.
fn hue(slug: &str) -> u16 {
    let sum: usize = blake3::hash(slug.as_bytes()).as_bytes().iter().map(|&byte| usize::from(byte)).sum();
    HUES[sum % HUES.len()]
}

fn product(plan: &AppPlan) -> String {
    let mut source = Source::default();
    source.assign(1, "title:", &quoted(&plan.product.title), ",");
    source.assign(1, "summary:", &quoted(&one_line(&plan.product.summary)), ",");
    source.finish()
}

fn roles(plan: &AppPlan) -> String {
    let mut source = Source::default();
    for role in &plan.roles {
        source.assign(1, &format!("{}:", role.name), &quoted(&role.title), ",");
    }
    source.finish()
}

fn choosers(plan: &AppPlan) -> String {
    let mut source = Source::default();
    let head = "export const choosers: readonly Role[] = ";
    source.group(0, head, Brackets::Square, &types::closed(&plan.choosers()), ";");
    source.finish()
}

fn description(summary: &str) -> String {
    // Prettier chooses an attribute's quotes by what is inside: without double ones it keeps them.
    let content = escape(&one_line(summary).replace('"', "'"));
    let whole = format!("    <meta name=\"description\" content=\"{content}\" />");
    if whole.chars().count() <= WIDTH {
        return format!("{whole}\n");
    }
    format!("    <meta\n      name=\"description\"\n      content=\"{content}\"\n    />\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
