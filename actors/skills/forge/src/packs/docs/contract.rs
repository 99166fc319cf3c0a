//! The HTTP contract as a table.

use serde::Serialize;

use super::permissions;
use crate::app::AppPlan;

#[derive(Serialize)]
pub(super) struct Operation {
    summary: String,
    method: String,
    path: String,
    who: String,
}

pub(super) fn operations(plan: &AppPlan) -> Vec<Operation> {
    plan.endpoints
        .iter()
        .map(|endpoint| Operation {
            summary: endpoint.summary.clone(),
            method: endpoint.method.clone(),
            path: endpoint.path.clone(),
            who: permissions::in_words(plan, &endpoint.rule),
        })
        .collect()
}
