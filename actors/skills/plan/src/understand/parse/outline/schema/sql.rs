//! Tables of SQL: `CREATE TABLE books (id INT PRIMARY KEY, title VARCHAR(200) NOT NULL)`.

use super::types::Type;
use super::{Member, Schema, Table, member};

const HEAD: &str = "create table";
/// What starts a line that is about several columns.
const OF_TABLE: &[&str] = &["primary", "foreign", "unique", "constraint", "check", "key", "index"];

pub(super) fn read<'a>(text: &'a str, schema: &mut Schema<'a>) {
    // Bytes stay where they are in ASCII's own lower case.
    let lower = text.to_ascii_lowercase();
    let mut after = 0;
    for (at, _) in lower.match_indices(HEAD) {
        if at < after {
            continue;
        }
        let Some(open) = text[at..].find('(').map(|open| at + open) else { return };
        let named = text[at + HEAD.len()..open].split_whitespace().last().unwrap_or_default();
        let name = named.rsplit('.').next().unwrap_or(named).trim_matches(['"', '`', '[', ']']);
        let Some(close) = closing(text, open).filter(|_| !name.is_empty()) else { continue };
        after = close + 1;
        schema.read.push(&text[at..after]);
        let members =
            member::pieces(&text[open + 1..close]).into_iter().filter_map(|piece| column(piece, schema));
        let members = members.collect();
        schema.tables.push(Table { name, members });
    }
}

fn column<'a>(piece: &'a str, schema: &mut Schema<'a>) -> Option<Member<'a>> {
    let lower = piece.to_ascii_lowercase();
    let mut words = piece.split_whitespace();
    let name = words.next()?.trim_matches(['"', '`', '[', ']']);
    if OF_TABLE.contains(&name.split('(').next().unwrap_or(name).to_ascii_lowercase().as_str()) {
        if !lower.starts_with("primary") {
            schema.unread.push(piece);
        }
        return None;
    }
    let target = lower.find("references").map(|at| piece[at + "references".len()..].trim());
    let target = target.map(|rest| rest.split(['(', ' ']).next().unwrap_or(rest).trim_matches('"'));
    let kind = piece[piece.find(char::is_whitespace).unwrap_or(piece.len())..].trim();
    Some(Member {
        name,
        unique: lower.contains("unique"),
        optional: !lower.contains("not null") && !lower.contains("primary key"),
        key: lower.contains("primary key"),
        kind: Type::read(target.unwrap_or(kind)),
        whole: piece,
    })
}

fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    let end = text[open..].char_indices().find(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map(|(at, _)| open + at)
}
