//! Fields: types, validations, and what neither of them is here.

use protocol::requirements::{Field, FieldConstraint, FieldKind};

use super::super::tree::{self, Check};
use super::Mapper;
use crate::blueprint::fault::Fault;
use crate::blueprint::limits::LENGTH_MAX;
use crate::blueprint::shape::Case;
use crate::understand::limits::VALUES_MAX;

/// What a database can keep an index of.
const UNIQUE_LENGTH_MAX: i64 = 500;
/// What every record has without being asked.
const BUILT_IN: [&str; 3] = ["id", "created_at", "updated_at"];

enum Mapped {
    Same(FieldKind),
    /// Nearly: what it becomes, for people.
    Near(FieldKind, &'static str),
    Cannot,
    Unknown,
}

fn mapped(kind: &str) -> Mapped {
    match kind {
        "String" => Mapped::Same(FieldKind::String),
        "TextBlob" => Mapped::Same(FieldKind::Text),
        "Integer" => Mapped::Same(FieldKind::Integer),
        "Boolean" => Mapped::Same(FieldKind::Boolean),
        "LocalDate" => Mapped::Same(FieldKind::Date),
        "Instant" | "ZonedDateTime" => Mapped::Same(FieldKind::DateTime),
        "Long" => Mapped::Near(FieldKind::Integer, "a whole number of 32 bits"),
        "BigDecimal" => {
            Mapped::Near(FieldKind::Decimal, "an exact number of 12 digits, two of them after the point")
        }
        "Float" | "Double" => {
            Mapped::Near(FieldKind::Decimal, "an exact number of 12 digits, two of them after the point")
        }
        "Blob" | "AnyBlob" | "ImageBlob" | "ByteBuffer" | "UUID" | "Duration" | "LocalTime" => Mapped::Cannot,
        _ => Mapped::Unknown,
    }
}

/// The names of types whose mapping is told, as they are kept among assumptions.
fn told(kind: &str) -> &'static str {
    match kind {
        "Long" => "Long",
        "BigDecimal" => "BigDecimal",
        "Float" => "Float",
        _ => "Double",
    }
}

