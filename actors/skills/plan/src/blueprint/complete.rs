//! What a blueprint leaves out altogether is completed as a request's would be, and said to be assumed.

use protocol::requirements::{
    Action, Assumption, Entity, EntityKind, Feature, FeatureName, Field, FieldConstraint, FieldKind,
    Permission, ProductConstraintKind, RelationKind, Requirements, Role, Scope, StackChoice, Visibility,
};

use crate::domains::{ACCOUNT, ADMIN};

/// Who registers, where no roles are named.
const USER_ROLE: &str = "user";

/// Completes what `has` denies; a part that is there, be it empty, stays as it is.
pub(super) fn complete(requirements: &mut Requirements, has: impl Fn(&str) -> bool) {
    account(requirements);
    if !has("roles") {
        roles(requirements);
    }
    if !has("permissions") {
        permissions(requirements);
    }
    if !has("features") {
        requirements.features.push(Feature { name: FeatureName::Authentication, words: String::new() });
        assume(
            requirements,
            "features.authentication",
            "People register and log in, because who does what depends on who they are.",
        );
    }
    if !has("stack") {
        stack(requirements);
    }
}

fn assume(requirements: &mut Requirements, about: &str, text: &str) {
    requirements.assumptions.push(Assumption { about: about.to_owned(), text: text.to_owned() });
}

/// Every product has accounts; what they have without being asked is in every plan.
fn account(requirements: &mut Requirements) {
    if requirements.entities.is_empty()
        || requirements.entities.iter().any(|entity| entity.kind == EntityKind::Account)
    {
        return;
    }
    let field = |name: &str, kind, constraints| Field {
        name: name.to_owned(),
        kind,
        constraints,
        values: Vec::new(),
        words: String::new(),
    };
    requirements.entities.push(Entity {
        name: ACCOUNT.to_owned(),
        kind: EntityKind::Account,
        fields: vec![
            field("email", FieldKind::Email, vec![FieldConstraint::Unique]),
            field("display_name", FieldKind::String, vec![FieldConstraint::MaxLength(100)]),
        ],
        relations: Vec::new(),
        visibility: Visibility::Members,
        workflow: None,
        constraints: Vec::new(),
        words: String::new(),
    });
}

fn roles(requirements: &mut Requirements) {
    let role = |name: &str, default| Role { name: name.to_owned(), default, words: String::new() };
    requirements.roles = vec![role(USER_ROLE, true), role(ADMIN, false)];
    assume(
        requirements,
        "roles.default",
        "A person who registers becomes a user, because no roles are named.",
    );
    assume(
        requirements,
        "roles.admin",
        "There is an administrator, who may do everything and gives roles to others.",
    );
}

/// Everybody who signs in keeps everything; what has an owner, its owner changes.
fn permissions(requirements: &mut Requirements) {
    let mut out = Vec::new();
    for role in requirements.roles.iter().filter(|role| role.name != ADMIN) {
        for entity in requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record) {
            let owned = entity.relations.iter().any(|relation| relation.kind == RelationKind::OwnedBy);
            let steps = entity.workflow.iter().flat_map(|workflow| &workflow.transitions);
            let steps = steps.map(|step| Action::Transition(step.name.clone()));
            let actions = [Action::Create, Action::Update, Action::Delete].into_iter().chain(steps);
            out.extend(actions.map(|action| Permission {
                role: role.name.clone(),
                scope: if owned && action != Action::Create { Scope::Own } else { Scope::Any },
                action,
                entity: entity.name.clone(),
                words: String::new(),
            }));
        }
    }
    requirements.permissions = out;
    let text = "Everyone who signs in may add, change and remove records, those with an owner only their own, because nothing says who may do what.";
    assume(requirements, "permissions", text);
}

fn stack(requirements: &mut Requirements) {
    let only = |kind| requirements.constraints.iter().any(|constraint| constraint.kind == kind);
    let (backend_only, frontend_only) =
        (only(ProductConstraintKind::BackendOnly), only(ProductConstraintKind::FrontendOnly));
    let usual = [
        ("react", backend_only),
        ("typescript", backend_only),
        ("fastapi", frontend_only),
        ("postgresql", frontend_only),
    ];
    for (name, excluded) in usual {
        if !excluded && !requirements.stack.iter().any(|choice| choice.name == name) {
            requirements.stack.push(StackChoice { name: name.to_owned(), words: String::new() });
        }
    }
    let names: Vec<String> = requirements.stack.iter().map(|choice| choice.name.clone()).collect();
    assume(
        requirements,
        "stack",
        &format!("It is built with {}, because nothing else is named.", names.join(", ")),
    );
}
