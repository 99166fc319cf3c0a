//! The type map: each kind of field in each place that Python code names its type.

use protocol::requirements::FieldKind;

use super::layout::{Node, atom, call, group, named, quoted};
use crate::app::FieldPlan;
use crate::names;
use crate::reserved::sql_name;

/// Where a type is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `Mapped[…]`, and the field of a response.
    Attribute,
    /// The column type in a model.
    Column,
    /// The column type in a migration.
    Migration,
    /// The type of a request's field, from `app.schemas.base`; empty where it is built from limits.
    Input,
}

/// The cell of the map; `N` stands for the greatest length and `V` for the alias of an enum's values.
pub fn cell(kind: FieldKind, place: Place) -> &'static str {
    let row = match kind {
        FieldKind::String => ["str", "sa.String(N)", "sa.String(N)", "str"],
        FieldKind::Text => ["str", "sa.Text", "sa.Text()", "str"],
        FieldKind::Integer => ["int", "sa.Integer", "sa.Integer()", "Whole"],
        FieldKind::Decimal => ["decimal.Decimal", "Money", "sa.Numeric(12, 2)", "Money"],
        FieldKind::Boolean => ["bool", "sa.Boolean", "sa.Boolean()", "Flag"],
        FieldKind::Date => ["dt.date", "sa.Date", "sa.Date()", "CalendarDate"],
        FieldKind::DateTime => ["dt.datetime", "UtcDateTime", "sa.DateTime(timezone=True)", "Moment"],
        FieldKind::Email => ["str", "sa.String(N)", "sa.String(N)", "Email"],
        FieldKind::Url => ["str", "sa.String(N)", "sa.String(N)", "Url"],
        FieldKind::Enum => ["V", "sa.String(N)", "sa.String(N)", "V"],
    };
    match place {
        Place::Attribute => row[0],
        Place::Column => row[1],
        Place::Migration => row[2],
        Place::Input => row[3],
    }
}

/// Room for values that are added later without a change of the column.
const ENUM_LENGTH_MIN: usize = 32;
/// Lengths that the types in `app.schemas.base` have already.
const EMAIL_LENGTH: u32 = 254;
const URL_LENGTH: u32 = 2048;

/// The length of a column that holds one of `values`.
pub fn values_length(values: &[String]) -> usize {
    values.iter().map(String::len).max().unwrap_or(0).max(ENUM_LENGTH_MIN)
}

/// The alias of an enum's or workflow's values: `ColourValue`.
pub fn values_alias(field: &str) -> String {
    format!("{}Value", short_pascal(field))
}

/// The alias of a field's type in requests: `TitleField`.
pub fn field_alias(field: &str) -> String {
    format!("{}Field", short_pascal(field))
}

/// Longer names would make declarations that no formatter can break.
const ALIAS_SOURCE_LENGTH_MAX: usize = 36;
/// What is kept of them, and the digits that keep them apart.
const ALIAS_HEAD_LENGTH: usize = 8;
const ALIAS_DIGEST_LENGTH: usize = 6;

fn short_pascal(field: &str) -> String {
    let pascal = names::pascal(field);
    if field.len() <= ALIAS_SOURCE_LENGTH_MAX {
        return pascal;
    }
    let digest = blake3::hash(field.as_bytes()).to_hex();
    let head: String = pascal.chars().take(ALIAS_HEAD_LENGTH).collect();
    format!("{head}{}", &digest[..ALIAS_DIGEST_LENGTH])
}

/// The type of `field` in `place`.
pub fn of(field: &FieldPlan, place: Place) -> String {
    let length = match field.kind {
        FieldKind::Enum => values_length(&field.values).to_string(),
        _ => field.max_length.unwrap_or_default().to_string(),
    };
    match cell(field.kind, place) {
        "V" => values_alias(&field.name),
        cell => cell.replace("(N)", &format!("({length})")),
    }
}

/// The type of a request's field with its limits.
pub fn input(field: &FieldPlan) -> Node {
    let base = of(field, Place::Input);
    let length = field.max_length.unwrap_or_default();
    let limited = |what: Node| group("Annotated[", vec![atom(base.clone()), what], "]");
    match field.kind {
        FieldKind::String | FieldKind::Text => {
            let mut limits = Vec::new();
            if field.required {
                limits.push(named("min_length", atom("1")));
            }
            limits.push(named("max_length", atom(length.to_string())));
            limits.push(named("pattern", atom("NO_NUL")));
            limited(call("StringConstraints", limits))
        }
        FieldKind::Email if length != EMAIL_LENGTH => {
            limited(call("Field", vec![named("max_length", atom(length.to_string()))]))
        }
        FieldKind::Url if length != URL_LENGTH => {
            limited(call("Field", vec![named("max_length", atom(length.to_string()))]))
        }
        FieldKind::Integer => limited(call("Field", bounds(field, Some((i32::MIN.into(), i32::MAX.into()))))),
        FieldKind::Decimal if field.min.is_some() || field.max.is_some() => {
            limited(call("Field", bounds(field, None)))
        }
        _ => atom(base),
    }
}

