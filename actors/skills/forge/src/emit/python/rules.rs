//! The permission matrix as a Python table.

use super::layout::{Node, Source, atom, call, entry, frozen_set, group, named, quoted};
use crate::app::{AppPlan, Rule};
use crate::scenarios;

/// `app/security/permissions.py`
pub fn permissions(plan: &AppPlan) -> String {
    let tables = plan.entities.iter().map(|entity| {
        let actions = scenarios::actions(entity).into_iter().map(|action| {
            let rule = entity.rules.get(&action).cloned().unwrap_or_default();
            entry(&action, self::rule(&rule))
        });
        entry(&entity.table, group("{", actions.collect(), "}"))
    });
    let mut source = Source::default();
    source.line(0, "\"\"\"Who may do what: by table, then by action. Tests hold every line of it.\"\"\"");
    source.blank(1);
    source.line(0, "from app.security.rules import Rule");
    source.blank(1);
    let table = group("{", tables.collect(), "}");
    source.statement(0, "RULES: dict[str, dict[str, Rule]] = ", &table, "");
    let choosers = plan.choosers();
    if !choosers.is_empty() {
        source.blank(1);
        source.line(0, "# Who sees the names of all active accounts, to choose one that a record points at.");
        let rule = self::rule(&Rule { roles: choosers, ..Rule::default() });
        source.statement(0, "CHOOSE_ACCOUNTS = ", &rule, "");
    }
    source.finish()
}

fn rule(rule: &Rule) -> Node {
    let mut items = Vec::new();
    if rule.anonymous {
        items.push(named("anonymous", atom("True")));
    }
    if !rule.roles.is_empty() {
        items.push(named("roles", frozen_set(&rule.roles)));
    }
    if !rule.own_roles.is_empty() {
        items.push(named("own_roles", frozen_set(&rule.own_roles)));
    }
    if !rule.named_roles.is_empty() {
        items.push(named("named_roles", frozen_set(&rule.named_roles)));
    }
    if let Some(through) = &rule.through {
        items.push(named("through", atom(quoted(&through.relation))));
        items.push(named("through_roles", frozen_set(&through.roles)));
    }
    call("Rule", items)
}
