//! A proposal as the command that a person's revision would be.

use protocol::requirements::{Field, FieldConstraint, FieldKind};

use super::edit::{Edit, FieldSpec, Proposal, plain};
use crate::revise::Command;
use crate::understand::fact::FieldWish;
use crate::understand::limits::{NAME_CHARACTERS_MAX, VALUES_MAX};
use crate::understand::model::fields::make;
use crate::understand::morph;
use crate::understand::token::Span;

/// As the column type of whole numbers.
const BOUND_MAX: u64 = i32::MAX as u64;
/// As [`FieldKind::Text`] without a limit of its own.
const LENGTH_MAX: u32 = 50_000;

pub(super) fn command(edit: &Edit) -> Result<Command, String> {
    let words = edit.quote.clone();
    Ok(match &edit.change {
        Proposal::AddEntity { name, fields } => {
            let name = entity(name)?;
            let fields = fields.iter().map(|spec| field(spec, &words)).collect::<Result<_, _>>()?;
            Command::AddEntity { name, fields, points: Vec::new(), words }
        }
        Proposal::AddField { entity, field: spec } => {
            let field = field(spec, &words)?;
            Command::AddField { entity: entity.clone(), field, words }
        }
        Proposal::Join { entity, with } => {
            Command::Share { entity: entity.clone(), with: with.clone(), words }
        }
        Proposal::AddFeature { feature, on } => Command::AddFeature { name: *feature, on: on.clone(), words },
        Proposal::RefineField { entity, field } => {
            let wish = wish(field)?;
            Command::Refine { entity: entity.clone(), field: field.name.clone(), wish, words }
        }
        Proposal::Narrow { entity, visibility } => {
            Command::Show { entity: entity.clone(), visibility: *visibility, words }
        }
    })
}

fn entity(name: &str) -> Result<String, String> {
    let fits = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && name.len() <= NAME_CHARACTERS_MAX;
    if fits && name != "User" { Ok(name.to_owned()) } else { Err(format!("`{}` is no name", plain(name))) }
}

fn is_snake(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(plain)
        && name.len() <= NAME_CHARACTERS_MAX
}

fn field(spec: &FieldSpec, words: &str) -> Result<Field, String> {
    let field = make(&wish(spec)?, words.to_owned());
    let is_list = field.kind == FieldKind::Enum;
    if is_list == field.values.is_empty() {
        return Err(format!("`{}` needs a list of values, or has one too many", plain(&spec.name)));
    }
    Ok(field)
}

fn wish(spec: &FieldSpec) -> Result<FieldWish, String> {
    if !is_snake(&spec.name) {
        return Err(format!("`{}` is no name", plain(&spec.name)));
    }
    let values = spec.values.clone().unwrap_or_default();
    if values.len() > VALUES_MAX || !values.iter().all(|value| is_snake(value)) {
        return Err(format!("`{}` has values that are no names, or too many", plain(&spec.name)));
    }
    let words = morph::name_words(&spec.name);
    Ok(FieldWish {
        last: words.last().cloned().unwrap_or_default(),
        words,
        plural: false,
        kind: spec.kind,
        constraints: constraints(spec)?,
        required: spec.optional == Some(false),
        values,
        file: false,
        span: Span::new(0, 0),
    })
}

fn constraints(spec: &FieldSpec) -> Result<Vec<FieldConstraint>, String> {
    let bounds = [spec.min, spec.max].into_iter().flatten().all(|bound| bound.unsigned_abs() <= BOUND_MAX);
    let length = spec.max_length.is_none_or(|length| (1..=LENGTH_MAX).contains(&length));
    if !bounds || !length {
        return Err(format!("`{}` has limits that nothing here keeps", plain(&spec.name)));
    }
    let told = [
        spec.optional.filter(|is| *is).map(|_| FieldConstraint::Optional),
        spec.unique.filter(|is| *is).map(|_| FieldConstraint::Unique),
        spec.min.map(FieldConstraint::Min),
        spec.max.map(FieldConstraint::Max),
        spec.max_length.map(FieldConstraint::MaxLength),
    ];
    Ok(told.into_iter().flatten().collect())
}
