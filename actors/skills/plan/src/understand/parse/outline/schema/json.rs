//! Objects of JSON: what they hold by example or by type, `{"book": {"title": "Dune", "pages": 412}}`.

use super::types::Type;
use super::{Member, Schema, Table, Tie};
use crate::understand::fact::Link;

/// Objects in objects; deeper ones are no data model that a person wrote.
const DEPTH_MAX: usize = 8;

enum Value<'a> {
    Text(&'a str),
    /// Numbers, yes or no, and nothing.
    Plain(&'a str),
    Object(Vec<(&'a str, Value<'a>)>),
    List(Vec<Value<'a>>),
}

pub(super) fn read<'a>(text: &'a str, schema: &mut Schema<'a>) {
    let mut after = 0;
    for (open, _) in text.match_indices('{') {
        if open < after {
            continue;
        }
        let mut parser = Parser { text, at: open };
        let Some(Value::Object(members)) = parser.value(0) else { continue };
        // Only records have names: an object of plain values is one of which nobody says what it is.
        if members.is_empty() || members.iter().any(|(_, value)| record(value).is_none()) {
            continue;
        }
        after = parser.at;
        schema.read.push(&text[open..after]);
        for (name, value) in &members {
            if let Some(members) = record(value) {
                table(name, members, schema);
            }
        }
    }
}

/// The members of an object, or of the first of a list of them.
fn record<'v, 'a>(value: &'v Value<'a>) -> Option<&'v [(&'a str, Value<'a>)]> {
    match value {
        Value::Object(members) => Some(members),
        Value::List(items) => items.first().and_then(record),
        Value::Text(_) | Value::Plain(_) => None,
    }
}

fn table<'a>(name: &'a str, members: &[(&'a str, Value<'a>)], schema: &mut Schema<'a>) {
    let mut fields = Vec::new();
    for (called, value) in members {
        if let Some(inner) = record(value) {
            let link = if matches!(value, Value::List(_)) { Link::HasMany } else { Link::Belongs };
            schema.ties.push(Tie { from: name, to: called, link, optional: false, whole: called });
            table(called, inner, schema);
            continue;
        }
        fields.push(field(called, value));
    }
    if !schema.tables.iter().any(|table| super::same(table.name, name)) {
        schema.tables.push(Table { name, members: fields });
    }
}

fn field<'a>(name: &'a str, value: &Value<'a>) -> Member<'a> {
    let kind = kind(value);
    let optional = kind.optional || name.ends_with('?');
    Member {
        name: name.trim_end_matches('?'),
        key: name == "id" || name == "_id",
        unique: false,
        optional,
        kind,
        whole: name,
    }
}

/// A type by its name, or by an example of it.
fn kind(value: &Value<'_>) -> Type {
    let named = |name: &str| Type { name: name.to_owned(), ..Type::default() };
    match value {
        Value::Text(text) if Type::is_known(text) => Type::read(text),
        Value::Text(text) if is_date(text) => {
            named(if text.len() > "2024-01-31".len() { "datetime" } else { "date" })
        }
        Value::Text(text) if text.contains('@') && !text.contains(' ') => named("email"),
        Value::Text(text) if text.starts_with("http") => named("url"),
        Value::Text(_) => named("string"),
        Value::Plain("true" | "false") => named("boolean"),
        Value::Plain("null") => Type { optional: true, ..Type::default() },
        Value::Plain(number) if number.contains('.') => named("decimal"),
        Value::Plain(_) => named("number"),
        Value::List(items) => Type { many: true, ..items.first().map(kind).unwrap_or_default() },
        Value::Object(_) => Type::default(),
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    bytes.len() >= "2024-01-31".len()
        && digit(0)
        && digit(3)
        && bytes[4] == b'-'
        && digit(5)
        && bytes[7] == b'-'
        && digit(9)
}

/// Just as much of the grammar as a person who writes a model uses; it answers nothing where the text is something else.
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        match self.peek()? {
            '{' if depth < DEPTH_MAX => self.object(depth + 1),
            '[' if depth < DEPTH_MAX => self.list(depth + 1),
            '"' => self.string().map(Value::Text),
            _ => self.plain(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value<'a>> {
        self.at += 1;
        let mut members = Vec::new();
        while self.peek()? != '}' {
            let name = self.string()?;
            self.take(':')?;
            members.push((name, self.value(depth)?));
            if self.peek()? == ',' {
                self.at += 1;
            } else if self.peek()? != '}' {
                return None;
            }
        }
        self.at += 1;
        Some(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Option<Value<'a>> {
        self.at += 1;
        let mut items = Vec::new();
        while self.peek()? != ']' {
            // `[{ … }, …]` says that there are more.
            if self.text[self.at..].starts_with("...") || self.text[self.at..].starts_with('…') {
                self.at += self.text[self.at..].find(']')?;
                break;
            }
            items.push(self.value(depth)?);
            if self.peek()? == ',' {
                self.at += 1;
            } else if self.peek()? != ']' {
                return None;
            }
        }
        self.at += 1;
        Some(Value::List(items))
    }

    fn string(&mut self) -> Option<&'a str> {
        self.take('"')?;
        let end = self.text[self.at..].find('"')?;
        let inside = &self.text[self.at..self.at + end];
        self.at += end + 1;
        Some(inside)
    }

    fn plain(&mut self) -> Option<Value<'a>> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '+')))?;
        let word = &rest[..end];
        let known = matches!(word, "true" | "false" | "null") || word.parse::<f64>().is_ok();
        self.at += end;
        known.then_some(Value::Plain(word))
    }

    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, mark: char) -> Option<()> {
        (self.peek()? == mark).then(|| self.at += mark.len_utf8())
    }
}
