//! What was understood of the request: records, people, permissions, features, stack, and what was not.

use std::fmt::Write;

use protocol::requirements::{
    Action, Entity, EntityKind, FeatureName, Field, FieldConstraint, FieldKind, Permission,
    ProductConstraintKind, RecordConstraint, RecordConstraintKind, Relation, RelationKind, Requirements,
    Scope, Visibility,
};

use crate::render::style::{self, clean, section};

pub fn write(text: &mut String, requirements: &Requirements) {
    let product = &requirements.product;
    let _ =
        writeln!(text, "{} {}", style::strong(&clean(&product.title)), style::quiet(&clean(&product.name)));
    if !product.summary.is_empty() {
        let _ = writeln!(text, "{}", clean(&product.summary));
    }
    section(text, "Records", requirements.entities.iter().flat_map(entity));
    section(
        text,
        "Roles",
        requirements.roles.iter().map(|role| {
            let default = if role.default { " (everyone who registers)" } else { "" };
            format!("{}{default}", style::name(&clean(&role.name)))
        }),
    );
    section(text, "Permissions", permissions(requirements));
    section(text, "Features", joined(requirements.features.iter().map(|feature| feature_name(feature.name))));
    let stack = requirements.stack.iter().map(|choice| choice.name.as_str());
    section(text, "Stack", joined(stack));
    section(
        text,
        "Limits",
        joined(requirements.constraints.iter().map(|limit| match limit.kind {
            ProductConstraintKind::BackendOnly => "backend only",
            ProductConstraintKind::FrontendOnly => "frontend only",
        })),
    );
    let assumptions = requirements.assumptions.iter();
    section(
        text,
        "Assumed, because the request leaves it open",
        assumptions.map(|assumption| {
            format!("{} {}", style::quiet(&format!("{}:", clean(&assumption.about))), clean(&assumption.text))
        }),
    );
    let lost = requirements.not_understood.iter();
    section(
        text,
        "Not understood, and left out",
        lost.map(|words| style::warn(&format!("? {}", clean(words)))),
    );
    let unsupported = requirements.unsupported.iter();
    section(
        text,
        "Understood, but nothing here builds it",
        unsupported.map(|name| style::warn(&clean(name))),
    );
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = names.map(clean).collect();
    (!names.is_empty()).then(|| names.join(" · "))
}

fn entity(entity: &Entity) -> Vec<String> {
    let who = match (entity.kind, entity.visibility) {
        (EntityKind::Account, _) => "people who sign in",
        (EntityKind::Record, Visibility::Public) => "anyone may read",
        (EntityKind::Record, Visibility::Members) => "who is signed in may read",
        (EntityKind::Record, Visibility::Owner) => "its owner may read",
        (EntityKind::Record, Visibility::Parent) => "who may read what it is under may read",
    };
    let head = format!("{} {}", style::name(&clean(&entity.name)), style::quiet(who));
    let fields: Vec<String> = entity.fields.iter().map(field).collect();
    let fields = (!fields.is_empty()).then(|| format!("    {}", fields.join(", ")));
    let relations = entity.relations.iter().map(relation);
    let workflow = entity.workflow.as_ref().map(|workflow| {
        let moves: Vec<String> = workflow
            .transitions
            .iter()
            .map(|move_| format!("{} ({} → {})", clean(&move_.name), move_.from.join(" or "), move_.to))
            .collect();
        let field = clean(&workflow.field);
        let hidden = match workflow.hidden.as_slice() {
            [] => String::new(),
            states => format!("; hidden from others while {}", clean(&states.join(" or "))),
        };
        format!(
            "    {field}: {}, from {} on; {}{hidden}",
            workflow.states.join(" | "),
            workflow.initial,
            moves.join(", ")
        )
    });
    let constraints = entity.constraints.iter().map(between);
    std::iter::once(head).chain(fields).chain(relations).chain(workflow).chain(constraints).collect()
}

fn field(field: &Field) -> String {
    let mut notes = vec![kind_name(field.kind).to_owned()];
    if !field.values.is_empty() {
        notes[0] = field.values.iter().map(|value| clean(value)).collect::<Vec<_>>().join("|");
    }
    notes.extend(field.constraints.iter().map(constraint));
    format!("{}: {}", clean(&field.name), notes.join(" "))
}

fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "string",
        FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::DateTime => "date and time",
        FieldKind::Email => "e-mail",
        FieldKind::Url => "URL",
        FieldKind::Enum => "one of a list",
    }
}

