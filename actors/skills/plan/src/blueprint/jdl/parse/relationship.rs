//! Relationships, one or many in a block.

use super::super::tree::{Name, Relationship, Shape, Side};
use super::cursor::Cursor;
use crate::blueprint::fault::Fault;

pub(super) fn relationships(
    cursor: &mut Cursor<'_>,
    into: &mut Vec<Relationship>,
    annotations: &mut Vec<Name>,
) -> Result<(), Fault> {
    let word = cursor.name("the kind of relationship")?;
    let shape = match word.text.as_str() {
        "OneToOne" => Shape::OneToOne,
        "OneToMany" => Shape::OneToMany,
        "ManyToOne" => Shape::ManyToOne,
        "ManyToMany" => Shape::ManyToMany,
        other => {
            return Err(Fault::at(word.at, format!("`{other}` is no kind of relationship"))
                .hint("it is one of OneToOne, OneToMany, ManyToOne, ManyToMany"));
        }
    };
    cursor.expect('{')?;
    while !cursor.eat('}') {
        cursor.annotations(annotations)?;
        into.push(relationship(cursor, shape, annotations)?);
        cursor.eat(',');
    }
    Ok(())
}

fn relationship(
    cursor: &mut Cursor<'_>,
    shape: Shape,
    annotations: &mut Vec<Name>,
) -> Result<Relationship, Fault> {
    let first = cursor.peek();
    let from = side(cursor)?;
    if !cursor.eat_word("to") {
        return Err(cursor.unexpected("`to`"));
    }
    cursor.annotations(annotations)?;
    let to = side(cursor)?;
    let with = if cursor.eat_word("with") { Some(cursor.name("what it is with")?) } else { None };
    Ok(Relationship { shape, from, to, with, source: cursor.since(first) })
}

/// `Entity`, `Entity{field}`, `Entity{field(display) required}`.
fn side(cursor: &mut Cursor<'_>) -> Result<Side, Fault> {
    let mut side =
        Side { entity: cursor.name("an entity's name or `}`")?, field: None, display: None, required: None };
    if !cursor.eat('{') {
        return Ok(side);
    }
    side.field = Some(cursor.name("the relationship's name")?);
    if cursor.eat('(') {
        side.display = Some(cursor.name("the field that is shown")?);
        cursor.expect(')')?;
    }
    if cursor.is_word("required") {
        side.required = Some(cursor.take().at);
    }
    cursor.expect('}')?;
    Ok(side)
}
