//! Tables as both models and migrations see them: columns, constraints, indexes and the tables between.

use protocol::requirements::FieldKind;

use super::{constraints, types};
use crate::app::{AppPlan, EntityPlan, FieldPlan, IdType, Login, OnDelete, RelationPlan};
use crate::features;

/// PostgreSQL keeps this many characters of a name.
const IDENTIFIER_LENGTH_MAX: usize = 63;
/// Hexadecimal digits that keep shortened names apart.
const DIGEST_LENGTH: usize = 8;

/// A table between two others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    pub table: String,
    /// Column and table it points at: this entity's, then the other's.
    pub left: (String, String),
    pub right: (String, String),
}

pub fn association(entity: &EntityPlan, relation: &RelationPlan) -> Association {
    let left = format!("{}_id", entity.names.snake);
    let single = relation.key.strip_suffix("_ids").unwrap_or(&relation.key);
    let mut right = format!("{single}_id");
    if right == left {
        right = shortened(&format!("other_{right}"));
    }
    Association {
        table: shortened(&format!("{}_{}", entity.table, relation.name)),
        left: (left, entity.table.clone()),
        right: (right, relation.to_table.clone()),
    }
}

pub fn shortened(name: &str) -> String {
    if name.len() <= IDENTIFIER_LENGTH_MAX {
        return name.to_owned();
    }
    let digest = blake3::hash(name.as_bytes()).to_hex();
    let kept = IDENTIFIER_LENGTH_MAX - DIGEST_LENGTH - 1;
    format!("{}_{}", &name[..kept], &digest[..DIGEST_LENGTH])
}

/// The `ON DELETE` action as SQL.
pub fn on_delete(relation: &RelationPlan) -> &'static str {
    match relation.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
        OnDelete::Restrict => "RESTRICT",
    }
}

/// Whether lists are filtered by the field, so that it gets an index.
pub fn filtered(field: &FieldPlan) -> bool {
    field.kind == FieldKind::Enum
}

/// Name and condition of every check of the entity's own columns.
pub fn checks(entity: &EntityPlan) -> Vec<(String, String)> {
    let mut checks = field_checks(&entity.fields);
    if let Some(workflow) = &entity.workflow {
        checks.push((workflow.field.clone(), types::one_of(&workflow.field, &workflow.states)));
    }
    checks.extend(constraints::checks(entity));
    checks
}

pub fn field_checks(fields: &[FieldPlan]) -> Vec<(String, String)> {
    fields.iter().filter_map(|field| Some((field.name.clone(), types::check(field)?))).collect()
}

/// Whether the target's table is made by a later migration: optional relations in a circle.
pub fn is_deferred(plan: &AppPlan, entity: &EntityPlan, relation: &RelationPlan) -> bool {
    position(plan, &relation.to_table) > position(plan, &entity.table)
}

/// Zero for accounts, which come first.
pub fn position(plan: &AppPlan, table: &str) -> usize {
    plan.entities.iter().position(|it| it.table == table).map_or(0, |at| at + 1)
}

/// Columns of accounts that every product has: name, type in a migration, nullable.
pub fn account_columns(plan: &AppPlan) -> Vec<(&'static str, String, bool)> {
    let mut columns = vec![("email", "sa.String(254)".to_owned(), false)];
    if plan.choices.login == Login::Username {
        columns.push(("username", "sa.String(40)".to_owned(), false));
    }
    columns.push(("display_name", "sa.String(100)".to_owned(), false));
    columns.push(("role", format!("sa.String({})", types::values_length(&role_names(plan))), false));
    columns.push(("is_active", "sa.Boolean()".to_owned(), false));
    columns.push(("password_hash", "sa.String(255)".to_owned(), false));
    columns
}

pub fn role_names(plan: &AppPlan) -> Vec<String> {
    plan.roles.iter().map(|role| role.name.clone()).collect()
}

/// Tables with rows that may be of no organisation, where the product has those.
pub fn of_the_product(plan: &AppPlan) -> Vec<&'static str> {
    features::additions(plan).into_iter().flat_map(|it| it.of_the_product).collect()
}

/// The type of an id column in a migration.
pub fn id_type(plan: &AppPlan) -> &'static str {
    match plan.choices.id_type {
        IdType::Uuid => "sa.Uuid()",
        IdType::Integer => "sa.Integer()",
    }
}
