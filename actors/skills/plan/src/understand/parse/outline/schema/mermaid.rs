//! Entity diagrams of Mermaid: `CUSTOMER ||--o{ ORDER : places` and `CUSTOMER { string name }` below `erDiagram`.

use super::{Schema, Table, Tie, blocks::closing, member};
use crate::understand::fact::Link;

pub(super) fn read<'a>(text: &'a str, schema: &mut Schema<'a>) {
    let Some(head) = text.find("erDiagram") else { return };
    schema.read.push(&text[head..head + "erDiagram".len()]);
    let mut at = head + "erDiagram".len();
    let mut found: Vec<(&str, &str)> = Vec::new();
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let line = text[at..end].trim();
        if line.starts_with("```") {
            break;
        }
        let opened = line.find('{').filter(|_| name_of(line.split('{').next().unwrap_or_default()));
        if let Some(open) = opened {
            let open = open + (line.as_ptr() as usize - text.as_ptr() as usize);
            let Some(close) = closing(text, open) else { break };
            found.push((text[at..open].trim(), &text[open + 1..close]));
            schema.read.push(text[at..=close].trim());
            at = close + 1;
            continue;
        }
        if let Some(tie) = tie(line) {
            schema.read.push(line);
            schema.ties.push(tie);
        } else if !line.is_empty() {
            break;
        }
        at = end + 1;
    }
    put(found, schema);
}

/// Records of which only relations are said are records all the same.
fn put<'a>(found: Vec<(&'a str, &'a str)>, schema: &mut Schema<'a>) {
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    for (name, body) in &found {
        let members = member::read(body, &names, schema);
        schema.tables.push(Table { name, members });
    }
    for at in 0..schema.ties.len() {
        for name in [schema.ties[at].from, schema.ties[at].to] {
            if !schema.tables.iter().any(|table| super::same(table.name, name)) {
                schema.tables.push(Table { name, members: Vec::new() });
            }
        }
    }
}

fn name_of(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// `A ||--o{ B : label`.
fn tie(line: &str) -> Option<Tie<'_>> {
    let mut words = line.split_whitespace();
    let (from, line_of, to) = (words.next()?, words.next()?, words.next()?);
    let to = to.trim_end_matches(':');
    let (left, right) = line_of.split_once("--").or_else(|| line_of.split_once(".."))?;
    let marks = |side: &str| side.len() == 2 && side.chars().all(|c| matches!(c, '|' | 'o' | '{' | '}'));
    if !marks(left) || !marks(right) || !name_of(from) || !name_of(to) {
        return None;
    }
    let (many_left, many_right) = (left.contains('}'), right.contains('{'));
    let link = match (many_left, many_right) {
        (true, true) => Link::Shared,
        (false, true) => Link::HasMany,
        (true, false) | (false, false) => Link::Belongs,
    };
    // What one has may be missing on its own side only.
    let optional = match link {
        Link::HasMany => left.contains('o'),
        _ => right.contains('o'),
    };
    Some(Tie { from, to, link, optional, whole: line })
}
