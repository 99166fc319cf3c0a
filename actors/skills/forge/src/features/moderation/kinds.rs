//! Which kinds of records are moderated: what ordinary people write and others read, comments before anything else.

use crate::app::{AppPlan, EntityPlan, OnDelete};

/// Parts written under other records, as comments and reviews are; where there are none, what people publish otherwise, as listings.
pub(super) fn moderated(plan: &AppPlan) -> Vec<&EntityPlan> {
    let open: Vec<&EntityPlan> = plan.entities.iter().filter(|it| is_open(it)).collect();
    let parts: Vec<&EntityPlan> = open.iter().copied().filter(|it| is_part(it)).collect();
    if parts.is_empty() { open } else { parts }
}

/// Whether somebody who could not delete it all writes it, and somebody beside its author and who decides on it reads it.
fn is_open(entity: &EntityPlan) -> bool {
    let roles = |action: &str| entity.rules.get(action).map(|it| it.roles.clone()).unwrap_or_default();
    let staff = roles("delete");
    let ordinary = |roles: Vec<String>| roles.iter().any(|role| !staff.contains(role));
    let anonymous = entity.rules.get("read").is_some_and(|it| it.anonymous);
    entity.owner.is_some() && ordinary(roles("create")) && (anonymous || read_by_others(entity, &staff))
}

/// Whether a role that also writes them reads those of others; what only clerks read is no publication.
fn read_by_others(entity: &EntityPlan, staff: &[String]) -> bool {
    let roles = |action: &str| entity.rules.get(action).map(|it| it.roles.clone()).unwrap_or_default();
    let writers = roles("create");
    roles("read").iter().any(|role| !staff.contains(role) && writers.contains(role))
}

/// Whether it is written under another record and nothing but further parts is under it: a post in a category has comments itself.
fn is_part(entity: &EntityPlan) -> bool {
    let Some(parent) = &entity.parent else { return false };
    let goes_with = entity.relations.iter().any(|it| it.name == *parent && it.on_delete == OnDelete::Cascade);
    entity.workflow.is_none() && (goes_with || entity.children.is_empty())
}
