//! Every operation of the HTTP contract, from the plan's entities, workflow and choices.

use protocol::requirements::FeatureName;

use crate::app::{AppPlan, Endpoint, EntityPlan, Rule};
use crate::features;
use crate::resolve::ResolveError;

/// Where the contract begins; outside are `/health` and what features have for monitors.
pub const BASE: &str = "/api/v1";

/// All operations; two of one name are refused, since clients call them by it.
pub fn of(plan: &AppPlan) -> Result<Vec<Endpoint>, ResolveError> {
    let mut endpoints = accounts(plan);
    for entity in &plan.entities {
        endpoints.extend(records(entity));
    }
    endpoints.extend(features::additions(plan).into_iter().flat_map(|it| it.endpoints));
    for (at, endpoint) in endpoints.iter().enumerate() {
        if endpoints[..at].iter().any(|earlier| earlier.operation == endpoint.operation) {
            return Err(ResolveError::OperationTwice { operation: endpoint.operation.clone() });
        }
    }
    Ok(endpoints)
}

impl Endpoint {
    /// An operation of a feature, for administrators unless it is given a rule; `path` is below [`BASE`].
    pub(crate) fn added(
        feature: FeatureName,
        operation: impl Into<String>,
        method: &str,
        path: &str,
        summary: impl Into<String>,
    ) -> Self {
        let operation = operation.into();
        Self {
            action: operation.clone(),
            operation,
            method: method.to_owned(),
            path: format!("{BASE}{path}"),
            entity: None,
            feature: Some(feature),
            summary: summary.into(),
            rule: Rule::default(),
            status: 200,
            errors: Vec::new(),
        }
    }

    pub(crate) fn under(self, rule: Rule) -> Self {
        Self { rule, ..self }
    }

    /// Under the rule of an action of a kind of record.
    pub(crate) fn allowed_as(self, entity: &EntityPlan, action: &str) -> Self {
        let rule = entity.rules.get(action).cloned().unwrap_or_default();
        self.under(rule)
    }

    pub(crate) fn answers(self, status: u16, errors: &[u16]) -> Self {
        Self { status, errors: errors.to_vec(), ..self }
    }
}

/// Everybody who is signed in.
pub(crate) fn members(plan: &AppPlan) -> Rule {
    Rule { roles: roles(plan), ..Rule::default() }
}

/// Visitors too.
pub(crate) fn anyone(plan: &AppPlan) -> Rule {
    Rule { anonymous: true, ..members(plan) }
}

fn accounts(plan: &AppPlan) -> Vec<Endpoint> {
    let (anyone, members) = (anyone(plan), members(plan));
    let admins = Rule::default();
    let closable = plan.features.contains(&FeatureName::FeatureFlags);
    let registering: &[u16] = if closable { &[403, 409, 422] } else { &[409, 422] };
    let fixed = |operation: &str,
                 method: &str,
                 path: &str,
                 summary: &str,
                 rule: &Rule,
                 status: u16,
                 errors: &[u16]| Endpoint {
        operation: operation.to_owned(),
        method: method.to_owned(),
        path: if path == "/health" { path.to_owned() } else { format!("{BASE}{path}") },
        entity: None,
        feature: None,
        action: operation.to_owned(),
        summary: summary.to_owned(),
        rule: rule.clone(),
        status,
        errors: errors.to_vec(),
    };
    let mut endpoints = vec![
        fixed(
            "get_health",
            "GET",
            "/health",
            "Whether the service and its database answer",
            &anyone,
            200,
            &[503],
        ),
        fixed("register", "POST", "/auth/register", "Make an account", &anyone, 201, registering),
        fixed("login", "POST", "/auth/login", "Sign in", &anyone, 200, &[401, 422, 429]),
        fixed(
            "refresh",
            "POST",
            "/auth/refresh",
            "Trade a refresh token for a new pair",
            &anyone,
            200,
            &[401, 403, 422],
        ),
        fixed("logout", "POST", "/auth/logout", "End this session", &anyone, 204, &[403, 422]),
        fixed("get_me", "GET", "/auth/me", "The account that is signed in", &members, 200, &[401]),
        fixed("update_me", "PATCH", "/auth/me", "Change one's own account", &members, 200, &[401, 409, 422]),
        fixed(
            "change_password",
            "POST",
            "/auth/password",
            "Change one's own password",
            &members,
            204,
            &[401, 422, 429],
        ),
        fixed("list_users", "GET", "/users", "List accounts", &admins, 200, &[401, 403, 422]),
        fixed(
            "update_user",
            "PATCH",
            "/users/{user_id}",
            "Change an account's role or state",
            &admins,
            200,
            &[401, 403, 404, 409, 422],
        ),
    ];
    let choosers = plan.choosers();
    if !choosers.is_empty() {
        endpoints.push(fixed(
            "list_user_options",
            "GET",
            "/users/options",
            "List the names of accounts that a record can point at",
            &Rule { roles: choosers, ..Rule::default() },
            200,
            &[401, 403, 422],
        ));
    }
    if plan.admin_dashboard {
        endpoints.push(fixed(
            "get_admin_stats",
            "GET",
            "/admin/stats",
            "Numbers for the dashboard",
            &admins,
            200,
            &[401, 403],
        ));
    }
    endpoints
}

/// All roles but the administrator's.
fn roles(plan: &AppPlan) -> Vec<String> {
    plan.roles.iter().filter(|role| !role.admin).map(|role| role.name.clone()).collect()
}

fn records(entity: &EntityPlan) -> Vec<Endpoint> {
    let names = &entity.names;
    let many = format!("{BASE}/{}", names.kebab_plural);
    let one = format!("{many}/{{{}_id}}", names.snake);
    let (title, titles) = (names.title.to_lowercase(), names.title_plural.to_lowercase());
    let operation = |operation: String,
                     action: &str,
                     method: &str,
                     path: &str,
                     summary: String,
                     status,
                     errors: &[u16]| Endpoint {
        operation,
        method: method.to_owned(),
        path: path.to_owned(),
        entity: Some(names.pascal.clone()),
        feature: None,
        action: action.to_owned(),
        summary,
        rule: entity.rules.get(action).cloned().unwrap_or_default(),
        status,
        errors: errors.to_vec(),
    };
    let (s, p) = (&names.snake, &names.snake_plural);
    let mut endpoints = vec![
        operation(format!("list_{p}"), "list", "GET", &many, format!("List {titles}"), 200, &[401, 403, 422]),
        operation(
            format!("create_{s}"),
            "create",
            "POST",
            &many,
            format!("Create one {title}"),
            201,
            &[401, 403, 409, 422],
        ),
        operation(
            format!("get_{s}"),
            "read",
            "GET",
            &one,
            format!("Read one {title}"),
            200,
            &[401, 403, 404, 422],
        ),
        operation(
            format!("update_{s}"),
            "update",
            "PATCH",
            &one,
            format!("Change one {title}"),
            200,
            &[401, 403, 404, 409, 422],
        ),
        operation(
            format!("delete_{s}"),
            "delete",
            "DELETE",
            &one,
            format!("Delete one {title}"),
            204,
            &[401, 403, 404, 409, 422],
        ),
    ];
    for step in entity.workflow.iter().flat_map(|it| &it.transitions) {
        let path = format!("{one}/{}", step.name.replace('_', "-"));
        let summary = format!("{} one {title}", step.title);
        endpoints.push(operation(
            format!("{}_{s}", step.name),
            &step.name,
            "POST",
            &path,
            summary,
            200,
            &[401, 403, 404, 409, 422],
        ));
    }
    endpoints
}
