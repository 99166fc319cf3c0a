//! Rows of one kind of record: values between commas, or a list of objects.

use serde_json::Value;

use super::columns::{Column, ROWS_LOOKED_AT, column};
use super::{Handed, Unread, kinds, wording};

/// Columns beyond these are no table that a person keeps by hand.
const COLUMNS_MAX: usize = 200;

/// Values between separators, with the columns' names in the first row.
pub(super) fn separated(name: &str, text: &str, separator: u8) -> Result<Handed, Unread> {
    let separator = if separator == b',' { guessed(text) } else { separator };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let bad = |error: csv::Error| Unread::Table { why: error.to_string() };
    let names: Vec<String> = reader.headers().map_err(bad)?.iter().map(|it| it.trim().to_owned()).collect();
    let (mut rows, mut uneven) = (Vec::new(), 0);
    let mut count = 0;
    for record in reader.records() {
        let record = record.map_err(bad)?;
        if record.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        count += 1;
        uneven += usize::from(record.len() != names.len());
        if rows.len() < ROWS_LOOKED_AT {
            rows.push(record);
        }
    }
    if uneven > 0 {
        let why =
            format!("{uneven} of {count} rows have another number of values than the first row has names");
        return Err(Unread::Table { why });
    }
    let values = |at: usize| rows.iter().map(|row| row.get(at).unwrap_or_default()).collect::<Vec<_>>();
    told(name, &names, count, |at, name| column(name, &values(at)))
}

/// European sheets have semicolons.
fn guessed(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let times = |sign: char| first.matches(sign).count();
    if times(';') > times(',') { b';' } else { b',' }
}

/// Whether a text is a list of objects.
pub(super) fn is_rows(text: &str) -> bool {
    let text = text.trim_start();
    text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'))
}

/// A list of objects; each of their keys is a column.
pub(super) fn rows(name: &str, text: &str) -> Result<Handed, Unread> {
    let found: Vec<serde_json::Map<String, Value>> =
        serde_json::from_str(text).map_err(|error| Unread::Table { why: error.to_string() })?;
    let mut names: Vec<String> = Vec::new();
    for row in found.iter().take(ROWS_LOOKED_AT) {
        names.extend(row.keys().filter(|key| !names.contains(key)).cloned().collect::<Vec<_>>());
    }
    let text_of = |row: &serde_json::Map<String, Value>, name: &str| match row.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    told(name, &names, found.len(), |_, name| {
        let values: Vec<String> = found.iter().take(ROWS_LOOKED_AT).map(|row| text_of(row, name)).collect();
        column(name, &values.iter().map(String::as_str).collect::<Vec<_>>())
    })
}

fn told(
    name: &str,
    names: &[String],
    rows: usize,
    column: impl Fn(usize, &str) -> Column,
) -> Result<Handed, Unread> {
    if names.len() > COLUMNS_MAX {
        let why = format!("it has {} columns, and at most {COLUMNS_MAX} are read", names.len());
        return Err(Unread::Table { why });
    }
    let columns: Vec<Column> = names.iter().enumerate().map(|(at, name)| column(at, name)).collect();
    wording::of(kinds::stem(name), &columns, rows)
}
