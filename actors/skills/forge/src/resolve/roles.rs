//! Roles: those named, `admin` always, and exactly one that registration gives.

use protocol::requirements::Requirements;

use super::{ResolveError, check_name};
use crate::app::RolePlan;
use crate::names;

/// The role that may do everything.
pub const ADMIN: &str = "admin";
/// The role of people who register, when the request names none.
const MEMBER: &str = "member";

pub fn resolve(requirements: &Requirements) -> Result<Vec<RolePlan>, ResolveError> {
    let mut roles: Vec<RolePlan> = Vec::new();
    for role in &requirements.roles {
        let name = names::snake(&role.name);
        check_name(&name)?;
        if roles.iter().any(|it| it.name == name) {
            return Err(ResolveError::NameTwice { owner: "the product".to_owned(), name });
        }
        let admin = name == ADMIN;
        roles.push(plan(&name, role.default && !admin));
    }
    if !roles.iter().any(|role| role.admin) {
        roles.push(plan(ADMIN, false));
    }
    if !roles.iter().any(|role| !role.admin) {
        roles.insert(0, plan(MEMBER, true));
    }
    keep_one_default(&mut roles);
    Ok(roles)
}

fn plan(name: &str, default: bool) -> RolePlan {
    RolePlan { name: name.to_owned(), title: names::sentence(name), default, admin: name == ADMIN }
}

/// Two roles by default would be a coin toss on registration: the first named wins.
fn keep_one_default(roles: &mut [RolePlan]) {
    let chosen = roles
        .iter()
        .position(|role| role.default)
        .or_else(|| roles.iter().position(|role| role.name == MEMBER))
        .or_else(|| roles.iter().position(|role| !role.admin));
    for (at, role) in roles.iter_mut().enumerate() {
        role.default = Some(at) == chosen;
    }
}