impl Mapper<'_> {
    /// None where nothing is made of it, which is then noted.
    pub(super) fn field(&mut self, entity: &str, field: &tree::Field) -> Option<Field> {
        let name = self.spelled(&field.name, Case::Snake);
        let full = format!("{entity}.{}", field.name.text);
        if BUILT_IN.contains(&name.as_str()) {
            self.notes.left_out(field.name.at, &full, &format!("every record has `{name}` already"));
            return None;
        }
        let mut values = Vec::new();
        let kind = match mapped(&field.kind.text) {
            Mapped::Same(kind) => kind,
            Mapped::Near(kind, what) => {
                self.notes.becomes(told(&field.kind.text), what, full.clone());
                kind
            }
            Mapped::Cannot => {
                self.notes.cannot(field.kind.at, &format!("{full} of type {}", field.kind.text));
                return None;
            }
            Mapped::Unknown => {
                values = self.values(field)?;
                FieldKind::Enum
            }
        };
        let constraints = self.constraints(&full, kind, field);
        Some(Field { name, kind, constraints, values, words: field.source.clone() })
    }

    fn values(&mut self, field: &tree::Field) -> Option<Vec<String>> {
        let Some(known) = self.enums.get(field.kind.text.as_str()).copied() else {
            let message = format!("`{}` is neither a type of JDL nor an enum of this file", field.kind.text);
            self.faults
                .push(Fault::at(field.kind.at, message).hint("add `enum … { … }`, or correct the type"));
            return None;
        };
        if known.values.is_empty() || known.values.len() > VALUES_MAX {
            let message = format!(
                "an enum has 1 to {VALUES_MAX} values, and {} has {}",
                known.name.text,
                known.values.len()
            );
            self.faults.push(Fault::at(known.name.at, message).hint("make an entity of it"));
            return None;
        }
        let mut values: Vec<String> = Vec::new();
        for (value, _) in &known.values {
            let spelled = self.spelled(value, Case::Snake);
            if values.contains(&spelled) {
                let message = format!("`{}` is a value of {} already", value.text, known.name.text);
                self.faults.push(Fault::at(value.at, message).hint("rename or remove one of them"));
            } else {
                values.push(spelled);
            }
        }
        let renamed = known.values.iter().zip(&values).any(|((value, _), spelled)| value.text != *spelled);
        let about = format!("enums.{}", known.name.text);
        if renamed && !self.notes.assumptions().iter().any(|it| it.about == about) {
            self.notes
                .assume(about, format!("Values of {} are kept as {}.", known.name.text, values.join(", ")));
        }
        Some(values)
    }

    fn constraints(&mut self, full: &str, kind: FieldKind, field: &tree::Field) -> Vec<FieldConstraint> {
        let mut constraints = Vec::new();
        if !field.checks.iter().any(|check| check.name.text == "required") {
            constraints.push(FieldConstraint::Optional);
        }
        let unique = field.checks.iter().any(|check| check.name.text == "unique");
        for check in &field.checks {
            match self.constraint(kind, unique, check) {
                Ok(Some(constraint)) => constraints.push(constraint),
                Ok(None) => {}
                Err(why) => {
                    let value = check.value.as_ref().map_or_else(String::new, |value| format!("({value})"));
                    let what = format!("{full} {}{value}", check.name.text);
                    self.notes.left_out(check.name.at, &what, &why);
                }
            }
        }
        self.order(full, field, &constraints);
        constraints
    }

    fn order(&mut self, full: &str, field: &tree::Field, constraints: &[FieldConstraint]) {
        let min = constraints
            .iter()
            .find_map(|it| if let FieldConstraint::Min(min) = it { Some(*min) } else { None });
        let max = constraints
            .iter()
            .find_map(|it| if let FieldConstraint::Max(max) = it { Some(*max) } else { None });
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            let message = format!("{full}: the least value {min} is above the greatest value {max}");
            self.faults.push(Fault::at(field.name.at, message).hint("swap them"));
        }
    }

    /// What a validation becomes; none for `required`; otherwise why nothing is made of it.
    fn constraint(
        &self,
        kind: FieldKind,
        unique: bool,
        check: &Check,
    ) -> Result<Option<FieldConstraint>, String> {
        let is_number = matches!(kind, FieldKind::Integer | FieldKind::Decimal);
        let is_text = matches!(kind, FieldKind::String | FieldKind::Text);
        match check.name.text.as_str() {
            "required" => Ok(None),
            "unique" if matches!(kind, FieldKind::Boolean | FieldKind::Enum) => {
                Err("it has so few values that none can be unique".to_owned())
            }
            "unique" => Ok(Some(FieldConstraint::Unique)),
            "min" if is_number => self.bound(kind, check).map(|value| Some(FieldConstraint::Min(value))),
            "max" if is_number => self.bound(kind, check).map(|value| Some(FieldConstraint::Max(value))),
            "maxlength" if is_text => {
                let most = if unique { UNIQUE_LENGTH_MAX } else { LENGTH_MAX };
                let length = self.number(check)?;
                if !(1..=most).contains(&length) {
                    return Err(format!("1 to {most} characters can be kept here"));
                }
                Ok(u32::try_from(length).ok().map(FieldConstraint::MaxLength))
            }
            "minlength" => Err("nothing here checks a least number of characters".to_owned()),
            "pattern" => Err("nothing here checks patterns".to_owned()),
            "min" | "max" | "maxlength" | "minbytes" | "maxbytes" => {
                Err(format!("it does not fit the type {}", crate::blueprint::shape::field_type(kind)))
            }
            _ => Err("this validation is not known".to_owned()),
        }
    }

    fn bound(&self, kind: FieldKind, check: &Check) -> Result<i64, String> {
        let value = self.number(check)?;
        let most = if kind == FieldKind::Integer { i64::from(i32::MAX) } else { 9_999_999_999 };
        if value.abs() > most {
            Err(format!("it is beyond {most}, the greatest number here"))
        } else {
            Ok(value)
        }
    }

    fn number(&self, check: &Check) -> Result<i64, String> {
        let value = self.resolved(check.value.as_deref().unwrap_or_default());
        value.parse().map_err(|_| "it is no whole number".to_owned())
    }
}
