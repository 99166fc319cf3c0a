//! Evidence that anybody can evaluate again: predicates over requirements.

use protocol::claim::Fact;
use protocol::requirements::{EntityKind, ProductConstraintKind, Requirements, Visibility};

/// Whether a fact is true of these requirements.
pub fn holds(fact: &Fact, requirements: &Requirements) -> bool {
    let visible = |wanted: Visibility| {
        let records = requirements.entities.iter().filter(|it| it.kind == EntityKind::Record);
        records.map(|it| it.visibility).any(|visibility| visibility == wanted)
    };
    match fact {
        Fact::HasField { entity, field } => {
            let of_entity = requirements.entities.iter().filter(|it| it.name == *entity);
            of_entity.flat_map(|it| &it.fields).any(|it| it.name == *field)
        }
        Fact::HasPart { part } => has_part(part, requirements),
        Fact::UsesStack { name } => requirements.stack.iter().any(|it| it.name == *name),
        Fact::HasPublicRecords => visible(Visibility::Public),
        Fact::HasPrivateRecords => visible(Visibility::Owner),
    }
}

fn has_part(part: &str, requirements: &Requirements) -> bool {
    let only = |kind| requirements.constraints.iter().any(|it| it.kind == kind);
    match part {
        "frontend" => !only(ProductConstraintKind::BackendOnly),
        "backend" => !only(ProductConstraintKind::FrontendOnly),
        _ => false,
    }
}

/// What a fact says, as the end of a sentence.
pub fn describe(fact: &Fact) -> String {
    match fact {
        Fact::HasField { entity, field } => format!("{entity} has a field `{field}`"),
        Fact::HasPart { part } => format!("the product has a {part}"),
        Fact::UsesStack { name } => format!("the product uses {name}"),
        Fact::HasPublicRecords => "some records can be read without signing in".to_owned(),
        Fact::HasPrivateRecords => "some records can be read by their owner only".to_owned(),
    }
}
