//! The permission matrix as tables, and in words.

use serde::Serialize;

use super::markdown;
use crate::app::{AppPlan, EntityPlan, RolePlan, Rule};

/// One entity's table: a row for each action, a cell for visitors and for each role.
#[derive(Serialize)]
pub(super) struct Matrix {
    title: String,
    owner: Option<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    action: String,
    cells: Vec<&'static str>,
}

/// Column heads: visitors, then the roles with the administrator last.
pub(super) fn columns(plan: &AppPlan) -> Vec<String> {
    let mut columns = vec!["Visitor".to_owned()];
    columns.extend(ordered(plan).map(|role| markdown::text(&role.title)));
    columns
}

pub(super) fn matrices(plan: &AppPlan) -> Vec<Matrix> {
    plan.entities.iter().map(|entity| matrix(plan, entity)).collect()
}

/// `anyone`, `signed in`, or the roles: `member (own records), librarian, admin`.
pub(super) fn in_words(plan: &AppPlan, rule: &Rule) -> String {
    let others: Vec<&RolePlan> = plan.roles.iter().filter(|role| !role.admin).collect();
    if rule.anonymous {
        return "anyone".to_owned();
    }
    if others.iter().all(|role| rule.roles.contains(&role.name)) {
        return "anyone signed in".to_owned();
    }
    let mut who: Vec<String> = Vec::new();
    for role in ordered(plan) {
        if role.admin || rule.roles.contains(&role.name) {
            who.push(role.name.clone());
        } else if rule.named_roles.contains(&role.name) {
            who.push(format!("{} (own records and those that name them)", role.name));
        } else if rule.own_roles.contains(&role.name) {
            who.push(format!("{} (own records)", role.name));
        } else if let Some(through) = rule.through.as_ref().filter(|_| rule.covers_through(&role.name)) {
            who.push(format!("{} (where the {} may be read)", role.name, through.relation.replace('_', " ")));
        }
    }
    who.join(", ")
}

fn ordered(plan: &AppPlan) -> impl Iterator<Item = &RolePlan> {
    let (admins, others): (Vec<_>, Vec<_>) = plan.roles.iter().partition(|role| role.admin);
    others.into_iter().chain(admins)
}

fn matrix(plan: &AppPlan, entity: &EntityPlan) -> Matrix {
    let mut actions: Vec<(&str, String)> = [
        ("list", "List"),
        ("read", "Read"),
        ("create", "Create"),
        ("update", "Change"),
        ("delete", "Delete"),
    ]
    .map(|(action, title)| (action, title.to_owned()))
    .into();
    for step in entity.workflow.iter().flat_map(|it| &it.transitions) {
        actions.push((&step.name, step.title.clone()));
    }
    let rows = actions
        .into_iter()
        .map(|(action, title)| {
            let rule = entity.rules.get(action).cloned().unwrap_or_default();
            let visitor = if rule.anonymous { "yes" } else { "–" };
            let cells = ordered(plan).map(|role| cell(&rule, role));
            Row { action: title, cells: std::iter::once(visitor).chain(cells).collect() }
        })
        .collect();
    let owner = entity.owner.clone();
    Matrix { title: entity.names.title_plural.clone(), owner, rows }
}

fn cell(rule: &Rule, role: &RolePlan) -> &'static str {
    if role.admin || rule.anonymous || rule.roles.contains(&role.name) {
        "yes"
    } else if rule.covers_through(&role.name) {
        if rule.own_roles.contains(&role.name) { "own, or by parent" } else { "by parent" }
    } else if rule.named_roles.contains(&role.name) {
        "own, or named"
    } else if rule.own_roles.contains(&role.name) {
        "own"
    } else {
        "–"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Through;

    fn role(name: &str, admin: bool) -> RolePlan {
        RolePlan { name: name.to_owned(), title: name.to_owned(), default: false, admin }
    }

    #[test]
    fn a_cell_says_whose_records() {
        let rule =
            Rule { roles: vec!["staff".to_owned()], own_roles: vec!["member".to_owned()], ..Rule::default() };
        let cells = [
            ("staff", false, "yes"),
            ("member", false, "own"),
            ("guest", false, "–"),
            ("admin", true, "yes"),
        ];
        for (name, admin, expected) in cells {
            assert_eq!(cell(&rule, &role(name, admin)), expected, "{name}");
        }
        let through = Some(Through { relation: "ticket".to_owned(), roles: vec!["member".to_owned()] });
        let by_parent = Rule { through: through.clone(), ..Rule::default() };
        assert_eq!(cell(&by_parent, &role("member", false)), "by parent");
        assert_eq!(cell(&Rule { through, ..rule }, &role("member", false)), "own, or by parent");
        assert_eq!(cell(&Rule { anonymous: true, ..Rule::default() }, &role("guest", false)), "yes");
    }
}
