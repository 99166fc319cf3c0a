//! The account entity: fields that people give about themselves beyond those every account has.

use protocol::requirements::{EntityKind, Requirements};

use super::{ResolveError, fields};
use crate::app::AccountPlan;
use crate::{names, reserved};

/// What every account entity is called.
pub const USER: &str = "User";

pub fn resolve(
    requirements: &Requirements,
    assumptions: &mut Vec<String>,
) -> Result<AccountPlan, ResolveError> {
    let mut plan = AccountPlan { names: names::entity(USER), fields: Vec::new() };
    let Some(account) = requirements.entities.iter().find(|it| it.kind == EntityKind::Account) else {
        return Ok(plan);
    };
    for field in &account.fields {
        let mut field = fields::resolve(USER, field, assumptions)?;
        if reserved::is_account_column(&field.name) || is_builtin(&field.name) {
            continue;
        }
        if plan.fields.iter().any(|it| it.name == field.name) {
            return Err(ResolveError::NameTwice { owner: USER.to_owned(), name: field.name });
        }
        // The first administrator is made on a terminal that asks for none of these.
        if field.required {
            assumptions.push(format!("People may leave `{}` of their account empty.", field.name));
            field.required = false;
        }
        plan.fields.push(field);
    }
    Ok(plan)
}

/// Ways people write the display name.
fn is_builtin(name: &str) -> bool {
    matches!(name, "name" | "full_name" | "user_name")
}
