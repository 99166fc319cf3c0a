//! Applications: settings, which entities, and options of their own.

use super::super::lex::Kind;
use super::super::tree::{Application, File, Name};
use super::cursor::Cursor;
use super::option;
use crate::blueprint::fault::Fault;

/// An application, behind its first word.
pub(super) fn application(cursor: &mut Cursor<'_>, file: &mut File) -> Result<(), Fault> {
    cursor.expect('{')?;
    let mut application = Application { config: Vec::new(), entities: None };
    while !cursor.eat('}') {
        let word = cursor.name("`config`, `entities`, an option or `}`")?;
        match word.text.as_str() {
            "config" => application.config.extend(config(cursor)?),
            "entities" => {
                application.entities = Some((word.at, option::names(cursor)?));
                if cursor.eat_word("except") {
                    let except = option::names(cursor)?;
                    application.entities = Some((word.at, vec![format!("all except {}", except.join(", "))]));
                }
            }
            name if option::is_known(name) => file.options.push(option::option(cursor, word)?),
            name => {
                return Err(Fault::at(word.at, format!("`{name}` is not known in an application"))
                    .hint("it has config, entities, and options such as paginate and dto"));
            }
        }
    }
    file.applications.push(application);
    Ok(())
}

/// A key and its value a line, or with commas between them.
fn config(cursor: &mut Cursor<'_>) -> Result<Vec<(Name, String)>, Fault> {
    cursor.expect('{')?;
    let mut settings = Vec::new();
    while !cursor.eat('}') {
        let key = cursor.name("a setting's name or `}`")?;
        let first = cursor.peek();
        match first.kind {
            Kind::Sign('[') => list(cursor)?,
            Kind::Sign('{') => cursor.block()?,
            Kind::Word | Kind::Number | Kind::Text | Kind::Pattern | Kind::Sign(_) | Kind::End => {
                cursor.value("the setting's value")?;
            }
        }
        let value = if first.kind == Kind::Text { first.text.to_owned() } else { cursor.since(first) };
        settings.push((key, value));
        cursor.eat(',');
    }
    Ok(settings)
}

fn list(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    cursor.expect('[')?;
    while !cursor.eat(']') {
        cursor.value("a value or `]`")?;
        cursor.eat(',');
    }
    Ok(())
}