fn constraint(constraint: &FieldConstraint) -> String {
    match constraint {
        FieldConstraint::Optional => "optional".to_owned(),
        FieldConstraint::Unique => "unique".to_owned(),
        FieldConstraint::Min(least) => format!("≥ {least}"),
        FieldConstraint::Max(greatest) => format!("≤ {greatest}"),
        FieldConstraint::MaxLength(chars) => format!("≤ {chars} characters"),
    }
}

/// What must hold between fields, or between one record and the others.
fn between(constraint: &RecordConstraint) -> String {
    let of: Vec<String> = constraint.of.iter().map(|name| clean(name)).collect();
    let within: Vec<String> = constraint.within.iter().map(|name| clean(name)).collect();
    let said = match constraint.kind {
        RecordConstraintKind::UniqueTogether if of.len() == 1 => {
            format!("at most one for each {}", of.join(""))
        }
        RecordConstraintKind::UniqueTogether => format!("no two with the same {}", of.join(" and ")),
        RecordConstraintKind::NoOverlap if within.is_empty() => {
            format!("no two at the same time, {}", of.join(" to "))
        }
        RecordConstraintKind::NoOverlap => {
            format!("no two of the same {} at the same time, {}", within.join(" and "), of.join(" to "))
        }
        RecordConstraintKind::InOrder => format!("{}, in this order", of.join(" and ")),
    };
    format!("    ! {said}")
}

fn relation(relation: &Relation) -> String {
    let kind = match relation.kind {
        RelationKind::BelongsTo => "one",
        RelationKind::OwnedBy => "owned by a",
        RelationKind::ManyToMany => "many",
    };
    let optional = if relation.required { "" } else { ", optional" };
    format!("    → {}: {kind} {}{optional}", clean(&relation.name), clean(&relation.to))
}

/// One line a role and scope, entities with the same actions together.
fn permissions(requirements: &Requirements) -> Vec<String> {
    let mut lines = Vec::new();
    for role in &requirements.roles {
        let own = requirements.permissions.iter().filter(|permission| permission.role == role.name);
        let mut entities: Vec<(&str, Vec<String>)> = Vec::new();
        for permission in own {
            let action = action(permission);
            match entities.iter_mut().find(|(name, _)| *name == permission.entity) {
                Some((_, actions)) => actions.push(action),
                None => entities.push((&permission.entity, vec![action])),
            }
        }
        let role = style::name(&clean(&role.name));
        let each =
            entities.iter().map(|(name, actions)| format!("{role} {}: {}", clean(name), actions.join(", ")));
        lines.extend(each);
    }
    lines
}

fn action(permission: &Permission) -> String {
    let name = match &permission.action {
        Action::Create => "create",
        Action::Read => "read",
        Action::Update => "update",
        Action::Delete => "delete",
        Action::Transition(name) => name,
    };
    match permission.scope {
        Scope::Any => clean(name),
        Scope::Own => format!("{} (own)", clean(name)),
        Scope::Named => format!("{} (own, or naming them)", clean(name)),
    }
}

fn feature_name(name: FeatureName) -> &'static str {
    match name {
        FeatureName::Authentication => "sign-in",
        FeatureName::AdminDashboard => "admin dashboard",
        FeatureName::Search => "search",
        FeatureName::Comments => "comments",
        FeatureName::CsvExport => "CSV export",
        FeatureName::AuditLog => "audit log",
        FeatureName::SoftDelete => "trash",
        FeatureName::ApiKeys => "API keys",
        FeatureName::Tags => "tags",
        FeatureName::AccountMail => "password reset and e-mail verification",
        FeatureName::Attachments => "files and pictures",
        FeatureName::RichText => "rich text",
        FeatureName::SocialLogin => "sign-in with Google and GitHub",
        FeatureName::BackgroundJobs => "background jobs",
        FeatureName::Webhooks => "webhooks",
        FeatureName::Notifications => "notifications",
        FeatureName::Moderation => "comment moderation",
        FeatureName::Charts => "charts",
        FeatureName::RateLimits => "rate limits",
        FeatureName::PasswordPolicy => "password policy",
        FeatureName::Metrics => "health and metrics",
        FeatureName::Payments => "payments",
        FeatureName::FullTextSearch => "full-text search",
        FeatureName::CursorPagination => "cursor pagination",
        FeatureName::Caching => "Redis caching",
        FeatureName::MultiTenancy => "multi-tenancy",
        FeatureName::I18n => "several languages",
        FeatureName::Drafts => "drafts",
        FeatureName::Tallies => "tallies",
        FeatureName::FeatureFlags => "feature flags",
        FeatureName::LiveUpdates => "live updates",
    }
}
