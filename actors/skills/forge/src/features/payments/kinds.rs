//! The kinds of records that people pay for in a plan, and who may still say by hand that one is paid.

use std::collections::BTreeSet;

use protocol::payable::{self, Kind, Payable, Price, Step};
use protocol::requirements::FeatureName;

use crate::app::{AppPlan, EntityPlan};

/// A kind of record, and how it is paid for.
pub(super) struct Paid<'a> {
    pub entity: &'a EntityPlan,
    pub how: Payable,
}

/// In the order of the plan.
pub(super) fn paid(plan: &AppPlan) -> Vec<Paid<'_>> {
    let kinds: Vec<Kind<'_>> = plan.entities.iter().map(kind).collect();
    let found = payable::payable(&kinds);
    let paired = found.into_iter().filter_map(|how| Some(Paid { entity: plan.entity(&how.entity)?, how }));
    paired.collect()
}

fn kind(entity: &EntityPlan) -> Kind<'_> {
    let workflow = entity.workflow.as_ref();
    let steps = workflow.into_iter().flat_map(|it| &it.transitions);
    Kind {
        name: &entity.names.pascal,
        fields: entity.fields.iter().map(|it| (it.name.as_str(), it.kind)).collect(),
        relations: entity.relations.iter().map(|it| (it.name.as_str(), it.kind, it.to.as_str())).collect(),
        states: workflow.map_or(&[], |it| &it.states),
        steps: steps.map(|it| Step { name: &it.name, from: &it.from, to: &it.to }).collect(),
    }
}

/// `the quantity times the product's price`
pub(super) fn amount(paid: &Paid<'_>) -> String {
    let Price { field, through, quantity } = &paid.how.price;
    let spoken = |name: &str| name.replace('_', " ");
    let one = match through {
        Some((relation, _)) => format!("the {} of its {}", spoken(field), spoken(relation)),
        None => format!("its {}", spoken(field)),
    };
    let each = match quantity {
        Some(quantity) => format!("{one} times its {}", spoken(quantity)),
        None => one,
    };
    match &paid.how.parts {
        Some((part, _)) => format!(
            "the sum over its {}, for each {each}",
            crate::names::entity(part).title_plural.to_lowercase()
        ),
        None => each,
    }
}

/// Whether whoever pays has written the price as well.
pub(super) fn is_named_by_payer(paid: &Paid<'_>) -> bool {
    paid.how.price.through.is_none()
}

/// Who pays does not get to say that it is paid, or given back: a role that makes such records, or moves its own, moves none along these steps.
pub(crate) fn leave_to_payments(plan: &mut AppPlan) {
    if !plan.features.contains(&FeatureName::Payments) {
        return;
    }
    let closed: Vec<(String, Vec<String>)> = paid(plan)
        .into_iter()
        .map(|it| (it.entity.names.pascal.clone(), [it.how.paid_by, it.how.refunded_by].concat()))
        .collect();
    for (name, steps) in closed {
        let Some(entity) = plan.entities.iter_mut().find(|it| it.names.pascal == name) else { continue };
        let create = entity.rules.get("create").cloned().unwrap_or_default();
        let payers: BTreeSet<String> = create.roles.iter().chain(&create.own_roles).cloned().collect();
        for step in &steps {
            let Some(rule) = entity.rules.get_mut(step) else { continue };
            let before = rule.clone();
            rule.anonymous = false;
            rule.own_roles.clear();
            rule.roles.retain(|role| !payers.contains(role));
            if *rule != before {
                let many = &entity.names.title_plural;
                plan.assumptions.push(format!(
                    "{many} are taken along `{step}` by what is paid or given back, and by hand only by those who make none themselves: \
                     nobody says so of their own."
                ));
            }
        }
    }
}
