//! Requirements in few lines, for expectations that a person reviews.

use std::fmt::Write;

use protocol::requirements::{
    Action, Entity, FieldConstraint, Permission, RelationKind, Requirements, Scope,
};

/// Names with the words they came from; `~` where there are none, because they were assumed.
pub fn requirements(requirements: &Requirements) -> String {
    let mut out = String::new();
    let product = &requirements.product;
    if !product.name.is_empty() {
        let _ = writeln!(out, "product {} “{}”: {}", product.name, product.title, from(&product.words));
    }
    for entity in &requirements.entities {
        out.push_str(&self::entity(entity, &requirements.permissions));
    }
    let roles: Vec<String> = requirements
        .roles
        .iter()
        .map(|role| {
            format!("{}{}{}", role.name, if role.default { " (default)" } else { "" }, mark(&role.words))
        })
        .collect();
    line(&mut out, "roles", &roles);
    line(
        &mut out,
        "features",
        &requirements
            .features
            .iter()
            .map(|feature| format!("{:?}{}", feature.name, mark(&feature.words)))
            .collect::<Vec<_>>(),
    );
    line(
        &mut out,
        "stack",
        &requirements
            .stack
            .iter()
            .map(|choice| format!("{}{}", choice.name, mark(&choice.words)))
            .collect::<Vec<_>>(),
    );
    line(
        &mut out,
        "only",
        &requirements
            .constraints
            .iter()
            .map(|constraint| format!("{:?}", constraint.kind))
            .collect::<Vec<_>>(),
    );
    for assumption in &requirements.assumptions {
        let _ = writeln!(out, "  assumed: {}: {}", assumption.about, assumption.text);
    }
    line(&mut out, "not understood", &requirements.not_understood);
    line(&mut out, "unsupported", &requirements.unsupported);
    out
}

fn line(out: &mut String, name: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(out, "{name}: {}", items.join(", "));
    }
}

fn mark(words: &str) -> &'static str {
    if words.is_empty() { "~" } else { "" }
}

fn from(words: &str) -> String {
    if words.is_empty() { "~".to_owned() } else { format!("<{words}>") }
}

fn entity(entity: &Entity, permissions: &[Permission]) -> String {
    let mut out =
        format!("{} ({:?}, {:?}) {}\n", entity.name, entity.kind, entity.visibility, from(&entity.words));
    for field in &entity.fields {
        let constraints: Vec<String> = field.constraints.iter().map(constraint).collect();
        let values =
            if field.values.is_empty() { String::new() } else { format!(" [{}]", field.values.join("|")) };
        let _ = writeln!(
            out,
            "  {}: {:?}{values} {} {}",
            field.name,
            field.kind,
            constraints.join(" "),
            from(&field.words)
        );
    }
    for relation in &entity.relations {
        let kind = match relation.kind {
            RelationKind::BelongsTo => "->",
            RelationKind::OwnedBy => "@>",
            RelationKind::ManyToMany => "<>",
        };
        let _ = writeln!(
            out,
            "  {} {kind} {}{} {}",
            relation.name,
            relation.to,
            if relation.required { "!" } else { "" },
            from(&relation.words)
        );
    }
    if let Some(workflow) = &entity.workflow {
        let steps: Vec<String> = workflow
            .transitions
            .iter()
            .map(|step| format!("{}({}→{})", step.name, step.from.join("|"), step.to))
            .collect();
        let _ = writeln!(out, "  {} {}: {}", workflow.field, workflow.initial, steps.join(" "));
    }
    for held in &entity.constraints {
        let within =
            if held.within.is_empty() { String::new() } else { format!(" within {}", held.within.join("+")) };
        let _ = writeln!(out, "  ! {:?} {}{within}{}", held.kind, held.of.join("+"), from(&held.words));
    }
    for permission in permissions.iter().filter(|permission| permission.entity == entity.name) {
        let action = match &permission.action {
            Action::Transition(name) => name.clone(),
            other => format!("{other:?}").to_lowercase(),
        };
        let _ = writeln!(
            out,
            "  {} may {action}{} {}",
            permission.role,
            match permission.scope {
                Scope::Any => "",
                Scope::Own => " own",
                Scope::Named => " named",
            },
            from(&permission.words)
        );
    }
    out
}

fn constraint(constraint: &FieldConstraint) -> String {
    match constraint {
        FieldConstraint::Optional => "optional".into(),
        FieldConstraint::Unique => "unique".into(),
        FieldConstraint::Min(value) => format!("≥{value}"),
        FieldConstraint::Max(value) => format!("≤{value}"),
        FieldConstraint::MaxLength(length) => format!("≤{length}chars"),
    }
}
