//! Entities with their fields, and enums.

use super::super::lex::Kind;
use super::super::tree::{Check, Entity, Enum, Field, Name};
use super::cursor::Cursor;
use crate::blueprint::fault::Fault;

pub(super) fn entity(cursor: &mut Cursor<'_>, annotations: &mut Vec<Name>) -> Result<Entity, Fault> {
    let first = cursor.peek();
    let name = cursor.name("the entity's name")?;
    let table = match cursor.eat('(') {
        true => {
            let table = cursor.name("the table's name")?;
            cursor.expect(')')?;
            Some(table)
        }
        false => None,
    };
    let source = format!("entity {}", cursor.since(first));
    let mut fields = Vec::new();
    if cursor.eat('{') {
        while !cursor.eat('}') {
            cursor.annotations(annotations)?;
            fields.push(field(cursor)?);
            cursor.eat(',');
        }
    }
    Ok(Entity { name, table, fields, source })
}

fn field(cursor: &mut Cursor<'_>) -> Result<Field, Fault> {
    let first = cursor.peek();
    let name = cursor.name("a field's name or `}`")?;
    let kind = cursor.name("the field's type")?;
    let mut checks = Vec::new();
    // Without a comma the next field begins with a name and a type.
    while cursor.peek().kind == Kind::Word
        && (is_check(cursor.peek().text) || cursor.ahead(1).kind == Kind::Sign('('))
    {
        checks.push(check(cursor)?);
    }
    Ok(Field { name, kind, checks, source: cursor.since(first) })
}

fn is_check(word: &str) -> bool {
    matches!(word, "required" | "unique")
}

fn check(cursor: &mut Cursor<'_>) -> Result<Check, Fault> {
    let name = cursor.name("a validation")?;
    let value = match cursor.eat('(') {
        true => {
            let value = cursor.value("the validation's value")?;
            cursor.expect(')')?;
            Some(value)
        }
        false => None,
    };
    Ok(Check { name, value })
}

/// An enum, behind its first word.
pub(super) fn choices(cursor: &mut Cursor<'_>) -> Result<Enum, Fault> {
    let name = cursor.name("the enum's name")?;
    cursor.expect('{')?;
    let mut values = Vec::new();
    while !cursor.eat('}') {
        let value = cursor.name("a value of the enum or `}`")?;
        let stored = match cursor.eat('(') {
            true => {
                let stored = cursor.value("the stored value")?;
                cursor.expect(')')?;
                Some(stored)
            }
            false => None,
        };
        values.push((value, stored));
        cursor.eat(',');
    }
    Ok(Enum { name, values })
}
