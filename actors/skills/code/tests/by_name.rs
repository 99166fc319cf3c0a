//! Calls in languages whose values are not followed: what only bears the name of something of the project is not it.

use code::Parser;
use code::graph::{Program, by_name, understand};
use code::index::Index;
use std::fmt::Write;

fn found(files: &[(&str, &str)]) -> String {
    let (mut parser, mut index, mut program) = (Parser::default(), Index::default(), Program::default());
    for (path, text) in files {
        index.put(understand(&mut parser, path, text.as_bytes().to_vec()).unwrap().0);
    }
    by_name::add(&mut program, &index);
    let name = |place: usize| program.places[place].name.as_str();
    program.calls.iter().fold(String::new(), |mut text, call| {
        writeln!(text, "{} -> {} ({:?})", name(call.from), name(call.to), call.confidence).unwrap();
        text
    })
}
