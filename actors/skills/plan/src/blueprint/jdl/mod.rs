//! JHipster's domain language (JDL) as a blueprint: what maps is mapped, and everything else is named with its line.

mod lex;
mod map;
mod parse;
#[cfg(test)]
mod tests;
mod tree;

use super::fault::{Fault, Faults};
use super::limits::BLUEPRINT_BYTES_MAX;
use super::{Blueprint, read, write};

/// Reads a file of JDL. `name` is the product's, in kebab case, where the file gives none.
pub fn import(text: &str, name: &str) -> Result<Blueprint, Faults> {
    if text.len() > BLUEPRINT_BYTES_MAX {
        let message =
            format!("at most {BLUEPRINT_BYTES_MAX} bytes of JDL are read, and this has {}", text.len());
        return Err(Fault::at(super::Place { line: 1, column: 1 }, message)
            .hint("split it into several products")
            .into());
    }
    let lexed = lex::lex(text)?;
    let file = parse::parse(text, &lexed)?;
    let blueprint = map::map(&file, &lexed.documented, name)?;
    // What is made of it must be a blueprint that can be read; places in it would be of another file.
    match read(&write(&blueprint)) {
        Ok(_) => Ok(blueprint),
        Err(Faults(faults)) => {
            Err(Faults(faults.into_iter().map(|fault| Fault { at: None, ..fault }).collect()))
        }
    }
}
