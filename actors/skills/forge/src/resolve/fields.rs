//! Fields: safe names, limits that the column type can hold, and lengths for every kind of text.

use protocol::requirements::{Field, FieldConstraint, FieldKind};

use super::{ResolveError, check_name};
use crate::app::FieldPlan;
use crate::{names, reserved};

/// One line of text, when the request gives no length.
const STRING_LENGTH_MAX: u32 = 255;
/// Many lines: about 25 printed pages.
const TEXT_LENGTH_MAX: u32 = 50_000;
/// RFC 5321, 4.5.3.1: a path of 256 with its angle brackets.
const EMAIL_LENGTH_MAX: u32 = 254;
/// What browsers and proxies agree on.
const URL_LENGTH_MAX: u32 = 2048;
/// A shorter limit would refuse ordinary addresses.
const ADDRESS_LENGTH_FLOOR: u32 = 60;
/// PostgreSQL indexes at most 2704 bytes of a value; a character has up to four.
const UNIQUE_LENGTH_MAX: u32 = 500;
/// Ten digits before the point.
const DECIMAL_LIMIT: i64 = 9_999_999_999;

pub fn resolve(
    entity: &str,
    field: &Field,
    assumptions: &mut Vec<String>,
) -> Result<FieldPlan, ResolveError> {
    let plain = names::snake(&field.name);
    check_name(&plain)?;
    let name = reserved::safe_attribute(&plain, field.kind == FieldKind::Enum);
    check_name(&name)?;
    if name != plain {
        assumptions
            .push(format!("`{plain}` is a reserved word, so the field of {entity} is called `{name}`."));
    }
    let (min, max) = bounds(entity, field)?;
    let asked_unique = field.constraints.contains(&FieldConstraint::Unique);
    let unique = asked_unique && !matches!(field.kind, FieldKind::Enum | FieldKind::Boolean);
    if asked_unique && !unique {
        assumptions.push(format!("`{name}` of {entity} has so few values that it cannot be unique."));
    }
    Ok(FieldPlan {
        camel: names::camel(&name),
        title: names::sentence(&plain),
        kind: field.kind,
        required: !field.constraints.contains(&FieldConstraint::Optional),
        unique,
        min,
        max,
        max_length: max_length(field)
            .map(|length| if unique { length.min(UNIQUE_LENGTH_MAX) } else { length }),
        values: values(entity, field)?,
        name,
    })
}

fn bounds(entity: &str, field: &Field) -> Result<(Option<i64>, Option<i64>), ResolveError> {
    let limit = match field.kind {
        FieldKind::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        FieldKind::Decimal => (-DECIMAL_LIMIT, DECIMAL_LIMIT),
        _ => return Ok((None, None)),
    };
    let mut bounds = (None, None);
    for constraint in &field.constraints {
        match constraint {
            FieldConstraint::Min(min) => bounds.0 = Some((*min).max(limit.0)),
            FieldConstraint::Max(max) => bounds.1 = Some((*max).min(limit.1)),
            FieldConstraint::Optional | FieldConstraint::Unique | FieldConstraint::MaxLength(_) => {}
        }
    }
    match bounds {
        (Some(min), Some(max)) if min > max => {
            Err(ResolveError::Bounds { entity: entity.to_owned(), field: field.name.clone(), min, max })
        }
        _ => Ok(bounds),
    }
}

fn max_length(field: &Field) -> Option<u32> {
    let (default, floor, ceiling) = match field.kind {
        FieldKind::String => (STRING_LENGTH_MAX, 1, TEXT_LENGTH_MAX),
        FieldKind::Text => (TEXT_LENGTH_MAX, 1, TEXT_LENGTH_MAX),
        FieldKind::Email => (EMAIL_LENGTH_MAX, ADDRESS_LENGTH_FLOOR, EMAIL_LENGTH_MAX),
        FieldKind::Url => (URL_LENGTH_MAX, ADDRESS_LENGTH_FLOOR, URL_LENGTH_MAX),
        _ => return None,
    };
    let asked = field.constraints.iter().find_map(|constraint| match constraint {
        FieldConstraint::MaxLength(length) => Some(*length),
        _ => None,
    });
    Some(asked.unwrap_or(default).clamp(floor, ceiling))
}

fn values(entity: &str, field: &Field) -> Result<Vec<String>, ResolveError> {
    if field.kind != FieldKind::Enum {
        return Ok(Vec::new());
    }
    let values: Vec<String> = field.values.iter().map(|value| names::snake(value)).collect();
    if values.is_empty() {
        return Err(ResolveError::NoValues { entity: entity.to_owned(), field: field.name.clone() });
    }
    for (at, value) in values.iter().enumerate() {
        check_name(value)?;
        if values[..at].contains(value) {
            return Err(ResolveError::NameTwice {
                owner: format!("{entity}.{}", field.name),
                name: value.clone(),
            });
        }
    }
    Ok(values)
}
