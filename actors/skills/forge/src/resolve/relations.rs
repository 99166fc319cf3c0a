//! Relations: what they point at, their key, the attribute on the other side, and what deleting the other side does.

use protocol::requirements::{Entity, Relation, RelationKind};

use super::accounts::USER;
use super::{ResolveError, check_name};
use crate::app::{AccountPlan, EntityPlan, OnDelete, RelationPlan};
use crate::{names, reserved};

pub fn resolve(
    records: &[&Entity],
    account: &AccountPlan,
    plans: &mut [EntityPlan],
) -> Result<(), ResolveError> {
    let targets: Vec<(String, String, String, String)> = records
        .iter()
        .zip(plans.iter())
        .map(|(record, plan)| target(&record.name, &plan.names.pascal, &plan.table, &plan.names.snake))
        .chain([target(USER, USER, &account.names.snake_plural, &account.names.snake)])
        .collect();
    let mut inverses: Vec<(String, String)> = Vec::new();
    for (at, record) in records.iter().enumerate() {
        for relation in &record.relations {
            let Some((_, pascal, table, one)) = targets.iter().find(|it| it.0 == names::pascal(&relation.to))
            else {
                return Err(unknown(record, relation));
            };
            let plan = plan(record, relation, (pascal, table, one))?;
            plans[at].relations.push(plan);
        }
        set_owner(record, &mut plans[at])?;
    }
    for at in 0..plans.len() {
        for relation in 0..plans[at].relations.len() {
            let inverse = inverse(&plans[at], relation, plans, &inverses, account);
            inverses.push((plans[at].relations[relation].to.clone(), inverse.clone()));
            plans[at].relations[relation].inverse = inverse;
        }
    }
    Ok(())
}

fn target(name: &str, pascal: &str, table: &str, one: &str) -> (String, String, String, String) {
    (names::pascal(name), pascal.to_owned(), table.to_owned(), one.to_owned())
}

fn unknown(record: &Entity, relation: &Relation) -> ResolveError {
    ResolveError::UnknownTarget {
        entity: record.name.clone(),
        relation: relation.name.clone(),
        to: relation.to.clone(),
    }
}

fn plan(record: &Entity, relation: &Relation, to: (&str, &str, &str)) -> Result<RelationPlan, ResolveError> {
    let (pascal, table, one) = to;
    let plain = names::snake(&relation.name);
    let name = reserved::safe_attribute(&plain, false);
    check_name(&name)?;
    let owned = relation.kind == RelationKind::OwnedBy;
    if owned && pascal != USER {
        return Err(ResolveError::OwnerNotAccount { entity: record.name.clone(), relation: plain });
    }
    let key = match relation.kind {
        RelationKind::BelongsTo | RelationKind::OwnedBy => format!("{name}_id"),
        // `favourite_movies` of movies: the entity knows its own singular.
        RelationKind::ManyToMany => match name.strip_suffix(table) {
            Some(before) => format!("{before}{one}_ids"),
            None => format!("{}_ids", names::singular(&name)),
        },
    };
    Ok(RelationPlan {
        title: names::sentence(&plain),
        kind: relation.kind,
        to: pascal.to_owned(),
        to_table: table.to_owned(),
        key,
        // An owner is who signed in, so it is always there.
        required: relation.required || owned,
        inverse: String::new(),
        on_delete: if relation.required || owned { OnDelete::Restrict } else { OnDelete::SetNull },
        name,
    })
}

fn set_owner(record: &Entity, plan: &mut EntityPlan) -> Result<(), ResolveError> {
    let mut owners = plan.relations.iter().filter(|it| it.kind == RelationKind::OwnedBy);
    let first = owners.next().map(|it| it.name.clone());
    if let (Some(first), Some(second)) = (&first, owners.next()) {
        return Err(ResolveError::TwoOwners {
            entity: record.name.clone(),
            first: first.clone(),
            second: second.name.clone(),
        });
    }
    plan.owner = first;
    Ok(())
}

/// `posts`; `author_posts` where the other side has `posts` already.
fn inverse(
    plan: &EntityPlan,
    at: usize,
    plans: &[EntityPlan],
    taken: &[(String, String)],
    account: &AccountPlan,
) -> String {
    let relation = &plan.relations[at];
    let free = |name: &str| {
        let elsewhere = taken.iter().any(|(to, inverse)| *to == relation.to && inverse == name);
        let own = if relation.to == USER {
            account.fields.iter().any(|field| field.name == name) || reserved::is_account_column(name)
        } else {
            plans.iter().filter(|it| it.names.pascal == relation.to).any(|it| has(it, name))
        };
        !elsewhere && !own && !reserved::is_attribute(name)
    };
    let short = plan.names.snake_plural.clone();
    let long = format!("{}_{short}", relation.name);
    let mut candidates = vec![short, long.clone()];
    candidates.extend((2..).take(taken.len() + 1).map(|number| format!("{long}_{number}")));
    candidates.into_iter().find(|name| free(name)).unwrap_or(long)
}

fn has(plan: &EntityPlan, name: &str) -> bool {
    plan.fields.iter().any(|field| field.name == name)
        || plan.relations.iter().any(|it| it.name == name || it.key == name)
        || plan.workflow.as_ref().is_some_and(|it| it.field == name)
}
