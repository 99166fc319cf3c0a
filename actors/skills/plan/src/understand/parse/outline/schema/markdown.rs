//! Tables of Markdown: the fields of one record a row, below its name, or one record a row.

use super::types::Type;
use super::{Member, Schema, Table, member};

const FIELDS: &[&str] = &["field", "fields", "name", "column", "attribute", "property"];
const RECORDS: &[&str] = &["entity", "table", "model", "record", "object", "resource", "collection"];
const LISTS: &[&str] = &["fields", "attributes", "columns", "properties"];
/// Words of a record's name above its table.
const TITLE_WORDS_MAX: usize = 4;

pub(super) fn read<'a>(text: &'a str, schema: &mut Schema<'a>) {
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at + 1 < lines.len() {
        if !lines[at].contains('|') || !is_rule(lines[at + 1]) {
            at += 1;
            continue;
        }
        let end = (at + 2..lines.len()).find(|i| !lines[*i].contains('|')).unwrap_or(lines.len());
        table(&lines, at, end, schema);
        at = end;
    }
}

/// `| --- | :-: |`.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| cell.trim().trim_matches(['`', '*'])).collect()
}

fn table<'a>(lines: &[&'a str], at: usize, end: usize, schema: &mut Schema<'a>) {
    let heads: Vec<String> = cells(lines[at]).iter().map(|cell| cell.to_lowercase()).collect();
    let column = |names: &[&str]| heads.iter().position(|head| names.contains(&head.as_str()));
    let rows = || lines[at + 2..end].iter().copied();
    let tables: Vec<Table<'a>> = match (column(RECORDS), column(LISTS), column(FIELDS)) {
        (Some(record), Some(list), _) if record != list => {
            rows().filter_map(|row| of_row(row, record, list)).collect()
        }
        (_, _, Some(0)) => {
            let Some(name) = title(lines, at, schema) else { return };
            let kind = heads.iter().position(|head| head.contains("type"));
            vec![Table { name, members: rows().filter_map(|row| of_field(row, kind, &heads)).collect() }]
        }
        _ => return,
    };
    schema.tables.extend(tables);
    schema.read.extend(lines[at..end].iter().copied());
}

/// The record's name on the last line before a table.
fn title<'a>(lines: &[&'a str], at: usize, schema: &mut Schema<'a>) -> Option<&'a str> {
    let line = lines[..at].iter().rev().find(|line| !line.trim().is_empty())?;
    let name = line.trim().trim_start_matches('#').trim().trim_matches(['*', '`', ':', '_']).trim();
    let name = name.rsplit([':', '.']).next().unwrap_or(name).trim();
    let words = name.split_whitespace().count();
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_'));
    let capital = name.starts_with(char::is_uppercase) || line.trim_start().starts_with('#');
    let fits = (1..=TITLE_WORDS_MAX).contains(&words) && plain && capital;
    if fits {
        schema.read.push(name);
    }
    fits.then_some(name)
}

fn of_field<'a>(row: &'a str, kind: Option<usize>, heads: &[String]) -> Option<Member<'a>> {
    let cells = cells(row);
    let name = cells.first().copied().filter(|name| !name.is_empty())?;
    let text = kind.and_then(|at| cells.get(at)).copied().unwrap_or_default();
    let notes = |wanted: &str| {
        cells.iter().zip(heads).skip(1).any(|(cell, head)| {
            let cell = cell.to_lowercase();
            let ticked = matches!(cell.as_str(), "yes" | "y" | "x" | "true" | "✓" | "✔");
            cell.contains(wanted) && !cell.contains(&format!("not {wanted}"))
                || head.contains(wanted) && ticked
        })
    };
    let unneeded = cells.iter().zip(heads).any(|(cell, head)| {
        head.contains("required") && matches!(cell.to_lowercase().as_str(), "no" | "n" | "false" | "")
    });
    let kind = Type::read(text);
    Some(Member {
        name,
        unique: notes("unique"),
        optional: kind.optional || unneeded || notes("optional") || notes("nullable"),
        key: notes("primary") || name == "id",
        kind,
        whole: row,
    })
}

fn of_row(row: &str, record: usize, list: usize) -> Option<Table<'_>> {
    let cells = cells(row);
    let name = cells.get(record).copied().filter(|name| !name.is_empty())?;
    let items = member::pieces(cells.get(list)?).into_iter();
    let members = items.map(|item| {
        let end = item.find(['(', ':']).unwrap_or(item.len());
        let notes = item[end..].trim_matches(['(', ')', ':', ' ']);
        let lower = notes.to_lowercase();
        let known = notes.split(',').map(str::trim).find(|note| Type::is_known(note));
        let kind = known.map(Type::read).unwrap_or_default();
        Member {
            name: item[..end].trim().trim_end_matches('?'),
            unique: lower.contains("unique"),
            optional: lower.contains("optional") || item[..end].trim().ends_with('?'),
            key: item[..end].trim() == "id",
            kind,
            whole: item,
        }
    });
    Some(Table { name, members: members.collect() })
}
