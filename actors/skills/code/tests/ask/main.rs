//! Questions asked of small projects; one case is one file.

mod lines;

use std::collections::BTreeMap;

use code::graph::ask::{Answer, Knowledge};
use code::graph::{self, Project, by_name};
use code::{Index, Parser};

/// The answer of a project of these files.
fn answer(files: &[(&str, &str)], question: &str) -> Answer {
    let (mut index, mut project, mut parser) = (Index::default(), Project::default(), Parser::default());
    for (path, text) in files {
        match graph::understand(&mut parser, path, text.as_bytes().to_vec()) {
            Ok((facts, note)) => {
                index.put(Ok(facts));
                project.put(note);
            }
            Err(skipped) => index.put(Err(skipped)),
        }
    }
    let mut program = project.link();
    by_name::add(&mut program, &index);
    Knowledge::new(&index, &program, &BTreeMap::new()).ask(question)
}

/// The answer's lines, each with its file and line.
fn said(files: &[(&str, &str)], question: &str) -> String {
    let answer = answer(files, question);
    let line = |line: &code::graph::ask::Line| {
        let place = match (&line.file, line.line) {
            (Some(file), Some(line)) => format!(" {file}:{line}"),
            _ => String::new(),
        };
        format!("{}{}{place}\n", "  ".repeat(line.level.into()), line.text)
    };
    answer.lines.iter().map(line).collect()
}
