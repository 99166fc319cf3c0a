//! From tokens to a tree. The first thing that cannot be read ends it, with its place.

mod application;
mod cursor;
mod entity;
mod option;
mod relationship;

use super::lex::{Kind, Lexed};
use super::tree::File;
use crate::blueprint::fault::Fault;
use cursor::Cursor;

/// What may begin a part of a file, besides options and constants.
const PARTS: &str = "entity, enum, relationship, application, deployment";

pub(super) fn parse(source: &str, lexed: &Lexed<'_>) -> Result<File, Fault> {
    let mut cursor = Cursor::new(source, &lexed.tokens);
    let mut file = File::default();
    while cursor.peek().kind != Kind::End {
        annotations(&mut cursor, &mut file)?;
        part(&mut cursor, &mut file)?;
    }
    Ok(file)
}

fn part(cursor: &mut Cursor<'_>, file: &mut File) -> Result<(), Fault> {
    let word = cursor.name("the name of a part")?;
    match word.text.as_str() {
        "entity" => file.entities.push(entity::entity(cursor, &mut file.annotations)?),
        "enum" => file.enums.push(entity::choices(cursor)?),
        "relationship" => {
            relationship::relationships(cursor, &mut file.relationships, &mut file.annotations)?;
        }
        "application" => application::application(cursor, file)?,
        "deployment" => {
            cursor.block()?;
            file.others.push(word);
        }
        _ if cursor.eat('=') => {
            let value = cursor.value("a number")?;
            file.constants.push((word, value));
        }
        name if option::is_known(name) => file.options.push(option::option(cursor, word)?),
        name => {
            return Err(Fault::at(word.at, format!("`{name}` begins nothing that JDL has"))
                .hint(format!("it has {PARTS}, constants, and options such as paginate and dto")));
        }
    }
    Ok(())
}

/// `@Name` or `@Name(value)`, any number.
fn annotations(cursor: &mut Cursor<'_>, file: &mut File) -> Result<(), Fault> {
    cursor.annotations(&mut file.annotations)
}