fn bounds(field: &FieldPlan, limit: Option<(i64, i64)>) -> Vec<Node> {
    let least = field.min.or(limit.map(|it| it.0)).map(|min| named("ge", atom(min.to_string())));
    let greatest = field.max.or(limit.map(|it| it.1)).map(|max| named("le", atom(max.to_string())));
    least.into_iter().chain(greatest).collect()
}

/// The condition that the database itself holds a field to.
pub fn check(field: &FieldPlan) -> Option<String> {
    let column = sql_name(&field.name);
    if field.kind == FieldKind::Enum {
        return Some(one_of(&field.name, &field.values));
    }
    let least = field.min.map(|min| format!("{column} >= {min}"));
    let greatest = field.max.map(|max| format!("{column} <= {max}"));
    let both: Vec<String> = least.into_iter().chain(greatest).collect();
    (!both.is_empty()).then(|| both.join(" AND "))
}

pub fn one_of(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    format!("{} IN ({})", sql_name(name), values.join(", "))
}

/// A value that passes the field's limits, as Python in a request body; `number` makes it differ from others.
pub fn sample(field: &FieldPlan, number: &str) -> Node {
    let length = field.max_length.unwrap_or(0) as usize;
    let text = match field.kind {
        FieldKind::String | FieldKind::Text if length < SAMPLE_LENGTH => format!("str({number})[-{length}:]"),
        FieldKind::String | FieldKind::Text => format!("f\"{} {{{number}}}\"", cut(&field.title)),
        FieldKind::Integer => bounded(field, number),
        FieldKind::Decimal => return atom(format!("f\"{{{}}}.00\"", bounded(field, number))),
        FieldKind::Boolean => "True".to_owned(),
        FieldKind::Date => format!("f\"{{2000 + {number} % 1000}}-01-31\""),
        FieldKind::DateTime => format!("f\"{{2000 + {number} % 1000}}-01-31T12:00:00Z\""),
        FieldKind::Email => format!("f\"person{{{number}}}@example.com\""),
        FieldKind::Url => format!("f\"https://example.com/{{{number}}}\""),
        FieldKind::Enum => quoted(field.values.first().map_or("", String::as_str)),
    };
    atom(text)
}

/// As [`sample`], of the same number, and later.
pub fn sample_end(kind: FieldKind, number: &str) -> Node {
    let rest = if kind == FieldKind::Date { "02-01" } else { "01-31T13:00:00Z" };
    atom(format!("f\"{{2000 + {number} % 1000}}-{rest}\""))
}

/// Values that the field's type or limits refuse.
pub fn wrong(field: &FieldPlan) -> Vec<Node> {
    let words = |words: &[&str]| words.iter().map(|word| atom(quoted(word))).collect::<Vec<_>>();
    match field.kind {
        FieldKind::String | FieldKind::Text => vec![atom("7")],
        FieldKind::Integer => {
            outside(field).into_iter().chain([atom("2**31"), atom("\"7\""), atom("1.5")]).collect()
        }
        FieldKind::Decimal => {
            outside(field).into_iter().chain([atom("True"), atom("\"0.001\""), atom("\"NaN\"")]).collect()
        }
        FieldKind::Boolean => vec![atom("1"), atom("\"yes\"")],
        FieldKind::Date => [atom("20000")].into_iter().chain(words(&["2030-02-31", "tomorrow"])).collect(),
        FieldKind::DateTime => [atom("20000")]
            .into_iter()
            .chain(words(&["2030-01-31", "2030-01-31T12:00:00", "0001-01-01T00:00:00+10:00"]))
            .collect(),
        FieldKind::Email => words(&["nobody", "a@b@c.example"]),
        FieldKind::Url => words(&["ftp://example.com", "javascript:alert(1)"]),
        FieldKind::Enum => words(&["no_such_value"]),
    }
}

/// The whole numbers just outside the field's bounds.
fn outside(field: &FieldPlan) -> Vec<Node> {
    let below = field.min.map(|min| min.saturating_sub(1));
    let above = field.max.map(|max| max.saturating_add(1));
    below.into_iter().chain(above).map(|number| atom(number.to_string())).collect()
}

/// A title and a number of six digits fit in this many characters.
const SAMPLE_LENGTH: usize = 40;
const SAMPLE_TITLE_LENGTH: usize = 30;

fn cut(title: &str) -> String {
    title.chars().take(SAMPLE_TITLE_LENGTH).collect()
}

/// Numbers from the least value on, so that they stay inside small ranges and differ where they must.
fn bounded(field: &FieldPlan, number: &str) -> String {
    match (field.min, field.max) {
        (Some(min), Some(max)) => format!("{min} + {number} % {}", max.saturating_sub(min).saturating_add(1)),
        (Some(min), None) => format!("{min} + {number}"),
        (None, Some(max)) => format!("{max} - {number}"),
        (None, None) => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_filled() {
        for kind in FieldKind::ALL {
            for place in [Place::Attribute, Place::Column, Place::Migration, Place::Input] {
                assert!(!cell(kind, place).is_empty(), "{kind:?} {place:?}");
            }
        }
    }
}
