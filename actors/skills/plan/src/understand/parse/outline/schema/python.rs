//! Classes of Python, whose bodies are set further in: `class Book(models.Model):` and `title: str` below it.

use super::{Schema, Table, member};

struct Class<'a> {
    name: &'a str,
    body: &'a str,
    whole: &'a str,
}

pub(super) fn read<'a>(text: &'a str, schema: &mut Schema<'a>) {
    let classes = classes(text);
    let names: Vec<&str> = classes.iter().map(|class| class.name).collect();
    for class in &classes {
        schema.read.push(class.whole);
        let members = member::read(class.body, &names, schema);
        schema.tables.push(Table { name: class.name, members });
    }
}

fn classes(text: &str) -> Vec<Class<'_>> {
    let mut out = Vec::new();
    let mut rows: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for row in text.split_inclusive('\n') {
        rows.push((start, row.trim_end()));
        start += row.len();
    }
    for (at, (from, row)) in rows.iter().enumerate() {
        let Some(name) = header(row) else { continue };
        let depth = indent(row);
        let body: Vec<&(usize, &str)> =
            rows[at + 1..].iter().take_while(|(_, row)| row.is_empty() || indent(row) > depth).collect();
        let Some((last, row)) = body.iter().rev().find(|(_, row)| !row.is_empty()) else { continue };
        let (first, end) = (body[0].0, last + row.len());
        out.push(Class { name, body: &text[first..end], whole: text[*from..end].trim_start() });
    }
    out
}

/// `class Book(Base):`.
fn header(row: &str) -> Option<&str> {
    let rest = row.trim().strip_prefix("class ")?.strip_suffix(':')?;
    let name = rest.split('(').next()?.trim();
    let is_name =
        name.starts_with(char::is_uppercase) && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then_some(name)
}

fn indent(row: &str) -> usize {
    row.len() - row.trim_start().len()
}
